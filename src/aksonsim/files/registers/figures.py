"""Cells as numbers: under the marks of the file, with the unit that a cell, a column or the file states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from aksonsim.errors import AksonsimError, Problem
from aksonsim.files.registers.amounts import Amount, amount, states_nothing
from aksonsim.files.registers.decisions import Decisions, cut
from aksonsim.files.registers.grid import Book, Cell
from aksonsim.files.registers.marks import Marks, find_marks
from aksonsim.files.registers.table import Table
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number
from aksonsim.language.text import _

_DECIMALS = re.compile(r"0\.(0+)")


WORDED = frozenset(
    (
        "id",
        "name",
        "group",
        "note",
        "status",
        "applies_to",
        "predecessors",
        "unit",
        "programme",
        "payable",
        "other",
        "first",
        "second",
        "shape",
    )
)
"""Columns whose texts are no figures: a code 1.01 proves no decimal point."""


def settle_marks(book: Book, tables: Sequence[Table], decisions: Decisions) -> Marks | None:
    """Return the decimal and thousand marks of a file's texts; None, and it is asked, where nothing proves them."""
    marks = find_marks(_figure_texts(book, tables))
    said = {key for key in ("decimal", "thousands") if key in decisions.answers.values}
    if not said and not marks.unclear:
        if marks.proof:
            what = _("decimal comma") if marks.decimal == "," else _("decimal point")
            text = _("numbers in texts: {what} (proof: {text})", what=what, text=marks.proof)
            decisions.tell(text, "decimal", marks.decimal or "")
        return marks
    shown = re.sub(r"[^\d.,]", "", marks.unclear.partition(" / ")[0])
    mark = next((sign for sign in shown if sign in ".,"), ".")
    other = "," if mark == "." else "."
    text = _(
        "what is {text}? With thousands={mark} it is {whole}, with thousands={other} it is {part}",
        text=marks.unclear, mark=mark, other=other, whole=shown.replace(mark, ""), part=shown.replace(mark, "."),
    )  # fmt: skip
    if not said:
        decisions.ask("thousands", text, (mark, other), _mark)
        return None
    key = sorted(said)[0]
    told = decisions.take(key, "", _("marks of numbers in texts"), (",", "."), _mark)
    decimal = told if key == "decimal" else {",": ".", ".": ","}.get(told, marks.decimal or ",")
    if marks.proof and decimal != marks.decimal:
        raise AksonsimError(f"answer {key}={told}: {marks.proof} in {book.path.name} cannot be read so")
    return Marks.from_answer(decimal)


def _figure_texts(book: Book, tables: Sequence[Table]) -> Iterator[str]:
    """Yield the texts that may be numbers: of tables their columns of figures, of other sheets, legends say, all."""
    of: dict[str, list[tuple[int, dict[int, str]]]] = {}
    for table in tables:
        of.setdefault(table.sheet.name, []).append((table.header[-1], table.kinds))
    for sheet in book.sheets:
        if sheet.hidden and sheet.name not in of:
            continue
        for (row, column), cell in sheet.cells.items():
            if not cell.text:
                continue
            kinds = next((kinds for header, kinds in reversed(of.get(sheet.name, ())) if row > header), {})
            if kinds.get(column) not in WORDED:
                yield cell.text


def _mark(said: str) -> str:
    found = said.strip().strip("'\"")[:1]
    named = {"comma": ",", "point": ".", "dot": ".", "period": ".", "komma": ",", "punktum": ".", "punkt": "."}
    found = named.get(said.strip().casefold(), found)
    if found not in (",", ".", "'", " ", ""):
        raise ValueError
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Reads the cells of a file as numbers and notes what cannot be read."""

    marks: Marks
    problems: list[Problem]
    known: dict[str, Amount | None] = field(default_factory=dict)
    """Texts that were read already: a cell is read several times."""

    def read(self, cell: Cell | None) -> Amount | None:
        """Return the number of a cell, a fraction where it is per cent; None for an empty cell and all that is none."""
        if cell is None or isinstance(cell.value, bool) or cell.value is None:
            return None
        if isinstance(cell.value, int | float):
            return Amount(Decimal(repr(cell.value)), percent=shows_percent(cell))
        text = cell.text
        if text not in self.known:
            self.known[text] = amount(text, self.marks) if text else None
        return self.known[text]

    def complain_of(self, cell: Cell | None, place: str) -> bool:
        """Note a cell that states something which is no number; returns whether it does."""
        if cell is not None and cell.formula and cell.value is None:
            what = "a formula without a stored value, which is not computed here"
            self.complain(place, what, "open the workbook in a spreadsheet and save it")
        elif cell is not None and cell.text and not states_nothing(cell.text):
            self.complain(place, f"'{cut(cell.text)}' is no number", "an amount, or nothing")
        elif cell is not None and isinstance(cell.value, bool | dt.date):
            what = str(cell.value).upper() if isinstance(cell.value, bool) else f"the date {cell.value:%Y-%m-%d}"
            self.complain(place, f"{what} is no number", "an amount, or nothing")
        else:
            return False
        return True

    def complain(self, place: str, what: str, allowed: str = "") -> None:
        """Note what is wrong with a cell."""
        problem = Problem(place, "", what, allowed)
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class Exact:
    """A number that stands in a sentence in all its digits."""

    value: Decimal

    def shown(self, lang: Lang) -> str:
        """Return it as text."""
        exponent = self.value.normalize().as_tuple().exponent
        return number(float(self.value), lang, min(max(-int(exponent), 0), 10))


def shows_percent(cell: Cell) -> bool:
    """Whether a number is shown in per cent by its format."""
    return "%" in cell.shown


def code_of(cell: Cell | None) -> str:
    """Return the text of a code; a number as its format shows it, so that 1.10 is not 1.1.

    >>> code_of(Cell(1.1, shown="0.00"))
    '1.10'
    """
    if cell is None or cell.value is None or isinstance(cell.value, bool):
        return ""
    if isinstance(cell.value, int | float):
        places = _DECIMALS.search(cell.shown)
        if places is not None:
            return f"{cell.value:.{len(places[1])}f}"
        if cell.shown.strip("0") == "" and len(cell.shown) > 1:
            return f"{int(cell.value):0{len(cell.shown)}d}"
        return str(int(cell.value)) if float(cell.value).is_integer() else repr(cell.value)
    return cell.text if isinstance(cell.value, str) else str(cell.value)


def scaled(values: Iterable[Decimal], factor: Decimal) -> tuple[Decimal, ...]:
    """Return amounts in another unit, exactly."""
    return tuple((value * factor).normalize() for value in values)


def as_number(value: Decimal) -> int | float:
    """Return a decimal as a file holds it: whole numbers without a point.

    >>> as_number(Decimal("12.50")), as_number(Decimal("3.0"))
    (12.5, 3)
    """
    return int(value) if value == value.to_integral_value() else float(value)
