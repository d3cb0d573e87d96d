"""Several tables of one sheet: a row of a later one that is the sum of all of them is no item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from aksonsim.files.registers.decisions import Decisions
from aksonsim.files.registers.elements import Lines
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.row_questions import ask_sum
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.sums import Line, difference, is_one_column
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


def _is_total(lines: Lines, item: Item, own: Line, before: Sequence[Line], decisions: Decisions) -> bool:
    if not any(own.amounts.values()) or difference(own, before, rounded=False):
        return False
    sheet = lines.table.sheet
    if decisions.answers.rows.get(f"{sheet.name}!{item.row}" if sheet.name else str(item.row)) == "count":
        return False
    names = {part.row: "" for part in before}
    return not is_one_column(own, before) or ask_sum(sheet, item.row, item.name, names, decisions) != "count"


def _amounts(lines: Lines, item: Item, figures: Figures) -> Mapping[int, Decimal]:
    table, columns = lines.table, lines.form.amounts
    stated = {c.number: found.value for c in columns if (found := figures.read(table.cell(item.row, c))) is not None}
    return stated
