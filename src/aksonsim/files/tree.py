"""Plain data that remembers where each value stands, and the paths into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aksonsim.errors import Problem, ScenarioError

Loc = tuple[str | int, ...]
"""Keys and list positions from the root."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\[\]]+)\]")
NAMES = ("id", "code")
"""The keys by which an item of a list is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; lines and columns count from 1, and line 0 means no line (a command-line option)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def fail(place: Place | str, what: str, allowed: str = "") -> ScenarioError:
    """Return the error that holds one problem."""
    return ScenarioError([Problem(str(place), "", what, allowed)])


class Map(dict[str, Any]):
    """A mapping with the place of each of its keys; the place of a removed key is where it was removed."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}


class Seq(list[Any]):
    """A sequence with the place of each of its items."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


def standing_at(value: Any, place: Place) -> Any:
    """Return plain or read data as read data that all stands at one place."""
    if isinstance(value, dict):
        mapping = Map(place)
        mapping.update((key, standing_at(item, place)) for key, item in value.items())
        mapping.places.update(dict.fromkeys(mapping, place))
        return mapping
    if isinstance(value, list):
        seq = Seq(place)
        seq.extend(standing_at(item, place) for item in value)
        seq.places.extend([place] * len(seq))
        return seq
    return value


def copied(value: Any) -> Any:
    """Return a deep copy of read data; places are shared, because they never change."""
    if isinstance(value, Map):
        twin = Map(value.place)
        twin.update((key, copied(item)) for key, item in value.items())
        twin.places.update(value.places)
        return twin
    if isinstance(value, Seq):
        twins = Seq(value.place)
        twins.extend(copied(item) for item in value)
        twins.places.extend(value.places)
        return twins
    return value


def twin(value: Any) -> Any:
    """Return a copy of read data that shares what it holds; anything else as it is."""
    if not isinstance(value, Map | Seq):
        return value
    other = type(value)(value.place)
    (other.update if isinstance(other, Map) else other.extend)(value)
    other.places = value.places.copy()
    return other


def name_of(item: Any) -> str | None:
    """Return the id (or code) by which an item of a list is known; None for one without."""
    if isinstance(item, Map):
        for key in NAMES:
            if isinstance(item.get(key), (str, int)):
                return str(item[key])
    return None


def locate(path: Loc, root: Map) -> tuple[Loc, Place]:
    """Return the part of a path that leads somewhere in the data, and the place of its end.

    Steps that are no key or position are passed over: a validator also names the alternative it tried. A last key
    that is missing counts when its absence has a place.
    """
    at: Any = root
    place = root.place
    kept: list[str | int] = []
    for step in path:
        if isinstance(at, Map) and step in at.places:
            place = at.places[str(step)]
            at = at.get(str(step))
        elif isinstance(at, Seq) and isinstance(step, int) and step < len(at):
            place = at.places[step]
            at = at[step]
        else:
            continue
        kept.append(step)
    return tuple(kept), place


def dotted(path: Loc, root: Any) -> str:
    """Write a path as ``costs[journal.licences].estimate.p90``, list items by id where they have one."""
    out = ""
    at = root
    for step in path:
        if isinstance(step, int):
            at = at[step] if isinstance(at, Seq) and step < len(at) else None
            out += f"[{name_of(at) or step}]"
        else:
            at = at.get(step) if isinstance(at, Map) else None
            out += f".{step}" if _PLAIN_KEY.fullmatch(step) else f"[{step}]"
    return out.removeprefix(".")


def split(path: str) -> list[str] | None:
    """Return the steps of a path as `dotted` writes it; None when it is no path."""
    steps: list[str] = []
    at = 0
    for match in _STEP.finditer(path):
        if match.start() != at or (not steps and path.startswith(".")):
            return None
        steps.append(match[1] or match[2])
        at = match.end()
    return steps if steps and at == len(path) else None


def value_at(path: str, root: Map) -> Any:
    """Return the value that a path leads to, list items by their id.

    Raises KeyError where it leads nowhere.
    """
    at: Any = root
    for step in split(path) or ():
        if isinstance(at, Seq):
            names = [name_of(item) or str(index) for index, item in enumerate(at)]
            at = dict(zip(names, at, strict=True))[step]
        else:
            at = at[step]
    return at


def place_of(path: str, root: Map) -> Place:
    """Return the place that a path leads to, as far as it leads; the file where it leads nowhere."""
    at: Any = root
    place = Place(root.place.file)
    for step in split(path) or ():
        if isinstance(at, Map) and step in at:
            at, place = at[step], at.places[step]
        elif isinstance(at, Seq):
            names = [name_of(item) or str(index) for index, item in enumerate(at)]
            if step not in names:
                break
            at, place = at[names.index(step)], at.places[names.index(step)]
        else:
            break
    return place
