"""The cost elements of a table."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.building import Builder, Heading, cited, groups_of, ids_of
from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.estimates import estimate_of, share_in
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Figures, as_number, code_of
from aksonsim.files.registers.forms import Form, form_of
from aksonsim.files.registers.income import as_income, is_income
from aksonsim.files.registers.programmes import is_payable, programme_of, programmes_of
from aksonsim.files.registers.rows import Item, Rows, rows_of
from aksonsim.files.registers.seen_columns import tell_unread
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.words import status
from aksonsim.files.tree import Map
from aksonsim.language.text import Listed, _, ngettext

NOTED = ("note", "other", "status", "group")
"""Columns whose words are kept as the note of an item."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of cost lines with its rows sorted: ``quantity`` and ``amount`` are columns of a bill of quantities."""

    table: Table
    form: Form
    rows: Rows
    quantity: Column | None = None
    amount: Column | None = None

    @property
    def money(self) -> tuple[Column, ...]:
        """The columns that hold money."""
        columns = self.form.columns if not self.form.relative else self.form.amounts
        return tuple(dict.fromkeys((*columns, *((self.amount,) if self.amount else ()))))


def lines_of(table: Table, figures: Figures, decisions: Decisions) -> Lines | None:
    """Return the cost lines of a table; None where none of its columns states an amount."""
    quantity = table.one("quantity")
    for column in (c for c in table.columns if c.meaning.of == "quantity"):
        place = table.place(table.header[-1], column)
        figures.complain(
            place, f"'{column.header}': a range of a quantity is not read", "a quantity, with a range of its price"
        )
    prices = [c for c in table.columns if c.meaning.of == "price"]
    if quantity is not None and prices:
        form = form_of(table, figures, decisions, of="price")
        amount = next(iter(table.having("amount", "value", of="")), None) or table.one("amount")
        counted: Sequence[Column] = (amount,) if amount is not None else form.columns if form else ()
        if form is not None:
            rows = _without_doubles(table, form, rows_of(table, counted, figures, decisions), figures, decisions)
            lines = Lines(table, form, rows, quantity, amount)
            _tell_unread(lines, figures, decisions)
            return lines
    form = form_of(table, figures, decisions)
    if form is None:
        return None
    rows = rows_of(table, form.amounts, figures, decisions)
    lines = Lines(table, form, _without_doubles(table, form, rows, figures, decisions))
    _tell_unread(lines, figures, decisions)
    return lines


def _without_doubles(table: Table, form: Form, rows: Rows, figures: Figures, decisions: Decisions) -> Rows:
    """Return the rows; one that stands twice with the same code, name and figures is asked for: two lines, or one."""
    same: dict[object, list[Item]] = {}
    for item in rows.items:
        stated = tuple(f.value if (f := figures.read(table.cell(item.row, c))) else None for c in form.columns)
        same.setdefault((item.code, plain(item.name), item.under, stated), []).append(item)
    gone: set[int] = set()
    for first, *others in (items for items in same.values() if len(items) > 1):
        places = ", ".join(str(item.row) for item in (first, *others))
        text = _("'{name}' stands with the same figures in rows {rows}: several lines, or one?",
                 name=first.name or first.code, rows=places)  # fmt: skip
        choices = ("two", "one")
        said = decisions.ask("duplicates", text, choices, one_of(*choices), table.place(first.row), table.sheet.name)
        for item in others if said == "one" else ():
            gone.add(item.row)
            decisions.leave(table.sheet.name, item.row, _("the same line again"), "duplicate")
    rows = replace(rows, items=tuple(item for item in rows.items if item.row not in gone))
    return _without_closed(table, rows, decisions)


