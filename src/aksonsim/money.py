"""The unit of money: a file's currency and price year, and what amounts per inhabitant are counted in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BEFORE = {"M": 1e6, "MM": 1e6, "m": 1e6, "k": 1e3, "K": 1e3, "G": 1e9}
"""Prefixes of a three-letter code, of ``kr`` or of a sign: MNOK, kEUR, Mkr, M€."""
_WORDS = {
    **dict.fromkeys(("mill.", "mill", "million", "millions", "millioner", "mio.", "mio", "mn"), 1e6),
    **dict.fromkeys(("thousand", "thousands", "tusen"), 1e3),
    **dict.fromkeys(("mrd.", "mrd", "milliard", "milliarder"), 1e9),
}
"""Words before or after a currency. ``billion`` is not among them: it is 1e9 in English and 1e12 in Norwegian."""
_PREFIXED = re.compile(r"(?P<prefix>MM|[MmkKG])(?P<single>[A-Z]{3}|kr|[^\w\s])")

KEYS = ("currency", "price_year", "currency_per_inhabitant", "currency_scale")
"""What a result, and every answer about one, says of its money."""
OLD_SCALE = 1e6
"""What amounts per inhabitant were multiplied by, whatever the currency, in results that do not say."""


@dataclass(frozen=True, slots=True)
class Currency:
    """``amounts``: the unit of amounts, as the file has it; ``single``: that of amounts per inhabitant, of which
    ``scale`` make one of the former.
    """

    amounts: str
    single: str
    scale: float


def currency(text: str) -> Currency:
    """Return what a file's ``currency`` means for amounts per inhabitant.

    A prefix M (or MM, m), k (or K) or G before a three-letter code, ``kr`` or a sign, and the words of `_WORDS` before
    or after a currency, say that amounts are in millions, thousands or thousands of millions of it; amounts per
    inhabitant are then in the currency itself. Of any other text nothing is guessed: both have the one unit.

    Examples
    --------
    >>> currency("MNOK")
    Currency(amounts='MNOK', single='NOK', scale=1000000.0)
    >>> currency("kEUR").single, currency("mill. kr").single, currency("USD").single, currency("TNOK").single
    ('EUR', 'kr', 'USD', 'TNOK')
    """
    name = text.strip()
    if found := _PREFIXED.fullmatch(name):
        return Currency(text, found["single"], _BEFORE[found["prefix"]])
    first, _, after = name.partition(" ")
    before, _, last = name.rpartition(" ")
    for word, single in ((first, after.strip()), (last, before.strip())):
        if single and word.lower() in _WORDS:
            return Currency(text, single, _WORDS[word.lower()])
    return Currency(text, text, 1.0)


def attributes(name: str, price_year: int | None) -> dict[str, Any]:
    """Return what a result, or an answer about one, says of its money; other functions here read it again.

    A price year that is not stated is None.
    """
    about = currency(name)
    return dict(zip(KEYS, (name, price_year, about.single, about.scale), strict=True))


def attributes_of(found: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the same out of a result's attributes; one that does not say its scale was made with `OLD_SCALE`."""
    name = str(found.get("currency", "MNOK"))
    year = found.get("price_year")
    attrs = attributes(name, None if year is None else int(year))
    if "currency_scale" in found:
        attrs["currency_per_inhabitant"] = str(found["currency_per_inhabitant"])
        attrs["currency_scale"] = float(found["currency_scale"])
    elif attrs["currency_scale"] != OLD_SCALE:
        attrs |= {"currency_per_inhabitant": f"1e-6 {name}", "currency_scale": OLD_SCALE}
    return attrs


def scale(found: Mapping[Any, Any]) -> float:
    """Return how many units of amounts per inhabitant make one of amounts, by a result's attributes."""
    return float(attributes_of(found)["currency_scale"])


def units(declared: str, found: Mapping[Any, Any]) -> str:
    """Return a variable's unit in the money of a result (its attributes); other units are as declared.

    Examples
    --------
    >>> units("{single} year-1", attributes("MSEK", 2023)), units("months", attributes("MSEK", 2023))
    ('SEK year-1', 'months')
    """
    about = attributes_of(found)
    return declared.format(amounts=about["currency"], single=about["currency_per_inhabitant"])
