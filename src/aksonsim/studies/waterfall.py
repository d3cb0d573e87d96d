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

from aksonsim import money
from aksonsim.analysis import outputs
from aksonsim.analysis.sensitivity import title_of
from aksonsim.analysis.stated import finite, title
from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.changes import Change, Override, as_overrides
from aksonsim.files.derive import with_changes
from aksonsim.results import percentiles as pc
from aksonsim.results.means import mean_of
from aksonsim.results.paired import combination
from aksonsim.studies.question import Question, key

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

AT: tuple[float | None, ...] = (None, 0.5, 0.85)
"""What is told of each stage: the mean (None) and percentiles."""
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
class Course:
    """The scenario as it stands, and the steps from there; ``question`` is what is asked of each."""

    question: Question
    steps: tuple[Step, ...]

    @property
    def runs(self) -> int:
        """How many runs `waterfall` makes."""
        return 1 + len(self.steps) + sum(step.alone is not None for step in self.steps[1:])


@door
def course(question: Question, changes: Sequence[Override | str | Mapping[str, Any]]) -> Course:
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
            together = together or told(error)
            continue
        alone, not_alone = _alone(question, pending) if steps else (after, "")
        asked = tuple(one.path for one in pending)
        steps.append(Step(asked, so_far[len(made) :], after, alone, together, not_alone))
        pending, made, together = [], so_far, ""
    return Course(question, tuple(steps))


def _resolved(question: Question, overrides: Sequence[Override]) -> tuple[Plan, tuple[Change, ...]]:
    """Return the scenario with some changes as arrays, and these changes as they were made."""
    name = question.scenario.name
    scenario, changes = with_changes(question.scenario, overrides)
    # A change may rename the scenario; results are asked for under the name it had.
    scenario = scenario.model_copy(update={"name": name})
    return plans([scenario], draws=question.draws, seed=question.seed)[0], changes


def _alone(question: Question, overrides: Sequence[Override]) -> tuple[Plan | None, str]:
    try:
        return _resolved(question, overrides)[0], ""
    except ScenarioError as error:
        return None, told(error)


def told(error: ScenarioError) -> str:
    """Return what is wrong without the places."""
    return "; ".join(": ".join(part for part in (p.path, p.what) if part) for p in error.problems)


@door
def waterfall(course: Course, progress: Callable[[int], None] | None = None) -> Json:
    """Run every stage on common draws and tell what each change does; ``progress`` is told the draws done.

    Returns
    -------
    dict
        ``scenario, title, title_nb, output, output_title, output_title_nb, units, draws, seed, condition,
        aksonsim_version, currency, price_year``; ``before`` and ``after``: ``mean, p50, p85`` with ``*_ci`` and
        ``draws`` that count; ``total``: after less before; ``steps``; ``alone_sum`` and ``interaction``: the total
        less the sum of what each does alone (None where one is not possible alone).

        A step has ``asked`` (paths), ``changes`` (path, old, new, title, title_nb), ``step`` (what it adds to the
        changes before it; these sum to the total), ``reached``, ``alone`` (None where it is not possible;
        ``not_alone`` says why), ``together`` (why several changes are one step, or empty), ``inert`` (no draw of the
        output changes), ``moves`` (of an inert one: other variables that it does change). Differences are paired,
        with 95 % ``*_ci``.
    """
    question = replace(course.question, progress=progress)
    base = question.run(question.plan)
    output = question.read(base)
    before, at = base, output.values
    first, alone = at, []
    rows: list[Json] = []
    for place, step in enumerate(course.steps):
        run, values = _values(question, step, step.after)
        inert = bool(np.array_equal(values, at, equal_nan=True))
        row: Json = {
            "asked": list(step.asked),
            "changes": [_change(change, run, base) for change in step.changes],
            "together": step.together,
            "step": differences([(1.0, values), (-1.0, at)]),
            "reached": figures(values),
            "inert": inert,
            "moves": _moved(before, run) if inert else [],
            "alone": None,
            "not_alone": step.not_alone,
        }
        if step.alone is not None:
            own = values if place == 0 else _values(question, step, step.alone)[1]
            alone.append(own)
            row["alone"] = differences([(1.0, own), (-1.0, first)])
        rows.append(row)
        before, at = run, values
    found: Json = {
        "scenario": question.scenario.name,
        "title": question.scenario.title,
        "title_nb": question.scenario.title_nb,
        "output": question.output,
        "output_title": _title(base, question.output, "en"),
        "output_title_nb": _title(base, question.output, "nb"),
        "units": output.units,
        "draws": question.draws,
        "seed": question.seed,
        "condition": output.condition,
        "aksonsim_version": str(base.attrs["aksonsim_version"]),
        **money.attributes(question.scenario.currency, question.scenario.price_year),
        "before": figures(first),
        "after": figures(at),
        "total": differences([(1.0, at), (-1.0, first)]),
        "steps": rows,
        "alone_sum": None,
        "interaction": None,
    }
    if len(alone) == len(rows):
        effects = [*((1.0, own) for own in alone), (-float(len(alone)), first)]
        found["alone_sum"] = differences(effects)
        found["interaction"] = differences([(1.0, at), (-1.0, first), *((-w, x) for w, x in effects)])
    cleaned = finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def _values(question: Question, step: Step, plan: Plan) -> tuple[xr.Dataset, Array]:
    """Return the run of a stage and the output in each draw; an error names the step."""
    run = question.run(plan)
    try:
        return run, question.read(run).values
    except AksonsimError as error:
        raise AksonsimError(f"with {', '.join(step.asked)}: {error}") from None


