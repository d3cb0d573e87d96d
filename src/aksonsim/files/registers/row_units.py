"""Units that rows and cells of a table state themselves, and what does not go together with the unit of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aksonsim.files.registers.amounts import value_range
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import Unit, currency_name, unit_of

_SCALED = re.compile(r"[0#?],+(?=[^0#?,.]|$)")
"""A number format that leaves the last thousands out: ``#,##0,``."""
_LITERAL = re.compile(r'"([^"]*)"|\[\$([^\]-]*)')
"""Texts of a number format: ``0 "kr"``, ``[$€-407] 0``."""
_BRACKETS = re.compile(r"[(\[]((?:1[ .,]?000\b)?[^()\[\]0-9]*)[)\]]\s*$")
"""What stands in brackets behind a name, unless it is an amount."""


def units_in_cells(table: Table, columns: Sequence[Column], figures: Figures) -> Iterator[tuple[int, Column, Unit]]:
    """Yield row, column and unit of each amount or range that says its unit itself."""
    for row in table.rows:
        for column in columns:
            cell = table.cell(row, column)
            found = figures.read(cell)
            unit = found.unit if found is not None else None
            if found is None and cell is not None and cell.text and any(map(str.isdigit, cell.text)):
                ranged = value_range(cell.text, figures.marks)
                unit = ranged.unit if ranged is not None else None
            if unit is not None:
                yield row, column, unit


def unit_column(table: Table) -> tuple[Column, dict[int, Unit]] | None:
    """Return the column that says the currency of each row, and what it says; None without one."""
    for column in table.having("unit", "other"):
        cells = {row: cell.text for row in table.rows if (cell := table.cell(row, column)) is not None and cell.text}
        units = {row: unit for row, text in cells.items() if len(text) < 12 and (unit := unit_of(text)) is not None}
        units = {row: unit for row, unit in units.items() if unit.currency}
        if units and len(units) * 2 > len(cells):
            return column, units
    return None


def complain_of_units(
    table: Table, columns: Sequence[Column], currency: str, own: Unit | None, figures: Figures
) -> None:
    """Note amounts of a table in another currency than the file's, and rows that differ in their unit.

    ``own``: what was found to be the unit of the table.
    """
    if own is not None and _differ(own, currency):
        figures.complain(table.place(table.header[-1]), f"amounts in {own.currency}, others of this file in {currency}",
                         "one currency in a file")  # fmt: skip
        return
    stated = [(row, column, one) for row, column, one in units_in_cells(table, columns, figures)]
    stated += [(table.header[-1], column, one) for column in columns if (one := column.meaning.unit) is not None]
    if (found := unit_column(table)) is not None:
        column, units = found
        stated += [(row, column, one) for row, one in units.items()]
        scales = {one.scale for one in units.values()}
        if len(scales) > 1:
            names = ", ".join(dict.fromkeys(currency_name(one) for one in units.values()))
            figures.complain(table.place(next(iter(units)), column), f"rows of one table in {names}",
                             "one unit in all rows of a table")  # fmt: skip
    stated += _shown(table, columns, figures)
    _complain_of_names(table, currency, own, figures)
    other = next(((row, column, one) for row, column, one in stated if _differ(one, currency)), None)
    if other is not None:
        figures.complain(table.place(other[0], other[1]), f"an amount in {other[2].currency} beside {currency}",
                         "one currency in a file")  # fmt: skip


def _shown(table: Table, columns: Sequence[Column], figures: Figures) -> Iterator[tuple[int, Column, Unit]]:
    """Yield the units that the formats of numbers show; a format that leaves thousands out is noted."""
    for row in table.rows:
        for column in columns:
            cell = table.cell(row, column)
            if cell is None or not cell.is_number or not cell.shown:
                continue
            if _SCALED.search(_LITERAL.sub("", cell.shown)):
                figures.complain(
                    table.place(row, column), f"is shown without its last thousands, and is {cell.value:.15g}",
                    "a number that is shown as it is",
                )  # fmt: skip
            for found in _LITERAL.finditer(cell.shown):
                if (unit := unit_of(found[1] or found[2] or "")) is not None:
                    yield row, column, unit


def _complain_of_names(table: Table, currency: str, own: Unit | None, figures: Figures) -> None:
    """Note rows whose name says in brackets that they are in another unit than their table."""
    column = table.one("name")
    for row in table.rows:
        cell = table.cell(row, column)
        found = _BRACKETS.search(cell.text) if cell is not None else None
        unit = unit_of(found[1]) if found is not None else None
        if found is not None and unit is not None and (_differ(unit, currency) or are_contrary(unit, own)):
            figures.complain(
                table.place(row, column), f"'{found[1]}' is another unit than that of the table",
                "one unit in all rows of a table",
            )  # fmt: skip


def are_contrary(one: Unit, other: Unit | None) -> bool:
    """Whether two statements of a unit cannot both hold: other currencies, or other scales."""
    if other is None:
        return False
    scales = one.scale is not None and other.scale is not None and one.scale != other.scale
    return scales or _differ(one, other.currency)


def _differ(unit: Unit, currency: str) -> bool:
    """Whether a unit is of another currency; kr is one of several."""
    return bool(unit.currency and currency) and unit.currency != currency and "kr" not in (unit.currency, currency)
