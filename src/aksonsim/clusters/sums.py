"""Sums over slices that NumPy would make of the whole, to the bit: it adds the halves of a row, and halves of these.

A slice sums those halves that lie in it wholly; where one does not, the next smaller ones, down to single values. Which
slices there are thus decides nothing, and the bits are those of ``numpy.sum`` over one array of all values.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Sums = dict[tuple[int, int], float]
"""Sums of values by the first and the one after the last."""
LEAF = 128
"""Values that NumPy adds in one go (``PW_BLOCKSIZE``), in eight rows."""


def _middle(first: int, last: int) -> int:
    half = (last - first) // 2
    return first + half - half % 8


def partial_sums(x: Array, offset: int, size: int) -> Sums:
    """Return the sums of a slice, ``x`` at ``offset`` in a row of ``size`` values."""
    found: Sums = {}
    end = offset + x.size

    def add(first: int, last: int) -> None:
        if end <= first or last <= offset:
            return
        if offset <= first and last <= end:
            found[first, last] = float(np.sum(x[first - offset : last - offset]))
        elif last - first <= LEAF:
            inside = range(max(first, offset), min(last, end))
            found.update({(i, i + 1): float(x[i - offset]) for i in inside})
        else:
            add(first, _middle(first, last))
            add(_middle(first, last), last)

    add(0, size)
    return found


def whole_sum(parts: Mapping[tuple[int, int], float], size: int) -> float:
    """Return the sum of a row of ``size`` values from the sums of its slices."""

    def total(first: int, last: int) -> float:
        if (found := parts.get((first, last))) is not None:
            return found
        if last - first <= LEAF:
            return float(np.sum(np.array([parts[i, i + 1] for i in range(first, last)])))
        return total(first, _middle(first, last)) + total(_middle(first, last), last)

    return total(0, size)
