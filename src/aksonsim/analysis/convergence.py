"""How P50 and P85 settle as draws are added: percentiles of prefixes of one run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.results import percentiles as pc

AT = (0.5, 0.85)
FEWEST = 50
"""Draws of the shortest prefix."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Convergence:
    """Percentiles of the first ``draws`` draws: ``draws`` int[k]; the others float[percentile, k].

    ``low`` and ``high`` bound the 95 % interval of independent draws; infinite where there are too few for a bound.
    """

    draws: npt.NDArray[np.int64]
    value: Array
    low: Array
    high: Array


def convergence(ds: xr.Dataset, scenario: str, points: int = 60) -> Convergence:
    """Return P50 and P85 of the total with their intervals on prefixes of a run, at draws evenly spaced in log.

    Given that the gate is passed where there is one; a prefix in which nothing passes is left out. For mc a prefix is
    itself a run with fewer draws. A prefix of lhs or sobol is not a design, and the intervals are upper guides.

    Parameters
    ----------
    ds, scenario
        A result, and the name of one of its scenarios.
    points
        Number of prefixes at most.

    Raises
    ------
    ResultError
        If no draw passes the gate or the result holds no total.
    """
    given = fans.given_passed(ds, scenario)
    total = fans.need(ds, scenario, "cost_total", "total cost")
    sizes = np.unique(np.geomspace(min(FEWEST, total.size), total.size, points).round().astype(np.int64))
    kept = np.ascontiguousarray(given.rows(total))
    inside = np.ones(total.size, dtype=bool) if given.mask is None else given.mask
    passing = np.cumsum(inside)[sizes - 1]
    sizes, passing = sizes[passing > 0], passing[passing > 0]
    wanted = pc.Wanted(AT, AT)
    found = [pc.select(kept[:count], wanted) for count in passing]
    return Convergence(
        draws=sizes,
        value=np.array([[f.percentiles[p] for f in found] for p in AT]),
        low=np.array([[f.intervals[p][0] for f in found] for p in AT]),
        high=np.array([[f.intervals[p][1] for f in found] for p in AT]),
    )
