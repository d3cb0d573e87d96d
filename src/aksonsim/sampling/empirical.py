"""Distributions of listed values: a few with weights, or a sample of observations."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from aksonsim.errors import LawError
from aksonsim.sampling.distribution import Distribution, FloatArray


class Steps(Distribution):
    """Values with weights; equal values are one, and weights are normalised. The mode is the heaviest value."""

    step = True

    def __init__(self, values: npt.ArrayLike, weights: npt.ArrayLike) -> None:
        weight = np.asarray(weights, dtype=np.float64)
        kept = weight > 0.0
        self.values, index = np.unique(np.asarray(values, dtype=np.float64)[kept], return_inverse=True)
        share = np.bincount(index, weights=weight[kept])
        self.shares = share / share.sum()
        self._up_to = np.cumsum(self.shares)
        self._up_to[-1] = 1.0
        self._beyond = np.append(np.cumsum(self.shares[:0:-1])[::-1], 0.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray(self.values[np.searchsorted(self._up_to, np.asarray(p), side="left")])

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(self.values[np.searchsorted(-self._beyond, -np.asarray(q, dtype=np.float64), side="left")])

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(
            np.concatenate(([0.0], self._up_to))[np.searchsorted(self.values, np.asarray(x), side="right")]
        )

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(
            np.concatenate(([1.0], self._beyond))[np.searchsorted(self.values, np.asarray(x), side="right")]
        )

    @property
    def support(self) -> tuple[float, float]:
        return float(self.values[0]), float(self.values[-1])

    @cached_property
    def mode(self) -> float:
        return float(self.values[int(np.argmax(self.shares))])

    @cached_property
    def mean(self) -> float:
        return float((self.values * self.shares).sum())

    @cached_property
    def sd(self) -> float:
        return float(np.sqrt((self.shares * (self.values - self.mean) ** 2).sum()))

    def exact_pieces(self) -> tuple[FloatArray, FloatArray]:
        rows = np.zeros((self.values.size, 4))
        rows[:, 0] = self.values
        return np.concatenate(([0.0], self._up_to[:-1])), rows

    def within(self, low: float, high: float) -> Steps:
        """Return the distribution of the values inside [low, high]; raises LawError when none is."""
        kept = (self.values >= low) & (self.values <= high)
        if not kept.any():
            raise LawError(f"truncate [{low:g}, {high:g}] keeps none of the values")
        return Steps(self.values[kept], self.shares[kept])


class Sample(Distribution):
    """Observations, with linear interpolation between order statistics (Hyndman and Fan 1996, type 7).

    The quantile at p is read at place (n - 1) p of the sorted sample, so the distribution ends at the smallest and
    largest observation, and its percentiles equal ``numpy.quantile``'s. The mode is the median: a sample has no other.
    """

    step = True

    def __init__(self, observations: npt.ArrayLike) -> None:
        self.values = np.sort(np.asarray(observations, dtype=np.float64))
        self._places = np.arange(self.values.size) / (self.values.size - 1)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.interp(np.asarray(p, dtype=np.float64), self._places, self.values))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.interp(np.asarray(q, dtype=np.float64), self._places, self.values[::-1]))

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        x = np.asarray(x, dtype=np.float64)
        above = np.searchsorted(self.values, x, side="right")  # ties: the last of them
        below = np.clip(above - 1, 0, self.values.size - 2)
        gap = self.values[below + 1] - self.values[below]
        with np.errstate(all="ignore"):
            part = np.where(gap > 0.0, (x - self.values[below]) / gap, 1.0)
        inside = (below + np.clip(part, 0.0, 1.0)) / (self.values.size - 1)
        return np.where(above == 0, 0.0, np.where(above == self.values.size, 1.0, inside))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return 1.0 - self.cdf(x)

    @property
    def support(self) -> tuple[float, float]:
        return float(self.values[0]), float(self.values[-1])

    @cached_property
    def mode(self) -> float:
        return float(self.ppf(0.5))

    @cached_property
    def mean(self) -> float:
        return float(0.5 * (self.values[:-1] + self.values[1:]).mean())

    @cached_property
    def sd(self) -> float:
        a, b = self.values[:-1] - self.mean, self.values[1:] - self.mean
        return float(np.sqrt(((a * a + a * b + b * b) / 3.0).mean()))

    def exact_pieces(self) -> tuple[FloatArray, FloatArray]:
        rows = np.zeros((self.values.size - 1, 4))
        rows[:, 0] = self.values[:-1]
        rows[:, 1] = np.diff(self.values) * (self.values.size - 1)
        return self._places[:-1], rows
