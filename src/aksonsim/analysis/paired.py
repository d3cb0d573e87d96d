"""Differences of percentiles and means between two runs on common draws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import percentiles as pc

Array = npt.NDArray[np.float64]
Difference = tuple[float, pc.Interval]


def percentile_difference(x: Array, y: Array, p: float, level: float = 0.95) -> Difference:
    """Return the p-quantile of x less that of y with its paired interval.

    Parameters
    ----------
    x, y
        float64[n]: the same draws of two runs. NaN where a draw does not count, which may be other draws in each.
    p
        Probability inside (0, 1).
    level
        Confidence.

    Notes
    -----
    Bahadur (1966): a sample quantile is ``q + mean(psi)``, ``psi_i = (p - 1[x_i <= q]) / f(q)`` over the draws that
    count. The difference is then a mean of ``psi_x - psi_y`` over the common draws, and its error that mean's, which
    is small where both runs agree. The density is a difference quotient of quantiles (Hall and Sheather 1988).
    """
    first, one = _influence(x, p)
    second, other = _influence(y, p)
    step = one - other
    half = pc.standard_score(level) * float(step.std()) / math.sqrt(step.size)
    return first - second, (first - second - half, first - second + half)


def mean_difference(x: Array, y: Array, level: float = 0.95) -> Difference:
    """Return the mean of x less that of y with its paired interval; NaN where a draw does not count."""
    parts = []
    for values in (x, y):
        counts = ~np.isnan(values)
        mean = float(values[counts].mean())
        parts.append((mean, np.where(counts, values - mean, 0.0) / counts.mean()))
    step = parts[0][1] - parts[1][1]
    difference = parts[0][0] - parts[1][0]
    half = pc.standard_score(level) * float(step.std()) / math.sqrt(step.size)
    return difference, (difference - half, difference + half)


def _influence(values: Array, p: float) -> tuple[float, Array]:
    """Return a quantile and each draw's influence on it, nought for draws that do not count."""
    counts = ~np.isnan(values)
    kept = values[counts]
    if kept.size < 50:
        raise ValueError(f"needs at least 50 draws that count; got {kept.size}")
    normal = NormalDist()
    z = normal.inv_cdf(p)
    width = kept.size ** (-1 / 3) * 1.96 ** (2 / 3) * (1.5 * normal.pdf(z) ** 2 / (2 * z * z + 1)) ** (1 / 3)
    width = min(width, 0.5 * p, 0.5 * (1 - p))
    found = pc.select(kept, pc.Wanted((p - width, p, p + width))).percentiles
    sparsity = (found[p + width] - found[p - width]) / (2 * width)
    influence = np.where(counts, (p - (values <= found[p])) * sparsity / counts.mean(), 0.0)
    return found[p], influence


def variance_difference(x: Array, y: Array, level: float = 0.95) -> Difference:
    """Return the variance of x less that of y with its paired interval; NaN where a draw does not count."""
    found = []
    for values in (x, y):
        counts = ~np.isnan(values)
        square = np.square(values - values[counts].mean())
        variance = float(square[counts].mean())
        found.append((variance, np.where(counts, square - variance, 0.0) / counts.mean()))
    step = found[0][1] - found[1][1]
    difference = found[0][0] - found[1][0]
    half = pc.standard_score(level) * float(step.std()) / math.sqrt(step.size)
    return difference, (difference - half, difference + half)
