"""Cost of every element in a draw, and the sums that programmes, payers and years need."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.schedule import FIRST
from aksonsim.sampling.jit import inline, kernel

FIRST_YEAR, AT_STOP = -1, -2
"""In place of an activity: work spread over the first twelve months; what falls due when the programme stops."""

ALWAYS = -1
"""In place of an event: a lump that is certain (the cost of a measure)."""


class CostArrays(NamedTuple):
    """N elements; K drivers; sparse rows by element (``first`` into ``index`` and ``weight``).

    ``row`` int64[N] input row of the estimate (-1: lumps alone); ``quantity_row`` int64[N] that of a quantity which
    multiplies it (-1: none); ``sign`` float64[N] -1 of an income, else 1; ``unspecified`` float64[N];
    ``varies`` float64[N, 2] shares by inhabitants and GPs, of ``basis`` int64[N] 0 committed, 1 live;
    ``activity`` int64[N], ``FIRST_YEAR`` or ``AT_STOP``; ``time_share`` float64[N]; ``reference`` float64[N]
    duration in the reference schedule; ``goes_on`` uint8[N]: survives a stop;
    drivers with ``exposure``; multiplying events; lumps with the element's share of them; ``group`` int64[N] of
    elements spread alike; ``tag`` float64[N] the state's share; ``driver_row`` int64[K]; ``drivers_add_up`` 1 where
    what several drivers do to an element adds up, 0 where they multiply each other.
    """

    row: Array
    quantity_row: Array
    sign: Array
    unspecified: Array
    varies: Array
    basis: Array
    activity: Array
    time_share: Array
    reference: Array
    goes_on: Array
    driver_first: Array
    driver: Array
    exposure: Array
    multiply_first: Array
    multiply_event: Array
    multiply_row: Array
    lump_first: Array
    lump_event: Array
    lump_row: Array
    lump_share: Array
    group: Array
    tag: Array
    driver_row: Array
    drivers_add_up: int


@kernel
def run_share(milestones: Array, stop_month: Array, wind_down: float, out: Array) -> None:
    """Write the share of each activity that is carried out to float64[1 + A, B]; row 0 is for work without one.

    1 where nothing stops (``stop_month`` inf); after a stop, nothing of what has not started, and of what runs the
    part until ``wind_down`` months later.
    """
    lanes = out.shape[1]
    for a in range(out.shape[0]):
        for i in range(lanes):
            begin = milestones[FIRST + 2 * (a - 1), i] if a > 0 else 0.0
            end = milestones[FIRST + 2 * (a - 1) + 1, i] if a > 0 else 12.0
            last = stop_month[i] + wind_down
            if last >= end and begin < stop_month[i]:
                out[a, i] = 1.0
            elif begin >= stop_month[i]:
                out[a, i] = 0.0
            else:
                out[a, i] = (last - begin) / (end - begin)


@kernel
def elements(
    values: Array,
    occurred: Array,
    milestones: Array,
    participation: Array,
    stop_month: Array,
    run: Array,
    cost: CostArrays,
    out: Array,
) -> None:
    """Write the cost of each element to float64[N, B].

    +-X (1 + u) (1 - v + v P) (1 - tau + tau D / D_ref) prod_k [1 + s_k (M_k - 1)] prod m + sum of lumps, times the
    share carried out; where drivers add up, max(1 + sum_k s_k (M_k - 1), 0) in place of the first product.
    ``participation`` float64[2, 2, B] by basis of committed (0) and live (1).
    """
    lanes = out.shape[1]
    lumps = np.empty(lanes)
    together = np.empty(lanes)
    for e in range(out.shape[0]):
        x = out[e]
        scale = cost.sign[e] * (1.0 + cost.unspecified[e])
        by_people, by_gps = cost.varies[e, 0], cost.varies[e, 1]
        fixed = 1.0 - by_people - by_gps
        people, gps = participation[cost.basis[e], 0], participation[cost.basis[e], 1]
        if cost.row[e] < 0:
            for i in range(lanes):
                x[i] = 0.0
        elif by_people == 0.0 and by_gps == 0.0:
            draw = values[cost.row[e]]
            for i in range(lanes):
                x[i] = draw[i] * scale
        else:
            draw = values[cost.row[e]]
            for i in range(lanes):
                x[i] = draw[i] * scale * (fixed + by_people * people[i] + by_gps * gps[i])
        if cost.quantity_row[e] >= 0:
            count = values[cost.quantity_row[e]]
            for i in range(lanes):
                x[i] *= count[i]
        a = cost.activity[e]
        tau = cost.time_share[e]
        if tau > 0.0:
            begin, end = milestones[FIRST + 2 * a], milestones[FIRST + 2 * a + 1]
            rate = tau / cost.reference[e]
            for i in range(lanes):
                x[i] *= 1.0 - tau + rate * (end[i] - begin[i])
        drivers = range(cost.driver_first[e], cost.driver_first[e + 1])
        if cost.drivers_add_up and len(drivers) > 0:
            for i in range(lanes):
                together[i] = 1.0
            for k in drivers:
                multiplier = values[cost.driver_row[cost.driver[k]]]
                s = cost.exposure[k]
                for i in range(lanes):
                    together[i] += s * (multiplier[i] - 1.0)
            for i in range(lanes):
                x[i] *= max(together[i], 0.0)
        else:
            for k in drivers:
                multiplier = values[cost.driver_row[cost.driver[k]]]
                s = cost.exposure[k]
                for i in range(lanes):
                    x[i] *= 1.0 + s * (multiplier[i] - 1.0)
        for k in range(cost.multiply_first[e], cost.multiply_first[e + 1]):
            here = occurred[cost.multiply_event[k]]
            multiplier = values[cost.multiply_row[k]]
            for i in range(lanes):
                x[i] *= multiplier[i] if here[i] else 1.0
        if a == AT_STOP:
            for i in range(lanes):
                x[i] = x[i] if stop_month[i] < np.inf else 0.0
            continue
        if cost.lump_first[e] < cost.lump_first[e + 1]:
            _add_lumps(values, occurred, cost, e, lumps, x)
        if cost.goes_on[e]:
            for i in range(lanes):
                x[i] += 0.0  # no element is -0
        else:
            done = run[a + 1]
            for i in range(lanes):
                x[i] = (x[i] + 0.0) * done[i]


@inline
def _add_lumps(values: Array, occurred: Array, cost: CostArrays, e: int, lumps: Array, x: Array) -> None:
    """Add the sum of an element's lumps, made in ``lumps`` float64[B]."""
    for i in range(x.shape[0]):
        lumps[i] = 0.0
    for k in range(cost.lump_first[e], cost.lump_first[e + 1]):
        event = cost.lump_event[k]
        amount = values[cost.lump_row[k]]
        share = cost.lump_share[k]
        if event == ALWAYS:
            for i in range(x.shape[0]):
                lumps[i] += share * amount[i]
        else:
            here = occurred[event]
            for i in range(x.shape[0]):
                lumps[i] += share * amount[i] if here[i] else 0.0
    for i in range(x.shape[0]):
        x[i] += lumps[i]


class GroupArrays(NamedTuple):
    """G groups of elements that share activity and programme.

    ``activity`` int64[G] as of elements; ``programme`` int64[G]; ``goes_on`` uint8[G]; ``capped`` uint8[G]: the
    state's part counts against the cap; ``shared`` uint8[G]; ``year_start`` float64[Y + 1] months.
    """

    activity: Array
    programme: Array
    goes_on: Array
    capped: Array
    shared: Array
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
