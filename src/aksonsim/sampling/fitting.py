"""Fitting cubic pieces to a distribution: in the tail probability, in the normal score, or where it needs them.

A piece is the cubic through four equidistant points: its error is f'''' h^4 / 1944, a fifth of Hermite's, and it needs
no density.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from aksonsim.sampling.distribution import Distribution, FloatArray, quantile
from aksonsim.sampling.lookup import OCTAVES, PIECES, SIDE, Z_LIMIT, Z_PER_UNIT, Z_ROWS

Function = Callable[[FloatArray], FloatArray]

_NODES = np.array([0.0, 1.0, 2.0, 3.0]) / 3.0
ROUGH = 3e-8
"""Error, in units of max(|x|, sd), beyond which a distribution is searched instead."""
_FINE = 5e-9
"""Error at which a searched piece is good."""
_SHORT = 2e-3
"""Part of a row below which a straight line is as good as a cubic, and better conditioned."""
_MOST_BREAKS = 16_384


def in_tails(target: Distribution) -> tuple[FloatArray, FloatArray, float]:
    """Return (rows, kinks, worst error down to 2**-25) of a table in the distance to the nearer end."""
    edges = np.concatenate([2.0 ** (octave - 53) * (1.0 + np.arange(PIECES) / PIECES) for octave in range(OCTAVES)])
    edges = np.append(edges, 0.5)
    lower = np.array([kink for kink in target.kinks if kink < 0.5])
    upper = np.sort(np.array([1.0 - kink for kink in target.kinks if kink >= 0.5]))
    checked = slice(-24 * PIECES, None)
    one = _pieces(target.ppf, edges, lower, target, checked)
    two = _pieces(target.isf, edges, upper, target, checked)
    # The layout is: lower tail, upper tail, split rows of the lower, split rows of the upper.
    extra_one, extra_two = one[0].shape[0] - SIDE, two[0].shape[0] - SIDE
    rows = np.concatenate((one[0][:SIDE], two[0][:SIDE], one[0][SIDE:], two[0][SIDE:]))
    kinks_one, kinks_two = one[1].copy(), two[1].copy()
    kinks_one[:, [0, 2]] = np.where(kinks_one[:, [0, 2]] >= SIDE, kinks_one[:, [0, 2]] + SIDE, kinks_one[:, [0, 2]])
    kinks_two[:, [0, 2]] += np.where(kinks_two[:, [0, 2]] >= SIDE, SIDE + extra_one, SIDE)
    assert rows.shape[0] == 2 * SIDE + extra_one + extra_two
    return rows, np.concatenate((kinks_one, kinks_two)), max(one[2], two[2])


def in_score(target: Distribution) -> tuple[FloatArray, FloatArray, float]:
    """Return (rows, kinks, worst error for |z| < 6.5) of a table in the normal score."""
    from scipy.special import ndtr, ndtri

    def at(z: FloatArray) -> FloatArray:
        out = np.empty_like(z)
        low = z < 0.0
        out[low], out[~low] = target.ppf(ndtr(z[low])), target.isf(ndtr(-z[~low]))
        return out

    edges = np.arange(Z_ROWS + 1) / Z_PER_UNIT - Z_LIMIT
    kinks = np.array([float(ndtri(kink)) for kink in target.kinks])
    return _pieces(at, edges, kinks, target, slice(2 * Z_PER_UNIT, -2 * Z_PER_UNIT))


def _pieces(
    function: Function, edges: FloatArray, kinks: FloatArray, target: Distribution, checked: slice
) -> tuple[FloatArray, FloatArray, float]:
    """Fit a cubic to each interval between edges, splitting those with a kink; return rows, kinks and worst error.

    The error is taken between nodes on the ``checked`` intervals, in units of max(|x|, sd).
    """
    width = np.diff(edges)
    inner = edges[:-1, None] + width[:, None] * _NODES[1:3]
    ends = function(edges)
    values = np.column_stack((ends[:-1], function(inner.ravel()).reshape(inner.shape), ends[1:]))
    rows = _cubic(values)
    split: list[tuple[float, float, float]] = []
    extra: list[FloatArray] = []
    for row in sorted({int(np.searchsorted(edges, kink, side="right")) - 1 for kink in kinks}):
        # The neighbours too: a kink may lie on their common edge, where a distribution that jumps has two values.
        for near in (row - 1, row, row + 1):
            if not 0 <= near < width.size:
                continue
            cuts = [(kink - edges[near]) / width[near] for kink in kinks]
            cuts = [0.0, *(cut for cut in cuts if 1e-9 < cut < 1.0 - 1e-9), 1.0]
            parts = [_part(function, edges[near], width[near], a, b) for a, b in itertools.pairwise(cuts)]
            rows[near] = parts[0]
            if any(int(entry[0]) == near for entry in split):
                continue
            at = near
            for cut, part in zip(cuts[1:-1], parts[1:], strict=True):
                extra.append(part)
                split.append((at, cut, width.size + len(extra) - 1))
                at = width.size + len(extra) - 1
    rows = np.concatenate((rows, np.array(extra).reshape(-1, 4)))
    table = np.array(split, dtype=np.float64).reshape(-1, 3)
    return rows, table, _worst(function, edges, rows, table, target, np.arange(width.size)[checked])


def _cubic(values: FloatArray) -> FloatArray:
    """Return c0..c3 of the cubic through values at 0, 1/3, 2/3, 1; [n, 4] -> [n, 4]."""
    a, b, c, d = values.T
    return np.column_stack(
        (a, -5.5 * a + 9.0 * b - 4.5 * c + d, 9.0 * a - 22.5 * b + 18.0 * c - 4.5 * d, 4.5 * (3.0 * (b - c) + d - a))
    )


def _part(function: Function, edge: float, width: float, start: float, stop: float) -> FloatArray:
    """Return c0..c3, in the fraction of the whole row, of the part of a row from ``start`` to ``stop``."""
    span = stop - start
    # A hair inside both ends, so that a jump there is seen from the right side.
    nodes = start + span * np.clip(_NODES, 1e-8, 1.0 - 1e-8)
    values = function(edge + width * nodes)
    if span < _SHORT:
        slope = (values[3] - values[0]) / span
        return np.array([values[0] - slope * start, slope, 0.0, 0.0])
    p0, p1, p2, p3 = _cubic(values[None, :])[0] / span ** np.arange(4)
    s = start
    return np.array([p0 - s * (p1 - s * (p2 - s * p3)), p1 - s * (2.0 * p2 - 3.0 * s * p3), p2 - 3.0 * s * p3, p3])


def _worst(
    function: Function,
    edges: FloatArray,
    rows: FloatArray,
    kinks: FloatArray,
    target: Distribution,
    checked: npt.NDArray[np.int64],
) -> float:
    """Return the largest error in the ``checked`` intervals, in units of max(|x|, sd)."""
    worst = 0.0
    for t in (1.0 / 6.0, 0.5):
        row = checked.copy()
        for at, cut, beyond in kinks:
            row[(row == int(at)) & (t >= cut)] = int(beyond)
        c = rows[row]
        got = c[:, 0] + t * (c[:, 1] + t * (c[:, 2] + t * c[:, 3]))
        true = function(edges[checked] + t * (edges[checked + 1] - edges[checked]))
        worst = max(worst, float((np.abs(got - true) / _scale(true, target)).max()))
    return worst


def _scale(x: FloatArray, target: Distribution) -> FloatArray:
    """Return max(|x|, sd), with the distance of the quartiles where there is no finite sd."""
    sd = target.sd if np.isfinite(target.sd) else float(target.isf(0.25)) - float(target.ppf(0.25))
    return np.maximum(np.abs(x), max(sd, 1e-300))


def searched(target: Distribution) -> tuple[FloatArray, FloatArray]:
    """Return breaks in u and cubics in u - break, halving pieces until each is good or there are 16 384."""
    tail = np.outer(2.0 ** np.arange(-53, -1), (1.0, 1.25, 1.5, 1.75)).ravel()
    edges = np.unique(
        np.concatenate(([0.0], tail, 1.0 - tail, [k for k in target.kinks if 1e-15 < k < 1 - 1e-15], [1.0]))
    )
    start, stop = edges[:-1], edges[1:]
    done_start: list[FloatArray] = []
    done_rows: list[FloatArray] = []
    done = 0
    while start.size:
        rows, error = _fitted(target, start, stop)
        good = (error <= _FINE) | ((start > 2.0**-10) & (stop - start < 2.0**-36))  # there u itself is rounded
        if done + 2 * start.size > _MOST_BREAKS:
            good[:] = True
        done_start.append(start[good])
        done_rows.append(rows[good])
        done += int(good.sum())
        a, b = start[~good], stop[~good]
        middle = 0.5 * (a + b)
        start, stop = np.concatenate((a, middle)), np.concatenate((middle, b))
    breaks, rows = np.concatenate(done_start), np.concatenate(done_rows)
    order = np.argsort(breaks)
    return breaks[order], rows[order]


def _fitted(target: Distribution, start: FloatArray, stop: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return, for pieces of u, a monotone polynomial in u - start, and its error in units of max(|x|, sd)."""
    span = stop - start
    tiny = 2.0**-54

    def at(t: float) -> FloatArray:
        return quantile(target, np.clip(start + t * span, tiny, 1.0 - 2.0 * tiny))

    nodes = np.column_stack([at(t) for t in (1e-8, 1.0 / 3.0, 2.0 / 3.0, 1.0 - 1e-8)])
    cubic = _cubic(nodes)
    error = np.zeros(start.size)
    for t in (1.0 / 6.0, 0.5, 5.0 / 6.0):
        true = at(t)
        got = cubic[:, 0] + t * (cubic[:, 1] + t * (cubic[:, 2] + t * cubic[:, 3]))
        error = np.maximum(error, np.abs(got - true) / _scale(true, target))
    # A piece that is still rough when pieces run out (a jump at an unknown place) gets a line: a cubic overshoots.
    line = np.column_stack((nodes[:, 0], nodes[:, 3] - nodes[:, 0], np.zeros_like(span), np.zeros_like(span)))
    rows = np.where((error <= 1e-3)[:, None], cubic, line)
    return rows / span[:, None] ** np.arange(4), error
