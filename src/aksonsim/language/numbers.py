"""Numbers and dates as they read in a language: thin spaces between thousands, a decimal comma in Norwegian."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from aksonsim.language.lang import Lang
from aksonsim.language.rounding import exact, half_width, with_error

THIN = "\u2009"


def number(value: float, lang: Lang, decimals: int = 0) -> str:
    """Return a number with thin spaces between thousands, and a decimal comma in Norwegian."""
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN)
    sign = "−" if float(f"{value:.{decimals}f}") < 0 else ""
    return sign + (text.replace(".", ",") if lang == "nb" else text)


def measured(value: float, interval: Sequence[float | None] | None, lang: Lang, error: bool = True) -> str:
    """Return a number in the digits its interval supports, with half the interval after it if asked for."""
    if not math.isfinite(value):
        return "–"
    if interval is None:
        return localised(exact(value), lang)
    shown, spread = with_error(value, half_width(interval))
    text = localised(shown, lang)
    if not error or not spread:
        return text
    return f"{text} ± {spread if spread == '?' else localised(spread, lang)}"


def localised(text: str, lang: Lang) -> str:
    """Return plain digits as they read in a language, in the same number of decimals."""
    return number(float(text), lang, len(text.partition(".")[2]))


@dataclass(frozen=True, slots=True)
class Digits:
    """A number in a sentence, whose digits are decided: ``4.0`` reads ``4,0`` in Norwegian."""

    text: str

    def shown(self, lang: Lang) -> str:
        """Return it as text."""
        return localised(self.text, lang)


def percent(share: float, lang: Lang, decimals: int = 0) -> str:
    """Return a fraction as per cent, with the space that both languages put before the sign in technical text."""
    return f"{number(share * 100, lang, decimals)}{THIN}%"


def chance(probability: float, lang: Lang) -> str:
    """Return a probability as whole per cent; near 0 and 1 as a bound, since draws cannot show certainty."""
    if probability < 0.01:
        return f"<{THIN}{percent(0.01, lang)}"
    return f">{THIN}{percent(0.99, lang)}" if probability > 0.99 else percent(probability, lang)


def date(iso: str, lang: Lang) -> str:
    """Return an ISO date as people write it."""
    day = dt.date.fromisoformat(iso)
    return f"{day.day}.{day.month}.{day.year}" if lang == "nb" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
