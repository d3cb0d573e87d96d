"""Texts as amounts and ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from aksonsim.files.registers.headers import folded
from aksonsim.files.registers.marks import Marks, is_number_text, is_plain_number, number_in
from aksonsim.files.registers.scale_words import SCALES
from aksonsim.files.registers.units import Unit, unit_of

_MINUS = re.compile("[\u2212\u2013\u2012-]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number; a fraction where it is in per cent. ``unit``: what the cell itself says it is in."""

    value: Decimal
    unit: Unit | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends, None for an open one; fractions where they are in per cent."""

    low: Decimal | None
    high: Decimal | None
    percent: bool = False
    unit: Unit | None = None


LONGEST = 60
"""Signs that a number has at most: one of more is no amount."""


def amount(text: str, marks: Marks) -> Amount | None:
    """Return the one number that a text is; None for words, codes, ranges and lengths of time."""
    text = _dashed(text.strip())
    if found := re.fullmatch(r"\(\s*([^()\d\s-]{1,4}\s?\d[^()-]*)\)", text):
        text = f"-{found[1]}"
    if not is_number_text(text):
        return None
    number = number_in(text)
    value = None if number is None or len(number) > LONGEST else decimal_of(number, marks)
    if value is None or number is None:
        return None
    rest = re.sub(r"[\d.,'\u2019\s\u00a0\u202f\u2009\u2007()+]", " ", text)
    signs = _MINUS.findall(rest)
    words = " ".join(_MINUS.sub(" ", rest).split())
    percent = words == "%" or folded(words) in ("prosent", "percent", "prozent", "pct", "pst")
    if len(signs) > 1:
        return None
    if signs or re.fullmatch(r".*\([^()]*\d[^()]*\).*", text):
        value = -value
    if percent:
        return Amount(value / 100, None, True)
    if not words:
        return Amount(value)
    unit = _unit_beside(words)
    return None if unit is None else Amount(value, unit)


def _dashed(text: str) -> str:
    """Return an amount without the dash that stands for no hundredths: ``1 200,-``, ``2'850.–``."""
    return re.sub(r"(?<=\d)[.,][-–—](?!\d)", "", text)


def _unit_beside(words: str) -> Unit | None:
    """Return the unit that words beside a number say; None where they are no unit of money."""
    bare = folded(words).replace(".", "")
    if bare in SCALES:
        return Unit("", SCALES[bare])
    return unit_of(words)


def decimal_of(number: str, marks: Marks) -> Decimal | None:
    """Return digits and marks as a number under the marks of a file."""
    if not is_plain_number(number):
        return None
    kinds = {sign for sign in number if sign in ".,"}
    if len(kinds) == 2:
        decimal: str | None = max(kinds, key=number.rindex)
    elif marks.decimal is None:
        decimal = None if len(re.findall(r"[.,]", number)) > 1 else next(iter(kinds), None)
    else:
        decimal = marks.decimal
    if decimal is not None and not _fits(number, decimal):
        return None
    plain = "".join(sign for sign in number if sign.isdigit() or sign == decimal)
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


def _fits(number: str, decimal: str) -> bool:
    """Whether a number can be written with that decimal mark: the other mark parts groups of three."""
    other = "," if decimal == "." else "."
    return re.fullmatch(rf"(?:\d+|\d{{1,3}}(?:\{other}\d{{3}})+)(?:\{decimal}\d+)?", number) is not None


_NUMBER = r"[-+\u2212]?\s*(?:[A-Z]{3}|[$€£])?\s*\d[\d.,'\u2019\u00a0\u202f\u2009 ]*"
_TAIL = r"\s*(?:%|[A-Za-z$€£.]{0,9})?\s*"
_BETWEEN = re.compile(
    rf"^[\[(]?\s*({_NUMBER}{_TAIL})(?:-|\u2013|\u2014|\u2212|to|til|till|bis|a|à|tot|al|–|\.\.\.?)\s*({_NUMBER}{_TAIL})[\])]?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^(?:from|fra|från|von|de|between|mellom|zwischen|entre|van)\s+", re.IGNORECASE)
_BELOW = (
    "<",
    "\u2264",
    "<=",
    "under",
    "below",
    "up to",
    "inntil",
    "opp til",
    "mindre enn",
    "mindre end",
    "moins de",
    "jusqu'a",
    "menos de",
    "meno di",
    "less than",
    "bis",
    "unter",
    "hogst",
    "maks",
    "at most",
    "til",
    "upp till",
    "mindre an",
    "inferieur a",
    "jusqua",
    "minder dan",
    "op til",
    "at most",
    "weniger als",
)
_ABOVE = (
    ">",
    "\u2265",
    ">=",
    "over",
    "above",
    "more than",
    "mer enn",
    "meir enn",
    "piu di",
    "minst",
    "at least",
    "uber",
    "ab",
    "mer an",
    "plus de",
    "meer dan",
    "mere end",
    "fra",
    "from",
    "mehr als",
    "mas de",
    "greater than",
)


