"""The second step: the tables of a sheet, their columns by meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksonsim.files.registers.grid import Cell, Sheet
from aksonsim.files.registers.meanings import Meaning


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its number in the sheet, its header as it stands, and what that means."""

    number: int
    header: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the rows ``header`` (one or two) and the rows below that belong to it, by number.

    ``kind``: elements, events, drivers, correlations, activities, legend, summary, notes.
    """

    sheet: Sheet
    kind: str
    header: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]

    @property
    def kinds(self) -> dict[int, str]:
        """What each column is, by its number."""
        return {column.number: column.meaning.kind for column in self.columns}

    def having(self, *kinds: str, of: str | None = None, state: str | None = None) -> tuple[Column, ...]:
        """Return the columns of some kinds, in the order of the sheet."""
        return tuple(
            column
            for column in self.columns
            if column.meaning.kind in kinds
            and (of is None or column.meaning.of == of)
            and (state is None or column.meaning.state == state)
        )

    def one(self, *kinds: str, of: str | None = None, state: str | None = None) -> Column | None:
        """Return the first column of some kinds; None without one."""
        found = self.having(*kinds, of=of, state=state)
        return found[0] if found else None

    def cell(self, row: int, column: Column | None) -> Cell | None:
        """Return the cell of a row in a column; None where it is empty or there is no such column."""
        return None if column is None else self.sheet.at(row, column.number)

    def cells(self, row: int) -> Iterator[tuple[Column, Cell]]:
        """Yield the cells of a row with their columns."""
        for column in self.columns:
            cell = self.sheet.at(row, column.number)
            if cell is not None:
                yield column, cell

    def remarks(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of what is said around the table: above its header, or alone in a row."""
        for row, cells in self.sheet.by_row.items():
            if row < self.header[0] or len(cells) == 1:
                yield from ((row, column, cell.text) for column, cell in cells.items() if cell.text)

    def place(self, row: int, first: Column | None = None, last: Column | None = None) -> str:
        """Return what people call a row, a cell or a run of cells of this table."""
        return self.sheet.place(row, first.number if first else None, last.number if last else None)
