"""Cubic pieces of many draws at once: the table loads of `lookup.evaluate`, given to LLVM as vectors.

Left to itself the compiler loads the four coefficients of each draw one by one, because it makes no vector of loads
from anywhere. A row is 32 bytes side by side, so here one load takes it whole, and rows of eight draws are turned into
vectors of one coefficient each. Every draw's arithmetic is that of the plain loop, so the bits are the same.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from aksonsim.sampling.vectors import FLOAT, TOOLS, array, at, everywhere, shuffled, vector

WIDTH = 8
"""Draws in a vector."""

_CONFIG: Any = numba.config
_DRAWS = vector(FLOAT, WIDTH)


def _turned(builder: Any, rows: list[Any]) -> list[Any]:
    """Return four vectors of a coefficient each from eight rows: the shuffles that AVX2 and AVX-512 have."""
    pairs = [shuffled(builder, rows[k], rows[k + 2], range(8)) for k in (0, 1, 4, 5)]
    found = []
    for first in (0, 1):  # coefficients 0 and 2, then 1 and 3
        places = [place + first for k in range(0, WIDTH, 2) for place in (k, WIDTH + k)]
        low, high = (shuffled(builder, pairs[k], pairs[k + 1], places) for k in (0, 2))
        found += [shuffled(builder, low, high, (k + half for k in (0, 1, 4, 5, 8, 9, 12, 13))) for half in (0, 2)]
    return [found[k] for k in (0, 2, 1, 3)]


def _type_cubes(typing_context: Any, coefficients: Any, row: Any, t: Any, shift: Any, factor: Any, out: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        (table, _), (rows, count), (fractions, _), (values, _) = (
            array(context, builder, signature, args, k) for k in (0, 1, 2, 5)
        )
        whole = count.type
        product = ir.FunctionType(_DRAWS, [_DRAWS] * 3)
        fused = TOOLS.get_or_insert_function(builder.module, product, f"llvm.fma.v{WIDTH}f64")

        def row_of(place: Any) -> Any:
            first = builder.mul(builder.zext(builder.load(builder.gep(rows, [place])), whole), whole(4))
            return builder.load(at(builder, table, first, vector(FLOAT, 4)), align=8)

        added, times = (everywhere(builder, args[k], WIDTH) for k in (3, 4))
        stop = builder.and_(count, whole(-WIDTH))
        with TOOLS.for_range_slice(builder, whole(0), stop, whole(WIDTH)) as (j, _):
            c0, c1, c2, c3 = _turned(builder, [row_of(builder.add(j, whole(k))) for k in range(WIDTH)])
            fraction = builder.load(at(builder, fractions, j, _DRAWS), align=8)
            x = c3
            for coefficient in (c2, c1, c0):
                x = builder.call(fused, [fraction, x, coefficient])
            builder.store(builder.call(fused, [times, x, added]), at(builder, values, j, _DRAWS), align=8)
        return stop

    return types.intp(coefficients, row, t, types.float64, types.float64, out), generate


def _none(*_: Any) -> int:
    """Do no draw in vectors: the plain twin, for reading, coverage and debuggers."""
    return 0


cubes: Any = _none if _CONFIG.DISABLE_JIT else intrinsic(_type_cubes)
"""``cubes(coefficients, row, t, shift, factor, out)``: `lookup.evaluate` of the first draws, a multiple of `WIDTH`.

Returns how many it did. ``row`` uint32 or int32 and not negative.
"""
