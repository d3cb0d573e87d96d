"""What a result's uncertainty and its gate cost, on the same draws: each thing switched off, and the run made again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.engine.variants import Variants
from aksonsim.errors import ResultError
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, passed, require_result, values
from aksonsim.results.means import apart
from aksonsim.results.measure import MEAN, P50, P85, Measure, combined, difference
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity, output
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, mean
from aksonsim.studies import plan_variants
from aksonsim.studies.decompose import steps
from aksonsim.studies.verify import rebuild, seed_and_draws

Array = npt.NDArray[np.float64]
Figures = Mapping[Measure, Statistic]
Progress = Callable[[int], None]

MOST = 50_000
"""Draws that a result is run again with at most: its first ones, which are the same draws."""
MEASURES = (MEAN, P50, P85)
MOST_RUNS = 5
"""Runs for each scenario at most."""


@frozen
class Uncertainty:
    """The total without anything uncertain but participation and schedule, what is added to that, and the whole.

    ``estimates`` and drivers by themselves, ``events`` and delays by themselves, ``joint``: what only comes of both;
    ``whole`` is the sum.
    """

    certain: Figures
    estimates: Figures
    events: Figures
    joint: Figures
    whole: Figures


@frozen
class MeanEffect:
    """The mean of a paired difference; None where too few draws have it."""

    mean: Statistic | None = shaped(sparse=True)


@frozen
class OutcomeEffect:
    """Draws with one outcome of the gate: median ``months`` after the planned date, and the mean effect by quantity."""

    draws: int
    months: float
    means: Mapping[str, MeanEffect] = shaped(spread=True)


@frozen
class GateEffect:
    """What it costs that the gate is passed when it is, and not on its planned date.

    ``effect`` on the total over all draws that pass; ``difference``: late less on time.
    """

    effect: Figures
    on_time: OutcomeEffect | None = shaped(sparse=True)
    late: OutcomeEffect | None = shaped(sparse=True)
    difference: Mapping[str, MeanEffect] = shaped(sparse=True)


@frozen
class Effects(Result):
    """What uncertainty and the gate's date add to the total, on the same draws, given that the gate is passed."""

    about: About = shaped(hidden=True)
    draws: int
    uncertainty: Uncertainty
    gate: GateEffect | None = shaped(sparse=True)


@door
def effects(ds: xr.Dataset, *, threads: int | None = None, progress: Progress | None = None) -> dict[str, Effects]:
    """Run each scenario of a result again with something switched off, on the same draws; return what that does.

    Raises
    ------
    ResultError
        Where the result was not drawn by plain Monte Carlo, whose draws alone are those of a shorter run.
    """
    require_result(ds)
    if str(ds.attrs.get("method")) != "mc":
        raise ResultError(f"effects take a result drawn with --method mc, not {ds.attrs.get('method')}")
    seed, stated_draws = seed_and_draws(ds)
    draws = min(stated_draws, MOST)
    found = {}
    for scenario in rebuild(ds):
        again = _Again(scenario, Variants(draws=draws, seed=seed, threads=threads, progress=progress))
        plan = again.plan()
        whole = again.variants.one(plan)
        condition = Condition.ALL if scenario.gate is None else Condition.PASSED
        found[scenario.name] = Effects(
            about=About.of(ds, scenario.name, Quantity.parse("cost_total"), condition),
            draws=draws,
            uncertainty=_uncertainty(again, plan, whole),
            gate=late_gate(again, whole),
        )
    return found


@dataclasses.dataclass(frozen=True)
class _Again:
    """One scenario, and how it is run."""

    scenario: Scenario
    variants: Variants

    def plan(self, scenario: Scenario | None = None) -> Plan:
        return plans([scenario or self.scenario], draws=self.variants.draws, seed=self.variants.seed)[0]


