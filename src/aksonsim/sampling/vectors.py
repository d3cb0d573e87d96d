"""What the loops that are given to LLVM as vectors are made of.

A vector holds one number of each of several draws or counters; LLVM makes as many instructions of it as the processor
needs. Sums over lanes are never made, so the bits are those of a loop over single numbers on any processor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llvmlite import ir
from numba.core import cgutils

TOOLS: Any = cgutils
WORD, HALF = ir.IntType(64), ir.IntType(32)
FLOAT = ir.DoubleType()


def vector(kind: Any, width: int) -> Any:
    """Return the type of a vector."""
    return ir.VectorType(kind, width)


def shuffled(builder: Any, a: Any, b: Any, places: Iterable[int]) -> Any:
    """Return the elements of two vectors at these places, those of the second counted on from those of the first."""
    chosen = list(places)
    return builder.shuffle_vector(a, b, ir.Constant(vector(HALF, len(chosen)), chosen))


def everywhere(builder: Any, value: Any, width: int) -> Any:
    """Return a number in all lanes of a vector."""
    nothing = ir.Constant(vector(value.type, width), ir.Undefined)
    return shuffled(builder, builder.insert_element(nothing, value, HALF(0)), nothing, [0] * width)


def same(kind: Any, value: float, width: int) -> Any:
    """Return a constant in all lanes of a vector."""
    return ir.Constant(vector(kind, width), [value] * width)


def woven(builder: Any, vectors: list[Any]) -> Any:
    """Return the first elements of all vectors, then the second, and so on; of 2, 4, 8 ... vectors."""
    while len(vectors) > 1:  # elements of the first half of the vectors and those of the second in turn
        half, width = len(vectors) // 2, vectors[0].type.count
        turn = [lane for k in range(width) for lane in (k, width + k)]
        vectors = [shuffled(builder, vectors[k], vectors[k + half], turn) for k in range(half)]
    return vectors[0]


def array(context: Any, builder: Any, signature: Any, args: Any, place: int) -> tuple[Any, Any]:
    """Return the pointer to the data of an array among a function's arguments, and its first size."""
    made = context.make_array(signature.args[place])(context, builder, args[place])
    return made.data, TOOLS.unpack_tuple(builder, made.shape, signature.args[place].ndim)[0]


def at(builder: Any, data: Any, place: Any, kind: Any) -> Any:
    """Return the pointer to a vector, or to another kind, that begins at an element."""
    return builder.bitcast(builder.gep(data, [place]), kind.as_pointer())
