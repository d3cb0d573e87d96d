"""Differences of percentiles, means and variances between two runs on common draws, NaN where a draw does not count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import differences
from aksonsim.analysis import percentiles as pc
from aksonsim.analysis.means import influenced, variance_of
from aksonsim.analysis.steps import percentile_step

Array = npt.NDArray[np.float64]
Difference = tuple[float, pc.Interval]


def percentile_difference(x: Array, y: Array, p: float) -> Difference:
    """Return the p-quantile of x less that of y, float64[n] each, with its paired 95 % interval."""
    found = percentile_step(_sample(x), _sample(y), p)
    return found.value, found.interval


def mean_difference(x: Array, y: Array) -> Difference:
    """Return the mean of x less that of y, float64[n] each, with its paired 95 % interval."""
    found = differences.mean_difference(_sample(x), _sample(y))
    return found.value, found.interval


def combination(terms: Sequence[tuple[float, Array]], p: float | None) -> Difference:
    """Return a weighted sum of p-quantiles (None: of means), float64[n] each, with its paired 95 % interval."""
    weights, samples = [weight for weight, _ in terms], [_sample(x) for _, x in terms]
    if p is not None and weights == [1.0, -1.0]:
        found = percentile_step(samples[0], samples[1], p)
    else:
        found = differences.combination(list(zip(weights, samples, strict=True)), p)
    return found.value, found.interval


def variance_difference(x: Array, y: Array) -> Difference:
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
    return value, influenced(value, step)


def _sample(values: Array) -> differences.Sample:
    missing = np.isnan(values)
    return differences.Sample(values, ~missing if missing.any() else None)
