"""Drivers that act on several elements: multipliers, in per cent or as factors, and amounts that are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.building import Builder, cited, ids_of
from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.elements import note_of
from aksonsim.files.registers.estimates import estimate_of
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Exact, Figures, as_number, code_of
from aksonsim.files.registers.forms import Form, form_of
from aksonsim.files.registers.rows import Rows, rows_of
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import unit_of
from aksonsim.files.registers.words import is_everything
from aksonsim.files.tree import Map
from aksonsim.language.text import Listed, Words, _, ngettext

KINDS = ("per cent", "factors", "money")


@dataclass(frozen=True, slots=True)
class Drivers:
    """A table of drivers; ``kind`` is one of `KINDS`."""

    table: Table
    form: Form
    rows: Rows
    kind: str

    @property
    def kind_words(self) -> Words:
        """How the drivers act, as it is said."""
        return {"per cent": _("in per cent"), "factors": _("factors"), "money": _("amounts that are added")}[self.kind]

    @property
    def money(self) -> tuple[Column, ...]:
        """The columns that hold money."""
        return self.form.columns if self.kind == "money" else ()


def drivers_of(table: Table, figures: Figures, decisions: Decisions) -> Drivers | None:
    """Return the drivers of a table; None where its columns state none, or while it is asked what its numbers are."""
    form = form_of(table, figures, decisions)
    if form is None:
        return None
    rows = rows_of(table, form.columns, figures, decisions)
    kind = _kind(table, form, rows, figures, decisions)
    return None if kind is None else Drivers(table, form, rows, kind)


def _kind(table: Table, form: Form, rows: Rows, figures: Figures, decisions: Decisions) -> str | None:
    """Return whether numbers are per cent, factors or money: said by formats, headers and names, else asked."""
    found = [f for item in rows.items for c in form.columns if (f := figures.read(table.cell(item.row, c))) is not None]
    values = [f.value for f in found]
    sheet = table.sheet.name
    choices = KINDS
    header = any(column.meaning.percent for column in form.columns)
    if header or (found and all(f.percent for f in found)):
        text = _("drivers of '{sheet}' are in per cent: they multiply", sheet=sheet)
        return decisions.take("driver_values", "per cent", text, choices, one_of(*choices), sheet, sheet)
    unit = next((c.meaning.unit for c in form.columns if c.meaning.unit), None) or unit_of(sheet) or _above(table)
    near = bool(values) and all(Decimal("0.3") <= value <= 3 for value in values)
    middles = [f.value for item in rows.items if (f := figures.read(table.cell(item.row, form.middle))) is not None]
    near = near and all(Decimal("0.5") <= value <= 2 for value in middles)
    if unit is not None and not near:
        text = _("drivers of '{sheet}' are amounts of money: they are added, not multiplied", sheet=sheet)
        return decisions.take("driver_values", "money", text, choices, one_of(*choices), sheet, sheet)
    if near and unit is None:
        text = _("drivers of '{sheet}' are factors near 1: they multiply", sheet=sheet)
        return decisions.take("driver_values", "factors", text, choices, one_of(*choices), sheet, sheet)
    stated = Listed(tuple(Exact(value) for value in values[:3]))
    text = _("what are the numbers of '{sheet}' ({values} ...): per cent, factors, or money that is added?",
             sheet=sheet, values=stated)  # fmt: skip
    return decisions.ask("driver_values", text, choices, one_of(*choices), sheet, sheet)


def _above(table: Table) -> object:
    """Return the unit of money that a row above the header states."""
    rows = (row for row in table.sheet.by_row if row < table.header[0])
    return next((u for row in rows for cell in table.sheet.by_row[row].values() if (u := unit_of(cell.text))), None)


def maps_of(
    drivers: Drivers, scale: Factors, known: Mapping[str, str], taken: Sequence[str], figures: Figures,
    decisions: Decisions, builder: Builder,
) -> list[Map]:  # fmt: skip
    """Return the drivers of a table as data; ``known``: plain code or name of an element -> its id."""
    table = drivers.table
    items = drivers.rows.items
    near = drivers.kind == "per cent" and _are_parts(drivers, figures, decisions)
    ids = ids_of([(item.code, item.name, item.under) for item in items])
    shares = _Shares(drivers, known, figures, decisions)
    out, everywhere = [], []
    for item, name in zip(items, ids, strict=True):
        estimate = estimate_of(table, item.row, drivers.form, figures, scale)
        if estimate is None:
            figures.complain(
                table.place(item.row, drivers.form.columns[0]), "a driver without numbers", "three, or none"
            )
            continue
        if drivers.kind == "per cent":
            header = any(column.meaning.percent for column in drivers.form.columns)
            estimate = as_factor(estimate, _is_whole(drivers, header, figures), near)
        place = builder.at(table, item.row, drivers.form.columns[0])
        key = "addition" if drivers.kind == "money" else "multiplier"
        exposure = shares.of(item.row) if shares.columns else _exposure(table, item.row, known, figures)
        if key == "multiplier" and not exposure:
            exposure = {"*": 1}
            everywhere.append(item.name or item.code)
        out.append(
            builder.mapping(
                place, id=f"driver.{name}" if name in taken else name, title=item.name, **{key: estimate},
                exposure=exposure or None,
                note=note_of(table, item.row, shares.columns),
                source=cited(table, item.row, drivers.form.columns),
            )
        )  # fmt: skip
    if everywhere and not figures.problems:
        text = _(
            "nothing says which elements these drivers act on, so they act on all: {names}", names=", ".join(everywhere)
        )
        decisions.tell(text, where=table.sheet.name)
    return out


def _is_whole(drivers: Drivers, header: bool, figures: Figures) -> bool:
    """Whether per cent stands as 14 for 14 %: the header says per cent, and the cells do not."""
    found = [
        f
        for item in drivers.rows.items
        for c in drivers.form.columns
        if (f := figures.read(drivers.table.cell(item.row, c))) is not None
    ]
    return header and not any(f.percent for f in found) and any(abs(f.value) >= 1 for f in found)


def _are_parts(drivers: Drivers, figures: Figures, decisions: Decisions) -> bool:
    """Whether per cent are parts (101 for 1 % more), not changes: all are near 100, or all near 0, else it is asked."""
    table, sheet = drivers.table, drivers.table.sheet.name
    header = any(column.meaning.percent for column in drivers.form.columns)
    found = [figures.read(table.cell(item.row, drivers.form.middle)) for item in drivers.rows.items]
    hundred = 100 if _is_whole(drivers, header, figures) else 1
    middles = [one.value / hundred for one in found if one is not None]
    choices = ("changes", "parts")
    if all(abs(middle) < Decimal("0.5") for middle in middles):
        text = _("per cent of '{sheet}' are changes: 5 % is 1.05", sheet=sheet)
        return decisions.take("relative", choices[0], text, choices, one_of(*choices), sheet, sheet) == choices[1]
    if all(Decimal("0.6") < middle < Decimal("1.6") for middle in middles):
        text = _("per cent of '{sheet}' are parts of what there is: 105 % is 1.05", sheet=sheet)
        return decisions.take("relative", choices[1], text, choices, one_of(*choices), sheet, sheet) == choices[1]
    text = _("are per cent of '{sheet}' changes (5 % is 1.05), or parts of what there is (5 % is 0.05)?", sheet=sheet)
    return decisions.ask("relative", text, choices, one_of(*choices), sheet, sheet) == choices[1]


def as_factor(estimate: Any, whole: bool, near: bool) -> Any:
    """Return an estimate in per cent as multipliers: -6 % is 0.94, and 94 % is 0.94 too where ``near`` says parts.

    >>> as_factor({"p10": -0.06, "p50": 0.01, "p90": 0.14}, whole=False, near=False)
    {'p10': 0.94, 'p50': 1.01, 'p90': 1.14}
    """
    if not isinstance(estimate, Mapping):
        return as_number(_factor(Decimal(repr(estimate)), whole, near))
    values = {key: value for key, value in estimate.items() if isinstance(value, int | float)}
    return {
        key: as_number(_factor(Decimal(repr(value)), whole, near)) if key in values else value
        for key, value in estimate.items()
    }


def _factor(value: Decimal, whole: bool, near: bool) -> Decimal:
    share = value / 100 if whole else value
    return share if near else 1 + share


class _Shares:
    """The columns of a table of drivers that are headed by elements: they state the share of each that is acted on.

    ``columns``: column -> id of the element. Other columns of numbers are asked for where nothing else says what
    drivers act on: a misspelt element would make its driver act on all of them.
    """

    def __init__(self, drivers: Drivers, known: Mapping[str, str], figures: Figures, decisions: Decisions) -> None:
        self.table, self.figures = drivers.table, figures
        free = self.free(drivers)
        self.columns = {c: known[plain(c.header)] for c in free if plain(c.header) in known}
        rows = [item.row for item in drivers.rows.items]
        self.ask([c for c in free if c not in self.columns and any(self.share(row, c) for row in rows)], decisions)
        stated = [found for row in rows for c in self.columns if (found := self.share(row, c))]
        self.whole = bool(stated) and min(stated) > 1
        if self.whole:
            decisions.tell(_("shares of '{sheet}' are in per cent", sheet=self.table.sheet.name))

    def free(self, drivers: Drivers) -> list[Column]:
        """Return the columns that are neither the driver's own figures nor its name."""
        table, form = self.table, drivers.form
        own = (*form.columns, form.spread, form.shape_column, table.one("id"), table.one("name"))
        return [c for c in table.columns if c not in own and c.meaning.kind not in ("note", "status", "applies_to")]

    def ask(self, columns: Sequence[Column], decisions: Decisions) -> None:
        """Ask for columns of numbers that are headed by no element."""
        if not columns or self.table.one("applies_to"):
            return
        sheet = self.table.sheet.name
        names = Listed(tuple(f"'{column.header}'" for column in columns))
        text = ngettext(
            "column {names} of the drivers holds numbers, and is no element of this file: leave it out?",
            "columns {names} of the drivers hold numbers, and are no elements of this file: leave them out?",
            len(columns), names=names,
        )  # fmt: skip
        decisions.ask("other_columns", text, ("leave out",), one_of("leave out"), sheet, sheet)

    def share(self, row: int, column: Column) -> Decimal | None:
        """Return the number of a cell as it stands, 1 for a cross; None without one."""
        cell = self.table.cell(row, column)
        if cell is not None and cell.text.casefold() in ("x", "ja", "yes"):
            return Decimal(1)
        found = self.figures.read(cell)
        return None if found is None else found.value

    def of(self, row: int) -> dict[str, Any]:
        """Return the share of each element that a driver acts on; shares beyond 0 to 1 are problems."""
        out = {}
        for column, name in self.columns.items():
            value = self.share(row, column)
            if value is not None and self.whole:
                value /= 100
            if value is not None and not 0 <= value <= 1:
                place = self.table.place(row, column)
                self.figures.complain(place, f"a share of {as_number(value):g}", "0 to 1, such as 0.8 or 80 %")
            elif value:
                out[name] = as_number(value)
        if not out:
            place = self.table.place(row, *list(self.columns)[:1])
            self.figures.complain(place, "the driver acts on no element", "its share under each element")
        return out


def _exposure(table: Table, row: int, known: Mapping[str, str], figures: Figures) -> dict[str, Any]:
    """Return the elements that a driver names, each wholly."""
    hit = table.one("applies_to")
    text = code_of(table.cell(row, hit))
    if not text or is_everything(text):
        return {"*": 1} if text else {}
    out = {}
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        found_id = known.get(plain(part.strip()))
        if found_id is None:
            figures.complain(
                table.place(row, hit), f"'{part.strip()}' is no element of this file", "a code or a name, or all"
            )
            return {}
        out[found_id] = 1
    return out


def combine(multipliers: Sequence[Map], decisions: Decisions) -> str | None:
    """Return how several drivers of one element act together, where any do: their product, unless answered."""
    hit: set[str] = set()
    twice = False
    for driver in multipliers:
        names = set(driver.get("exposure", {}))
        twice = twice or bool(hit & names) or bool(hit and "*" in hit | names)
        hit |= names
    if not twice:
        return None
    choices = ("product", "sum")
    text = _("several drivers act on one element: their effects multiply")
    return decisions.take("drivers", "product", text, choices, one_of(*choices))
