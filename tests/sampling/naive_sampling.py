"""Slow, obvious twins of the sampling kernels: plain integers, one draw at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

from aksonsim.sampling.designs import SOBOL_LOW
from aksonsim.sampling.lookup import evaluate, locate_score, locate_search, locate_tail, split_at_kinks
from aksonsim.sampling.streams import stream_key
from aksonsim.sampling.tables import SEARCH, TAIL, QuantileTable

WORD = 0xFFFFFFFF


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & WORD, (a >> 32) ^ c3 ^ k1, a & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


def uniform(seed: int, name: str, draw: int, index: int = 0) -> float:
    pair = draw >> 1
    words = philox((pair & WORD, pair >> 32, index, 0), stream_key(seed, name))
    high, low = words[2:] if draw & 1 else words[:2]
    return ((high << 20 | low >> 12) + 0.5) * 2.0**-52


def uniform32(seed: int, name: str, draw: int, index: int = 0) -> float:
    four = draw >> 2
    words = philox((four & WORD, four >> 32, index, 1), stream_key(seed, name))
    return ((words[draw & 3] >> 9) + 0.5) * 2.0**-23


def permuted(i: int, n: int, key: tuple[int, int]) -> int:
    k0, k1 = key
    mask = (1 << (n - 1).bit_length()) - 1
    while True:
        i = ((i ^ k0) * 0xE170893D) & WORD
        i ^= k0 >> 16
        i ^= (i & mask) >> 4
        i = ((i ^ k0 >> 8) * 0x0929EB3F) & WORD
        i ^= k0 >> 23
        i ^= (i & mask) >> 1
        i = i * (k1 | 1) & WORD
        i = i * 0x6935FA69 & WORD
        i ^= (i & mask) >> 11
        i = i * 0x74DCB303 & WORD
        i ^= (i & mask) >> 2
        i = i * 0x9E501CC3 & WORD
        i ^= (i & mask) >> 2
        i = (i * 0xC860A3DF & WORD) & mask
        i ^= i >> 5
        if i < n:
            return (i + k1 % n) % n


def lhs(seed: int, name: str, draw: int, n: int) -> float:
    places = 2 ** (51 - (n - 1).bit_length())
    place = (int(uniform(seed, name, draw) * places) + 0.5) / places
    return (permuted(draw, n, stream_key(seed, name)) + place) / n


def sobol_point(table: np.ndarray, draw: int) -> int:
    """The unscrambled point of a draw, 32 bits, from the direction numbers alone."""
    gray, point = draw ^ draw >> 1, 0
    for bit in range(32):
        if gray >> bit & 1:
            point ^= int(table[SOBOL_LOW + bit])
    return reverse(point)


def reverse(x: int) -> int:
    return int(f"{x:032b}"[::-1], 2)


def scramble(point: int, key: tuple[int, int]) -> int:
    x = reverse(point)
    x ^= x * 0x3D20ADEA & WORD
    x = (x + key[0]) & WORD
    x = x * (key[1] | 1) & WORD
    x ^= x * 0x05526C56 & WORD
    x ^= x * 0x53A22864 & WORD
    return reverse(x)


def sobol(seed: int, name: str, draw: int, table: np.ndarray) -> float:
    point = scramble(sobol_point(table, draw), stream_key(seed, name))
    below = int(uniform(seed, name, draw) * 2**20) + 0.5
    return point * 2.0**-32 + below * 2.0**-52


def table_value(table: QuantileTable, at: float) -> float:
    """Read a table with plain arithmetic: at a uniform, or at a score for a table in the score."""
    from aksonsim.sampling.lookup import PIECES, SIDE, Z_LIMIT, Z_PER_UNIT

    if table.layout == SEARCH:
        row = int(np.searchsorted(table.breaks, at, side="right")) - 1
        t = at - float(table.breaks[row])
    elif table.layout == TAIL:
        q = min(at, 1.0 - at)
        octave = int(np.floor(np.log2(q)))
        place = (q / 2.0**octave - 1.0) * PIECES
        row = (octave + 53) * PIECES + int(place) + (SIDE if at > 0.5 else 0)
        t = place - int(place)
    else:
        place = (at + Z_LIMIT) * Z_PER_UNIT
        row, t = int(place), place - int(place)
    for split, cut, beyond in table.kinks:
        if row == int(split) and t >= cut:
            row = int(beyond)
    c = table.rows[row]
    return float(c[0] + t * (c[1] + t * (c[2] + t * c[3])))


@njit(error_model="numpy")
def _read(layout, rows, kinks, breaks, at, row, t, out):  # type: ignore[no-untyped-def]
    if layout == SEARCH:
        locate_search(at, breaks, row, t)
    elif layout == TAIL:
        locate_tail(at, row, t)
    else:
        locate_score(at, row, t)
    split_at_kinks(kinks, row, t)
    evaluate(rows, row, t, 0.0, 1.0, out)


def read(table: QuantileTable, at: np.ndarray) -> np.ndarray:
    """Read a table with the product's own lookups."""
    breaks = np.full(1 << max(table.breaks.size - 1, 0).bit_length(), 2.0)
    breaks[: table.breaks.size] = table.breaks
    out = np.empty(at.size)
    rows, kinks = np.ascontiguousarray(table.rows), np.ascontiguousarray(table.kinks)
    _read(table.layout, rows, kinks, breaks, at, np.empty(at.size, np.int32), np.empty(at.size), out)
    return out
