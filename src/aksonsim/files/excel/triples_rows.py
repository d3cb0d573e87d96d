"""Which rows of a table of triples may not be read as they stand: not seen, or a repetition of other rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aksonsim.errors import ScenarioError
from aksonsim.files.excel.cells import CellPlace
from aksonsim.files.excel.numbers import amount, text_of
from aksonsim.files.excel.sum_words import called_a_sum
from aksonsim.files.excel.sums import Line, sums
from aksonsim.files.excel.triples_tables import Table
from aksonsim.files.excel.unseen import unseen_row

_NOWHERE = CellPlace("")
_ROW = re.compile(r"(.+)!\$?[A-Za-z]{0,3}\$?([0-9]+)")


class Doubts:
    """Rows in doubt, but for those that the user says to count."""

    def __init__(self, counted: Sequence[str]) -> None:
        self.counted = tuple(counted)
        self.used: set[str] = set()

    def of(self, table: Table) -> dict[int, tuple[str, str]]:
        """Return the rows of a table in doubt: what is wrong, and what to do."""
        found = repeated(table)
        for row, cells in table.body:
            if fault := unseen_row(table.rows, row, cells.values()):
                found[row] = (fault[0], f"{fault[1]}, or let it count")
        out = {}
        for row, (what, allowed) in found.items():
            name = next((text for text in self.counted if _names(text, table.rows.name, row)), None)
            if name is None:
                out[row] = (what, f"{allowed}: --count '{table.rows.name}!{row}'")
            else:
                self.used.add(name)
        return out

    def unused(self) -> list[str]:
        """Return what the user says to count and was never in doubt."""
        return [name for name in self.counted if name not in self.used]


def repeated(table: Table) -> dict[int, tuple[str, str]]:
    """Return the rows of a table that repeat others: what shows it, and what to do."""
    advice = "delete the row of the total, or, if it is none, let it count"
    if table.drivers:
        lines = [(row, _text(cells.get(table.columns["name"]))) for row, cells in table.body]
        named = [(row, name) for row, name in lines if called_a_sum(name)]
        return {row: (f"{name} would be counted as one more driver", advice) for row, name in named}
    lines_of = {row: line for row, cells in table.body if (line := _line(table, row, cells)) is not None}
    out = {}
    for row, why in sums(list(lines_of.values())).items():
        reason = f": {why}" if why else ""
        out[row] = (f"{lines_of[row].name} would be counted as one more element{reason}", advice)
    return out


def code_of(cell: Any, place: CellPlace) -> str:
    """Return a code as it is shown: the number 1.1 in the format 0.00 is 1.10."""
    if type(cell.value) in (int, float):
        shown = re.fullmatch(r"(0+)(?:\.(0+))?", cell.number_format or "")
        if shown:
            decimals = len(shown[2] or "")
            return f"{cell.value:0{len(shown[1]) + decimals + (decimals > 0)}.{decimals}f}"
    return text_of(cell, place)


def _line(table: Table, row: int, cells: dict[int, Any]) -> Line | None:
    """Return a row for the search of sums; None where it cannot be read, which is reported elsewhere."""
    cell = {meant: cells.get(column) for meant, column in table.columns.items()}
    name, numbers = _text(cell["name"]), []
    for key in table.amounts:
        try:
            numbers.append(amount(cell[key], _NOWHERE) if cell[key] is not None else 0.0)
        except ScenarioError:
            numbers.append(0.0)
    if cell["name"] is None or not name:
        return None
    return Line(
        row=row,
        name=name,
        code=_text(cell.get("id"), code_of),
        amounts=(numbers[0], numbers[1], numbers[2]),
        programme=_text(cell.get("programme")),
        indent=_indent(cell["name"]),
        level=table.rows.looks.levels.get(row, 0),
        bold=bool(cell["name"].font.b),
    )


def _text(cell: Any, reading: Any = text_of) -> str:
    try:
        return "" if cell is None else str(reading(cell, _NOWHERE))
    except ScenarioError:
        return ""


def _indent(cell: Any) -> float:
    """Return how far a name is moved to the right, by its format or by blanks before it."""
    text = str(cell.value)
    blanks = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
    return float(cell.alignment.indent or 0) * 3 + blanks


def _names(text: str, sheet: str, row: int) -> bool:
    match = _ROW.fullmatch(text.strip())
    return match is not None and match[1].strip("'") == sheet and int(match[2]) == row
