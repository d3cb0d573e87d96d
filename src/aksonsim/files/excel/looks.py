"""How a sheet is shown: what whoever looks at it does not see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from aksonsim.files.registers.grid import letters

NARROWEST = 0.5
"""Characters that a column is wide, or points that a row is high, below which nobody sees it."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class Looks:
    """Of one sheet; rows and columns count from 1."""

    hidden: bool = False
    """The whole sheet."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    filtered: bool = False
    """Whether a filter of rows is on."""
    out_of_order: str = ""
    """A row or cell that stands after one with a higher number. The library passes such a one over in silence."""

    def hides_column(self, column: int) -> bool:
        """Whether a column is not shown."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def joined(self, rows: range, columns: Iterable[int]) -> str:
        """Return the first merged range that touches some rows and columns, as ``B3:B5``; empty for none."""
        wanted = tuple(columns)
        for first, left, last, right in self.merged:
            if first < rows.stop and last >= rows.start and any(left <= column <= right for column in wanted):
                return f"{letters(left)}{first}:{letters(right)}{last}"
        return ""


def looks(xml: bytes) -> Looks:
    """Return how a sheet is shown, from its part of the workbook, which `guard.check` has walked through."""
    out = Looks()
    row = column = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        bare = tag.rpartition(":")[2]
        if bare == "row":
            above, row = row, int(attributes.get("r", row + 1))
            column = 0
            if row <= above:
                out.out_of_order = f"row {row}"
            if _hides(attributes, "ht"):
                out.hidden_rows.add(row)
        elif bare == "c":
            name = attributes.get("r", "").rstrip("0123456789")
            left, column = column, _column(name) if name else column + 1
            if column <= left or not attributes.get("r", str(row)).endswith(str(row)):
                out.out_of_order = f"cell {attributes.get('r', row)}"
        elif bare == "col" and _hides(attributes, "width"):
            out.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif bare == "filterColumn":
            out.filtered = True
        elif bare == "mergeCell" and (match := _RANGE.fullmatch(attributes.get("ref", ""))):
            out.merged.append((int(match[2]), _column(match[1]), int(match[4]), _column(match[3])))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(xml, True)
    return out


def styled(cell: Any) -> None:
    """Look up all that is asked of a cell's style later; raises what a workbook without that style provokes."""
    _ = cell.font, cell.number_format


def struck(cell: Any) -> bool:
    """Whether what a cell shows is struck through, or it shows nothing of what it holds."""
    return bool(cell.font.strike) or re.fullmatch(r"\s*;;;\s*(@?)", cell.number_format or "") is not None


def _hides(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or _number(attributes.get(size), NARROWEST) < NARROWEST


def _number(text: str | None, default: float) -> float:
    try:
        return default if text is None else float(text)
    except ValueError:
        return default


def _column(name: str) -> int:
    out = 0
    for letter in name:
        out = 26 * out + ord(letter) - ord("A") + 1
    return out
