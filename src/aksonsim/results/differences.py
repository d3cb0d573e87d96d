"""Differences between two scenarios on common draws, with the paired interval of each.

Both scenarios of a run face the same draws, so most of the noise of one is that of the other and cancels. The interval
of a difference is therefore not that of two independent figures, and is narrower by as much as the two go together.

A percentile has no mean of its own whose draws could be subtracted, but it is one to first order (Bahadur 1966): with
``q`` the p-quantile, ``f`` the density there and ``s = 1/f``,

    q_n - q  =  mean_i [(p - 1{x_i <= q}) s]  +  smaller terms,

so the difference of two percentiles is the mean of the differences of their *influences*, draw by draw, and its error
the standard deviation of those over sqrt(n). Under a condition (the gate is passed) the influence of a draw outside is
0 and that of a draw inside is divided by the share inside; so scenarios that pass in different draws pair as well.

``s`` is estimated by the slope of the empirical quantile function over a window that makes the interval of a percentile
cover best (Hall and Sheather 1988). benchmarks/interval_coverage.py measures the coverage. Draws of lhs and sobol
are not independent: their error comes from replicates (`aksonsim.analysis.replicates`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
import numpy.typing as npt

from aksonsim.results import percentiles as pc
from aksonsim.results.means import influenced, variance_of
from aksonsim.results.statistic import Statistic, mean

Values = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]
Figure = Callable[[Values], tuple[float, Values]]
"""Gives a figure of draws, float[n], and to first order what each draw adds to it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The draws of one scenario, float[n], and which of them count (None: all); NaN only where they do not."""

    draws: Values
    inside: Mask | None = None

    @classmethod
    def of(cls, values: Values) -> Self:
        """Return the draws of an array, float[n], in which NaN is what does not count."""
        missing = np.isnan(values)
        return cls(values, ~missing if missing.any() else None)

    @property
    def kept(self) -> Values:
        """The draws that count."""
        return self.draws if self.inside is None else self.draws[self.inside]

    def spread(self, influence: Values) -> Values:
        """Return the influence of every draw, float64[n], from that of those that count."""
        if self.inside is None:
            return influence
        everywhere = np.zeros(self.draws.size)
        everywhere[self.inside] = influence * (self.draws.size / influence.size)
        return everywhere


def mean_difference(first: Sample, second: Sample, level: float = 0.95) -> Statistic:
    """Return the difference of two means on common draws.

    Parameters
    ----------
    first, second
        Equally many draws, at least 2 that count in each.
    level
        Confidence, inside (0, 1).
    """
    return combination([(1.0, first), (-1.0, second)], mean_and_influence, level)


def percentile_difference(first: Sample, second: Sample, p: float, level: float = 0.95) -> Statistic:
    """Return the difference of two p-quantiles on common draws.

    Parameters
    ----------
    first, second
        Equally many draws, at least 2 that count in each.
    p
        Probability inside (0, 1).
    level
        Confidence, inside (0, 1).
    """
    return combination([(1.0, first), (-1.0, second)], lambda x: quantile_and_influence(x, p, level), level)


def combination(terms: Sequence[tuple[float, Sample]], figure: Figure, level: float = 0.95) -> Statistic:
    """Return a weighted sum of a figure of several samples on common draws.

    Parameters
    ----------
    terms
        Weights and samples: equally many draws, at least 2 that count in each.
    figure
        Gives that of draws, and what each of them adds to it.
    level
        Confidence, inside (0, 1).
    """
    value, influence = 0.0, np.zeros(terms[0][1].draws.size)
    for weight, sample in terms:
        own, of_draws = figure(sample.kept)
        value += weight * own
        influence += weight * sample.spread(of_draws)
    return paired(value, influence, level)


def mean_and_influence(x: Values) -> tuple[float, Values]:
    """Return the mean of draws, float[n], and what each adds to it."""
    centre = mean(x).value
    return centre, x - centre


def quantile_and_influence(x: Values, p: float, level: float = 0.95) -> tuple[float, Values]:
    """Return the p-quantile of draws, float[n], and to first order what each adds to it."""
    found, slope = _quantile_and_slope(x, p, level)
    return found, (p - (x <= found)) * slope


def variance_difference(x: Values, y: Values) -> Statistic:
    """Return the variance of x less that of y, float[n] each, NaN where a draw does not count, on common draws.

    To first order a variance is the mean of ``(x - mean)^2``, so the difference has the error of the mean of the
    differences of those.
    """
    variances, influences = [], []
    for sample in (Sample.of(x), Sample.of(y)):
        square = np.square(sample.kept - sample.kept.mean())
        variances.append(variance_of(sample.kept))
        influences.append(sample.spread(square - square.mean()))
    return paired(variances[0] - variances[1], influences[0] - influences[1], 0.95)


def paired(value: float, influence: Values, level: float) -> Statistic:
    """Return a value with the normal interval of the mean of its influences."""
    return Statistic(value, influenced(value, influence, level), influence.size, level)


def _quantile_and_slope(x: Values, p: float, level: float) -> tuple[float, float]:
    """Return the p-quantile and the slope of the quantile function there, which is 1 / density."""
    half = min(window(x.size, p, level), 0.999 * p, 0.999 * (1 - p))
    below, above = p - half, p + half
    found = pc.select(np.ascontiguousarray(x), pc.Wanted((below, p, above))).percentiles
    return found[p], (found[above] - found[below]) / (above - below)


def window(n: int, p: float, level: float = 0.95) -> float:
    """Return half the width in probability over which the slope of a quantile function is measured.

    Hall and Sheather (1988), On the distribution of a studentized quantile, J. R. Statist. Soc. B 50, 381-391:
    ``n^(-1/3) z^(2/3) [1.5 phi(y)^2 / (2 y^2 + 1)]^(1/3)`` with y the normal p-quantile and z that of the level. It
    goes to 0 more slowly than 1/n, and gives the studentised quantile its best coverage, not the density its best
    estimate (that window would be of order n^(-1/5), and too wide here).
    """
    y = NormalDist().inv_cdf(p)
    density = math.exp(-0.5 * y * y) / math.sqrt(2 * math.pi)
    shape = 1.5 * density**2 / (2 * y * y + 1)
    return float(n ** (-1 / 3) * pc.standard_score(level) ** (2 / 3) * shape ** (1 / 3))


def together(samples: Sequence[Sample]) -> Mask | None:
    """Return which draws count in all samples; None where all do."""
    masks = [sample.inside for sample in samples if sample.inside is not None]
    return np.logical_and.reduce(masks) if masks else None
