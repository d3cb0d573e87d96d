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
from aksonsim.kernels.council_arrays import COUNT_SHIFT, MOST_PEOPLE, NOBODY_LEFT, CouncilState
from aksonsim.sampling.jit import bits32_of, inline, part

WIDTH = 16
"""Draws in a vector."""
TOGETHER = 4
"""Vectors of draws that share what `tally` loads."""

Segment = tuple[int, int, int, int, int]
"""First municipality, the one behind the last, row of hazards, number, county."""

_CONFIG: Any = numba.config
_TOOLS: Any = cgutils
_WORDS = ir.VectorType(ir.IntType(32), WIDTH)
_DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_FLAGS = ir.IntType(WIDTH)


def _all(number: Any) -> Any:
    """Return a vector of one whole number."""
    return ir.Constant(_WORDS, [int(number)] * WIDTH)


_ZERO = _all(0)


def _everywhere(builder: Any, kind: Any, value: Any) -> Any:
    """Put a value into all lanes of a vector of a kind."""
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), value, _WORDS.element(0))
    return builder.shuffle_vector(first, first, _ZERO)


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
        return _everywhere(self._builder, self._vector, self._builder.load(self._at(place)))

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


def _type_settle(typing_context: Any, segment: Any, packed: Any, whole: Any, state: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first, last, row, k, c = _TOOLS.unpack_tuple(builder, args[0], 5)
        one, size = first.type(1), _Rows(context, builder, signature.args[1], args[1])

        def rows(name: str) -> _Rows:
            n = CouncilState._fields.index(name)
            return _Rows(context, builder, signature.args[3][n], builder.extract_value(args[3], n))

        need, wait, seen, hazard = rows("threshold"), rows("waited"), rows("rounds_seen"), rows("hazard")
        soonest, people, share = rows("soonest"), rows("people"), rows("county_share")
        counties = builder.sub(people.rows, one.type(2))

        def at(which: Any, lane: Any) -> Any:
            return builder.add(builder.mul(which, need.lanes), lane)

        def add(more: Any, place: Any) -> Any:
            total = builder.add(people.load(place), more)
            people.store(total, place)
            return total

        def body(lane: Any, _: int) -> None:
            limit = builder.bitcast(hazard.load(at(row, lane)), _WORDS)
            passes = builder.icmp_unsigned(">=", limit, soonest.load(at(k, lane)))
            anybody = builder.icmp_unsigned("!=", builder.bitcast(passes, _FLAGS), ir.Constant(_FLAGS, 0))
            with builder.if_then(anybody):
                now, (more, lowest) = seen.load(lane), _sums(builder, 2)
                builder.store(_all(NOBODY_LEFT), lowest)
                with _TOOLS.for_range_slice(builder, first, last, one) as (m, _):
                    word, earlier = need.load(at(m, lane)), wait.load(at(m, lane))
                    passed = builder.icmp_unsigned("<=", word, limit)
                    new = builder.and_(passed, builder.icmp_signed(">", earlier, now))
                    wait.store(builder.select(new, now, earlier), at(m, lane))
                    builder.store(builder.add(builder.load(more), builder.select(new, size.everywhere(m), _ZERO)), more)
                    left, least = builder.select(passed, _all(NOBODY_LEFT), word), builder.load(lowest)
                    builder.store(builder.select(builder.icmp_unsigned("<", left, least), left, least), lowest)
                soonest.store(builder.load(lowest), at(k, lane))
                both = builder.load(more)
                inhabitants = builder.and_(both, _all(MOST_PEOPLE))
                here = builder.sitofp(add(inhabitants, at(c, lane)), _DOUBLES)
                share.store(builder.fdiv(here, _everywhere(builder, _DOUBLES, args[2])), at(c, lane))
                add(inhabitants, at(counties, lane))
                add(builder.lshr(both, _all(COUNT_SHIFT)), at(builder.add(counties, one), lane))

        return _in_steps(builder, one.type(0), need.lanes, (WIDTH,), body)

    return types.intp(segment, packed, whole, state), generate


def _none(*_: Any) -> int:
    """Do no lane in vectors: the plain twin, for reading, coverage and debuggers."""
    return 0


_tally: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_tally)
_settle: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_settle)


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


@part
def settle(segment: Segment, packed: Array, whole: float, state: CouncilState) -> None:
    """Count the municipalities of a segment that newly pass its hazards, and note the rounds each has seen before.

    ``segment``: first municipality and the one behind the last, row of ``state.hazard``, number of the segment, county
    (of ``whole`` inhabitants). What is added up of ``packed`` uint32[M] goes to ``state.people``. Where the hazard is
    below the lowest threshold not passed yet nobody is looked at, in vectors where that is so of all draws.
    """
    need, waited, seen = state.threshold, state.waited, state.rounds_seen
    hazard, soonest, people, share = state.hazard, state.soonest, state.people, state.county_share
    first, last, row, k, c = segment
    counties = people.shape[0] - 2
    for i in range(_settle(segment, packed, whole, state), seen.shape[0]):
        limit = bits32_of(hazard[row, i])
        if limit >= soonest[k, i]:
            lowest, more = NOBODY_LEFT, np.uint32(0)
            for m in range(first, last):
                if need[m, i] > limit:
                    lowest = need[m, i] if need[m, i] < lowest else lowest
                elif waited[m, i] > seen[i]:
                    waited[m, i] = seen[i]
                    more = np.uint32(more + packed[m])
            soonest[k, i] = lowest
            inhabitants = np.int32(more & MOST_PEOPLE)
            people[c, i] += inhabitants
            people[counties, i] += inhabitants
            people[counties + 1, i] += np.int32(more >> COUNT_SHIFT)
            share[c, i] = people[c, i] / whole
