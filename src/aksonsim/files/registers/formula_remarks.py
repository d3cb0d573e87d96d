"""Formulas among the figures of a register: out of date, without a stored value, or beyond what is computed here."""

from __future__ import annotations

from collections.abc import Iterable

from aksonsim.files.registers.decisions import Decisions, plain
from aksonsim.files.registers.formulas import FormulaCheck, check
from aksonsim.files.registers.grid import Book
from aksonsim.language.text import _, ngettext

FEW = 5
"""Cells that are named one by one."""
Cells = set[tuple[str, int, int]]


def settle_formulas(book: Book, figures: Iterable[tuple[str, int, int]], decisions: Decisions) -> None:
    """Compare the formulas of a file with the values it keeps, and ask about figures of which it keeps none.

    ``figures`` are sheet, row and column of the cells that make items.
    """
    read: Cells = set(figures)
    found = [one for one in check(book) if not _is_hidden(book, one.sheet)]
    for one in [one for one in found if one.agrees is False][:FEW]:
        text = _(
            "{where}: the file keeps {cached}, but {formula} is {computed}; the value that it keeps is used",
            where=_place(book, one), cached=_number(one.cached), formula=one.formula, computed=_number(one.computed),
        )  # fmt: skip
        decisions.warn(text)
    bare = [one for one in found if (one.sheet, one.row, one.column) in read and one.cached is None]
    computed = [one for one in bare if one.computed is not None]
    if computed:
        text = ngettext(
            "{count} figure is a formula without a stored value ({where}): compute it here?",
            "{count} figures are formulas without a stored value ({where} ...): compute them here?",
            len(computed), where=_place(book, computed[0]),
        )  # fmt: skip
        decisions.ask("formulas", text, ("compute",), _compute, _place(book, computed[0]))
    open_ones = [o for o in found if (o.sheet, o.row, o.column) in read and o.cached is not None and o.computed is None]
    if open_ones:
        text = ngettext(
            "{count} formula cannot be checked here ({where}); the value that the file keeps is used",
            "{count} formulas cannot be checked here ({where} ...); the values that the file keeps are used",
            len(open_ones), where=_place(book, open_ones[0]),
        )  # fmt: skip
        decisions.tell(text)


def _is_hidden(book: Book, name: str) -> bool:
    return any(sheet.hidden for sheet in book.sheets if sheet.name == name)


def _place(book: Book, one: FormulaCheck) -> str:
    sheet = next(sheet for sheet in book.sheets if sheet.name == one.sheet)
    return sheet.place(one.row, one.column)


def _number(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _compute(said: str) -> str:
    if plain(said) not in ("compute", "yes", "ja"):
        raise ValueError
    return "compute"
