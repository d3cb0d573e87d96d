"""What stands below the sums of a table: rows that may not count, and sums over all tables of a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from aksonsim.files.registers.decisions import Decisions, one_of
from aksonsim.files.registers.elements import Lines
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.row_questions import ask_sum
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.sums import Line, difference, is_one_column, leaves
from aksonsim.language.text import _


def without_totals(tables: Sequence[Lines], figures: Figures, decisions: Decisions) -> Iterator[Lines]:
    """Yield the tables of one sheet, those below without the rows that sum what stands above them in all tables."""
    before: list[Line] = []
    for lines in tables:
        items: list[Item] = []
        for item in lines.rows.items:
            own = Line(item.row, item.code, _amounts(lines, item, figures))
            if len(before) > len(items) and len(before) > 1 and _is_total(lines, item, own, before, decisions):
                decisions.leave(lines.table.sheet.name, item.row, _("sum of all tables above it"), "sum")
                continue
            items.append(item)
            before.append(own)
        yield replace(lines, rows=replace(lines.rows, items=tuple(items)))


def above_total(lines: Lines, decisions: Decisions) -> Lines:
    """Return a table; whether rows below its last sum count is asked, where all others are in sums."""
    items, sums, sheet = lines.rows.items, lines.rows.sums, lines.table.sheet
    summed = {row for total in sums.values() for row in leaves(total, sums)}
    last = max((row for row, total in sums.items() if total.agrees and total.of and max(total.of) < row), default=0)
    below = [
        item for item in items if item.row > last and item.row not in summed and not _counts(lines, item, decisions)
    ]
    if not last or not below or len(below) == len(items) or any(i.row < last and i.row not in summed for i in items):
        return lines
    names = ", ".join(f"{item.row} ({item.name})" for item in below[:5]) + ("..." if len(below) > 5 else "")
    text = _("rows {rows} stand below the sum in row {last} and in no sum: count them?", rows=names, last=str(last))
    choices = ("count", "leave out")
    place = sheet.place(below[0].row)
    if decisions.ask("below_total", text, choices, one_of(*choices), place, sheet.name) != "leave out":
        return lines
    for item in below:
        decisions.leave(sheet.name, item.row, _("below the total, and not in it"), "below")
    return replace(lines, rows=replace(lines.rows, items=tuple(item for item in items if item not in below)))


def _counts(lines: Lines, item: Item, decisions: Decisions) -> bool:
    """Whether the user said of a row that it counts."""
    name = lines.table.sheet.name
    return decisions.answers.rows.get(f"{name}!{item.row}" if name else str(item.row)) == "count"


def _is_total(lines: Lines, item: Item, own: Line, before: Sequence[Line], decisions: Decisions) -> bool:
    if not any(own.amounts.values()) or difference(own, before, rounded=False):
        return False
    sheet = lines.table.sheet
    if _counts(lines, item, decisions):
        return False
    names = {part.row: "" for part in before}
    return not is_one_column(own, before) or ask_sum(sheet, item.row, item.name, names, decisions) != "count"


def _amounts(lines: Lines, item: Item, figures: Figures) -> Mapping[int, Decimal]:
    table, columns = lines.table, lines.form.amounts
    stated = {c.number: found.value for c in columns if (found := figures.read(table.cell(item.row, c))) is not None}
    return stated
