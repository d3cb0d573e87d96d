"""A figure with its error: the only place where a mean, percentile, probability or difference gets its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured
from aksonsim.results import percentiles as pc
from aksonsim.results.counted import Counted
from aksonsim.results.means import (
    Values,
    cv_and_influence,
    influenced,
    interval_about,
    mean_and_variance,
    sd_and_influence,
)
from aksonsim.results.percentiles import Draws, Interval


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure and the interval of its Monte Carlo error.

    ``interval`` holds the true value with probability ``level``; a bound for which there are too few draws is infinite;
    None: the figure is no estimate and has no error. ``draws``: how many it was made from, where that is known.
    """

    value: float
    interval: Interval | None = None
    draws: int | None = None
    level: float = 0.95

    @property
    def half(self) -> float:
        """Half the width of the interval: 0 of a figure without error, infinite where a bound is."""
        return 0.0 if self.interval is None else 0.5 * (self.interval[1] - self.interval[0])

    @property
    def decided(self) -> bool:
        """Whether the sign is certain: zero lies outside the interval."""
        low, high = self.bounds
        return low > 0 or high < 0

    @property
    def bounds(self) -> Interval:
        """The interval; the figure twice where it has no error."""
        return self.interval or (self.value, self.value)

    def shifted(self, by: float) -> Statistic:
        """Return the figure plus a constant."""
        interval = None if self.interval is None else (self.interval[0] + by, self.interval[1] + by)
        return Statistic(self.value + by, interval, self.draws, self.level)

    def scaled(self, by: float) -> Statistic:
        """Return the figure times a constant."""
        low, high = self.interval or (0.0, 0.0)
        ends = (low * by, high * by) if by >= 0 else (high * by, low * by)
        return Statistic(self.value * by, None if self.interval is None else ends, self.draws, self.level)

    def shown(self, lang: Lang) -> str:
        """Return it as a reader meets it in running text: ``9 620 ± 50``."""
        return measured(self.value, self.interval, lang)


def mean(x: Draws, level: float = 0.95) -> Statistic:
    """Return the mean of draws, float[n], at least one, without NaN; its interval is unbounded where there is one."""
    return moments(x, level)[0]


def moments(x: Draws, level: float = 0.95) -> tuple[Statistic, float]:
    """Return the mean of draws and their standard deviation."""
    value, variance = mean_and_variance(x)
    sd = math.sqrt(variance)
    return Statistic(value, interval_about(value, sd, x.size, level), int(x.size), level), sd


def sd(x: Values, level: float = 0.95) -> Statistic:
    """Return the standard deviation of draws, at least two, without NaN; its interval holds for any distribution.

    To first order the deviation is a mean of ``((x - mean)^2 - variance) / (2 sd)``, and has the error of that.
    """
    return _to_first_order(x, sd_and_influence, level)


def cv(x: Values, level: float = 0.95) -> Statistic:
    """Return the coefficient of variation of draws, SD / |mean|, in the same way; NaN where the mean is 0."""
    return _to_first_order(x, cv_and_influence, level)


def _to_first_order(x: Values, figure: Callable[[Values], tuple[float, Values]], level: float) -> Statistic:
    value, influence = figure(x)
    return Statistic(value, influenced(value, influence, level), x.size, level)


def means(x: Values, level: float = 0.95) -> list[Statistic]:
    """Return the mean of each column of draws, [n, k]."""
    return [mean(x[:, k], level) for k in range(x.shape[1])]


def quantiles(x: Draws, at: Sequence[float], level: float = 0.95) -> tuple[Statistic, ...]:
    """Return several quantiles of draws, float[n] without NaN, from one selection.

    Their intervals lie between order statistics and are exact for any distribution
    (`aksonsim.results.percentiles.order_ranks`).
    """
    found = pc.select(x, pc.Wanted(tuple(at), tuple(at), level))
    return tuple(Statistic(found.percentiles[p], found.intervals[p], x.size, level) for p in at)


def quantile(x: Values, p: float, level: float = 0.95) -> Statistic:
    """Return the p-quantile of draws, float[n] without NaN; 0 < p < 1."""
    return quantiles(x, (p,), level)[0]


def probability(count: int, n: int, level: float = 0.95) -> Statistic:
    """Return a probability that was seen ``count`` times in ``n`` draws, with Wilson's interval."""
    return Statistic(count / n, pc.probability_interval(count, n, level), n, level)


def below(x: Draws, limit: float) -> int:
    """Return how many draws lie below a limit."""
    return x.below if isinstance(x, Counted) else int(np.count_nonzero(x < limit))


def symmetric(value: float, half: float, draws: int | None = None) -> Statistic:
    """Return a figure whose error comes as half the interval: of a jackknife, or of a regression."""
    value, half = float(value), float(half)
    return Statistic(value, (value - half, value + half), draws)


UNKNOWN: Interval = (-math.inf, math.inf)
"""The interval of a figure whose error the draws do not tell."""
