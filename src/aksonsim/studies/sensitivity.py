"""What carries an output: one run read in several ways, runs with something left out, and pick-freeze runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import outputs
from aksonsim.analysis.attribution import euler
from aksonsim.analysis.indices import SobolIndices, sobol_indices
from aksonsim.analysis.paired import mean_difference, percentile_difference
from aksonsim.analysis.sensitivity import bin_changes, part_shares, parts_of, title_of, variance_shares
from aksonsim.api import available_threads, plans
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variables import KEEP_LEVELS, Keep
from aksonsim.errors import AksonsimError
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.streams import stream_key
from aksonsim.studies import switches

Array = npt.NDArray[np.float64]
Json = dict[str, Any]
Progress = Callable[[int], None]

AT = 0.85
"""Percentile that is asked about."""


@dataclass(frozen=True)
class Question:
    """What is asked about, and with how many draws.

    ``output`` as `aksonsim.analysis.outputs` names it; ``at`` the probability of the percentile; ``given_passed`` only
    draws that pass the gate; ``progress`` is told the draws done.
    """

    scenario: Scenario
    output: str = "cost_total"
    at: float = AT
    draws: int = 20_000
    seed: int = 1
    given_passed: bool = True
    threads: int | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if not 0 < self.at < 1:
            raise AksonsimError(f"the percentile must be between 0 and 1, not {self.at}")
        if self.draws < 1000:
            raise AksonsimError(f"sensitivity needs at least 1000 draws, not {self.draws}")
        outputs.parse(self.output)

    def plan(self, seed: int | None = None) -> Plan:
        """Return the scenario as arrays, under the question's seed or another."""
        return plans([self.scenario], draws=self.draws, seed=self.seed if seed is None else seed)[0]

    def run(self, plan: Plan, keep: Keep = "totals", draws: int | None = None) -> xr.Dataset:
        """Simulate one plan, and keep at least what the output takes."""
        level = max(KEEP_LEVELS.index(keep), KEEP_LEVELS.index(outputs.keep_of(self.output)))
        return simulate_plans(
            [plan],
            draws=self.draws if draws is None else draws,
            seed=self.seed,
            keep=KEEP_LEVELS[level],
            threads=self.threads if self.threads is not None else available_threads(),
            progress=self.progress,
        )

    def read(self, ds: xr.Dataset, given_passed: bool | None = None) -> outputs.Output:
        """Return the output of a run."""
        given = self.given_passed if given_passed is None else given_passed
        return outputs.output(ds, self.scenario.name, self.output, given_passed=given)


def tornado(question: Question, ds: xr.Dataset) -> Json:
    """Return shares of variance: ``inputs`` (with a residual) and ``parts`` by dimension (see `analysis.sensitivity`).

    ``ds`` is a run of the question that kept its inputs.
    """
    output = question.read(ds)
    name = question.scenario.name
    return {"inputs": variance_shares(ds, name, output), "parts": part_shares(ds, name, output)}


def bins(question: Question, ds: xr.Dataset) -> Json:
    """Return how P50 and the asked percentile move between the bins of each input; ``ds`` as in `tornado`."""
    output = question.read(ds)
    return {key(p): bin_changes(ds, question.scenario.name, output, p) for p in dict.fromkeys((0.5, question.at))}


def key(p: float) -> str:
    """Return a percentile's name: ``p85``, ``p2.5``."""
    return f"p{p * 100:.6g}"


def attribution(question: Question, ds: xr.Dataset) -> Json:
    """Return E[part | total at the percentile] by element, programme and payer, with the percentile they sum to.

    Raises AksonsimError where the output is no sum of parts.
    """
    output = question.read(ds)
    found: Json = {}
    for dim, (names, parts) in parts_of(ds, question.scenario.name, output).items():
        carried = euler(parts, question.at)
        rows = [
            {
                "name": name,
                "title": title_of(ds, name),
                "value": float(carried.part[k]),
                "value_ci": (carried.part[k] - carried.half[k], carried.part[k] + carried.half[k]),
                "mean": float(carried.mean[k]),
            }
            for k, name in enumerate(names)
        ]
        found[dim] = {
            "rows": sorted(rows, key=lambda row: -row["value"]),
            "sum": carried.value,
            "sum_ci": carried.interval,
            "draws": carried.draws,
        }
    if not found:
        raise AksonsimError(f"{question.output} is no sum of parts; cost_total and cost_programme[...] are")
    return found


def leave_one_out(question: Question, base: xr.Dataset) -> Json:
    """Return what the percentile and the mean lose when each event, driver or correlation is switched off.

    ``base`` is a run of the question. Every run has the same draws, so differences are paired. Those of single rows do
    not add up to those of all together.

    Returns
    -------
    dict
        ``rows`` by size of ``change`` (the output with it less the output without it, at the percentile) with
        ``change_ci``, ``mean_change``, ``mean_change_ci``, ``kind`` event, driver or correlation; and ``together`` for
        all events, all drivers, all correlations.
    """
    plan = question.plan()
    with_it = question.read(base).values

    def rows(variants: Iterator[tuple[str, str, Plan]]) -> list[Json]:
        found = []
        for kind, name, variant in variants:
            without = question.read(question.run(variant)).values
            change, interval = percentile_difference(with_it, without, question.at)
            mean, mean_interval = mean_difference(with_it, without)
            told = {"name": name, "title": title_of(base, name), "kind": kind, "change": change, "change_ci": interval}
            found.append(told | {"mean_change": mean, "mean_change_ci": mean_interval})
        return sorted(found, key=lambda row: -abs(row["change"]))

    return {"rows": rows(_one_by_one(plan)), "together": rows(_together(plan))}


