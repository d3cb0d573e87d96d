"""Simple formulas computed anew: a value that a file keeps beside a formula may be old, or missing.

Sums, products, rounding, smallest and largest, choices: what registers are made of. All else cannot be checked, and
says so. A formula is read as a tree; nothing in it is run.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

from aksonsim.files.registers.formula_text import Area, Call, Node, areas, parse
from aksonsim.files.registers.grid import Book, Cell, Sheet, Value

CLOSE = 1e-9
"""Relative difference below which two values are the same sum, added in another order."""
MOST_LOOKS = 5_000_000
"""Cells that are looked at for one file; thousands of running sums would take for ever."""
DEEPEST = 60
"""Calls inside calls, those of cells without a value that others need among them."""

Computed = float | str
"""A number or text; a cell without anything is None among them."""


@dataclass(frozen=True, slots=True)
class FormulaCheck:
    """A formula, the value that the file keeps and that which its cells give; None: none, and cannot be checked."""

    sheet: str
    row: int
    column: int
    formula: str
    shown: str
    cached: Value
    computed: Computed | None

    @property
    def agrees(self) -> bool | None:
        """Whether both values are equal, or equal as they are shown; None where one of them is missing."""
        if self.cached is None or self.computed is None:
            return None
        if isinstance(self.computed, str) or isinstance(self.cached, str):
            return self.computed == self.cached
        if not isinstance(self.cached, int | float):
            return None  # a date
        apart = abs(self.cached - self.computed)
        return apart <= CLOSE * max(abs(self.cached), abs(self.computed), 1e-3) or apart <= _half_digit(self.shown)


def check(book: Book) -> tuple[FormulaCheck, ...]:
    """Compute each formula from the values beside it, in the order of the sheets and their rows.

    Values that a file keeps are taken as they stand, so that only the formula that is out of date differs.
    """
    computing = _Computing(book)
    return tuple(
        FormulaCheck(sheet.name, row, column, cell.formula, cell.shown, cell.value, computed)
        for (sheet, row, column, cell), computed in computing.every()
    )


def filled(book: Book) -> Book:
    """Return a book in which formulas without a value have the one that their cells give, where it can be computed."""
    if not any(cell.formula and cell.value is None for sheet in book.sheets for cell in sheet.cells.values()):
        return book
    cells = {sheet.name: dict(sheet.cells) for sheet in book.sheets}
    for (sheet, row, column, cell), computed in _Computing(book).every():
        if cell.value is None:
            cells[sheet.name][row, column] = replace(cell, value=computed)
    return replace(book, sheets=tuple(replace(sheet, cells=cells[sheet.name]) for sheet in book.sheets))


def references(formula: str) -> frozenset[Area]:
    """Return the areas that a formula refers to; none where one part of it is not understood."""
    return frozenset(areas(formula))


class _Unknown(Exception):
    """What cannot be computed here."""


class _TooDeep(_Unknown):
    """What could be computed if cells that it needs were known."""


class _Computing:
    """The values of the cells of one book, each computed once."""

    def __init__(self, book: Book) -> None:
        self.sheets = {sheet.name.casefold(): sheet for sheet in book.sheets}
        self.known: dict[tuple[str, int, int], Computed | None] = {}
        self.busy: set[tuple[str, int, int]] = set()
        self.last = {sheet.name: max(sheet.by_row, default=0) for sheet in book.sheets}
        self.left = MOST_LOOKS
        self.depth = 0

    def every(self) -> list[tuple[tuple[Sheet, int, int, Cell], Computed | None]]:
        """Return all cells with formulas, by sheets and rows, and what their formulas give."""
        found = [
            (sheet, row, column, cell)
            for sheet in self.sheets.values()
            for row, cells in sheet.by_row.items()
            for column, cell in cells.items()
            if cell.formula
        ]
        for way in (found, found[::-1], found):  # long chains lead upwards or downwards
            deep = 0
            for sheet, row, column, _ in way:
                self.anew(sheet, row, column)
                deep += (sheet.name, row, column) not in self.known
                if deep > DEEPEST:
                    break
        return [(place, self.known.get((place[0].name, *place[1:3]))) for place in found]

    def anew(self, sheet: Sheet, row: int, column: int) -> Computed | None:
        """Return what the formula of a cell gives; None for what cannot be computed, and one that is due to itself."""
        place = (sheet.name, row, column)
        if place in self.known:
            return self.known[place]
        if place in self.busy:
            return None
        self.busy.add(place)
        depth = self.depth
        try:
            value = self.value(parse(sheet.cells[row, column].formula), sheet)
            self.known[place] = 0.0 if value is None else value
        except _TooDeep:
            if depth:
                raise
            return None
        except (_Unknown, ValueError, ArithmeticError):
            self.known[place] = None
        finally:
            self.depth = depth
            self.busy.discard(place)
        return self.known[place]

    def value(self, node: Node, home: Sheet) -> Computed | None:
        """Return the value of a tree; None is a cell without anything."""
        if isinstance(node, float | str):
            return node
        if isinstance(node, Area):
            return self.cell(node, home)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep
        value = self.call(node, home)
        self.depth -= 1
        if isinstance(value, float) and not math.isfinite(value):
            raise _Unknown
        return value

    def call(self, call: Call, home: Sheet) -> Computed | None:
        """Return what a function or operator gives."""
        name, args = call.name, call.args
        if name in _ARITHMETIC and len(args) == 2:
            return _ARITHMETIC[name](self.number(args[0], home), self.number(args[1], home))
        if name in _COMPARED and len(args) == 2:
            left, right = _pair(self.value(args[0], home), self.value(args[1], home))
            if type(left) is not type(right) and name not in ("=", "<>"):
                raise _Unknown
            return float(_COMPARED[name](left, right))
        if name == "neg":
            return -self.number(args[0], home)
        if name == "%":
            return self.number(args[0], home) / 100
        if name in _ROUNDED and len(args) == 2:
            return _rounded(self.number(args[0], home), self.number(args[1], home), _ROUNDED[name])
        if name == "ABS" and len(args) == 1:
            return abs(self.number(args[0], home))
        if name == "IF" and len(args) == 3:
            return self.value(args[1 if self.number(args[0], home) else 2], home)
        if name == "SUMPRODUCT" and args:
            return self.sum_of_products(args, home)
        if name == "SUBTOTAL" and len(args) > 1 and args[0] in (9.0, 109.0):
            return math.fsum(self.shown_numbers(args[1:], home, args[0] == 109.0))
        if name not in _OVER:
            raise _Unknown
        return _OVER[name](list(self.numbers(args, home)))

    def number(self, node: Node, home: Sheet) -> float:
        """Return the value of a tree that has to be a number; nothing is zero."""
        value = self.value(node, home)
        if isinstance(value, str):
            raise _Unknown
        return value or 0.0

    def cell(self, area: Area, home: Sheet) -> Computed | None:
        """Return the value of a single cell: that which the file keeps, else computed."""
        if not area.single:
            raise _Unknown
        sheet = self.sheet(area, home)
        return self.held(sheet, area.top, area.left)

    def held(self, sheet: Sheet, row: int, column: int) -> Computed | None:
        """Return the value of one cell of a sheet; None for an empty one."""
        self.left -= 1
        if self.left < 0:
            raise _Unknown
        cell = sheet.at(row, column)
        if cell is None:
            return None
        value = cell.value
        if value is None and cell.formula:
            value = self.anew(sheet, row, column)
            if value is None:
                raise _Unknown
        if isinstance(value, str):
            if value.startswith(_ERRORS):
                raise _Unknown
            return value
        if isinstance(value, int | float):
            return float(value)
        raise _Unknown

    def sheet(self, area: Area, home: Sheet) -> Sheet:
        """Return the sheet of an area."""
        if not area.sheet:
            return home
        if area.sheet.casefold() not in self.sheets:
            raise _Unknown
        return self.sheets[area.sheet.casefold()]

    def places(self, area: Area, home: Sheet) -> Iterator[tuple[Sheet, int, int, Cell]]:
        """Yield the cells of an area that hold something."""
        sheet = self.sheet(area, home)
        for row in range(area.top, min(area.bottom, self.last[sheet.name]) + 1):
            cells = sheet.by_row.get(row, {})
            self.left -= 1 + len(cells)
            if self.left < 0:
                raise _Unknown
            for column, cell in cells.items():
                if area.left <= column <= area.right:
                    yield sheet, row, column, cell

    def numbers(self, args: tuple[Node, ...], home: Sheet) -> Iterator[float]:
        """Yield the numbers of areas, in which texts and flags do not count, and of values."""
        for arg in args:
            if not isinstance(arg, Area):
                yield self.number(arg, home)
                continue
            for sheet, row, column, cell in self.places(arg, home):
                if isinstance(value := self.held(sheet, row, column), float) and not isinstance(cell.value, bool):
                    yield value

    def shown_numbers(self, args: tuple[Node, ...], home: Sheet, shown_only: bool) -> Iterator[float]:
        """Yield the numbers of a subtotal, without those of subtotals in it and of hidden rows that it leaves out."""
        for arg in args:
            if not isinstance(arg, Area):
                raise _Unknown
            for sheet, row, column, cell in self.places(arg, home):
                if "SUBTOTAL(" in cell.formula.upper():
                    continue
                if row in sheet.hidden_rows:
                    if not shown_only:  # counts if hidden by hand, not if by a filter
                        raise _Unknown
                    continue
                if isinstance(value := self.held(sheet, row, column), float) and not isinstance(cell.value, bool):
                    yield value

    def sum_of_products(self, args: tuple[Node, ...], home: Sheet) -> float:
        """Return the sum over cells of areas of one shape of their products; what is no number is zero."""
        spans = [arg for arg in args if isinstance(arg, Area)]
        shapes = {(area.bottom - area.top, area.right - area.left) for area in spans}
        if len(spans) < len(args) or len(shapes) > 1:
            raise _Unknown
        first, *others = spans
        terms = []
        for sheet, row, column, _ in self.places(first, home):
            term = _factor(self.held(sheet, row, column))
            for area in others:
                at = (row - first.top + area.top, column - first.left + area.left)
                term *= _factor(self.held(self.sheet(area, home), *at))
            terms.append(term)
        return math.fsum(terms)


def _factor(value: Computed | None) -> float:
    return value if isinstance(value, float) else 0.0


def _pair(left: Computed | None, right: Computed | None) -> tuple[Computed, Computed]:
    """Return two values to compare: nothing is the empty text beside a text, else zero; capitals do not matter."""
    if isinstance(left, str) or isinstance(right, str):
        return _folded(left), _folded(right)
    return left or 0.0, right or 0.0


def _folded(value: Computed | None) -> Computed:
    return value if isinstance(value, float) else (value or "").casefold()


def _power(base: float, exponent: float) -> float:
    if base < 0 and exponent != int(exponent):
        raise _Unknown
    return float(base**exponent)


def _rounded(number: float, digits: float, way: str) -> float:
    """Round as spreadsheets do: a half goes away from zero, of the number as it is written."""
    try:
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(digits)), rounding=way))
    except InvalidOperation:
        raise _Unknown from None


def _average(numbers: list[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _half_digit(shown: str) -> float:
    """Return half of the last digit that a number format shows; nothing for one without digits, or one that scales."""
    match = re.search(r"[0#?](?:\.([0#?]+))?(,*)(%?)", shown.split(";")[0].replace("#,##0", "0"))
    if match is None or match[2] or "E" in shown.upper():
        return 0.0
    return float(0.5 * 10.0 ** -(len(match[1] or "") + 2 * len(match[3]))) * (1 + CLOSE)


_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!", "Err:")
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": _power,
}
_COMPARED: dict[str, Callable[[Computed, Computed], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ROUNDED = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN}
_OVER: dict[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "AVERAGE": _average,
    "MIN": lambda numbers: min(numbers, default=0.0),
    "MAX": lambda numbers: max(numbers, default=0.0),
    "PRODUCT": lambda numbers: math.prod(numbers) if numbers else 0.0,
}
