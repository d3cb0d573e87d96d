"""Words of the software's own that results set beside the ids of a file, so that no id may be one of them.

A row, key or coordinate of such a name would be taken for the software's own: a programme called ``total`` for the
project. Each section has its own words, and only those: an element called ``total`` stands beside no total. Small and
capital letters are one, because what looks a label up in a workbook takes them for one.
"""

from __future__ import annotations

TOTAL = "total"
"""Row of the whole project, beside programmes and payers."""
ALL = "all"
"""Programme of a file that declares none; row of all mitigations together."""
TERMINATION = "termination"
"""Element that holds what a stop costs."""
PROJECT_WIDE_EVENTS = "project_wide_events"
"""Line of the events that are about no element in particular."""
PROJECT_WIDE_DRIVERS = "project_wide_drivers"
"""Line of the drivers that add an amount and are exposed to no element in particular."""
PROJECT_WIDE = (PROJECT_WIDE_EVENTS, PROJECT_WIDE_DRIVERS)
"""Lines that results know as one and the engine keeps in parts, one for each element."""
START, GATE = "start", "gate"
"""Milestones that no activity sets."""
START_OF = ".start"
"""End of the milestone at which an activity begins."""
BASELINE = "baseline"
"""Name of a file's base scenario, unless it calls itself otherwise."""

RESERVED: dict[str, dict[str, str]] = {
    "programmes": {
        TOTAL: "the whole project",
        "state": "a payer",
        "municipal": "a payer",
        ALL: "all lines of a file without programmes",
        PROJECT_WIDE_EVENTS: "the events that are about no element in particular",
        PROJECT_WIDE_DRIVERS: "the amounts that drivers add to no element in particular",
    },
    "costs": {
        TERMINATION: "the cost of a stop at the gate",
        PROJECT_WIDE_EVENTS: "the events that are about no element in particular",
        PROJECT_WIDE_DRIVERS: "the amounts that drivers add to no element in particular",
    },
    "events": {ALL: "all mitigations together"},
    "activities": {START: "the start of the file", GATE: "the passing of the gate"},
}
"""Section -> word -> what results mean by it."""


def objection(section: str, name: str) -> str | None:
    """Return why an id may not be used in a section, and what is allowed; None where it may."""
    words = RESERVED.get(section, {})
    meant = words.get(name.casefold())
    if meant is not None:
        return f"id {name} is reserved: in results {name.casefold()} is {meant}; any id but {', '.join(words)}"
    if section == "activities" and name.casefold().endswith(START_OF):
        meant = f"in results NAME{START_OF} is the start of activity NAME"
        return f"id {name} is reserved: {meant}; an id without {START_OF}"
    return None


def hides(name: str, base: str) -> str | None:
    """Return why a scenario that changes a file whose own name is ``base`` may not be called so; None where it may.

    One that changes nothing may: it is the file itself, with a title of its own.
    """
    if name.casefold() == base.casefold():
        return f"its changes hide the file itself, which is called {base}; give the scenario another name"
    if name.casefold() == BASELINE:
        return f"{name} is what a file itself is called, without changes; give the scenario another name"
    return None
