"""What is asked about single rows: whether they are sums, parts of others, or out of sight."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aksonsim.files.registers.decisions import Decisions, one_of
from aksonsim.files.registers.grid import Sheet
from aksonsim.files.registers.table import Column
from aksonsim.files.registers.total_words import may_be_total
from aksonsim.files.registers.words import is_part_word
from aksonsim.language.text import _, ngettext


def ask_sum(sheet: Sheet, row: int, name: str, parts: Mapping[int, str], decisions: Decisions) -> str | None:
    """Ask whether a row is the sum of others, given with their names, or counts; None while it is open."""
    place = sheet.place(row)
    rows = ", ".join(f"{part} ({title})" if title else str(part) for part, title in [*parts.items()][:4])
    text = _("{where} '{name}' is as much as rows {rows} together: is it their sum, or an item of its own?",
             where=place, name=name, rows=rows + ("..." if len(parts) > 4 else ""))  # fmt: skip
    choices = ("sum", "count")
    return decisions.ask(f"sum_row[{place}]", text, choices, one_of(*choices), place)


def unseen_rows(
    sheet: Sheet, items: Mapping[int, str], columns: Sequence[Column], decisions: Decisions
) -> frozenset[int]:
    """Return the rows of items, given with their names, that are hidden or struck through and are not counted.

    Whether they count is asked where nothing is answered. ``columns``: their names and figures; a row of which one is
    struck through may have been meant to go.
    """
    hidden = [row for row in items if row in sheet.hidden_rows]
    lined = [row for row in items if row not in hidden]
    struck = [row for row in lined if sheet.struck(row)]
    partly = [row for row in lined if row not in struck and _is_struck(sheet, row, columns)]
    out: set[int] = set()
    for key, rows, how in (
        ("hidden_rows", hidden, _("hidden or filtered out")),
        ("struck_rows", struck, _("struck through")),
        ("struck_rows", partly, _("struck through in some cells")),
    ):
        if not rows:
            continue
        names = ", ".join(f"{row} ({items[row]})" for row in rows[:5]) + ("..." if len(rows) > 5 else "")
        text = ngettext(
            "row {rows} is {how}: count it?", "rows {rows} are {how}: count them?", len(rows), rows=names, how=how
        )
        choices = ("leave out", "count")
        said = decisions.ask(key, text, choices, one_of(*choices), sheet.place(rows[0]), sheet.name, tuple(rows))
        if said != "count":
            out |= set(rows)
            for row in rows if said is not None else ():
                decisions.leave(sheet.name, row, how, key.removesuffix("_rows"))
    return frozenset(out)


def _is_struck(sheet: Sheet, row: int, columns: Sequence[Column]) -> bool:
    cells = (sheet.at(row, column.number) for column in columns)
    return any(cell is not None and cell.struck for cell in cells)


def is_part(sheet: Sheet, row: int, name: str, decisions: Decisions) -> bool:
    """Whether a row that says so (of which steel) is part of another and does not count: it is asked."""
    if not is_part_word(name):
        return False
    place = sheet.place(row)
    text = _("{where} '{name}' may be part of another row: leave it out?", where=place, name=name)
    choices = ("leave out", "count")
    return decisions.ask(f"part_row[{place}]", text, choices, one_of(*choices), place) == "leave out"


def is_total(sheet: Sheet, row: int, name: str, decisions: Decisions) -> bool:
    """Whether a row that is called as totals are, though it is not the sum of others, does not count: it is asked."""
    if not may_be_total(name):
        return False
    place = sheet.place(row)
    text = _("{where} '{name}' may be a total, but is not the sum of rows around it: is it one, or an item of its own?",
             where=place, name=name)  # fmt: skip
    choices = ("sum", "count")
    return decisions.ask(f"sum_row[{place}]", text, choices, one_of(*choices), place) == "sum"


def warn_of_parents(sheet: Sheet, codes: Sequence[tuple[int, str]], decisions: Decisions) -> None:
    """Say which counted rows others stand below by their codes (2 above 21 and 22), though they are not their sum.

    ``codes``: row and code of each item in their order. Codes that number rows from 1 on stand below none.
    """
    if _is_numbering([code for _row, code in codes]):
        return
    for place, (row, code) in enumerate(codes):
        stem = re.sub(r"[.\-/ _]*0*$", "", code) if re.search(r"[.\-/ _]0+$", code) else code
        below = []
        for other, longer in codes[place + 1 :]:
            if not stem or not longer.startswith(stem) or longer == stem or len(longer) < len(code):
                break
            below.append(other)
        if len(below) > 1:
            rows = ", ".join(map(str, below[:4])) + ("..." if len(below) > 4 else "")
            text = _("{where} {code} stands above rows {rows} by its code, and is not their sum: all are counted",
                     where=sheet.place(row), code=code, rows=rows)  # fmt: skip
            decisions.warn(text)


def _is_numbering(codes: Sequence[str]) -> bool:
    """Whether codes are the numbers from 1 on in some order, each behind the same letters."""
    numbers = [re.sub(r"^\D*", "", code) for code in codes]
    stems = {code.removesuffix(number) for code, number in zip(codes, numbers, strict=True)}
    whole = len(stems) == 1 and all(number.isdecimal() for number in numbers)
    return whole and sorted(map(int, numbers)) == [*range(1, len(numbers) + 1)]
