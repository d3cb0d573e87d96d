"""From a sweep file to what is stated in it, its base scenario with it; every fault has its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

from pydantic import ValidationError

from aksonsim.arguments import MOST_DRAWS, SEEDS, whole
from aksonsim.doors import door
from aksonsim.errors import LawError, Problem, ScenarioError
from aksonsim.files.access import named
from aksonsim.files.changes import Change, Override
from aksonsim.files.load import load, resolve
from aksonsim.files.problems import faults, in_order
from aksonsim.files.tree import Map, Place, dotted
from aksonsim.files.yaml import parse, read
from aksonsim.model.claims import problems
from aksonsim.model.references import names_in_results
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sweeps.spec import Setting, Sweep

TRIED = 50
"""Values of a parameter that are tried before anything runs; a longer list by every so many."""


@dataclass(frozen=True)
class LoadedSweep:
    """A sweep that holds.

    ``places`` of its parameters in the file; ``stated`` what the base has there (None: nothing, or not one value);
    ``base`` the resolved scenario.
    """

    sweep: Sweep
    places: dict[str, Place]
    stated: dict[str, Any]
    base: Scenario


@door
def read_sweep(path: str | PathLike[str]) -> LoadedSweep:
    """Read a sweep file and its base.

    Raises
    ------
    ScenarioError
        Everything that is wrong with either, each a sentence with its place: also a path that leads nowhere, and a
        value of a parameter that the base does not bear.
    """
    root = read(path)
    sweep = validated(root)
    file = named(sweep.base, root.places["base"], anywhere=True, path="base")
    base = load(file, sweep.scenario)
    return loaded(sweep, root, base, lambda override: resolve(file, sweep.scenario, sets=[override])[1])


def validated(root: Map) -> Sweep:
    """Return the sweep that read data states; ScenarioError with everything that is wrong."""
    try:
        return Sweep.model_validate(root)
    except ValidationError as error:
        found = in_order(faults(error, root, model=Sweep), [root.place.file])
        raise ScenarioError([Problem(str(f.place), dotted(f.path, root), f.what, f.allowed) for f in found]) from None


def loaded(
    sweep: Sweep, root: Map, base: Scenario, changes_of: Callable[[Override], tuple[Change, ...]]
) -> LoadedSweep:
    """Return a sweep with what its base states at the parameters, each of which is tried.

    ``changes_of`` makes one change to the base and says what was changed. Raises ScenarioError as `read_sweep` does.
    """
    places = {name: root["parameters"].places[name] for name in sweep.parameters}
    _holds(sweep, base, root, places)
    stated: dict[str, Any] = {}
    reached: dict[str, str] = {}
    for name in sweep.parameters:
        own: set[str] = set()
        for value in _tried(name, sweep, places):
            made = [one for one in changes_of(Override(name, value, places[name])) if one.place == places[name]]
            before = {change.old for change in made}
            own |= {change.path for change in made}
            stated[name] = _value(before.pop()) if len(before) == 1 else None
        _differ(name, own, reached, places[name])
        reached |= dict.fromkeys(own, name)
    return LoadedSweep(sweep, places, stated, base)


def _differ(name: str, own: set[str], reached: dict[str, str], place: Place) -> None:
    """Refuse a parameter that sets what another one sets, or a part of it: the later would win in silence."""
    for path in sorted(own):
        for other, of in reached.items():
            short, long = sorted((path, other), key=len)
            if long == short or long.startswith((f"{short}.", f"{short}[")):
                what = f"sets {path}, which parameter {of} sets too"
                raise ScenarioError([Problem(str(place), f"parameters.{name}", what, "one place, one parameter")])


def _value(text: str) -> Any:
    """Return a value that was logged as one-line YAML; None for one that was not stated."""
    return None if text.startswith("(") else parse(text, "what the base states", places=False)


def _holds(sweep: Sweep, base: Scenario, root: Map, places: dict[str, Place]) -> None:
    """Refuse outputs that name what the base does not have."""
    known, wrong = names_in_results(base), []
    for i, output in enumerate(sweep.outputs):
        place = root["outputs"].places[i]
        wrong += [Problem(str(place), f"outputs[{i}]", *_halves(told)) for _, told in problems([output.claim], known)]
    if wrong:
        raise ScenarioError(wrong)


def _halves(sentence: str) -> tuple[str, str]:
    what, _, allowed = sentence.partition("; ")
    return what, allowed


def _tried(name: str, sweep: Sweep, places: dict[str, Place]) -> list[Setting]:
    """Return the values that a parameter is tried at before anything runs: up to `TRIED` of a list, or both ends."""
    parameter = sweep.parameters[name]
    if parameter.values is not None:
        ends: list[Setting] = list(parameter.values[:: 1 + len(parameter.values) // TRIED])
    elif parameter.estimate is not None:
        try:
            stated = distribution_of(parameter.estimate)
            ends = [float(x) for x in stated.ppf([0.001, 0.999])]
        except LawError as error:
            raise ScenarioError([Problem(str(places[name]), f"parameters.{name}", str(error))]) from None
    else:
        limits = parameter.range or parameter.log_range
        assert limits is not None
        ends = list(limits)
    return [*ends, *([parameter.start] if parameter.start is not None else [])]


@door
def overridden(found: LoadedSweep, draws: int | None, seed: int | None) -> LoadedSweep:
    """Return a sweep with other draws and another seed than its file states, where those are given."""
    whole(found.sweep.draws if draws is None else draws, "draws", 1, MOST_DRAWS)
    whole(found.sweep.seed if seed is None else seed, "seed", 0, SEEDS - 1)
    given = {key: value for key, value in (("draws", draws), ("seed", seed)) if value is not None}
    return replace(found, sweep=found.sweep.model_copy(update=given))
