"""What became of each row of a register: read, left, took, check, ask, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from aksonsim.files.excel.cells import CellPlace
from aksonsim.files.excel.words import COLUMNS
from aksonsim.files.registers.decisions import Question
from aksonsim.files.registers.figures import Exact
from aksonsim.files.registers.reading import Reading
from aksonsim.language.text import Listed, Text, Words, _, pgettext

Status = Literal["read", "left", "took", "check", "ask"]
Marks = Mapping[str, Mapping[int, Sequence["Mark"]]]
"""Sheet -> row -> what is to be said of it, what was made of it first."""

STATUSES: dict[Status, Text] = {
    "read": pgettext("register", "read"),
    "left": pgettext("register", "left"),
    "took": pgettext("register", "took"),
    "check": pgettext("register", "check"),
    "ask": pgettext("register", "ask"),
}
KINDS: dict[str, Text] = {
    "costs": _("element"),
    "events": _("risk"),
    "drivers": _("driver"),
    "correlations": _("correlation"),
    "activities": _("activity"),
}
_ABOUT = frozenset(("id", "title", "note", "source", "under"))
"""Keys of an item that say no figure."""
_ONLY = frozenset(("estimate", "duration", "multiplier", "addition", "matrix"))
"""Keys under which all figures of an item stand, so that they need no name."""
_ROW = re.compile(r"(?:row )?(?:[A-Z]{1,3})?([0-9]+)(?::[A-Z]{1,3}[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to be said of a row."""

    status: Status
    why: Words


def marks_of(reading: Reading) -> Marks:
    """Return what became of each row that holds something; one above or beside all tables may have no mark."""
    return _Marking(reading).marks()


class _Marking:
    """One walk through a reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.out: dict[str, dict[int, list[Mark]]] = {sheet.name: {} for sheet in reading.book.sheets}

    def marks(self) -> Marks:
        self.read()
        for left in self.reading.left:
            rows = range(left.first, left.last + 1) if left.first else self.rows(left.sheet)
            for row in rows:
                self.mark(left.sheet, row, "left", left.why)
        for taken in self.reading.taken:
            text = _("{text}: {value}, as answered", text=taken.text, value=taken.value)
            for sheet, row in self.named(taken.where, taken.text):
                self.mark(sheet, row, "took", text if taken.answered else taken.text)
        for warning in self.reading.warned:
            for sheet, row in self.named("", warning):
                self.mark(sheet, row, "check", warning)
        self.ask()
        return self.out

    def open_in(self, sheet: str) -> tuple[Question, ...]:
        """Return the questions that concern all rows of a sheet."""
        return tuple(one for one in self.reading.asked if one.where in ("", sheet) and one.key != "sheet")

    def mark(self, sheet: str, row: int, status: Status, why: Words) -> None:
        mark = Mark(status, why)
        if mark not in (marks := self.out[sheet].setdefault(row, [])):
            marks.append(mark)

    def rows(self, name: str) -> Iterator[int]:
        """Yield the rows of a sheet that hold something."""
        yield from next((sheet.by_row for sheet in self.reading.book.sheets if sheet.name == name), ())

    def read(self) -> None:
        for section, items in self.reading.items.items():
            for item in items:
                if item.place.line and section in KINDS:
                    sheet = item.place.sheet if isinstance(item.place, CellPlace) else ""
                    why = awaited(section, item) if self.open_in(sheet) else described(section, item)
                    self.mark(sheet, item.place.line, "read", why)
        for matrix in self.reading.matrices:
            for row, name in zip(matrix.rows, matrix.names, strict=True):
                self.mark(matrix.sheet.name, row, "read", _("correlations of {name}", name=name))

    def named(self, where: str, text: Words) -> Iterator[tuple[str, int]]:
        """Yield the sheet and row that a remark names as the place it is about."""
        stated = dict(text.fields).get("where") if isinstance(text, Text) else None
        for place in dict.fromkeys((where, stated)):
            home, mark, rest = place.rpartition("!") if isinstance(place, str) else ("", "", "")
            match = _ROW.fullmatch(rest)
            if match and home in self.out and bool(mark) == bool(home):
                yield home, int(match[1])

    def ask(self) -> None:
        """Mark the rows that a question is about, and those that are read once the others are answered."""
        for question in self.reading.asked:
            for sheet, row in self.named(question.where, question.text):
                for one in question.rows or (row,):
                    self.mark(sheet, one, "ask", question.text)
            for name in question.choices if question.key == "sheet" else ():
                for row in self.rows(name) if name in self.out else ():
                    self.mark(name, row, "ask", question.text)
        for table in self.reading.tables if self.reading.asked else ():
            marks = self.out[table.sheet.name]
            for question in self.open_in(table.sheet.name):
                self.mark(table.sheet.name, table.header[0], "ask", question.text)
            for row in table.rows:
                if row not in marks:
                    keys = Listed(tuple(one.key for one in self.reading.asked))
                    self.mark(table.sheet.name, row, "ask", _("read once this is answered: {keys}", keys=keys))


def described(section: str, item: Mapping[str, Any]) -> Words:
    """Return an item as people say it: ``element 'Tunnel': P10 310, most likely 352, P90 428, shape triangular``."""
    name = item.get("title") or item.get("id") or ""
    figures = Listed(tuple(_leaves(item)))
    if not name:
        return _("{kind}: {figures}", kind=KINDS[section], figures=figures)
    return _("{kind} '{name}': {figures}", kind=KINDS[section], name=str(name), figures=figures)


def awaited(section: str, item: Mapping[str, Any]) -> Words:
    """Return what an item is called whose figures mean nothing before a question of its sheet is answered."""
    name = str(item.get("title") or item.get("id") or "")
    return _("{kind} '{name}', once the questions in the header row are answered", kind=KINDS[section], name=name)


def _leaves(item: Mapping[str, Any]) -> Iterator[Words]:
    """Yield the figures and words of an item."""
    for key, value in item.items():
        if key in _ABOUT:
            continue
        if not isinstance(value, Mapping):
            yield _figure(key, value)
            continue
        inside = tuple(_leaves(value))
        if key in _ONLY:
            yield from inside
        else:
            yield _("{what}: {figures}", what=COLUMNS.get(key) or key, figures=Listed(inside))


def _figure(key: str, value: Any) -> Words:
    name = "value" if key in _ONLY else key
    shown = COLUMNS.get(name) or name.upper()
    if value is True:
        return shown
    return _("{what} {value}", what=shown, value=_shown(value))


def _shown(value: Any) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Exact(Decimal(repr(value)))
    if isinstance(value, list | tuple):
        return Listed(tuple(_shown(one) for one in value))
    return str(value)
