"""Where a risk register ends and the legends on its own sheet begin: right of it, or below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aksonsim.files.registers.grid import Cell
from aksonsim.files.registers.headers import meaning_of
from aksonsim.files.registers.marks import is_number_text
from aksonsim.files.registers.table import Table

MOST_WORDS = 4
"""Words of a cell that heads a legend; one of more is the name of a risk."""


def without_legends(table: Table) -> Table:
    """Return a register without the rows and columns that are a legend's: those behind a gap, under a header of one."""
    sheet = table.sheet
    ends = [row for row in table.rows if row - 1 not in sheet.by_row and _heads_legend(sheet.by_row[row])]
    rows = tuple(row for row in table.rows if not ends or row < ends[0])
    columns = list(table.columns)
    for left, right in zip(table.columns, table.columns[1:], strict=False):
        between = range(left.number + 1, right.number)
        empty = any(all(sheet.at(row, gap) is None for row in (*table.header, *rows)) for gap in between)
        after = [column for column in table.columns if column.number >= right.number]
        named = any(column.meaning.kind in ("name", "status", "applies_to") for column in after)
        if empty and not named and any(column.meaning.kind in ("probability", "value") for column in after):
            columns = [column for column in columns if column.number < right.number]
            break
    return replace(table, rows=rows, columns=tuple(columns))


def _heads_legend(cells: Mapping[int, Cell]) -> bool:
    """Whether a row heads a legend: two words or more, one of them of a probability or a consequence; no number."""
    texts = [cell.text for cell in cells.values()]
    if len(texts) < 2 or any(not text or is_number_text(text) or len(text.split()) > MOST_WORDS for text in texts):
        return False
    known = [meaning for text in texts if (meaning := meaning_of(text)) is not None]
    return any(meaning.kind in ("probability", "frequency") or meaning.of == "impact" for meaning in known)
