"""Continuous distributions of one formula: SciPy's, the triangular, and a certain value."""

from __future__ import annotations

import difflib
import math
import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.errors import LawError
from aksonsim.sampling.distribution import Distribution, FloatArray, invert


class Fixed(Distribution):
    """A certain value."""

    step = True

    def __init__(self, value: float) -> None:
        self.value = value

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.full(np.shape(p), self.value)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self.ppf(q)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return 1.0 - self.cdf(x)

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    @cached_property
    def mode(self) -> float:
        return self.value

    @cached_property
    def mean(self) -> float:
        return self.value

    @cached_property
    def sd(self) -> float:
        return 0.0

    def exact_pieces(self) -> tuple[FloatArray, FloatArray]:
        return np.zeros(1), np.array([[self.value, 0.0, 0.0, 0.0]])


class Triangular(Distribution):
    """The triangular distribution on [low, high] peaking at ``mode``; exact at both ends, where SciPy's is not."""

    def __init__(self, low: float, mode: float, high: float) -> None:
        self._low, self._peak, self._high = low, mode, high
        self._width = high - low
        self._left = (mode - low) / self._width
        self._right = (high - mode) / self._width
        self.kinks = (self._left,) if 0.0 < self._left < 1.0 else ()

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        rise = self._low + self._width * np.sqrt(self._left * p)
        return np.where(p <= self._left, rise, self._high - self._width * np.sqrt(self._right * (1.0 - p)))

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        fall = self._high - self._width * np.sqrt(self._right * q)
        return np.where(q <= self._right, fall, self._low + self._width * np.sqrt(self._left * (1.0 - q)))

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        t = np.clip((np.asarray(x, dtype=np.float64) - self._low) / self._width, 0.0, 1.0)
        return np.where(t <= self._left, _square_over(t, self._left), 1.0 - _square_over(1.0 - t, self._right))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        t = np.clip((self._high - np.asarray(x, dtype=np.float64)) / self._width, 0.0, 1.0)
        return np.where(t <= self._right, _square_over(t, self._right), 1.0 - _square_over(1.0 - t, self._left))

    @property
    def support(self) -> tuple[float, float]:
        return self._low, self._high

    @cached_property
    def mode(self) -> float:
        return self._peak

    @cached_property
    def mean(self) -> float:
        return (self._low + self._peak + self._high) / 3.0

    @cached_property
    def sd(self) -> float:
        a, b = self._left, self._right
        return self._width * float(np.sqrt((a * a + a * b + b * b) / 18.0))


