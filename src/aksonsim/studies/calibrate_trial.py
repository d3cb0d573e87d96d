"""One stage of a calibration on its scenario file: where parameters begin, what is asked, and runs at trial values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.calibration import Frame
from aksonsim.analysis.claims import Asked
from aksonsim.api import DRAWS, simulate
from aksonsim.doors import door
from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.calibration import PlacedStage
from aksonsim.files.changes import Override, apply
from aksonsim.files.derive import with_changes
from aksonsim.files.load import load_all, placed, scenario_names, stacked
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Map, Place, Seq
from aksonsim.files.yaml import fail
from aksonsim.model.calibration import Parameter, Target
from aksonsim.model.claims import problems
from aksonsim.model.references import names_in_results
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import most_kept
from aksonsim.studies.check import asked

Array = npt.NDArray[np.float64]
Questions = list[tuple[str, Asked]]

NARROWER = "state bounds that the file takes, as PATH=LOW..HIGH or min and max"


@door
@dataclass(frozen=True, slots=True)
class Base:
    """The scenario file or scenario that is calibrated, what goes on top of it, and how it is run.

    ``scenario`` where a stage names none, ``draws`` (None: as each stage states, else 20 000) of each run.
    """

    source: str | PathLike[str] | Scenario
    scenario: str | None = None
    overlays: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    draws: int | None = None
    seed: int = 1
    threads: int | None = None
    progress: Callable[[int], None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios that there are."""
        return (self.source.name,) if isinstance(self.source, Scenario) else scenario_names(self.source)

    def scenarios(
        self, names: tuple[str, ...] | None = None, changes: tuple[Override, ...] = ()
    ) -> tuple[Scenario, ...]:
        """Return scenarios, by default the one of stages that name none, with these changes."""
        if isinstance(self.source, Scenario):
            return (with_changes(self.source, (*stacked(self.overlays, self.sets), *changes))[0],)
        if names is None:
            names = () if self.scenario is None else (self.scenario,)
        return load_all(self.source, names, overlays=self.overlays, sets=[*self.sets, *changes])

    def placed(self, error: ScenarioError) -> ScenarioError:
        """Return an error that knows only paths with its places in the file."""
        return error if isinstance(self.source, Scenario) else placed(error, self.source)

    def draws_of(self, stage: PlacedStage) -> int:
        """Return the number of draws of each run of a stage."""
        return self.draws or stage.stage.draws or DRAWS


