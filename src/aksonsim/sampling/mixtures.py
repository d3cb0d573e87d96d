"""Distributions made of distributions: truncated ones and mixtures."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from aksonsim.errors import LawError
from aksonsim.sampling.distribution import Distribution, FloatArray, invert, quantile

_MOST_KINKS = 200
"""A mixture lists no more kinks than this; beyond it, its table is refined where it needs to be."""


class Truncated(Distribution):
    """A distribution given that it lies in the closed interval [low, high]; exact, through the cdf from both ends.

    Raises LawError when the interval holds no probability.
    """

    def __init__(self, inner: Distribution, low: float, high: float) -> None:
        self._inner = inner
        self._low, self._high = max(low, inner.support[0]), min(high, inner.support[1])
        # The interval is closed: an atom at its lower end belongs to it.
        before = np.nextafter(low, -np.inf)
        self._below, self._from, self._up_to, self._above = 0.0, 1.0, 1.0, 0.0
        if low > -np.inf:
            self._below, self._from = float(inner.cdf(before)), float(inner.sf(before))
        if high < np.inf:
            self._up_to, self._above = float(inner.cdf(high)), float(inner.sf(high))
        self._mass = self._up_to - self._below if self._below < 0.5 else self._from - self._above
        if not self._mass > 0.0:
            raise LawError(
                f"truncate [{low:g}, {high:g}] keeps no probability: "
                f"the estimate lies in [{inner.support[0]:g}, {inner.support[1]:g}]"
            )
        self.step = inner.step
        inside = ((kink - self._below) / self._mass for kink in inner.kinks)
        self.kinks = tuple(kink for kink in inside if 0.0 < kink < 1.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        return self._from_either_end(self._below + p * self._mass, self._above + (1.0 - p) * self._mass)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        return self._from_either_end(self._below + (1.0 - q) * self._mass, self._above + q * self._mass)

    def _from_either_end(self, p: FloatArray, q: FloatArray) -> FloatArray:
        out = np.empty(p.shape)
        low = p < 0.5
        out[low] = self._inner.ppf(p[low])
        out[~low] = self._inner.isf(q[~low])
        return np.clip(out, self._low, self._high)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        x = np.asarray(x, dtype=np.float64)
        low = np.asarray(self._inner.cdf(x)) - self._below
        high = self._from - np.asarray(self._inner.sf(x))
        part = (low if self._below < 0.5 else high) / self._mass
        return np.where(x >= self._high, 1.0, np.where(x < self._low, 0.0, np.clip(part, 0.0, 1.0)))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        x = np.asarray(x, dtype=np.float64)
        low = self._up_to - np.asarray(self._inner.cdf(x))
        high = np.asarray(self._inner.sf(x)) - self._above
        part = (low if self._below < 0.5 and self._above > 0.5 else high) / self._mass
        return np.where(x >= self._high, 0.0, np.where(x < self._low, 1.0, np.clip(part, 0.0, 1.0)))

    @property
    def support(self) -> tuple[float, float]:
        return self._low, self._high

    @cached_property
    def mode(self) -> float:
        """The mode of the distribution that was cut, or the end nearest to it."""
        return min(max(self._inner.mode, self._low), self._high)

    def exact_pieces(self) -> tuple[FloatArray, FloatArray] | None:
        pieces = self._inner.exact_pieces()
        if pieces is None:
            return None
        breaks, rows = pieces
        ends = np.append(breaks[1:], 1.0)
        kept = (ends > self._below) & (breaks < self._below + self._mass)
        breaks, rows = breaks[kept], rows[kept].copy()
        cut = max(self._below - breaks[0], 0.0)  # observations: value + slope (u - break), so only c0 and c1 are set
        rows[0, 0] += rows[0, 1] * cut
        rows[:, 1] *= self._mass
        return np.maximum((breaks - self._below) / self._mass, 0.0), rows


class Shifted(Distribution):
    """A distribution moved by an amount."""

    def __init__(self, inner: Distribution, by: float) -> None:
        self._inner, self._by = inner, by
        self.step, self.kinks = inner.step, inner.kinks

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return self._inner.ppf(p) + self._by

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        return self._inner.isf(q) + self._by

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return self._inner.cdf(np.asarray(x, dtype=np.float64) - self._by)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return self._inner.sf(np.asarray(x, dtype=np.float64) - self._by)

    @property
    def support(self) -> tuple[float, float]:
        low, high = self._inner.support
        return low + self._by, high + self._by

    @cached_property
    def mode(self) -> float:
        return self._inner.mode + self._by

    @cached_property
    def mean(self) -> float:
        return self._inner.mean + self._by

    @cached_property
    def sd(self) -> float:
        return self._inner.sd

    def exact_pieces(self) -> tuple[FloatArray, FloatArray] | None:
        pieces = self._inner.exact_pieces()
        if pieces is None:
            return None
        breaks, rows = pieces
        rows = rows.copy()
        rows[:, 0] += self._by
        return breaks, rows


class Blend(Distribution):
    """A mixture: one of several distributions, chosen with the given shares (which sum to 1); may have atoms."""

    def __init__(self, parts: tuple[Distribution, ...], shares: FloatArray) -> None:
        self._parts, self._shares = parts, shares
        self.step = all(part.step for part in parts)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(sum(s * np.asarray(part.cdf(x)) for s, part in zip(self._shares, self._parts, strict=True)))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(sum(s * np.asarray(part.sf(x)) for s, part in zip(self._shares, self._parts, strict=True)))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        target = np.asarray(p, dtype=np.float64)
        ends = np.stack([np.asarray(part.ppf(target)).ravel() for part in self._parts])
        found = invert(self.cdf, target.ravel(), ends.min(axis=0), ends.max(axis=0))
        return found.reshape(target.shape)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        target = np.asarray(q, dtype=np.float64)
        ends = np.stack([np.asarray(part.isf(target)).ravel() for part in self._parts])
        found = invert(self.sf, target.ravel(), ends.min(axis=0), ends.max(axis=0), rising=False)
        return found.reshape(target.shape)

    @property
    def support(self) -> tuple[float, float]:
        return min(part.support[0] for part in self._parts), max(part.support[1] for part in self._parts)

    @property
    def kinks(self) -> tuple[float, ...]:  # type: ignore[override]
        """Where any part begins, ends or bends."""
        places: list[float] = []
        for part in self._parts:
            bends = np.array(part.kinks)
            pieces = part.exact_pieces()
            if pieces is not None:
                bends = np.concatenate((bends, pieces[0][1:]))
            if bends.size <= _MOST_KINKS:
                places += [*quantile(part, bends), *part.support]
        x = np.array([place for place in places if np.isfinite(place)])
        at = np.unique(np.concatenate((self.cdf(np.nextafter(x, -np.inf)), self.cdf(x)))) if x.size else x
        inside = at[(at > 1e-15) & (at < 1.0 - 1e-15)]
        apart = np.concatenate(([True], np.diff(inside) > 1e-13)) if inside.size else np.zeros(0, dtype=bool)
        return tuple(float(kink) for kink in inside[apart][:_MOST_KINKS])

    @cached_property
    def mean(self) -> float:
        return float(sum(s * part.mean for s, part in zip(self._shares, self._parts, strict=True)))

    @cached_property
    def sd(self) -> float:
        pairs = list(zip(self._shares, self._parts, strict=True))
        return float(np.sqrt(sum(s * (part.sd**2 + (part.mean - self.mean) ** 2) for s, part in pairs)))
