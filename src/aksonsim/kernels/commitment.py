"""Who a municipality is in this draw: its status, whether it refuses for good, and its threshold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.float32_math import log_all
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform32

PIONEER, SIGNED, UNSIGNED, OWN = 0, 1, 2, 3
NEVER = np.uint32(0x7F800000)
"""Bits of +inf: as unsigned integers, these and any above them are thresholds that no cumulated hazard passes."""
OPTION = np.uint32(0x80000000)
"""Sign bit: as an unsigned integer such a threshold lies above every hazard until the option is converted."""

WITHOUT_SIGN = np.uint32(0x7FFFFFFF)
LOT_BITS = np.uint32(2**12 - 1)
"""Low mantissa bits of a threshold, which lots are drawn from; whoever never commits keeps them beside `NEVER`."""
SLOWEST = 1e-36
"""Hazard per round below which a threshold is infinite: in single precision it could be so."""


class PeopleArrays(NamedTuple):
    """M municipalities in segments of one county and one group.

    ``number`` int64[M] stream index (the municipality number); ``status`` int8[M], -1 where it is sampled;
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
def statuses(draw: Array, people: PeopleArrays, uniform: Array, status: Array) -> None:
    """Write the status of each municipality to int8[M, B]; exactly the stated number are signatories in every draw.

    Conditional Bernoulli sampling, one municipality after the other (Chen, Dempster and Liu 1994,
    doi:10.1093/biomet/81.3.457). ``uniform`` float32[B] is scratch.
    """
    lanes = status.shape[1]
    wanted = np.empty(lanes, np.int32)
    for i in range(lanes):
        wanted[i] = people.signatories
    for m in range(status.shape[0]):
        for i in range(lanes):
            status[m, i] = people.status[m]
    for u in range(people.sampled.shape[0]):
        m = people.sampled[u]
        fill_uniform32(people.status_key[0], people.status_key[1], people.number[m], draw[0], uniform)
        chance = people.choice[u]
        here = status[m]
        for i in range(lanes):
            signs = np.int32(uniform[i] < chance[np.uint32(wanted[i])])
            wanted[i] = np.int32(wanted[i] - signs)
            here[i] = np.int8(UNSIGNED - signs)


@kernel
def thresholds(draw: Array, status: Array, people: PeopleArrays, uniform: Array, threshold: Array) -> None:
    """Write each municipality's threshold to float32[M, B].

    It commits when the cumulated hazard factor passes Exp(1) / rate. `NEVER` and the low bits of what it would have
    been: it refuses for good, lets its option lapse or has no hazard, and keeps its lot should a legal duty bind it.
    With the sign bit set: it takes an option first, which counts once converted. ``uniform`` float32[B] is scratch.
    """
    words = threshold.view(np.uint32)
    for m in range(status.shape[0]):
        row, bits, here = threshold[m], words[m], status[m]
        fill_uniform32(people.threshold_key[0], people.threshold_key[1], people.number[m], draw[0], row)
        log_all(row)
        fill_uniform32(people.refusal_key[0], people.refusal_key[1], people.number[m], draw[0], uniform)
        # only signatories and others are ever mixed in one row
        s = people.status[m]
        one, other = (SIGNED, UNSIGNED) if s < 0 else (s, s)
        rate, rate_else = people.rate[m, one], people.rate[m, other]
        scale = -1.0 / rate if rate >= SLOWEST else -np.inf
        scale_else = -1.0 / rate_else if rate_else >= SLOWEST else -np.inf
        infinite = rate < SLOWEST or rate_else < SLOWEST
        if infinite:
            for i in range(row.shape[0]):  # copied one by one: assigned to a slice, this takes two seconds to compile
                uniform[i] = row[i]
        scale_by_status(here, one, scale, scale_else, row)
        if infinite:
            keep_lots(uniform.view(np.uint32), bits)
        refuse(
            uniform, here, one, people.refusal[m, one], people.refusal[m, other], people.option, people.converts, bits
        )


@kernel
def scale_by_status(status: Array, one: int, scale: float, other: float, out: Array) -> None:
    """Multiply float32[B] by a factor of one status or of all others."""
    scale_1, scale_2 = np.float32(scale), np.float32(other)
    for i in range(out.shape[0]):
        out[i] = out[i] * (scale_1 if status[i] == one else scale_2)


@kernel
def keep_lots(logarithm: Array, bits: Array) -> None:
    """Give infinite thresholds uint32[B] the low bits of the logarithm uint32[B] that was divided by no hazard."""
    for i in range(bits.shape[0]):
        bits[i] = NEVER | (logarithm[i] & LOT_BITS) if bits[i] >= NEVER else bits[i]


@kernel
def refuse(
    u: Array, status: Array, one: int, never: float, never_else: float, option: float, converts: float, bits: Array
) -> None:
    """Mark thresholds uint32[B] of those who refuse for good, who let an option lapse, or who convert one.

    A kernel of its own, and choices by products with 0 and 1: folded into a larger loop this stays scalar.
    """
    never_1, never_2 = np.float32(never), np.float32(never_else)
    turn_1 = np.float32(never + (1.0 - never) * option * converts)
    turn_2 = np.float32(never_else + (1.0 - never_else) * option * converts)
    lapse_1 = np.float32(never + (1.0 - never) * option)
    lapse_2 = np.float32(never_else + (1.0 - never_else) * option)
    for i in range(bits.shape[0]):
        word = bits[i]
        a = np.float32(np.int32(status[i] == one))
        b = np.float32(1.0) - a
        refuses = u[i] < a * never_1 + b * never_2
        turns = u[i] < a * turn_1 + b * turn_2
        lapses = u[i] < a * lapse_1 + b * lapse_2
        gone = NEVER | (word & LOT_BITS)
        kept = gone if lapses else word
        kept = np.uint32(word | OPTION) if turns else kept
        bits[i] = gone if refuses else kept
