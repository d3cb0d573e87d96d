"""Distributions that meet three stated figures: a lower percentile, the most likely value, a higher percentile."""

from __future__ import annotations

import math
from collections.abc import Callable

from aksonsim.errors import LawError
from aksonsim.model.estimate_advice import text
from aksonsim.model.estimate_form import Points, percentiles, upper_tail
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.families import Beta, FromScipy, Triangular

_PEAK = 4.0
"""Lambda of the PERT distribution: its mean is (min + 4 mode + max) / 6."""


def pert(low: float, mode: float, high: float) -> Beta:
    """Return the PERT distribution, a beta with lambda 4 (Malcolm et al. 1959, doi:10.1287/opre.7.5.646)."""
    return Beta(*pert_shape((mode - low) / (high - low)), low, high - low, mode)


def pert_shape(share: float) -> tuple[float, float]:
    """Return the shapes of the beta distribution whose mode stands at this share of its width."""
    return 1.0 + _PEAK * share, 1.0 + _PEAK * (1.0 - share)


def with_mode(shape: str, points: Points, mode: float) -> Distribution:
    """Return the distribution of a shape with this mode and two percentiles about it, ((p, a), (q, b)).

    Each shape has one free number once location and scale are taken out; it follows from the ratio of the two
    distances to the mode, by a bracketed root. Pert and triangular have any such triple, also one whose mode is a
    percentile (the density then peaks there); gamma and lognormal those that are skewed to the right. Raises LawError
    where no member of the family has that ratio.
    """
    builders = {"triangular": _triangular, "pert": _pert, "gamma": _gamma, "lognormal": _lognormal}
    (p, a), (q, b) = points
    upper = upper_tail(q)
    (low, _), (high, _) = percentiles(points).items()
    stated = text({low: a, "mode": mode, high: b})
    try:
        distribution = builders[shape](p, mode - a, mode, b - mode, upper)
    except ValueError as error:
        raise LawError(
            f"no {shape} distribution meets {stated}: {high} - mode is too near to or far from mode - {low}; "
            "use shape pert or triangular"
        ) from error
    residual = max(abs(float(distribution.ppf(p)) - a), abs(float(distribution.isf(upper)) - b))
    if not residual <= 1e-9 * (b - a):
        raise LawError(f"no {shape} distribution meets {stated} (it misses by {residual:.2g}); use shape pert")
    return distribution


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return a root of a function between two values at which its signs differ; raises ValueError where they do not."""
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-300, rtol=1e-15, maxiter=500))


def _triangular(p: float, below: float, mode: float, above: float, upper: float) -> Distribution:
    # With s = F(mode): mode - a = W (s - sqrt(p s)), and the same from above with 1 - s. So p <= s <= q.
    left = root(
        lambda s: (s - (p * s) ** 0.5) * above - ((1.0 - s) - (upper * (1.0 - s)) ** 0.5) * below, p, 1.0 - upper
    )
    right = 1.0 - left
    width = (below + above) / (1.0 - (p * left) ** 0.5 - (upper * right) ** 0.5)
    return Triangular(mode - left * width, mode, mode + right * width)


def _pert(p: float, below: float, mode: float, above: float, upper: float) -> Distribution:
    from scipy.special import betainccinv, betaincinv

    def quantiles(s: float) -> tuple[float, float]:
        shape = pert_shape(s)
        return float(betaincinv(*shape, p)), float(betainccinv(*shape, upper))

    def miss(s: float) -> float:
        low, high = quantiles(s)
        return (s - low) * above - (high - s) * below

    left = root(miss, 0.0, 1.0)
    low, high = quantiles(left)
    width = (below + above) / (high - low)
    return pert(mode - left * width, mode, mode + (1.0 - left) * width)


def _lognormal(p: float, below: float, mode: float, above: float, upper: float) -> Distribution:
    from scipy.stats import lognorm, norm

    # With m = exp(mu - s**2), the mode above the shift: b - mode = m (exp(s**2 + s z) - 1), and a with w in place of z.
    z, w = float(norm.isf(upper)), float(norm.ppf(p))
    start, end = max(1e-6, -z), -w
    if below == 0.0:  # the mode is the lower percentile, which it is at this end
        s = end
    else:
        s = root(
            lambda s: math.expm1(s * s + s * z) * below + math.expm1(s * s + s * w) * above, start, end * (1.0 - 1e-12)
        )
    peak = (below + above) / (math.exp(s * s + s * z) - math.exp(s * s + s * w))
    return FromScipy(lognorm(s, loc=mode - peak, scale=peak * math.exp(s * s)), mode=mode)


def _gamma(p: float, below: float, mode: float, above: float, upper: float) -> Distribution:
    from scipy.stats import gamma

    def miss(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return (shape - 1.0 - float(gamma.ppf(p, shape))) * above - (
            float(gamma.isf(upper, shape)) - shape + 1.0
        ) * below

    shape = math.exp(root(miss, 0.0, math.log(1e9)))
    scale = (below + above) / (float(gamma.isf(upper, shape)) - float(gamma.ppf(p, shape)))
    return FromScipy(gamma(shape, loc=mode - (shape - 1.0) * scale, scale=scale), mode=mode)
