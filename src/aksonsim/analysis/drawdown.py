"""How the contingency is drawn down: what is still to be paid as phases end, and what is uncertain of it."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.engine.calendar import month_of
from aksonsim.language.text import Title, _, as_title
from aksonsim.model.reserved import PROJECT_WIDE
from aksonsim.results import percentiles as pc
from aksonsim.results.access import dated, labels, month_date, scenario_of, title, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, mean, quantiles, symmetric

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

Array = npt.NDArray[np.float64]


@frozen
class Phase:
    """What is still to be paid when an activity ends; first, at the start or the status date.

    ``month``: median month after the start of its end; ``date``: its day, where the file has dates. ``left``, ``p50``,
    ``p85``: mean and percentiles of what is still to be paid then; ``contingency`` = P85 - P50 of it, which supposes
    that nothing was learnt but what was paid.
    """

    activity: str = shaped(label=True)
    title: Title
    month: float
    date: dt.date | None = shaped(sparse=True)
    left: Statistic
    p50: Statistic
    p85: Statistic
    contingency: Statistic


def drawdown(ds: xr.Dataset, scenario: str) -> tuple[Phase, ...]:
    """Return the phases that cost something, in the order of their median ends, given that the gate is passed.

    Each element is spread evenly over its activity, as in the years of the result: what is left of it at a date is the
    part of the activity that lies after it. What is paid by a status date is left at none. None where the result keeps
    no elements or dates (``--keep totals``) or no element has an activity.
    """
    costs, months = values(ds, "cost_element", scenario), values(ds, "milestone_month", scenario)
    if costs is None or months is None:
        return ()
    stated = scenario_of(ds, scenario)
    phases = dict.fromkeys(element.activity for element in stated.costs if element.activity)
    if not phases:
        return ()
    given = fans.given_passed(ds, scenario)
    cost = given.rows(costs)
    ends = _Ends(given.rows(months).astype(np.float64), {name: i for i, name in enumerate(labels(ds, "milestone"))})
    today = month_of(stated.actuals.date, stated.start) if stated.actuals else 0.0
    names = labels(ds, "element")
    shares = project_wide_shares(stated, names, values(ds, "base_cost_element", scenario))
    done = {name for name, one in (stated.actuals.activities if stated.actuals else {}).items() if one.finish}

    def phase(activity: str, called: Title, at: Array, month: float) -> Phase:
        day = month_date(ds, month) if dated(ds, scenario) else None
        return _phase(activity, called, month, day, _left(stated, names, cost, shares, ends, at))

    # All that is not paid is left at first, also what falls due on that day.
    before = np.full(cost.shape[0], -math.inf)
    first = phase("start", as_title(_("now") if stated.actuals else _("at the start")), before, today)
    later = (
        phase(name, Title(title(ds, "activity", name), title(ds, "activity", name, "nb")), at, pc.percentile(at, 0.5))
        for name in phases
        if name not in done
        for at in (ends.of(name)[1],)
    )
    ended: dict[tuple[float, ...], Phase] = {}
    for one in later:  # of several that end together, as a hammock and its last part do, the first stands for all
        ended.setdefault((one.month, one.left.value, one.p50.value, one.p85.value), one)
    return (first, *sorted(ended.values(), key=lambda phase: phase.month))


class _Ends:
    """When activities begin and end in each draw."""

    def __init__(self, months: Array, places: dict[str, int]) -> None:
        self._months, self._places = months, places

    def of(self, activity: str | None) -> tuple[Array, Array]:
        """Return start and end, float64[draw]; of work without an activity those of the first year."""
        if activity is None:
            return np.zeros(self._months.shape[0]), np.full(self._months.shape[0], 12.0)
        places = self._places
        return self._months[:, places[f"{activity}.start"]], self._months[:, places[activity]]


def _left(stated: Scenario, names: list[str], cost: Array, shares: Array, ends: _Ends, at: Array) -> Array:
    """Return what is still to be paid at a month of each draw, float64[draw].

    Project-wide lines are left as the elements are, by their ``shares`` in them (`project_wide_shares`).
    """
    known = stated.actuals
    today = month_of(known.date, stated.start) if known else -math.inf
    parts: dict[str | None, Array] = {}
    for activity in dict.fromkeys(element.activity for element in stated.costs):
        begin, end = ends.of(activity)
        begin, end = np.maximum(begin, today), np.maximum(end, today)
        length = end - begin
        # What takes no time falls due when it begins.
        after = np.where(length > 0, (end - at) / np.where(length > 0, length, 1.0), begin > at)
        parts[activity] = np.clip(after, 0.0, 1.0)
    left = np.zeros(cost.shape[0])
    place = {name: i for i, name in enumerate(names)}
    for element in stated.costs:
        x = cost[:, place[element.id]]
        paid = element.sign * known.costs[element.id].paid if known and element.id in known.costs else 0.0
        left += (x - paid) * parts[element.activity]
    for line in PROJECT_WIDE:
        if line in place:
            share = sum(size * parts[element.activity] for element, size in zip(stated.costs, shares, strict=True))
            left += cost[:, place[line]] * share
    return left


def project_wide_shares(stated: Scenario, names: list[str], base: Array | None) -> Array:
    """Return the share of each element of the file in what is about none, float64: by what is left of base cost.

    ``base``: base cost of the elements of the result, ``names``.
    """
    from aksonsim.engine.lines import by_base  # reading scenarios takes half a second to import

    known = stated.actuals.costs if stated.actuals else {}
    own = dict(zip(names, base.tolist() if base is not None else [0.0] * len(names), strict=True))
    return by_base(
        np.array([own[e.id] - e.sign * known[e.id].paid if e.id in known else own[e.id] for e in stated.costs])
    )


def _phase(activity: str, called: Title, month: float, day: dt.date | None, left: Array) -> Phase:
    p50, p85 = quantiles(left, (0.5, 0.85))
    return Phase(
        activity=activity,
        title=called,
        month=month,
        date=day,
        left=mean(left),
        p50=p50,
        p85=p85,
        contingency=contingency(p50, p85),
    )


def contingency(p50: Statistic, p85: Statistic) -> Statistic:
    """Return P85 - P50 of the same draws."""
    # They rise together, so taking their errors as independent does not understate that of the difference.
    return symmetric(p85.value - p50.value, math.hypot(p50.half, p85.half), p85.draws)
