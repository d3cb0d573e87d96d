"""Which columns of a table are read: hidden ones, two that say the same, and numbers under words that are not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.finding import FIGURES
from aksonsim.files.registers.grid import letters
from aksonsim.files.registers.meanings import Meaning
from aksonsim.files.registers.spelling import spelt
from aksonsim.files.registers.table import Column, Table
from aksonsim.language.text import _

ONCE = frozenset(("min", "low", "mode", "high", "max", "percentile", "base"))
"""What a line states once."""


def in_sight(table: Table, decisions: Decisions) -> Table:
    """Return a table without the hidden columns of figures that are not counted; whether they are is asked."""
    sheet = table.sheet
    hidden = [c for c in table.columns if c.number in sheet.hidden_columns and c.meaning.kind in FIGURES]
    if not hidden:
        return table
    text = _("columns {columns} are hidden: read them?", columns=_named(hidden))
    choices = ("leave out", "count")
    said = decisions.ask("hidden_columns", text, choices, one_of(*choices), sheet.name, sheet.name)
    return table if said == "count" else _without(table, hidden)


def of_one_meaning(table: Table, decisions: Decisions) -> Table:
    """Return a table in which no two columns state the same of a line: which of them counts is asked."""
    amounts = {_of(column.meaning) for column in table.columns if not column.meaning.percent}
    shares = [c for c in table.columns if c.meaning.percent and c.meaning.kind in ONCE and _of(c.meaning) in amounts]
    if shares:
        text = _("numbers that are not read: {columns}", columns=_named(shares))
        decisions.tell(text, where=table.sheet.name)
        table = _without(table, shares)
    same: dict[Meaning, list[Column]] = {}
    once = ONCE if any(c.meaning.kind in ONCE or c.meaning.kind == "quantity" for c in table.columns) else ("value",)
    for column in table.columns:
        if column.meaning.kind in once:
            same.setdefault(_of(column.meaning), []).append(column)
    for meaning, columns in same.items():
        if len(columns) > 1:
            text = _("{columns} say the same: which of them counts?", columns=_named(columns))
            choices = tuple(f"{letters(column.number)} ({column.header})" for column in columns)
            key = f"column[{spelt(meaning)}]"
            said = decisions.ask(key, text, choices, _one_of(columns), table.sheet.name, table.sheet.name)
            table = _without(table, [column for column in columns if column != (said or columns[0])])
    return table


def tell_unread(
    table: Table,
    used: Iterable[Column | None],
    rows: Sequence[int],
    figures: Figures,
    decisions: Decisions,
    single: bool,
) -> None:
    """Say which columns hold numbers that are not read; ask where each line is read as a ``single`` number.

    What they state may be the range of those numbers, in words that are not known.
    """
    known = {column.number for column in used if column is not None}
    unread = []
    for column in table.columns:
        kind = column.meaning.kind
        if column.number in known or (kind not in FIGURES and kind != "other") or kind == "predecessors":
            continue
        found = sum(figures.read(table.cell(row, column)) is not None for row in rows)
        unread += [column] if found * 3 >= len(rows) and found else []
    if not unread:
        return
    names = _named(unread)
    if not single:
        decisions.tell(_("numbers that are not read: {columns}", columns=names), where=table.sheet.name)
        return
    text = _("{columns} hold numbers too: leave them out? If they are ends of a range, name them in a mapping file",
             columns=names)  # fmt: skip
    decisions.ask("other_columns", text, ("leave out",), one_of("leave out"), table.sheet.name, table.sheet.name)


def _of(meaning: Meaning) -> Meaning:
    """Return a meaning without its unit, and whether it is sure or in per cent."""
    return replace(meaning, unit=None, sure=True, percent=False)


def _without(table: Table, gone: Sequence[Column]) -> Table:
    """Return a table in which some columns mean nothing."""
    return replace(
        table, columns=tuple(replace(c, meaning=Meaning("ignored")) if c in gone else c for c in table.columns)
    )


def _named(columns: Sequence[Column]) -> str:
    return ", ".join(f"'{column.header}' ({letters(column.number)})" for column in columns)


def _one_of(columns: Sequence[Column]) -> Callable[[str], Column]:
    def parse(said: str) -> Column:
        found = [c for c in columns if plain(said) in (plain(c.header), plain(letters(c.number)))]
        found = found or [c for c in columns if plain(said) == plain(f"{letters(c.number)} ({c.header})")]
        found = found or [c for c in columns if plain(said) == plain(c.header.partition("(")[0].strip())]
        if len(found) != 1:
            raise ValueError
        return found[0]

    return parse
