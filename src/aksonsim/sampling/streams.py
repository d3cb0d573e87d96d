"""Uniform random numbers as a pure function of (seed, name, draw, index): Philox4x32-10.

There is no state and no order. The layout is a contract and never changes:

* key: the two little-endian 32-bit words of ``blake2b(seed as 8 bytes little-endian + name as UTF-8, digest_size=8)``;
* float64: counter ``(draw >> 1 low word, draw >> 1 high word, index, 0)``; words 0, 1 serve the even draw and words
  2, 3 the odd one; ``k = word_a << 20 | word_b >> 12`` (52 bits), ``u = (k + 0.5) * 2**-52``;
* float32: counter ``(draw >> 2 low word, draw >> 2 high word, index, 1)``; word ``draw & 3``; ``k = word >> 9``
  (23 bits), ``u = (k + 0.5) * 2**-23``.

Both lie strictly inside (0, 1) and are symmetric about 1/2, and ``1 - u`` is exact. The usual 53-bit form
``(k + 0.5) * 2**-53`` rounds to 1 at its top value.

Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3,
doi:10.1145/2063384.2063405; known answers from Random123's ``kat_vectors``.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from numpy import float32, uint32, uint64

from aksonsim.sampling.jit import float_of, inline, kernel
from aksonsim.sampling.philox_vectors import fill, fill32

if TYPE_CHECKING:
    FloatArray = npt.NDArray[np.float64]

_M0 = uint64(0xD2511F53)
_M1 = uint64(0xCD9E8D57)
_W0 = uint64(0x9E3779B9)
_W1 = uint64(0xBB67AE85)
_LOW = uint64(0xFFFFFFFF)
_32 = uint64(32)
_SCALE = 2.0**-52
_ONE = uint64(0x3FF0000000000000)
_BELOW_ONE = 1.0 - 2.0**-53
_SCALE32 = float32(2.0**-23)
_HALF32 = float32(0.5)


@lru_cache(maxsize=4096)
def stream_key(seed: int, name: str) -> tuple[int, int]:
    """Return the two 32-bit key words of a named stream; this mapping is a contract and never changes.

    ``seed`` is a whole number with 0 <= seed < 2**64. Raises ValueError outside that range.
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} must be a whole number from 0 to 2**64 - 1")
    digest = hashlib.blake2b(seed.to_bytes(8, "little") + name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


@inline
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key (all uint32).

    Every product and sum is made in 64 bits and narrowed by hand: numba widens ``uint32 op uint32``, and a bit
    carried above the 32nd would survive into the next shift.
    """
    for _ in range(10):
        product0 = uint64(c0) * _M0
        product1 = uint64(c2) * _M1
        c0 = uint32(uint32(product1 >> _32) ^ c1 ^ k0)
        c2 = uint32(uint32(product0 >> _32) ^ c3 ^ k1)
        c1 = uint32(product1 & _LOW)
        c3 = uint32(product0 & _LOW)
        k0 = uint32((uint64(k0) + _W0) & _LOW)
        k1 = uint32((uint64(k1) + _W1) & _LOW)
    return c0, c1, c2, c3


@inline
def _unit(a: Any, b: Any) -> Any:
    """Return the uniform of 52 bits made of all of word ``a`` and the upper 20 bits of word ``b``."""
    # As the fraction of a number in [1, 2): the subtraction is exact, and no integer is converted, which AVX2 cannot.
    return float_of((uint64(a) << uint64(20)) | (uint64(b) >> uint64(12)) | _ONE) - _BELOW_ONE


@inline
def _unit32(a: Any) -> Any:
    """Return the float32 uniform of the upper 23 bits of a word; ``k + 0.5`` is exact in 24 bits."""
    return (float32(np.int32(a >> uint32(9))) + _HALF32) * _SCALE32


@kernel
def fill_uniform(k0: int, k1: int, index: int, first: int, out: npt.NDArray[np.float64]) -> None:
    """Fill ``out[j]`` with the uniform of draw ``first + j``; float64[count], strictly inside (0, 1).

    ``k0, k1`` come from `stream_key`; 0 <= index < 2**32; ``first`` is a multiple of 4 (an even one would do here;
    `fill_uniform32` needs 4, so that blocks serve both).
    """
    a, b, c, d = uint32(k0), uint32(k1), uint32(index), uint32(0)
    start = uint64(first) >> uint64(1)
    pairs = out.size // 2
    for j in range(fill(k0, k1, index, start, out), pairs):
        i = start + uint64(j)
        w0, w1, w2, w3 = philox(uint32(i & _LOW), uint32(i >> _32), c, d, a, b)
        out[2 * j] = _unit(w0, w1)
        out[2 * j + 1] = _unit(w2, w3)
    if out.size & 1:
        i = start + uint64(pairs)
        w0, w1, w2, w3 = philox(uint32(i & _LOW), uint32(i >> _32), c, d, a, b)
        out[out.size - 1] = _unit(w0, w1)


@kernel
def fill_uniform32(k0: int, k1: int, index: int, first: int, out: npt.NDArray[np.float32]) -> None:
    """Fill ``out[j]`` with the float32 uniform of draw ``first + j``; float32[count], strictly inside (0, 1).

    ``k0, k1`` come from `stream_key` (as int64: with uint32 LLVM makes a loop half as fast); 0 <= index < 2**32;
    ``first`` must be a multiple of 4.
    """
    a, b, c, d = uint32(k0), uint32(k1), uint32(index), uint32(1)
    start = uint64(first) >> uint64(2)
    fours = out.size // 4
    for j in range(fill32(k0, k1, index, start, out), fours):
        i = start + uint64(j)
        w0, w1, w2, w3 = philox(uint32(i & _LOW), uint32(i >> _32), c, d, a, b)
        out[4 * j] = _unit32(w0)
        out[4 * j + 1] = _unit32(w1)
        out[4 * j + 2] = _unit32(w2)
        out[4 * j + 3] = _unit32(w3)
    rest = out.size - 4 * fours
    if rest > 0:
        i = start + uint64(fours)
        w0, w1, w2, w3 = philox(uint32(i & _LOW), uint32(i >> _32), c, d, a, b)
        out[4 * fours] = _unit32(w0)
        if rest > 1:
            out[4 * fours + 1] = _unit32(w1)
        if rest > 2:
            out[4 * fours + 2] = _unit32(w2)


def uniform(seed: int, name: str, draws: npt.ArrayLike, index: int = 0) -> FloatArray:
    """Return the float64 uniforms of a named stream for any array of draw numbers (shape kept).

    The plain-NumPy form of `fill_uniform`, equal to it in every bit; slower, but it takes draws in any order.

    >>> float(uniform(1, "costs[a]", [7])[0]) == float(uniform(1, "costs[a]", range(10))[7])
    True
    """
    draw = np.asarray(draws, dtype=np.uint64)
    k0, k1 = stream_key(seed, name)
    words = _philox_words(draw >> np.uint64(1), index, 0, k0, k1)
    odd = (draw & np.uint64(1)).astype(bool)
    high, low = np.where(odd, words[2], words[0]), np.where(odd, words[3], words[1])
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    return (bits.astype(np.float64) + 0.5) * _SCALE


def _philox_words(
    counter: npt.NDArray[np.uint64], c2: int, c3: int, k0: int, k1: int
) -> tuple[npt.NDArray[np.uint64], ...]:
    """Return the four words, as uint64 arrays, of Philox4x32-10 for 64-bit counters."""
    low = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    x0, x1 = counter & low, counter >> half
    x2, x3 = np.full_like(counter, c2), np.full_like(counter, c3)
    for step in range(10):
        key0 = np.uint64((k0 + step * 0x9E3779B9) & 0xFFFFFFFF)
        key1 = np.uint64((k1 + step * 0xBB67AE85) & 0xFFFFFFFF)
        product0, product1 = x0 * np.uint64(0xD2511F53), x2 * np.uint64(0xCD9E8D57)
        x0, x1, x2, x3 = (product1 >> half) ^ x1 ^ key0, product1 & low, (product0 >> half) ^ x3 ^ key1, product0 & low
    return x0, x1, x2, x3
