"""Percentiles of a sum of correlated amounts: closed forms, and draws put into another order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def equicorrelated_variance(sds: Sequence[float], rho: float) -> float:
    """Return the variance of a sum whose parts all have correlation rho: ``sum s_i^2 + 2 rho sum_{i<j} s_i s_j``."""
    squares = math.fsum(s * s for s in sds)
    return squares + rho * (math.fsum(sds) ** 2 - squares)


def normal_percentile(mean: float, variance: float, p: float) -> float:
    """Return the p-quantile of a normal distribution."""
    return mean + NormalDist().inv_cdf(p) * math.sqrt(variance)


def lognormal_percentile(mean: float, variance: float, p: float) -> float:
    """Return the p-quantile of the lognormal distribution with this mean, above 0, and variance."""
    log_variance = math.log1p(variance / mean**2)
    return mean * math.exp(NormalDist().inv_cdf(p) * math.sqrt(log_variance) - 0.5 * log_variance)


def lognormal_sum_percentile(p50: Sequence[float], p85: Sequence[float], rho: float, p: float) -> float:
    """Return the p-quantile of a sum of lognormals stated by P50 and P85, with correlation rho of their logarithms.

    Mean and variance of the sum are exact, its distribution is taken as lognormal (Fenton 1960,
    doi:10.1109/TCOM.1960.1097606):
    ``Cov = m_i m_j (exp(rho s_i s_j) - 1)``. Good to about 0.3 % of the P85 where the s are below 0.3.

    Examples
    --------
    >>> round(lognormal_sum_percentile([4755, 4060, 710], [5915, 4465, 845], 1.0, 0.85))
    11232
    """
    medians = np.asarray(p50, dtype=np.float64)
    spread = np.log(np.asarray(p85) / medians) / NormalDist().inv_cdf(0.85)
    means = medians * np.exp(0.5 * spread**2)
    pairs = np.full((medians.size, medians.size), rho)
    np.fill_diagonal(pairs, 1.0)
    covariance = np.outer(means, means) * np.expm1(pairs * np.outer(spread, spread))
    return lognormal_percentile(float(means.sum()), float(covariance.sum()), p)


def reordered_sum(columns: Array, common: Array, own: Array, rho: float) -> Array:
    """Return the sum of columns whose draws are put into the order of a Gaussian copula with one correlation.

    Parameters
    ----------
    columns
        float64[n, k]; each keeps its own distribution exactly.
    common, own
        float64[n] and float64[n, k] independent standard normal scores.
    rho
        0 <= rho <= 1.

    Notes
    -----
    Iman and Conover (1982, doi:10.1080/03610918208812265): the column's i-th smallest value goes where the score has
    rank i.
    """
    scores = math.sqrt(rho) * common[:, None] + math.sqrt(1.0 - rho) * own
    ranks = np.argsort(np.argsort(scores, axis=0, kind="stable"), axis=0, kind="stable")
    total: Array = np.take_along_axis(np.sort(columns, axis=0), ranks, axis=0).sum(axis=1)
    return total
