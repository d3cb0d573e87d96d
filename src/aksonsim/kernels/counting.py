"""Counting: who has committed after a round, how long each waited, whom a duty binds, who thinks again."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import NEVER, WITHOUT_SIGN
from aksonsim.kernels.council_arrays import (
    ABOVE_ALL,
    COUNT_SHIFT,
    LOT_BITS,
    MOST_PEOPLE,
    WITHDRAWN,
    CouncilArrays,
    CouncilState,
)
from aksonsim.sampling.jit import kernel


@kernel
def count(r: int, council: CouncilArrays, state: CouncilState) -> None:
    """Count who has committed after round ``r``: shares by basis and by county; note the hazards for `wait`."""
    lanes = state.active.shape[0]
    counties = council.county_row.shape[0]
    people = np.zeros((counties, lanes))
    councils = np.zeros(lanes, np.int32)
    packed = np.empty(lanes, np.uint32)
    none = np.uint32(0)
    bits, hazard = state.threshold.view(np.uint32), state.hazard.view(np.uint32)
    for k in range(2 * counties):
        passed, noted = hazard[k], state.noted[r, k]
        for i in range(lanes):
            noted[i] = passed[i] if state.active[i] else ABOVE_ALL
    for k in range(council.segment_county.shape[0]):
        c = council.segment_county[k]
        passed = hazard[council.segment_group[k] * counties + c]
        first, last = council.segment_first[k], council.segment_first[k + 1]
        whole = first + (last - first) // 4 * 4
        for i in range(lanes):
            packed[i] = 0
        for m in range(first, whole, 4):  # four at a time: the sum is loaded and stored once for four
            n0, n1 = bits[m], bits[m + 1]
            n2, n3 = bits[m + 2], bits[m + 3]
            p0, p1 = council.packed[m], council.packed[m + 1]
            p2, p3 = council.packed[m + 2], council.packed[m + 3]
            for i in range(lanes):
                h = passed[i]
                two = np.uint32((p0 if n0[i] <= h else none) + (p1 if n1[i] <= h else none))
                more = np.uint32((p2 if n2[i] <= h else none) + (p3 if n3[i] <= h else none))
                packed[i] = np.uint32(packed[i] + np.uint32(two + more))
        for m in range(whole, last):
            needed = bits[m]
            p0 = council.packed[m]
            for i in range(lanes):
                packed[i] = np.uint32(packed[i] + (p0 if needed[i] <= passed[i] else none))
        here = people[c]
        for i in range(lanes):
            here[i] += np.int32(packed[i] & MOST_PEOPLE)
            councils[i] += np.int32(packed[i] >> COUNT_SHIFT)
    total = np.zeros(lanes)
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
    """Add to ``state.waited`` the noted rounds from one to before another that a municipality did not commit in.

    Several rounds a pass: rows of the table are loaded once for four rounds instead of once a round.
    """
    counties = council.county_row.shape[0]
    lanes = state.active.shape[0]
    for k in range(2 * counties):
        for i in range(lanes):
            state.noted[last_round, k, i] = ABOVE_ALL
    bits = state.threshold.view(np.uint32)
    none, one = np.int16(0), np.int16(1)
    for k in range(council.segment_county.shape[0]):
        row = council.segment_group[k] * counties + council.segment_county[k]
        first, last = council.segment_first[k], council.segment_first[k + 1]
        r = first_round
        while r < last_round:
            h0, h1 = state.noted[r, row], state.noted[min(r + 1, last_round), row]
            h2, h3 = state.noted[min(r + 2, last_round), row], state.noted[min(r + 3, last_round), row]
            for m in range(first, last):
                needed, waited = bits[m], state.waited[m]
                for i in range(lanes):
                    n = needed[i]
                    two = np.int16((one if n > h0[i] else none) + (one if n > h1[i] else none))
                    more = np.int16((one if n > h2[i] else none) + (one if n > h3[i] else none))
                    waited[i] = np.int16(waited[i] + np.int16(two + more))
            r += 4


@kernel
def bind(state: CouncilState) -> None:
    """From the first round of a legal duty on, every municipality is bound: all thresholds are passed.

    A threshold keeps the low bits that the lots of the queue are drawn from.
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
    """Convert options and withdraw commitments in lanes with ``chance`` float32[B] >= 0; elsewhere it is -1."""
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
                bits[i] = NEVER if gone else (converted if chance[i] >= 0.0 else bits[i])
                waited[i] = WITHDRAWN if gone else waited[i]
