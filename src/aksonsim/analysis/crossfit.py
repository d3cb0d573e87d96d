"""What an output is expected to be given some inputs: regression on splines, each draw predicted without itself.

The mean of an output given inputs is a function g of them, and least squares finds it from one run: g minimises the
mean square error (Strong, Oakley and Brennan 2014, doi:10.1177/0272989X13505910, with a Gaussian process or additive
model). Here g is a sum of restricted cubic splines (Stone and Koo 1985: linear beyond the outer knots), one a column,
and where there are several columns also the products of the weightiest. How rich a form is taken is decided by the
error on draws that took no part in the fit; a constant is one of the forms, so what tells nothing predicts nothing.

Each draw is predicted by a fit to the other batches. A decision taken on such a prediction knows nothing of the draw's
own outcome, and the mean of what it decides is therefore not biased upwards (`aksonsim.analysis.value_of_information`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import batch_edges

Array = npt.NDArray[np.float64]

OUTER = 0.02
"""The outer knots stand at this quantile and at one less it."""
RIDGE = 1e-10
MOST = 12
"""Columns whose products are taken: those that go most with the output."""


@dataclass(frozen=True, slots=True)
class Form:
    """How rich a regression is: knots of each column's spline (0: a line), and whether products are taken.

    ``after``: tried only where the form of that name has paid.
    """

    name: str
    knots: int
    products: bool = False
    after: str | None = None


FORMS = (Form("line", 0), Form("spline of 5 knots", 5), Form("spline of 9 knots", 9, after="spline of 5 knots"))
"""Forms for one column, from plain to rich; a constant comes before them."""
MANY = (
    Form("lines", 0),
    Form("lines and products", 0, products=True),
    Form("splines", 5),
    Form("splines and products", 5, products=True),
)
"""Forms for several columns."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Expectations of an output given some inputs.

    ``apart`` float64[n]: of each draw by a fit without it; ``together`` float64[n]: by the fit to all draws, which
    follows their noise; ``form``: the chosen one's name; ``explained``: share of the variance, on draws apart, at
    least 0.
    """

    apart: Array
    together: Array
    form: str
    explained: float


def predict(columns: Array, y: Array) -> Prediction:
    """Return what an output is expected to be given some columns.

    Parameters
    ----------
    columns
        float64[n, c]; those that do not vary are passed over.
    y
        float64[n], n >= 100.

    Raises
    ------
    ValueError
        Where there are fewer than 100 draws.
    """
    if y.size < 100:
        raise ValueError(f"needs at least 100 draws; got {y.size}")
    edges = batch_edges(y.size)
    size = np.diff(edges).astype(np.float64)
    sums = np.add.reduceat(y, edges[:-1])
    constant = np.repeat((y.sum() - sums) / (y.size - size), np.diff(edges))
    nothing = np.full(y.size, y.mean())
    best = Prediction(nothing, nothing, "constant", 0.0)
    spread = columns.std(axis=0)
    varying = columns[:, spread > 0]
    if varying.shape[1] == 0:
        return best
    x = (varying - varying.mean(axis=0)) / spread[spread > 0]
    error = float(np.square(y - constant).mean())
    whole = error
    for form in FORMS if x.shape[1] == 1 else MANY:
        basis = Basis.of(x, y, form)
        if basis.width > y.size // 10 or (form.after is not None and best.form != form.after):
            break
        apart, together = _fits(x, y, basis, edges)
        found = float(np.square(y - apart).mean())
        if found < error:
            error = found
            best = Prediction(apart, together, form.name, 1.0 - found / whole)
    return best


@dataclass(frozen=True, slots=True)
class Basis:
    """Functions of columns whose weighted sum is a regression: ``knots`` by column (none: a line), ``pairs``."""

    knots: tuple[Array, ...]
    pairs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, x: Array, y: Array, form: Form) -> Basis:
        """Place the knots at equally spaced quantiles, and choose the columns whose products are taken."""
        at = np.linspace(OUTER, 1 - OUTER, form.knots)
        knots = []
        for column in x.T:
            # Where few values are taken (an event's consequences), quantiles coincide and a line is left.
            placed = np.unique(np.quantile(column, at)) if form.knots else np.empty(0)
            knots.append(placed if placed.size == form.knots else np.empty(0))
        pairs: Sequence[tuple[int, int]] = ()
        if form.products:
            weight = np.abs(x.T @ (y - y.mean()))
            chosen = sorted(int(i) for i in np.argsort(-weight, kind="stable")[:MOST])
            pairs = list(itertools.combinations(chosen, 2))
        return cls(tuple(knots), tuple(pairs))

    @property
    def width(self) -> int:
        """Number of functions, the constant included."""
        return 1 + sum(max(1, placed.size - 1) for placed in self.knots) + len(self.pairs)

    def evaluate(self, x: Array) -> Array:
        """Return the functions at some draws, float64[n, width]."""
        table = [np.ones(x.shape[0])]
        for column, placed in zip(x.T, self.knots, strict=True):
            table.append(column)
            if placed.size:
                table += _bends(column, placed)
        table += [x[:, i] * x[:, j] for i, j in self.pairs]
        return np.column_stack(table)


def _bends(x: Array, knots: Array) -> list[Array]:
    """Return the functions that make a line a restricted cubic spline: cubic between knots, linear outside."""
    last, span = knots[-1], knots[-1] - knots[0]

    def cube(knot: float) -> Array:
        beyond: Array = np.maximum((x - knot) / span, 0.0)
        return beyond * beyond * beyond

    end = cube(last)
    slopes = [(cube(knot) - end) / ((last - knot) / span) for knot in knots[:-1]]
    return [slope - slopes[-1] for slope in slopes[:-1]]


def _fits(x: Array, y: Array, basis: Basis, edges: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Return predictions of each batch by a fit to the others, and of all by a fit to all."""
    middle = y.mean()
    table = basis.evaluate(x)
    batches = [slice(i, j) for i, j in itertools.pairwise(edges)]
    moments = np.array([table[b].T @ np.column_stack([table[b], y[b] - middle]) for b in batches])
    total = moments.sum(axis=0)
    *others, everything = _solve(np.array([*(total - moments), total]))
    apart = np.concatenate([table[b] @ weights for b, weights in zip(batches, others, strict=True)])
    return middle + apart, middle + table @ everything


def _solve(moments: Array) -> Array:
    """Return the weights that solve each of some normal equations.

    ``moments`` float64[k, w, w + 1] (products of functions, and with the output) to float64[k, w]. Each function is
    scaled to size one, and a ridge far below what draws could tell keeps functions that repeat each other solvable.
    """
    square, right = moments[..., :-1], moments[..., -1]
    scale = np.sqrt(np.maximum(np.diagonal(square, axis1=1, axis2=2), np.finfo(np.float64).tiny))
    scaled = square / (scale[:, :, None] * scale[:, None, :]) + RIDGE * np.eye(square.shape[1])
    found: Array = np.linalg.solve(scaled, (right / scale)[..., None])[..., 0] / scale
    return found
