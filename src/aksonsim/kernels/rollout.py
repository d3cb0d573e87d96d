"""Going live: a queue in order of commitment under a capacity that ramps up, and the general practitioners."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.council import capacities
from aksonsim.kernels.council_arrays import STOPPED, AfterArrays, CouncilArrays, CouncilState
from aksonsim.sampling.jit import kernel

LOTS = 4
"""Within one round the order is drawn: two low bits of the threshold's mantissa, which are uniform."""
NOBODY, ONE = np.int32(0), np.int32(1)
NOWHERE = np.int32(2**31 - 1)
"""Place in the queue of a municipality that is not in it."""


class RolloutArrays(NamedTuple):
    """Y years and what happens inside them.

    ``year_end`` float64[Y] months; ``pioneer`` uint8[M]; ``project`` months of an introduction project;
    ``gp_start`` share of a municipality's GPs at go-live; ``gp_row`` input row of the final share (-1: no GPs);
    ``gp_ramp`` float64[Y]: mean progress from start to final share k years after the year of
    go-live; ``measured`` index of the year at whose end participation is measured.
    """

    year_end: Array
    pioneer: Array
    project: float
    gp_start: float
    gp_row: int
    gp_ramp: Array
    measured: int


@kernel
def queue(
    values: Array,
    milestones: Array,
    council: CouncilArrays,
    after: AfterArrays,
    rollout: RolloutArrays,
    state: CouncilState,
    place: Array,
) -> None:
    """Write each municipality's place in the queue to int32[M, B]: inhabitants served up to and including it.

    Whoever commits first is served first, pioneers first within a round, the rest by lot. The server works as long
    as anyone is ready: place = max(place of the one before, capacity when ready) + inhabitants.
    """
    municipalities, lanes = place.shape
    rounds = council.month.shape[0]
    slots = rounds * (LOTS + 1)
    people = np.zeros((slots + 1, lanes), np.int32)  # the last row takes those who are not in the queue
    rank = np.empty(lanes, np.int32)
    words = state.threshold.view(np.uint32)
    for m in range(municipalities):
        slot = place[m]
        waited = state.waited[m]
        bits = words[m]
        for i in range(lanes):
            lot = 0 if rollout.pioneer[m] else 1 + np.int32((bits[i] >> np.uint32(3)) & np.uint32(LOTS - 1))
            inside = waited[i] < state.rounds_seen[i] and state.outcome[i] != STOPPED
            slot[i] = waited[i] * (LOTS + 1) + lot if inside else slots
        inhabitants = council.inhabitants[m]
        for i in range(lanes):
            people[np.uint64(slot[i]), i] += inhabitants
    ready = np.empty(lanes)
    can = np.empty(lanes)
    for i in range(lanes):
        rank[i] = 0
    for r in range(rounds):
        for i in range(lanes):
            ready[i] = council.month[r] + rollout.project - milestones[after.rollout, i]
        capacities(values, after, ready, can)
        for i in range(lanes):
            rank[i] = max(rank[i], np.int32(min(can[i] * council.total[0], 2.0e9)))
        for k in range(r * (LOTS + 1), (r + 1) * (LOTS + 1)):
            size = people[k]
            for i in range(lanes):
                rank[i] += size[i]
                size[i] = rank[i] - size[i]
    for m in range(municipalities):
        slot = place[m]
        inhabitants = council.inhabitants[m]
        for i in range(lanes):
            which = np.uint64(slot[i])  # unsigned: no check for indices from the end
            served = np.int32(people[which, i] + inhabitants)
            people[which, i] = served
            slot[i] = served if which < slots else NOWHERE


@kernel
def adoption(
    values: Array,
    milestones: Array,
    council: CouncilArrays,
    after: AfterArrays,
    rollout: RolloutArrays,
    place: Array,
    share: Array,
    gps: Array,
    live: Array,
    joined: Array,
    participation: Array,
) -> None:
    """Write who is live at each year's end: float64[2, Y, B] shares by basis, float64[Y, B] of all GPs.

    A municipality is live once the capacity since rollout start has reached its place. Go-lives spread evenly
    within a year; among the GPs of a live municipality the share rises linearly from its start to its final value.
    ``live`` uint8[M, B]: at the end of the stated year. ``joined`` uint8[M, B] and ``participation`` float64[2, B]
    (inhabitants, GPs): at the end of that year or, if later, of the year in which the rollout ends, because who
    goes live late still pays for going live.
    """
    municipalities, lanes = place.shape
    years = rollout.year_end.shape[0]
    since = np.empty(lanes)
    can = np.empty(lanes)
    reached = np.zeros((years, lanes), np.int32)
    people = np.empty(lanes, np.int32)
    councils = np.empty(lanes, np.int32)
    total = council.total[0]
    for y in range(years):
        for i in range(lanes):
            since[i] = rollout.year_end[y] - milestones[after.rollout, i]
        capacities(values, after, since, can)
        most = 0
        for i in range(lanes):
            reached[y, i] = np.int32(min(can[i] * total, 2.0e9))
            most = max(most, reached[y, i])
        for i in range(lanes):
            people[i] = 0
            councils[i] = 0
        if most > 0:
            for m in range(municipalities):
                here = place[m]
                inhabitants = council.inhabitants[m]
                for i in range(lanes):
                    yes = here[i] <= reached[y, i]
                    people[i] += inhabitants if yes else NOBODY
                    councils[i] += ONE if yes else NOBODY
        for i in range(lanes):
            share[0, y, i] = people[i] / total
            share[1, y, i] = councils[i] / council.total[1]
    for y in range(years):
        for i in range(lanes):
            final = values[rollout.gp_row, i] if rollout.gp_row >= 0 else 0.0
            sum_gps = 0.0
            for cohort in range(y + 1):
                new = share[0, cohort, i] - (share[0, cohort - 1, i] if cohort > 0 else 0.0)
                sum_gps += new * (rollout.gp_start + (final - rollout.gp_start) * rollout.gp_ramp[y - cohort])
            gps[y, i] = sum_gps
    by_then = np.empty(lanes, np.int32)
    for i in range(lanes):
        y = rollout.measured
        while y + 1 < years and milestones[after.rollout + 1, i] > rollout.year_end[y] + 1e-9:
            y += 1
        by_then[i] = reached[y, i]
        participation[0, i] = share[0, y, i]
        participation[1, i] = gps[y, i]
    for m in range(municipalities):
        here = place[m]
        for i in range(lanes):
            live[m, i] = np.uint8(1) if here[i] <= reached[rollout.measured, i] else np.uint8(0)
            joined[m, i] = np.uint8(1) if here[i] <= by_then[i] else np.uint8(0)
