"""Keeping several promises at once: frame, gate and adoption; and cost together with the date of the finish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.comparison_metrics import Compared, probability_difference
from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.results.access import Mask, labels, stated
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import probability

Array = npt.NDArray[np.float64]

LEVELS = (0.5, 0.7, 0.85)
"""Joint confidences whose frontiers are drawn; 70 % is NASA's (NPR 1000.5)."""


TOGETHER = ("frame_and_gate", "together")
PROMISES = ("frame", "on_time", "live", *TOGETHER)


@dataclass(frozen=True, slots=True)
class Promises:
    """What is promised together: total cost at most ``frame``, gate in time, ``live`` by the end of ``year``."""

    frame: float
    live: float
    year: int


@frozen
class Kept:
    """The probability of each promise and of several together, over all draws: a stop keeps no promise.

    None is a promise that the scenario does not simulate, or what such a one is part of; ``lacks`` names them. Of those
    together the difference from the base scenario stands beside it.
    """

    frame: Compared | None = shaped(sparse=True)
    on_time: Compared | None = shaped(sparse=True)
    live: Compared | None = shaped(sparse=True)
    frame_and_gate: Compared | None = shaped(sparse=True)
    together: Compared | None = shaped(sparse=True)
    lacks: tuple[str, ...]

    def __getitem__(self, promise: str) -> Compared | None:
        found: Compared | None = getattr(self, promise)
        return found


@frozen
class JointConfidence:
    """Promises and how surely each scenario keeps them; ``stated``: the frame was, or else it is the base's."""

    frame: float
    stated: bool
    live: float
    year: int
    scenarios: Mapping[str, Kept]

    @property
    def promises(self) -> tuple[str, ...]:
        """What some scenario simulates."""
        return tuple(one for one in PROMISES if any(kept[one] is not None for kept in self.scenarios.values()))


def joint(column: Column, base: Column, promises: Promises, *, paired: bool = True) -> Kept:
    """Return how surely a scenario keeps the promises, each and together."""
    kept = _kept(column, promises)
    of_base = _kept(base, promises) if paired and column is not base else {}

    def compared(key: str) -> Compared | None:
        if key not in kept:
            return None
        figure = probability(int(np.count_nonzero(kept[key])), kept[key].size)
        if key in TOGETHER and key in of_base:
            return Compared(figure=figure, difference=probability_difference(kept[key], of_base[key]))
        return Compared(figure=figure)

    lacks = tuple(key for key in PROMISES if key not in TOGETHER and key not in kept)
    return Kept(**{key: compared(key) for key in PROMISES}, lacks=lacks)


def _kept(column: Column, promises: Promises) -> dict[str, Mask]:
    found: dict[str, Mask] = {}
    cost, outcome = column.values("cost_total"), column.values("gate_outcome")
    if cost is not None:
        found["frame"] = cost <= promises.frame
    if outcome is not None:
        found["on_time"] = outcome == 0
    live = fans.adoption(column.ds, column.scenario).get("inhabitants")
    years = labels(column.ds, "year") if "year" in column.ds.dims else []
    if live is not None and str(promises.year) in years:
        found["live"] = live[:, years.index(str(promises.year))] >= promises.live
    if "frame" in found and "on_time" in found:
        found["frame_and_gate"] = found["frame"] & found["on_time"]
        if "live" in found:
            found["together"] = found["frame_and_gate"] & found["live"]
    return found


def finish_name(column: Column) -> str:
    """Return the milestone that ends the work: the end of the rollout, or else the last one of the reference schedule.

    Of several at one moment it is the one that stands last in the file, and no hammock. Raises ResultError where the
    result holds no milestones.
    """
    fans.need(column.ds, column.scenario, "milestone_month", "dates of milestones")
    known = stated(column.ds, column.scenario)
    rollout = known.get("rollout") or {}
    names = labels(column.ds, "milestone")
    if rollout.get("activity") in names:
        return str(rollout["activity"])
    reference = column.values("milestone_reference")
    if reference is None:
        raise ResultError(f"the file holds no reference schedule for scenario {column.name}")
    last = np.flatnonzero(reference >= np.nanmax(reference) - 1e-9)
    hammocks = {one["id"] for one in known.get("activities") or () if "hammock" in one}
    own = [names[i] for i in last if names[i] not in hammocks]
    return own[-1] if own else names[last[-1]]


def cost_and_finish(column: Column, milestone: str) -> tuple[Array, Array]:
    """Return total cost and the month of a milestone in the draws that pass the gate and reach it."""
    months = fans.need(column.ds, column.scenario, "milestone_month", "dates of milestones")
    month = np.asarray(months[:, labels(column.ds, "milestone").index(milestone)], dtype=np.float64)
    cost = np.asarray(fans.need(column.ds, column.scenario, "cost_total", "total cost"), dtype=np.float64)
    inside = ~np.isnan(month) if column.passed is None else column.passed & ~np.isnan(month)
    if np.count_nonzero(inside) < 2:
        raise ResultError(f"fewer than two draws of scenario {column.name} pass the gate and reach {milestone}")
    return cost[inside], month[inside]


def frontier(cost: Array, month: Array, level: float, points: int = 60) -> tuple[Array, Array]:
    """Return the least cost that, together with each date, is kept with a joint confidence.

    Parameters
    ----------
    cost, month
        float64[n]: each draw's cost and date.
    level
        Joint confidence inside (0, 1): P(cost <= c and date <= t) = level.
    points
        Dates, from the earliest at which it can be had.

    Returns
    -------
    months, costs : ndarray
        Falling from left to right: more time takes less money for the same confidence.
    """
    needed = int(np.ceil(level * cost.size))
    order = np.argsort(month, kind="stable")
    earliest, latest = month[order[needed - 1]], np.quantile(month, 0.999)
    dates = np.linspace(earliest, max(earliest, latest), points)
    ends = np.searchsorted(month[order], dates, side="right")
    by_date = cost[order]
    costs = np.array([np.partition(by_date[:end], needed - 1)[needed - 1] for end in ends])
    return dates, costs
