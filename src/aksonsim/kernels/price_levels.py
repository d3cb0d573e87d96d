"""Price levels: what an amount at the prices of the price year is at those of each year."""

from __future__ import annotations

from typing import NamedTuple

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel


class LevelArrays(NamedTuple):
    """K indices.

    ``row`` int64[K] input row of the yearly growth (-1: none); ``known`` float64[K, Y] the last level that is stated
    for a year, or before it, over that of the price year; ``years`` int64[K, Y] for how many years it has grown since,
    below 0 of a year before.
    """

    row: Array
    known: Array
    years: Array


@kernel
def levels(values: Array, indices: LevelArrays, out: Array) -> None:
    """Write known (1 + growth)^years to ``out`` float64[K, Y, B], by multiplication."""
    number, years, lanes = out.shape
    for k in range(number):
        for y in range(years):
            for i in range(lanes):
                growth = 1.0 + values[indices.row[k], i] if indices.row[k] >= 0 else 1.0
                level = indices.known[k, y]
                for _ in range(indices.years[k, y]):
                    level *= growth
                for _ in range(-indices.years[k, y]):
                    level /= growth
                out[k, y, i] = level
