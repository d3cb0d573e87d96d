"""Means and standard deviations of draws with their errors, made here and nowhere else: one mean has one interval.

A standard deviation is that of the sample, with n - 1; the interval of a mean is the normal one (Student's t is 1 %
wider at 150 draws). Of columns each is summed by itself, since numpy adds along another axis in another order.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from aksonsim.results.counted import Counted
from aksonsim.results.percentiles import Draws, Interval, standard_score

Values = npt.NDArray[np.floating]


def sd_of(x: Values) -> float:
    """Return the standard deviation of draws, one dimension; zero of a single one."""
    return float(x.std(ddof=1)) if x.size > 1 else 0.0


def variance_of(x: Values) -> float:
    """Return the variance of draws, one dimension; zero of a single one."""
    return float(x.var(ddof=1)) if x.size > 1 else 0.0


def interval_about(value: float, sd: float, n: int, level: float = 0.95) -> Interval:
    """Return ``value ± z sd / sqrt(n)``, unbounded for a single draw.

    The interval of a mean, and of any figure whose error is to first order that of a mean of influences with standard
    deviation ``sd``.
    """
    if n < 2:
        return -math.inf, math.inf
    half = standard_score(level) * sd / math.sqrt(n)
    return value - half, value + half


def influenced(value: float, influence: Values, level: float = 0.95) -> Interval:
    """Return the interval of a figure from the influence of each draw on it, float64[n]."""
    return interval_about(value, sd_of(influence), influence.size, level)


def sd_and_influence(x: Values) -> tuple[float, Values]:
    """Return the standard deviation of draws, and to first order what each adds to it, float64[n] with mean 0."""
    square, sd = np.square(x - x.mean()), sd_of(x)
    return sd, (square - square.mean()) / (2 * sd) if sd else np.zeros(x.size)


def cv_and_influence(x: Values) -> tuple[float, Values]:
    """Return the standard deviation over the size of the mean (NaN where that is 0), and what each draw adds to it."""
    (sd, influence), centre = sd_and_influence(x), float(x.mean())
    if not centre:
        return math.nan, influence
    return sd / abs(centre), influence / abs(centre) - sd / abs(centre) * (x - centre) / centre


def mean_and_variance(x: Draws) -> tuple[float, float]:
    """Return the mean and the variance of draws; NaN where a draw has no value."""
    if isinstance(x, Counted):
        return (math.nan, math.nan) if x.missing else (x.mean, x.variance)
    # A mask or a column leaves its draws side by side, or they would be added in another order.
    x = np.ascontiguousarray(x)
    return float(x.mean()), variance_of(x)


def apart(first: Draws, second: Draws, level: float = 0.95) -> tuple[float, Interval]:
    """Return the mean of some draws less that of others (Welch), at least two of each, with its interval."""
    (of_first, spread_of_first), (of_second, spread_of_second) = mean_and_variance(first), mean_and_variance(second)
    value = of_first - of_second
    half = standard_score(level) * math.sqrt(spread_of_first / first.size + spread_of_second / second.size)
    return value, (value - half, value + half)
