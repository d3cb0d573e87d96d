"""What a reviewer is told of the risks of a register: ids that stand twice, opportunities that cost, delays unread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.elements import middle_of
from aksonsim.files.registers.headers import folded
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
        numbers = tuple(item.row for item in rows)
        said = decisions.ask(key, text, choices, _two_or_one, table.place(rows[0].row), code, numbers)
        if said in ("first", "last"):
            gone = rows[1:] if said == "first" else rows[:-1]
            items = [item for item in items if item not in gone]
            for item in gone:
                decisions.leave(table.sheet.name, item.row, _("the same risk again"), "duplicate")
    return items


_OPPORTUNITY = re.compile(
    r"(?:opportunit|mulighet|muligheit|mojlighet|mulighed|chance|oportunidad|opportunita|oportunidade|kans|mahdollisuus"
    r"|upside|gevinst|besparelse|saving)"
)


def savings(
    table: Table, items: Sequence[Item], cost_of: Callable[[Item], Any], decisions: Decisions
) -> frozenset[int]:
    """Return the rows that call themselves opportunities and whose amounts, above zero, are savings: it is asked."""
    found = []
    named = table.one("name")
    all_of_them = named is not None and _OPPORTUNITY.match(folded(named.header)) is not None
    for item in items:
        cells = [cell for column, cell in table.cells(item.row) if column.meaning.kind not in ("name", "note", "id")]
        if all_of_them or any(_OPPORTUNITY.match(folded(cell.text)) and len(cell.text.split()) < 3 for cell in cells):
            cost = cost_of(item)
            found += [item] if cost is not None and middle_of(cost) > 0 else []
    if not found:
        return frozenset()
    names = ", ".join(f"'{item.name}'" for item in found[:5]) + ("..." if len(found) > 5 else "")
    text = ngettext(
        "{names} is an opportunity with amounts above zero: are they savings, or costs?",
        "{names} are opportunities with amounts above zero: are they savings, or costs?",
        len(found), names=names,
    )  # fmt: skip
    choices = ("savings", "costs")
    where = table.place(found[0].row)
    said = decisions.ask("opportunities", text, choices, one_of(*choices), where, table.sheet.name)
    return frozenset(item.row for item in found) if said == choices[0] else frozenset()


def negated(cost: Any) -> Any:
    """Return an amount with its sign turned; None where its distribution has no such form.

    >>> negated({"p10": 1, "mode": 2, "p90": 6, "shape": "pert"})
    {'p10': -6, 'mode': -2, 'p90': -1, 'shape': 'pert'}
    """
    if not isinstance(cost, Mapping):
        return -cost
    if cost.get("shape") in ("lognormal", "gamma"):
        return None
    out = {_mirrored(str(key)): value if key in ("shape", "sd") else -value for key, value in cost.items()}
    stated = [key for key in out if key not in ("shape", "sd")]
    order = (*sorted(stated, key=lambda key: float(out[key])), *(key for key in out if key not in stated))
    return {key: out[key] for key in order}


def _mirrored(key: str) -> str:
    """Return the key of the other end: p90 for p10, max for min."""
    if key[1:2].isdigit():
        return f"p{100 - float(key[1:]):g}"
    return {"min": "max", "max": "min"}.get(key, key)


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
