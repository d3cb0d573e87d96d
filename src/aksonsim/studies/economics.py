"""Is it worth it: net present value three ways, against what was published, and where it breaks even."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aksonsim import money
from aksonsim.analysis import economics as analysis
from aksonsim.analysis.beside_npv import Effect, effects
from aksonsim.analysis.economics import Followed, NetPresentValue, Parts, PresentValue
from aksonsim.analysis.municipalities import EachAlone, Municipality, each_alone, municipalities
from aksonsim.api import DRAWS, plans, simulate
from aksonsim.doors import door
from aksonsim.engine.plan_benefits import base_value
from aksonsim.errors import Problem, ScenarioError
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import passed
from aksonsim.results.plain import Plain, fields_of, frozen, plain, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.rows import Rows
from aksonsim.studies.break_even import BreakEvens, break_evens
from aksonsim.studies.flows import Flows, flows
from aksonsim.studies.published import (
    AtPublishedPoint,
    ItemWorth,
    UnderPublishedDelay,
    published_delays,
    published_points,
    reference_participation,
    worth_of_items,
)


@frozen
class Economics(Result):
    """The economics of one scenario, without VAT unless said otherwise.

    ``reference``: base value where the items' values were published. ``npv`` over ``all`` draws and, where there is a
    gate, ``given_passed`` and ``stopped`` (None: no such draw); ``effects`` listed beside it, with a price and without
    (never added to money), ``parts``, ``follows`` (the same by whom they follow), ``flows`` year by year and ``payers``
    (with VAT) are of the draws that the programme is read from (``about.condition``). ``worth``: what each item is
    worth a year at full adoption; ``published`` points and ``delays`` beside the model's base value;
    ``municipalities``: cost and tariff of each; ``alone``: each by itself.
    """

    about: About = shaped(spread=True)
    rate: float
    discount_to: int
    last_year: int
    reference: float
    npv: Mapping[str, NetPresentValue | None]
    effects: Mapping[str, Effect] = shaped(sparse=True)
    parts: Parts | None = shaped(sparse=True)
    follows: Mapping[str, Followed] = shaped(sparse=True)
    flows: Flows
    payers: Mapping[str, PresentValue] = shaped(sparse=True)
    worth: Mapping[str, ItemWorth] = shaped("units", sparse=True)
    published: tuple[AtPublishedPoint, ...] = shaped(sparse=True)
    delays: tuple[UnderPublishedDelay, ...] = shaped(sparse=True)
    break_even: BreakEvens
    municipalities: Mapping[str, Municipality] = shaped(sparse=True)
    alone: EachAlone | None = shaped(sparse=True)

    def to_json(self) -> dict[str, Plain]:
        """Return what ``--json`` prints; ``units`` are those of the items, not of the net present value."""
        found = fields_of(self) | {"npv": {key: plain(value) or {} for key, value in self.npv.items()}}
        if not self.worth:
            del found["units"]
        return found


@frozen
class Evaluations(Result):
    """The economics of several scenarios of a file."""

    money: Mapping[str, Any] = shaped(spread=True)
    seed: int
    scenarios: Mapping[str, Economics]


@door
def economics(
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Economics:
    """Evaluate benefits and costs of a scenario: net present value, its parts and flows, break-even participation.

    Raises
    ------
    ScenarioError
        Where the scenario has no section ``benefits``.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.economics(aksonsim.load("configs/akson.yaml", "expected_participation"), draws=200)
    >>> round(result.reference), round(result.break_even.inhabitants.share.value, 2)
    (2935, 0.55)
    """
    if scenario.benefits is None:
        raise ScenarioError([Problem("", "benefits", f"scenario {scenario.name} has no section benefits")])
    (plan,) = plans([scenario], draws=draws, seed=seed)
    benefits = plan.benefits
    assert benefits is not None
    ds = simulate(scenario, draws=draws, seed=seed, threads=threads, progress=progress)
    mask, name = passed(ds, scenario.name), scenario.name
    npv = {"all": analysis.npv(Rows(ds, name))}
    if mask is not None:
        npv |= {
            "given_passed": analysis.npv(Rows(ds, name, mask)),
            "stopped": analysis.npv(Rows(ds, name, ~mask), based=False),
        }
    read = mask if mask is not None and mask.any() else None
    condition = Condition.ALL if read is None else Condition.PASSED
    stated = benefits.stated
    return Economics(
        about=About.of(ds, name, Quantity.parse("npv"), condition),
        rate=stated.rate,
        discount_to=stated.discount_to,
        last_year=stated.last_year,
        reference=base_value(benefits, *reference_participation(benefits)),
        npv=npv,
        effects=effects(ds, name, read),
        parts=analysis.parts(ds, name, read),
        follows=analysis.follows(ds, name, {item.id: item.by for item in stated.items}, read),
        flows=flows(plan, draws, read),
        payers=analysis.payers_value(ds, name, benefits.arrays.discount, read),
        worth=worth_of_items(benefits, plan.people.total if plan.people else None, plan.scale),
        published=published_points(benefits),
        delays=published_delays(benefits),
        break_even=break_evens(scenario, benefits, draws, seed, threads, progress),
        municipalities=municipalities(ds, name, plan.finance.annuity),
        alone=each_alone(ds, name, stated.alone) if stated.alone else None,
    )


def runs(scenario: Scenario) -> int:
    """Return how many runs the economics of a scenario takes."""
    return 1 if scenario.participation is None else 3


def evaluations(
    scenarios: tuple[Scenario, ...],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Evaluations:
    """Evaluate several scenarios of one file."""
    first = scenarios[0]
    return Evaluations(
        money=money.attributes(first.currency, first.price_year),
        seed=seed,
        scenarios={
            one.name: economics(one, draws=draws, seed=seed, threads=threads, progress=progress) for one in scenarios
        },
    )
