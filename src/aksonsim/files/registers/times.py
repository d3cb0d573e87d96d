"""Texts as frequencies and lengths of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from aksonsim.files.registers.amounts import amount, decimal_of
from aksonsim.files.registers.headers import folded
from aksonsim.files.registers.marks import Marks
from aksonsim.files.registers.time_words import NAMED, PER_MONTH, PER_YEAR, TIMES, UNITS_OF_TIME, YEARS

_UNIT_OF = {word.replace("+", " "): unit for unit, words in UNITS_OF_TIME.items() for word in words.split()}
_EACH = "hvert|hver|every|each|alle|vart|chaque|tous les|elke|cada|ogni|var"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in days, weeks, months or years."""

    value: Decimal
    unit: str


def frequency(text: str, marks: Marks) -> Decimal | None:
    """Return how many times a year something happens.

    >>> frequency("once in 4 years", Marks()), frequency("6 per year", Marks())
    (Decimal('0.25'), Decimal('6'))
    """
    found = amount(text, marks)
    if found is not None and found.unit is None and not found.percent:
        return found.value
    plain = folded(text)
    if plain in NAMED:
        return NAMED[plain]
    number = r"(\d[\d.,]*)"
    if match := re.fullmatch(rf"1\s*(?::|in|/)\s*{number}\s*{YEARS}?", plain):
        return _inverse(Decimal(1), match[1], marks)
    if match := re.fullmatch(
        rf"(?:{_EACH})\s*{number}\.?(?:st|nd|rd|th|:?e)?\s*{YEARS}",
        plain,
    ):
        return _inverse(Decimal(1), match[1], marks)
    times = "|".join(sorted(map(re.escape, TIMES), key=len, reverse=True))
    if match := re.fullmatch(
        rf"({times}|\d[\d.,]*)\s*(?:times?|ganger?|gang|mal|fois|x|keer)?\s*"
        rf"(?:in|tous les|per|pr\.?|i|every|hvert|alle|om|par|/|a|pa|each|pro)\s*{number}\.?\s*{YEARS}",
        plain,
    ):
        first = TIMES.get(match[1])
        count = Decimal(first) if first is not None else decimal_of(match[1], marks)
        return None if count is None else _inverse(count, match[2], marks)
    if match := re.fullmatch(rf"({times}|\d[\d.,]*)\s*{PER_YEAR}", plain):
        first = TIMES.get(match[1])
        return Decimal(first) if first is not None else decimal_of(match[1], marks)
    if match := re.fullmatch(rf"({times}|\d[\d.,]*)\s*{PER_MONTH}", plain):
        first = TIMES.get(match[1])
        monthly = Decimal(first) if first is not None else decimal_of(match[1], marks)
        return None if monthly is None else monthly * 12
    return None


def _inverse(count: Decimal, years: str, marks: Marks) -> Decimal | None:
    found = decimal_of(years.rstrip(".,"), marks)
    return count / found if found else None


def time_unit(text: str) -> str | None:
    """Return the unit of time that a word is.

    >>> time_unit("uker"), time_unit("Wochen"), time_unit("m3")
    ('weeks', 'weeks', None)
    """
    return _UNIT_OF.get(folded(text).rstrip("."))


def span(text: str, marks: Marks) -> Span | None:
    """Return the length of time that a text is.

    >>> span("3 weeks", Marks())
    Span(value=Decimal('3'), unit='weeks')
    """
    match = re.fullmatch(r"\s*([-+\u2212]?)\s*(\d[\d.,]*|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)\s*([^\W\d][^\d]*?)\s*", text)
    if match is None:
        return None
    unit, value = time_unit(match[3]), decimal_of(re.sub(r"\s", "", match[2]).rstrip(".,"), marks)
    if unit is None or value is None:
        return None
    return Span(-value if match[1] in ("-", "\u2212") else value, unit)
