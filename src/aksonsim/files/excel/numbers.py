"""Numbers and texts of sheets that people typed: decimal commas, spaces between thousands, per cent."""

from __future__ import annotations

import re
from typing import Any

from aksonsim.files.excel.cells import CellPlace, decode
from aksonsim.files.yaml import fail

_NUMBER = re.compile(r"[-+−]?(\d+|\d{1,3}(\.\d{3})+(?=,))(,\d+)?|[-+−]?\d*\.\d+")
_GROUPED = re.compile(r"[-+−]?[1-9]\d{0,2}(\.\d{3})+|[-+−]?[1-9]\d{0,2}(,\d{3})+")
"""Thousands to one reader, decimals to another."""


def amount(cell: Any, place: CellPlace) -> float:
    """Return the number of a cell: a number, or text as ``1 234,5`` or ``12 %``.

    Raises
    ------
    ScenarioError
        It is no number, or one that can be read in two ways (``1.234``, ``1,234``).
    """
    if cell.data_type == "s":
        return _number(text_of(cell, place), place)
    value = decode(cell, place, (float,))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise fail(place, "must be a number")
    return value


def share(cell: Any, place: CellPlace) -> float:
    """Return a share from 0 to 1: a number, or text as ``0,8`` or ``80 %``."""
    value = amount(cell, place)
    if not 0 <= value <= 1:
        raise fail(place, f"a share (andel) of {value:g}", f"0 to 1, so {value / 100:g} or {value:g} %")
    return value


def text_of(cell: Any, place: CellPlace) -> str:
    """Return the text of a cell on one line; a number as it is written."""
    return " ".join(str(decode(cell, place, (str,))).split())


def _number(text: str, place: CellPlace) -> float:
    bare, percent = re.subn(r"\s*%$", "", text.strip())
    bare = re.sub(r"[\s\u00a0\u202f\u2009']", "", bare)
    if _GROUPED.fullmatch(bare):
        raise fail(place, f"{text}: thousands or decimals?", "write it as a number")
    if not _NUMBER.fullmatch(bare):
        raise fail(place, f"must be a number, not text '{text[:40]}'")
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    number = float(bare.replace("−", "-"))
    return number / 100 if percent else number
