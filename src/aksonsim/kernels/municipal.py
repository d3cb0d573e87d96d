"""What each municipality pays, summed over draws as whole coins and counted in bins, so that no order matters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel

BIN_SHIFT = 16
"""A bin is exponent and seven mantissa bits of a float32: 128 bins an octave, 0.39 to 0.78 % wide."""
FIRST_BIN = (127 - 4) << 7
"""Bin of 1/16 coin per inhabitant; what is less falls into it."""
BINS = 28 << 7
"""28 octaves: up to 1.6e7 coins per inhabitant; what is more falls into the last."""

ROUNDING = 1.5 * 2.0**52
ROUNDING_BITS = np.int64(np.float64(ROUNDING).view(np.int64))


class MunicipalArrays(NamedTuple):
    """``inhabitants`` float64[M]; ``fallback`` uint8[M]: who bears the cost when nobody has committed (pioneers);
    ``equal``: part of shared cost split in equal parts; ``scale``: coins to a unit of amounts, a coin being what sums
    and bins count.
    """

    inhabitants: Array
    fallback: Array
    equal: float
    scale: float


@kernel
def add_flags(flags: Array, totals: Array) -> None:
    """Add to int64[M] in how many lanes each municipality's flag uint8[M, B] is set."""
    for m in range(flags.shape[0]):
        here = flags[m]
        lanes = np.int64(0)
        for i in range(here.shape[0]):
            lanes += here[i]
        totals[m] += lanes


@kernel
def bear(
    total: Array,
    sums: Array,
    committed: Array,
    joined: Array,
    stop_month: Array,
    municipal: MunicipalArrays,
    cost_sum: Array,
    counts: Array,
) -> None:
    """Add a block to int64[M] ``cost_sum`` whole coins and to int32[M, BINS] counts.

    ``total`` float64[B] and ``sums`` float64[4, B] as of `financing.pay`: the municipal part of shared cost is split
    among the committed (else the fallback); each municipality's own cost, by inhabitants among those who went live
    (else among the former).
    ``committed`` and ``joined`` uint8[M, B]. Counts are of cost per inhabitant given that the municipality bears any
    and that nothing stops (``stop_month`` float64[B] is inf); sums are of all draws.
    """
    municipalities, lanes = committed.shape
    shared = sums[3]
    number = np.zeros(lanes, np.int32)
    people = np.zeros(lanes, np.int32)
    people_joined = np.zeros(lanes, np.int32)
    for m in range(municipalities):
        inhabitants = np.int32(municipal.inhabitants[m])
        here, there = committed[m], joined[m]
        for i in range(lanes):
            number[i] += np.int32(here[i])
            people[i] += inhabitants if here[i] else np.int32(0)
            people_joined[i] += inhabitants if there[i] else np.int32(0)
    fallback = np.zeros(lanes, np.uint8)
    for i in range(lanes):
        fallback[i] = people[i] == 0
        if fallback[i]:
            for m in range(municipalities):
                number[i] += municipal.fallback[m]
                people[i] += np.int32(municipal.inhabitants[m]) * municipal.fallback[m]
    each = np.empty(lanes)
    per_head = np.empty(lanes)
    own_per_head = np.empty(lanes)
    for i in range(lanes):
        each[i] = municipal.scale * municipal.equal * shared[i] / number[i]
        per_head[i] = municipal.scale * (1.0 - municipal.equal) * shared[i] / people[i]
        own_per_head[i] = (
            municipal.scale
            * (total[i] - sums[0, i] - sums[3, i])
            / (people_joined[i] if people_joined[i] > 0 else people[i])
        )
    cost = np.empty(lanes)
    whole = cost.view(np.int64)
    head = np.empty(lanes, np.float32)
    word = head.view(np.int32)
    bears = np.empty(lanes, np.int32)
    shares = np.empty(lanes)
    owns = np.empty(lanes)
    for m in range(municipalities):
        inhabitants = municipal.inhabitants[m]
        here, there, spare = committed[m], joined[m], municipal.fallback[m]
        coins = np.int64(0)
        for i in range(lanes):
            taking_part = here[i] | (spare & fallback[i])
            bears[i] = taking_part | there[i] if stop_month[i] == np.inf else 0
            shares[i] = taking_part
            owns[i] = there[i] if people_joined[i] > 0 else taking_part
        for i in range(lanes):
            cost[i] = shares[i] * (each[i] + inhabitants * per_head[i]) + owns[i] * inhabitants * own_per_head[i]
            head[i] = np.float32(cost[i] / inhabitants)
        for i in range(lanes):
            cost[i] = cost[i] + ROUNDING  # the nearest whole coin stands in the low bits: exact to 2**51 of them
        for i in range(lanes):
            coins += whole[i] - ROUNDING_BITS
        cost_sum[m] += coins
        for i in range(lanes):
            word[i] = min(max((word[i] >> BIN_SHIFT) - FIRST_BIN, 0), BINS - 1)
        bins = counts[m]
        for i in range(lanes):
            bins[np.uint32(word[i])] += bears[i]
