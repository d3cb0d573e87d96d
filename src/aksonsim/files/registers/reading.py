"""A register as it is read: what came in, what was left out, what was taken, what has to be asked."""

from __future__ import annotations

from dataclasses import dataclass

from aksonsim.files.registers.decisions import Answers, Left, Question, Taken
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.table import Table
from aksonsim.files.tree import Map
from aksonsim.language.text import Words


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of each came in."""

    elements: int = 0
    events: int = 0
    drivers: int = 0
    correlations: int = 0
    activities: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one file under some answers.

    ``root`` is the scenario as data with the cell of each value, None while something has to be asked. ``sum`` is that
    of the stated middles of the elements in ``unit`` (``kEUR``), None where there are no elements or marks of numbers
    are unclear. ``read`` are sentences, the sum first. ``warned`` is what does not fit together in the file.
    """

    book: Book
    tables: tuple[Table, ...]
    root: Map | None
    counted: Counted
    sum: float | None
    unit: str
    currency: str
    read: tuple[Words, ...]
    left: tuple[Left, ...]
    taken: tuple[Taken, ...]
    asked: tuple[Question, ...]
    warned: tuple[Words, ...]


def read(book: Book, answers: Answers | None = None) -> Reading:
    """Read a file that was opened.

    Raises
    ------
    ScenarioError
        Cells that cannot be read, each with its place and what is allowed.
    AksonsimError
        An answer that is none of those allowed, or to no question of this file; a file in which no table is found.
    """
    raise NotImplementedError