class Beta(Distribution):
    """A beta distribution from ``low`` over ``width``, with its mode where shapes ``a`` and ``b`` of 1 or more have it.

    Equal to that of ``scipy.stats`` to the bit; the checks of its arguments there take longer than its functions.
    """

    def __init__(self, a: float, b: float, low: float, width: float, mode: float) -> None:
        self._a, self._b, self._low, self._width, self._peak = a, b, low, width, mode

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        from scipy.special import betaincinv

        return np.asarray(betaincinv(self._a, self._b, p) * self._width + self._low, dtype=np.float64)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        from scipy.special import betainccinv

        return np.asarray(betainccinv(self._a, self._b, q) * self._width + self._low, dtype=np.float64)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        from scipy.special import betainc

        return np.asarray(betainc(self._a, self._b, self._share(x)), dtype=np.float64)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        from scipy.special import betaincc

        return np.asarray(betaincc(self._a, self._b, self._share(x)), dtype=np.float64)

    def _share(self, x: npt.ArrayLike) -> FloatArray:
        return np.clip((np.asarray(x, dtype=np.float64) - self._low) / self._width, 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self._low, self._low + self._width

    @cached_property
    def mode(self) -> float:
        return self._peak

    @cached_property
    def mean(self) -> float:
        return self._low + self._width * (self._a / (self._a + self._b))

    @cached_property
    def sd(self) -> float:
        both = self._a + self._b
        return math.sqrt(self._a * self._b / (both**2 * (both + 1.0)) * self._width * self._width)


def _square_over(t: FloatArray, share: float) -> FloatArray:
    """Return t**2 / share, and 0 where the share is nothing."""
    return t * t / share if share > 0.0 else np.zeros_like(t)


TOO_SLOW = ("levy_stable", "studentized_range")
"""Distributions of which SciPy integrates every probability numerically, 10 to 80 ms each; a table has thousands."""


class FromScipy(Distribution):
    """A frozen continuous distribution of ``scipy.stats``; ``mode`` where it is known."""

    def __init__(self, frozen: Any, mode: float | None = None) -> None:
        from scipy.stats import rv_continuous

        self._frozen = frozen
        self._stated_mode = mode
        kind = type(frozen.dist)
        # SciPy's default ppf solves one number at a time, and its default isf(q) is ppf(1 - q), which forgets a small
        # q. Where cdf or sf are a distribution's own, solving them for all numbers at once is faster and better.
        self._solves_ppf = kind._ppf is rv_continuous._ppf and kind._cdf is not rv_continuous._cdf
        self._solves_isf = kind._isf is rv_continuous._isf and kind._sf is not rv_continuous._sf

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        if self._solves_ppf:
            return self._solved(self._frozen.cdf, p, rising=True)
        return np.asarray(self._frozen.ppf(p), dtype=np.float64)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        if self._solves_isf:
            return self._solved(self._frozen.sf, q, rising=False)
        return np.asarray(self._frozen.isf(q), dtype=np.float64)

    def _solved(self, function: Any, chance: npt.ArrayLike, *, rising: bool) -> FloatArray:
        """Return where a cdf (or, not rising, a survival function) takes the given values."""
        target = np.asarray(chance, dtype=np.float64)
        flat = target.ravel()
        start, end = self.support
        centre = float(self._frozen.median())
        reach = abs(float(self._frozen.ppf(0.75)) - centre)
        low, high = np.full(flat.size, centre), np.full(flat.size, centre)
        sign = 1.0 if rising else -1.0
        for _ in range(1100):  # doubling reaches the largest float from the smallest
            short = sign * (function(high) - flat) < 0.0
            beyond = sign * (function(low) - flat) >= 0.0
            if not ((short & (high < end)) | (beyond & (low > start))).any():
                break
            high = np.where(short, np.minimum(high + reach, end), high)
            low = np.where(beyond, np.maximum(low - reach, start), low)
            reach *= 2.0
        return invert(function, flat, low, high, rising=rising).reshape(target.shape)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(self._frozen.cdf(x), dtype=np.float64)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(self._frozen.sf(x), dtype=np.float64)

    @property
    def support(self) -> tuple[float, float]:
        low, high = self._frozen.support()
        return float(low), float(high)

    @cached_property
    def mode(self) -> float:
        if self._stated_mode is not None:
            return self._stated_mode
        from scipy.optimize import minimize_scalar

        inner = self.ppf(np.linspace(1e-4, 1.0 - 1e-4, 4001))
        ends = [end for end in self.support if np.isfinite(end)]
        x = np.sort(np.concatenate((inner, ends)))
        with np.errstate(all="ignore"):
            density = np.nan_to_num(np.asarray(self._frozen.pdf(x)), nan=0.0)
            at = int(np.argmax(density))
            top = np.flatnonzero(density >= density[at] * (1.0 - 1e-12))
            if 1 < top.size == top[-1] - top[0] + 1:  # flat on top, as a uniform distribution is
                return 0.5 * float(x[top[0]] + x[top[-1]])
            if at in (0, x.size - 1):
                return float(x[at])
            found = minimize_scalar(
                lambda t: -self._frozen.pdf(t),
                bounds=(x[at - 1], x[at + 1]),
                method="bounded",
                options={"xatol": 1e-10},
            )
        return float(found.x)

    @cached_property
    def mean(self) -> float:
        return self._moment("mean")

    @cached_property
    def sd(self) -> float:
        return self._moment("std")

    def _moment(self, which: str) -> float:
        # SciPy integrates numerically where it has no formula, and warns where the integral diverges: then it is nan.
        with np.errstate(all="ignore"), warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            value = float(getattr(self._frozen, which)())
        diverges = any("integ" in str(warning.message).lower() for warning in warned)
        return float("nan") if diverges else value


def by_name(name: str, parameters: Mapping[str, float]) -> FromScipy:
    """Return the continuous distribution that ``scipy.stats`` has under this name, with its own parameters.

    Raises LawError for an unknown or a discrete distribution, and for unknown, missing or impossible parameters.
    """
    from scipy import stats

    dist = getattr(stats, name, None)
    if isinstance(dist, stats.rv_discrete):
        raise LawError(f"shape {name} is a discrete distribution of scipy.stats; state values and weights instead")
    if not isinstance(dist, stats.rv_continuous):
        known = [key for key, value in vars(stats).items() if isinstance(value, stats.rv_continuous)]
        raise LawError(f"shape {name} is not a continuous distribution of scipy.stats{_nearest(name, known)}")
    if name in TOO_SLOW:
        raise LawError(
            f"shape {name} is not taken: its quantiles take minutes; draw a sample of it and state it as data"
        )
    shapes = [shape.strip() for shape in dist.shapes.split(",")] if dist.shapes else []
    allowed = [*shapes, "loc", "scale"]
    for key in parameters:
        if key not in allowed:
            raise LawError(
                f"shape {name} has no parameter {key}{_nearest(key, allowed)}; it takes {', '.join(allowed)}"
            )
    missing = [shape for shape in shapes if shape not in parameters]
    if missing:
        raise LawError(f"shape {name} needs {', '.join(missing)}; it takes {', '.join(allowed)}")
    distribution = FromScipy(dist(**parameters))
    if not (parameters.get("scale", 1.0) > 0.0 and np.isfinite(distribution.ppf(0.5))):
        stated = ", ".join(f"{key} {value:g}" for key, value in parameters.items())
        raise LawError(f"shape {name} does not exist for {stated}")
    return distribution


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
