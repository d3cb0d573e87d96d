"""Units that rows and cells of a table state themselves, and what does not go together with the unit of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksonsim.files.registers.amounts import value_range
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import Unit, currency_name, unit_of


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
    other = next(((row, column, one) for row, column, one in stated if _differ(one, currency)), None)
    if other is not None:
        figures.complain(table.place(other[0], other[1]), f"an amount in {other[2].currency} beside {currency}",
                         "one currency in a file")  # fmt: skip


def _differ(unit: Unit, currency: str) -> bool:
    """Whether a unit is of another currency; kr is one of several."""
    return bool(unit.currency and currency) and unit.currency != currency and "kr" not in (unit.currency, currency)
