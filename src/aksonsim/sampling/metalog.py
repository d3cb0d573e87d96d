"""The metalog distribution through stated percentiles (Keelin 2016, doi:10.1287/deca.2016.0338)."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from aksonsim.errors import LawError
from aksonsim.model.estimate_advice import text, two_percentiles
from aksonsim.sampling.distribution import Distribution, FloatArray, invert

_MOST_TERMS = 6


class Metalog(Distribution):
    """Distribution with quantile a_1 + a_2 L + a_3 d L + a_4 d + a_5 d^2 + a_6 d^2 L, L = ln(y/(1 - y)), d = y - 1/2.

    As many terms as percentiles, which it then meets exactly; beyond six percentiles, six terms by least squares.
    Unbounded on both sides. Raises LawError where the quantile function does not rise everywhere.
    """

    def __init__(self, points: tuple[tuple[float, float], ...]) -> None:
        p, x = np.array(points, dtype=np.float64).T
        terms = min(len(points), _MOST_TERMS)
        basis = _basis(p, 1.0 - p)[:, :terms]
        # Centred and scaled, so that money in NOK and in MNOK gives the same distribution.
        scale = x[-1] - x[0]
        centred = (x - x[0]) / scale
        solved = (
            np.linalg.solve(basis, centred) if len(points) == terms else np.linalg.lstsq(basis, centred, rcond=None)[0]
        )
        self._a = np.zeros(_MOST_TERMS)
        self._a[:terms] = solved * scale
        self._a[0] += x[0]
        self._refuse_falling(points)

    def _refuse_falling(self, points: tuple[tuple[float, float], ...]) -> None:
        logit = np.linspace(-40.0, 40.0, 32_001)
        y, rest = 1.0 / (1.0 + np.exp(-logit)), 1.0 / (1.0 + np.exp(logit))
        # Times y (1 - y), which keeps the slope finite at the ends.
        slope = self._slope(y, rest) * y * rest
        if not (slope > 0.0).all():
            at = 100.0 * float(y[int(np.argmin(slope))])
            stated = {f"p{100 * p:.10g}": x for p, x in points}
            what = f"percentiles {text(stated)} have no metalog distribution: its quantiles would fall near p{at:.3g}"
            raise LawError(f"{what}; {_less_uneven(stated)}")

    def _slope(self, y: FloatArray, rest: FloatArray) -> FloatArray:
        """Return the derivative of the quantile function at y = 1 - rest."""
        a = self._a
        d, logit, steep = 0.5 * (y - rest), np.log(y) - np.log(rest), 1.0 / (y * rest)
        plain = a[1] * steep + a[2] * (d * steep + logit) + a[3] + 2.0 * a[4] * d
        return np.asarray(plain + a[5] * (2.0 * d * logit + d * d * steep))

    def _value(self, y: FloatArray, rest: FloatArray) -> FloatArray:
        # Not a matrix product: its last bits would depend on how many points are asked for at once.
        return np.asarray((_basis(y, rest) * self._a).sum(axis=-1))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        p = np.asarray(p, dtype=np.float64)
        return self._value(p, 1.0 - p)

    def isf(self, q: npt.ArrayLike) -> FloatArray:
        q = np.asarray(q, dtype=np.float64)
        return self._value(1.0 - q, q)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return 1.0 / (1.0 + np.exp(-self._logit(x)))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return 1.0 / (1.0 + np.exp(self._logit(x)))

    def _logit(self, x: npt.ArrayLike) -> FloatArray:
        """Return ln(y / (1 - y)) of y = cdf(x), within +-700 where exp still has a value."""
        x = np.asarray(x, dtype=np.float64)
        limit = np.full(x.size, 700.0)
        found = invert(self._at_logit, x.ravel(), -limit, limit)
        return found.reshape(x.shape)

    def _at_logit(self, logit: FloatArray) -> FloatArray:
        small = np.exp(-np.abs(logit)) / (1.0 + np.exp(-np.abs(logit)))
        low = logit < 0.0
        return self._value(np.where(low, small, 1.0 - small), np.where(low, 1.0 - small, small))

    @property
    def support(self) -> tuple[float, float]:
        return -np.inf, np.inf

    @cached_property
    def mode(self) -> float:
        from scipy.optimize import minimize_scalar

        y = np.linspace(1e-4, 1.0 - 1e-4, 20_001)
        at = int(np.argmin(self._slope(y, 1.0 - y)))
        if at in (0, y.size - 1):
            return float(self.ppf(y[at]))
        found = minimize_scalar(
            lambda t: float(self._slope(np.asarray(t), np.asarray(1.0 - t))),
            bounds=(y[at - 1], y[at + 1]),
            method="bounded",
            options={"xatol": 1e-10},
        )
        return float(self.ppf(found.x))


def _less_uneven(stated: dict[str, float]) -> str:
    """Say what to write instead: three of the percentiles that have a distribution, or both outer ones with a shape."""
    first, *inner, last = stated
    for middle in sorted(inner, key=lambda key: abs(float(key[1:]) - 50.0)) if len(inner) > 1 else ():
        three = {key: stated[key] for key in (first, middle, last)}
        try:
            Metalog(tuple((float(key[1:]) / 100.0, x) for key, x in three.items()))
        except LawError:
            continue
        return f"write {text(three)}, which has one"
    outer = {key: stated[key] for key in (first, last)}
    shape = "lognormal" if stated[first] > 0.0 else "normal"
    return f"write {two_percentiles(outer, shape)}, which has {first} and {last}, or less uneven ones"


def _basis(y: FloatArray, rest: FloatArray) -> FloatArray:
    """Return the six terms at y = 1 - rest, [..., 6]."""
    d, logit = 0.5 * (y - rest), np.log(y) - np.log(rest)
    return np.stack((np.ones_like(d), logit, d * logit, d, d * d, d * d * logit), axis=-1)
