"""Results as a workbook: one table a sheet, numbers as numbers, shown in the digits they were given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aksonsim.files.excel import page
from aksonsim.files.excel.cells import escaped

MOST_NAME = 31
"""Characters that the name of a sheet can have."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number by the digits it is to be shown in: ``0.370`` keeps its last zero."""

    text: str


Cell = str | float | int | bool | Number | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results. ``under`` says over each column what it is; empty for what its name says."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    under: tuple[str, ...] = ()


def write_tables(path: str | Path, tables: Sequence[Table], about: Mapping[str, Cell]) -> None:
    """Write tables as a workbook, each on a sheet of its own, after a sheet that says what they rest on.

    Parameters
    ----------
    path
        Ends in ``.xlsx``; written wholly or not at all.
    tables
        Those without rows are left out. A name longer than a sheet's can be is cut.
    about
        What the figures rest on (seed, draws, digest, ...), a line each.

    Raises
    ------
    AksonsimError
        openpyxl is not installed, or the name of the file is not that of a workbook.
    """
    book = page.new_book(path)
    about_table = Table("about", "aksonsim", ("what", "value"), tuple((key, value) for key, value in about.items()))
    taken: set[str] = set()
    for one in (about_table, *(one for one in tables if one.rows)):
        sheet = book.create_sheet(_free(one.name, taken))
        row = page.heading(sheet, one.title, one.under or [""] * len(one.columns), one.columns)
        rows = [[_plain(cell) for cell in cells] for cells in one.rows]
        page.body(sheet, rows, row + 1)
        for number, cells in enumerate(one.rows, row + 1):
            for column, cell in enumerate(cells, 1):
                if isinstance(cell, Number):
                    sheet.cell(number, column).number_format = number_format(cell)
        shown = [[cell.text if isinstance(cell, Number) else cell for cell in cells] for cells in one.rows]
        page.finish(sheet, page.widths(one.columns, shown), row, 1)
    page.save(book, path)


def number_format(number: Number) -> str:
    """Return the format that shows a number in its own digits, thousands apart.

    Examples
    --------
    >>> number_format(Number("4760")), number_format(Number("0.370"))
    ('#,##0', '#,##0.000')
    """
    decimals = len(number.text.partition(".")[2])
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _plain(cell: Cell) -> str | float | int | bool | None:
    if isinstance(cell, Number):
        return float(cell.text)
    return escaped(cell) if isinstance(cell, str) else cell


def _free(name: str, taken: set[str]) -> str:
    """Return a name that a sheet can have and none has yet."""
    bare = re.sub(r"[\[\]:*?/\\]", "-", name)[:MOST_NAME].strip("'") or "table"
    free, number = bare, 1
    while free.lower() in taken:
        number += 1
        free = f"{bare[: MOST_NAME - 4]} {number}"
    taken.add(free.lower())
    return free
