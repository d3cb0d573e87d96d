"""Which sheets and tables of a file are read: what is hidden, what sums up others, which of several alternatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aksonsim.files.registers.decisions import Decisions, plain
from aksonsim.files.registers.figures import code_of
from aksonsim.files.registers.finding import tables_of
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.spelling import applied
from aksonsim.files.registers.table import Table
from aksonsim.language.text import _

ALL = "all"
"""The answer that adds the tables of several sheets."""


def tables_in(book: Book, decisions: Decisions) -> list[Table]:
    """Return the tables of a file, those of hidden and ignored sheets left out and named."""
    found: list[Table] = []
    for sheet in book.sheets:
        told = decisions.answers.sheets.get(sheet.name, "")
        if told == "ignored":
            decisions.leave(sheet.name, 0, _("ignored, as answered"), "ignored")
        elif sheet.hidden and not told:
            if sheet.cells:
                decisions.leave(sheet.name, 0, _("hidden sheet"), "hidden")
        else:
            tables = tables_of(sheet, decisions.answers.headers.get(sheet.name))
            found += _as_told(tables, told, decisions.answers.columns.get(sheet.name, {}))
    return found


def _as_told(tables: Sequence[Table], kind: str, columns: Mapping[str, str]) -> list[Table]:
    """Return the tables of a sheet with the kind and the meanings of columns that a mapping file gives its first.

    Where one of them is of that kind already, it is that one that is meant.
    """
    out = list(tables)
    meant = next((place for place, table in enumerate(out) if table.kind == kind), 0)
    if out:
        out[meant] = applied(replace(out[meant], kind=kind or out[meant].kind), columns)
    return out


def chosen(book: Book, tables: Sequence[Table], decisions: Decisions) -> list[Table]:
    """Return the tables that are read together; which of several estimates is asked, sums of other sheets are left."""
    lines = [table for table in tables if table.kind == "elements"]
    summaries = [table for table in lines if _sums_others(table, book)]
    for table in summaries:
        decisions.leave(table.sheet.name, 0, _("sums of other sheets"), "summary")
    lines = [table for table in lines if table not in summaries]
    names = list(dict.fromkeys(table.sheet.name for table in lines))
    if len(names) == 1 and len(book.sheets) > 1 and "sheet" in decisions.answers.values:
        text = _("'{sheet}' is the only sheet with an estimate that is read", sheet=names[0])
        decisions.take("sheet", names[0], text, (*names, ALL), _one_of_these(names))
    if len(names) < 2:
        return [table for table in tables if table not in summaries]
    said = decisions.ask(
        "sheet",
        _("which sheet is the estimate? {count} sheets hold one", count=len(names)),
        (*names, ALL),
        _one_of_these(names),
    )
    if said is None:
        return [table for table in tables if table not in summaries and table not in lines]
    for name in names:
        if said not in (name, ALL):
            decisions.leave(name, 0, _("another alternative"), "alternative")
    return [t for t in tables if t not in summaries and (t.kind != "elements" or said in (t.sheet.name, ALL))]


def _one_of_these(names: Sequence[str]) -> Callable[[str], str]:
    def parse(said: str) -> str:
        for name in (*names, ALL):
            if plain(name) == plain(said):
                return name
        raise ValueError

    return parse


def _sums_others(table: Table, book: Book) -> bool:
    """Whether a table has a row for each of several other sheets."""
    others = {plain(sheet.name) for sheet in book.sheets if sheet is not table.sheet}
    named = table.one("name", "id", "group")
    if named is None:
        first = next(iter(table.columns), None)
        named = first if first is not None and first.meaning.kind in ("other", "note") else None
    names = [plain(code_of(table.cell(row, named))) for row in table.rows] if named else []
    known = [name for name in names if name]
    hits = sum(name in others for name in known)
    return hits >= 2 and hits >= 0.6 * len(known)


def leave_the_rest(book: Book, tables: Sequence[Table], decisions: Decisions) -> None:
    """Name the sheets of which nothing was read."""
    named = {left.sheet for left in decisions.left if left.first == 0} | {table.sheet.name for table in tables}
    for sheet in book.sheets:
        if sheet.name not in named and sheet.cells:
            decisions.leave(sheet.name, 0, _("no table of costs, risks, drivers or activities"), "notes")
