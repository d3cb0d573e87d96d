"""From read data and changes to one scenario, or to everything that is wrong with it, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.changes import Change, Override, apply
from aksonsim.files.municipalities import unknown
from aksonsim.files.problems import PlacedProblem, error_of, faults
from aksonsim.files.reference_hints import references
from aksonsim.files.registers.sections import fill_in_registers
from aksonsim.files.tables import fill_in
from aksonsim.files.tree import Map, Place, copied, dotted, locate
from aksonsim.model.reserved import BASELINE
from aksonsim.model.scenario import Scenario


def made(
    root: Map, overrides: Sequence[Override], on_top: Sequence[Override], base: Map
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
    found = checked(root)
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


def checked(root: Map) -> Scenario | list[PlacedProblem]:
    """Return the scenario that read data states, or everything that is wrong with it."""
    try:
        fill_in_registers(root)
        fill_in(root)
        scenario = Scenario.model_validate(root)
    except ValidationError as error:
        found = faults(error, root)
        return [*found, *references(root, found)]
    strangers = [PlacedProblem(locate(path, root)[1], path, what, allowed) for path, what, allowed in unknown(scenario)]
    return strangers or scenario


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
