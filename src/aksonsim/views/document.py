"""What readers see, before any medium, language or rounding: made by views, shown by `aksonsim.render`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from aksonsim.language.lang import Lang
from aksonsim.language.rounding import round_to_error
from aksonsim.language.text import Text, Title, Words, _
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Form = Literal[
    "text",
    "amount",
    "percent",
    "points",
    "place",
    "chance",
    "three",
    "decimal",
    "hundredths",
    "count",
    "plain",
    "date",
    "month",
]
"""How the cells of a column read.

``amount``: in the digits of its error, with the error; ``percent``: a fraction, shown times 100 with the sign;
``points``: a difference of fractions, in percentage points; ``chance``: a probability in whole per cent, or as a bound
near 0 and 1; ``place``: one as a percentile, ``P85``; ``three``, ``decimal``, ``hundredths``, ``count``: in three
digits, with one decimal, with two, or a whole number, without an error; ``plain``: a number as it was stated, without
an error; ``date``: a day; ``month``: a date to the month.
"""


@dataclass(frozen=True, slots=True)
class Band:
    """A middle figure with the range around it, in a column's form: ``44 (30-61)``."""

    middle: Statistic
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Formed:
    """A cell that reads otherwise than its column does."""

    value: Statistic | float
    form: Form
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and a title: both on one line for readers, cut short where that is long; apart in files."""

    name: Words
    title: Words = ""


Cell: TypeAlias = Statistic | Band | Formed | Named | float | int | bool | dt.date | Text | Title | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` names it in files and for machines, ``title`` for readers, ``unit`` where the table has none.

    ``signed``: a plus sign stands before what is above zero. ``wide``: a column of words, which may break. ``adds``:
    figures that may be summed, as of rows that are not shown.
    """

    key: str
    title: Words
    form: Form = "amount"
    unit: Words = ""
    signed: bool = False
    wide: bool = False
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, one a column.

    ``kind``: ``total`` stands out, ``end`` has a gap after it, ``below`` adds to the last row that is not such a one.
    """

    cells: tuple[Cell, ...]
    kind: Literal["", "total", "end", "below"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column holds the labels of its rows.

    ``name`` is that of its sheet or file: tables of one name and columns stand there as one, told apart by ``keys``
    (scenario, condition), which become its first columns. ``unit`` stands in the title. So many rows as ``ranked`` says
    stand first by what matters most, and may be cut short (see `Document.cut`).
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: Words = ""
    keys: tuple[tuple[str, Words], ...] = ()
    ranked: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document."""

    text: Words


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; ``strong``: the answer itself."""

    text: Words
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list: each line with its label, which may be empty."""

    items: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, drawn only where it is shown; ``title`` says what it shows to who cannot see it."""

    name: str
    title: Words
    draw: Callable[[Lang], Figure]


Block: TypeAlias = Heading | Note | Items | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """What one subject has to say: title, what it is about, blocks, and at its foot what makes it repeatable.

    ``about`` are the names and values on the first sheet of a workbook; ``data`` is what a .csv holds instead of the
    tables, if anything: columns, and rows by their names.
    """

    title: Words
    blocks: tuple[Block, ...]
    under: tuple[Words, ...] = ()
    foot: tuple[Words, ...] = ()
    about: tuple[tuple[str, str | int | float], ...] = field(default=())
    data: tuple[tuple[str, ...], tuple[Mapping[str, str | int | float | bool | None], ...]] | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that have rows."""
        return tuple(block for block in self.blocks if isinstance(block, Table) and block.rows)

    def cut(self, top: int, more: str) -> Document:
        """Return it with so many of the ranked rows of each table; ``more`` says where the others are."""
        return replace(self, blocks=tuple(_shorter(block, top, more) for block in self.blocks))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))


def _shorter(block: Block, top: int, more: str) -> Block:
    if not isinstance(block, Table) or block.ranked <= top:
        return block
    left = block.rows[top : block.ranked]
    label = _("({count} more: {more})", count=len(left), more=more)
    sums = (_sum(row.cells[at] for row in left) if c.adds else None for at, c in enumerate(block.columns[1:], 1))
    return replace(block, rows=(*block.rows[:top], Row((label, *sums)), *block.rows[block.ranked :]), ranked=0)


def _sum(cells: Iterable[Cell]) -> float:
    """Return a sum in the digits that its parts support."""
    parts = [cell for cell in cells if isinstance(cell, Statistic)]
    return float(round_to_error(sum(part.value for part in parts), math.hypot(*(part.half for part in parts))))


def rows(cells: Iterable[Sequence[Cell]], last: Literal["", "total"] = "") -> tuple[Row, ...]:
    """Return rows of cells; the last may stand out as their total."""
    made = [Row(tuple(row)) for row in cells]
    if last and made:
        made[-1] = Row(made[-1].cells, last)
    return tuple(made)


def join(*blocks: Block | Iterable[Block] | None) -> tuple[Block, ...]:
    """Return blocks in their order; None and tables without rows are left out."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | Note | Items | Table | Picture):
            found.append(block)
        elif block is not None:
            found += block
    return tuple(block for block in found if not (isinstance(block, Table) and not block.rows))
