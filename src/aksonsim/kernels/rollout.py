"""Going live: a queue in order of commitment under a capacity that ramps up, and the general practitioners."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment_rounds import capacities
from aksonsim.kernels.council_arrays import (
    COUNT_SHIFT,
    MOST_PEOPLE,
    STOPPED,
    AfterArrays,
    CouncilArrays,
    CouncilState,
)
from aksonsim.kernels.count_committed import tally
from aksonsim.sampling.jit import inline, kernel

LOTS = 4
"""Within one round the order is drawn: two low bits of the threshold's mantissa, which are uniform."""
NOBODY = np.int32(0)
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
    state: CouncilState,
    council: CouncilArrays,
    after: AfterArrays,
    rollout: RolloutArrays,
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


@inline
def served(council: CouncilArrays, place: Array, reached: Array, people: Array, councils: Array) -> None:
    """Write inhabitants and municipalities, int32[B] each, whose place the capacity int32[B] has reached.

    As in `counting.count`: both in one word a segment.
    """
    lanes = people.shape[0]
    packed = np.empty(lanes, np.uint32)
    words, limit = place.view(np.uint32), reached.view(np.uint32)  # neither is negative
    for i in range(lanes):
        people[i] = 0
        councils[i] = 0
    for k in range(council.segment_county.shape[0]):
        tally(words, council.packed, council.segment_first[k], council.segment_first[k + 1], limit, packed)
        for i in range(lanes):
            people[i] += np.int32(packed[i] & MOST_PEOPLE)
            councils[i] += np.int32(packed[i] >> COUNT_SHIFT)


@kernel
def adoption(
    values: Array,
    milestones: Array,
    place: Array,
    council: CouncilArrays,
    after: AfterArrays,
    rollout: RolloutArrays,
    participation: Array,
    share: Array,
    gps: Array,
    live: Array,
    joined: Array,
) -> None:
    """Write who is live at each year's end: float64[2, Y, B] shares by basis, float64[Y, B] of all GPs.

    A municipality is live once the capacity since rollout start has reached its place. Go-lives spread evenly
    within a year; among the GPs of a live municipality the share rises linearly from its start to its final value.
    ``live`` uint8[M, B]: at the end of the stated year. ``joined`` uint8[M, B] and ``participation[1]`` float64[2, B]
    (inhabitants, GPs): at the end of that year or, if later, of the year in which the rollout ends, because who
    goes live late still pays for going live.
    """
    municipalities, lanes = place.shape
    years = rollout.year_end.shape[0]
    since = np.empty(lanes)
    can = np.empty(lanes)
    reached = np.zeros((years, lanes), np.int32)
    people = np.zeros(lanes, np.int32)
    councils = np.zeros(lanes, np.int32)
    last = np.zeros(lanes, np.int32)
    for m in range(municipalities):
        here = place[m]
        for i in range(lanes):
            last[i] = max(last[i], here[i] if here[i] < NOWHERE else NOBODY)
    complete = False  # once all are live in every lane, later years are like the year before
    total = council.total[0]
    for y in range(years):
        for i in range(lanes):
            since[i] = rollout.year_end[y] - milestones[after.rollout, i]
        capacities(values, after, since, can)
        most = 0
        for i in range(lanes):
            reached[y, i] = np.int32(min(can[i] * total, 2.0e9))
            most = max(most, reached[y, i])
        if most > 0 and not complete:
            served(council, place, reached[y], people, councils)
            complete = True
            for i in range(lanes):
                complete &= reached[y, i] >= last[i]
        for i in range(lanes):
            share[0, y, i] = people[i] / total
            share[1, y, i] = councils[i] / council.total[1]
    final = values[rollout.gp_row] if rollout.gp_row >= 0 else np.zeros(lanes)
    for y in range(years):
        here = gps[y]
        for i in range(lanes):
            here[i] = 0.0
        for cohort in range(y + 1):
            ramp, now, before = rollout.gp_ramp[y - cohort], share[0, cohort], share[0, max(cohort - 1, 0)]
            earlier = 1.0 if cohort > 0 else 0.0
            for i in range(lanes):
                new = now[i] - earlier * before[i]
                here[i] += new * (rollout.gp_start + (final[i] - rollout.gp_start) * ramp)
    by_then = np.empty(lanes, np.int32)
    for i in range(lanes):
        y = rollout.measured
        while y + 1 < years and milestones[after.rollout + 1, i] > rollout.year_end[y] + 1e-9:
            y += 1
        by_then[i] = reached[y, i]
        participation[1, 0, i] = share[0, y, i]
        participation[1, 1, i] = gps[y, i]
    at_year = reached[rollout.measured]
    for m in range(municipalities):
        here, now, then = place[m], live[m], joined[m]
        for i in range(lanes):
            now[i] = np.uint8(here[i] <= at_year[i])
            then[i] = np.uint8(here[i] <= by_then[i])
