"""What a report is made of: sections of texts, tables and pictures, the same for HTML and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Its text and what stands below it in small print, the number it is sorted by, its tone (a class: better, worse), and
    its language where that is not the report's.
    """

    text: str
    value: float | None = None
    below: str = ""
    tone: str = ""
    lang: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of a row is its header.

    ``texts`` are the places of columns that hold texts, which stand to the left; ``style`` is a class: ``search`` for
    the table that is searched and sorted, ``dense`` for small print. ``keys`` name its rows for scripts.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    texts: tuple[int, ...] = ()
    style: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: a title that says what it shows, conditions below, a text alternative, and its table."""

    kind: ClassVar[str] = "figure"
    title: str
    svg: Markup
    note: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs; ``style`` is a class (``lead`` for the summary, ``note`` for small print)."""

    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences under a heading, each with the section that it is about (id and title, or empty)."""

    kind: ClassVar[str] = "items"
    title: str
    sentences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A table or list that is folded away on a screen and whole on paper."""

    kind: ClassVar[str] = "folded"
    summary: str
    inside: Table | Items


Part = Table | Figure | Text | Items | Folded


@dataclass(frozen=True, slots=True)
class Block:
    """Parts that are about one scenario (its name), or about the whole file (empty)."""

    scenario: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section with a heading; ``ident`` is what links lead to."""

    ident: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``scenarios`` are names and titles of those that can be chosen, the main one first."""

    lang: str
    title: str
    subtitle: str
    scenarios: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    words: dict[str, str]


def row(*cells: str | Cell) -> Row:
    """Return a row of texts and cells."""
    return tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells)


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str | Cell]]) -> Table:
    """Return a table of figures."""
    return Table(caption, tuple(head), tuple(row(*cells) for cells in rows))
