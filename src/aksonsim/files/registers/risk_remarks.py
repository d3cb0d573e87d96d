"""What a reviewer is told of the risks of a register: ids that stand twice, opportunities that cost, delays unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from aksonsim.files.registers.decisions import Decisions, plain
from aksonsim.files.registers.elements import middle_of
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.table import Table
from aksonsim.language.text import _, ngettext


def without_doubles(table: Table, risks: Sequence[Item], decisions: Decisions) -> list[Item]:
    """Return the risks; an id that stands twice is asked for: two risks, or one."""
    items = list(risks)
    often = Counter(item.code for item in items if item.code)
    for code in [code for code, times in often.items() if times > 1]:
        rows = [item for item in items if item.code == code]
        names = ", ".join(f"'{item.name}' ({table.sheet.place(item.row)})" for item in rows)
        text = _(
            "{code} stands {count} times: {names}. Several risks, or one?", code=code, count=len(rows), names=names
        )
        key = f"duplicates[{code}]"
        choices = ("two", "first", "last")
        said = decisions.ask(key, text, choices, _two_or_one, table.place(rows[0].row), code)
        if said in ("first", "last"):
            gone = rows[1:] if said == "first" else rows[:-1]
            items = [item for item in items if item not in gone]
            for item in gone:
                decisions.leave(table.sheet.name, item.row, _("the same risk again"), "duplicate")
    return items


def opportunities(table: Table, items: Sequence[Item], cost_of: Callable[[Item], Any], decisions: Decisions) -> None:
    """Say that rows which call themselves opportunities have amounts above zero."""
    words = ("opportunity", "mulighet", "möjlighet", "mulighed", "chance", "opportunité", "oportunidad", "kans")
    for item in items:
        texts = [
            plain(cell.text) for column, cell in table.cells(item.row) if column.meaning.kind not in ("name", "note")
        ]
        if any(text in words for text in texts):
            cost = cost_of(item)
            if cost is not None and middle_of(cost) > 0:
                place = table.sheet.place(item.row)
                decisions.warn(_("{where} is an opportunity, but its amounts add to the cost", where=place))


def delays(table: Table, items: Sequence[Item], decisions: Decisions) -> None:
    """Say that delays are stated which need a schedule."""
    column = table.one("delay")
    stated = [item for item in items if (c := table.cell(item.row, column)) is not None and c.value not in (None, "")]
    if column is not None and stated:
        text = ngettext(
            "{count} delay in '{column}' is not read: it needs an activity that it acts on",
            "{count} delays in '{column}' are not read: they need activities that they act on",
            len(stated), column=column.header,
        )  # fmt: skip
        decisions.warn(text)


def _two_or_one(said: str) -> str:
    text = plain(said)
    for choice in ("two", "first", "last"):
        if text.startswith(choice):
            return choice
    if text.startswith(("several", "all", "both", "count", "to")):
        return "two"
    if text.startswith("one"):
        return "first"
    raise ValueError
