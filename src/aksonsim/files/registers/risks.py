"""The rows of a risk register, and which of its columns hold before and after measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aksonsim.files.registers.decisions import Decisions, one_of
from aksonsim.files.registers.figures import code_of
from aksonsim.files.registers.row_questions import unseen_rows
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.words import is_sum_word, status
from aksonsim.language.text import _, ngettext

STATES = ("before", "after")
_TWICE = frozenset(
    (
        *(
            "probability",
            "frequency",
            "value",
            "amount",
            "min",
            "low",
            "mode",
            "high",
            "max",
            "percentile",
            "mean",
            "sd",
        ),
        *("expected", "score"),
    )
)
_PLAIN_STATUS = one_of("leave out", "count")


@dataclass(frozen=True, slots=True)
class Risks:
    """A risk register: its items that count, and its columns in the state that was asked for.

    ``before`` is the table before measures where the register is read after them.
    """

    table: Table
    items: tuple[Item, ...]
    before: Table | None = None


def risks_of(table: Table, decisions: Decisions) -> Risks:
    """Return the risks of a register that count."""
    told, chosen = _in_state(table, decisions)
    items = _items(chosen, decisions)
    return Risks(chosen, tuple(_open(chosen, items, decisions)), told if chosen is not told else None)


def _in_state(table: Table, decisions: Decisions) -> tuple[Table, Table]:
    """Return a register with its columns before measures, and with those of the state that counts."""
    columns: list[Column] = []
    seen: set[tuple[str, str, float | None]] = set()
    state = "before"
    for column in table.columns:
        meaning = column.meaning
        known = (meaning.kind, meaning.of, meaning.percentile)
        if meaning.kind in _TWICE:
            if meaning.state:
                state = meaning.state
            elif state == "before" and known in seen:
                state = "after"
            elif state == "after" and known not in seen and meaning.of == "":
                state = state if meaning.kind in ("probability", "frequency", "expected", "score") else "before"
            if state == "before":
                seen.add(known)
            meaning = replace(meaning, state=state)
        columns.append(replace(column, meaning=meaning))
    after = [c for c in columns if c.meaning.state == "after" and c.meaning.kind in _TWICE - {"score", "expected"}]
    if not after:
        return table, table
    names = ", ".join(f"'{c.header}'" for c in after)
    text = _("risks before or after measures? After them: columns {columns}", columns=names)
    said = decisions.ask("state", text, STATES, one_of(*STATES), table.sheet.name, table.sheet.name)
    first = [c for c in after if c.meaning.kind == "probability"]
    if first and first[0].header in [c.header for c in columns if c.meaning.state == "before"]:
        decisions.tell(
            _(
                "the first '{name}' is that before measures, the second that after, by their order",
                name=first[0].header,
            ),
            where=table.sheet.name,
        )
    early = replace(table, columns=tuple(c for c in columns if c.meaning.state != "after"))
    if said != "after":
        return early, early
    kinds = {(c.meaning.kind in ("probability", "frequency")) for c in after}
    late = tuple(
        c
        for c in columns
        if c.meaning.state != "before" or c.meaning.kind not in _TWICE
        or (c.meaning.kind in ("probability", "frequency")) not in kinds
    )  # fmt: skip
    return early, replace(table, columns=late)


def _items(table: Table, decisions: Decisions) -> list[Item]:
    """Return the rows that state a risk; all others are left out and named."""
    figures = table.having(
        "probability", "frequency", "min", "low", "mode", "high", "max", "percentile", "value", "amount", "mean"
    )
    code_column, name_column = table.one("id"), table.one("name")
    items: list[Item] = []
    for row in table.rows:
        code, name = code_of(table.cell(row, code_column)), code_of(table.cell(row, name_column))
        cells = table.sheet.by_row[row]
        known = [cell for column in figures if (cell := table.cell(row, column)) is not None]
        stated = [cell for cell in known if cell.value not in (None, "") or (cell.formula and name)]
        texts = [cell for cell in cells.values() if cell.text]
        first = texts[0].text if texts else ""
        if is_sum_word(name or code) or (not name and is_sum_word(first)):
            decisions.leave(table.sheet.name, row, _("sum of its rows"), "sum")
        elif stated and (name or code):
            items.append(Item(row, code, name or code))
        elif not texts or all(cell.formula for cell in cells.values()):
            decisions.leave(table.sheet.name, row, _("empty row of the form"), "empty")
        elif name and code:
            _without(table, row, name, decisions)
        elif items and row > max(item.row for item in items) and len(texts) == 1:
            decisions.leave(table.sheet.name, row, _("note"), "note")
        else:
            decisions.leave(table.sheet.name, row, _("heading"), "heading")
    columns = (*((name_column,) if name_column else ()), *figures)
    hidden = unseen_rows(table.sheet, {item.row: item.name for item in items}, columns, decisions)
    return [item for item in items if item.row not in hidden]


def _without(table: Table, row: int, name: str, decisions: Decisions) -> None:
    where = table.sheet.place(row)
    text = _("{where} '{name}' has neither probability nor consequence: leave it out?", where=where, name=name)
    if decisions.ask("no_amount", text, ("leave out",), one_of("leave out"), where, table.sheet.name):
        decisions.leave(table.sheet.name, row, _("no amounts"), "missing")


def _state(word: str, column: Column, table: Table, decisions: Decisions) -> str | None:
    """Return what a word of a status says; one that is not known is asked for."""
    if (known := status(word)) is not None:
        return known
    text = _(
        "'{word}' in '{column}': is such a risk open, closed, or has it occurred?", word=word, column=column.header
    )
    choices = ("open", "closed", "occurred")
    return decisions.ask(f"status[{word}]", text, choices, one_of(*choices), table.sheet.name)


def _open(table: Table, items: Sequence[Item], decisions: Decisions) -> list[Item]:
    """Return the risks that are not closed."""
    column = table.one("status")
    if column is None:
        return list(items)
    stated = {item.row: code_of(table.cell(item.row, column)) for item in items}
    meant = {word: _state(word, column, table, decisions) for word in sorted(set(stated.values())) if word}
    closed = [item for item in items if meant.get(stated[item.row]) == "closed"]
    happened = [item for item in items if meant.get(stated[item.row]) == "occurred"]
    gone: set[int] = set()
    if closed:
        text = ngettext("{count} closed risk is left out", "{count} closed risks are left out", len(closed))
        said = decisions.take("closed", "leave out", text, ("leave out", "count"), _PLAIN_STATUS, table.sheet.name)
        if said == "leave out":
            gone |= {item.row for item in closed}
            for item in closed:
                decisions.leave(table.sheet.name, item.row, _("closed: {word}", word=stated[item.row]), "closed")
    if happened:
        names = ", ".join(item.name for item in happened)
        text = _("{names}: occurred already. Leave out, or count with the stated probability?", names=names)
        answer = decisions.ask("occurred", text, ("leave out", "count"), _PLAIN_STATUS, table.sheet.name)
        if answer != "count":
            gone |= {item.row for item in happened}
            for item in happened if answer else ():
                decisions.leave(table.sheet.name, item.row, _("occurred"), "closed")
    return [item for item in items if item.row not in gone]
