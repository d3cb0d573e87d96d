"""Three ways to place the draws of an input in (0, 1), each a pure function of (seed, name, draw, n).

========== ================================================= ================================================
design     keeps (design, section 4)                         does not keep
========== ================================================= ================================================
``mc``     laws 1, 2, 3 and the prefix                       --
``lhs``    laws 1, 2, 3 at a given n                         the prefix: every draw depends on n
``sobol``  laws 1, 2 and the prefix; law 3 only for equal    law 3: the dimension of an input is the rank of its
           sets of inputs                                    name among the names of the run
========== ================================================= ================================================

The error of ``lhs`` and ``sobol`` comes from independent replicates (other seeds), never from the spread of one run.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from numpy import uint32, uint64

from aksonsim.sampling.jit import inline, kernel
from aksonsim.sampling.streams import fill_uniform

Method = Literal["mc", "lhs", "sobol"]
METHODS: tuple[Method, ...] = ("mc", "lhs", "sobol")
MC, LHS, SOBOL = range(3)
"""Numbers of the methods inside kernels, in the order of `METHODS`."""
LARGEST = 2**31
"""Most draws that ``lhs`` and ``sobol`` can place."""

SOBOL_LOW = 256
"""Points of a Sobol dimension tabulated ahead: the low byte of a draw number."""
SOBOL_WIDTH = SOBOL_LOW + 32
"""Length of a dimension's table: the tabulated points, then its 32 direction numbers."""

_LOW = uint64(0xFFFFFFFF)


@inline
def _times(x: Any, factor: Any) -> Any:
    """Return the low 32 bits of a product."""
    return uint32((uint64(x) * uint64(factor)) & _LOW)


@inline
def permute_once(i: Any, mask: Any, k0: Any, k1: Any) -> Any:
    """Return one step of Kensler's keyed permutation of ``0..mask`` (uint32; mask + 1 a power of two).

    Every line is a bijection of the low bits. The second key word enters as an odd multiplier (and in
    `permuted_draw` as a rotation), so that two streams share a permutation only when 64 bits of key agree.

    Source: Kensler (2013), Correlated multi-jittered sampling, Pixar technical memo 13-01.
    """
    i = _times(i ^ k0, uint32(0xE170893D))
    i = uint32(i ^ (k0 >> uint32(16)))
    i = uint32(i ^ ((i & mask) >> uint32(4)))
    i = uint32(i ^ (k0 >> uint32(8)))
    i = _times(i, uint32(0x0929EB3F))
    i = uint32(i ^ (k0 >> uint32(23)))
    i = uint32(i ^ ((i & mask) >> uint32(1)))
    i = _times(i, uint32(k1 | uint32(1)))
    i = _times(i, uint32(0x6935FA69))
    i = uint32(i ^ ((i & mask) >> uint32(11)))
    i = _times(i, uint32(0x74DCB303))
    i = uint32(i ^ ((i & mask) >> uint32(2)))
    i = _times(i, uint32(0x9E501CC3))
    i = uint32(i ^ ((i & mask) >> uint32(2)))
    i = _times(i, uint32(0xC860A3DF))
    i = uint32(i & mask)
    return uint32(i ^ (i >> uint32(5)))


@kernel
def fill_lhs(
    k0: int, k1: int, first: int, n: int, out: npt.NDArray[np.float64], strata: npt.NDArray[np.uint32]
) -> None:
    """Fill ``out[j]`` with draw ``first + j`` of a Latin hypercube of n draws; float64[count], inside (0, 1).

    Draw d lies in stratum ``permutation(d)`` of n, at a place inside it that its Philox uniform gives. Over draws
    0..n-1 each stratum is hit exactly once. 1 <= n <= 2**31. ``strata`` is scratch, uint32[>= count].
    """
    fill_uniform(k0, k1, 0, first, out)
    a, b, size = uint32(k0), uint32(k1), uint32(n)
    mask = uint32(n - 1)
    for shift in (1, 2, 4, 8, 16):
        mask = uint32(mask | (mask >> uint32(shift)))
    length = 0
    while (uint64(mask) >> uint64(length)) > uint64(0):
        length += 1
    rotation = uint32(b % size)
    # Stratum + place must be exact, and its quotient by n must not round into the next stratum: both hold when
    # the place has 51 - length bits and lies half a step off the border.
    places = 2.0 ** (51 - length)
    for j in range(out.size):
        strata[j] = permute_once(uint32(uint64(first) + uint64(j)), mask, a, b)
    for j in range(out.size):  # cycle walking, for the few that fell outside 0..n-1
        i = strata[j]
        while i >= size:
            i = permute_once(i, mask, a, b)
        strata[j] = i
    for j in range(out.size):
        i = uint64(strata[j]) + uint64(rotation)
        i = i - uint64(size) if i >= uint64(size) else i
        place = (np.floor(out[j] * places) + 0.5) / places
        out[j] = (float(np.int64(i)) + place) / n


