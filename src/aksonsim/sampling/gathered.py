"""Cubic pieces of many draws at once: the table loads of `lookup.evaluate`, given to LLVM as vectors.

Left to itself the compiler loads the four coefficients of each draw one by one, because it makes no vector of loads
from anywhere. A row is 32 bytes side by side, so here one load takes it whole, and rows of eight draws are turned into
vectors of one coefficient each. Every draw's arithmetic is that of the plain loop, so the bits are the same.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WIDTH = 8
"""Draws in a vector, of which LLVM makes as many instructions as the processor needs."""

_TOOLS: Any = cgutils
_CONFIG: Any = numba.config
_FLOAT = ir.DoubleType()
_ROW = ir.VectorType(_FLOAT, 4)
_DRAWS = ir.VectorType(_FLOAT, WIDTH)


def _shuffle(builder: Any, a: Any, b: Any, *places: int) -> Any:
    """Return the elements of two vectors at these places, those of the second counted on from those of the first."""
    word = ir.IntType(32)
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(word, len(places)), places))


def _turned(builder: Any, rows: list[Any]) -> list[Any]:
    """Return four vectors of a coefficient each from eight rows: the shuffles that AVX2 and AVX-512 have."""
    pairs = [_shuffle(builder, rows[k], rows[k + 2], *range(8)) for k in (0, 1, 4, 5)]
    found = []
    for first in (0, 1):  # coefficients 0 and 2, then 1 and 3
        places = [place + first for k in range(0, WIDTH, 2) for place in (k, WIDTH + k)]
        low, high = (_shuffle(builder, *pairs[k : k + 2], *places) for k in (0, 2))
        found += [_shuffle(builder, low, high, *(k + half for k in (0, 1, 4, 5, 8, 9, 12, 13))) for half in (0, 2)]
    return [found[k] for k in (0, 2, 1, 3)]


def _type_cubes(typing_context: Any, coefficients: Any, row: Any, t: Any, shift: Any, factor: Any, out: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        table, rows, fractions, values = (
            context.make_array(signature.args[k])(context, builder, args[k]) for k in (0, 1, 2, 5)
        )
        count = _TOOLS.unpack_tuple(builder, rows.shape, 1)[0]
        whole = count.type
        fused = _TOOLS.get_or_insert_function(
            builder.module, ir.FunctionType(_DRAWS, [_DRAWS] * 3), f"llvm.fma.v{WIDTH}f64"
        )

        def at(data: Any, place: Any, kind: Any) -> Any:
            return builder.bitcast(builder.gep(data, [place]), kind.as_pointer())

        def everywhere(value: Any) -> Any:
            one = builder.insert_element(ir.Constant(_DRAWS, ir.Undefined), value, ir.IntType(32)(0))
            return _shuffle(builder, one, one, *[0] * WIDTH)

        def row_of(place: Any) -> Any:
            first = builder.mul(builder.zext(builder.load(builder.gep(rows.data, [place])), whole), whole(4))
            return builder.load(at(table.data, first, _ROW), align=8)

        added, times = everywhere(args[3]), everywhere(args[4])
        stop = builder.and_(count, whole(-WIDTH))
        with _TOOLS.for_range_slice(builder, whole(0), stop, whole(WIDTH)) as (j, _):
            c0, c1, c2, c3 = _turned(builder, [row_of(builder.add(j, whole(k))) for k in range(WIDTH)])
            fraction = builder.load(at(fractions.data, j, _DRAWS), align=8)
            x = c3
            for coefficient in (c2, c1, c0):
                x = builder.call(fused, [fraction, x, coefficient])
            builder.store(builder.call(fused, [times, x, added]), at(values.data, j, _DRAWS), align=8)
        return stop

    return types.intp(coefficients, row, t, types.float64, types.float64, out), generate


def _none(*_: Any) -> int:
    """Do no draw in vectors: the plain twin, for reading, coverage and debuggers."""
    return 0


cubes: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_cubes)
"""``cubes(coefficients, row, t, shift, factor, out)``: `lookup.evaluate` of the first draws, a multiple of `WIDTH`.

Returns how many it did. ``row`` uint32 or int32 and not negative.
"""
