"""Scenarios that Python makes: of plain data, of another one by changes, and what is handed over to be run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from aksonsim.arguments import LARGEST, kind
from aksonsim.doors import door
from aksonsim.errors import AksonsimError, Problem, ScenarioError
from aksonsim.files.changes import Change, Override, from_python
from aksonsim.files.municipalities import unknown
from aksonsim.files.plain_data import as_read
from aksonsim.files.problems import error_of
from aksonsim.files.resolving import checked, made, rename
from aksonsim.files.tree import Loc, Map, Place, dotted, twin
from aksonsim.files.yaml import fail
from aksonsim.model.base import Frozen
from aksonsim.model.scenario import Scenario

NOWHERE = Place("")
REMEDY = "make it with load, Scenario.from_dict or scenario.changed"


@door
def from_dict(data: Mapping[str, Any]) -> Scenario:
    """Return the scenario that plain data states (see `Scenario.from_dict`)."""
    root = as_read(data, Place(""))
    found = checked(root)
    if isinstance(found, Scenario):
        return found
    raise error_of(found, root)


@door
def changed(scenario: Scenario, changes: Mapping[str, Any], name: str | None = None) -> Scenario:
    """Return a scenario with changes made to it (see `Scenario.changed`)."""
    original = Original(valid(scenario), Place(f"scenario {scenario.name}"))
    return original.changed(from_python(changes), name)[0]


@dataclass(frozen=True)
class Original:
    """A valid scenario of which others are made by changes: what no change touches is validated once and shared.

    ``place``: where what no change states is said to stand.
    """

    scenario: Scenario
    place: Place = NOWHERE

    @cached_property
    def root(self) -> Map:
        """The scenario as read data, which never changes."""
        return _as_read(self.scenario, self.place)

    def changed(self, overrides: Sequence[Override], name: str | None = None) -> tuple[Scenario, tuple[Change, ...]]:
        """Return the scenario with changes made to it, perhaps under another name, and these, as `with_changes`."""
        root = twin(self.root)
        if name is not None and name != self.scenario.name:
            rename(root, name, Place("name"))
        return made(root, (), overrides, self.root, self.scenario)


def with_changes(scenario: Scenario, overrides: Sequence[Override]) -> tuple[Scenario, tuple[Change, ...]]:
    """Return a scenario with changes made to it as they were asked for, and the changes that were made, in order.

    Raises
    ------
    ScenarioError
        Everything that is wrong; what no change states itself has a path and no file.
    """
    return Original(scenario).changed(overrides)


def valid(scenario: Scenario) -> Scenario:
    """Return a scenario that was handed over to be run, if it is one that a file can state.

    ``model_copy``, ``model_construct`` and whatever writes into a part of a scenario pass validation by.

    Raises
    ------
    AksonsimError
        For anything but a scenario; ScenarioError with every path that does not hold.
    """
    if not isinstance(scenario, Scenario):
        raise AksonsimError(f"a Scenario is needed, as load returns it, not {kind(scenario)}")
    place = f"scenario {scenario.__dict__.get('name', '?')}"
    problems = [Problem(place, dotted(path, None), what, REMEDY) for path, what in _strange(scenario, ())]
    if problems:
        raise ScenarioError(problems)
    try:
        again = Scenario.model_validate(_dumped(scenario))
    except ValidationError:
        root = _as_read(scenario, Place(place))
        found = checked(root)
        raise (fail(place, "does not hold", REMEDY) if isinstance(found, Scenario) else error_of(found, root)) from None
    for path, what, allowed in unknown(again):
        raise ScenarioError([Problem(place, ".".join(map(str, path)), what, allowed)])
    if again != scenario:
        names = [n for n in type(scenario).model_fields if getattr(again, n) != getattr(scenario, n)]
        raise ScenarioError([Problem(place, name, "is not held as a scenario holds it", REMEDY) for name in names])
    return scenario


def _dumped(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data; refuse what cannot be written."""
    try:
        data = scenario.model_dump(by_alias=True, exclude_defaults=True, warnings=False)
    except (PydanticSerializationError, AttributeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise fail(f"scenario {scenario.name}", f"cannot be written: {reason}", REMEDY) from None
    return data | {"schema": scenario.schema_}


def _as_read(scenario: Scenario, place: Place) -> Map:
    root = as_read(_dumped(scenario), place)
    assert isinstance(root, Map)
    return root


def _strange(value: Any, path: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield what a dump would not show: fields that are no fields, missing ones, and numbers that no file may hold."""
    if isinstance(value, Frozen):
        fields, held = type(value).model_fields, value.__dict__
        if held.keys() != fields.keys():
            yield from (((*path, name), "unknown key") for name in held if name not in fields)
            yield from (((*path, name), "missing key") for name in fields if name not in held)
        for name, inner in held.items():
            if inner.__class__ is not str:
                yield from _strange(inner, (*path, name))
    elif isinstance(value, tuple | list):
        for i, inner in enumerate(value):
            yield from _strange(inner, (*path, str(getattr(inner, "id", i))))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strange(inner, (*path, str(key)))
    elif isinstance(value, float) and math.isfinite(value) and abs(value) > LARGEST:
        yield path, f"{value:g} is too large (numbers reach {LARGEST:g})"