@inline
def scrambled(x: Any, k0: Any, k1: Any) -> Any:
    """Return the Owen-scrambled 32-bit point for a point with its bits reversed.

    A hash in which a bit depends only on the bits below it is, bit-reversed, a random flip of every node of the
    binary tree (Laine and Karras 2011, doi:10.1111/j.1467-8659.2011.02007.x); constants: Vegdahl (2021), with the
    second key word as the odd multiplier.
    """
    x = uint32(x ^ _times(x, uint32(0x3D20ADEA)))
    x = uint32((uint64(x) + uint64(k0)) & _LOW)
    x = _times(x, uint32(k1 | uint32(1)))
    x = uint32(x ^ _times(x, uint32(0x05526C56)))
    x = uint32(x ^ _times(x, uint32(0x53A22864)))
    return reversed_bits(x)


@inline
def reversed_bits(x: Any) -> Any:
    """Return a 32-bit word with its bits in reverse order."""
    x = uint32(((x & uint32(0x55555555)) << uint32(1)) | ((x >> uint32(1)) & uint32(0x55555555)))
    x = uint32(((x & uint32(0x33333333)) << uint32(2)) | ((x >> uint32(2)) & uint32(0x33333333)))
    x = uint32(((x & uint32(0x0F0F0F0F)) << uint32(4)) | ((x >> uint32(4)) & uint32(0x0F0F0F0F)))
    x = uint32(((x & uint32(0x00FF00FF)) << uint32(8)) | ((x >> uint32(8)) & uint32(0x00FF00FF)))
    return uint32((x << uint32(16)) | (x >> uint32(16)))


@inline
def sobol_high(table: Any, block: Any) -> Any:
    """Return the (bit-reversed) point of draw ``256 * block``: the exclusive or of its Gray code's directions."""
    draw = uint64(block) << uint64(8)
    gray = draw ^ (draw >> uint64(1))
    x = uint32(0)
    for bit in range(7, 32):
        if (gray >> uint64(bit)) & uint64(1):
            x = uint32(x ^ table[SOBOL_LOW + bit])
    return x


@kernel
def fill_sobol(k0: int, k1: int, first: int, table: npt.NDArray[np.uint32], out: npt.NDArray[np.float64]) -> None:
    """Fill ``out[j]`` with draw ``first + j`` of a scrambled Sobol dimension; float64[count], inside (0, 1).

    The upper 32 bits are Owen's scrambling of the point, the 20 bits below come from the Philox uniform, which is
    what scrambling makes of them. Draws in Gray-code order, as ``scipy.stats.qmc.Sobol`` has them; draw numbers
    below 2**32. ``table`` is a row of `sobol_tables`.
    """
    fill_uniform(k0, k1, 0, first, out)
    a, b = uint32(k0), uint32(k1)
    done = 0
    while done < out.size:
        draw = first + done
        low = draw & (SOBOL_LOW - 1)
        run = min(SOBOL_LOW - low, out.size - done)
        high = sobol_high(table, draw >> 8)
        points, places = table[low : low + run], out[done : done + run]
        for j in range(run):
            x = scrambled(uint32(points[j] ^ high), a, b)
            below = np.floor(places[j] * 2.0**20) + 0.5
            places[j] = float(np.int64(uint64(x))) * 2.0**-32 + below * 2.0**-52
        done += run


def sobol_tables(dimensions: int) -> npt.NDArray[np.uint32]:
    """Return what `fill_sobol` needs for each dimension: uint32[dimensions, SOBOL_WIDTH], bits reversed.

    Direction numbers are those of ``scipy.stats.qmc.Sobol`` (Joe and Kuo 2008, doi:10.1137/070709359).
    """
    from scipy.stats import qmc

    # SciPy offers no public way to its direction numbers; a test holds the points to SciPy's own sequence.
    directions = np.asarray(qmc.Sobol(dimensions, scramble=False, bits=32)._sv, dtype=np.uint32)
    bits = (directions[:, :, None] >> np.arange(32, dtype=np.uint32)) & np.uint32(1)
    backwards = (bits << np.arange(31, -1, -1, dtype=np.uint32)).sum(axis=2, dtype=np.uint64).astype(np.uint32)
    low = np.arange(SOBOL_LOW)
    gray = low ^ (low >> 1)
    points = np.zeros((dimensions, SOBOL_LOW), dtype=np.uint32)
    for bit in range(8):
        points ^= np.where((gray >> bit) & 1, backwards[:, bit : bit + 1], np.uint32(0)).astype(np.uint32)
    return np.ascontiguousarray(np.hstack((points, backwards)))
