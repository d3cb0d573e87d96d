"""From an estimate, in any of its forms, to a probability distribution."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from aksonsim.errors import LawError
from aksonsim.model.estimate import (
    Constant,
    Discrete,
    Empirical,
    Estimate,
    MeanSd,
    MedianP85,
    MinModeMax,
    Mixture,
    P10ModeP90,
    Percentiles,
    ScipyDistribution,
)
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.empirical import Sample, Steps
from aksonsim.sampling.families import Fixed, FromScipy, Triangular, by_name
from aksonsim.sampling.inside import Points, inside
from aksonsim.sampling.metalog import Metalog
from aksonsim.sampling.mixtures import Blend, Truncated
from aksonsim.sampling.three_point import from_triple, pert

__all__ = ["distribution_of"]


def distribution_of(estimate: Estimate) -> Distribution:
    """Return the probability distribution of an estimate.

    Raises LawError where no distribution satisfies what is stated, and where the mean is infinite or undefined: a
    simulation's mean would then never settle. ``truncate`` mends the latter.

    >>> from aksonsim.model.estimate import MinModeMax
    >>> distribution_of(MinModeMax(min=1, mode=2, max=6, shape="triangular")).mean
    3.0
    """
    built = _truncated(estimate)
    if not math.isfinite(built.mean):
        raise LawError(f"{_named(estimate)} has no finite mean; {_how_to_cut(estimate, built)}")
    return built


def _truncated(estimate: Estimate) -> Distribution:
    if isinstance(estimate, Constant) or estimate.truncate is None:
        return _untruncated(estimate)
    if isinstance(estimate, Percentiles):
        return inside(Metalog, estimate.points, *estimate.limits)
    if isinstance(estimate, MedianP85):
        return inside(
            partial(_through_two, estimate.shape), ((0.5, estimate.p50), (0.85, estimate.p85)), *estimate.limits
        )
    built = _untruncated(estimate)
    return (built.within if isinstance(built, Steps) else partial(Truncated, built))(*estimate.limits)


def _untruncated(estimate: Estimate) -> Distribution:
    match estimate:
        case Constant():
            return Fixed(estimate.value)
        case MinModeMax(shape="triangular"):
            return Triangular(estimate.min, estimate.mode, estimate.max)
        case MinModeMax():
            return pert(estimate.min, estimate.mode, estimate.max)
        case P10ModeP90():
            return from_triple(estimate)
        case Percentiles():
            return Metalog(estimate.points)
        case MedianP85():
            return _from_median(estimate)
        case MeanSd():
            return _from_moments(estimate)
        case ScipyDistribution():
            return by_name(estimate.shape, dict(estimate.parameters))
        case Discrete():
            return Steps(estimate.values, estimate.weights)
        case Empirical():
            return Sample(estimate.observations)
        case Mixture():
            weights = np.array([component.weight for component in estimate.mixture])
            parts = tuple(_truncated(component.estimate) for component in estimate.mixture)
            if all(isinstance(part, (Fixed, Steps)) for part in parts):
                return _one_step_distribution(parts, weights)
            return Blend(parts, weights / weights.sum())


def _one_step_distribution(parts: tuple[Distribution, ...], weights: np.ndarray) -> Steps:
    values, shares = [], []
    for part, weight in zip(parts, weights / weights.sum(), strict=True):
        steps = part if isinstance(part, Steps) else Steps([part.mean], [1.0])
        values.append(steps.values)
        shares.append(weight * steps.shares)
    return Steps(np.concatenate(values), np.concatenate(shares))


def _from_median(estimate: MedianP85) -> FromScipy:
    from scipy.stats import lognorm, norm

    z = float(norm.isf(0.15))
    if estimate.shape == "normal":
        return FromScipy(norm(estimate.p50, (estimate.p85 - estimate.p50) / z), mode=estimate.p50)
    s = math.log(estimate.p85 / estimate.p50) / z
    return FromScipy(lognorm(s, scale=estimate.p50), mode=estimate.p50 * math.exp(-s * s))


def _through_two(shape: str, points: Points) -> FromScipy:
    """Return the normal or lognormal distribution that has two percentiles, points (p, x) with rising p and x."""
    from scipy.stats import lognorm, norm

    (p, x), (q, y) = points
    z, w = float(norm.ppf(p)), float(norm.ppf(q))
    if shape == "normal":
        sd = (y - x) / (w - z)
        return FromScipy(norm(x - z * sd, sd), mode=x - z * sd)
    s = math.log(y / x) / (w - z)
    centre = math.log(x) - z * s
    return FromScipy(lognorm(s, scale=math.exp(centre)), mode=math.exp(centre - s * s))


def _from_moments(estimate: MeanSd) -> FromScipy:
    from scipy.stats import gamma, lognorm, norm

    mean, variation = estimate.mean, estimate.sd / abs(estimate.mean) if estimate.mean else math.inf
    if estimate.shape == "normal":
        return FromScipy(norm(mean, estimate.sd), mode=mean)
    if estimate.shape == "lognormal":
        variance = math.log1p(variation * variation)
        return FromScipy(
            lognorm(math.sqrt(variance), scale=mean * math.exp(-0.5 * variance)), mode=mean * math.exp(-1.5 * variance)
        )
    shape, scale = variation**-2, mean * variation * variation
    return FromScipy(gamma(shape, scale=scale), mode=max(shape - 1.0, 0.0) * scale)


def _how_to_cut(estimate: Estimate, built: Distribution) -> str:
    """Name a truncation that leaves out one draw in a thousand, for an estimate without a mean."""
    low, high = float(built.ppf(0.001)), float(built.isf(0.001))
    lowest = built.support[0]
    start = "null" if math.isfinite(lowest) and lowest >= 0.0 else "0" if float(built.ppf(0.5)) >= 0.0 else _round(low)
    verb = "write" if not isinstance(estimate, Constant) and estimate.truncate is not None else "add"
    return f"{verb} truncate: [{start}, {_round(high)}], say, its P99.9; what lies beyond is for you to judge"


def _round(x: float) -> str:
    return f"{float(f'{x:.4g}'):.10g}"


def _named(estimate: Estimate) -> str:
    return (
        f"shape {estimate.shape}"
        if isinstance(estimate, ScipyDistribution)
        else f"the estimate ({type(estimate).__name__})"
    )