@dataclass(frozen=True)
class Trial:
    """One stage on top of the file and of what earlier stages fitted."""

    base: Base
    placed: PlacedStage
    earlier: tuple[Override, ...]

    @property
    def draws(self) -> int:
        return self.base.draws_of(self.placed)

    @cached_property
    def fit(self) -> tuple[Parameter, ...]:
        return self.placed.stage.fit

    @cached_property
    def default(self) -> Scenario:
        """The scenario of targets that name none, before anything is fitted here."""
        name = self.placed.stage.scenario
        return self.base.scenarios(None if name is None else (name,), self.earlier)[0]

    @cached_property
    def asked(self) -> Questions:
        """Scenario and question of each target, those with weight 0 among them."""
        out = []
        names = self.base.names
        for target, place in zip(self.placed.stage.targets, self.placed.targets, strict=True):
            if target.scenario is not None and target.scenario not in names:
                raise fail(place, f"unknown scenario {target.scenario}", nearest(target.scenario, names))
            _known(target, place, self.default)
            out.append((target.scenario or self.default.name, asked(target.claim, self.default.start)))
        return out

    @cached_property
    def asked_of_fitted(self) -> Questions:
        """Of the targets that are fitted."""
        return [self.asked[i] for i in self.fitted]

    @cached_property
    def fitted(self) -> npt.NDArray[np.intp]:
        """The places of the targets that are fitted."""
        return np.flatnonzero([target.weight > 0 for target in self.placed.stage.targets])

    @cached_property
    def frame(self) -> Frame:
        """The stage as arrays: parameters, and the targets that are fitted."""
        rows = [self.bounds(i) for i in range(len(self.fit))]
        start, lower, upper = (np.array(column) for column in zip(*rows, strict=True))
        scale = [p.scale or (high - low) / 10 for p, low, high in zip(self.fit, lower, upper, strict=True)]
        targets = [self.placed.stage.targets[i] for i in self.fitted]
        of_targets = ([t.value for t in targets], [t.tolerance for t in targets], [t.weight for t in targets])
        return Frame(start, lower, upper, np.array(scale), *(np.array(column) for column in of_targets))

    def bounds(self, i: int) -> tuple[float, float, float]:
        """Return start, lower and upper bound of a parameter, once the file was seen to take all three."""
        parameter, place = self.fit[i], self.placed.fit[i]
        start = parameter.start if parameter.start is not None else self.stated(parameter.path, place)
        low, high = parameter.min, parameter.max
        if (low is None or high is None) and start <= 0:
            what = f"{parameter.path} starts at {start:g}, and only a positive start has bounds by itself"
            raise fail(place, what, "state them, such as PATH=-1..1, or min and max")
        low, high = start / 4 if low is None else low, start * 4 if high is None else high
        if not low <= start <= high:
            raise fail(place, f"{parameter.path} starts at {start:g}, outside its bounds {low:g} and {high:g}")
        names = self.names(self.asked)
        for end in (low, high):
            try:
                self.scenarios(names, (Override(parameter.path, end, place),))
            except ScenarioError as error:
                told = [replace(p, what=f"bound {end:g}: {p.what}", allowed=NARROWER) for p in error.problems]
                raise ScenarioError(told) from None
        return start, low, high

    def stated(self, path: str, place: Place) -> float:
        """Return the number that stands at a path of the resolved scenario, defaults included."""
        root = _tree(self.default.model_dump(mode="json", by_alias=True), Place(""))
        old = list(dict.fromkeys(change.old for change in apply(root, Override(path, 0.0, place))))
        if len(old) > 1:
            raise fail(place, f"{path} stands for several values ({', '.join(old[:4])})", "state where it starts")
        try:
            return float(old[0])
        except ValueError:
            missing = old[0].startswith("(")
            if missing:  # a key that is unknown is told so by the file
                self.scenarios(self.names(self.asked), (Override(path, 1.0, place),))
            what = "is not stated" if missing else f"is {old[0]}"
            raise fail(place, f"{path} {what}; only a number can be fitted", "--set PATH=NUMBER states one") from None

    def names(self, questions: Questions) -> tuple[str, ...]:
        """Return the scenarios that questions are about."""
        return tuple(dict.fromkeys(name for name, _ in questions))

    def scenarios(self, names: tuple[str, ...], overrides: tuple[Override, ...]) -> tuple[Scenario, ...]:
        """Load scenarios with these changes."""
        return self.base.scenarios(names, (*self.earlier, *overrides))

    def run(self, values: Array, draws: int, questions: Questions) -> xr.Dataset:
        """Simulate what questions are about at parameters float64[k]."""
        overrides = tuple(
            Override(p.path, float(value), place)
            for p, value, place in zip(self.fit, values, self.placed.fit, strict=True)
        )
        try:
            return simulate(
                self.scenarios(self.names(questions), overrides),
                draws=draws,
                seed=self.base.seed,
                keep=most_kept(question.quantity.keep for _, question in questions),
                threads=self.base.threads,
                progress=self.base.progress,
            )
        except ScenarioError as error:
            problem = self.base.placed(error).problems[0]
            tried = ", ".join(f"{override.path} = {override.value:.6g}" for override in overrides)
            told = replace(problem, allowed=f"tried {tried}; narrow the bounds")
            raise ScenarioError([told]) from None


def _tree(value: Any, place: Place) -> Any:
    """Return plain data in the form in which changes are made to a file."""
    if isinstance(value, dict):
        mapping = Map(place)
        mapping.update({key: _tree(item, place) for key, item in value.items()})
        mapping.places.update(dict.fromkeys(value, place))
        return mapping
    if isinstance(value, list):
        sequence = Seq(place)
        sequence.extend(_tree(item, place) for item in value)
        sequence.places.extend(place for _ in value)
        return sequence
    return value


def _known(target: Target, place: Place, scenario: Scenario) -> None:
    """Refuse a target whose quantity names what the scenario does not have."""
    wrong = problems([target.claim], names_in_results(scenario))
    found = [Problem(str(place), "", *sentence.split("; ")) for _, sentence in wrong]
    if found:
        raise ScenarioError(found)
