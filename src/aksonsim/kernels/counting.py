"""Counting: who has committed after a round, whom a duty binds, who thinks again."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import LOT_BITS, NEVER, WITHOUT_SIGN
from aksonsim.kernels.council_arrays import (
    COUNT_SHIFT,
    MOST_PEOPLE,
    NOBODY_LEFT,
    NOT_YET,
    WITHDRAWN,
    CouncilArrays,
    CouncilState,
)
from aksonsim.kernels.count_committed import settle
from aksonsim.sampling.jit import bits32_of, float32_of, part


@part
def count(r: int, council: CouncilArrays, state: CouncilState) -> None:
    """Count who has committed after round ``r``: shares by basis and by county, and the round of whoever is new."""
    counties = council.county_row.shape[0]
    for k in range(council.segment_county.shape[0]):
        c = council.segment_county[k]
        first, last, row = (
            council.segment_first[k],
            council.segment_first[k + 1],
            council.segment_group[k] * counties + c,
        )
        settle((first, last, row, k, c), council.packed, council.county_inhabitants[c], state)
    active, seen = state.active, state.rounds_seen
    total, number = council.total[0], council.total[1]
    people, councils = state.people[counties], state.people[counties + 1]
    share, by_number = state.share[0, r], state.share[1, r]
    for i in range(active.shape[0]):
        # what a lane saw in an earlier stretch stays; one that stopped keeps its shares to the end
        share[i] = people[i] / total if seen[i] <= r else share[i]
        by_number[i] = councils[i] / number if seen[i] <= r else by_number[i]
        seen[i] += np.int16(active[i])


@part
def bind(active: Array, hazard: Array) -> None:
    """From the first round of a legal duty on, every municipality of an active lane is bound: its hazard passes all."""
    above_all = float32_of(NOBODY_LEFT)
    for k in range(hazard.shape[0]):
        here = hazard[k]
        for i in range(active.shape[0]):
            here[i] = above_all if active[i] else here[i]


@part
def review(council: CouncilArrays, state: CouncilState) -> None:
    """Convert options and withdraw commitments in lanes with ``state.chance`` float32[B] >= 0; elsewhere it is -1.

    Whoever withdraws keeps its lot, should a legal duty bind it later.
    """
    chance, counties, lanes = state.chance, council.county_row.shape[0], state.chance.shape[0]
    less, everybody, councils = state.less, state.people[counties], state.people[counties + 1]
    for k in range(council.segment_county.shape[0]):
        c = council.segment_county[k]
        passed, here, soonest = state.hazard[council.segment_group[k] * counties + c], state.people[c], state.soonest[k]
        for i in range(lanes):
            less[i] = 0
            soonest[i] = np.uint32(0) if chance[i] >= 0.0 else soonest[i]
        for m in range(council.segment_first[k], council.segment_first[k + 1]):
            bits, waited, lot, packed = state.threshold[m], state.waited[m], state.second_thoughts[m], council.packed[m]
            for i in range(lanes):
                word = bits[i]
                gone = (word <= bits32_of(passed[i])) & (lot[i] < chance[i])
                converted = np.uint32(word & WITHOUT_SIGN) if chance[i] >= 0.0 else word
                bits[i] = np.uint32(NEVER | (word & LOT_BITS)) if gone else converted
                less[i] = np.uint32(less[i] + packed) if gone & (waited[i] < NOT_YET) else less[i]
                waited[i] = WITHDRAWN if gone else waited[i]
        for i in range(lanes):
            inhabitants = np.int32(less[i] & MOST_PEOPLE)
            here[i] -= inhabitants
            everybody[i] -= inhabitants
            councils[i] -= np.int32(less[i] >> COUNT_SHIFT)
