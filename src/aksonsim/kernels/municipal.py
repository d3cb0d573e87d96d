"""What each municipality pays, summed over draws as whole coins and counted in bins, so that no order matters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import bits32_of, bits_of, kernel

BIN_SHIFT = 16
"""A bin is exponent and seven mantissa bits of a float32: 128 bins an octave, 0.39 to 0.78 % wide."""
FIRST_BIN = (127 - 4) << 7
"""Bin of 1/16 coin per inhabitant; what is less falls into it."""
BINS = 28 << 7
"""28 octaves: up to 1.6e7 coins per inhabitant; what is more falls into the last."""

NOWHERE = 63
"""Who bears nothing adds 0 to the first 64 bins in turn: were it one bin alone, each sum would wait for the last."""

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
    nobody_joined = np.empty(lanes, np.uint8)
    goes_on = np.empty(lanes, np.uint8)
    each = np.empty(lanes)
    per_head = np.empty(lanes)
    own_per_head = np.empty(lanes)
    for i in range(lanes):
        nobody_joined[i] = people_joined[i] == 0
        goes_on[i] = stop_month[i] == np.inf
        each[i] = municipal.scale * municipal.equal * shared[i] / number[i]
        per_head[i] = municipal.scale * (1.0 - municipal.equal) * shared[i] / people[i]
        own_per_head[i] = (
            municipal.scale
            * (total[i] - sums[0, i] - sums[3, i])
            / (people_joined[i] if people_joined[i] > 0 else people[i])
        )
    bin_of = np.empty(lanes, np.int32)
    bears = np.empty(lanes, np.int32)
    for m in range(municipalities):
        inhabitants = municipal.inhabitants[m]
        here, there, spare, bins = committed[m], joined[m], municipal.fallback[m], counts[m]
        coins = np.int64(0)
        for i in range(lanes):
            takes_part = here[i] | (spare & fallback[i])
            owns = takes_part if nobody_joined[i] else there[i]
            share = each[i] + inhabitants * per_head[i] if takes_part else 0.0
            cost = share + (inhabitants * own_per_head[i] if owns else 0.0)
            # the nearest whole coin stands in the low bits: exact to 2**51 of them
            coins += np.int64(bits_of(cost + ROUNDING)) - ROUNDING_BITS
            head = np.int32(bits32_of(np.float32(cost / inhabitants)))
            place = min(max(int(head >> BIN_SHIFT) - FIRST_BIN, 0), BINS - 1)
            bears[i] = (takes_part | there[i]) & goes_on[i]
            bin_of[i] = place if bears[i] else i & NOWHERE
        cost_sum[m] += coins
        for i in range(lanes):
            bins[np.uint32(bin_of[i])] += bears[i]