def _uncertainty(again: _Again, plan: Plan, whole: xr.Dataset) -> Uncertainty:
    name = again.scenario.name
    certain = next(steps(plan))[1]
    made = {
        "certain": certain,
        "estimates": plan_variants.without_events(plan, plan_variants.drawn_events(plan)),
        "events": dataclasses.replace(certain, events=plan.events),
    }
    runs = {**dict(zip(made, again.variants.run(made.values()), strict=True)), "whole": whole}
    total = {key: output(run, name, "cost_total").values for key, run in runs.items()}
    terms = {
        "certain": [(1.0, "certain")],
        "estimates": [(1.0, "estimates"), (-1.0, "certain")],
        "events": [(1.0, "events"), (-1.0, "certain")],
        "joint": [(1.0, "whole"), (-1.0, "estimates"), (-1.0, "events"), (1.0, "certain")],
        "whole": [(1.0, "whole")],
    }
    return Uncertainty(
        **{
            row: {m: combined([(weight, total[of]) for weight, of in weighted], m) for m in MEASURES}
            for row, weighted in terms.items()
        }
    )


def late_gate(again: _Again, whole: xr.Dataset) -> GateEffect | None:
    """Return what it costs that the gate is passed when it is, and not on its planned date, on common draws.

    The same draws are run with `links.gate_to_schedule` off: what follows the gate then starts as planned. Councils
    decide the gate as they did, so the same draws pass it. None where there is no gate, or it does not move the
    schedule.
    """
    scenario = again.scenario
    if scenario.gate is None or not scenario.links.gate_to_schedule:
        return None
    links = scenario.links.model_copy(update={"gate_to_schedule": False})
    plan = again.plan(scenario.model_copy(update={"links": links}))
    planned = again.variants.one(plan)
    mask = passed(whole, scenario.name)
    if mask is None or not mask.any():
        return None
    x, y = (output(run, scenario.name, "cost_total").values for run in (whole, planned))
    outcome, month = (values(whole, name, scenario.name) for name in ("gate_outcome", "gate_month"))
    assert outcome is not None
    assert month is not None
    assert plan.uptake is not None
    columns = _columns(whole, planned, scenario.name)
    found = {}
    for code, name in enumerate(("on_time", "late")):
        here = outcome == code
        if np.count_nonzero(here) > 1:
            found[name] = OutcomeEffect(
                draws=int(np.count_nonzero(here)),
                months=float(np.median(month[here])) - plan.uptake.price.planned,
                means={key: _mean(column[here]) for key, column in columns.items()},
            )
    between = {}
    if len(found) == 2:
        between = {key: _difference(column[outcome == 1], column[outcome == 0]) for key, column in columns.items()}
    return GateEffect(
        effect={m: difference(x, y, m) for m in MEASURES},
        on_time=found.get("on_time"),
        late=found.get("late"),
        difference=between,
    )


def _columns(whole: xr.Dataset, planned: xr.Dataset, scenario: str) -> dict[str, Array]:
    """Return, for each amount, what it is in a draw less what it is with the gate as planned."""
    found: dict[str, Array] = {}
    for variable in ("cost_total", "price_per_inhabitant", "npv"):
        pair = [values(ds, variable, scenario) for ds in (whole, planned)]
        if pair[0] is not None and pair[1] is not None:
            found[variable] = pair[0] - pair[1]
    by_programme = whole["cost_programme"].values[0] - planned["cost_programme"].values[0]
    return found | {f"cost_programme[{name}]": by_programme[:, i] for i, name in enumerate(labels(whole, "programme"))}


def _mean(x: Array) -> MeanEffect:
    x = x[~np.isnan(x)]
    return MeanEffect(mean=mean(x) if x.size else None)


def _difference(late: Array, on_time: Array) -> MeanEffect:
    """Return the difference of two means of different draws (Welch)."""
    late, on_time = (x[~np.isnan(x)] for x in (late, on_time))
    return MeanEffect(mean=None if min(late.size, on_time.size) < 2 else Statistic(*apart(late, on_time)))
