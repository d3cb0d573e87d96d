"""Order statistics of values that nobody keeps, exactly: counted in ever narrower windows until few enough are left.

Floats are ordered as whole numbers are, once the bits of negative ones are turned (`keys`). A window is a range of
keys; a pass counts how many values lie below it and in each of its bins, or collects those inside where they are few.
Counts add, in any order, so neither slices nor workers decide anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

BIN_BITS = 12
FEW = 20_000
"""Values in a window up to which they are collected."""
CHUNK = 16_384
"""Values looked at together: what is in between stays in cache."""
SURE = 6.0
"""Standard deviations of the rank in a sample about which a percentile of all is first looked for."""
ENOUGH = 64
"""Values of a sample from which it says where to look."""
_SIGN = np.uint64(1 << 63)


def keys(x: Array) -> Keys:
    """Return uint64 numbers in the order of values, float64 without NaN and without -0."""
    bits = x.view(np.uint64)
    turned: Keys = np.where(bits >= _SIGN, ~bits, bits | _SIGN)
    return turned


def value_of(key: int) -> float:
    """Return the value of a key."""
    bits = np.array([key], np.uint64)
    turned = np.where(bits >= _SIGN, bits ^ _SIGN, ~bits)
    return float(turned.view(np.float64)[0])


def key_of(value: float) -> int:
    """Return the key of a value."""
    return int(keys(np.array([value + 0.0]))[0])


LEAST, ZERO, MOST = (key_of(value) for value in (-math.inf, 0.0, math.inf))


@dataclass(frozen=True)
class Window:
    """Keys from ``low`` to ``high``; ``collected``: the values themselves are wanted, not their counts."""

    low: int
    high: int
    collected: bool = False

    @property
    def shift(self) -> int:
        """Bits of a key that its bin does not tell."""
        return max((self.high - self.low).bit_length() - BIN_BITS, 0)

    @property
    def bins(self) -> int:
        """Number of bins."""
        return (self.high - self.low >> self.shift) + 1


@dataclass
class Found:
    """What a pass found of one window in a slice, or in several together."""

    below: int
    counts: npt.NDArray[np.int64]
    values: list[Array] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Add what was found in another slice."""
        self.below += other.below
        self.counts = self.counts + other.counts
        self.values += other.values


def look(x: Array, windows: Sequence[Window]) -> list[Found]:
    """Return what values, float64[n] without NaN and -0, are in some windows."""
    found = [Found(0, np.zeros(0 if w.collected else w.bins, np.int64)) for w in windows]
    # A comparison would take 0 for -0, which is below it by its key; there is no -0 among the values.
    ends = [(value_of(w.low), value_of(w.high - (w.high == ZERO - 1))) for w in windows]
    for first in range(0, x.size, CHUNK):
        part = x[first : first + CHUNK]
        for window, one, (low, high) in zip(windows, found, ends, strict=True):
            under = part < low
            one.below += int(np.count_nonzero(under))
            inside = part[(part <= high) & ~under]
            if not inside.size:
                continue
            if window.collected:
                one.values.append(inside)
            else:
                places = (keys(inside) - np.uint64(window.low)) >> np.uint64(window.shift)
                one.counts += np.bincount(places.astype(np.intp), minlength=window.bins)
    return found


def first_windows(sample: Array, at: Iterable[float]) -> list[Window]:
    """Return where percentiles of all values are looked for first, from a sample of them, in any order."""
    if sample.size < ENOUGH:
        return [Window(LEAST, MOST)] if at else []
    x = np.sort(sample)
    windows = []
    for p in at:
        centre, reach = x.size * p, SURE * math.sqrt(x.size * p * (1 - p)) + 1
        low, high = math.floor(centre - reach), math.ceil(centre + reach)
        windows.append(Window(key_of(x[low]) if low >= 0 else LEAST, key_of(x[high]) if high < x.size else MOST))
    return windows


class Selection:
    """The order statistics of ``size`` values at some ranks, as far as passes have found them."""

    def __init__(self, size: int, ranks: Iterable[int]) -> None:
        self.order: dict[int, float] = {}
        self._left = sorted(set(ranks))
        self._keys = np.array([LEAST, MOST + 1], np.uint64)
        self._below = np.array([0, size], np.int64)

    @property
    def done(self) -> bool:
        """Whether all are found."""
        return not self._left

    def take(self, windows: Sequence[Window], found: Sequence[Found]) -> None:
        """Take what a whole pass found."""
        for window, one in zip(windows, found, strict=True):
            if window.collected:
                values = np.sort(np.concatenate(one.values)) if one.values else np.zeros(0)
                self.order |= {
                    rank: float(values[rank - one.below])
                    for rank in self._left
                    if one.below <= rank < one.below + values.size
                }
                continue
            starts = [*range(window.low, window.high + 1, 1 << window.shift), window.high + 1]
            self._keys = np.append(self._keys, np.array(starts, np.uint64))
            self._below = np.append(self._below, one.below + np.concatenate([[0], np.cumsum(one.counts)]))
        self._left = [rank for rank in self._left if rank not in self.order]
        inner = np.argsort(self._keys, kind="stable")
        self._keys, self._below = self._keys[inner], self._below[inner]

    def windows(self) -> list[Window]:
        """Return what the next pass is to look at; ranks that a single key holds are found meanwhile."""
        wanted: dict[Window, None] = {}
        for rank in self._left:
            place = int(np.searchsorted(self._below, rank, side="right")) - 1
            low, high = int(self._keys[place]), int(self._keys[place + 1]) - 1
            if low == high:
                self.order[rank] = value_of(low)
            else:
                wanted[Window(low, high, bool(self._below[place + 1] - self._below[place] <= FEW))] = None
        self._left = [rank for rank in self._left if rank not in self.order]
        return list(wanted)
