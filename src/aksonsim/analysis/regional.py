"""Regional sensitivity: do cases of interest come from other values of a parameter than the rest?

Hornberger and Spear (1981): split the points into behavioural and not, and compare, parameter by parameter, the two
distribution functions by the Kolmogorov-Smirnov distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Distance:
    """The largest distance of two distribution functions: ``d`` with its ``p`` value, and ``at`` which value it lies.

    ``higher``: cases of interest lie at higher values there.
    """

    d: float
    p: float
    at: float
    higher: bool


def distances(x: Array, y: Mask) -> list[Distance]:
    """Return the distance of each parameter of points float64[n, k] between cases bool[n] and the rest.

    Raises ValueError where all or none of the points are of interest.
    """
    if x.ndim != 2 or y.shape != x.shape[:1] or y.all() or not y.any():
        raise ValueError("needs x [n, k] and y [n], with some cases of interest and some not")
    return [distance(x[y, i], x[~y, i]) for i in range(x.shape[1])]


def distance(inside: Array, outside: Array) -> Distance:
    """Return the Kolmogorov-Smirnov distance of two samples, float64[n] and [m].

    The p-value is asymptotic (Stephens 1970's correction for size), and too large for parameters of few values.
    """
    places = np.unique(np.concatenate([inside, outside]))
    cdfs = [np.searchsorted(np.sort(sample), places, side="right") / sample.size for sample in (inside, outside)]
    gap = cdfs[1] - cdfs[0]
    at = int(np.argmax(np.abs(gap)))
    d = float(abs(gap[at]))
    root = math.sqrt(inside.size * outside.size / (inside.size + outside.size))
    return Distance(d, kolmogorov((root + 0.12 + 0.11 / root) * d), float(places[at]), bool(gap[at] > 0))


def kolmogorov(t: float) -> float:
    """Return P(K > t) of Kolmogorov's limit law: ``2 sum (-1)^(j-1) exp(-2 j^2 t^2)``; 1 for t below 0.2."""
    if t < 0.2:  # the series needs ever more terms there, and the chance is above 1 - 1e-12
        return 1.0
    total = 2 * math.fsum((-1) ** (j - 1) * math.exp(-2 * j * j * t * t) for j in range(1, 101))
    return min(1.0, max(0.0, total))
