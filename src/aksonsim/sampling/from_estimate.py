"""From an estimate, in any of its forms, to a probability distribution."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from aksonsim.errors import LawError
from aksonsim.model.actuals import Drawn, Given
from aksonsim.model.estimate import (
    Constant,
    Discrete,
    Empirical,
    Estimate,
    MeanSd,
    MinMax,
    MinModeMax,
    Mixture,
    Percentiles,
    PercentilesAndMode,
    ScipyDistribution,
)
from aksonsim.model.estimate_advice import text
from aksonsim.model.estimate_form import Points
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.empirical import Sample, Steps
from aksonsim.sampling.families import Fixed, FromScipy, Triangular, by_name
from aksonsim.sampling.from_percentiles import named, refuse_missed
from aksonsim.sampling.inside import inside, inside_with_moments
from aksonsim.sampling.metalog import Metalog
from aksonsim.sampling.mixtures import Blend, Shifted, Truncated
from aksonsim.sampling.three_point import pert, with_mode

__all__ = ["distribution_of"]


def distribution_of(estimate: Drawn) -> Distribution:
    """Return the probability distribution of an estimate, or of one that is known to be at least so much.

    Raises LawError where no distribution satisfies what is stated, and where the mean is infinite or undefined: a
    simulation's mean would then never settle. ``truncate`` mends the latter.

    >>> from aksonsim.model.estimate import MinModeMax
    >>> distribution_of(MinModeMax(min=1, mode=2, max=6, shape="triangular")).mean
    3.0
    """
    if isinstance(estimate, Given):
        whole = distribution_of(estimate.of)
        left = (whole.within if isinstance(whole, Steps) else partial(Truncated, whole))(estimate.at_least, math.inf)
        return Shifted(left, -estimate.less) if estimate.less else left
    built = _truncated(estimate)
    if not math.isfinite(built.mean):
        raise LawError(f"{_named(estimate)} has no finite mean; {_how_to_cut(estimate, built)}")
    return built


def _truncated(estimate: Estimate) -> Distribution:
    if isinstance(estimate, Constant) or estimate.truncate is None:
        return _untruncated(estimate)
    if isinstance(estimate, PercentilesAndMode):
        (low, a), (high, b) = estimate.percentiles.items()
        stated = {low: a, "mode": estimate.mode, high: b}
        return inside(_with_mode(estimate), estimate.points, *estimate.limits, stated)
    if isinstance(estimate, Percentiles):
        fitted = inside(_through(estimate.shape), estimate.points, *estimate.limits, estimate.percentiles)
        return _checked(estimate, fitted)
    if isinstance(estimate, MeanSd):
        fit = partial(_from_moments, estimate.shape)
        return inside_with_moments(fit, estimate.mean, estimate.sd, *estimate.limits, _by_parameters(estimate))
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
        case MinMax():
            return _uniform(estimate)
        case PercentilesAndMode():
            return _with_mode(estimate)(estimate.points)
        case Percentiles():
            return _checked(estimate, _through(estimate.shape)(estimate.points))
        case MeanSd():
            return _from_moments(estimate.shape, estimate.mean, estimate.sd)
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


def _uniform(estimate: MinMax) -> FromScipy:
    from scipy.stats import uniform

    width = estimate.max - estimate.min
    return FromScipy(uniform(estimate.min, width), mode=estimate.min + 0.5 * width)


def _with_mode(estimate: PercentilesAndMode) -> Callable[[Points], Distribution]:
    return lambda points: with_mode(estimate.shape, points, estimate.mode)


def _through(shape: str | None) -> Callable[[Points], Distribution]:
    return Metalog if shape is None else partial(named, shape)


def _checked(estimate: Percentiles, made: Distribution) -> Distribution:
    """Return a distribution by percentiles if it has them all."""
    if estimate.shape is not None:
        refuse_missed(estimate.shape, estimate.points, made)
    return made


def _from_moments(shape: str, mean: float, sd: float) -> FromScipy:
    from scipy.stats import gamma, lognorm, norm

    if shape == "normal":
        return FromScipy(norm(mean, sd), mode=mean)
    if mean <= 0.0:
        raise LawError(f"mean {mean:g} must be above 0 for shape {shape}")
    variation = sd / mean
    if shape == "lognormal":
        variance = math.log1p(variation * variation)
        return FromScipy(
            lognorm(math.sqrt(variance), scale=mean * math.exp(-0.5 * variance)), mode=mean * math.exp(-1.5 * variance)
        )
    form, scale = variation**-2, mean * variation * variation
    return FromScipy(gamma(form, scale=scale), mode=max(form - 1.0, 0.0) * scale)


def _by_parameters(estimate: MeanSd) -> str:
    """Return a truncated estimate by mean and sd as one by the parameters that SciPy gives its distribution."""
    mean, sd = estimate.mean, estimate.sd
    if estimate.shape == "normal":
        stated = {"shape": "norm", "loc": mean, "scale": sd}
    elif estimate.shape == "gamma":
        stated = {"shape": "gamma", "a": (mean / sd) ** 2, "scale": sd * sd / mean}
    else:
        variance = math.log1p((sd / mean) ** 2)
        stated = {"shape": "lognorm", "s": math.sqrt(variance), "scale": mean * math.exp(-0.5 * variance)}
    ends = ", ".join(f"{end:.10g}" if math.isfinite(end) else "null" for end in estimate.limits)
    return text(stated).replace("}", f", truncate: [{ends}]}}")


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
