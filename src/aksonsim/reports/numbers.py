"""Numbers as the report writes them: the digits their error supports, and spaces that no line breaks at."""

from __future__ import annotations

from aksonsim.language import numbers as words
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import THIN
from aksonsim.language.rounding import with_error
from aksonsim.results.statistic import Statistic

NARROW = "\u202f"
"""A narrow space that does not break."""
FIXED = "\u00a0"
"""A space that does not break."""


def fixed(text: str) -> str:
    """Return a text in which no line breaks inside a number, before its error or before its per cent sign."""
    for loose, firm in ((THIN, NARROW), (" ± ", f"{FIXED}±{FIXED}"), (" %", f"{FIXED}%"), ("mill. ", f"mill.{FIXED}")):
        text = text.replace(loose, firm)
    return text


def number(value: float, lang: Lang, decimals: int = 0) -> str:
    """Return a number with so many decimals."""
    return fixed(words.number(value, lang, decimals))


def percent(chance: Statistic, lang: Lang) -> str:
    """Return a fraction as per cent with its error; where no draw shows it, or all do, the bound of its interval."""
    away = max(abs(end - chance.value) for end in chance.bounds)
    # A share of the whole has an error of a few last bits, which is none.
    if chance.value in (0.0, 1.0) and (bound := with_error(0.0, 100 * away)[1]):
        near = number(abs(100 * chance.value - float(bound)), lang, len(bound.partition(".")[2]))
        return f"{'<' if chance.value == 0 else '>'}{NARROW}{near}{FIXED}%"
    return f"{fixed(chance.scaled(100.0).shown(lang))}{FIXED}%"


def share(value: float, lang: Lang) -> str:
    """Return a stated fraction as per cent, with a decimal where it has one."""
    return f"{number(100 * value, lang, 0 if abs(100 * value - round(100 * value)) < 0.05 else 1)}{FIXED}%"


def significant(value: float, lang: Lang, digits: int = 3) -> str:
    """Return a number with so many digits that count, as for one whose error is not stated but small."""
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{digits - 1}e}'):f}"
    whole = len(text.partition(".")[0].lstrip("-0"))
    return number(float(text), lang, max(0, digits - whole) if abs(value) >= 1 else digits)
