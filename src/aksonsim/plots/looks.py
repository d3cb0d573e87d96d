"""Looks of lines that stand for scenarios or programmes: colour, line and marker, no two of them alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

COLOURS = ("black", "blue", "vermilion", "green", "orange", "purple", "sky")
"""Of Okabe and Ito without the yellow, which thin lines vanish in."""
DASHES = ("solid", "dash", "dot", "dashdot")
MARKERS = ("", "circle", "triangle", "square", "diamond")
PATTERNS: dict[str, Any] = {"solid": "-", "dash": (0, (5, 2)), "dot": (0, (1, 1.2)), "dashdot": (0, (6, 1.5, 1, 1.5))}
SHAPES = {"": None, "circle": "o", "triangle": "^", "square": "s", "diamond": "D"}
EVERY = 0.12
"""Distance of markers along a line, as a share of the picture."""


@dataclass(frozen=True, slots=True)
class Look:
    """One of `COLOURS`, of `DASHES` and of `MARKERS`."""

    colour: str
    dash: str
    marker: str


def look(index: int) -> Look:
    """Return the look of the line at a place; the first 140 all differ, the first seven have no marker.

    Every seven lines the marker changes and all lines change their pattern; the last colours, which are lighter, begin
    with a broken line.
    """
    turn, place = divmod(index, len(COLOURS))
    broken = 1 if place >= 4 else 0
    return Look(COLOURS[place], DASHES[(turn + broken) % len(DASHES)], MARKERS[turn % len(MARKERS)])


def drawn(index: int) -> dict[str, Any]:
    """Return the look at a place as matplotlib's keywords."""
    from aksonsim.plots.figure import colours

    found = look(index)
    shape = SHAPES[found.marker]
    marked = {"marker": shape, "markersize": 5, "markevery": (0.01 * (index % 10), EVERY)} if shape else {}
    return {"color": colours()[found.colour], "linestyle": PATTERNS[found.dash]} | marked
