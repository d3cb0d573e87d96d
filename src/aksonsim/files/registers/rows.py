"""The third step: what each row of a table is: an item, a heading, a sum, a note, or out of sight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from aksonsim.files.registers.building import Heading
from aksonsim.files.registers.decisions import Decisions, one_of
from aksonsim.files.registers.figures import Exact, Figures, code_of
from aksonsim.files.registers.formulas import references
from aksonsim.files.registers.grid import Cell
from aksonsim.files.registers.row_questions import ask_sum, is_part, is_total, unseen_rows, warn_of_parents
from aksonsim.files.registers.sums import SEPARATORS, Line, Sum, find_sums, leaves, parent_codes
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.words import is_no_amount, is_sum_word
from aksonsim.language.text import Listed, _

LONG = 60
"""Characters from which a text alone in its row is a note."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row that makes an item: its code and name as they stand, and what it stands under."""

    row: int
    code: str
    name: str
    under: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table: items in their order, and the sums with what they are made of."""

    items: tuple[Item, ...]
    sums: Mapping[int, Sum]
    total: Sum | None
    """The sum of all items, where the table has one that agrees."""


def rows_of(table: Table, amounts: Sequence[Column], figures: Figures, decisions: Decisions) -> Rows:
    """Return what the rows of a table are; ``amounts`` are the columns whose figures make its items."""
    return _Sorting(table, amounts, figures, decisions).sorted()


class _Sorting:
    """One walk through a table."""

    def __init__(self, table: Table, amounts: Sequence[Column], figures: Figures, decisions: Decisions) -> None:
        self.table, self.amounts, self.figures, self.decisions = table, amounts, figures, decisions
        self.sheet = table.sheet
        self.code_column = table.one("id")
        self.name_column = table.one("name") or _texts_column(table, amounts) or self.code_column
        self.headers = {column.number: column.header.casefold() for column in table.columns}
        self.lines: dict[int, Line] = {}
        self.texts: dict[int, tuple[str, str]] = {}

    def sorted(self) -> Rows:
        """Sort the rows: what has amounts first, then sums among them, then what is out of sight, then the rest."""
        for row in self.table.rows:
            code, name = code_of(self.table.cell(row, self.code_column)), self.name(row)
            self.texts[row] = (code, name)
            found = self.read(row)
            if found and self.is_line(row, found):
                called = is_sum_word(name) or (is_sum_word(code) and not name)
                self.lines[row] = Line(row, code, found, called, self.referred(row, found))
        told = self.told()
        sums = self.sums(told)
        for row, what in told.items():
            if what in ("total", "subtotal", "sum") and row not in sums and row in self.lines:
                sums[row] = Sum(row, "word", (), True, {})
        unseen = self.unseen(sums)
        parts = self.parts(sums)
        items, path = [], _Path()
        last = max((row for row in self.lines if row not in sums), default=0)
        for row in self.table.rows:
            code, name = self.texts[row]
            if told.get(row) in ("heading", "note", "leave out"):
                self.decisions.leave(self.sheet.name, row, _("as answered"), "answered")
            elif row in unseen:
                continue
            elif row in sums:
                self.leave_sum(row, sums[row])
                path.sum(code, name, self.is_above(row, sums[row]))
            elif row in self.lines and row not in told and is_part(self.sheet, row, name, self.decisions):
                self.decisions.leave(self.sheet.name, row, _("part of another row"), "part")
            elif row in self.lines and row not in told and is_total(self.sheet, row, name, self.decisions):
                self.decisions.leave(self.sheet.name, row, _("a total, as answered"), "sum")
            elif row in self.lines:
                items.append(Item(row, code, name, path.above(code)))
            else:
                self.other(row, code, name, path, last)
        counted = frozenset(item.row for item in items)
        self.check(sums, counted, parts)
        warn_of_parents(self.sheet, [(item.row, item.code) for item in items if item.row not in told], self.decisions)
        return Rows(tuple(items), sums, _whole(sums, counted))

    def name(self, row: int) -> str:
        """Return the text that names a row; where its column is empty, that of the first text of the row."""
        cell = self.table.cell(row, self.name_column)
        if cell is not None and (cell.text or cell.is_number):
            return code_of(cell)
        figures = {column.number for column in self.amounts}
        for number, other in self.sheet.by_row.get(row, {}).items():
            if other.text and number not in figures and not (self.code_column and number == self.code_column.number):
                return other.text
        return ""

    def read(self, row: int) -> dict[int, Decimal]:
        """Return the amounts of a row by column; a text that is no number is none."""
        out = {}
        for column in self.amounts:
            found = self.figures.read(self.table.cell(row, column))
            if found is not None:
                out[column.number] = found.value
        return out

    def is_line(self, row: int, found: Mapping[int, Decimal]) -> bool:
        """Whether a row with numbers is more than a form: an empty row of it may compute zeros."""
        code, name = self.texts[row]
        computed = all((cell := self.sheet.at(row, column)) is not None and cell.formula for column in found)
        return bool(name or code) or (any(found.values()) and not computed)

    def referred(self, row: int, found: Mapping[int, Decimal]) -> frozenset[int]:
        """Return the rows that the formulas of a row add up, each in its own column."""
        rows: set[int] = set()
        for number in found:
            cell = self.sheet.at(row, number)
            if cell is None or not cell.formula:
                continue
            for area in references(cell.formula):
                if area.sheet in ("", self.sheet.name) and area.left <= number <= area.right:
                    first, last = (bisect_left(self.table.rows, end) for end in (area.top, area.bottom + 1))
                    rows |= {line for line in self.table.rows[first:last] if line != row}
        return frozenset(rows)

    def told(self) -> dict[int, str]:
        """Return what the user said of single rows."""
        out = {}
        for place, what in self.decisions.answers.rows.items():
            sheet, mark, row = place.rpartition("!")
            if (sheet == self.sheet.name or (not mark and not self.sheet.name)) and row.isdecimal():
                out[int(row)] = what
        return out

    def sums(self, told: Mapping[int, str]) -> dict[int, Sum]:
        """Return the sums among the rows; one that a single column shows is asked for, as amounts may do so by chance.

        ``told``: what the user said of single rows.
        """
        counts = {row for row, what in told.items() if what == "count"}
        while True:
            sums = find_sums([replace(line, counts=row in counts) for row, line in self.lines.items()])
            own = {row for row, total in sums.items() if total.chance and row not in told and self.is_item(total)}
            if own <= counts:
                return sums
            counts |= own

    def is_item(self, total: Sum) -> bool:
        """Whether a row that adds up in one column is an item of its own; False, too, while it is asked."""
        parts = {row: self.texts[row][1] for row in total.of}
        return ask_sum(self.sheet, total.row, self.texts[total.row][1], parts, self.decisions) == "count"

    def unseen(self, sums: Mapping[int, Sum]) -> frozenset[int]:
        """Return rows out of sight that are not counted; a sum out of sight is left like any other."""
        items = {row: self.texts[row][1] for row in self.lines if row not in sums}
        columns = (*((self.name_column,) if self.name_column else ()), *self.amounts)
        return unseen_rows(self.sheet, items, columns, self.decisions)

    def parts(self, sums: Mapping[int, Sum]) -> dict[int, frozenset[int]]:
        return {row: leaves(total, sums) for row, total in sums.items()}

    def is_above(self, row: int, total: Sum) -> bool:
        return bool(total.of) and min(total.of) > row

    def leave_sum(self, row: int, total: Sum) -> None:
        """Name a sum that is left out, with what shows that it is one."""
        code, name = self.texts[row]
        parent = total.by == "code" or self.is_above(row, total)
        if not total.agrees:
            off = Listed(tuple(Exact(value) for value in total.off.values()), " | ")
            self.decisions.leave(self.sheet.name, row, _("called a sum, but does not add up"), "sum")
            self.decisions.warn(
                _("{where} '{name}' does not add up: it differs from its rows by {off}",
                  where=self.sheet.place(row), name=name or code, off=off)
            )  # fmt: skip
        elif parent:
            self.decisions.leave(self.sheet.name, row, _("parent, the sum of its rows"), "parent")
        elif total.by == "formula":
            self.decisions.leave(self.sheet.name, row, _("sum, by its formula"), "sum")
        else:
            self.decisions.leave(self.sheet.name, row, _("sum of its rows"), "sum")

    def other(self, row: int, code: str, name: str, path: _Path, last: int) -> None:
        """Decide on a row without amounts."""
        cells = self.sheet.by_row[row]
        texts = [cell for cell in cells.values() if cell.text]
        if not texts and not code:
            self.decisions.leave(self.sheet.name, row, _("empty row of the form"), "empty")
        elif self.is_repeated_header(cells):
            self.decisions.leave(self.sheet.name, row, _("header repeated"), "header")
        elif self.is_missing(row, code):
            self.missing(row, name or code)
        elif row > last or (len(texts) == 1 and len(name) > LONG):
            self.decisions.leave(self.sheet.name, row, _("note"), "note")
        else:
            self.decisions.leave(self.sheet.name, row, _("heading"), "heading")
            path.heading(code, name)

    def is_repeated_header(self, cells: Mapping[int, Cell]) -> bool:
        texts = {number: cell.text.casefold() for number, cell in cells.items() if cell.text}
        return len(texts) > 1 and all(self.headers.get(number, "").endswith(text) for number, text in texts.items())

    def is_missing(self, row: int, code: str) -> bool:
        """Whether a row would be an item had it amounts: it says so, or stands among its like under one code."""
        stated = [cell for column in self.amounts if (cell := self.table.cell(row, column)) is not None and cell.text]
        if any(is_no_amount(cell.text) for cell in stated):
            return True
        for column in self.amounts:
            cell = self.table.cell(row, column)
            if self.figures.complain_of(cell, self.table.place(row, column)):
                return False
        if not code or any(other != code and other.startswith(code) for other, _name in self.texts.values()):
            return False
        stem = code.rstrip("0123456789")
        return bool(stem) and stem[-1] in SEPARATORS and any(
            line.code != code and line.code.startswith(stem) for line in self.lines.values()
        )  # fmt: skip

    def missing(self, row: int, name: str) -> None:
        text = _("{where} '{name}' has no amounts: leave it out?", where=self.sheet.place(row), name=name)
        said = self.decisions.ask(
            "no_amount", text, ("leave out",), one_of("leave out"), self.sheet.place(row), self.sheet.name
        )
        if said is not None:
            self.decisions.leave(self.sheet.name, row, _("no amounts"), "missing")

    def check(self, sums: Mapping[int, Sum], counted: frozenset[int], parts: Mapping[int, frozenset[int]]) -> None:
        """Say which sums agree only with rows that are not counted."""
        for row, total in sums.items():
            outside = sorted(part for part in parts[row] if part not in counted and part in self.lines)
            if total.agrees and outside:
                names = ", ".join(str(part) for part in outside[:8])
                self.decisions.warn(
                    _("{where} adds up only with rows that are not counted: {rows}",
                      where=self.sheet.place(row), rows=names)
                )  # fmt: skip


def _texts_column(table: Table, amounts: Sequence[Column]) -> Column | None:
    """Return the first column of texts before the amounts, under a word that is not known; None without one."""
    first = min((column.number for column in amounts), default=0)
    for column in table.having("other"):
        texts = sum(bool(cell.text) for row in table.rows if (cell := table.cell(row, column)) is not None)
        if column.number < first and texts * 2 > len(table.rows):
            return column
    return None


class _Path:
    """The headings above a row, as a walk through the table meets them."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []

    def heading(self, code: str, name: str) -> None:
        """Enter a heading: below those whose code begins its own, beside all others."""
        above = parent_codes(code) if code else []
        self.headings = [(c, name) for c, name in self.headings if c in above]
        self.headings.append((code, name))

    def sum(self, code: str, name: str, above: bool) -> None:
        """Enter a parent that stands above its rows; a sum below its rows ends a heading."""
        if above:
            self.heading(code, name)
        elif not code:
            self.headings = self.headings[:-1] if self.headings and not self.headings[-1][0] else []

    def above(self, code: str) -> tuple[Heading, ...]:
        """Return what stands above an item; a heading with a code holds only what its code begins."""
        if not code or not any(c for c, _name in self.headings):
            return tuple(self.headings)
        above = parent_codes(code)
        return tuple((c, name) for c, name in self.headings if not c or c in above)


def _whole(sums: Mapping[int, Sum], counted: frozenset[int]) -> Sum | None:
    """Return the sum of all items; the last of several."""
    whole = [total for total in sums.values() if total.agrees and leaves(total, sums) == counted and len(counted) > 1]
    return whole[-1] if whole else None
