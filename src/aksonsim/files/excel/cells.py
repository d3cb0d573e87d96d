"""One value in one cell, there and back without loss; no text ever becomes a formula."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any, get_origin

from aksonsim.errors import AksonsimError
from aksonsim.files.dump import flow
from aksonsim.files.plain import like_formula
from aksonsim.files.registers.grid import letters
from aksonsim.files.tree import Place, standing_at
from aksonsim.files.yaml import fail, parse, plain
from aksonsim.model.fields import choices

MOST_TEXT = 32_767
"""Characters that a cell of a workbook can hold."""
DATE_FORMAT = "yyyy-mm-dd"
FLAG_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""For spreadsheets that show a flag as 1 or 0."""

_WRITTEN_OTHERWISE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, and an underscore that would itself be read as the escape of one."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_QUOTED = ("[", "{", '"', "'")
"""First characters of a text that is read as YAML."""
_CONSTANTS = {"=TRUE()": True, "=FALSE()": False}
"""How some spreadsheets save a flag."""
_FLAGS = {"sann": True, "usann": False}
_FIRST_DAY = dt.date(1900, 3, 1)
"""Earlier days have no number that all spreadsheets agree on."""


@dataclass(frozen=True, slots=True)
class CellPlace(Place):
    """A cell of a workbook. ``file`` is the YAML file that its relative paths belong to."""

    book: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.book}: {self.sheet}!{letters(self.column)}{self.line}" if self.line else self.book


def textual(kinds: tuple[Any, ...]) -> bool:
    """Whether only text may stand here, so that no text in the cell means anything else."""
    return bool(kinds) and all(kind is str or _all_text(choices(kind)) for kind in kinds)


def _all_text(words: tuple[Any, ...]) -> bool:
    return bool(words) and all(isinstance(word, str) for word in words)


def encode(value: Any, kinds: tuple[Any, ...]) -> Any:
    """Return what the cell of a value holds: a number, a flag, a date or text (escaped)."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else value
    if isinstance(value, int):
        # A spreadsheet has doubles only; a municipality number is text.
        return escaped(str(value)) if textual(kinds) or int(float(value)) != value else value
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return _date(value) if dt.date in kinds else escaped(value if _stays(value, kinds) else flow(value))
    return escaped(flow(value))


def _stays(text: str, kinds: tuple[Any, ...]) -> bool:
    """Whether a text in a cell of its own is read as this text again."""
    if textual(kinds):
        return True
    if text == "" or text.startswith(_QUOTED):
        return False
    return str in kinds or plain(text.strip())


def _date(text: str) -> Any:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return escaped(text)
    return day if day >= _FIRST_DAY else text


def escaped(text: str) -> str:
    """Return a text as a workbook's XML can hold it (ECMA-376 part 1, 22.9.2.19: ``_xHHHH_``).

    Raises
    ------
    AksonsimError
        It is longer than a cell can hold.
    """
    out = _WRITTEN_OTHERWISE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(out) > MOST_TEXT:
        raise AksonsimError(f"text '{text[:40]}...' has {len(text)} characters; a cell of a workbook holds {MOST_TEXT}")
    return out


def unescaped(text: str) -> str:
    """Return a text that stands in a workbook's XML as it is meant.

    >>> unescaped("one_x000D_two")
    'one\\rtwo'
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def put(cell: Any, value: Any) -> None:
    """Write an encoded value into a cell: text as text whatever it begins with, numbers with all their digits."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise AksonsimError(f"{value} is no number that a workbook can hold")
        cell.value, cell.data_type = repr(value), "n"  # the writer itself would round to 16 digits
        return
    cell.value = value
    if isinstance(value, bool):
        cell.number_format = FLAG_FORMAT
    elif isinstance(value, str):
        cell.data_type = "s"
        if like_formula(value):
            cell.quotePrefix = True
    elif isinstance(value, dt.date):
        cell.number_format = DATE_FORMAT


def decode(cell: Any, place: CellPlace, kinds: tuple[Any, ...]) -> Any:
    """Return the value that a cell states, of read data that remembers its cell.

    Raises
    ------
    ScenarioError
        A formula, an error of the spreadsheet, a text longer than a cell can hold, or broken YAML.
    """
    value = cell.value
    if cell.data_type == "f":
        if isinstance(value, str) and value in _CONSTANTS:
            return _CONSTANTS[value]
        raise fail(place, "holds a formula, and its shown result is not trusted", "paste it as a plain value")
    if cell.data_type == "e":
        raise fail(place, f"holds an error of the spreadsheet, {value}", "write the value itself")
    if not isinstance(value, (str, bool, int, float, dt.date)):
        raise fail(place, "holds what is no text, number or date", "write the value itself")
    if isinstance(value, dt.date):
        return _day(value, place)
    if isinstance(value, str):
        if len(value) > MOST_TEXT:
            raise fail(place, f"holds {len(value)} characters", f"a cell holds at most {MOST_TEXT}")
        text = unescaped(value)
        return text if textual(kinds) else _read(text, place, kinds)
    if isinstance(value, float) and not math.isfinite(value):
        raise fail(place, f"must be a finite number, not {value}")
    if textual(kinds) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else repr(value)
    return value


def _day(value: dt.date, place: CellPlace) -> str:
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise fail(place, f"holds a time of day, {value:%Y-%m-%d %H:%M}", "write a date alone")
        value = value.date()
    return value.isoformat()


def _read(text: str, place: CellPlace, kinds: tuple[Any, ...]) -> Any:
    """Read text where more than text may stand: YAML in brackets or quotes, else a word or number of YAML."""
    bare = text.strip()
    if bare.startswith(_QUOTED):
        return standing_at(parse(bare, str(place), places=False), place)
    if bool in kinds and bare.lower() in _FLAGS:
        return _FLAGS[bare.lower()]
    may_be_text = str in kinds or any(get_origin(kind) is tuple for kind in kinds)
    return text if may_be_text or plain(bare) or "\n" in bare else parse(bare, str(place), places=False)
