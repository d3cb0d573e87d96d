"""What a result's uncertainty and its gate cost, on the same draws: each thing switched off, and the run made again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import ResultError
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import finite, labels, passed, require_result, values
from aksonsim.results.means import apart, mean_of
from aksonsim.results.paired import combination, mean_difference, percentile_difference
from aksonsim.results.quantity import output
from aksonsim.studies import plan_variants
from aksonsim.studies.decompose import steps
from aksonsim.studies.verify import rebuild, seed_and_draws

Array = npt.NDArray[np.float64]
Json = dict[str, Any]
Progress = Callable[[int], None]

MOST = 50_000
"""Draws that a result is run again with at most: its first ones, which are the same draws."""
FIGURES: dict[str, float | None] = {"mean": None, "p50": 0.5, "p85": 0.85}
MOST_RUNS = 5
"""Runs for each scenario at most."""


@door
def effects(ds: xr.Dataset, *, threads: int | None = None, progress: Progress | None = None) -> dict[str, Json]:
    """Run each scenario of a result again with something switched off, on the same draws.

    Returns
    -------
    dict
        By scenario, given that each run's own gate is passed: ``draws``; ``uncertainty`` with ``certain`` (no
        estimate, driver or event varies: participation and schedule alone), ``estimates`` (what estimates and drivers
        add to it by themselves), ``events`` (what events and delays add by themselves), ``joint`` (what only comes of
        both together) and ``whole``, their sum; each ``mean, p50, p85`` with paired ``*_ci``. ``gate`` (where there is
        one that moves the schedule): see `late_gate`.

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
        again = _Again(scenario, draws, seed, threads, progress)
        cleaned = finite({"draws": draws} | {key: part for key, part in _of(again).items() if part})
        assert isinstance(cleaned, dict)
        found[scenario.name] = cleaned
    return found


@dataclasses.dataclass(frozen=True)
class _Again:
    """One scenario, and how it is run."""

    scenario: Scenario
    draws: int
    seed: int
    threads: int | None
    progress: Progress | None

    def plan(self, scenario: Scenario | None = None) -> Plan:
        return plans([scenario or self.scenario], draws=self.draws, seed=self.seed)[0]

    def run(self, plan: Plan) -> xr.Dataset:
        return simulate_plans(
            [plan],
            draws=self.draws,
            seed=self.seed,
            keep="totals",
            threads=self.threads if self.threads is not None else available_threads(),
            progress=self.progress,
        )


def _of(again: _Again) -> Json:
    plan = again.plan()
    whole = again.run(plan)
    return {"uncertainty": _uncertainty(again, plan, whole), "gate": late_gate(again, whole)}


def _uncertainty(again: _Again, plan: Plan, whole: xr.Dataset) -> Json:
    name = again.scenario.name
    certain = next(steps(plan))[1]
    runs = {
        "certain": again.run(certain),
        "estimates": again.run(plan_variants.without_events(plan, plan_variants.drawn_events(plan))),
        "events": again.run(dataclasses.replace(certain, events=plan.events)),
        "whole": whole,
    }
    total = {key: output(run, name, "cost_total").values for key, run in runs.items()}
    terms = {
        "certain": [(1.0, "certain")],
        "estimates": [(1.0, "estimates"), (-1.0, "certain")],
        "events": [(1.0, "events"), (-1.0, "certain")],
        "joint": [(1.0, "whole"), (-1.0, "estimates"), (-1.0, "events"), (1.0, "certain")],
        "whole": [(1.0, "whole")],
    }
    found: Json = {}
    for row, weighted in terms.items():
        found[row] = {}
        for key, p in FIGURES.items():
            value, interval = combination([(weight, total[of]) for weight, of in weighted], p).pair
            found[row] |= {key: value, f"{key}_ci": interval}
    return found


def late_gate(again: _Again, whole: xr.Dataset) -> Json:
    """Return what it costs that the gate is passed when it is, and not on its planned date, on common draws.

    The same worlds are run with `links.gate_to_schedule` off: what follows the gate then starts as planned. Councils
    decide the gate as they did, so the same draws pass it.

    Returns
    -------
    dict
        ``effect`` on the total over all draws that pass (``mean, p50, p85``); ``on_time`` and ``late``: ``draws``,
        median ``months`` after the planned date, and mean effect on ``cost``, each of the ``programmes``,
        ``price_per_inhabitant`` and ``npv`` in those draws, all with paired ``*_ci``; ``difference``: late less
        on time of each. Empty where there is no gate, or it does not move the schedule.
    """
    scenario = again.scenario
    if scenario.gate is None or not scenario.links.gate_to_schedule:
        return {}
    links = scenario.links.model_copy(update={"gate_to_schedule": False})
    plan = again.plan(scenario.model_copy(update={"links": links}))
    planned = again.run(plan)
    mask = passed(whole, scenario.name)
    if mask is None or not mask.any():
        return {}
    x, y = (output(run, scenario.name, "cost_total").values for run in (whole, planned))
    found: Json = {"effect": {}}
    for key, p in FIGURES.items():
        value, interval = (mean_difference(x, y) if p is None else percentile_difference(x, y, p)).pair
        found["effect"] |= {key: value, f"{key}_ci": interval}
    outcome, month = (values(whole, name, scenario.name) for name in ("gate_outcome", "gate_month"))
    assert outcome is not None
    assert month is not None
    assert plan.uptake is not None
    columns = _columns(whole, planned, scenario.name)
    for code, name in enumerate(("on_time", "late")):
        here = outcome == code
        if np.count_nonzero(here) > 1:
            late = float(np.median(month[here])) - plan.uptake.price.planned
            found[name] = {"draws": int(np.count_nonzero(here)), "months": late}
            found[name] |= {key: _mean(column[here]) for key, column in columns.items()}
    if "on_time" in found and "late" in found:
        found["difference"] = {
            key: _difference(column[outcome == 1], column[outcome == 0]) for key, column in columns.items()
        }
    return found


def _columns(whole: xr.Dataset, planned: xr.Dataset, scenario: str) -> dict[str, Array]:
    """Return, for each amount, what it is in a draw less what it is with the gate as planned."""
    found: dict[str, Array] = {}
    for variable in ("cost_total", "price_per_inhabitant", "npv"):
        pair = [values(ds, variable, scenario) for ds in (whole, planned)]
        if pair[0] is not None and pair[1] is not None:
            found[variable] = pair[0] - pair[1]
    by_programme = whole["cost_programme"].values[0] - planned["cost_programme"].values[0]
    return found | {f"cost_programme[{name}]": by_programme[:, i] for i, name in enumerate(labels(whole, "programme"))}


def _mean(x: Array) -> Json:
    x = x[~np.isnan(x)]
    if not x.size:
        return {"mean": np.nan, "mean_ci": None}
    mean = mean_of(x)
    return {"mean": mean.value, "mean_ci": mean.interval}


def _difference(late: Array, on_time: Array) -> Json:
    """Return the difference of two means of different draws (Welch)."""
    late, on_time = (x[~np.isnan(x)] for x in (late, on_time))
    if min(late.size, on_time.size) < 2:
        return {}
    value, interval = apart(late, on_time)
    return {"mean": value, "mean_ci": interval}