def value_range(text: str, marks: Marks) -> Range | None:
    """Return the ends that a text states; None for a single number and for all else."""
    text = (
        _FROM.sub("", text.strip())
        .replace(" and ", " - ")
        .replace(" og ", " - ")
        .replace(" und ", " - ")
        .replace(" et ", " - ")
    )
    plain = folded(text)
    for words, below in ((_BELOW, True), (_ABOVE, False)):
        for word in sorted(words, key=len, reverse=True):
            if plain.startswith(word) and not plain[len(word) : len(word) + 1].isalpha():
                found = amount(text.strip()[len(word) :].strip().lstrip("="), marks)
                if found is not None:
                    value = found.value
                    unit = found.unit
                    return Range(None, value, found.percent, unit) if below else Range(value, None, found.percent, unit)
    if plain.endswith("+"):
        found = amount(text.strip()[:-1], marks)
        return None if found is None else Range(found.value, None, found.percent, found.unit)
    match = _BETWEEN.match(text)
    if match is None:
        return None
    low, high = amount(match[1], marks), amount(match[2], marks)
    if low is None or high is None:
        return None
    percent = low.percent or high.percent
    if percent:
        low, high = (end if end.percent else Amount(end.value / 100, None, True) for end in (low, high))
    unit = high.unit or low.unit
    if low.unit is not None and high.unit is not None and low.unit.scale and high.unit.scale:
        low = Amount(low.value * low.unit.scale / high.unit.scale, unit)
    return Range(low.value, high.value, percent, unit) if low.value < high.value else None


_FIXED = (
    "fast",
    "fixed",
    "fest",
    "fix",
    "-",
    "\u2013",
    "0",
    "0 %",
    "0%",
    "ingen",
    "none",
    "keine",
    "konstant",
    "constant",
    "fixe",
    "vast",
    "fijo",
    "fisso",
    "firm",
    "certain",
    "sikker",
    "fastpris",
)


def states_nothing(text: str) -> bool:
    """Whether a text in a column of amounts states none: a dash, not applicable, fixed.

    >>> states_nothing("-"), states_nothing("n/a"), states_nothing("fast"), states_nothing("tbd")
    (True, True, True, False)
    """
    plain = folded(text)
    return plain in _FIXED or plain.rstrip(".") in ("n/a", "na", "n.a", "i/a") or not plain.strip("-–—−")


def percent_range(text: str, marks: Marks) -> tuple[Decimal, Decimal] | Literal["fixed"] | None:
    """Return a range in per cent of something, as fractions with the lower one below zero.

    >>> percent_range("\u221215 % / +30 %", Marks())
    (Decimal('-0.15'), Decimal('0.3'))
    """
    plain = folded(text)
    if plain in _FIXED:
        return "fixed"
    bare = text.replace("\u2212", "-").replace("\u2013", "-").replace("%", " ").strip()
    bare = re.sub(r"^[\[(]|[\])]$", "", bare)
    both = re.fullmatch(r"(?:\u00b1|\+\s*/\s*-|-\s*/\s*\+|\+-)\s*([\d.,]+)\s*", bare)
    if both:
        value = decimal_of(both[1], marks)
        if value is None:
            return None
        return (-value / 100, value / 100) if value else "fixed"
    bare, dashed = re.subn(r"^([\d.,]+)\s*-\s*(?=\d[\d.,]*$)", r"\1 / ", bare)
    two = re.fullmatch(
        r"([-+]?)\s*([\d.,]+)\s*(?:/|;|til|to|till|bis|a|à|og|and|und|tot|-(?=\s*\+)|\.\.\.?|,|\s)\s*([-+]?)\s*([\d.,]+)\s*",
        bare,
    )
    if not two:
        return None
    ends = []
    for sign, digits in ((two[1], two[2]), (two[3], two[4])):
        value = decimal_of(digits.rstrip(".,"), marks)
        if value is None:
            return None
        ends.append(-value / 100 if sign == "-" else value / 100)
    if two[1] == two[3] == "":
        low, high = (abs(end) * 100 for end in ends)
        if "%" not in text and low <= 1 <= high <= 5:  # parts: 0.9 - 1.3
            return low - 1, high - 1
        if low >= 50 and high >= 100:  # parts in per cent: 90 - 125 %
            return (low - 100) / 100, (high - 100) / 100
        if dashed:  # 10-25 % may be a change of 10 to 25
            return None
        ends[0] = -ends[0]
    low, high = sorted(ends)
    return (low, high) if low <= 0 <= high else None
