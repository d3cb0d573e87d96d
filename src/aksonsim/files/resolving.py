"""From read data and changes to one scenario, or to everything that is wrong with it, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.changes import Change, Override, apply
from aksonsim.files.municipalities import unknown
from aksonsim.files.problems import PlacedProblem, error_of, faults
from aksonsim.files.reference_hints import references
from aksonsim.files.registers.sections import fill_in_registers
from aksonsim.files.tables import fill_in
from aksonsim.files.tree import Map, Place, Seq, copied, dotted, locate
from aksonsim.model.reserved import BASELINE
from aksonsim.model.scenario import Scenario


def made(
    root: Map, overrides: Sequence[Override], on_top: Sequence[Override], base: Map, known: Scenario | None = None
) -> tuple[Scenario, tuple[Change, ...]]:
    """Make changes to read data, and a scenario of it.

    Parameters
    ----------
    root
        The data; it is changed.
    overrides, on_top
        Changes that belong to the scenario, and those that go on top of it, which the scenario notes.
    base
        The data before, so that what it has wrong itself keeps its place.
    known
        The scenario that ``base`` states, if it is valid: what both share stays the same object and is not validated
        again, only whether it still fits the rest.

    Raises
    ------
    ScenarioError
        Everything that is wrong.
    """
    changes: list[Change] = []
    noted: list[Change] = []
    problems: list[Problem] = []
    for log, some in (([], overrides), (noted, on_top)):
        for override in some:
            try:
                log += (done := apply(root, override))
                changes += done
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(problems)
    found = checked(root, base, known)
    if isinstance(found, Scenario):
        if noted:
            found = found.model_copy(update={"changes_made": (*found.changes_made, *map(str, noted))})
        return found, tuple(changes)
    raise error_of(_blamed(found, root, base, changes, str(root.get("name", BASELINE))), root)


def rename(root: Map, name: str, place: Place, title: str = "", title_nb: str = "") -> None:
    """Give read data another name; its titles say so. What belongs to the file alone, its scenarios, is left out."""
    root.pop("scenarios", None)
    root["name"] = name
    root.places["name"] = place
    for key, own in (("title", title or name), ("title_nb", title_nb)):
        if own:
            root[key] = f"{root[key]}: {own}" if root.get(key) else own
            root.places.setdefault(key, place)


def checked(root: Map, base: Map | None = None, known: Scenario | None = None) -> Scenario | list[PlacedProblem]:
    """Return the scenario that read data states, or everything that is wrong with it; ``base``, ``known`` as `made`."""
    try:
        fill_in_registers(root)
        fill_in(root, base if known is not None else None)
        scenario = Scenario.model_validate(root) if base is None or known is None else like(known, base, root)
    except ValidationError as error:
        found = faults(error, root)
        return [*found, *references(root, found)]
    strangers = [PlacedProblem(locate(path, root)[1], path, what, allowed) for path, what, allowed in unknown(scenario)]
    return strangers or scenario


_FIELDS = {info.alias: name for name, info in Scenario.model_fields.items() if info.alias is not None}
"""Fields of a scenario by their keys, where these differ."""


def like(known: Scenario, base: Map, root: Map) -> Scenario:
    """Return the scenario that ``root`` states, made of the parts of a valid one for all that it shares with ``base``.

    Raises ValidationError where it does not hold.
    """
    data: dict[str, Any] = dict(root)
    same: dict[str, Any] = {}
    for key, value in root.items():
        before, field = base.get(key), _FIELDS.get(key, key)
        held = getattr(known, field, None)
        if value is before:
            data[key] = same[field] = held
        elif isinstance(value, Seq) and isinstance(before, Seq):
            parts = {id(item): part for item, part in zip(before, held or (), strict=True) if isinstance(item, Map)}
            data[key] = [parts.get(id(item), item) for item in value]
    try:
        return Scenario.model_validate(data).model_copy(update=same)
    except ValidationError:
        return Scenario.model_validate(root)  # refused again, and told as of data in which nothing is known


def _blamed(
    found: Sequence[PlacedProblem], root: Map, base: Map, changes: Sequence[Change], name: str
) -> list[PlacedProblem]:
    """Point what the changes broke to the change, and say in which scenario the rest of it shows.

    What the base file itself has wrong keeps its place.
    """
    if not changes:
        return list(found)
    already = checked(copied(base))
    own = {(f.path, f.what) for f in already} if isinstance(already, list) else set()
    out = []
    for fault in found:
        path = dotted(fault.path, root)
        within = [c for c in changes if path and (c.path == path or c.path.startswith((f"{path}.", f"{path}[")))]
        if (fault.path, fault.what) in own:
            out.append(fault)
        elif within:
            out.append(replace(fault, place=within[-1].place))
        elif any(fault.place == change.place for change in changes):
            out.append(fault)
        else:
            out.append(replace(fault, what=f"{fault.what} (in scenario {name}, after its changes)"))
    return out
