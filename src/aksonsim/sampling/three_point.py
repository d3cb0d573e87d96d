"""Distributions that meet three stated figures: 10 % percentile, most likely value, 90 % percentile."""

from __future__ import annotations

from collections.abc import Callable

from aksonsim.errors import LawError
from aksonsim.model.estimate import P10ModeP90
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.families import FromScipy, Triangular

_PEAK = 4.0
"""Lambda of the PERT distribution: its mean is (min + 4 mode + max) / 6."""


def pert(low: float, mode: float, high: float) -> FromScipy:
    """Return the PERT distribution, a beta with lambda 4 (Malcolm et al. 1959, doi:10.1287/opre.7.5.646)."""
    from scipy.stats import beta

    share = (mode - low) / (high - low)
    return FromScipy(beta(1.0 + _PEAK * share, 1.0 + _PEAK * (1.0 - share), loc=low, scale=high - low), mode=mode)


def from_triple(estimate: P10ModeP90) -> Distribution:
    """Return the distribution of the stated shape whose mode, 10 % and 90 % percentiles are the stated ones.

    Each shape has one free number once location and scale are taken out; it follows from the ratio of the two
    distances to the mode, by a bracketed root. Raises LawError where no member of the family has that ratio.
    """
    builders = {"triangular": _triangular, "pert": _pert, "gamma": _gamma, "lognormal": _lognormal}
    stated = f"{{p10: {estimate.p10:g}, mode: {estimate.mode:g}, p90: {estimate.p90:g}}}"
    try:
        distribution = builders[estimate.shape](estimate.p10, estimate.mode, estimate.p90)
    except ValueError as error:
        raise LawError(
            f"no {estimate.shape} distribution meets {stated}: p90 - mode is too near to or far from mode - p10"
        ) from error
    span = estimate.p90 - estimate.p10
    residual = max(abs(float(distribution.ppf(0.1)) - estimate.p10), abs(float(distribution.isf(0.1)) - estimate.p90))
    if not residual <= 1e-9 * span:
        raise LawError(f"no {estimate.shape} distribution meets {stated} (it misses by {residual:.2g}); try pert")
    return distribution


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-300, rtol=1e-15, maxiter=500))


def _triangular(p10: float, mode: float, p90: float) -> Distribution:
    below, above = mode - p10, p90 - mode
    # With s = F(mode): mode - p10 = W (s - sqrt(s/10)), and the same from above with 1 - s.
    left = _root(lambda s: (s - (0.1 * s) ** 0.5) * above - ((1.0 - s) - (0.1 * (1.0 - s)) ** 0.5) * below, 0.1, 0.9)
    right = 1.0 - left
    width = (below + above) / (1.0 - (0.1 * left) ** 0.5 - (0.1 * right) ** 0.5)
    return Triangular(mode - left * width, mode, mode + right * width)


def _pert(p10: float, mode: float, p90: float) -> Distribution:
    from scipy.stats import beta

    below, above = mode - p10, p90 - mode

    def quantiles(s: float) -> tuple[float, float]:
        scaled = beta(1.0 + _PEAK * s, 1.0 + _PEAK * (1.0 - s))
        return float(scaled.ppf(0.1)), float(scaled.isf(0.1))

    def miss(s: float) -> float:
        low, high = quantiles(s)
        return (s - low) * above - (high - s) * below

    left = _root(miss, 0.0, 1.0)
    low, high = quantiles(left)
    width = (p90 - p10) / (high - low)
    return pert(mode - left * width, mode, mode + (1.0 - left) * width)


def _lognormal(p10: float, mode: float, p90: float) -> Distribution:
    import math

    from scipy.stats import lognorm, norm

    below, above = mode - p10, p90 - mode
    z = float(norm.isf(0.1))
    # With m = exp(mu - s**2), the mode above the shift: p90 - mode = m (exp(s**2 + s z) - 1), and p10 with -z.
    s = _root(lambda s: math.expm1(s * s + s * z) * below + math.expm1(s * s - s * z) * above, 1e-6, z * (1.0 - 1e-12))
    peak = (below + above) / (math.exp(s * s + s * z) - math.exp(s * s - s * z))
    return FromScipy(lognorm(s, loc=mode - peak, scale=peak * math.exp(s * s)), mode=mode)


def _gamma(p10: float, mode: float, p90: float) -> Distribution:
    import math

    from scipy.stats import gamma

    below, above = mode - p10, p90 - mode

    def miss(log_shape: float) -> float:
        shape = math.exp(log_shape)
        unit = gamma(shape)
        return (shape - 1.0 - float(unit.ppf(0.1))) * above - (float(unit.isf(0.1)) - shape + 1.0) * below

    shape = math.exp(_root(miss, 0.0, math.log(1e9)))
    unit = gamma(shape)
    scale = (p90 - p10) / (float(unit.isf(0.1)) - float(unit.ppf(0.1)))
    return FromScipy(gamma(shape, loc=mode - (shape - 1.0) * scale, scale=scale), mode=mode)
