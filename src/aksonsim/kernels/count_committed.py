"""Who has passed: the innermost loops of council rounds and queue, given to LLVM as vectors.

Left to itself the compiler loads and stores the sum of every draw once for each few municipalities, because it cannot
know that the arrays do not overlap. Here sums stay in registers: vectors of `WIDTH` draws, of which LLVM makes as many
instructions as the processor needs. They are integers, so the bits are the same on any.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import inline

WIDTH = 16
"""Draws in a vector."""
TOGETHER = 4
"""Vectors that share what they load: of draws in `tally`, of municipalities in `add_missed`."""

_CONFIG: Any = numba.config
_TOOLS: Any = cgutils
_WORDS = ir.VectorType(ir.IntType(32), WIDTH)
_HALVES = ir.VectorType(ir.IntType(16), WIDTH)
_ZERO = ir.Constant(_WORDS, [0] * WIDTH)


class _Rows:
    """A C-contiguous array as LLVM sees it; a place is counted in elements from its start."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any) -> None:
        array = context.make_array(kind)(context, builder, value)
        self._builder, self._data, self._bytes = builder, array.data, kind.dtype.bitwidth // 8
        self._vector = ir.VectorType(context.get_data_type(kind.dtype), WIDTH)
        sizes = _TOOLS.unpack_tuple(builder, array.shape, kind.ndim)
        self.lanes, self.rows = sizes[-1], sizes[-2] if kind.ndim > 1 else None

    def _at(self, place: Any) -> Any:
        return self._builder.gep(self._data, [place])

    def everywhere(self, place: Any) -> Any:
        """Load one element into all lanes of a vector."""
        builder = self._builder
        value = builder.load(self._at(place))
        first = builder.insert_element(ir.Constant(self._vector, ir.Undefined), value, _WORDS.element(0))
        return builder.shuffle_vector(first, first, _ZERO)

    def load(self, place: Any) -> Any:
        """Load a vector from there on."""
        pointer = self._builder.bitcast(self._at(place), self._vector.as_pointer())
        return self._builder.load(pointer, align=self._bytes)

    def store(self, vector: Any, place: Any) -> None:
        """Store a vector from there on."""
        pointer = self._builder.bitcast(self._at(place), self._vector.as_pointer())
        self._builder.store(vector, pointer, align=self._bytes)


def _sums(builder: Any, number: int) -> list[Any]:
    """Make sums of zero; the compiler keeps them in registers."""
    sums = [_TOOLS.alloca_once(builder, _WORDS) for _ in range(number)]
    for total in sums:
        builder.store(_ZERO, total)
    return sums


def _in_steps(builder: Any, begin: Any, end: Any, steps: tuple[int, ...], body: Any) -> Any:
    """Build loops of falling step from ``begin`` to ``end``: ``body(place, step)``. Return where the last one stops."""
    for step in steps:
        width = begin.type(step)
        stop = builder.add(begin, builder.mul(builder.sdiv(builder.sub(end, begin), width), width))
        with _TOOLS.for_range_slice(builder, begin, stop, width) as (place, _):
            body(place, step)
        begin = stop
    return begin


def _type_tally(typing_context: Any, needed: Any, packed: Any, first: Any, last: Any, limit: Any, out: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one = args[2].type(1)
        need, size, allowed, result = (_Rows(context, builder, signature.args[k], args[k]) for k in (0, 1, 4, 5))

        def body(begin: Any, step: int) -> None:
            lanes = [builder.add(begin, one.type(k)) for k in range(0, step, WIDTH)]
            limits, sums = [allowed.load(lane) for lane in lanes], _sums(builder, len(lanes))
            with _TOOLS.for_range_slice(builder, args[2], args[3], one) as (m, _):
                each, row = size.everywhere(m), builder.mul(m, need.lanes)
                for lane, most, total in zip(lanes, limits, sums, strict=True):
                    passed = builder.icmp_unsigned("<=", need.load(builder.add(row, lane)), most)
                    more = builder.select(passed, each, _ZERO)
                    builder.store(builder.add(builder.load(total), more), total)
            for lane, total in zip(lanes, sums, strict=True):
                result.store(builder.load(total), lane)

        return _in_steps(builder, one.type(0), need.lanes, (WIDTH * TOGETHER, WIDTH), body)

    return types.intp(needed, packed, types.intp, types.intp, limit, out), generate


def _type_add_missed(
    typing_context: Any, needed: Any, noted: Any, row: Any, begin: Any, end: Any, first: Any, last: Any, waited: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one = args[2].type(1)
        need, note, wait = (_Rows(context, builder, signature.args[k], args[k]) for k in (0, 1, 7))

        def lanes(lane: Any, _: int) -> None:
            def body(m: Any, step: int) -> None:
                rows = [builder.mul(builder.add(m, one.type(k)), need.lanes) for k in range(step)]
                places = [builder.add(own, lane) for own in rows]
                thresholds, sums = [need.load(place) for place in places], _sums(builder, step)
                with _TOOLS.for_range_slice(builder, args[3], args[4], one) as (r, _):
                    line = builder.add(builder.mul(r, note.rows), args[2])
                    limit = note.load(builder.add(builder.mul(line, note.lanes), lane))
                    for threshold, total in zip(thresholds, sums, strict=True):
                        missed = builder.zext(builder.icmp_unsigned(">", threshold, limit), _WORDS)
                        builder.store(builder.add(builder.load(total), missed), total)
                for place, total in zip(places, sums, strict=True):
                    more = builder.trunc(builder.load(total), _HALVES)
                    wait.store(builder.add(wait.load(place), more), place)

            _in_steps(builder, args[5], args[6], (TOGETHER, 1), body)

        return _in_steps(builder, one.type(0), need.lanes, (WIDTH,), lanes)

    word = types.intp
    return word(needed, noted, word, word, word, word, word, waited), generate


def _none(*_: Any) -> int:
    """Do no lane in vectors: the plain twin, for reading, coverage and debuggers."""
    return 0


_tally: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_tally)
_add_missed: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_add_missed)


@inline
def tally(needed: Array, packed: Array, first: int, last: int, limit: Array, out: Array) -> None:
    """Write the sum of ``packed`` uint32[M] over municipalities ``first`` to before ``last`` to ``out`` uint32[B].

    Counted are those whose ``needed`` uint32[M, B] is no more than ``limit`` uint32[B].
    """
    for i in range(_tally(needed, packed, first, last, limit, out), out.shape[0]):
        total = np.uint32(0)
        for m in range(first, last):
            total = np.uint32(total + (packed[m] if needed[m, i] <= limit[i] else np.uint32(0)))
        out[i] = total


@inline
def add_missed(
    needed: Array, noted: Array, row: int, begin: int, end: int, first: int, last: int, waited: Array
) -> None:
    """Add to ``waited`` int16[M, B] the rounds from ``begin`` to before ``end`` that were not enough.

    For municipalities ``first`` to before ``last``: those in which ``needed`` uint32[M, B] was above ``noted``
    uint32[R, K, B] at ``row``.
    """
    for i in range(_add_missed(needed, noted, row, begin, end, first, last, waited), waited.shape[1]):
        for m in range(first, last):
            for r in range(begin, end):
                waited[m, i] += np.int16(needed[m, i] > noted[r, row, i])
