"""In which unit and prices the amounts of a file are: stated by headers, titles, sheet names, cells, or asked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aksonsim.files.registers.decisions import Decisions
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.grid import Book, Sheet
from aksonsim.files.registers.row_units import are_contrary, complain_of_units, unit_column, units_in_cells
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import Unit, country_of, currency_name, price_year_of, unit_of
from aksonsim.language.text import _

WHOLE = 10_000
"""Largest amount from which amounts without a scale can be whole units of a currency."""


@dataclass(frozen=True, slots=True)
class Money:
    """The unit of the scenario (``kEUR``) and the price year; empty and None where they are not stated or asked."""

    unit: Unit
    price_year: int | None

    @property
    def name(self) -> str:
        """What the scenario file calls the unit."""
        return currency_name(self.unit)

    @classmethod
    def none(cls) -> Money:
        """Return what a file without amounts has."""
        return cls(Unit(), None)


def settle_money(
    book: Book, tables: Sequence[tuple[Table, Sequence[Column]]], figures: Figures, decisions: Decisions
) -> tuple[Money, list[Factors]]:
    """Return the unit of all amounts, and the factors of each table.

    ``tables`` are those that are read, with their columns of money.
    """
    stated = [_table_unit(book, table, columns, figures) for table, columns in tables]
    found = [(unit, where) for unit, where in stated if unit is not None]
    largest = max((_largest(table, columns, figures) for table, columns in tables), default=Decimal(0))
    unit = _settled(book, found, largest, decisions)
    whole = Decimal(unit.scale or 1)
    currency = next((one.currency for one, _where in found if one.currency), unit.currency)
    factors = []
    for (table, columns), (own, where) in zip(tables, stated, strict=True):
        scales = {column.number: _scale_of(column, columns) or _scale(own) or unit.scale or 1 for column in columns}
        factors.append(Factors({number: Decimal(scale) / whole for number, scale in scales.items()}, whole))
        complain_of_units(table, columns, currency, own, figures)
        _warn_of_titles(table, own, where, decisions)
    return Money(unit, _price_year(book, tables, decisions)), factors


def brought_into(name: str, money: Money, factors: list[Factors]) -> tuple[Money, list[Factors]]:
    """Return the money and the factors of `settle_money` for amounts in another unit of the same currency, exactly."""
    wanted = unit_of(name) if name else None
    if wanted is None or wanted.currency != money.unit.currency:
        return money, factors
    scale = wanted.scale or 1
    return Money(Unit(money.unit.currency, scale), money.price_year), [one.into(Decimal(scale)) for one in factors]


def _warn_of_titles(table: Table, own: Unit | None, where: str, decisions: Decisions) -> None:
    """Say where a title above a table names another unit than the one that stands nearest to its amounts."""
    sheet = table.sheet
    for row in (row for row in sheet.by_row if row < table.header[0]):
        for column, cell in sheet.by_row[row].items():
            unit = unit_of(cell.text) if cell.text else None
            if own is not None and unit is not None and are_contrary(unit, own):
                text = _(
                    "{title} says '{text}', but {where} says {unit}, which is what the amounts are read in",
                    title=sheet.place(row, column), text=cell.text, where=where, unit=currency_name(own),
                )  # fmt: skip
                decisions.warn(text)


def _scale(unit: Unit | None) -> int | None:
    return None if unit is None else unit.scale


def _scale_of(column: Column, columns: Sequence[Column]) -> int | None:
    """Return the scale that a header says: EUR beside kEUR is whole EUR."""
    unit = column.meaning.unit
    others = (other.meaning.unit for other in columns if other is not column)
    if unit is not None and unit.scale is None and any(o is not None and o.scale is not None for o in others):
        return 1 if unit.currency else None
    return _scale(unit)


def _table_unit(book: Book, table: Table, columns: Sequence[Column], figures: Figures) -> tuple[Unit | None, str]:
    """Return the unit that stands nearest to a table, and where."""
    merged: Unit | None = None
    where = ""
    for unit, place in _nearest(book, table, columns, figures):
        if merged is None:
            merged, where = unit, place
        else:
            both = Unit(merged.currency or unit.currency, merged.scale or unit.scale)
            where = where if both == merged else f"{where}, {place}"
            merged = both
        if merged.currency and merged.scale:
            break
    return merged, where


def _nearest(book: Book, table: Table, columns: Sequence[Column], figures: Figures) -> Iterator[tuple[Unit, str]]:
    sheet = table.sheet
    heads = [column.meaning.unit for column in columns if column.meaning.unit is not None]
    if heads:
        yield Counter(heads).most_common(1)[0][0], sheet.place(table.header[-1], columns[0].number)
    if (found := unit_column(table)) is not None and len(set(found[1].values())) == 1:
        yield next(iter(found[1].values())), sheet.place(next(iter(found[1])), found[0].number)
    for row in sorted((row for row in sheet.by_row if row <= table.header[-1]), reverse=True):
        for column, cell in sheet.by_row[row].items():
            if cell.text and (unit := unit_of(cell.text)) is not None:
                yield unit, sheet.place(row, column)
    if (unit := unit_of(sheet.name)) is not None:
        yield unit, f"'{sheet.name}'"
    inside = Counter(unit for _row, _column, unit in units_in_cells(table, columns, figures))
    for unit, _times in inside.most_common(1):
        yield Unit(unit.currency, 1 if len(inside) > 1 or unit.scale is None else unit.scale), _cells(sheet)
    last = max(table.rows, default=0)
    for row, column, text in sheet.texts():
        if row > last - 3 and (unit := unit_of(text)) is not None and (len(sheet.by_row[row]) == 1 or row > last):
            yield unit, sheet.place(row, column)
    for other in book.sheets:
        if other is sheet or other.hidden or len(other.cells) > 40:
            continue
        for row, column, text in other.texts():
            if (unit := unit_of(text)) is not None:
                yield unit, other.place(row, column)


def _cells(sheet: Sheet) -> str:
    return f"cells of '{sheet.name}'" if sheet.name else "its cells"


def _largest(table: Table, columns: Sequence[Column], figures: Figures) -> Decimal:
    cells = (figures.read(table.cell(row, column)) for row in table.rows for column in columns)
    return max((abs(found.value) for found in cells if found is not None and not found.percent), default=Decimal(0))


def _settled(book: Book, found: Sequence[tuple[Unit, str]], largest: Decimal, decisions: Decisions) -> Unit:
    """Return the unit of the scenario: what an answer says, else what the file says, else it is asked."""
    unit = Unit()
    if found:
        unit = found[0][0]
        for other, _there in found[1:]:
            unit = Unit(unit.currency or other.currency, unit.scale or other.scale)
    if unit.currency == "kr":
        country = country_of(text for sheet in book.sheets for _r, _c, text in sheet.texts())
        unit = Unit(country or "", unit.scale)
        if country:
            decisions.tell(_("kr is {currency}: by the language of the file", currency=country), "currency", country)
    if "unit" in decisions.answers.values:
        said = decisions.take(
            "unit", "", _("amounts are in the unit that was answered"), ("MNOK", "kEUR", "USD"), _unit
        )
        if "currency" in decisions.answers.values:
            decisions.take("currency", said.currency, _("currency as answered"), ("NOK",), _currency)
        return Unit(said.currency or unit.currency, said.scale or 1)
    if not unit.currency:
        if unit.scale is None and largest < WHOLE and "currency" not in decisions.answers.values:
            text = _("in which currency and unit are the amounts? The file says none")
            decisions.ask("unit", text, ("<MNOK, kEUR, USD ...>",), _unit)
            return unit
        named = decisions.ask(
            "currency", _("in which currency are the amounts? The file says none"), ("<NOK, EUR, USD ...>",), _currency
        )
        unit = Unit(named or "", unit.scale)
    elif found:
        scale = _(
            "{unit}, stated in {where}", unit=currency_name(Unit(unit.currency, unit.scale or 1)), where=found[0][1]
        )
        unit = Unit(decisions.take("currency", unit.currency, scale, ("<NOK, EUR, USD ...>",), _currency), unit.scale)
    if unit.scale is None:
        if largest < WHOLE and unit.currency:
            text = _(
                "are the amounts in whole {currency}, thousands or millions? The file does not say",
                currency=unit.currency,
            )
            decisions.ask("unit", text, (unit.currency, f"k{unit.currency}", f"M{unit.currency}"), _unit)
        elif unit.currency:
            decisions.tell(
                _("amounts are in whole {currency}: no other unit is stated", currency=unit.currency),
                "unit",
                unit.currency,
            )
            unit = Unit(unit.currency, 1)
    return unit


def _unit(said: str) -> Unit:
    found = unit_of(said.strip())
    if found is None or not found.currency:
        raise ValueError
    return Unit(found.currency, found.scale or 1)


def _currency(said: str) -> str:
    text = said.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError("three letters, as NOK")
    return text


def _price_year(book: Book, tables: Sequence[tuple[Table, Sequence[Column]]], decisions: Decisions) -> int | None:
    """Return the year of the prices: near a table, else anywhere in the file; None, and it is said, without one."""
    choices = ("<year>",)
    for table, _columns in tables:
        sheet = table.sheet
        places = [(row, c, t) for row, c, t in sheet.texts() if row <= table.header[-1]]
        for row, column, text in [*places, (0, 0, sheet.name)]:
            if (year := price_year_of(text)) is not None:
                where = sheet.place(row, column) if row else f"'{sheet.name}'"
                said = _("prices of {year}, stated in {where}", year=str(year), where=where)
                return decisions.take("price_year", str(year), said, choices, _year)
    for sheet in book.sheets:
        for row, column, text in sheet.texts() if not sheet.hidden else ():
            if len(sheet.cells) <= 40 and (year := price_year_of(text)) is not None:
                said = _("prices of {year}, stated in {where}", year=str(year), where=sheet.place(row, column))
                return decisions.take("price_year", str(year), said, choices, _year)
    if "price_year" in decisions.answers.values:
        return decisions.take("price_year", "", _("price year as answered"), choices, _year)
    decisions.tell(_("the year of the prices is not stated: --answer price_year=YEAR"), "price_year", "")
    return None


def _year(said: str) -> int:
    year = int(said)
    if not 1900 <= year <= dt.date.today().year + 30:
        raise ValueError("a year")
    return year
