"""Who a municipality is in this draw: its status, whether it refuses for good, and its threshold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.single import log_all
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform32

PIONEER, SIGNED, UNSIGNED, OWN = 0, 1, 2, 3
NEVER = np.uint32(0x7F800000)
"""Bits of +inf: a threshold that no cumulated hazard passes."""
OPTION = np.uint32(0x80000000)
"""Sign bit: as an unsigned integer such a threshold lies above every hazard until the option is converted."""

WITHOUT_SIGN = np.uint32(0x7FFFFFFF)


class PeopleArrays(NamedTuple):
    """M municipalities in segments of one county and one group.

    ``number`` uint32[M] stream index (the municipality number); ``status`` int8[M], -1 where it is sampled;
    ``sampled`` int64[U] places of those, in order of number; ``choice`` float32[U, N + 1]: probability that the
    u-th is a signatory given that n of the stated total are still to be found; ``signatories`` int64 N;
    ``rate`` float64[M, 4]: hazard per round by status; ``refusal`` float64[M, 4]; ``option`` share of decisions
    that are options, ``converts`` share of those that convert. Keys are two 32-bit words a stream.
    """

    number: Array
    status: Array
    sampled: Array
    choice: Array
    signatories: int
    rate: Array
    refusal: Array
    option: float
    converts: float
    status_key: Array
    refusal_key: Array
    threshold_key: Array
    withdrawal_key: Array


@kernel
def statuses(people: PeopleArrays, first: int, uniform: Array, status: Array) -> None:
    """Write the status of each municipality to int8[M, B]; exactly the stated number are signatories in every draw.

    Conditional Bernoulli sampling, one municipality after the other (Chen, Dempster and Liu 1994,
    doi:10.1093/biomet/81.3.457). ``uniform`` float32[B] is scratch.
    """
    lanes = status.shape[1]
    wanted = np.empty(lanes, np.int64)
    for i in range(lanes):
        wanted[i] = people.signatories
    for m in range(status.shape[0]):
        for i in range(lanes):
            status[m, i] = people.status[m]
    for u in range(people.sampled.shape[0]):
        m = people.sampled[u]
        fill_uniform32(people.status_key[0], people.status_key[1], people.number[m], first, uniform)
        chance = people.choice[u]
        here = status[m]
        for i in range(lanes):
            signs = uniform[i] < chance[wanted[i]]
            wanted[i] -= signs
            here[i] = SIGNED if signs else UNSIGNED


@kernel
def thresholds(people: PeopleArrays, first: int, status: Array, uniform: Array, threshold: Array) -> None:
    """Write each municipality's threshold to float32[M, B].

    It commits when the cumulated hazard factor passes Exp(1) / rate; +inf: it refuses for good; with the sign bit
    set: it takes an option first, which counts once converted. ``uniform`` float32[B] is scratch.
    """
    lanes = status.shape[1]
    for m in range(status.shape[0]):
        row, bits, here = threshold[m], threshold[m].view(np.uint32), status[m]
        fill_uniform32(people.threshold_key[0], people.threshold_key[1], people.number[m], first, row)
        log_all(row)
        fill_uniform32(people.refusal_key[0], people.refusal_key[1], people.number[m], first, uniform)
        # only signatories and others are ever mixed in one row: two sets of numbers, chosen without a branch
        s = people.status[m]
        one, other = (SIGNED, UNSIGNED) if s < 0 else (s, s)
        scale_1, scale_2 = np.float32(-1.0 / people.rate[m, one]), np.float32(-1.0 / people.rate[m, other])
        never_1, never_2 = people.refusal[m, one], people.refusal[m, other]
        turn_1 = np.float32(never_1 + (1.0 - never_1) * people.option * people.converts)
        turn_2 = np.float32(never_2 + (1.0 - never_2) * people.option * people.converts)
        lapse_1 = np.float32(never_1 + (1.0 - never_1) * people.option)
        lapse_2 = np.float32(never_2 + (1.0 - never_2) * people.option)
        never_1, never_2 = np.float32(never_1), np.float32(never_2)
        for i in range(lanes):
            row[i] = row[i] * (scale_1 if here[i] == one else scale_2)
        for i in range(lanes):
            u = uniform[i]
            refuses = u < (never_1 if here[i] == one else never_2)
            turns = u < (turn_1 if here[i] == one else turn_2)
            lapses = u < (lapse_1 if here[i] == one else lapse_2)
            option = np.uint32(bits[i] | OPTION)
            word = option if turns else (NEVER if lapses else bits[i])
            bits[i] = NEVER if refuses else word