def _one_by_one(plan: Plan) -> Iterator[tuple[str, str, Plan]]:
    """Yield kind, name and plan of each thing that can be switched off."""
    for event in switches.drawn_events(plan):
        yield "event", f"events[{event}]", switches.without_events(plan, [event])
    for driver in plan.scenario.drivers:
        yield "driver", f"drivers[{driver.id}]", switches.without_drivers(plan, [driver.id])
    tied = switches.ties(plan)
    for g, group in enumerate(tied.groups):
        yield "correlation", group.stream, switches.with_rho(plan, 0.0, groups=[g], pairs=[])
    for c, component in enumerate(tied.components):
        name = "correlation of " + ", ".join(component.members)
        yield "correlation", name, switches.with_rho(plan, 0.0, groups=[], pairs=[c])


def _together(plan: Plan) -> Iterator[tuple[str, str, Plan]]:
    """Yield kind, name and plan for all of a kind switched off at once."""
    if switches.drawn_events(plan):
        yield "event", "all events", switches.without_events(plan, switches.drawn_events(plan))
    if plan.scenario.drivers:
        drivers = [driver.id for driver in plan.scenario.drivers]
        yield "driver", "all drivers", switches.without_drivers(plan, drivers)
    if switches.ties(plan).members:
        yield "correlation", "all correlations", switches.with_rho(plan, 0.0)


def runs_of_leave_one_out(plan: Plan) -> int:
    """Return how many runs `leave_one_out` makes besides the base."""
    return sum(1 for _ in _one_by_one(plan)) + sum(1 for _ in _together(plan))


def sobol(question: Question, draws: int | None = None) -> Json:
    """Return first-order and total Sobol' indices of every input and event, by pick-freeze on the keyed streams.

    Two seeds give samples A and B; a run of A with the keys of one factor taken from B is A_B exactly, since each
    input has a stream of its own. All draws count: given that the gate is passed, inputs would not be independent.

    Parameters
    ----------
    question
        Its output must have a value in every draw.
    draws
        Draws of each run, by default the question's.

    Returns
    -------
    dict
        ``rows`` by falling total index: name, title, members (of a factor of several inputs), part_of, ``first``,
        ``total`` with ``*_ci`` (shares of the variance), ``exceed`` and ``exceed_ci`` (total index of the output being
        above its percentile); ``interaction`` with ``interaction_ci``: what no independent factor explains alone;
        ``sd``, ``seconds``, ``runs``, ``draws``.
    """
    began = time.perf_counter()
    n = question.draws if draws is None else draws
    plan = question.plan()
    other = question.plan(second_seed(question.seed))
    factors = switches.streams(plan)

    def values(variant: Plan) -> Array:
        found = question.read(question.run(variant, draws=n), given_passed=False)
        if found.draws < n:
            raise AksonsimError(f"{question.output} has no value in {n - found.draws} draws: Sobol' indices need all")
        return found.values

    f_a, f_b = values(plan), values(other)
    f_ab = np.array([values(switches.drawn_anew(plan, other, factor)) for factor in factors])
    ds = question.run(plan, draws=1)
    indices = sobol_indices(f_a, f_b, f_ab)
    threshold = float(np.quantile(f_a, question.at))
    exceed = sobol_indices(*((f > threshold).astype(np.float64) for f in (f_a, f_b, f_ab)))
    rows = [_index_row(ds, factors, indices, exceed, k) for k in range(len(factors))]
    interaction, half = indices.interaction([k for k, factor in enumerate(factors) if factor.part_of is None])
    return {
        "rows": sorted(rows, key=lambda row: -row["total"]),
        "interaction": interaction,
        "interaction_ci": (interaction - half, interaction + half),
        "sd": float(np.sqrt(indices.variance)),
        "condition": "all",
        "draws": n,
        "runs": len(factors) + 2,
        "seconds": time.perf_counter() - began,
    }


def _index_row(
    ds: xr.Dataset, factors: Sequence[switches.Streams], indices: SobolIndices, exceed: SobolIndices, k: int
) -> Json:
    factor = factors[k]
    row: Json = {
        "name": factor.name,
        "title": title_of(ds, factor.name),
        "members": list(factor.members),
        "part_of": factor.part_of,
    }
    for name, value, half in (
        ("first", indices.first[k], indices.first_half[k]),
        ("total", indices.total[k], indices.total_half[k]),
        ("exceed", exceed.total[k], exceed.total_half[k]),
    ):
        row[name], row[f"{name}_ci"] = float(value), (float(value - half), float(value + half))
    return row


def second_seed(seed: int) -> int:
    """Return the seed of sample B, a pure function of that of A."""
    high, low = stream_key(seed, "sensitivity.second")
    return high << 32 | low
