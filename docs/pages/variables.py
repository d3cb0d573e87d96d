"""The table of a result's variables, from their declaration."""

from __future__ import annotations

from aksonsim.engine.variables import VARIABLES, Variable


def variables(which: str) -> str:
    """Return the table of the variables with a value a draw (``draw``), or of those over draws (``over``)."""
    lines = ["| variable | dimensions after `scenario` | unit | meaning | kept from |", "|---|---|---|---|---|"]
    return "\n".join(lines + [row(found) for found in VARIABLES if found.per_draw == (which == "draw")])


def row(found: Variable) -> str:
    """Return one line of the table."""
    dims = ", ".join(found.dims) or "none"
    unit = "share or number" if found.units == "1" else found.units
    meaning = found.long_name
    if "flag_meanings" in found.attrs:
        words = zip(found.attrs["flag_values"], found.attrs["flag_meanings"].split(), strict=True)
        meaning += ": " + ", ".join(f"{value} `{word}`" for value, word in words)
    return f"| `{found.name}` | {dims} | {unit} | {meaning} | `{found.keep}` |"
