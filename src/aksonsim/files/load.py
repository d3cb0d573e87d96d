"""From a file, the name of a scenario and what the user sets on top, to one frozen scenario.

Precedence: base file < scenario < overlay files in their order < single settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike, fspath
from typing import Any

from pydantic import ValidationError

from aksonsim.doors import door
from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.access import allowing
from aksonsim.files.changes import Change, Override, from_mapping, from_option, from_overlay, from_python
from aksonsim.files.problems import error_of, faults, nearest
from aksonsim.files.registers.sections import fill_in_registers
from aksonsim.files.resolving import made, rename
from aksonsim.files.tree import Map, Place, copied, place_of
from aksonsim.files.yaml import fail, read
from aksonsim.model.reserved import BASELINE, hides
from aksonsim.model.scenario import Scenario, Variant

PathArgument = str | PathLike[str]


def read_scenario(path: PathArgument) -> Map:
    """Return the data of a scenario file, sections that stand in registers beside it included.

    Raises
    ------
    ScenarioError
        Whatever keeps the file, or a register, from being read.
    """
    root = read(path)
    fill_in_registers(root)
    return root


@door
def load(
    path: PathArgument,
    scenario: str | None = None,
    *,
    name: str | None = None,
    changes: Mapping[str, Any] | None = None,
    overlays: Sequence[PathArgument] = (),
    sets: Sequence[str | Override] = (),
    allow_files: Sequence[PathArgument] = (),
) -> Scenario:
    """Load a scenario file.

    Parameters
    ----------
    path
        The YAML file.
    scenario
        Name of one of its ``scenarios``; None: the base file.
    name
        What to call it, where its own name would not tell it from another's: two variants of one file, say.
    changes
        Dotted paths and their values (None removes), made last.
    overlays
        YAML files that map dotted paths to values.
    sets
        Single settings ``path=value``, or changes that were read already.
    allow_files
        Folders in which files that these name may lie, beside the folder of the file that names them.

    Returns
    -------
    Scenario
        Frozen and resolved: tables read in, changes made.

    Raises
    ------
    ScenarioError
        Everything that is wrong, one sentence with file, line and path each.

    Examples
    --------
    >>> from aksonsim.files.load import load
    >>> load("configs/minimal.yaml", sets=["costs[a].estimate.max=5"]).costs[0].estimate.max
    5.0
    >>> load("configs/minimal.yaml", name="dear", changes={"costs[a].estimate.max": 6}).name
    'dear'
    """
    with allowing(allow_files):
        return resolve(path, scenario, name=name, changes=changes, overlays=overlays, sets=sets)[0]


def resolve(
    path: PathArgument,
    scenario: str | None = None,
    *,
    name: str | None = None,
    changes: Mapping[str, Any] | None = None,
    overlays: Sequence[PathArgument] = (),
    sets: Sequence[str | Override] = (),
) -> tuple[Scenario, tuple[Change, ...]]:
    """Load a scenario as `load` does, and also return every change that was made, in order."""
    on_top = (*stacked(overlays, sets), *from_python(changes or {}))
    return _resolve(read_scenario(path), scenario, on_top, name)


@door
def load_all(
    path: PathArgument,
    names: Sequence[str] | None = None,
    *,
    overlays: Sequence[PathArgument] = (),
    sets: Sequence[str | Override] = (),
    allow_files: Sequence[PathArgument] = (),
) -> tuple[Scenario, ...]:
    """Load several scenarios of one file, which is read once.

    ``names`` None: all that the file has; empty: the base file alone, as `load` does.

    Raises
    ------
    ScenarioError
        Everything that is wrong in any of them.
    """
    with allowing(allow_files):
        return resolve_all(read_scenario(path), names, stacked(overlays, sets))


def resolve_all(root: Map, names: Sequence[str] | None = None, on_top: Sequence[Override] = ()) -> tuple[Scenario, ...]:
    """Resolve scenarios, as `load_all` does, of data that was read already: a workbook's, say."""
    loaded: list[Scenario] = []
    problems: dict[Problem, None] = {}
    wanted: tuple[str | None, ...] = _names(root) if names is None else tuple(dict.fromkeys(names)) or (None,)
    for name in wanted:
        try:
            loaded.append(_resolve(root, name, on_top)[0])
        except ScenarioError as error:
            problems.update(dict.fromkeys(error.problems))
    if problems:
        raise ScenarioError(list(problems))
    return tuple(loaded)


