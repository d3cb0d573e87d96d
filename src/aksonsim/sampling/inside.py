"""Distributions through stated percentiles that keep them although they are cut off at an end or two."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from aksonsim.errors import LawError
from aksonsim.model.estimate_advice import text, two_percentiles
from aksonsim.model.estimate_form import Points
from aksonsim.sampling.distribution import Distribution, FloatArray
from aksonsim.sampling.mixtures import Truncated

_TRIES = 500
_MOST = 0.3
"""Share beyond which what is cut off is no tail, and what is left no longer the distribution that was meant."""


def inside(
    fit: Callable[[Points], Distribution], points: Points, low: float, high: float, stated: Mapping[str, float]
) -> Distribution:
    """Return the distribution of a family that, given that it lies in [low, high], has the stated percentiles.

    ``points``: probabilities and the values that they stand at; ``stated``: these and what else is stated, by key.

    Cutting the distribution that has them would move them: once it is cut, its p-th percentile is the one at
    a + p (1 - a - b), where a and b are the shares below and above the ends. So the family is fitted at these
    probabilities, which gives other shares, until they stay as they are.

    Raises LawError, with what to write instead, where a percentile lies beyond an end or no member of the family is
    found.
    """
    ends = f"[{_end(low)}, {_end(high)}]"
    for name, x in stated.items():
        if not low < x < high:
            raise LawError(f"{name} {x:g} lies at or beyond an end of truncate {ends}; widen it, or leave it out")
    below = above = 0.0
    for _ in range(_TRIES):
        kept = 1.0 - below - above
        try:
            distribution = fit(tuple((below + p * kept, x) for p, x in points))
        except LawError:
            if below == above == 0.0:
                raise  # without any cut
            break
        before = below, above
        below = float(distribution.cdf(low)) if low > -math.inf else 0.0
        above = float(distribution.sf(high)) if high < math.inf else 0.0
        if below + above > _MOST:
            break
        if abs(below - before[0]) + abs(above - before[1]) < 1e-14:
            return Truncated(distribution, low, high)
    first, last = points[0], points[-1]
    outer = {f"p{100 * p:.10g}": x for p, x in (first, last)}
    other = two_percentiles(outer, "lognormal") if first[1] > 0.0 else None
    write = f"write {other}, which has {' and '.join(outer)}" if other else "state others, or wider ends"
    raise LawError(f"percentiles {text(stated)} have no distribution inside truncate {ends}; {write}")


def inside_with_moments(
    fit: Callable[[float, float], Distribution], mean: float, sd: float, low: float, high: float, other: str
) -> Distribution:
    """Return the distribution of a family that, given that it lies in [low, high], has the stated mean and sd.

    ``fit(m, s)``: the member of mean m and standard deviation s before the cut. Both are sought by Powell's hybrid
    method from the stated ones. Raises LawError, with what to write instead (``other``), where no member is found.
    """
    from scipy.optimize import root

    def cut(x: FloatArray) -> Truncated:
        return Truncated(fit(mean + sd * x[0], sd * math.exp(x[1])), low, high)

    def missed(x: FloatArray) -> list[float]:
        made = cut(x)
        return [(made.mean - mean) / sd, made.sd / sd - 1.0]

    what = f"no distribution inside truncate [{_end(low)}, {_end(high)}] has mean {mean:g} and sd {sd:g}"
    refused = LawError(f"{what}; write {other}, which is cut as it is")
    try:
        with np.errstate(all="ignore"):
            found = root(missed, [0.0, 0.0], tol=1e-13).x
            near = max(map(abs, missed(found))) < 1e-9
    except (LawError, ValueError, OverflowError) as error:
        raise refused from error
    if not near:
        raise refused
    return cut(found)


def _end(x: float) -> str:
    return f"{x:.10g}" if math.isfinite(x) else "null"