def _without_closed(table: Table, rows: Rows, decisions: Decisions) -> Rows:
    """Return the rows; those whose status says that they do not count are asked for."""
    column = table.one("status")
    words = {item.row: code_of(table.cell(item.row, column)) for item in rows.items} if column else {}
    closed = [item for item in rows.items if status(words.get(item.row, "")) == "closed"]
    if not closed:
        return rows
    names = ", ".join(f"{item.row} ({item.name}: {words[item.row]})" for item in closed[:5])
    text = _("rows {rows}: count them?", rows=names + ("..." if len(closed) > 5 else ""))
    choices = ("leave out", "count")
    place = table.place(closed[0].row)
    if decisions.ask("closed", text, choices, one_of(*choices), place, table.sheet.name) != "leave out":
        return rows
    for item in closed:
        decisions.leave(table.sheet.name, item.row, _("closed: {word}", word=words[item.row]), "closed")
    return replace(rows, items=tuple(item for item in rows.items if item not in closed))


def _tell_unread(lines: Lines, figures: Figures, decisions: Decisions) -> None:
    """Say which numbers of a table are not read; ask where its lines have no range."""
    form, rows = lines.form, [item.row for item in lines.rows.items]
    used = (*form.columns, form.spread, lines.quantity, lines.amount)
    tell_unread(lines.table, used, rows, figures, decisions, form.kind == "single" and lines.quantity is None)


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a table with the groups they stand under, and the sum of their stated middles."""

    costs: list[Map]
    groups: list[Map]
    programmes: list[Map]
    sum: Decimal


def elements_of(
    lines: Lines,
    scale: Factors,
    figures: Figures,
    decisions: Decisions,
    builder: Builder,
    taken: set[str],
    known: Mapping[str, str],
) -> Elements:
    """Return the elements of a table in the unit of the scenario.

    ``taken`` are the ids that are in use; ``known`` are the ids of programmes, by their titles, of tables before.
    """
    table, items = lines.table, lines.rows.items
    ids = ids_of([(item.code, item.name, item.under) for item in items])
    ids = [f"{lines.table.kind[:-1]}.{name}" if name in taken else name for name in ids]
    groups = groups_of((item.under for item in items), {*taken, *ids})
    programmes = programmes_of(table, items, known, {*taken, *ids, *groups.values()})
    total = Decimal(0)
    out, came_in = [], []
    for item, name in zip(items, ids, strict=True):
        estimate = _estimate(lines, item, scale, figures)
        if estimate is None:
            continue
        income = is_income(estimate)
        estimate = as_income(estimate) if income else estimate
        total += -middle_of(estimate) if income else middle_of(estimate)
        came_in += [item.name or item.code] if income else []
        place = builder.at(table, item.row, lines.form.columns[0])
        out.append(
            builder.mapping(
                place, id=name, title=item.name or item.code, under=groups.get(item.under),
                programme=programme_of(table, item.row, programmes), estimate=estimate,
                income=True if income else None, payable=is_payable(table, item.row, figures),
                note=note_of(table, item.row),
                source=cited(table, item.row, (*lines.form.columns, *((lines.quantity,) if lines.quantity else ()))),
            )
        )  # fmt: skip
    if came_in:
        text = ngettext(
            "{count} line of negative amounts is income: {names}",
            "{count} lines of negative amounts are income: {names}",
            len(came_in), names=", ".join(came_in),
        )  # fmt: skip
        decisions.tell(text, where=table.sheet.name)
    _tell_doubles(items, ids, decisions, table)
    tell_notes(table, decisions)
    return Elements(
        out,
        [_group(path, groups, builder) for path in groups],
        [builder.mapping(builder.whole(), id=programmes[name], title=name) for name in programmes if name not in known],
        total,
    )


def _group(path: tuple[Heading, ...], groups: Mapping[tuple[Heading, ...], str], builder: Builder) -> Map:
    code, title = path[-1]
    return builder.mapping(builder.whole(), id=groups[path], title=title or code, under=groups.get(path[:-1]))


def _estimate(lines: Lines, item: Item, scale: Factors, figures: Figures) -> Any:
    if (share := share_in(lines.table, item.row, lines.form, figures)) is not None:
        cell = lines.table.cell(item.row, share)
        stated = f"'{cell.text}' " if cell is not None and cell.text else ""
        figures.complain(
            lines.table.place(item.row, share), f"{stated}is a share of something, no cost", "an amount of money"
        )
        return None
    estimate = estimate_of(lines.table, item.row, lines.form, figures, scale, turned=[])
    if estimate is None or lines.quantity is None:
        return estimate
    found = figures.read(lines.table.cell(item.row, lines.quantity))
    if found is None:
        place = lines.table.place(item.row, lines.quantity)
        figures.complain(place, "a price without a quantity", "a number of units")
        return None
    _check_amount(lines, item, found.value, scale, figures)
    return {"quantity": as_number(found.value), "price": estimate}


def _check_amount(lines: Lines, item: Item, quantity: Decimal, scale: Factors, figures: Figures) -> None:
    """Compare the amount that a row states with its quantity times its price."""
    amount = figures.read(lines.table.cell(item.row, lines.amount))
    price = figures.read(lines.table.cell(item.row, lines.form.middle))
    if amount is None or price is None or lines.amount is None or lines.form.middle is None:
        return
    stated = amount.value * scale.of(lines.amount, amount.unit)
    computed = quantity * price.value * scale.of(lines.form.middle, price.unit)
    if abs(stated - computed) > max(abs(stated) * Decimal("0.005"), Decimal(1)):
        place = lines.table.place(item.row, lines.amount)
        figures.complain(
            place,
            f"the amount is {as_number(stated):g}, but quantity x price is {as_number(computed):g}",
            "one of them",
        )


def noted(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table whose words are kept as notes; only elements have a programme."""
    return table.having(*NOTED, *(() if table.kind == "elements" else ("programme", "payable")))


