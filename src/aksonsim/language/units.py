"""What running text calls units of money; others keep the name that the file gives them."""

from __future__ import annotations

from aksonsim.language.text import Words, _

_UNITS = {"MNOK": _("MNOK"), "NOK": _("NOK")}


def unit(name: str) -> Words:
    """Return what a unit of money is called."""
    return _UNITS.get(name, name)
