"""The table of a result's variables, from their declaration."""

from __future__ import annotations

from aksonsim.engine.variables import VARIABLES, Variable
from aksonsim.money import units

MONEY = {"currency": "`currency`", "currency_per_inhabitant": "`currency_per_inhabitant`", "currency_scale": 1.0}
"""The attributes of a result that say which unit it is."""


def variables(which: str) -> str:
    """Return the table of the variables with a value a draw (``draw``), or of those over draws (``over``)."""
    lines = ["| variable | dimensions after `scenario` | unit | meaning | kept from |", "|---|---|---|---|---|"]
    return "\n".join(lines + [row(found) for found in VARIABLES if found.per_draw == (which == "draw")])


def row(found: Variable) -> str:
    """Return one line of the table."""
    dims = ", ".join(found.dims) or "none"
    words = {"1": "share or number", "": "as each input"}
    unit = words.get(found.units) or units(found.units, MONEY)
    meaning = found.long_name
    if "flag_meanings" in found.attrs:
        words = zip(found.attrs["flag_values"], found.attrs["flag_meanings"].split(), strict=True)
        meaning += ": " + ", ".join(f"{value} `{word}`" for value, word in words)
    return f"| `{found.name}` | {dims} | {unit} | {meaning} | `{found.keep}` |"
