"""Which activities lie on the longest path to a milestone, draw by draw: links are followed back from it.

An activity is on the path where its own duration carries the milestone: a path comes in at its end and goes on through
its start. A link that holds back an *end* (FF, SF) leads past the duration, and so does one from a *start* (SS, SF) on
the side of what it comes from. Of several links that bind alike each is followed: parallel paths of one length are all
the longest, so the shares of a network with ties add up to more than one. A path goes on through a wait for 1 January:
what comes last before it sets the year. A date (``not_before``) that binds is where a path begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.kernels.schedule import FIRST, START, ScheduleArrays

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SLACK = 1e-6
"""Months: ends nearer to each other than this come together."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where the longest path to a milestone runs.

    ``activity`` bool[A, n]: through the duration of it; ``milestone`` bool[2 + 2 A, n]: through the moment;
    ``held`` bool[A, n]: it begins at the activity's stated date.
    """

    activity: Mask
    milestone: Mask
    held: Mask


def longest_path(schedule: ScheduleArrays, duration: Array, month: Array, finish: int) -> Path:
    """Return the longest path to a milestone in each draw.

    Parameters
    ----------
    schedule
        The network, A activities.
    duration
        float64[A, n]: months of each activity, delays included.
    month
        float64[2 + 2 A, n]: what `aksonsim.kernels.schedule.dates` made of them.
    finish
        Index of the milestone.
    """
    count, n = duration.shape
    path = Path(np.zeros((count, n), bool), np.zeros(month.shape, bool), np.zeros((count, n), bool))
    on = path.milestone
    on[finish] = True
    for a in schedule.order[::-1]:
        begin, end = FIRST + 2 * a, FIRST + 2 * a + 1
        if schedule.duration_row[a] < 0:  # a hammock: it ends with the later of its milestones
            first, last = schedule.hammock[a]
            on[last] |= on[end] & (month[last] >= month[first] - SLACK)
            on[first] |= on[begin] | (on[end] & (month[first] >= month[last] - SLACK))
            continue
        reached = on[begin] | on[end]
        if reached.any():
            _follow(schedule, a, duration[a], month, path, reached)
    return path


def _follow(schedule: ScheduleArrays, a: int, duration: Array, month: Array, path: Path, reached: Mask) -> None:
    """Follow the path from an activity to what its start waited for."""
    on = path.milestone
    earliest = max(float(schedule.not_before[a]), 0.0)
    links = range(schedule.link_first[a], schedule.link_first[a + 1])
    moments = []
    for k in links:
        moment = month[schedule.link_milestone[k]] + schedule.link_lag[k]
        moments.append(moment - duration if schedule.link_to_end[k] else moment)
    latest = np.maximum.reduce([np.full(duration.size, earliest), *moments]) - SLACK
    begin, end = month[FIRST + 2 * a], on[FIRST + 2 * a + 1]
    # Behind a wait the start is fixed, so the duration carries the end whatever came last before it.
    carries = begin > latest + 2 * SLACK
    first = reached & (earliest >= latest)
    (path.held[a] if schedule.not_before[a] > 0 else on[START])[first] = True
    carries |= first
    for k, moment in zip(links, moments, strict=True):
        binds = moment >= latest
        on[schedule.link_milestone[k]] |= reached & binds
        if not schedule.link_to_end[k]:
            carries |= binds
    path.activity[a] = end & carries
