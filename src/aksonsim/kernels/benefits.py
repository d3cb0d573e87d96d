"""Present values of a draw: what follows adoption and operation, and the investment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel

INHABITANTS, GPS, RUNNING, VARIABLE = 0, 1, 2, 3
"""What an item follows: rows of the curves, and the sum of the items that follow the first two."""


class BenefitArrays(NamedTuple):
    """J items on three curves of Y years.

    ``curve`` float64[3, Y]: shares live at each year's end where participation is stated, and the part of the year
    in operation; ``start`` milestone that opens operation (-1: none) and ``reference`` its month in the reference
    schedule; ``simulated`` 1 where adoption is. ``basis`` int64[J] row of the curves, or ``VARIABLE``; ``weight``
    float64[J, Y] present value per unit of that row; ``ratio`` float64[J] of the variable sum; ``row`` int64[J]
    input row of the multiplier (-1: one). ``net`` float64[N] part of each element's cost without VAT; ``discount``
    float64[Y], zero after the last year.
    """

    curve: Array
    start: int
    reference: float
    simulated: int
    basis: Array
    weight: Array
    ratio: Array
    row: Array
    net: Array
    discount: Array


@kernel
def curves(
    milestones: Array, stop_month: Array, adoption: Array, gps: Array, benefit: BenefitArrays, out: Array
) -> None:
    """Write the curves of each lane to float64[3, Y, B]; zero throughout where the programme stops.

    A curve that is not simulated moves with the start of operation, linear between year ends.
    """
    rows, years, lanes = out.shape
    late = np.zeros(lanes)
    if benefit.start >= 0:
        for i in range(lanes):
            late[i] = (milestones[benefit.start, i] - benefit.reference) / 12.0
    for r in range(rows):
        stated = benefit.curve[r]
        for y in range(years):
            if benefit.simulated and r != RUNNING:
                here = adoption[0, y] if r == INHABITANTS else gps[y]
                for i in range(lanes):
                    out[r, y, i] = here[i] if stop_month[i] == np.inf else 0.0
            else:
                for i in range(lanes):
                    place = min(max(y - late[i], -1.0), years - 1.0)
                    low = np.int64(np.floor(place))
                    high = min(low + 1, years - 1)
                    before = stated[low] if low >= 0 else 0.0
                    share = before + (place - low) * (stated[high] - before)
                    out[r, y, i] = share if stop_month[i] == np.inf else 0.0


@kernel
def values(inputs: Array, curve: Array, benefit: BenefitArrays, out: Array) -> None:
    """Write the present value of each item to float64[J, B]: multiplier times sum over years of weight and curve."""
    items, lanes = out.shape
    variable = np.zeros(lanes)
    for j in range(items):
        for i in range(lanes):
            out[j, i] = 0.0
        if benefit.basis[j] == VARIABLE:
            continue
        for y in range(curve.shape[1]):
            weight = benefit.weight[j, y]
            for i in range(lanes):
                out[j, i] += weight * curve[benefit.basis[j], y, i]
        if benefit.row[j] >= 0:
            for i in range(lanes):
                out[j, i] *= inputs[benefit.row[j], i]
        if benefit.basis[j] != RUNNING:
            for i in range(lanes):
                variable[i] += out[j, i]
    for j in range(items):
        if benefit.basis[j] == VARIABLE:
            for i in range(lanes):
                out[j, i] = benefit.ratio[j] * variable[i]


@kernel
def discounted(programme_year: Array, benefit: BenefitArrays, out: Array) -> None:
    """Write the present value of each programme's years float64[P, Y, B] to float64[P, B]."""
    programmes, years, lanes = programme_year.shape
    for p in range(programmes):
        for i in range(lanes):
            out[p, i] = 0.0
        for y in range(years):
            factor = benefit.discount[y]
            for i in range(lanes):
                out[p, i] += factor * programme_year[p, y, i]


@kernel
def net(items: Array, investment: Array, out: Array) -> None:
    """Write the sum of items float64[J, B] less investment float64[P, B] to float64[B], one by one in their order."""
    for i in range(out.shape[0]):
        out[i] = 0.0
    for j in range(items.shape[0]):
        for i in range(out.shape[0]):
            out[i] += items[j, i]
    for p in range(investment.shape[0]):
        for i in range(out.shape[0]):
            out[i] -= investment[p, i]