def note_of(table: Table, row: int, without: Container[Column] = ()) -> str:
    """Return what the columns of words say of a row, each with its header; those ``without`` are read otherwise."""
    told = []
    for column in noted(table):
        if column in without:
            continue
        cell = table.cell(row, column)
        if cell is not None and cell.value is not None and cell.formula == "":
            told.append(f"{column.header}: {code_of(cell)}")
    return "; ".join(told)


def tell_notes(table: Table, decisions: Decisions) -> None:
    """Say which columns are kept as notes of the items, and which are compared but not read."""
    kept = [column for column in noted(table) if any(table.cell(row, column) for row in table.rows)]
    if kept:
        names = Listed(tuple(f"'{column.header}'" for column in kept))
        decisions.tell(
            ngettext("column {names} is kept as notes", "columns {names} are kept as notes", len(kept), names=names)
        )


def middle_of(estimate: Any) -> Decimal:
    """Return the stated middle of an estimate: its mode, P50, mean or value, the middle of a uniform distribution."""
    if not isinstance(estimate, Mapping):
        return Decimal(repr(estimate))
    if "quantity" in estimate:
        return Decimal(repr(estimate["quantity"])) * middle_of(estimate["price"])
    for key in ("mode", "p50", "mean"):
        if key in estimate:
            return Decimal(repr(estimate[key]))
    ends = [Decimal(repr(value)) for key, value in estimate.items() if key != "shape"]
    return sum(ends, Decimal(0)) / len(ends)


def _tell_doubles(items: Sequence[Item], ids: Sequence[str], decisions: Decisions, table: Table) -> None:
    """Say which names stand more than once, and what tells them apart."""
    named: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        named.setdefault(item.name.casefold(), []).append(place)
    doubled = {name: places for name, places in named.items() if len(places) > 1}
    if len(doubled) > 3:
        text = _("{count} names stand more than once; their ids tell them apart", count=len(doubled))
        decisions.tell(text, where=table.sheet.name)
        return
    for places in doubled.values():
        known = ", ".join(ids[place] for place in places)
        text = _("'{name}' stands {count} times: {ids}", name=items[places[0]].name, count=len(places), ids=known)
        decisions.tell(text, where=table.sheet.name)
