"""From which participation on a programme is worth it: where a value is above zero, which may be nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

Answer = Literal["from", "up_to", "between", "always", "never"]

GRID = 200
"""Steps in which a value is looked at; it is piecewise linear with few kinks."""
HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Worth:
    """Where a value is above zero on [0, 1]: ``intervals`` in rising order, none where it never is."""

    intervals: tuple[tuple[float, float], ...]

    @property
    def answer(self) -> Answer:
        """The kind of answer: ``from`` a share on, ``up_to`` one, ``between`` some, ``always`` or ``never``."""
        if not self.intervals:
            return "never"
        (low, _), (_, high) = self.intervals[0], self.intervals[-1]
        if len(self.intervals) > 1 or (low > 0 and high < 1):
            return "between"
        return "from" if low > 0 else "up_to" if high < 1 else "always"

    @property
    def share(self) -> float | None:
        """The share from which on, or up to which, the value is above zero; None where there is no one share."""
        if self.answer == "from":
            return self.intervals[0][0]
        return self.intervals[0][1] if self.answer == "up_to" else None


def worth_where(value: Callable[[float], float]) -> Worth:
    """Return where a function of a share in [0, 1] is above zero, its ends found by halving: it has kinks.

    Where it is zero at 0, and rises from there, it is above zero always: taking part at all is worth it.
    """
    shares = np.linspace(0.0, 1.0, GRID + 1)
    above = np.array([value(float(share)) > 0 for share in shares])
    if value(0.0) == 0 and above[1]:
        above[0] = True
    found: list[tuple[float, float]] = []
    start = 0.0 if above[0] else None
    for i in range(GRID):
        if above[i] == above[i + 1]:
            continue
        root = _root(value, float(shares[i]), float(shares[i + 1]))
        if start is None:
            start = root
        else:
            found.append((start, root))
            start = None
    if start is not None and start < 1.0:
        found.append((start, 1.0))
    return Worth(tuple(found))


def _root(value: Callable[[float], float], low: float, high: float) -> float:
    rises = value(high) > 0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if (value(middle) > 0) == rises else (middle, high)
    return 0.5 * (low + high)
