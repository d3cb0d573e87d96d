"""When the work ends, what lies on the longest path to it, and what moves it: dates made again from the same draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.describe import Milestone, milestones
from aksonsim.analysis.jcl import known_milestone
from aksonsim.analysis.scenario_columns import Column
from aksonsim.api import DRAWS, plans, simulate
from aksonsim.doors import door
from aksonsim.engine.calendar import months_in, time_unit
from aksonsim.engine.plan import Plan, most_likely
from aksonsim.engine.plan_time import milestone_index
from aksonsim.errors import Problem, ResultError, ScenarioError
from aksonsim.kernels import schedule as kernel
from aksonsim.kernels.schedule import FIRST, GATE
from aksonsim.language.text import Title
from aksonsim.model.scenario import Scenario
from aksonsim.model.schedule import TimeUnit
from aksonsim.results.access import dated, passed, start, stated, values
from aksonsim.results.differences import Sample, mean_difference, percentile_difference
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.rows import Rows
from aksonsim.results.statistic import Statistic, mean, probability
from aksonsim.studies.criticality import longest_path

Array = npt.NDArray[np.float64]

AT = 0.85


@frozen
class Mover:
    """What moves the finish: how much later it is, in mean and at P85, than with this alone as planned.

    Of an activity that is its most likely duration without delays, of an event that it does not occur, of the gate its
    planned date. Everything else is as drawn, so what two have in common counts for each, and these do not add up.
    """

    title: Title
    mean: Statistic
    p85: Statistic


@frozen
class ActivityOnPath(Mover):
    """An activity: its ``reference`` and expected duration, and how often it lies on the longest path.

    ``held``: how often that path begins at its stated date (``not_before``); None without one.
    """

    reference: float
    duration: Statistic
    critical: Statistic
    held: Statistic | None = shaped(sparse=True)


@frozen
class Cause(Mover):
    """An event with delays and how often it occurs; or the gate, and how often it lies on the longest path."""

    chance: Statistic


@frozen
class Schedule(Result):
    """The milestones of a scenario, and what lies on the longest path to one of them; durations in ``unit``.

    ``activities`` by how often they are on the path; ``events`` that delay any of them by what they do to the mean;
    ``gate`` None where there is none.
    """

    about: About = shaped(spread=True)
    milestone: str
    start: dt.date | None = shaped(sparse=True)
    unit: TimeUnit
    work_week: int | None = shaped(sparse=True)
    used: int
    milestones: Mapping[str, Milestone]
    activities: Mapping[str, ActivityOnPath]
    events: Mapping[str, Cause]
    gate: Cause | None = shaped(sparse=True)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What dates are made of, over the draws that count: inputs, occurrences and gate, draws last."""

    plan: Plan
    inputs: Array
    occurred: npt.NDArray[np.uint8]
    gate: Array

    def durations(self) -> Array:
        """Return the months of each activity with its delays."""
        out = np.empty((len(self.plan.scenario.activities), self.gate.size))
        kernel.durations(self.inputs, self.occurred, self.plan.schedule, out)
        return out

    def dates(self, durations: Array) -> Array:
        """Return the month of each milestone."""
        out = np.empty((FIRST + 2 * durations.shape[0], self.gate.size))
        kernel.dates(durations, self.gate, self.plan.schedule, out)
        return out


