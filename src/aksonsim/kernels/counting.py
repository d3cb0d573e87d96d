"""Counting: who has committed after a round, how long each waited, whom a duty binds, who thinks again."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import LOT_BITS, NEVER, WITHOUT_SIGN
from aksonsim.kernels.council_arrays import (
    ABOVE_ALL,
    COUNT_SHIFT,
    MOST_PEOPLE,
    WITHDRAWN,
    CouncilArrays,
    CouncilState,
)
from aksonsim.kernels.count_committed import add_missed, tally
from aksonsim.sampling.jit import kernel


@kernel
def count(r: int, council: CouncilArrays, state: CouncilState) -> None:
    """Count who has committed after round ``r``: shares by basis and by county; note the hazards for `wait`."""
    lanes = state.active.shape[0]
    counties = council.county_row.shape[0]
    people = np.zeros((counties, lanes), np.int32)
    councils = np.zeros(lanes, np.int32)
    packed = np.empty(lanes, np.uint32)
    bits, hazard = state.threshold.view(np.uint32), state.hazard.view(np.uint32)
    for k in range(2 * counties):
        passed, noted = hazard[k], state.noted[r, k]
        for i in range(lanes):
            noted[i] = passed[i] if state.active[i] else ABOVE_ALL
    for k in range(council.segment_county.shape[0]):
        c = council.segment_county[k]
        passed = hazard[council.segment_group[k] * counties + c]
        first, last = council.segment_first[k], council.segment_first[k + 1]
        tally(bits, council.packed, first, last, passed, packed)
        here = people[c]
        for i in range(lanes):
            here[i] += np.int32(packed[i] & MOST_PEOPLE)
            councils[i] += np.int32(packed[i] >> COUNT_SHIFT)
    total = np.zeros(lanes, np.int32)
    for c in range(counties):
        here, near, whole_county = people[c], state.county_share[c], council.county_inhabitants[c]
        for i in range(lanes):
            total[i] += here[i]
            near[i] = here[i] / whole_county if state.active[i] else near[i]
    share, by_number = state.share[0, r], state.share[1, r]
    for i in range(lanes):
        share[i] = total[i] / council.total[0] if state.active[i] else share[i]
        by_number[i] = councils[i] / council.total[1] if state.active[i] else by_number[i]
        state.rounds_seen[i] += np.int16(state.active[i])


@kernel
def wait(first_round: int, last_round: int, council: CouncilArrays, state: CouncilState) -> None:
    """Add to ``state.waited`` the noted rounds from one to before another that a municipality did not commit in."""
    counties = council.county_row.shape[0]
    bits = state.threshold.view(np.uint32)
    for k in range(council.segment_county.shape[0]):
        row = council.segment_group[k] * counties + council.segment_county[k]
        first, last = council.segment_first[k], council.segment_first[k + 1]
        add_missed(bits, state.noted, row, first_round, last_round, first, last, state.waited)


@kernel
def bind(state: CouncilState) -> None:
    """From the first round of a legal duty on, every municipality is bound: all thresholds are passed.

    A threshold keeps the low bits that the lots of the queue are drawn from, and is as a number below every hazard.
    """
    for k in range(state.hazard.shape[0]):
        for i in range(state.active.shape[0]):
            if state.active[i]:
                state.hazard[k, i] = max(state.hazard[k, i], np.float32(1.0))
    for m in range(state.threshold.shape[0]):
        bits = state.threshold[m].view(np.uint32)
        for i in range(state.active.shape[0]):
            if state.active[i]:
                bits[i] = bits[i] & LOT_BITS
                if state.waited[m, i] > state.rounds_seen[i]:
                    state.waited[m, i] = state.rounds_seen[i]


@kernel
def review(council: CouncilArrays, chance: Array, state: CouncilState) -> None:
    """Convert options and withdraw commitments in lanes with ``chance`` float32[B] >= 0; elsewhere it is -1.

    Whoever withdraws keeps its lot, should a legal duty bind it later.
    """
    counties = council.county_row.shape[0]
    lanes = chance.shape[0]
    words, hazard = state.threshold.view(np.uint32), state.hazard.view(np.uint32)
    for k in range(council.segment_county.shape[0]):
        row = council.segment_group[k] * counties + council.segment_county[k]
        passed = hazard[row]
        for m in range(council.segment_first[k], council.segment_first[k + 1]):
            bits, waited, lot = words[m], state.waited[m], state.second_thoughts[m]
            for i in range(lanes):
                gone = (bits[i] <= passed[i]) & (lot[i] < chance[i])
                converted = np.uint32(bits[i] & WITHOUT_SIGN)
                never = NEVER | (bits[i] & LOT_BITS)
                bits[i] = never if gone else (converted if chance[i] >= 0.0 else bits[i])
                waited[i] = WITHDRAWN if gone else waited[i]
