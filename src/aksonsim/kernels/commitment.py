"""Who a municipality is in this draw: its status, whether it refuses for good, and its threshold."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.float32_math import log32
from aksonsim.sampling.jit import apart, bare, bits32_of, inline, kernel
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
    ``scale`` float32[M, 4] by status: -1 / hazard per round, -inf where that is below `SLOWEST`; ``edges``
    float32[3, M, 4]: where refusals end, options that convert, and options that lapse. Keys are two 32-bit words a
    stream.
    """

    number: Array
    status: Array
    sampled: Array
    choice: Array
    signatories: int
    scale: Array
    edges: Array
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


@bare
def thresholds(
    draw: Array, status: Array, people: PeopleArrays, uniform: Array, exponential: Array, threshold: Array
) -> None:
    """Write each municipality's threshold, as the bits of a float32, to uint32[M, B].

    It commits when the cumulated hazard factor passes Exp(1) / rate. `NEVER` and the low bits of what it would have
    been: it refuses for good, lets its option lapse or has no hazard, and keeps its lot should a legal duty bind it.
    With the sign bit set: it takes an option first, which counts once converted. ``uniform`` and ``exponential``
    float32[B] are scratch.
    """
    apart()
    for m in range(status.shape[0]):
        fill_uniform32(people.threshold_key[0], people.threshold_key[1], people.number[m], draw[0], exponential)
        fill_uniform32(people.refusal_key[0], people.refusal_key[1], people.number[m], draw[0], uniform)
        # only signatories and others are ever mixed in one row
        s = people.status[m]
        one, other = (SIGNED, UNSIGNED) if s < 0 else (s, s)
        scale, scale_else = people.scale[m, one], people.scale[m, other]
        never, turns, lapses = people.edges[0, m, one], people.edges[1, m, one], people.edges[2, m, one]
        never_else, turns_else = people.edges[0, m, other], people.edges[1, m, other]
        lapses_else = people.edges[2, m, other]
        here, bits = status[m], threshold[m]
        for i in range(here.shape[0]):
            first = here[i] == one
            log = log32(exponential[i])
            word = bits32_of(log * (scale if first else scale_else))
            gone = np.uint32(NEVER | (bits32_of(log) & LOT_BITS)) if word >= NEVER else word
            bits[i] = refuse(
                uniform[i],
                never if first else never_else,
                turns if first else turns_else,
                lapses if first else lapses_else,
                gone,
            )


@inline
def refuse(u: Any, never: Any, turns: Any, lapses: Any, word: Any) -> Any:
    """Return the threshold, in bits, of one who refuses for good, lets an option lapse, converts one, or none of it."""
    gone = np.uint32(NEVER | (word & LOT_BITS))
    kept = np.uint32(word | OPTION) if u < turns else (gone if u < lapses else word)
    return gone if u < never else kept
