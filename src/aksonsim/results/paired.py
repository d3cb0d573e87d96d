"""Differences of percentiles, means and variances between two runs on common draws, NaN where a draw does not count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aksonsim.results import differences
from aksonsim.results.means import influenced, variance_of
from aksonsim.results.statistic import Statistic
from aksonsim.results.steps import percentile_step

Array = npt.NDArray[np.float64]


def percentile_difference(x: Array, y: Array, p: float) -> Statistic:
    """Return the p-quantile of x less that of y, float64[n] each, with its paired 95 % interval."""
    return percentile_step(_sample(x), _sample(y), p)


def mean_difference(x: Array, y: Array) -> Statistic:
    """Return the mean of x less that of y, float64[n] each, with its paired 95 % interval."""
    return differences.mean_difference(_sample(x), _sample(y))


def combination(terms: Sequence[tuple[float, Array]], p: float | None) -> Statistic:
    """Return a weighted sum of p-quantiles (None: of means), float64[n] each, with its paired 95 % interval."""
    weights, samples = [weight for weight, _ in terms], [_sample(x) for _, x in terms]
    if p is not None and weights == [1.0, -1.0]:
        return percentile_step(samples[0], samples[1], p)
    return differences.combination(list(zip(weights, samples, strict=True)), p)


def variance_difference(x: Array, y: Array) -> Statistic:
    """Return the variance of x less that of y, float64[n] each, with its paired 95 % interval.

    To first order a variance is the mean of ``(x - mean)^2``, so the difference has the error of the mean of the
    differences of those.
    """
    variances, influences = [], []
    for sample in (_sample(x), _sample(y)):
        square = np.square(sample.kept - sample.kept.mean())
        variances.append(variance_of(sample.kept))
        influences.append(sample.spread(square - square.mean()))
    value, step = variances[0] - variances[1], influences[0] - influences[1]
    return Statistic(value, influenced(value, step), step.size)


def _sample(values: Array) -> differences.Sample:
    missing = np.isnan(values)
    return differences.Sample(values, ~missing if missing.any() else None)