@door
def scenario_names(path: PathArgument) -> tuple[str, ...]:
    """Return the names of the scenarios of a file, the base first."""
    return _names(read(path))


def placed(error: ScenarioError, path: PathArgument) -> ScenarioError:
    """Return an error that knows only paths (from the plan of a run) with the places these have in a file."""
    root = read_scenario(path)
    return ScenarioError(
        [p if p.where else replace(p, where=str(place_of(p.path, root))) for p in error.problems],
    )


@contextmanager
def placing(path: PathArgument) -> Iterator[None]:
    """Give errors that know only paths, as those from the plan of a run, their places in a file (`placed`)."""
    try:
        yield
    except ScenarioError as error:
        raise placed(error, path) from None


def stacked(overlays: Sequence[PathArgument], sets: Sequence[str | Override]) -> tuple[Override, ...]:
    """Return the changes that are asked for on top of a scenario, in the order in which they are made."""
    overrides = [override for file in overlays for override in from_overlay(fspath(file))]
    return (*overrides, *(one if isinstance(one, Override) else from_option(one) for one in sets))


def _variants(root: Map) -> Map:
    variants = root.get("scenarios")
    return variants if isinstance(variants, Map) else Map(root.place)


def _base_name(root: Map) -> str:
    name = root.get("name")
    return name if isinstance(name, str) else BASELINE


def _names(root: Map) -> tuple[str, ...]:
    return tuple(dict.fromkeys((_base_name(root), *_variants(root))))


def _resolve(
    root: Map, asked: str | None, on_top: Sequence[Override], name: str | None = None
) -> tuple[Scenario, tuple[Change, ...]]:
    """Return one scenario of read data, under another name if there is one, and the changes that made it."""
    base, root = root, copied(root)
    wanted = asked if asked is not None else _base_name(root)
    variants = _variants(root)
    _base_in_sight(root, variants)
    if wanted not in _names(root):
        raise fail(root.place.file, f"unknown scenario {wanted}", nearest(wanted, _names(root)))
    overrides: tuple[Override, ...] = ()
    if wanted in variants:
        overrides = _choose(root, wanted)
    elif asked is not None:
        root.pop("scenarios", None)
    if name is not None and name != wanted:
        rename(root, name, Place("name"))
    return made(root, overrides, on_top, base)


def _base_in_sight(root: Map, variants: Map) -> None:
    """Refuse scenarios whose name stands for the file itself: nobody could ask for that one any more."""
    changing = [name for name, variant in variants.items() if isinstance(variant, Map) and variant.get("changes")]
    hidden = {name: hides(name, _base_name(root)) for name in changing}
    found = [
        Problem(str(variants.places[name]), f"scenarios.{name}", *sentence.split("; "))
        for name, sentence in hidden.items()
        if sentence is not None
    ]
    if found:
        raise ScenarioError(found)


def _choose(root: Map, name: str) -> tuple[Override, ...]:
    """Give the file the name and title of one of its scenarios, and return what that one changes."""
    raw = _variants(root)[name]
    place = _variants(root).places[name]
    try:
        variant = Variant.model_validate(raw)
    except ValidationError as error:
        raise error_of(faults(error, root, ("scenarios", name)), root) from None
    rename(root, name, place, variant.title, variant.title_nb)
    return from_mapping(raw["changes"], raw.places["changes"]) if variant.changes else ()
