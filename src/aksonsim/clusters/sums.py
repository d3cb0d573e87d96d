"""Sums over slices that NumPy would make of the whole, to the bit: it adds the halves of a row, and halves of these.

A slice sums those halves that lie in it wholly, and hands over the single values at its ends. Which slices there are
thus decides nothing, and the bits are those of ``numpy.sum`` over one array of all values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Span = tuple[int, int]
LEAF = 128
"""Values that NumPy adds in one go (``PW_BLOCKSIZE``), in eight rows."""


def _middle(first: int, last: int) -> int:
    half = (last - first) // 2
    return first + half - half % 8


@dataclass
class Sums:
    """What is known of a row of ``size`` values: sums of halves, and values of leaves that are not whole yet."""

    size: int
    halves: dict[Span, float] = field(default_factory=dict)
    leaves: dict[Span, dict[int, Array]] = field(default_factory=dict)

    @classmethod
    def of(cls, x: Array, offset: int, size: int) -> Sums:
        """Return what a slice knows, ``x`` at ``offset`` in a row of ``size`` values."""
        found, end = cls(size), offset + x.size

        def add(first: int, last: int) -> None:
            if end <= first or last <= offset:
                return
            if offset <= first and last <= end:
                found.halves[first, last] = float(np.sum(x[first - offset : last - offset]))
            elif last - first <= LEAF:
                begin = max(first, offset)
                found.leaves[first, last] = {begin: x[begin - offset : min(last, end) - offset].copy()}
            else:
                add(first, _middle(first, last))
                add(_middle(first, last), last)

        add(0, size)
        return found

    def add(self, other: Sums) -> None:
        """Add what another slice knows; halves that are known both are one."""
        for span, pieces in other.leaves.items():
            held = self.leaves.setdefault(span, {})
            held |= pieces
            if sum(piece.size for piece in held.values()) == span[1] - span[0]:
                del self.leaves[span]
                other.halves[span] = float(np.sum(np.concatenate([held[begin] for begin in sorted(held)])))
        for span, value in other.halves.items():
            self._join(span, value)

    def _join(self, span: Span, value: float) -> None:
        """Keep the sum of a half, or of what it completes."""
        above: list[Span] = []
        first, last = 0, self.size
        while (first, last) != span:
            above.append((first, last))
            middle = _middle(first, last)
            first, last = (first, middle) if span[0] < middle else (middle, last)
        while above:
            first, last = above.pop()
            middle = _middle(first, last)
            other = self.halves.pop((middle, last) if span[0] == first else (first, middle), None)
            if other is None:
                break
            span, value = (first, last), value + other
        self.halves[span] = value

    @property
    def total(self) -> float:
        """The sum of all values, once all slices are there."""
        return self.halves[0, self.size]
