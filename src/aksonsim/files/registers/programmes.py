"""What elements say of themselves in columns of their own: their programme, and whether they are paid in money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from aksonsim.files.registers.building import numbered, slug
from aksonsim.files.registers.figures import Figures, code_of
from aksonsim.files.registers.headers import folded
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.table import Table

_YES = frozenset(("yes", "ja", "x", "true", "oui", "si", "sim", "y", "j", "1"))
_NO = frozenset(("no", "nei", "nej", "false", "nein", "non", "nee", "nao", "n", "0", "-", ""))


def programmes_of(table: Table, items: Sequence[Item], known: Mapping[str, str], taken: Set[str]) -> dict[str, str]:
    """Return the id of each programme that elements name, in their order; ``known`` keep theirs, ``taken`` are ids."""
    out, used = dict(known), {*taken, *known.values()}
    column = table.one("programme")
    for title in dict.fromkeys(code_of(table.cell(item.row, column)) for item in items):
        if not title or title in out:
            continue
        out[title] = numbered(slug(title), used)
    return out


def programme_of(table: Table, row: int, programmes: Mapping[str, str]) -> str | None:
    """Return the id of the programme that a row names; None where it names none."""
    return programmes.get(code_of(table.cell(row, table.one("programme"))))


def is_payable(table: Table, row: int, figures: Figures) -> bool | None:
    """Return True where a row says that it is paid in money, None where it does not; other words are problems."""
    column = table.one("payable")
    said = folded(code_of(table.cell(row, column)))
    if said not in _YES | _NO:
        figures.complain(table.place(row, column), f"'{said}' does not say whether it is paid in money", "yes or no")
    return True if said in _YES else None