def figures(values: Array) -> Json:
    """Return mean, P50 and P85 of an output, NaN where a draw does not count, with 95 % intervals."""
    kept = values[~np.isnan(values)]
    at = tuple(p for p in AT if p is not None)
    found = pc.select(kept, pc.Wanted(at, at))
    mean = mean_of(kept)
    row: Json = {"draws": kept.size, "mean": mean.value, "mean_ci": mean.interval}
    for p in at:
        row |= {key(p): found.percentiles[p], f"{key(p)}_ci": found.intervals[p]}
    return row


def differences(terms: Sequence[tuple[float, Array]]) -> Json:
    """Return a weighted sum of means, P50s and P85s of outputs on common draws, with paired 95 % intervals."""
    row: Json = {}
    # What cancels but for the last bits of a float is nought.
    nought = ROUNDING * max(float(np.nanmax(np.abs(values))) for _, values in terms)
    for p in AT:
        name = "mean" if p is None else key(p)
        found = combination(terms, p)
        cancels = max(abs(found.value), *map(abs, found.interval or ())) <= nought
        row[name], row[f"{name}_ci"] = (0.0, (0.0, 0.0)) if cancels else (found.value, found.interval)
    return row


def _title(ds: xr.Dataset, output: str, lang: str) -> str:
    """Return the title of the programme or element that an output is about; empty for any other output."""
    variable, labels = outputs.parse(output)
    kind = variable.dims[-1]
    return title(ds, kind, labels[-1], lang) if variable.name in ("cost_programme", "cost_element") else ""


def _change(change: Change, run: xr.Dataset, base: xr.Dataset) -> Json:
    """Return a change with the title of the item it is about: of the run, or where it was removed of the base."""
    item = change.path[: change.path.find("]") + 1]
    titles: Json = {}
    for name, lang in (("title", "en"), ("title_nb", "nb")):
        known = (title_of(ds, item, lang) for ds in (run, base))
        titles[name] = next((text for text in known if text != item and f"[{text}]" not in item), "")
    return {"path": change.path, "old": change.old, "new": change.new} | titles


def _moved(before: xr.Dataset, after: xr.Dataset) -> list[str]:
    """Return the variables with draws that differ between two runs."""
    shared = [str(name) for name in after.data_vars if name in before and after[name].shape == before[name].shape]
    return [
        name
        for name in shared
        if "draw" in after[name].dims
        and not np.array_equal(before[name].values, after[name].values, equal_nan=after[name].dtype.kind == "f")
    ]
