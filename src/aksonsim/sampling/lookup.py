"""Jitted lookups: from a uniform or a normal score to the value, by cubic pieces.

Each is two steps, because LLVM vectorises the first by itself and the second not (`gathered`): (row, fraction) of every
draw, then four coefficients a draw and a Horner scheme with explicit fma.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy import int32, uint64

from aksonsim.sampling.gathered import cubes
from aksonsim.sampling.jit import bits_of, float_of, fma, inline

OCTAVES = 52
"""Octaves of tail probability: q from 2**-53 (the smallest uniform) to 1/2."""
PIECES_LOG2 = 5
PIECES = 1 << PIECES_LOG2
"""Pieces an octave, equal in q. At 16 the exponential distribution misses 1e-8 (4.7e-8), at 32 it is 3e-9."""
SIDE = OCTAVES * PIECES
"""Rows of one tail; rows of the upper tail follow those of the lower."""
Z_PER_UNIT = 64
Z_LIMIT = 8.5
Z_ROWS = 1088
"""Rows of a table in the normal score z: |z| <= 8.5 in steps of 1/64."""

_SHIFT = uint64(52 - PIECES_LOG2)
_MASK = uint64((1 << (52 - PIECES_LOG2)) - 1)
_UP = uint64(PIECES_LOG2)
_ONE = uint64(0x3FF0000000000000)
_LOWER = int32(-((1023 - 53) << PIECES_LOG2))
_UPPER = int32(_LOWER + SIDE)
_BELOW_HALF = float(np.nextafter(0.5, 0.0))
_Z_END = float(np.nextafter(Z_ROWS, 0.0))

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@inline
def locate_tail(u: Floats, row: Rows, fraction: Floats) -> None:
    """Give each uniform its row and its fraction in it; all [count]; ``u`` as the designs give it.

    The distance to the nearer end is exact, its exponent and next five bits are the row, the other bits the
    fraction: no branch, no logarithm, no division.
    """
    for j in range(u.size):
        x = u[j]
        bits = bits_of(min(min(x, 1.0 - x), _BELOW_HALF))  # a Latin hypercube's quotient may round to 1/2
        upper = _UPPER if x > 0.5 else _LOWER
        row[j] = int32(bits >> _SHIFT) + upper
        fraction[j] = float_of(((bits & _MASK) << _UP) | _ONE) - 1.0


@inline
def locate_score(z: Floats, row: Rows, fraction: Floats) -> None:
    """Give each normal score its row and its fraction in it; all [count]; scores beyond 8.5 count as 8.5."""
    for j in range(z.size):
        t = min(max((z[j] + Z_LIMIT) * Z_PER_UNIT, 0.0), _Z_END)
        whole = int32(t)
        row[j] = whole
        fraction[j] = t - float(whole)


@inline
def split_at_kinks(kinks: Floats, row: Rows, fraction: Floats) -> None:
    """Send draws beyond a kink of the distribution to the second polynomial of their row.

    ``kinks`` float64[k, 3]: row that is split, fraction where, row used from there on; rising in that order, so that
    a row may be split again.
    """
    for i in range(kinks.shape[0]):
        split, at, further = int32(kinks[i, 0]), kinks[i, 1], int32(kinks[i, 2] - kinks[i, 0])
        for j in range(row.size):  # a sum, not a choice: LLVM would store under a mask, which takes twice as long
            row[j] += further if (row[j] == split) & (fraction[j] >= at) else int32(0)


@inline
def locate_search(u: Floats, breaks: Floats, row: Rows, offset: Floats) -> None:
    """Give each uniform the last break not above it and its distance from there, by a search without branches.

    ``breaks`` float64[2**m], rising from 0, filled up with values above 1.
    """
    for j in range(u.size):
        row[j] = 0
    half = breaks.size // 2
    while half > 0:
        for j in range(u.size):
            candidate = int32(row[j] + half)
            row[j] = candidate if breaks[uint64(candidate)] <= u[j] else row[j]
        half //= 2
    for j in range(u.size):
        offset[j] = u[j] - breaks[uint64(row[j])]


@inline
def evaluate(coefficients: Floats, row: Rows, t: Floats, shift: float, factor: float, out: Floats) -> None:
    """Fill ``out = shift + factor (c0 + c1 t + c2 t**2 + c3 t**3)`` from each draw's row of ``coefficients``[r, 4]."""
    for j in range(cubes(coefficients, row, t, shift, factor, out), row.size):
        r = uint64(row[j])
        c0, c1 = coefficients[r, 0], coefficients[r, 1]
        c2, c3 = coefficients[r, 2], coefficients[r, 3]
        x = fma(t[j], fma(t[j], fma(t[j], c3, c2), c1), c0)
        out[j] = fma(factor, x, shift)


@inline
def inside(u: float) -> float:
    """Return u moved strictly inside (0, 1), where the normal cdf's table rounds to an end."""
    return min(max(u, 2.0**-53), 1.0 - 2.0**-53)
