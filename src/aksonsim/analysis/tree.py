"""A small classification tree: the splits that best tell cases of interest from others (Breiman et al. 1984, CART)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

DEPTH = 3
LEAST_LEAF = 0.02
"""Smallest share of the points in a leaf."""
LEAST_GAIN = 0.01
"""A split must lower the impurity of the whole by this share of it."""


@dataclass(frozen=True)
class Node:
    """A node of a tree; a leaf where ``parameter`` is None.

    ``points`` and ``cases`` it holds; points with ``x[parameter] < limit`` go ``below``.
    """

    points: int
    cases: int
    parameter: int | None = None
    limit: float = float("nan")
    below: Node | None = None
    above: Node | None = None

    @property
    def density(self) -> float:
        """Share of its points that are cases of interest."""
        return self.cases / self.points


@dataclass(frozen=True)
class Leaf:
    """A leaf and the way to it: ``(parameter, low, high)``, low <= x < high, of each parameter that was split."""

    limits: tuple[tuple[int, float, float], ...]
    points: int
    cases: int

    @property
    def density(self) -> float:
        """Share of its points that are cases of interest."""
        return self.cases / self.points


def tree(x: Array, y: Mask, *, depth: int = DEPTH, least_leaf: float = LEAST_LEAF) -> Node:
    """Grow a tree on points float64[n, k] and cases bool[n].

    Splits lie half-way between neighbouring values and lower the Gini impurity most; the first of equal ones is taken.
    A split is made only where it lowers the impurity of the whole by `LEAST_GAIN`.

    Raises ValueError for shapes that do not fit or values that are not finite.
    """
    if x.ndim != 2 or y.shape != x.shape[:1] or not np.isfinite(x).all() or y.size == 0:
        raise ValueError(f"needs finite x [n, k] and y [n]; got {x.shape} and {y.shape}")
    share = float(y.mean())
    least = max(1, int(least_leaf * y.size))
    return _grown(x, y, depth, least, LEAST_GAIN * y.size * share * (1 - share))


def leaves(node: Node, limits: dict[int, tuple[float, float]] | None = None) -> Iterator[Leaf]:
    """Yield the leaves of a tree, each with the limits that lead to it."""
    known = limits or {}
    if node.parameter is None or node.below is None or node.above is None:
        yield Leaf(tuple((i, *ends) for i, ends in known.items()), node.points, node.cases)
        return
    low, high = known.get(node.parameter, (-np.inf, np.inf))
    yield from leaves(node.below, {**known, node.parameter: (low, node.limit)})
    yield from leaves(node.above, {**known, node.parameter: (node.limit, high)})


def _grown(x: Array, y: Mask, depth: int, least: int, least_gain: float) -> Node:
    points, cases = int(y.size), int(np.count_nonzero(y))
    leaf = Node(points, cases)
    if depth == 0 or cases in (0, points):
        return leaf
    best: tuple[float, int, float] | None = None
    for i in range(x.shape[1]):
        found = _split(x[:, i], y, least)
        if found is not None and (best is None or found[0] > best[0]):
            best = found[0], i, found[1]
    if best is None or best[0] < least_gain:
        return leaf
    _, parameter, limit = best
    below = x[:, parameter] < limit
    sides = [_grown(x[side], y[side], depth - 1, least, least_gain) for side in (below, ~below)]
    return Node(points, cases, parameter, limit, *sides)


def _split(column: Array, y: Mask, least: int) -> tuple[float, float] | None:
    """Return how much the best split of one parameter lowers the (summed) impurity, and where it lies."""
    order = np.argsort(column, kind="stable")
    values, cases = column[order], y[order].astype(np.float64)
    n = values.size
    below = np.arange(1, n)
    cases_below = np.cumsum(cases)[:-1]
    allowed = (values[1:] > values[:-1]) & (below >= least) & (n - below >= least)
    if not allowed.any():
        return None
    total = float(cases.sum())

    def impurity(count: Array, some: Array) -> Array:
        found: Array = some * (1 - some / count)
        return found

    parts = impurity(below.astype(np.float64), cases_below) + impurity(
        (n - below).astype(np.float64), total - cases_below
    )
    gain = np.where(allowed, total * (1 - total / n) - parts, -np.inf)
    at = int(np.argmax(gain))
    return float(gain[at]), float(0.5 * (values[at] + values[at + 1]))
