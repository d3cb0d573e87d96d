"""Tables on a terminal of answers that are not typed yet: figures in the digits their errors support."""

from __future__ import annotations

from typing import Any

from aksonsim.language.rounding import exact, half_width, with_error
from aksonsim.money import attributes_of
from aksonsim.render.terminal import WIDTH as WIDTH
from aksonsim.render.terminal import console_for as console_for
from aksonsim.render.terminal import show as show
from aksonsim.render.terminal import table_of as table_of

Json = dict[str, Any]

NO_MONEY = ("", "1", "months")
"""Units that no price year belongs to."""


def prices(found: Json, units: str | None = None) -> str:
    """Return a unit of money with its price year, by default that of amounts; another unit as it is.

    ``found``: what a command answers, with `aksonsim.money.attributes` in it.
    """
    about = attributes_of(found)
    unit = str(about["currency"] if units is None else units)
    if unit in NO_MONEY:
        return unit
    return f"{unit.replace(' year-1', ' a year')}, {about['price_year']} prices"


def per_inhabitant(found: Json) -> str:
    """Return the unit of amounts per inhabitant with its price year."""
    return prices(found, attributes_of(found)["currency_per_inhabitant"])


def grouped(text: str) -> str:
    """Return a number's text with spaces between thousands."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}".replace(",", " ") + point + fraction if whole.isdigit() else text


def figure(block: Json, key: str, scale: float = 1.0) -> str:
    """Return a figure as ``value ± half its 95 % interval`` in the digits the interval supports; empty if not there."""
    value, interval = block.get(key), block.get(f"{key}_ci")
    if value is None:
        return ""
    if interval is None:
        return grouped(exact(value * scale))
    shown, error = with_error(value * scale, half_width(interval) * scale)
    return f"{grouped(shown)} ± {grouped(error)}" if error else grouped(shown)