@door
def schedule(
    scenario: Scenario,
    milestone: str | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Schedule:
    """Return the milestones of a scenario, how often each activity is on the longest path, and what moves the finish.

    Parameters
    ----------
    scenario
        One with activities.
    milestone
        The end that is asked about; by default that of the rollout, or else the last one of the reference schedule.
    draws, seed, threads, progress
        As for `aksonsim.simulate`.

    Raises
    ------
    ScenarioError
        Where the scenario has no activities.
    ResultError
        Where there is no such milestone, or fewer than two draws reach it.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.schedule(aksonsim.load("configs/cases/pert-network.yaml"), draws=1000)
    >>> result.milestone, result.activities["done"].critical.value
    ('done', 1.0)
    """
    if not scenario.activities:
        raise ScenarioError([Problem("", "activities", f"scenario {scenario.name} has no activities: no schedule")])
    ds = simulate(scenario, draws=draws, seed=seed, keep="inputs", threads=threads, progress=progress)
    return schedule_of(scenario, ds, milestone)


def schedule_of(scenario: Scenario, ds: xr.Dataset, milestone: str | None = None) -> Schedule:
    """Return the schedule of a scenario (see `schedule`) from a result of it that holds its inputs."""
    (plan,) = plans([scenario], draws=int(ds.sizes["draw"]), seed=int(ds.attrs["seed"]))
    column = Column(scenario.name, ds, scenario.name)
    milestone = known_milestone(column, milestone)
    finish = milestone_index(scenario, milestone)
    drawn = _drawn(plan, ds, finish)
    unit, work_week = time_unit(stated(ds, scenario.name))
    mask = passed(ds, scenario.name)
    condition = Condition.ALL if mask is None else Condition.PASSED
    activities, events, gate = _movers(drawn, finish, 1.0 / months_in(unit, work_week))
    return Schedule(
        about=About.of(ds, scenario.name, Quantity.parse(f"milestone[{milestone}]"), condition),
        milestone=milestone,
        start=start(ds) if dated(ds, scenario.name) else None,
        unit=unit,
        work_week=work_week,
        used=drawn.gate.size,
        milestones=milestones(Rows(ds, scenario.name, mask)),
        activities=dict(sorted(activities.items(), key=lambda one: -one[1].critical.value)),
        events=dict(sorted(events.items(), key=lambda one: -abs(one[1].mean.value))),
        gate=gate,
    )


def _drawn(plan: Plan, ds: xr.Dataset, finish: int) -> _Drawn:
    name = plan.scenario.name
    months, inputs = values(ds, "milestone_month", name), values(ds, "input", name)
    assert months is not None
    assert inputs is not None
    mask = passed(ds, name)
    reached = ~np.isnan(months[:, finish])
    counts = reached if mask is None else mask & reached
    if np.count_nonzero(counts) < 2:
        raise ResultError(f"fewer than two draws of scenario {name} pass the gate and reach the milestone")
    happened = values(ds, "event_occurred", name)
    occurred = np.zeros((len(plan.scenario.events), counts.size)) if happened is None else happened.T
    return _Drawn(
        plan,
        np.ascontiguousarray(inputs[counts].T),
        np.ascontiguousarray(occurred[:, counts], dtype=np.uint8),
        np.ascontiguousarray(months[counts, GATE], dtype=np.float64),
    )


def _movers(
    drawn: _Drawn, finish: int, scale: float
) -> tuple[dict[str, ActivityOnPath], dict[str, Cause], Cause | None]:
    """Return what the finish hangs on, activities, events and gate, times in the file's unit (a month is ``scale``)."""
    scenario, arrays = drawn.plan.scenario, drawn.plan.schedule
    duration = drawn.durations()
    month = drawn.dates(duration)
    path = longest_path(arrays, duration, month, finish)
    modes = most_likely(drawn.plan.inputs, drawn.plan.sampler)

    def share(mask: npt.NDArray[np.bool_]) -> Statistic:
        return probability(int(np.count_nonzero(mask)), mask.size)

    def later(other: Array) -> dict[str, Statistic]:
        now, then = Sample(month[finish]), Sample(other[finish])
        found = {"mean": mean_difference(now, then), "p85": percentile_difference(now, then, AT)}
        return {key: one.scaled(scale) for key, one in found.items()}

    activities = {}
    for a, activity in enumerate(scenario.activities):
        if (row := arrays.duration_row[a]) < 0:
            continue
        planned = max(float(modes[row]), 0.0)
        as_planned = duration.copy()
        as_planned[a] = planned
        activities[activity.id] = ActivityOnPath(
            title=Title(activity.title, activity.title_nb),
            reference=planned * scale,
            duration=mean(duration[a]).scaled(scale),
            critical=share(path.activity[a]),
            held=share(path.held[a]) if activity.not_before else None,
            **later(drawn.dates(as_planned)),
        )
    events = {}
    for k in dict.fromkeys(arrays.delay_event.tolist()):
        without = drawn.occurred.copy()
        without[k] = 0
        spared = replace(drawn, occurred=without)
        event = scenario.events[k]
        events[event.id] = Cause(
            title=Title(event.title, event.title_nb),
            chance=share(drawn.occurred[k] != 0),
            **later(spared.dates(spared.durations())),
        )
    gate = None
    if scenario.gate is not None:
        at = replace(drawn, gate=np.full_like(drawn.gate, drawn.plan.dates[GATE]))
        gate = Cause(title=Title(""), chance=share(path.milestone[GATE]), **later(at.dates(duration)))
    return activities, events, gate
