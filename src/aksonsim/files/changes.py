"""Changes to a scenario file: dotted paths to new values, each one logged.

``costs[journal.licences].estimate.p90``, ``gate.deadline``, ``uptake.own[0301].hazard``. Items of a list go by id, or
by position from 0; brackets hold what has dots in it, and a pattern (``costs[journal.*].time_share``) for all that
match. A mapping under a new id adds an item; null removes an item or an optional key.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, get_origin

from aksonsim.arguments import kind
from aksonsim.errors import ScenarioError
from aksonsim.files.dump import flow
from aksonsim.files.plain_data import as_read
from aksonsim.files.problems import NEAR, nearest
from aksonsim.files.tree import NAMES, Loc, Map, Place, Seq, copied, dotted, name_of, split, twin
from aksonsim.files.yaml import fail, parse, read
from aksonsim.model.fields import inside, is_model, keys
from aksonsim.model.scenario import Scenario

_PYTHON = Place("changes")
"""Where changes stand that were handed over by Python."""
_FILLED_IN = {"data": ("observations", "municipalities"), "column": ("observations",)}
"""What the reader filled in from a table: void when the table changes."""


@dataclass(frozen=True, slots=True)
class Override:
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


def from_mapping(changes: Any, place: Place) -> tuple[Override, ...]:
    """Return the changes that a mapping of dotted paths asks for."""
    if changes is None:
        return ()
    if not isinstance(changes, Map):
        raise fail(place, "changes must be a mapping of dotted paths to values")
    return tuple(Override(path, value, changes.places[path]) for path, value in changes.items())


def from_python(changes: Mapping[str, Any]) -> tuple[Override, ...]:
    """Return the changes that a mapping of Python asks for, its values as a file would hold them."""
    if not isinstance(changes, Mapping):
        raise fail(_PYTHON, f"a mapping of dotted paths to values is needed, not {kind(changes)}")
    strange = [path for path in changes if not isinstance(path, str)]
    if strange:
        raise fail(_PYTHON, f"a path must be text, not {kind(strange[0])}")
    return tuple(Override(path.strip(), as_read(value, _PYTHON, path), _PYTHON) for path, value in changes.items())


def as_overrides(changes: Sequence[Override | str | Mapping[str, Any]]) -> tuple[Override, ...]:
    """Return changes in one form: read already, ``path=value``, or a mapping of paths to values.

    Raises
    ------
    ScenarioError
        For what is none of these.
    """
    if isinstance(changes, str | Mapping) or not isinstance(changes, Sequence):
        changes = [changes]
    out: list[Override] = []
    for change in changes:
        if isinstance(change, str):
            out.append(from_option(change))
        elif isinstance(change, Override):
            out.append(change)
        else:
            out += from_python(change)
    return tuple(out)


def from_overlay(file: str) -> tuple[Override, ...]:
    """Return the changes of an overlay file: ``changes: {path: value}``, or such a mapping by itself."""
    root = read(file, "an overlay maps dotted paths to values, such as gate.share: 0.5")
    if list(root) in (["change"], ["changes"]):
        key = next(iter(root))
        if key == "change" or root[key] is None or root[key] == {}:
            raise fail(root.places[key], f"{key}: no change is given", "write changes: and below it path: value")
        return from_mapping(root[key], root.places[key])
    for key, value in root.items():
        if isinstance(value, Map) and key in keys(Scenario):
            raise fail(root.places[key], f"{key}: an overlay names single values", f"write {_leaf(key, value)}")
    return from_mapping(root, root.place)


def _leaf(path: str, value: Any) -> str:
    """Return the first single value inside as an overlay states it."""
    while isinstance(value, Map) and value and "estimate" not in path:
        key, value = next(iter(value.items()))
        listed = any(get_origin(kind) is tuple for kind in inside(Scenario, path))
        path = f"{path}[{key}]" if listed else f"{path}.{key}"
    return f"{path}: {_text(value)}"


def from_option(text: str) -> Override:
    """Return the change that ``path=value`` asks for."""
    path, equals, value = text.partition("=")
    place = Place(f"--set {text}")
    if not equals or not path.strip() or not value.strip():
        raise fail(place, "must be path=value", "null removes")
    return Override(path.strip(), parse(value, str(place), places=False), place)


def apply(root: Map, override: Override) -> list[Change]:
    """Make one change to read data; return what it changed.

    Of the data, ``root`` itself is changed; what lies below and is to change is replaced by a copy of its own, so that
    other data may share it.

    Raises
    ------
    ScenarioError
        The path leads nowhere; the sentence names the nearest one that does.
    """
    steps = split(override.path)
    if steps is None:
        raise fail(
            override.place, f"{override.path} is not a path", "like costs[journal.licences].estimate.p90 or gate.share"
        )
    spots = list(_Walk(root, override).spots(root, (Scenario,), steps, ()))
    # From the end, so that removing an item moves none that is still to come.
    return [_set(root, *spot, override) for spot in reversed(spots)][::-1]


Spot = tuple[Map | Seq, str | int, Loc]
"""A container, the key or position in it that is to change, and the path there."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """The way of one path through the data and, beside it, through what the model allows (``kinds``)."""

    root: Map
    override: Override

    def spots(self, at: Map | Seq, kinds: tuple[Any, ...], steps: list[str], done: Loc) -> Iterator[Spot]:
        """Yield every place that the remaining steps lead to from here."""
        for step in self.matches(at, kinds, steps, done):
            if len(steps) == 1:
                yield at, step, (*done, step)
                continue
            allowed = tuple(kind for alternative in kinds for kind in inside(alternative, step))
            child = self.child(at, step, allowed)
            if not isinstance(child, (Map, Seq)):
                here = dotted((*done, step), self.root)
                raise self.lost(f"{here} is {_text(child)} and has no {steps[1]}", f"set {here} as a whole")
            yield from self.spots(child, allowed, steps[1:], (*done, step))

    def child(self, at: Map | Seq, step: str | int, allowed: tuple[Any, ...]) -> Any:
        """Return what stands under a key or position, as a copy; an optional section that is absent begins empty."""
        if isinstance(at, Seq):
            at[int(step)] = twin(at[int(step)])
            return at[int(step)]
        key = str(step)
        if at.get(key) is None:
            listed = any(get_origin(kind) is tuple for kind in allowed)
            if not listed and not any(is_model(kind) or get_origin(kind) is dict for kind in allowed):
                return None
            at[key] = Seq(self.override.place) if listed else Map(self.override.place)
            at.places[key] = self.override.place
        at[key] = twin(at[key])
        return at[key]

    def matches(self, at: Map | Seq, kinds: tuple[Any, ...], steps: list[str], done: Loc) -> list[Any]:
        """Return the keys or positions that the next step stands for."""
        step, last = steps[0], len(steps) == 1
        if isinstance(at, Seq):
            names = [name_of(item) or str(index) for index, item in enumerate(at)]
            if step in names:
                return [names.index(step)]
            if step.isdecimal() and int(step) < len(at):
                return [int(step)]
            if _is_pattern(step):
                return self.matching(step, dict(zip(names, range(len(names)), strict=False)), done)
            if last and isinstance(self.override.value, Map):
                return [step]  # a new item
            raise self.unknown(steps, names, done)
        if step in at:
            return [step]
        free = any(get_origin(kind) is dict for kind in kinds)
        if free and not last and _is_pattern(step):
            return self.matching(step, dict(zip(at, at, strict=True)), done)
        models = [kind for kind in kinds if is_model(kind)]
        known = {key for model in models for key in keys(model)}
        # Inside an estimate its form judges the keys: which form is meant depends on all of them.
        if step in known or (last and (free or len(models) > 1)):
            return [step]
        raise self.unknown(steps, sorted(known | set(at)), done)

    def matching(self, pattern: str, names: dict[str, Any], done: Loc) -> list[Any]:
        """Return what a pattern stands for among names; nothing is an error."""
        found = [key for name, key in names.items() if fnmatchcase(name, pattern)]
        if not found:
            raise self.lost(f"{pattern} matches nothing in {dotted(done, self.root)}", nearest(pattern, names))
        return found

    def unknown(self, steps: list[str], names: list[str], done: Loc) -> ScenarioError:
        """Return the error for a step that leads nowhere; it names the nearest whole path."""
        what = f"no {steps[0]} in {dotted(done, self.root) or 'the file'}"
        near = difflib.get_close_matches(steps[0], names, n=1, cutoff=NEAR)
        if not near:
            return self.lost(what, nearest(steps[0], names))
        here = dotted(done, self.root)
        in_list = here != "" and f"{here}[{steps[0]}]" in self.override.path
        start = f"{here}[{near[0]}]" if in_list else f"{here}.{near[0]}".removeprefix(".")
        return self.lost(what, f"did you mean {start}{_tail(self.override.path, len(steps) - 1)}?")

    def lost(self, what: str, allowed: str) -> ScenarioError:
        """Return the error that names the change."""
        return fail(self.override.place, f"{self.override.path}: {what}", allowed)


def _tail(path: str, steps: int) -> str:
    """Return the end of a path that so many steps make up, as it was written."""
    for start in range(len(path) + 1):
        rest = path[start:]
        if rest[:1] in ("", ".", "[") and len(split(f"x{rest}") or ()) == steps + 1:
            return rest
    return ""


def _is_pattern(step: str) -> bool:
    return "*" in step or "?" in step


def _set(root: Map, at: Map | Seq, step: str | int, loc: Loc, override: Override) -> Change:
    """Put the value in its place, or take out what null removes."""
    if isinstance(at, Seq):
        return _set_item(root, at, step, loc, override)
    key = str(step)
    path = dotted(loc, root)
    old = _text(at[key]) if key in at else "(not stated)"
    for stale in _FILLED_IN.get(key, ()):
        at.pop(stale, None)
    at.places[key] = override.place
    if override.value is None:
        at.pop(key, None)
        return Change(path, old, "(removed)", override.place)
    at[key] = copied(override.value)
    return Change(path, old, _text(override.value), override.place)


def _set_item(root: Map, at: Seq, step: str | int, loc: Loc, override: Override) -> Change:
    if isinstance(step, int):
        path, old = dotted(loc, root), _text(at[step])
        if override.value is None:
            del at[step], at.places[step]
            return Change(path, old, "(removed)", override.place)
        known = name_of(at[step])
        at[step], at.places[step] = _named(override, known), override.place
        return Change(path, old, _text(override.value), override.place)
    at.append(_named(override, step))
    at.places.append(override.place)
    loc = (*loc[:-1], len(at) - 1)
    return Change(dotted(loc, root), "(not there)", _text(override.value), override.place)


def _named(override: Override, name: str | None) -> Any:
    """Return the new item under the id its path gives it."""
    item = copied(override.value)
    if not isinstance(item, Map) or name is None:
        return item
    if not any(key in item for key in NAMES):
        item["id"] = name
        item.places["id"] = override.place
    elif name_of(item) != name:
        raise fail(
            override.place,
            f"{override.path}: the item calls itself {name_of(item)}",
            f"leave its id out, or write {name}",
        )
    return item


def _text(value: Any) -> str:
    text = flow(value, own=True)
    return text if len(text) <= 200 else text[:197] + "..."
