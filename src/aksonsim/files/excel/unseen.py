"""What stands in a workbook and is not shown is never read in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aksonsim.files.excel.looks import struck
from aksonsim.files.excel.rows import Rows

CellProblem = tuple[int, int, str, str]
"""Row, column, what is wrong, what is allowed."""


def unseen_columns(rows: Rows, header: int, columns: Mapping[int, str]) -> list[CellProblem]:
    """Return a fault for each column of a table that is hidden, and one where cells of its body are merged."""
    last = rows.rows[-1][0]
    found: list[CellProblem] = [
        (header, column, f"column {name} is hidden", "show it, or delete it")
        for column, name in columns.items()
        if rows.looks.hides_column(column)
    ]
    if joined := rows.looks.joined(range(header + 1, last + 1), columns):
        what = f"cells {joined} are merged, and only the first of them holds a value"
        found.append((header, min(columns), what, "undo the merge and write each cell"))
    return found


def unseen_row(rows: Rows, row: int, cells: Iterable[Any]) -> tuple[str, str] | None:
    """Return what keeps a row from being seen as it is read, and what to do; None for one in plain sight."""
    if row in rows.looks.hidden_rows:
        return f"row {row} is hidden, by hand or by a filter", "show it, or delete it"
    if any(struck(cell) for cell in cells):
        return f"row {row} is struck through, or shows nothing of what it holds", "delete it, or lift the strike"
    return None
