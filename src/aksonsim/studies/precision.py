"""Draw until the P85 of the total is known well enough."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from aksonsim.analysis import fans
from aksonsim.analysis.replicates import REPLICATES, from_values, replicate_seeds, total_percentile
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.language.rounding import half_width
from aksonsim.machine import free_memory
from aksonsim.results import percentiles as pc
from aksonsim.results.access import names, require_result

if TYPE_CHECKING:
    import xarray as xr

P = 0.85
MAX_DRAWS = 10_000_000
MEMORY_SHARE = 0.4
"""Part of the machine's memory that a result may take where no cap is stated: the run before it, half as large, and
what summarises it stand beside it."""


class Run(Protocol):
    """Makes the run that is wanted, with so many draws; ``seed`` and ``totals_only`` say where a replicate differs."""

    def __call__(self, draws: int, *, seed: int = ..., totals_only: bool = ...) -> xr.Dataset: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A run, and the half width of its P85's 95 % interval relative to the P85 (the largest of all scenarios')."""

    dataset: xr.Dataset
    draws: int
    half_width: float
    reached: bool
    last: bool


@door
def until_p85(run: Run, wanted: float, *, draws: int, most: int | None = None) -> Iterator[Step]:
    """Yield runs with twice the draws each time, until the P85 of the total is known well enough or the cap is met.

    Each is a plain run with that many draws. Together they take about twice the draws of the last (lhs and sobol:
    `REPLICATES` times as many, for the error).

    Parameters
    ----------
    run
        Makes a run.
    wanted
        Relative half width of the 95 % interval of the total's P85, given that the gate is passed where there is one,
        inside (0, 1): 0.005 is 0.5 %. All scenarios must reach it. For mc the interval is that of order statistics,
        for lhs and sobol that of one run, from replicates with other seeds.
    draws
        Draws of the first run, 1 or more.
    most
        Most draws of a run; by default `MAX_DRAWS`, or fewer where the result would take more than `MEMORY_SHARE` of
        the machine's memory.

    Raises
    ------
    AksonsimError
        If ``wanted`` or ``most`` make no sense, no draw passes the gate, or a P85 is 0.
    """
    if not 0 < wanted < 1:
        raise AksonsimError(f"the half width wanted must lie between 0 and 1 (0.005 is 0.5 %), not {wanted:g}")
    if most is not None and most < draws:
        raise AksonsimError(f"the most draws ({most}) must not be fewer than those to begin with ({draws})")
    while True:
        dataset = run(draws)
        require_result(dataset)
        cap = most if most is not None else room(dataset)
        half_width = max(_half_widths(run, dataset))
        reached = half_width <= wanted
        last = reached or draws >= cap
        yield Step(dataset, draws, half_width, reached, last)
        if last:
            return
        draws = min(2 * draws, cap)


def room(dataset: xr.Dataset) -> int:
    """Return how many draws a result of this kind may have: `MAX_DRAWS`, or as many as memory allows."""
    a_draw = sum(v.nbytes for v in dataset.variables.values() if "draw" in v.dims) / dataset.sizes["draw"]
    installed = free_memory()
    fits = MAX_DRAWS if installed is None else int(MEMORY_SHARE * installed / a_draw)
    return max(1, min(MAX_DRAWS, fits))


def _half_widths(run: Run, dataset: xr.Dataset) -> list[float]:
    """Return each scenario's half width; infinite where there are too few draws for an interval."""
    scenarios = names(dataset)
    p85 = _p85s(dataset)
    for scenario, value in zip(scenarios, p85, strict=True):
        if value == 0:
            raise AksonsimError(f"the P85 of scenario {scenario} is 0: no error can be relative to it")
    if dataset.attrs["method"] == "mc":
        halves = [_by_order(dataset, scenario) for scenario in scenarios]
    else:
        seeds = replicate_seeds(int(dataset.attrs["seed"]), REPLICATES)[1:]
        others = [_p85s(run(dataset.sizes["draw"], seed=seed, totals_only=True)) for seed in seeds]
        halves = [from_values(values).single for values in zip(p85, *others, strict=True)]
    return [half / abs(value) if math.isfinite(half) else half for half, value in zip(halves, p85, strict=True)]


def _p85s(dataset: xr.Dataset) -> list[float]:
    return [total_percentile(dataset, scenario, P) for scenario in names(dataset)]


def _by_order(dataset: xr.Dataset, scenario: str) -> float:
    """Return the half width of the interval between order statistics."""
    total = fans.given_passed(dataset, scenario).rows(fans.need(dataset, scenario, "cost_total", "total cost"))
    return half_width(pc.percentile_interval(np.ascontiguousarray(total), P))
