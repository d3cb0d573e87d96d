"""Texts as others may be shown them: nothing in them steers a terminal, a direction of writing or a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a typed text for a formula; the wide ones in East Asian settings."""

_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\n\t])[ \t]*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_AFTER_SEPARATOR = re.compile(r"""(;[\s"]*)(?=[-=+@＝＋－＠])""")
"""Where a spreadsheet that separates cells by semicolons (all Nordic ones) would begin another cell."""


def plain(text: str) -> str:
    """Return a text as one line of characters that can be seen.

    Line breaks and tabs become a blank. Every other character that is not printed but acts (controls, escapes, marks
    of direction, zero width, halves of characters) is written as its escape.

    Examples
    --------
    >>> plain("Title\\n"), plain("red \\x1b[31m"), plain("exe.\\u202egnp")
    ('Title', 'red \\\\x1b[31m', 'exe.\\\\u202egnp')
    """
    if text.isprintable():
        return text
    return "".join(map(_seen, _BREAKS.sub(" ", text.strip("\n"))))


def _seen(char: str) -> str:
    return (
        char
        if char.isprintable() or (char.isspace() and char >= "\xa0" and char not in "\u2028\u2029")
        else (char.encode("unicode_escape").decode("ascii"))
    )


def is_number(text: str) -> bool:
    """Whether a text is a number, which may begin with a sign and is no formula."""
    return _NUMBER.fullmatch(text) is not None


def like_formula(text: str) -> bool:
    """Whether a spreadsheet would take this text, typed or read from CSV, for a formula."""
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV (RFC 4180) that spreadsheets read as what it says: no text becomes a formula.

    A text that begins like one has an apostrophe before it, as a workbook keeps it; numbers stay as they are.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _guarded(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _guarded(value: Any) -> Any:
    if not isinstance(value, str) or is_number(value):
        return value
    start = "'" if like_formula(value) else ""
    return start + _AFTER_SEPARATOR.sub(r"\1'", plain(value))
