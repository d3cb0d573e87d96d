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

    ``row`` int64[N] input row of the estimate (-1: lumps alone); ``quantity_row`` and ``rate_row`` int64[N] those of a
    quantity and of a rate of exchange which multiply it (-1: none); ``sign`` float64[N] -1 of an income, else 1;
    ``unspecified`` float64[N];
    ``varies`` float64[N, 2] shares by inhabitants and GPs, of ``basis`` int64[N] 0 committed, 1 live;
    ``activity`` int64[N], ``FIRST_YEAR`` or ``AT_STOP``; ``time_share`` float64[N]; ``reference`` float64[N]
    duration in the reference schedule; ``goes_on`` uint8[N]: survives a stop;
    drivers with ``exposure``; multiplying events; lumps with the element's share of them; ``group`` int64[N] of
    elements spread alike; ``tag`` float64[N] the state's share; ``driver_row`` int64[K]; ``drivers_add_up`` 1 where
    what several drivers do to an element adds up, 0 where they multiply each other.
    """

    row: Array
    quantity_row: Array
    rate_row: Array
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
        for row in (cost.quantity_row[e], cost.rate_row[e]):
            if row >= 0:
                factor = values[row]
                for i in range(lanes):
                    x[i] *= factor[i]
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
