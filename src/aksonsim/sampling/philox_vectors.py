"""Philox4x32-10 for many counters at once: the loops of `streams`, given to LLVM as vectors.

A round waits for the products of the one before it. Left to itself the compiler takes one vector of counters through
all ten rounds; here `TOGETHER` go side by side, so that the processor has work meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from aksonsim.sampling.vectors import FLOAT, HALF, TOOLS, WORD, array, at, everywhere, same, vector, woven

WIDTH = 8
"""Counters in a vector."""
TOGETHER = 3
"""Vectors side by side. Four are as many as AVX-512 has registers for, and more than AVX2 has."""
ROUNDS = 10

_CONFIG: Any = numba.config
_WORDS = vector(WORD, WIDTH)
_LOW = (1 << 32) - 1


def _words(value: int) -> Any:
    """Return a whole number in all lanes."""
    return same(WORD, value, WIDTH)


def _keys(builder: Any, k0: Any, k1: Any) -> list[tuple[Any, Any]]:
    """Return the two words of each round's key."""
    found = []
    for _ in range(ROUNDS):
        found.append((everywhere(builder, k0, WIDTH), everywhere(builder, k1, WIDTH)))
        k0, k1 = (
            builder.and_(builder.add(key, WORD(step)), WORD(_LOW)) for key, step in ((k0, 0x9E3779B9), (k1, 0xBB67AE85))
        )
    return found


def _round(builder: Any, words: tuple[Any, ...], key: tuple[Any, Any]) -> tuple[Any, ...]:
    """Return the words after a round: 64 bits of which the lower half counts."""
    c0, c1, c2, c3 = words
    low, up = _words(_LOW), _words(32)
    product0 = builder.mul(builder.and_(c0, low), _words(0xD2511F53))
    product1 = builder.mul(builder.and_(c2, low), _words(0xCD9E8D57))
    return (
        builder.xor(builder.xor(builder.lshr(product1, up), c1), key[0]),
        product1,
        builder.xor(builder.xor(builder.lshr(product0, up), c3), key[1]),
        product0,
    )


def _units(builder: Any, words: tuple[Any, ...]) -> Any:
    """Return the two float64 of each counter, side by side: as `streams._unit`."""

    def unit(a: Any, b: Any) -> Any:
        upper, lower = (builder.and_(word, _words(_LOW)) for word in (a, b))
        bits = builder.or_(builder.shl(upper, _words(20)), builder.lshr(lower, _words(12)))
        number = builder.bitcast(builder.or_(bits, _words(0x3FF << 52)), vector(FLOAT, WIDTH))
        return builder.fsub(number, same(FLOAT, 1.0 - 2.0**-53, WIDTH))

    return woven(builder, [unit(*words[:2]), unit(*words[2:])])


def _units32(builder: Any, words: tuple[Any, ...]) -> Any:
    """Return the four float32 of each counter, side by side: as `streams._unit32`."""
    single = ir.FloatType()

    def unit(word: Any) -> Any:
        bits = builder.lshr(builder.trunc(word, vector(HALF, WIDTH)), same(HALF, 9, WIDTH))
        number = builder.bitcast(builder.or_(bits, same(HALF, 0x7F << 23, WIDTH)), vector(single, WIDTH))
        return builder.fsub(number, same(single, 1.0 - 2.0**-24, WIDTH))

    return woven(builder, [unit(word) for word in words])


def _filler(each: int, last: int, numbers: Callable[[Any, tuple[Any, ...]], Any]) -> Any:
    """Return what fills an array with ``each`` numbers of every counter whose last word is ``last``."""

    def typed(typing_context: Any, k0: Any, k1: Any, index: Any, start: Any, out: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            data, size = array(context, builder, signature, args, 4)
            low, high = builder.and_(args[3], WORD(_LOW)), builder.lshr(args[3], WORD(32))
            counters, until = builder.udiv(size, WORD(each)), builder.sub(WORD(1 << 32), low)
            counters = builder.select(builder.icmp_unsigned("<", until, counters), until, counters)
            keys = _keys(builder, args[0], args[1])
            rest = (everywhere(builder, high, WIDTH), everywhere(builder, args[2], WIDTH), _words(last))
            begin = WORD(0)
            for together in (TOGETHER, 1):
                step = WORD(WIDTH * together)
                stop = builder.mul(builder.udiv(counters, step), step)
                with TOOLS.for_range_slice(builder, begin, stop, step) as (j, _):
                    first = everywhere(builder, builder.add(low, j), WIDTH)
                    places = [list(range(k, k + WIDTH)) for k in range(0, WIDTH * together, WIDTH)]
                    states = [(builder.add(first, ir.Constant(_WORDS, lanes)), *rest) for lanes in places]
                    for key in keys:
                        states = [_round(builder, words, key) for words in states]
                    for lanes, words in zip(places, states, strict=True):
                        found = numbers(builder, words)
                        place = builder.mul(builder.add(j, WORD(lanes[0])), WORD(each))
                        builder.store(found, at(builder, data, place, found.type), align=16 // each)
                begin = stop
            return stop

        word = types.int64
        return word(word, word, word, word, out), generate

    return _none if _CONFIG.DISABLE_JIT else intrinsic(typed)


def _none(*_: Any) -> int:
    """Do no counter in vectors: the plain twin, for reading, coverage and debuggers."""
    return 0


fill: Any = _filler(2, 0, _units)
"""``fill(k0, k1, index, start, out)``: `streams.fill_uniform` of the first counters; returns how many it did.

It stops where the counter's upper word changes, of which there is one in 2**33 draws.
"""
fill32: Any = _filler(4, 1, _units32)
"""The same of `streams.fill_uniform32`."""
