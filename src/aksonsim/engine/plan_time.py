"""Schedule and rollout as arrays."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.actuals import months_so_far
from aksonsim.engine.calendar import month_of, months_in
from aksonsim.engine.inputs import Register
from aksonsim.engine.municipalities import People
from aksonsim.engine.packing import end_to_end, flags, ints
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels import schedule as schedule_kernel
from aksonsim.kernels.rollout import RolloutArrays
from aksonsim.kernels.schedule import FIRST, GATE, START, ScheduleArrays
from aksonsim.model.scenario import Scenario
from aksonsim.model.schedule import Link

Float = NDArray[np.float64]


def milestone_index(scenario: Scenario, name: str) -> int:
    """Return the kernels' index of a milestone."""
    return scenario.milestones.index(name)


def schedule_arrays(scenario: Scenario, inputs: Register) -> ScheduleArrays:
    """Build the activities: whose delays, links and hammock."""
    activities = scenario.activities
    delayed: dict[str, list[tuple[int, int]]] = {activity.id: [] for activity in activities}
    for k, event in enumerate(scenario.events):
        for delay in event.delays if event.represented_by is None else ():
            delayed[delay.activity].append((k, inputs.row(f"events[{event.id}].delay[{delay.activity}]")))
    links = [[_link(scenario, link) for link in activity.links] for activity in activities]
    hammock = [[milestone_index(scenario, name) for name in a.hammock] if a.hammock else [0, 0] for a in activities]
    waits = any(a.align == "year" for a in activities)
    years = range(scenario.start.year, scenario.last_year + 60) if waits else ()
    delay_first, delay_event, delay_row = end_to_end([*delayed.values()], np.int64, np.int64)
    link_first, link_milestone, link_lag, link_to_end = end_to_end(links, np.int64, np.float64, np.uint8)
    return ScheduleArrays(
        order=ints(_order(scenario)),
        duration_row=ints(inputs.row(f"activities[{a.id}]") for a in activities),
        least=np.array([_so_far(scenario, a.id) for a in activities], dtype=np.float64),
        delay_first=delay_first,
        delay_event=delay_event,
        delay_row=delay_row,
        largest=flags(a.overlap == "max" for a in activities),
        link_first=link_first,
        link_milestone=link_milestone,
        link_lag=link_lag,
        link_to_end=link_to_end,
        not_before=np.array(
            [month_of(a.not_before, scenario.start) if a.not_before else -np.inf for a in activities], dtype=np.float64
        ),
        aligned=flags(a.align == "year" for a in activities),
        hammock=np.array(hammock, dtype=np.int64).reshape(-1, 2),
        new_year=np.array([month_of(dt.date(year, 1, 1), scenario.start) for year in years], dtype=np.float64),
    )


def _so_far(scenario: Scenario, activity: str) -> float:
    """Return the months that an activity takes at least: those so far by the status date; 0 before it has begun."""
    known = scenario.actuals
    done = known.activities.get(activity) if known else None
    return months_so_far(done, known, scenario.start) if known and done else 0.0


def _order(scenario: Scenario) -> list[int]:
    """Return the indices of the activities, predecessors first and hammocks last."""
    names = [activity.id for activity in scenario.activities]
    hammocks = [i for i, activity in enumerate(scenario.activities) if activity.hammock is not None]
    order: list[int] = []
    while len(order) < len(names) - len(hammocks):
        for i, activity in enumerate(scenario.activities):
            before = [names.index(link.activity) for link in activity.links if link.activity in names]
            if i not in (*order, *hammocks) and all(j in order for j in before):
                order.append(i)
    return order + hammocks


def _link(scenario: Scenario, link: Link) -> tuple[float, ...]:
    """Return the milestone that a link waits for, its lag in months, and whether it holds back the activity's end."""
    from_start, to_end = link.type[0] == "S", link.type[1] == "F"
    moments = {"start": START, "gate": GATE}
    name = f"{link.activity}.start" if from_start else link.activity
    before = moments[link.activity] if link.activity in moments else milestone_index(scenario, name)
    return before, link.lag * months_in(link.unit or "months", scenario.work_week), to_end


def after_gate(scenario: Scenario) -> frozenset[str]:
    """Return the activities that the gate sets in motion, directly or through others."""
    found: set[str] = {"gate"}
    grew = True
    while grew:
        more = {a.id for a in scenario.activities if any(link.activity in found for link in a.links)} - found
        found |= more
        grew = bool(more)
    return frozenset(found - {"gate"})


def reference_dates(scenario: Scenario, inputs: Register, schedule: ScheduleArrays, modes: Float) -> Float:
    """Return every milestone of the deterministic schedule: most likely durations, no events, the planned gate."""
    lanes = 1
    values = np.ascontiguousarray(modes.reshape(-1, 1))
    occurred = np.zeros((len(scenario.events), lanes), dtype=np.uint8)
    duration = np.empty((len(scenario.activities), lanes))
    schedule_kernel.durations(values, occurred, schedule, duration)
    gate = np.full(lanes, month_of(scenario.gate.planned, scenario.start) if scenario.gate else 0.0)
    out = np.empty((FIRST + 2 * len(scenario.activities), lanes))
    schedule_kernel.dates(duration, gate, schedule, out)
    return out[:, 0]


def year_starts(scenario: Scenario) -> Float:
    """Return the month at which each year begins, and the month after the last one, float64[Y + 1]."""
    years = range(scenario.start.year, scenario.last_year + 2)
    months = [month_of(dt.date(year, 1, 1), scenario.start) for year in years]
    return np.array([max(month, 0.0) for month in months])


def rollout_arrays(scenario: Scenario, inputs: Register, people: People) -> RolloutArrays:
    """Build the rollout; GPs progress linearly, and go-lives spread evenly within a year."""
    rollout = scenario.rollout
    years = np.arange(scenario.start.year, scenario.last_year + 1)
    if rollout is None:
        raise ValueError("no rollout to build")
    gps = rollout.gps
    ramp = np.zeros(years.size)
    if gps is not None:
        ramp = np.array([mean_progress(12.0 * k / gps.months, 12.0 * (k + 1) / gps.months) for k in range(years.size)])
    if rollout.participation_year not in years:
        what = f"year {rollout.participation_year} lies outside {years[0]} to {years[-1]}"
        raise ScenarioError([Problem("", "rollout.participation_year", what)])
    return RolloutArrays(
        year_end=year_starts(scenario)[1:],
        pioneer=people.pioneer,
        project=rollout.project_months,
        gp_start=gps.start if gps else 0.0,
        gp_row=inputs.row("rollout.gps"),
        gp_ramp=ramp,
        measured=int(rollout.participation_year - years[0]),
    )


def mean_progress(a: float, b: float) -> float:
    """Return the mean of min(x, 1) over [a, b]."""

    def integral(x: float) -> float:
        return 0.5 * x * x if x <= 1 else x - 0.5

    return (integral(b) - integral(a)) / (b - a)
