"""Joint confidence of one scenario: how surely a cost and a date are kept, each and both, and what both take."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.joint_confidence import LEVELS, cost_and_finish, finish_name
from aksonsim.analysis.scenario_columns import Column
from aksonsim.doors import door
from aksonsim.engine.calendar import month_of
from aksonsim.errors import ResultError
from aksonsim.language.text import Title
from aksonsim.results import percentiles as pc
from aksonsim.results.access import dated, labels, month_date, pick, require_result, start, title, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, probability

Array = npt.NDArray[np.float64]

DATES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)
"""Confidences of the finish alone at whose dates the frontier is told."""
ASKED, STATED = "asked", "stated"
"""Names of the promise that was asked about, and of base estimate with reference date; others are percentiles."""


@frozen
class Promise:
    """A cost and a date (months after start, and the day where there is a calendar): kept alone, and ``both``."""

    cost: float
    month: float
    date: dt.date | None = shaped(sparse=True)
    cost_kept: Statistic
    date_kept: Statistic
    both: Statistic


@frozen
class Needed:
    """A date, how surely it is kept, and the least cost that is kept with it by joint confidence (None: none is)."""

    month: float = shaped(label=True)
    date: dt.date | None = shaped(sparse=True)
    date_kept: Statistic
    costs: Mapping[str, Statistic | None]


@frozen
class Jcl(Result):
    """Joint confidence of total cost and a milestone, over the draws that pass the gate and reach it.

    ``promises``: what was asked, base estimate with reference date, and the percentiles of each held together;
    ``frontier``: the least cost at each date for the joint confidences 50, 70 and 85 %; ``rank_correlation`` of the two
    (Spearman), None where one of them does not vary.
    """

    about: About = shaped(hidden=True)
    column: Column = shaped(hidden=True, repr=False, compare=False)
    milestone: str
    milestone_title: Title = shaped(hidden=True)
    draws: int
    rank_correlation: float | None
    promises: Mapping[str, Promise]
    frontier: tuple[Needed, ...]


@door
def jcl(
    ds: xr.Dataset,
    scenario: str | None = None,
    *,
    milestone: str | None = None,
    cost: float | None = None,
    finish: dt.date | float | None = None,
) -> Jcl:
    """Return how surely cost and finish are kept together, and the frontier of the two.

    Parameters
    ----------
    ds, scenario
        A result of aksonsim with ``keep`` standard or more, and which of its scenarios; the first by default.
    milestone
        The end that is promised; by default that of the rollout, or else the last one of the reference schedule.
    cost, finish
        A promise to be told as well: an amount, and a date (months after start where the file has no dates). What is
        not given is the P50 of its own.

    Raises
    ------
    ResultError
        Where the result has no costs, no dates or no such milestone, or fewer than two draws reach it.

    Examples
    --------
    >>> import aksonsim
    >>> found = aksonsim.jcl(aksonsim.simulate(aksonsim.load("configs/akson.yaml"), draws=500))
    >>> found.milestone, sorted(found.promises)
    ('rollout', ['p50', 'p70', 'p85', 'stated'])
    """
    require_result(ds)
    name = pick(ds, scenario)
    column = Column(name, ds, name)
    milestone = known_milestone(column, milestone)
    costs, months = cost_and_finish(column, milestone)
    calendar = dated(ds, name)
    wanted: dict[str, tuple[float, float]] = {}
    if cost is not None or finish is not None:
        wanted[ASKED] = (
            pc.percentile(costs, 0.5) if cost is None else cost,
            pc.percentile(months, 0.5) if finish is None else _month(ds, finish, calendar),
        )
    base, reference = values(ds, "base_estimate", name), values(ds, "milestone_reference", name)
    if base is not None and reference is not None:
        planned = float(reference[labels(ds, "milestone").index(milestone)])
        if not math.isnan(planned):
            wanted[STATED] = (float(np.sum(base)), planned)
    wanted |= {f"p{100 * p:.0f}": (pc.percentile(costs, p), pc.percentile(months, p)) for p in LEVELS}

    def day(month: float) -> dt.date | None:
        return month_date(ds, month) if calendar else None

    return Jcl(
        about=About.of(
            ds,
            name,
            Quantity.parse("cost_total"),
            Condition.ALL if column.passed is None else Condition.PASSED,
        ),
        column=column,
        milestone=milestone,
        milestone_title=Title(*(title(ds, "activity", milestone, lang) for lang in ("en", "nb"))),
        draws=costs.size,
        rank_correlation=_spearman(costs, months),
        promises={key: _promise(costs, months, *at, day(at[1])) for key, at in wanted.items()},
        frontier=tuple(_needed(costs, months, at, day(at)) for at in (pc.percentile(months, p) for p in DATES)),
    )


def known_milestone(column: Column, milestone: str | None) -> str:
    """Return a milestone of a scenario by its name, by default the one that ends the work; ResultError: no such one."""
    found = finish_name(column)  # refuses a result without dates
    if milestone is not None and milestone not in (known := labels(column.ds, "milestone")):
        raise ResultError(f"no milestone is called {milestone}; there are: {', '.join(known[:40])}")
    return found if milestone is None else milestone


def _month(ds: xr.Dataset, finish: dt.date | float, calendar: bool) -> float:
    if isinstance(finish, dt.date):
        if not calendar:
            raise ResultError(f"the file has no dates: state the finish in months after the start, not {finish}")
        return month_of(finish, start(ds))
    if calendar:
        raise ResultError(f"the file has dates: state the finish as one (2031-12-31), not {finish:g}")
    return float(finish)


def _promise(costs: Array, months: Array, cost: float, month: float, day: dt.date | None) -> Promise:
    inside, timely = costs <= cost, months <= month

    def kept(mask: npt.NDArray[np.bool_]) -> Statistic:
        return probability(int(np.count_nonzero(mask)), mask.size)

    return Promise(
        cost=cost,
        month=month,
        date=day,
        cost_kept=kept(inside),
        date_kept=kept(timely),
        both=kept(inside & timely),
    )


def _needed(costs: Array, months: Array, month: float, day: dt.date | None) -> Needed:
    timely = np.sort(costs[months <= month])
    return Needed(
        month=month,
        date=day,
        date_kept=probability(timely.size, costs.size),
        costs={f"p{100 * level:.0f}": _least(timely, costs.size, level) for level in LEVELS},
    )


def _least(timely: Array, n: int, level: float) -> Statistic | None:
    """Return the least cost kept together with a date: that percentile of costs which are infinite after the date.

    ``timely`` float64[k], rising: the costs of the draws in time, of ``n`` in all. The interval lies between order
    statistics, so that it counts how surely the date itself is known to be kept.
    """
    needed = math.ceil(level * n)
    if needed > timely.size:
        return None
    low, high = pc.order_ranks(n, level)
    bounds = (timely[low - 1] if low else -math.inf, timely[high - 1] if high <= timely.size else math.inf)
    return Statistic(float(timely[needed - 1]), (float(bounds[0]), float(bounds[1])), n)


def _spearman(x: Array, y: Array) -> float | None:
    first, second = _ranks(x), _ranks(y)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return round(float(np.corrcoef(first, second)[0, 1]), 4)


def _ranks(x: Array) -> Array:
    """Return the rank of each draw, equal ones their mean."""
    _, place, counts = np.unique(x, return_inverse=True, return_counts=True)
    ranks: Array = np.cumsum(counts)[place] - (counts[place] - 1) / 2.0
    return ranks
