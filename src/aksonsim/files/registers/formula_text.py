"""The text of a formula as a tree of calls, numbers, texts and areas; what is not understood is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from aksonsim.files.excel.guard import MOST_ROWS

LONGEST = 8_192
"""Characters of a formula, as spreadsheets have it."""
DEEPEST = 32
LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Area:
    """Cells from top left to bottom right, on a sheet; that of the formula without a name."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def __contains__(self, place: tuple[int, int]) -> bool:
        """Whether a row and column, of the sheet it is on, lie in it."""
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@dataclass(frozen=True, slots=True)
class Call:
    """A function in capitals, or an operator (``+``, ``%``; ``neg`` is the sign), and what it is of."""

    name: str
    args: tuple[Node, ...]


Node: TypeAlias = "float | str | Area | Call"

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_COLUMN, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]{0,6}"
_SPAN = rf"{_CELL}(?::(?:{_SHEET})?{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW}"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<area>(?P<sheet>{_SHEET})?(?P<span>{_SPAN})(?![\w(.!\[]))
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<name>[^\W\d][\w.]*(?=\s*\())
    |(?P<sign><>|<=|>=|[-+*/^&=<>(),%]))\s*""",
    re.VERBOSE,
)
_LEVELS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}


def parse(formula: str) -> Node:
    """Return a formula as a tree.

    Raises
    ------
    ValueError
        It holds what is not understood: names, tables, other workbooks, arrays; or it is too long or deep.

    >>> parse("=SUM(C6:C8)")
    Call(name='SUM', args=(Area(sheet='', top=6, left=3, bottom=8, right=3),))
    """
    return _Parser(list(_tokens(formula))).whole()


def areas(formula: str) -> tuple[Area, ...]:
    """Return what a formula refers to, in its order; nothing where one part of it is not understood.

    >>> areas("='Costs 2025'!$D$7*2")
    (Area(sheet='Costs 2025', top=7, left=4, bottom=7, right=4),)
    """
    try:
        return tuple(token for token in _tokens(formula) if isinstance(token, Area))
    except ValueError:
        return ()


@dataclass(frozen=True, slots=True)
class _Sign:
    """An operator, a bracket, a comma, or the name of a function."""

    text: str
    is_name: bool = False


def _tokens(formula: str) -> Iterator[float | str | Area | _Sign]:
    text = formula.removeprefix("=")
    if len(text) > LONGEST:
        raise ValueError("too long")
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"{text[at : at + 20]} is not understood")
        at = match.end()
        if match["area"]:
            yield _area(match["sheet"] or "", match["span"])
        elif match["number"]:
            yield float(match["number"])
        elif match["text"]:
            yield match["text"][1:-1].replace('""', '"')
        elif match["name"]:
            yield _Sign(match["name"].upper().removeprefix("_XLFN."), is_name=True)
        else:
            yield _Sign(match["sign"])


def _area(sheet: str, span: str) -> Area:
    home = _unquoted(sheet)
    first, _, last = span.partition(":")
    other, mark, bare = last.rpartition("!")
    if mark and _unquoted(other + mark) != home:
        raise ValueError("an area over several sheets")
    top, left = _ends(first, (1, 1))
    bottom, right = _ends(bare, (MOST_ROWS, LAST_COLUMN)) if bare else (top, left)
    return Area(home, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _ends(name: str, default: tuple[int, int]) -> tuple[int, int]:
    """Return row and column of one end of an area; what it does not say (``A:A``) by default."""
    bare = name.replace("$", "").upper()
    digits = bare.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = 0
    for letter in bare.removesuffix(digits):
        column = 26 * column + ord(letter) - ord("A") + 1
    row = int(digits) if digits else default[0]
    column = column or default[1]
    if row > MOST_ROWS or column > LAST_COLUMN:
        raise ValueError(f"{name} is no cell")
    return row, column


def _unquoted(sheet: str) -> str:
    bare = sheet.removesuffix("!")
    return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


class _Parser:
    """Reads tokens by the levels of operators, as spreadsheets have them: a sign binds closer than a power."""

    def __init__(self, tokens: list[float | str | Area | _Sign]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.expression(1)
        if self.at < len(self.tokens):
            raise ValueError("something follows")
        return node

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deep")
        node = self.operand()
        while (sign := self.peek()) in _LEVELS and _LEVELS[sign] >= least:
            self.at += 1
            node = Call(sign, (node, self.expression(_LEVELS[sign] + 1)))
        self.depth -= 1
        return node

    def operand(self) -> Node:
        signs = 0
        while self.peek() in ("-", "+"):
            signs += self.peek() == "-"
            self.at += 1
        node = self.atom()
        while self.peek() == "%":
            self.at += 1
            node = Call("%", (node,))
        return Call("neg", (node,)) if signs % 2 else node

    def atom(self) -> Node:
        if self.at == len(self.tokens):
            raise ValueError("ends too early")
        token = self.tokens[self.at]
        self.at += 1
        if not isinstance(token, _Sign):
            return token
        if token.is_name:
            self.expect("(")
            return Call(token.text, tuple(self.arguments()))
        if token.text != "(":
            raise ValueError(f"{token.text} stands where a value is due")
        node = self.expression(1)
        self.expect(")")
        return node

    def arguments(self) -> Iterator[Node]:
        if self.peek() == ")":
            self.at += 1
            return
        while True:
            yield self.expression(1)
            if self.peek() == ")":
                self.at += 1
                return
            self.expect(",")

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise ValueError(f"{sign} is missing")
        self.at += 1

    def peek(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token.text if isinstance(token, _Sign) and not token.is_name else ""
