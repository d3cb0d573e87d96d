"""Errors of statistics that have no simple formula: from what they become when a batch of draws is left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

BATCHES = 25
"""Batches that draws are cut into; the t quantile for 24 degrees of freedom is 5 % above the normal one."""
LEAST = 2 * BATCHES
"""Draws that a percentile is read from at least."""


def batch_edges(n: int) -> npt.NDArray[np.int64]:
    """Return where consecutive batches of n draws begin, and n: int64[BATCHES + 1].

    Draws are independent and in no order, so consecutive ones make batches as good as any. n >= BATCHES.
    """
    if n < BATCHES:
        raise ValueError(f"needs at least {BATCHES} draws; got {n}")
    return np.arange(BATCHES + 1) * n // BATCHES


def batch_sums(x: Array) -> Array:
    """Return the sum of each batch along the first axis: ``x`` [n, ...] to [BATCHES, ...]."""
    sums: Array = np.add.reduceat(x, batch_edges(x.shape[0])[:-1], axis=0)
    return sums


def batch_sizes(n: int) -> Array:
    """Return the number of draws in each batch, float64[BATCHES]."""
    return np.diff(batch_edges(n)).astype(np.float64)


def jackknife_half_width(left_out: Array, level: float = 0.95) -> Array:
    """Return half the interval of a statistic from its values with one batch left out.

    Parameters
    ----------
    left_out
        [batches, ...]: the statistic without batch j.
    level
        Confidence.

    Returns
    -------
    ndarray
        ``t sqrt((g - 1) / g sum_j (theta_j - mean)^2)``, shape of the statistic.

    Notes
    -----
    The delete-a-group jackknife (Efron and Stein 1981, doi:10.1214/aos/1176345462; Kott 2001) is consistent for smooth
    functions of means, which ratios of moments and regression coefficients are. Percentiles are not smooth enough:
    they take order statistics.
    """
    from scipy.special import stdtrit  # 60 ms of import that only such intervals need

    g = left_out.shape[0]
    spread = np.square(left_out - left_out.mean(axis=0)).sum(axis=0) * (g - 1) / g
    half: Array = stdtrit(g - 1, 0.5 * (1 + level)) * np.sqrt(spread)
    return half
