"""Changes to a scenario file: dotted paths to new values, each one logged.

``costs[journal.licences].estimate.p90``, ``gate.deadline``, ``uptake.own[0301].hazard``. Items of a list go by id, or
by position from 0; brackets hold what has dots in it, and a pattern (``costs[journal.*].time_share``) for all that
match. A mapping under a new id adds an item; null removes an item or an optional key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, get_origin

from aksonsim.files.dump import flow
from aksonsim.files.problems import nearest
from aksonsim.files.tree import NAMES, Loc, Map, Place, Seq, copied, dotted, name_of, split
from aksonsim.files.yaml import fail, parse, read
from aksonsim.model.fields import inside, is_model, keys
from aksonsim.model.scenario import Scenario

_FILLED_IN = {"data": ("observations", "municipalities"), "column": ("observations",)}
"""What the reader filled in from a table: void when the table changes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A change as it was asked for."""

    path: str
    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it was made; ``old`` and ``new`` are one-line YAML, or say that there was nothing."""

    path: str
    old: str
    new: str
    place: Place

    def __str__(self) -> str:
        return f"{self.path}: {self.old} -> {self.new}"


def from_mapping(changes: Any, place: Place) -> tuple[Wish, ...]:
    """Return the changes that a mapping of dotted paths asks for."""
    if changes is None:
        return ()
    if not isinstance(changes, Map):
        raise fail(place, "changes must be a mapping of dotted paths to values")
    return tuple(Wish(path, value, changes.places[path]) for path, value in changes.items())


def from_overlay(file: str) -> tuple[Wish, ...]:
    """Return the changes of an overlay file: ``changes: {path: value}``, or such a mapping by itself."""
    root = read(file)
    inner = root.get("changes")
    return from_mapping(inner if isinstance(inner, Map) else root, root.place)


def from_option(text: str) -> Wish:
    """Return the change that ``path=value`` asks for."""
    path, equals, value = text.partition("=")
    place = Place(f"--set {text}")
    if not equals or not path.strip() or not value.strip():
        raise fail(place, "must be path=value", "null removes")
    return Wish(path.strip(), parse(value, str(place), places=False), place)


def apply(root: Map, wish: Wish) -> list[Change]:
    """Make one change to read data; return what it changed.

    Raises
    ------
    ScenarioError
        The path leads nowhere; the sentence names the nearest one that does.
    """
    steps = _steps(wish)
    spots = list(_spots(root, (Scenario,), steps, (), wish, root))
    out = []
    for spot in reversed(spots):  # from the end, so that removing an item moves none that is still to come
        out.append(_set(root, *spot, wish))
    return out[::-1]


def _steps(wish: Wish) -> list[str]:
    steps = split(wish.path)
    if steps is None:
        raise fail(wish.place, f"{wish.path} is not a path", "like costs[journal.licences].estimate.p90 or gate.share")
    return steps


Spot = tuple[Map | Seq, str | int, Loc]
"""A container, the key or position in it that is to change, and the path there."""


def _spots(at: Map | Seq, kinds: tuple[Any, ...], steps: list[str], done: Loc, wish: Wish, root: Map) -> Iterator[Spot]:
    """Yield every place that the remaining steps lead to from here."""
    last = len(steps) == 1
    for step in _matches(at, kinds, steps[0], last, done, wish, root):
        if last:
            yield at, step, (*done, step)
            continue
        allowed = tuple(kind for alternative in kinds for kind in inside(alternative, step))
        child = at[step] if isinstance(at, Seq) and isinstance(step, int) else _child(at, str(step), allowed, wish)
        if not isinstance(child, (Map, Seq)):
            here = dotted((*done, step), root)
            raise fail(
                wish.place, f"{wish.path}: {here} is {_text(child)} and has no {steps[1]}", f"set {here} as a whole"
            )
        yield from _spots(child, allowed, steps[1:], (*done, step), wish, root)


