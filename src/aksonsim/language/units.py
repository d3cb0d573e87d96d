"""What running text calls units of money; others keep the name that the file gives them."""

from __future__ import annotations

from aksonsim.language.text import Words, _

_UNITS = {"MNOK": _("MNOK"), "NOK": _("NOK")}


def unit(name: str) -> Words:
    """Return what a unit of money is called."""
    return _UNITS.get(name, name)


def priced(name: Words, year: int | None) -> Words:
    """Return a unit of money with the year of its prices, which a file need not state."""
    if year is None:
        return _("{currency}, prices of an unstated year", currency=name)
    return _("{currency}, {year} prices", currency=name, year=str(year))
