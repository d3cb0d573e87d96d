"""Scenario discovery with PRIM: boxes of parameters in which what one looks for happens most.

The patient rule induction method (Friedman and Fisher 1999, doi:10.1023/A:1008894516817) peels a small share of the
points off one side at a time, as Bryant and Lempert (2010, doi:10.1016/j.techfore.2009.08.002) use it on scenarios:
*coverage* is the share of all cases of interest that lie in the box, *density* the share of the box's points that are
such cases, and a parameter's *quasi-p-value* the chance that its limits come out so well by luck alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PEEL = 0.05
"""Share of the box's points that one peel takes off; a level of few-valued parameters goes as a whole."""
LEAST_MASS = 0.02
DENSE = 0.8
"""A box in which so many points are of interest explains them."""
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Box:
    """Limits ``low <= x <= high`` float64[k] (infinite where there are none) and what they hold.

    ``coverage`` (share of all cases), ``density`` and ``mass`` (share of all points) are fractions, of the points that
    no earlier box holds; ``quasi_p`` by restricted parameter.
    """

    low: Array
    high: Array
    coverage: float
    density: float
    mass: float
    points: int
    quasi_p: dict[int, float] = field(default_factory=dict)

    @property
    def restricted(self) -> list[int]:
        """The parameters that have a limit."""
        return [int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def holds(self, x: Array) -> Mask:
        """Return which points float64[n, k] lie inside, bool[n]."""
        found: Mask = np.all((x >= self.low) & (x <= self.high), axis=1)
        return found


def prim(x: Array, y: Mask, *, boxes: int = 3, least_mass: float = LEAST_MASS) -> list[Box]:
    """Find boxes that hold cases of interest, the best first.

    Parameters
    ----------
    x
        float64[n, k]: points.
    y
        bool[n]: which are of interest; some and not all.
    boxes
        How many at most. Each is found among the points that no earlier one holds, and all it says is of these:
        ``points`` and density count them alone, coverage and mass are what they add. So coverages sum to the share of
        cases that lie in any box. Boxes no denser than all points together are left out.
    least_mass
        Smallest share of the points that a box may hold.

    Raises
    ------
    ValueError
        For shapes that do not fit, values that are not finite, or no or only cases of interest.
    """
    if x.ndim != 2 or y.shape != x.shape[:1] or not np.isfinite(x).all():
        raise ValueError(f"needs finite x [n, k] and y [n]; got {x.shape} and {y.shape}")
    if y.all() or not y.any():
        raise ValueError("none or all of the points are of interest; nothing sets them apart")
    found: list[Box] = []
    left = np.ones(y.size, dtype=bool)
    for _ in range(boxes):
        if not y[left].any() or y[left].all() or left.sum() < 10:
            break
        points, cases = x[left], y[left]
        peeled = _chosen(list(trajectory(points, cases, least_mass)))
        box = _without_luck(_pasted(peeled, points, cases), points, cases)
        if not box.restricted or box.density <= float(y.mean()):
            break
        coverage = box.coverage * np.count_nonzero(cases) / np.count_nonzero(y)
        found.append(replace(_between(box, x), coverage=float(coverage), mass=box.points / y.size))
        left &= ~box.holds(x)
    return found


def trajectory(x: Array, y: Mask, least_mass: float = LEAST_MASS) -> Iterator[Box]:
    """Yield the boxes of a peeling, from all points to the smallest box."""
    k = x.shape[1]
    box = _told(Box(np.full(k, -np.inf), np.full(k, np.inf), 1.0, 0.0, 1.0, y.size), x, y)
    yield box
    while box.density < 1.0:
        following = _peeled(box, x, y, least_mass)
        if following is None:
            return
        box = following
        yield box


def _told(box: Box, x: Array, y: Mask) -> Box:
    """Return a box with its coverage, density and mass among these points."""
    inside = box.holds(x)
    cases, size = int(np.count_nonzero(y & inside)), int(np.count_nonzero(inside))
    return replace(
        box,
        coverage=cases / max(1, int(np.count_nonzero(y))),
        density=cases / max(1, size),
        mass=size / y.size,
        points=size,
    )


def _peeled(box: Box, x: Array, y: Mask, least_mass: float) -> Box | None:
    """Return the box without the slice whose loss pays best; None where none can be taken off.

    What a peel pays is the density it gains, times the points that stay, over the points that go: parameters of few
    values lose whole levels, and neither these nor small slices must win by their size alone (Kwakkel and Jaxa-Rozen
    2016, doi:10.1016/j.envsoft.2015.11.020).
    """
    inside = box.holds(x)
    points, cases = x[inside], y[inside]
    size, density = cases.size, float(cases.mean())
    best: tuple[float, int, int, float] | None = None
    for i in range(x.shape[1]):
        column = points[:, i]
        for side, share in ((-1, PEEL), (1, 1 - PEEL)):
            limit = _inner_limit(column, share, side)
            if limit is None:
                continue
            kept = column >= limit if side < 0 else column <= limit
            left = int(np.count_nonzero(kept))
            if left < least_mass * y.size or left == size:
                continue
            gain = (float(cases[kept].mean()) - density) * left / (size - left)
            if best is None or gain > best[0]:
                best = gain, i, side, limit
    if best is None:
        return None
    _, i, side, limit = best
    return _told(_limited(box, i, low=limit) if side < 0 else _limited(box, i, high=limit), x, y)


def _inner_limit(column: Array, share: float, side: int) -> float | None:
    """Return the limit that takes about a share of the points off one side, at least its outermost level."""
    edge = float(column.min() if side < 0 else column.max())
    limit = float(np.quantile(column, share, method="higher" if side < 0 else "lower"))
    if limit == edge:
        beyond = column[column > edge] if side < 0 else column[column < edge]
        if beyond.size == 0:
            return None
        limit = float(beyond.min() if side < 0 else beyond.max())
    return limit


def _pasted(box: Box, x: Array, y: Mask) -> Box:
    """Return a box widened wherever that does not lower its density: peels made too early are taken back."""
    while True:
        best = box
        for i in box.restricted:
            for side, limits in ((-1, box.low), (1, box.high)):
                if not np.isfinite(limits[i]):
                    continue
                limit = _outer_limit(box, i, side, x)
                wider = _told(_limited(box, i, low=limit) if side < 0 else _limited(box, i, high=limit), x, y)
                if wider.density >= best.density and wider.points > best.points:
                    best = wider
        if best is box:
            return box
        box = best


def _outer_limit(box: Box, i: int, side: int, x: Array) -> float:
    """Return the limit that lets about a peel's share of the points back in on one side; infinite where all are in."""
    column = x[_limited(box, i, low=-np.inf, high=np.inf).holds(x), i]
    outside = np.sort(column[column < box.low[i]])[::-1] if side < 0 else np.sort(column[column > box.high[i]])
    step = max(1, int(PEEL * box.points))
    return side * np.inf if outside.size <= step else float(outside[step - 1])


def _limited(box: Box, i: int, *, low: float | None = None, high: float | None = None) -> Box:
    """Return a box with other limits of one parameter."""
    lows, highs = box.low.copy(), box.high.copy()
    lows[i] = lows[i] if low is None else low
    highs[i] = highs[i] if high is None else high
    return replace(box, low=lows, high=highs)


def _chosen(boxes: list[Box]) -> Box:
    """Return the box of a trajectory to tell of: neither coverage nor density bought with all the other.

    The largest harmonic mean of the two, among boxes that are `DENSE` where one of these covers a tenth of the cases.
    """
    dense = [box for box in boxes if box.density >= DENSE and box.coverage >= 0.1]
    return max(dense or boxes, key=lambda b: 2 * b.coverage * b.density / max(b.coverage + b.density, 1e-300))


def _without_luck(box: Box, x: Array, y: Mask) -> Box:
    """Return a box with its quasi-p-values, and without the limits that luck may have set, the weakest gone first."""
    while True:
        chances = {i: quasi_p(box, i, x, y) for i in box.restricted}
        weakest = max(chances, key=lambda i: chances[i], default=None)
        if weakest is None or chances[weakest] <= SIGNIFICANT:
            return replace(box, quasi_p=chances)
        box = _told(_limited(box, weakest, low=-np.inf, high=np.inf), x, y)


def _between(box: Box, x: Array) -> Box:
    """Return a box whose limits lie half-way to the nearest points outside, so that no point lies on one."""
    low, high = box.low.copy(), box.high.copy()
    for i in box.restricted:
        below, above = x[x[:, i] < low[i], i], x[x[:, i] > high[i], i]
        low[i] = 0.5 * (low[i] + below.max()) if below.size else -np.inf
        high[i] = 0.5 * (high[i] + above.min()) if above.size else np.inf
    return replace(box, low=low, high=high)


def quasi_p(box: Box, parameter: int, x: Array, y: Mask) -> float:
    """Return the chance that a box without one parameter's limits gives so many cases to a random part of its points.

    With the limits taken away the box holds cases at rate p; of the n points that the limits keep, t are cases:
    P(Binomial(n, p) >= t) (Bryant and Lempert 2010, section 4.3).
    """
    from scipy.special import bdtrc  # 60 ms of import that only this question needs

    wider = _limited(box, parameter, low=-np.inf, high=np.inf).holds(x)
    inside = box.holds(x)
    rate, cases = float(y[wider].mean()), int(np.count_nonzero(y & inside))
    if cases == 0:
        return 1.0
    found = float(bdtrc(cases - 1, int(np.count_nonzero(inside)), rate))
    return 0.0 if math.isnan(found) else found