def _child(at: Map | Seq, key: str, allowed: tuple[Any, ...], wish: Wish) -> Any:
    """Return what stands under a key; an optional section that is absent begins empty."""
    assert isinstance(at, Map)
    if at.get(key) is None:
        listed = any(get_origin(kind) is tuple for kind in allowed)
        if not listed and not any(is_model(kind) or get_origin(kind) is dict for kind in allowed):
            return None
        at[key] = Seq(wish.place) if listed else Map(wish.place)
        at.places[key] = wish.place
    return at[key]


def _matches(
    at: Map | Seq, kinds: tuple[Any, ...], step: str, last: bool, done: Loc, wish: Wish, root: Map
) -> list[str | int]:
    """Return the keys or positions that one step stands for."""
    names = [name_of(item) or str(index) for index, item in enumerate(at)] if isinstance(at, Seq) else list(at)
    pattern = "*" in step or "?" in step
    if step in names:
        return [names.index(step)] if isinstance(at, Seq) else [step]
    if isinstance(at, Seq) and step.isdecimal() and int(step) < len(at):
        return [int(step)]
    free = [kind for kind in kinds if get_origin(kind) is dict]
    if pattern and (isinstance(at, Seq) or free) and not (free and last and isinstance(at, Map)):
        found = [i if isinstance(at, Seq) else name for i, name in enumerate(names) if fnmatchcase(name, step)]
        if not found:
            raise fail(wish.place, f"{wish.path}: {step} matches nothing in {dotted(done, root)}", nearest(step, names))
        return list(found)
    if isinstance(at, Seq):
        if last and isinstance(wish.value, Map):
            return [step]
        raise fail(wish.place, f"{wish.path}: no {step} in {dotted(done, root)}", nearest(step, names))
    models = [kind for kind in kinds if is_model(kind)]
    known = {key for model in models for key in keys(model)} | set(names)
    # Inside an estimate its form judges the keys: which form is meant depends on all of them.
    if step in known or (free and last) or (len(models) > 1 and last):
        return [step]
    raise fail(
        wish.place, f"{wish.path}: no {step} in {dotted(done, root) or 'the file'}", nearest(step, sorted(known))
    )


def _set(root: Map, at: Map | Seq, step: str | int, loc: Loc, wish: Wish) -> Change:
    """Put the value in its place, or take out what null removes."""
    if isinstance(at, Seq):
        return _set_item(root, at, step, loc, wish)
    key = str(step)
    path = dotted(loc, root)
    old = _text(at[key]) if key in at else "(not stated)"
    for stale in _FILLED_IN.get(key, ()):
        at.pop(stale, None)
    at.places[key] = wish.place
    if wish.value is None:
        at.pop(key, None)
        return Change(path, old, "(removed)", wish.place)
    at[key] = copied(wish.value)
    return Change(path, old, _text(wish.value), wish.place)


def _set_item(root: Map, at: Seq, step: str | int, loc: Loc, wish: Wish) -> Change:
    if isinstance(step, int):
        path, old = dotted(loc, root), _text(at[step])
        if wish.value is None:
            del at[step], at.places[step]
            return Change(path, old, "(removed)", wish.place)
        known = name_of(at[step])
        at[step], at.places[step] = _named(wish, known), wish.place
        return Change(path, old, _text(wish.value), wish.place)
    at.append(_named(wish, step))
    at.places.append(wish.place)
    loc = (*loc[:-1], len(at) - 1)
    return Change(dotted(loc, root), "(not there)", _text(wish.value), wish.place)


def _named(wish: Wish, name: str | None) -> Any:
    """Return the new item under the id its path gives it."""
    item = copied(wish.value)
    if not isinstance(item, Map) or name is None:
        return item
    if not any(key in item for key in NAMES):
        item["id"] = name
        item.places["id"] = wish.place
    elif name_of(item) != name:
        raise fail(
            wish.place, f"{wish.path}: the item calls itself {name_of(item)}", f"leave its id out, or write {name}"
        )
    return item


def _text(value: Any) -> str:
    text = flow(value)
    return text if len(text) <= 200 else text[:197] + "..."
