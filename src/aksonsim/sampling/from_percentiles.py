"""Named distributions that have two or more stated percentiles."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from aksonsim.errors import LawError
from aksonsim.model.estimate_advice import text
from aksonsim.model.estimate_form import Points, percentiles, upper_tail
from aksonsim.model.estimate_percentiles import BETWEEN, FROM_ZERO, PARAMETERS
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.families import FromScipy, Triangular
from aksonsim.sampling.three_point import pert, pert_shape, root

_NAMES = {"normal": "norm", "lognormal": "lognorm"}
"""Shapes that SciPy calls otherwise."""
_PEAK_ELSEWHERE = ("uniform", "rayleigh")
"""Shapes by location and scale whose density does not peak at the location alone."""
_SHAPES = {
    "lognormal": (1e-6, 20.0),
    "gamma": (0.05, 1e9),
    "weibull_min": (0.05, 1e6),
    "fisk": (1.001, 1e6),
}
"""Between which numbers the shape parameter of each distribution is sought."""
EXACT = 1e-6
"""Part of the span of the stated percentiles by which one may be missed that is not needed to fix the distribution."""


def named(shape: str, points: Points) -> Distribution:
    """Return the distribution of a shape through the first and last percentile and, if it takes three, a middle one.

    A location and a scale follow from two percentiles in closed form. A shape from zero upwards follows from the ratio
    of two, or, begun anywhere, from the ratio of the distances between three, by a bracketed root: both ratios rise or
    fall with the shape parameter. Raises LawError where no member of the family has that ratio.
    """
    first, last = points[0], points[-1]
    if len(points) > 2 and PARAMETERS[shape] > 2:
        middle = min(points[1:-1], key=lambda point: abs(point[0] - 0.5))
        return _from_zero_through(shape, points) or _three(shape, (first, middle, last))
    return _from_zero(shape, first, last) if shape in FROM_ZERO else _line(shape, first, last)


def refuse_missed(shape: str, points: Points, made: Distribution) -> None:
    """Raise LawError where a distribution does not have all the stated percentiles, saying by how much."""
    missed = {f"p{100 * p:.10g}": quantile(made, p) - x for p, x in points}
    missed = {key: by for key, by in missed.items() if abs(by) > EXACT * (points[-1][1] - points[0][1])}
    if missed:
        stated = percentiles(points)
        told = ", ".join(f"{key} by {by:+.3g}" for key, by in missed.items())
        raise LawError(f"no {shape} distribution has {text(stated)}: it misses {told}; {_other(points)}")


def quantile(made: Distribution, p: float) -> float:
    """Return one quantile, from the nearer end."""
    return float(made.ppf(p) if p <= 0.5 else made.isf(upper_tail(p)))


def _other(points: Points) -> str:
    """Say which of the same percentiles have a distribution: all without a shape, or two with one."""
    from aksonsim.sampling.metalog import Metalog

    if len(points) > 2:
        try:
            Metalog(points)
        except LawError as error:
            return str(error).partition("; ")[2]
        return f"leave shape out: write {text(percentiles(points))}"
    return f"write {text(percentiles(points) | {'shape': 'normal'})}"


def _scipy(shape: str) -> Any:
    from scipy import stats

    return getattr(stats, _NAMES.get(shape, shape))


def _standard(shape: str, *of: float) -> Callable[[float], float]:
    """Return the quantile function of a shape with location 0 and scale 1."""
    if shape == "triangular":
        unit = Triangular(0.0, of[0], 1.0)
        return lambda p: quantile(unit, p)
    dist, of = (_scipy("beta"), pert_shape(of[0])) if shape == "pert" else (_scipy(shape), of)
    return lambda p: float(dist.ppf(p, *of) if p <= 0.5 else dist.isf(upper_tail(p), *of))


def _line(shape: str, first: tuple[float, float], last: tuple[float, float]) -> FromScipy:
    (p, x), (q, y) = first, last
    at = _standard(shape)
    z, w = at(p), at(q)
    scale = (y - x) / (w - z)
    location = x - z * scale
    return FromScipy(_scipy(shape)(location, scale), mode=None if shape in _PEAK_ELSEWHERE else location)


def _from_zero(shape: str, first: tuple[float, float], last: tuple[float, float]) -> FromScipy:
    (p, x), (q, y) = first, last
    if shape == "lognormal":
        at = _standard("normal")
        z, w = at(p), at(q)
        s = math.log(y / x) / (w - z)
        scale = x * math.exp(-z * s)
        return FromScipy(_scipy(shape)(s, scale=scale), mode=scale * math.exp(-s * s))
    ratio = math.log(y / x)

    def miss(log_parameter: float) -> float:
        at = _standard(shape, math.exp(log_parameter))
        return math.log(at(q) / at(p)) - ratio

    parameter = _sought(miss, shape, (first, last))
    at = _standard(shape, parameter)
    return FromScipy(_scipy(shape)(parameter, scale=y / at(q)))


def _from_zero_through(shape: str, points: Points) -> FromScipy | None:
    """Return the distribution from zero upwards that has three or more percentiles; None where there is none."""
    if shape not in FROM_ZERO or points[0][1] <= 0.0:
        return None
    try:
        made = _from_zero(shape, points[0], points[-1])
    except LawError:
        return None
    span = points[-1][1] - points[0][1]
    return made if all(abs(quantile(made, p) - x) <= 1e-9 * span for p, x in points) else None


def _three(shape: str, points: Points) -> Distribution:
    (p, x), (m, y), (q, z) = points

    def miss(t: float) -> float:
        at = _standard(shape, t if shape in BETWEEN else math.exp(t))
        a, b, c = at(p), at(m), at(q)
        return (c - b) * (y - x) - (b - a) * (z - y)

    parameter = _sought(miss, shape, points)
    at = _standard(shape, parameter)
    scale = (z - x) / (at(q) - at(p))
    low = x - at(p) * scale
    if shape in BETWEEN:
        return (Triangular if shape == "triangular" else pert)(low, low + parameter * scale, low + scale)
    return FromScipy(_scipy(shape)(parameter, loc=low, scale=scale))


def _sought(miss: Callable[[float], float], shape: str, points: Points) -> float:
    """Return the shape parameter at which nothing is missed; raises LawError where there is none."""
    low, high = (0.0, 1.0) if shape in BETWEEN else map(math.log, _SHAPES[shape])
    try:
        with np.errstate(all="ignore"):
            found = root(miss, low, high)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        why = f"no {shape} distribution has {text(percentiles(points))}"
        raise LawError(f"{why}; {_other(points)}") from error
    return found if shape in BETWEEN else math.exp(found)
