"""What is asked of one amount under one condition, slice by slice and pass by pass, until its statistics are known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.clusters.selection import Found, Selection, Window, look
from aksonsim.clusters.sums import Array, Sums
from aksonsim.results.counted import Counted
from aksonsim.results.percentiles import Wanted
from aksonsim.results.rows import CAP_BINDS, cap_binds

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Column:
    """An amount of a scenario under a condition: draws with one of some ``outcomes`` of the gate, or all of them.

    ``limit``: how many lie below it is counted; ``at``: the percentiles that are wanted, with their intervals.
    """

    scenario: int
    variable: str
    place: int | None
    condition: str
    outcomes: tuple[int, ...] = ()
    limit: float = -math.inf
    at: tuple[float, ...] = ()

    def values(self, arrays: Arrays) -> tuple[Array, int]:
        """Return the values in a slice, without -0, and how many draws under the condition have none."""
        s = self.scenario
        if self.variable == CAP_BINDS:
            x: Array = cap_binds(arrays["state_uncapped"][s], arrays["state_capped"][s])
        else:
            x = arrays[self.variable][s] if self.place is None else arrays[self.variable][s][:, self.place]
        if self.outcomes:
            x = x[np.isin(arrays["gate_outcome"][s], self.outcomes)]
        gone = np.isnan(x)
        missing = int(np.count_nonzero(gone))
        return (x[~gone] if missing else x) + 0.0, missing


@dataclass(frozen=True)
class Question:
    """What a slice is asked of a column: windows, and its part of a sum at its ``offset`` in a row of ``size`` values.

    The sum is that of the values, or of their squared distances from ``about``; ``supposed``: the row supposes that all
    draws have a value.
    """

    windows: tuple[Window, ...] = ()
    row: tuple[int, int] | None = None
    about: float | None = None
    supposed: bool = False


@dataclass
class Answer:
    """What a slice has of a column."""

    size: int
    missing: int
    below: int
    found: list[Found]
    sums: Sums | None = None


def answer(column: Column, question: Question, arrays: Arrays) -> Answer:
    """Answer a question about a column from the arrays of a slice."""
    x, missing = column.values(arrays)
    below = int(np.count_nonzero(x < column.limit)) if math.isfinite(column.limit) else 0
    found = look(x, question.windows)
    if question.row is None or (question.supposed and missing):
        return Answer(x.size, missing, below, found)
    if question.about is not None:
        x -= question.about
        x *= x
    return Answer(x.size, missing, below, found, Sums.of(x, *question.row))


@dataclass
class State:
    """What is known of a column after some passes over ``slices``."""

    column: Column
    slices: Sequence[range]
    windows: list[Window]
    sizes: dict[int, int] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    mean: float | None = None
    variance: float | None = None
    selection: Selection | None = None
    size: int = 0
    missing: int = 0
    below: int = 0
    _found: list[Found] = field(default_factory=list)
    _sums: Sums | None = None

    @property
    def done(self) -> bool:
        """Whether all is known."""
        return self.selection is not None and self.selection.done and self._summed

    @property
    def _summed(self) -> bool:
        return self.mean is not None and self.variance is not None

    @property
    def _every(self) -> bool:
        return not self.column.outcomes

    def question(self, place: int) -> Question:
        """Return what the next pass asks of a slice."""
        windows = tuple(self.windows)
        if self._summed:
            return Question(windows)
        if self.selection is not None:
            return Question(windows, (self.offsets[place], self.size), self.mean)
        # The first pass does not know how many values there are; all draws have one in most cases.
        row = (self.slices[place].start, self.slices[-1].stop) if self._every else None
        return Question(windows, row, supposed=True)

    def take(self, place: int, answer: Answer) -> None:
        """Take what a slice answers."""
        if self.selection is None:
            self.sizes[place] = answer.size
            self.missing += answer.missing
            self.below += answer.below
        if self._found:
            for mine, other in zip(self._found, answer.found, strict=True):
                mine.add(other)
        else:
            self._found = answer.found
        if answer.sums is not None:
            self._sums = self._sums or Sums(answer.sums.size)
            self._sums.add(answer.sums)

    def end_pass(self) -> None:
        """Draw what follows from a whole pass."""
        first = self.selection is None
        if self.selection is None:
            self.size = sum(self.sizes.values())
            for place in range(len(self.slices)):
                self.offsets[place] = self.offsets[place - 1] + self.sizes[place - 1] if place else 0
            at = self.column.at
            self.selection = Selection(self.size, Wanted(at, at).ranks(self.size) if self.size else ())
        self.selection.take(self.windows, self._found)
        self.windows = self.selection.windows()
        if self.size == 0:
            self.mean = math.nan
        if self.size < 2:
            self.variance = 0.0
        if self._sums is not None and not (first and self.missing):
            if self.mean is None:
                self.mean = self._sums.total / self.size
            else:
                self.variance = self._sums.total / (self.size - 1)
        self._found, self._sums = [], None

    @property
    def counted(self) -> Counted:
        """What is known in the end."""
        assert self.selection is not None
        assert self.mean is not None
        return Counted(self.size, self.missing, self.mean, self.variance or 0.0, self.selection.order, self.below)
