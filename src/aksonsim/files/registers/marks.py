"""Decimal and thousand marks: what a file's own numbers prove, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aksonsim.files.registers.units import CODES

BLANKS = "\u00a0\u202f\u2009\u2007 "
_CORE = re.compile(
    r"^[^\d(]{0,12}?\(?\s*[-+\u2212\u2013]?\s*(?P<number>\d[\d.,'\u2019\s\u00a0\u202f\u2009\u2007]*\d|\d)\s*\)?\s*-?\s*"
    r"(?P<tail>[^\d]{0,12})$"
)
_WORD_BEFORE = re.compile(r"^\s*([A-Za-z\u00c0-\u024f]+)\.?\s?[-+\u2212]?\s?\d")
_BEFORE = frozenset(code.casefold() for code in CODES) | {
    "kr",
    "us",
    "eur",
    "fr",
    "sfr",
    "ca",
    "a",
    "c",
    "nkr",
    "skr",
    "dkr",
    "rs",
}
"""What may stand before a number as its currency; any other word makes it a name."""
_BARE_MARK = re.compile(r"^(?:[^\d]*[^A-Za-z\d])?[.,]\d")
"""A mark with no digit before it (``.5``): not read, so that it is never taken for 5."""
_MARKED = re.compile(r"\d[.,]\d")


@dataclass(frozen=True, slots=True)
class Marks:
    """``decimal`` and ``thousands`` marks; None where no text has one. ``proof``: the text that settles them.

    ``unclear``: a text that could be read in two ways, where nothing else in the file settles it.
    """

    decimal: str | None = None
    thousands: str | None = None
    proof: str = ""
    unclear: str = ""

    @classmethod
    def from_answer(cls, decimal: str) -> Marks:
        """Return marks with that decimal mark; the other one parts thousands."""
        return cls(decimal, "." if decimal == "," else ",")


def number_in(text: str) -> str | None:
    """Return the digits and marks of a text that is one number, perhaps with a currency or per cent beside it."""
    found = None if _BARE_MARK.match(text) else _CORE.match(text.strip())
    if found is None:
        return None
    number = re.sub(rf"[{BLANKS}\s'\u2019]", " ", found["number"]).strip()
    if not _grouped(number):
        return None
    return number.replace(" ", "")


def _grouped(number: str) -> bool:
    """Whether blanks in a number part thousands."""
    head, *rest = number.split(" ")
    if not rest:
        return True
    last = re.split(r"[.,]", rest[-1])[0]
    return (
        head.isdigit()
        and len(head) <= 3
        and all(len(part) == 3 and part.isdigit() for part in rest[:-1])
        and len(last) == 3
    )


def is_number_text(text: str) -> bool:
    """Whether a text is a number, with or without a currency, per cent or marks; codes of several dots are none.

    >>> is_number_text("CHF 2'850'000"), is_number_text("1.1.2"), is_number_text("P10")
    (True, False, False)
    """
    number = number_in(text)
    if number is None:
        return False
    if re.match(r"\s*[A-Za-z]\d", text):
        return False
    if (found := _WORD_BEFORE.match(text)) and found[1].casefold() not in _BEFORE:
        return False
    return is_plain_number(number)


def is_plain_number(number: str) -> bool:
    """Whether digits and marks are one number: groups of three, and decimals behind another mark."""
    return bool(
        re.fullmatch(
            r"\d+([.,]\d+)?|\d{1,3}(\.\d{3})+(,\d+)?|\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}(?:\d{3})*[.,]\d+", number
        )
    )


def find_marks(texts: Iterable[str]) -> Marks:
    """Return the marks of a file from all its number texts together."""
    proofs: dict[str, str] = {}
    unclear = ""
    for text in texts:
        if not _MARKED.search(text) or not is_number_text(text):
            continue
        number = number_in(text)
        assert number is not None
        decimal = _proved(number)
        if decimal is not None:
            proofs.setdefault(decimal, text)
        elif not unclear:
            unclear = text
    if len(proofs) == 1:
        decimal, text = next(iter(proofs.items()))
        return Marks(decimal, "." if decimal == "," else ",", text)
    if len(proofs) > 1:
        return Marks(unclear=" / ".join(proofs.values()))
    return Marks(unclear=unclear)


def _proved(number: str) -> str | None:
    """Return the decimal mark that a number proves; None where it may be read in two ways.

    >>> _proved("1,250,000"), _proved("0.250"), _proved("1.250"), _proved("12,5")
    ('.', '.', None, ',')
    """
    marks: list[str] = re.findall(r"[.,]", number)
    kinds = set(marks)
    other = {".": ",", ",": "."}
    if len(kinds) == 2:
        return marks[-1]
    if len(marks) > 1:
        return other[marks[0]]
    if not marks:
        return None
    head, _mark, tail = number.partition(marks[0])
    if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
        return marks[0]
    return None
