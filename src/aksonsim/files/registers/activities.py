"""The activities of a table of tasks: durations, links, and how many days a week has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.building import Builder, cited, ids_of
from aksonsim.files.registers.decisions import Decisions
from aksonsim.files.registers.elements import note_of
from aksonsim.files.registers.estimates import estimate_of
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Figures, as_number, code_of
from aksonsim.files.registers.forms import Form, form_of
from aksonsim.files.registers.predecessors import predecessors
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.seen_columns import tell_unread
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.times import span, time_unit
from aksonsim.files.registers.words import is_sum_word
from aksonsim.files.tree import Map
from aksonsim.language.text import _

UNITS = ("days", "weeks", "months")


@dataclass(frozen=True, slots=True)
class Tasks:
    """A table of tasks. ``unit``: of durations whose row says none."""

    table: Table
    form: Form
    items: tuple[Item, ...]
    units: Mapping[int, str]
    week: int | None


def tasks_of(table: Table, figures: Figures, decisions: Decisions) -> Tasks | None:
    """Return the tasks of a table; None where no column states durations."""
    form = form_of(table, figures, decisions)
    if form is None:
        return None
    code, name = table.one("id"), table.one("name") or table.one("id")
    items = []
    for row in table.rows:
        stated = [table.cell(row, column) for column in form.columns]
        title, own = code_of(table.cell(row, name)), code_of(table.cell(row, code))
        if is_sum_word(title) or not (title or own):
            decisions.leave(table.sheet.name, row, _("sum of its rows") if title else _("empty row of the form"), "sum")
        elif any(cell is not None and cell.value is not None for cell in stated):
            items.append(Item(row, own, title))
        else:
            decisions.leave(table.sheet.name, row, _("heading"), "heading")
    rows = [item.row for item in items]
    tell_unread(table, (*form.columns, table.one("predecessors")), rows, figures, decisions, single=False)
    units = {item.row: unit for item in items if (unit := _unit(table, item.row, form, figures))}
    if len(units) < len(items):
        text = _("in which unit of time are the durations of '{sheet}'?", sheet=table.sheet.name)
        said = decisions.ask("time_unit", text, UNITS, _time_unit, table.sheet.name, table.sheet.name)
        units = {item.row: units.get(item.row, said or "") for item in items}
    return Tasks(table, form, tuple(items), units, _week(table, units, figures, decisions))


def _unit(table: Table, row: int, form: Form, figures: Figures) -> str | None:
    """Return the unit of time of a row: of its own column, its cells, or its headers."""
    cell = table.cell(row, table.one("unit"))
    if cell is not None and (found := time_unit(cell.text)) is not None:
        return found
    for column in form.columns:
        cell = table.cell(row, column)
        if cell is not None and cell.text and (spanned := span(cell.text, figures.marks)) is not None:
            return spanned.unit
        for word in column.header.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ").split():
            if len(word) > 2 and (found := time_unit(word)) is not None:
                return found
    for above in (r for r in table.sheet.by_row if r < table.header[0]):
        for cell in table.sheet.by_row[above].values():
            for word in cell.text.split():
                if len(word) > 2 and (found := time_unit(word.strip(".,;:()"))) is not None:
                    return found
    return None


def _time_unit(said: str) -> str:
    found = time_unit(said)
    if found is None:
        raise ValueError
    return found


def _week(table: Table, units: Mapping[int, str], figures: Figures, decisions: Decisions) -> int | None:
    """Return how many days a week has where days or weeks are counted; None for months alone."""
    used = set(units.values()) | {
        link.unit for item in units for link in _links(table, item, figures) if link.unit and link.lag
    }
    if not used & {"days", "weeks"}:
        return None
    text = _("how many days has a week: 5 working days, or 7?")
    return decisions.ask("week", text, ("5", "7"), _five_or_seven, table.sheet.name)


def _five_or_seven(said: str) -> int:
    found = said.split()[0]
    if found not in ("5", "7"):
        raise ValueError
    return int(found)


def _links(table: Table, row: int, figures: Figures) -> tuple[Any, ...]:
    column = table.one("predecessors")
    text = code_of(table.cell(row, column))
    if not text or text in ("-", "–"):
        return ()
    try:
        return predecessors(text, figures.marks)
    except ValueError as error:
        figures.complain(table.place(row, column), str(error), "T2, T2SS+20d")
        return ()


def activities_of(tasks: Tasks, figures: Figures, builder: Builder) -> list[Map]:
    """Return the activities of a table as data."""
    table = tasks.table
    ids = ids_of([(item.code, item.name, ()) for item in tasks.items])
    known = {item.code: name for item, name in zip(tasks.items, ids, strict=True) if item.code}
    known |= {item.name: name for item, name in zip(tasks.items, ids, strict=True)} | known
    out = []
    for item, name in zip(tasks.items, ids, strict=True):
        estimate = _duration(tasks, item, figures)
        if estimate is None:
            continue
        after = [
            link
            for link in (_link(tasks, item, found, known, figures) for found in _links(table, item.row, figures))
            if link
        ]
        place = builder.at(table, item.row, tasks.form.columns[0])
        out.append(
            builder.mapping(
                place, id=name, title=item.name, duration=estimate, unit=tasks.units[item.row], after=after or None,
                note=note_of(table, item.row), source=cited(table, item.row, tasks.form.columns),
            )
        )  # fmt: skip
    return out


def _duration(tasks: Tasks, item: Item, figures: Figures) -> Any:
    """Return the duration of a task; cells may say their unit (3 weeks)."""
    spans: dict[Column, Decimal] = {}
    for column in tasks.form.columns:
        cell = tasks.table.cell(item.row, column)
        if cell is not None and cell.text and (found := span(cell.text, figures.marks)) is not None:
            if found.unit != tasks.units[item.row]:
                place = tasks.table.place(item.row, column)
                figures.complain(place, f"'{cell.text}' beside {tasks.units[item.row]}", "one unit of time in a row")
                return None
            spans[column] = found.value
    if not spans:
        return estimate_of(tasks.table, item.row, tasks.form, figures, Factors())
    values = [spans.get(column) for column in tasks.form.columns]
    stated = [as_number(value) for value in values if value is not None]
    if len(set(stated)) == 1:
        return stated[0]
    keys = (
        ("min", "mode", "max")
        if tasks.form.ends is None
        else (f"p{tasks.form.ends[0]:g}", "mode", f"p{tasks.form.ends[1]:g}")
    )
    if len(stated) != 3:
        figures.complain(tasks.table.place(item.row, tasks.form.columns[0]), "three durations are needed, or one", "")
        return None
    shape = {"shape": tasks.form.shape} if tasks.form.shape else {}
    return dict(zip(keys, stated, strict=True)) | shape


def _link(tasks: Tasks, item: Item, found: Any, known: Mapping[str, str], figures: Figures) -> Any:
    """Return a predecessor as data; None, with the problem noted, for a task that is not there."""
    name = known.get(found.activity)
    if name is None:
        place = tasks.table.place(item.row, tasks.table.one("predecessors"))
        figures.complain(place, f"'{found.activity}' is no task of this file", "an id or a name of one")
        return None
    if found.kind == "FS" and not found.lag:
        return name
    link: dict[str, Any] = {"activity": name}
    if found.kind != "FS":
        link["type"] = found.kind
    if found.lag:
        link |= {"lag": as_number(found.lag), "unit": found.unit or tasks.units[item.row]}
    return link
