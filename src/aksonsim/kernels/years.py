"""Costs in groups that are spread alike, spread over the years in which they are paid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.cost import FIRST_YEAR
from aksonsim.kernels.schedule import FIRST
from aksonsim.sampling.jit import inline, kernel


class GroupArrays(NamedTuple):
    """G groups of elements that share activity and programme.

    ``activity`` int64[G] as of elements; ``programme`` int64[G]; ``goes_on`` uint8[G]; ``capped`` uint8[G]: the
    state's part counts against the cap; ``shared`` uint8[G]; ``since`` and ``until`` float64[G] months between which
    all of it falls (-inf, inf: no matter): what is paid before the status date, the rest after it; ``follows`` int64[G]
    its price index (-1: none); ``year_start`` float64[Y + 1] months.
    """

    activity: Array
    programme: Array
    goes_on: Array
    capped: Array
    shared: Array
    since: Array
    until: Array
    follows: Array
    year_start: Array


@kernel
def gather(element_cost: Array, group: Array, weight: Array, out: Array) -> None:
    """Sum elements, each times its ``weight`` float64[N], into groups float64[G, B]: all of it, a part, net of VAT."""
    lanes = out.shape[1]
    for g in range(out.shape[0]):
        for i in range(lanes):
            out[g, i] = 0.0
    for e in range(element_cost.shape[0]):
        x, whole, part = element_cost[e], out[group[e]], weight[e]
        for i in range(lanes):
            whole[i] += part * x[i]


@kernel
def add_up(programme_year: Array, total_year: Array, programme: Array, total: Array) -> None:
    """Sum float64[P, Y, B] over programmes to float64[Y, B], over years to float64[P, B], over both to float64[B]."""
    programmes, years, lanes = programme_year.shape
    for i in range(lanes):
        total[i] = 0.0
    for p in range(programmes):
        for i in range(lanes):
            programme[p, i] = 0.0
    for y in range(years):
        for i in range(lanes):
            total_year[y, i] = 0.0
        for p in range(programmes):
            here = programme_year[p, y]
            for i in range(lanes):
                total_year[y, i] += here[i]
                programme[p, i] += here[i]
        for i in range(lanes):
            total[i] += total_year[y, i]


@kernel
def spread(
    milestones: Array, stop_month: Array, run: Array, group_cost: Array, groups: GroupArrays, programme_year: Array
) -> None:
    """Spread each group evenly over its activity into the years of its programme, float64[P, Y, B].

    What lies beyond the last year falls on the last.
    """
    programmes, years, lanes = programme_year.shape
    for p in range(programmes):
        _clear(programme_year[p])
    if years == 1:  # which takes all
        for g in range(group_cost.shape[0]):
            whole, to = group_cost[g], programme_year[groups.programme[g], 0]
            for i in range(lanes):
                to[i] += whole[i]
        return
    begin, rate, left, part = np.empty(lanes), np.empty(lanes), np.empty(lanes), np.empty(lanes)
    for g in range(group_cost.shape[0]):
        _date(milestones, stop_month, run, groups, g, begin, rate, left)
        for y in range(years):
            _split(groups, y, begin, rate, left, part)
            _add_part(part, group_cost[g], programme_year[groups.programme[g], y])


@kernel
def spread_at_levels(
    milestones: Array,
    stop_month: Array,
    run: Array,
    group_cost: Array,
    level: Array,
    groups: GroupArrays,
    programme_year: Array,
) -> None:
    """Spread like `spread`, each group at the price level of its index in the year that it is paid in.

    ``level`` float64[K, Y, B]; a group without an index stays at the prices of the price year.
    """
    programmes, years, lanes = programme_year.shape
    for p in range(programmes):
        _clear(programme_year[p])
    begin, rate, left, part = np.empty(lanes), np.empty(lanes), np.empty(lanes), np.empty(lanes)
    for g in range(group_cost.shape[0]):
        _date(milestones, stop_month, run, groups, g, begin, rate, left)
        for y in range(years):
            _split(groups, y, begin, rate, left, part)
            if groups.follows[g] >= 0:
                here = level[groups.follows[g], y]
                for i in range(lanes):
                    part[i] *= here[i]
            _add_part(part, group_cost[g], programme_year[groups.programme[g], y])


@kernel
def spread_to_payers(
    milestones: Array,
    stop_month: Array,
    run: Array,
    group_cost: Array,
    group_tag: Array,
    groups: GroupArrays,
    tag_year: Array,
    free_year: Array,
    shared_year: Array,
) -> None:
    """Spread what payers share like `spread`, into float64[Y, B] each.

    ``tag_year``: the state's part under the cap; ``free_year``: its part outside; ``shared_year``: all cost that
    participants share.
    """
    years, lanes = tag_year.shape
    _clear(tag_year)
    _clear(free_year)
    _clear(shared_year)
    begin, rate, left, part = np.empty(lanes), np.empty(lanes), np.empty(lanes), np.empty(lanes)
    for g in range(group_cost.shape[0]):
        _date(milestones, stop_month, run, groups, g, begin, rate, left)
        to_state = tag_year if groups.capped[g] else free_year
        for y in range(years):
            _split(groups, y, begin, rate, left, part)
            _add_part(part, group_tag[g], to_state[y])
            if groups.shared[g]:
                _add_part(part, group_cost[g], shared_year[y])


@inline
def _clear(rows: Array) -> None:
    """Write zeros."""
    for y in range(rows.shape[0]):
        for i in range(rows.shape[1]):
            rows[y, i] = 0.0


@inline
def _date(
    milestones: Array,
    stop_month: Array,
    run: Array,
    groups: GroupArrays,
    g: int,
    begin: Array,
    rate: Array,
    left: Array,
) -> None:
    """Write when a group begins, the part of it that a month takes, and what is left of it: all."""
    a = groups.activity[g]
    for i in range(left.shape[0]):
        left[i] = 1.0
        begin[i] = milestones[FIRST + 2 * a, i] if a >= 0 else (0.0 if a == FIRST_YEAR else stop_month[i])
        length = milestones[FIRST + 2 * a + 1, i] - begin[i] if a >= 0 else (12.0 if a == FIRST_YEAR else 1.0)
        if groups.since[g] > -np.inf or groups.until[g] < np.inf:
            end = groups.until[g] if a == FIRST_YEAR and groups.until[g] < np.inf else begin[i] + length
            begin[i] = max(begin[i], groups.since[g])
            length = min(end, groups.until[g]) - begin[i]
        if not groups.goes_on[g]:
            length *= run[a + 1, i]
        rate[i] = 1.0 / max(length, 1e-6)


@inline
def _split(groups: GroupArrays, y: int, begin: Array, rate: Array, left: Array, part: Array) -> None:
    """Write the part of a group that falls in a year, and take it from what is left."""
    until, last = groups.year_start[y + 1], y + 2 == groups.year_start.shape[0]
    for i in range(part.shape[0]):
        remaining = 0.0 if last else 1.0 - min(max((until - begin[i]) * rate[i], 0.0), 1.0)
        part[i] = left[i] - remaining
        left[i] = remaining


@inline
def _add_part(part: Array, whole: Array, to: Array) -> None:
    """Add a part of each amount."""
    for i in range(to.shape[0]):
        to[i] += part[i] * whole[i]
