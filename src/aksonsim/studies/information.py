"""The value of information of a scenario, by regression on one run, and by nested runs on the keyed streams."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from aksonsim.analysis import value_of_information
from aksonsim.analysis.value_of_information import Information, Nested, NestedPoint, going_ahead
from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.engine.variants import Variants
from aksonsim.errors import AksonsimError
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, values
from aksonsim.results.means import influenced
from aksonsim.results.statistic import Statistic
from aksonsim.studies import plan_variants
from aksonsim.studies.question import must_hold

POINTS = 25
"""Values at which a nested study holds an input: the middles of so many parts of equal probability."""
DRAWS = 20_000


@door
def information(
    scenario: Scenario,
    decision: str = "npv",
    frame: float | None = None,
    by_brute_force: Sequence[str] = (),
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Information:
    """Rank what would be worth finding out before the decision to go ahead with a scenario, or to stop.

    Parameters
    ----------
    decision
        What going ahead is worth: ``npv``, or ``frame``: what is left of the cost frame.
    frame
        The cost frame, in the scenario's currency; by default P85 less the cuts still possible.
    by_brute_force
        Inputs, or ``events[ID]``, that nested runs of the whole model value as well: 25 runs an input, two an event.

    Raises
    ------
    AksonsimError
        An unknown decision or input, a frame without its decision, too few draws, no benefits behind a value.

    Examples
    --------
    >>> import aksonsim
    >>> found = aksonsim.information(aksonsim.load("configs/minimal.yaml"), "frame", 8, draws=1000)
    >>> [row.name for row in found.rows], found.without
    (['costs[b]', 'costs[a]'], 'go ahead')
    """
    more: dict[str, Any] = {"threads": threads, "progress": progress}
    ds = simulate(scenario, draws=draws, seed=seed, **more)
    found = value_of_information.information(ds, scenario.name, decision, frame)
    return replace(found, nested=tuple(nested(ds, scenario, name, found, **more) for name in by_brute_force))


@door
def simulate(
    scenario: Scenario,
    *,
    draws: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Run a scenario so that all that could be known beforehand is kept."""
    (plan,) = plans([scenario], draws=draws, seed=seed)
    return Variants(draws=draws, seed=seed, threads=threads, progress=progress).one(plan, "inputs")


@door
def nested(
    ds: xr.Dataset,
    scenario: Scenario,
    name: str,
    found: Information,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Nested:
    """Return the EVPPI of one input or event by brute force, beside which the regression can be set.

    The input is held at each of `POINTS` values (the middles of parts of equal probability of its own draws), an event
    switched off and on, and the whole model is run on the same streams each time. That needs no regression; the inner
    runs share their draws, and their noise biases upwards a little only where E[y | x] is near 0.

    Parameters
    ----------
    ds
        A run of the scenario that kept its inputs; it sets seed and draws of every inner run.
    scenario
        The scenario.
    name
        An input, or ``events[ID]``.
    found
        What `information` returned: decision and frame.

    Raises
    ------
    AksonsimError
        Where there is no such input, or it is correlated with others: held alone, those would not follow it;
        ResultError where the result was run with another scenario.
    """
    must_hold(ds, scenario)
    draws, seed = int(ds.sizes["draw"]), int(ds.attrs["seed"])
    (plan,) = plans([scenario], draws=draws, seed=seed)
    worth, counted, points = [], [], []
    held = _held(ds, scenario.name, plan, name)
    variants = Variants(draws=draws, seed=seed, threads=threads, progress=progress)
    for (level, chance, _), run in zip(held, variants.run(variant for *_, variant in held), strict=True):
        y, _condition, _frame = going_ahead(run, scenario.name, found.decision, found.frame)
        counts = ~np.isnan(y)
        worth.append(np.where(counts, y, 0.0))
        counted.append(float(counts.mean()))
        points.append((level, chance))
    weight = np.array([chance for _, chance in points])
    table = np.array(worth)  # [points, draws]; 0 where a draw does not count
    mean = table.mean(axis=1)
    ahead = bool(weight @ mean > 0)
    other = (mean > 0) != ahead
    gain = (weight * np.where(other, -1.0 if ahead else 1.0, 0.0)) @ table / float(weight @ counted)
    value = float(gain.mean())
    return Nested(
        name=name,
        value=Statistic(value, influenced(value, gain), draws),
        points=tuple(
            NestedPoint(level=level, chance=chance, mean=float(m / c) if c else None)
            for (level, chance), m, c in zip(points, mean, counted, strict=True)
        ),
        runs=len(points),
    )


def nested_runs(name: str) -> int:
    """Return how many runs `nested` makes."""
    return 2 if name.startswith("events[") and name.endswith("]") else POINTS


def _held(ds: xr.Dataset, scenario: str, plan: Plan, name: str) -> list[tuple[float, float, Plan]]:
    """Return the values at which something is held, the chance of each, and the plans."""
    if name.startswith("events[") and name.removeprefix("events[").removesuffix("]") in plan_variants.drawn_events(
        plan
    ):
        event = name.removeprefix("events[").removesuffix("]")
        if any(one.id == event and one.frequency is not None for one in plan.scenario.events):
            raise AksonsimError(f"event {event} states a frequency: it has more levels than off and on")
        if f"events[{event}].occurs" in plan_variants.ties(plan).members:
            raise AksonsimError(f"event {event} is correlated with what would not follow where it is held")
        if any(one.id == event and one.otherwise is not None for one in plan.scenario.events):
            raise AksonsimError(f"event {event} is otherwise possible too: it has more levels than off and on")
        chance = float(plan.events.probability[[e.id for e in plan.scenario.events].index(event)])
        return [(on, p, plan_variants.with_chances(plan, {event: on})) for on, p in ((0.0, 1 - chance), (1.0, chance))]
    drawn = values(ds, "input", scenario)
    names = labels(ds, "input_name")
    if drawn is None or name not in names or name.startswith("events["):
        known = [*names, *(f"events[{event}]" for event in plan_variants.drawn_events(plan))]
        near = difflib.get_close_matches(name, [k for k in known if "]." not in k], n=1)
        raise AksonsimError(f"no input or event is called {name}" + (f"; did you mean {near[0]}?" if near else ""))
    if name in plan_variants.ties(plan).members:
        raise AksonsimError(f"{name} is correlated with other inputs, which would not follow where it is held")
    at = np.quantile(drawn[:, names.index(name)], (np.arange(POINTS) + 0.5) / POINTS)
    row = plan.inputs.rows[name]
    return [(float(x), 1.0 / POINTS, plan_variants.held(plan, [row], x)) for x in at]
