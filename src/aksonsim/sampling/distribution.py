"""What every probability distribution offers: quantiles from either end, cdf from either end, and a few figures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SMALLEST = 2.0**-53
"""The smallest uniform a stream gives; the largest is one minus this."""

_OCTAVES = 150
"""Octaves of tail probability that a quadrature covers; what lies beyond weighs less than 2**-150."""


class Distribution(ABC):
    """A probability distribution on the real line.

    ``ppf(p)`` and ``cdf(x)`` count from the lower end, ``isf(q)`` and ``sf(x)`` from the upper, each exact in its own
    tail (``isf(q) = ppf(1 - q)``, but 1 - q forgets a small q). All take and give arrays.
    """

    step: bool = False
    """Whether it has atoms or is made of observations: its quantile function jumps or bends everywhere."""
    kinks: tuple[float, ...] = ()
    """Probabilities, from the lower end, at which the quantile function is not smooth."""

    @abstractmethod
    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """Return the smallest x with cdf(x) >= p, for 0 < p < 1."""

    @abstractmethod
    def isf(self, q: npt.ArrayLike) -> FloatArray:
        """Return the smallest x with sf(x) <= q, for 0 < q < 1."""

    @abstractmethod
    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        """Return P(X <= x)."""

    @abstractmethod
    def sf(self, x: npt.ArrayLike) -> FloatArray:
        """Return P(X > x)."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest possible value; infinite where there is none."""

    @cached_property
    def mode(self) -> float:
        """Most likely value; unless a subclass knows better, the middle of the shortest interval that holds 1 %."""
        low = np.linspace(0.0005, 0.9895, 3957)
        start, end = quantile(self, low), quantile(self, low + 0.01)
        at = int(np.argmin(end - start))
        return float(0.5 * (start[at] + end[at]))

    @cached_property
    def mean(self) -> float:
        """Expected value; inf or nan where there is none."""
        return self._integral(lambda x: x)

    @cached_property
    def sd(self) -> float:
        """Standard deviation; inf or nan where there is none."""
        mean = self.mean
        return float(np.sqrt(self._integral(lambda x: (x - mean) ** 2)))

    @cached_property
    def lower(self) -> float:
        """Smallest value a run can draw, ppf(2**-53)."""
        return float(self.ppf(SMALLEST))

    @cached_property
    def upper(self) -> float:
        """Largest value a run can draw, isf(2**-53)."""
        return float(self.isf(SMALLEST))

    def exact_pieces(self) -> tuple[FloatArray, FloatArray] | None:
        """Return (breaks [n], cubic coefficients in u - break [n, 4]) where the quantile function is such pieces."""
        return None

    def _integral(self, function: Callable[[FloatArray], FloatArray]) -> float:
        """Return the expectation of a function by Gauss-Legendre quadrature of the quantiles, octave by octave."""
        nodes, weights = np.polynomial.legendre.leggauss(16)
        total = 0.0
        for tail, cuts in ((self.ppf, self.kinks), (self.isf, tuple(1.0 - kink for kink in self.kinks))):
            octaves = np.concatenate((np.arange(-_OCTAVES, -12), np.arange(-12.0, -0.9, 0.125)))
            edges = np.unique(np.concatenate((2.0**octaves, [cut for cut in cuts if 0.0 < cut < 0.5])))
            width = np.diff(edges)
            q = edges[:-1, None] + 0.5 * width[:, None] * (1.0 + nodes)
            total += float((0.5 * width * (function(tail(q)) * weights).sum(axis=1)).sum())
            total += float(function(tail(edges[:1]))[0]) * edges[0]
        return total


def quantile(distribution: Distribution, p: FloatArray) -> FloatArray:
    """Return ppf(p), from the nearer end."""
    out = np.empty_like(p)
    low = p < 0.5
    out[low] = distribution.ppf(p[low])
    out[~low] = distribution.isf(1.0 - p[~low])
    return out


def invert(
    function: Callable[[FloatArray], FloatArray],
    target: FloatArray,
    low: FloatArray,
    high: FloatArray,
    *,
    rising: bool = True,
) -> FloatArray:
    """Return the smallest x in [low, high] at which a monotone function reaches ``target``, to about two bits.

    Inverse quadratic steps inside a bracket, bisection where they would not help (at jumps): Chandrupatla (1997),
    doi:10.1016/S0965-9978(96)00051-8. All arrays are float64[n]; ``rising=False`` for a falling function.
    """
    sign = 1.0 if rising else -1.0
    # a is the newest point, b the other end of the bracket, c the point before; g is negative below the root.
    a, b = low.astype(np.float64), high.astype(np.float64)
    ga, gb = sign * (function(a) - target), sign * (function(b) - target)
    b, gb = np.where(ga >= 0.0, a, b), np.where(ga >= 0.0, ga, gb)
    out = b.copy()
    index = np.flatnonzero(a != b)
    a, b, ga, gb, goal = a[index], b[index], ga[index], gb[index], target[index]
    t = np.full(index.size, 0.5)
    for _ in range(300):
        if index.size == 0:
            break
        x = a + t * (b - a)
        g = sign * (function(x) - goal)
        same = (g >= 0.0) == (ga >= 0.0)
        c, gc = np.where(same, a, b), np.where(same, ga, gb)
        b, gb = np.where(same, b, a), np.where(same, gb, ga)
        a, ga = x, g
        out[index] = np.where(ga >= 0.0, a, b)
        step = 2.0 * np.spacing(np.maximum(np.abs(a), np.abs(b)))
        with np.errstate(all="ignore"):
            least = step / np.abs(b - a)
            xi, phi = (a - b) / (c - b), (ga - gb) / (gc - gb)
            curved = ga / (gb - ga) * gc / (gb - gc) + (c - a) / (b - a) * ga / (gc - ga) * gb / (gc - gb)
            t = np.where((phi * phi < xi) & ((1.0 - phi) ** 2 < 1.0 - xi), curved, 0.5)
        t = np.clip(np.nan_to_num(t, nan=0.5), np.minimum(least, 0.5), np.maximum(1.0 - least, 0.5))
        going = (least < 0.5) & (ga != 0.0)
        index, a, b, ga, gb, t, goal = (part[going] for part in (index, a, b, ga, gb, t, goal))
    return out
