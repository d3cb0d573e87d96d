"""Backtests: where an observation lies among draws, how often percentiles held, and how a forecast scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.fans import FAN
from aksonsim.results import percentiles as pc
from aksonsim.results.measure import P10, P50, P90, Measure, statistics
from aksonsim.results.percentiles import Interval
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, probability

Array = npt.NDArray[np.float64]

BAND = (P10, P50, P90)
"""From the first to the last of these an observation should lie in four cases of five."""


@frozen
class Placed:
    """P10, P50 and P90 of draws beside an observation.

    ``place``: share of draws below it, ties by half; ``inside``: whether it lies from P10 to P90.
    """

    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)
    observed: float
    place: Statistic
    inside: bool


@frozen
class Bounded:
    """P10, P50 and P90 of draws where only ``more_than`` was observed, and the ``chance`` of that."""

    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)
    more_than: float
    chance: Statistic
    inside: bool


@frozen
class Coverage:
    """How often a percentile was exceeded against what it promises.

    ``exact_ci`` (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404) and ``wilson_ci`` of the share, 95 %;
    ``p_two_sided`` and ``p_more``, exact binomial: the chance of so far from, or so many above, what is promised.
    """

    exceeded: int
    of: int
    promised: float
    share: float
    exact_ci: Interval
    wilson_ci: Interval
    p_two_sided: float
    p_more: float


@frozen
class Scores:
    """Brier score (0 best, 2 worst) and logarithmic score (nats, 0 best) of one outcome.

    Both are proper: in expectation nobody does better than by stating what he believes (Brier 1950; Good 1952). A
    chance of zero for what happened scores infinity. ``chance`` is what was given to the outcome, ``expected_log`` the
    score that the forecast expects of itself.
    """

    chance: float
    brier: float
    log: float
    expected_log: float


def at_month(table: npt.NDArray[Any], months: Array, month: float) -> Array:
    """Return each draw's value at a month, on a line between rounds: a round stands for the votes of its quarter.

    Parameters
    ----------
    table
        (draw, round).
    months
        float64[round], rising: when each round stands.
    month
        Before the first round the value is zero, after the last it stays.
    """
    place = int(np.searchsorted(months, month, side="right"))
    if place == 0:
        return np.zeros(table.shape[0])
    before = np.asarray(table[:, place - 1], dtype=np.float64)
    if place == months.size:
        return before
    part = (month - months[place - 1]) / (months[place] - months[place - 1])
    return np.asarray(before + part * (table[:, place] - before))


def band(values: Array) -> dict[Measure, Statistic]:
    """Return P10, P50 and P90 of draws."""
    return statistics(values, BAND)


def against(values: Array, observed: float) -> Placed:
    """Put draws beside an observation."""
    found = band(values)
    below = int(np.count_nonzero(values < observed) + 0.5 * np.count_nonzero(values == observed))
    inside = found[P10].value <= observed <= found[P90].value
    return Placed(percentiles=found, observed=observed, place=probability(below, values.size), inside=bool(inside))


def against_bound(values: Array, bound: float) -> Bounded:
    """Put draws beside a bound, where only that was observed; inside where a tenth of the draws exceed it."""
    found = band(values)
    above = int(np.count_nonzero(values > bound))
    inside = found[P90].value > bound
    return Bounded(percentiles=found, more_than=bound, chance=probability(above, values.size), inside=bool(inside))


def fan(table: npt.NDArray[Any]) -> dict[Measure, tuple[float, ...]]:
    """Return quantiles of (draw, round) by round, as pictures show them."""
    return {Measure(p): tuple(np.quantile(table, p, axis=0).astype(float).tolist()) for p in FAN}


def coverage(exceeded: int, of: int, promised: float) -> Coverage:
    """Return how often a percentile was exceeded against what it promises.

    Parameters
    ----------
    exceeded, of
        Projects above the percentile, of so many.
    promised
        Chance of exceeding it: 0.15 for a P85.
    """
    from scipy.stats import binomtest

    tested = binomtest(exceeded, of, promised)
    low, high = tested.proportion_ci(0.95, "exact")
    return Coverage(
        exceeded=exceeded,
        of=of,
        promised=promised,
        share=exceeded / of,
        exact_ci=(float(low), float(high)),
        wilson_ci=pc.probability_interval(exceeded, of),
        p_two_sided=float(tested.pvalue),
        p_more=float(binomtest(exceeded, of, promised, alternative="greater").pvalue),
    )


def scores(chances: Mapping[str, float], outcome: str) -> Scores:
    """Score the chances that were given to outcomes, of which one happened."""
    chance = chances[outcome]
    return Scores(
        chance=chance,
        brier=sum((p - (name == outcome)) ** 2 for name, p in chances.items()),
        log=-math.log(chance) if chance > 0 else math.inf,
        expected_log=-sum(p * math.log(p) for p in chances.values() if p > 0),
    )
