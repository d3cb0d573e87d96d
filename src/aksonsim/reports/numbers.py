"""Numbers as the report writes them: the digits their error supports, and spaces that no line breaks at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aksonsim.language import numbers as words
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import THIN
from aksonsim.language.rounding import half_width, round_to_error, with_error

Json = dict[str, Any]
Interval = Sequence[float | None] | None

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


def localised(text: str, lang: Lang) -> str:
    """Return the text of a number, which has a decimal point, as a language writes it; empty or ``?`` stays so."""
    return number(float(text), lang, len(text.partition(".")[2])) if text.strip("?") else text


def measured(value: float, interval: Interval, lang: Lang, *, error: bool = True) -> str:
    """Return a number in the digits that its interval supports, with half of it; without an interval it is exact."""
    return fixed(words.measured(value, interval, lang, error))


def figure(block: Json, key: str, lang: Lang, scale: float = 1.0) -> str:
    """Return a figure of a summary with the error that stands beside it; empty where there is none."""
    value, interval = block.get(key), block.get(f"{key}_ci")
    if value is None:
        return ""
    scaled = None if interval is None else [None if bound is None else bound * scale for bound in interval]
    return measured(value * scale, scaled, lang)


def signed(block: Json, key: str, lang: Lang, scale: float = 1.0) -> str:
    """Return a difference with its sign and error."""
    return with_sign(figure(block, key, lang, scale))


def with_sign(text: str) -> str:
    """Return the text of a difference with its sign; one that reads zero has none."""
    return text if not text or text.startswith("−") or text.partition(FIXED)[0].strip("0,.") == "" else f"+{text}"


def percent(value: float, interval: Interval, lang: Lang) -> str:
    """Return a fraction as per cent with its error; where no draw shows it, or all do, the bound of its interval."""
    if interval is not None and value in (0.0, 1.0) and None not in interval and interval[0] != interval[1]:
        away = max(abs(float(end or 0.0) - value) for end in interval)
        bound = with_error(0.0, 100 * away)[1]
        near = number(abs(100 * value - float(bound)), lang, len(bound.partition(".")[2]))
        return f"{'<' if value == 0 else '>'}{NARROW}{near}{FIXED}%"
    return f"{figure({'v': value, 'v_ci': interval}, 'v', lang, 100)}{FIXED}%"


def bare_percent(value: float, interval: Interval, lang: Lang) -> str:
    """Return a fraction as per cent in the digits that its interval supports, without the error."""
    half = max(100 * half_width(interval), 0.1)
    shown = round_to_error(100 * value, half)
    return number(float(shown), lang, len(shown.partition(".")[2]))


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
