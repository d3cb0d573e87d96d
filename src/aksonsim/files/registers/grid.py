"""The first step: a file as sheets of cells, with all that is needed to read them as a person does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Value = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty.

    ``value``: a text as it stands, or a number; of a formula its cached value, None where the file keeps none.
    ``shown``: the number format (``0%``, ``0.00``); empty for text files and plain numbers. ``formula``: with its sign
    of equality (``=SUM(C6:C8)``).
    """

    value: Value
    shown: str = ""
    formula: str = ""
    struck: bool = False

    @property
    def text(self) -> str:
        """A text without blanks around it, no-break ones included; the empty text for all that is no text."""
        return " ".join(self.value.split()) if isinstance(self.value, str) else ""

    @property
    def is_number(self) -> bool:
        """Whether the file stores a number here (not: a text that could be read as one)."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; rows and columns count from 1. A text file is one sheet without a name."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Top, left, bottom, right of merged cells; only the first of them is in ``cells``."""
    by_row: Mapping[int, Mapping[int, Cell]] = field(init=False, repr=False, compare=False)
    """The cells of each row that has any, by column, in order."""

    def __post_init__(self) -> None:
        """Sort the cells into rows once."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            rows.setdefault(row, {})[column] = cell
        object.__setattr__(self, "by_row", rows)

    def at(self, row: int, column: int) -> Cell | None:
        """Return a cell; None for an empty one."""
        return self.by_row.get(row, {}).get(column)

    def struck(self, row: int) -> bool:
        """Whether all texts and numbers of a row are struck through."""
        cells = self.by_row.get(row, {})
        return bool(cells) and all(cell.struck for cell in cells.values())

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of every cell that holds one."""
        for (row, column), cell in sorted(self.cells.items()):
            if cell.text:
                yield row, column, cell.text

    def place(self, row: int, column: int | None = None, last: int | None = None) -> str:
        """Return what people call a place: ``Costs!D7``, ``Costs!C7:E7``, ``row 7`` of a text file."""
        home = f"{self.name}!" if self.name else ""
        if column is None:
            return f"{home}{row}" if home else f"row {row}"
        first = f"{home}{letters(column)}{row}"
        return first if last is None or last == column else f"{first}:{letters(last)}{row}"


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was opened.

    ``kind``: csv, tsv, xlsx, xlsm, xls, ods. ``facts`` say how: ``delimiter`` and ``encoding`` (text files);
    ``uncached``, how many formulas the file keeps no value of; ``filtered``, sheets with a filter of rows on;
    ``passed over``, what was not read (macros, links to another workbook); ``formulas``: not seen (xls).
    """

    path: Path
    kind: str
    sheets: tuple[Sheet, ...]
    digest: str = ""
    """SHA-256 of the file's bytes."""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """Whether every cell is a text: csv and tsv."""
        return self.kind in ("csv", "tsv")


def letters(column: int) -> str:
    """Return the letters of a column.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
