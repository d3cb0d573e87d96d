"""What somebody else's assumptions would make of a scenario: one change after the other, and each alone.

Every stage is a run of its own on the same draws, so a step is a paired difference, and the steps sum to the whole
difference. How large a step is depends on what was changed before it; what each change does alone stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.sensitivity import title_of
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.changes import Change, Override, as_overrides
from aksonsim.language.lang import Lang
from aksonsim.language.text import Title, translate
from aksonsim.results.measure import MEAN, P50, P85, Described, Measure, combined, describe
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic
from aksonsim.studies.question import Question

Array = npt.NDArray[np.float64]
Figures = Mapping[Measure, Statistic]

MEASURES = (MEAN, P50, P85)
"""What is shown of each stage."""
ROUNDING = 1e-13
"""Relative size of what is left of a difference by rounding alone."""


@dataclass(frozen=True)
class Step:
    """Changes that are made together, because fewer of them make no valid scenario (mostly there is one).

    ``asked`` are their paths as they were asked for, patterns included; ``together`` says why there are several;
    ``after`` is the scenario with these and all changes before them, ``alone`` with these only, None for the reason
    ``not_alone``.
    """

    asked: tuple[str, ...]
    changes: tuple[Change, ...]
    after: Plan
    alone: Plan | None
    together: str = ""
    not_alone: str = ""


@dataclass(frozen=True)
class WaterfallPlan:
    """The scenario as it stands, and the steps from there; ``question`` is what is asked of each."""

    question: Question
    steps: tuple[Step, ...]

    @property
    def runs(self) -> int:
        """How many runs `waterfall` makes."""
        return 1 + len(self.steps) + sum(step.alone is not None for step in self.steps[1:])


@door
def waterfall_plan(question: Question, changes: Sequence[Override | str | Mapping[str, Any]]) -> WaterfallPlan:
    """Plan every stage of a waterfall.

    Parameters
    ----------
    question
        What is asked of its scenario, from which the first step goes; whatever was changed in it before stays changed.
    changes
        In order, each as it was read, as ``path=value``, or as a mapping of paths to values (a change for each). One
        that makes no valid scenario by itself goes together with those that follow it.

    Raises
    ------
    AksonsimError
        Where there is no change; ScenarioError, each problem with its place, where all together are not valid.
    """
    overrides = as_overrides(changes)
    if not overrides:
        raise AksonsimError("nothing is changed; state --overlay FILE or --set PATH=VALUE")
    _resolved(question, overrides)
    steps: list[Step] = []
    pending: list[Override] = []
    made: tuple[Change, ...] = ()
    together = ""
    for place, override in enumerate(overrides):
        pending.append(override)
        try:
            after, so_far = _resolved(question, overrides[: place + 1])
        except ScenarioError as error:
            together = together or _without_places(error)
            continue
        alone, not_alone = _alone(question, pending) if steps else (after, "")
        asked = tuple(one.path for one in pending)
        steps.append(Step(asked, so_far[len(made) :], after, alone, together, not_alone))
        pending, made, together = [], so_far, ""
    return WaterfallPlan(question, tuple(steps))


def _resolved(question: Question, overrides: Sequence[Override]) -> tuple[Plan, tuple[Change, ...]]:
    """Return the scenario with some changes as arrays, and these changes as they were made."""
    name = question.scenario.name
    scenario, changes = question.original.changed(overrides)
    # A change may rename the scenario; results are asked for under the name it had.
    scenario = scenario.model_copy(update={"name": name})
    return question.planned(scenario), changes


def _alone(question: Question, overrides: Sequence[Override]) -> tuple[Plan | None, str]:
    try:
        return _resolved(question, overrides)[0], ""
    except ScenarioError as error:
        return None, _without_places(error)


def _without_places(error: ScenarioError) -> str:
    """Return what is wrong without the places."""
    return "; ".join(": ".join(part for part in (p.path, p.what) if part) for p in error.problems)


@frozen
class ChangeMade:
    """A change of one number, with the title of the item it is about (empty where it has none)."""

    path: str
    old: str
    new: str
    title: Title


@frozen
class WaterfallStep:
    """What one step does on common draws: after those before it, and alone.

    ``effect``: what it adds to the changes before it; these sum to the total. ``reached``: the figures after it.
    ``alone`` is None where it is not possible alone, for the reason ``not_alone``. ``together`` says why several
    changes are one step. ``inert``: no draw of the output changes; then ``moves`` are other variables that change.
    """

    asked: tuple[str, ...]
    changes: tuple[ChangeMade, ...]
    together: str
    effect: Figures = shaped("step")
    reached: Described
    inert: bool
    moves: tuple[str, ...]
    alone: Figures | None
    not_alone: str
    name: str = shaped(hidden=True, label="step")


@frozen
class Waterfall(Result):
    """One change after the other on common draws: mean, P50 and P85 before, after, and of each step.

    ``total`` is after less before; ``interaction`` the total less ``alone_sum``, the sum of what each does alone (both
    None where one is not possible alone). Differences are paired.
    """

    about: About = shaped(spread=True)
    before: Described
    after: Described
    total: Figures
    steps: tuple[WaterfallStep, ...]
    alone_sum: Figures | None
    interaction: Figures | None


@door
def waterfall(plan: WaterfallPlan, progress: Callable[[int], None] | None = None) -> Waterfall:
    """Run every stage on common draws; ``progress`` receives the draws done."""
    question = replace(plan.question, progress=progress)
    later = [one for step in plan.steps[1:] for one in (step.after, step.alone) if one is not None]
    runs = question.runs([question.plan, *(step.after for step in plan.steps[:1]), *later])
    base = next(runs)
    output = question.read(base)
    before, at = base, output.values
    first, alone = at, []
    steps: list[WaterfallStep] = []
    for place, step in enumerate(plan.steps):
        run, values = _values(question, step, next(runs))
        inert = bool(np.array_equal(values, at, equal_nan=True))
        own = None
        if step.alone is not None:
            own = values if place == 0 else _values(question, step, next(runs))[1]
            alone.append(own)
        steps.append(
            WaterfallStep(
                asked=step.asked,
                changes=tuple(_change(change, run, base) for change in step.changes),
                together=step.together,
                effect=differences([(1.0, values), (-1.0, at)]),
                reached=describe(values, MEASURES),
                inert=inert,
                moves=_moved(before, run) if inert else (),
                alone=None if own is None else differences([(1.0, own), (-1.0, first)]),
                not_alone=step.not_alone,
                name=", ".join(step.asked),
            )
        )
        before, at = run, values
    alone_sum = interaction = None
    if len(alone) == len(steps):
        effects = [*((1.0, own) for own in alone), (-float(len(alone)), first)]
        alone_sum = differences(effects)
        interaction = differences([(1.0, at), (-1.0, first), *((-w, x) for w, x in effects)])
    return Waterfall(
        about=question.about(base, output),
        before=describe(first, MEASURES),
        after=describe(at, MEASURES),
        total=differences([(1.0, at), (-1.0, first)]),
        steps=tuple(steps),
        alone_sum=alone_sum,
        interaction=interaction,
    )


def _values(question: Question, step: Step, run: xr.Dataset) -> tuple[xr.Dataset, Array]:
    """Return the run of a stage and the output in each draw; an error names the step."""
    try:
        return run, question.read(run).values
    except AksonsimError as error:
        raise AksonsimError(f"with {', '.join(step.asked)}: {error}") from None


def differences(terms: Sequence[tuple[float, Array]]) -> Figures:
    """Return weighted sums of means, P50s and P85s of outputs on common draws, with paired 95 % intervals."""
    # What cancels but for the last bits of a float is zero.
    least = ROUNDING * max(float(np.nanmax(np.abs(values))) for _, values in terms)
    found = {measure: combined(terms, measure) for measure in MEASURES}
    cancels = {m for m, one in found.items() if max(abs(one.value), *map(abs, one.bounds)) <= least}
    return {m: Statistic(0.0, (0.0, 0.0), one.draws) if m in cancels else one for m, one in found.items()}


def _change(change: Change, run: xr.Dataset, base: xr.Dataset) -> ChangeMade:
    """Return a change with the title of the item it is about: of the run, or where it was removed of the base."""
    item = change.path[: change.path.find("]") + 1]

    def title(lang: Lang) -> str:
        known = (translate(title_of(ds, item), lang) for ds in (run, base))
        return next((text for text in known if text != item and f"[{text}]" not in item), "")

    return ChangeMade(path=change.path, old=change.old, new=change.new, title=Title(title("en"), title("nb")))


def _moved(before: xr.Dataset, after: xr.Dataset) -> tuple[str, ...]:
    """Return the variables with draws that differ between two runs."""
    shared = [str(name) for name in after.data_vars if name in before and after[name].shape == before[name].shape]
    return tuple(
        name
        for name in shared
        if "draw" in after[name].dims
        and not np.array_equal(before[name].values, after[name].values, equal_nan=after[name].dtype.kind == "f")
    )
