"""Formulas of OpenDocument in the words of Excel: ``of:=SUM([.C6:.C8];2)`` is ``=SUM(C6:C8,2)``."""

from __future__ import annotations

import re

_PIECE = re.compile(r'("(?:[^"]|"")*")|\[([^\[\]]*)\]|;')
_ADDRESS = re.compile(r"(\$?(?:'(?:[^']|'')*'|[^'.:\[\]]*))\.(\$?[A-Z]{1,3}\$?[0-9]{1,7})")


def as_in_excel(formula: str) -> str:
    """Return a formula with Excel's references and commas; the empty text for none.

    >>> as_in_excel("of:=SUM([.C6:.C8];[$'My Sheet'.A1])*2")
    "=SUM(C6:C8,'My Sheet'!A1)*2"
    """
    if not formula:
        return ""
    text = formula.partition(":")[2] if re.match(r"[a-zA-Z]+:=", formula) else formula
    return _PIECE.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1]
    if match[2] is None:
        return ","
    return ":".join(_ADDRESS.sub(_address, end) for end in _ends(match[2]))


def _ends(reference: str) -> list[str]:
    """Return the one or two ends of a reference; a colon may stand in the name of a sheet."""
    ends = [match[0] for match in _ADDRESS.finditer(reference)]
    return ends if ":".join(ends) == reference else [reference]


def _address(match: re.Match[str]) -> str:
    sheet = match[1].removeprefix("$")
    return f"{sheet}!{match[2]}" if sheet else match[2]
