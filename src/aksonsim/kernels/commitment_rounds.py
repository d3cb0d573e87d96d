"""Council rounds: readiness accumulates, municipalities commit, the gate decides, budget rounds review."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import PeopleArrays
from aksonsim.kernels.council_arrays import (
    EARLY,
    LATE,
    ON_TIME,
    STOPPED,
    AfterArrays,
    CouncilArrays,
    CouncilState,
    GateArrays,
    PriceArrays,
)
from aksonsim.kernels.counting import bind, count, review, wait
from aksonsim.kernels.price import affordability, cheapness
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform32


@kernel
def open_state(gate: GateArrays, state: CouncilState) -> None:
    """Set a block's state to before the first round."""
    lanes = state.active.shape[0]
    for m in range(state.waited.shape[0]):
        for i in range(lanes):
            state.waited[m, i] = 0
    for k in range(state.hazard.shape[0]):
        for i in range(lanes):
            state.hazard[k, i] = 0.0
    for c in range(state.county_share.shape[0]):
        for i in range(lanes):
            state.county_share[c, i] = 0.0
    for r in range(state.share.shape[1]):
        for i in range(lanes):
            state.share[0, r, i] = 0.0
            state.share[1, r, i] = 0.0
    for i in range(lanes):
        state.outcome[i] = -1
        state.gate_month[i] = np.nan if gate.present else 0.0
        state.deadline[i] = gate.deadline
        state.extended[i] = 0
        state.rounds_seen[i] = 0


@kernel
def accumulate(
    r: int, values: Array, council: CouncilArrays, confidence: Array, factor: Array, live: Array, state: CouncilState
) -> None:
    """Add one round's hazard factor to ``state.hazard`` for lanes that are active.

    C C_county (1 + q F + q_c F_county + q_l L) A W, from the round at which the group's decision basis is ready.
    """
    lanes = factor.shape[0]
    counties = council.county_row.shape[0]
    month = council.month[r]
    common = np.empty(lanes)
    weight = np.empty(lanes)
    for i in range(lanes):
        far = state.share[0, r - 1, i] if r > 0 else 0.0
        common[i] = 1.0 + council.peer * far + council.live_pull * live[i]
    for group in range(2):
        row = council.ready_row[group]
        for i in range(lanes):
            ready = council.ready_month[group] + (values[row, i] if row >= 0 else 0.0)
            counts = state.active[i] != 0 and month >= ready - EARLY
            weight[i] = confidence[i] * factor[i] if counts else 0.0
        for c in range(counties):
            shock = values[council.county_row[c]]
            total = state.hazard[group * counties + c]
            near = state.county_share[c]
            for i in range(lanes):
                total[i] += np.float32(weight[i] * shock[i] * (common[i] + council.county_peer * near[i]))


@kernel
def decide(r: int, values: Array, council: CouncilArrays, gate: GateArrays, state: CouncilState) -> int:
    """Let the gate decide after round ``r``: passed, still open, extended, or stopped. Return lanes still open."""
    open_lanes = 0
    last_before = r + 1 == council.month.shape[0]
    for i in range(state.outcome.shape[0]):
        if state.outcome[i] >= 0:
            continue
        if state.share[gate.basis, r, i] >= gate.share and council.month[r] <= state.deadline[i] + EARLY:
            state.outcome[i] = ON_TIME if state.extended[i] == 0 else LATE
            state.gate_month[i] = council.month[r]
            continue
        while last_before or council.month[r + 1] > state.deadline[i] + EARLY:
            x = state.extended[i]
            if x < gate.extension_row.shape[0] and values[gate.extension_row[x], i] < gate.extension_chance:
                state.extended[i] = x + 1
                state.deadline[i] += gate.extension_months
                if last_before:
                    continue
            else:
                state.outcome[i] = STOPPED
                break
        open_lanes += state.outcome[i] < 0
    return open_lanes


@kernel
def capacities(values: Array, after: AfterArrays, since: Array, out: Array) -> None:
    """Write the cumulated share of inhabitants that can be live ``since`` float64[B] months after rollout starts.

    Linear between the stated points, on at the last slope, zero before; times the capacity factor of the draw.
    """
    x, y = after.capacity_month, after.capacity_share
    last = x.shape[0] - 1
    for i in range(out.shape[0]):
        out[i] = 0.0
    for p in range(last + 1):
        begin = x[p - 1] if p > 0 else 0.0
        slope = (y[p] - (y[p - 1] if p > 0 else 0.0)) / max(x[p] - begin, 1e-9)
        width = x[p] - begin if p < last else np.inf
        for i in range(out.shape[0]):
            out[i] += slope * min(max(since[i] - begin, 0.0), width)
    if after.capacity_row >= 0:
        factor = values[after.capacity_row]
        for i in range(out.shape[0]):
            out[i] *= factor[i]


@kernel
def known(
    values: Array,
    milestones: Array,
    month: float,
    lagged: int,
    price: PriceArrays,
    after: AfterArrays,
    state: CouncilState,
    live: Array,
) -> None:
    """Write the delay that councils know at a round to ``state.known_delay`` and the live share to float64[B].

    The delay is the largest among the gate's and those of dates that have come. The live share is what capacity
    allows of what had committed one introduction project earlier.
    """
    lanes = live.shape[0]
    delay = state.known_delay
    for i in range(lanes):
        delay[i] = max(state.gate_month[i] - price.planned, 0.0)
    for k in range(after.slip_milestone.shape[0]):
        when = milestones[after.slip_milestone[k]]
        reference = after.slip_reference[k]
        for i in range(lanes):
            delay[i] = max(delay[i], when[i] - reference if when[i] <= month else 0.0)
    for i in range(lanes):
        live[i] = 0.0
    if after.rollout >= 0 and lagged >= 0:
        since = np.empty(lanes)
        begun = 0
        for i in range(lanes):
            since[i] = month - milestones[after.rollout, i]
            begun += since[i] > 0.0
        if begun > 0:
            capacities(values, after, since, live)
            for i in range(lanes):
                live[i] = min(live[i], state.share[0, lagged, i])


@kernel
def hold_rounds(
    draw: Array,
    values: Array,
    milestones: Array,
    confidence: Array,
    before_gate: bool,
    council: CouncilArrays,
    gate: GateArrays,
    price: PriceArrays,
    after: AfterArrays,
    people: PeopleArrays,
    state: CouncilState,
) -> None:
    """Run council rounds: until the gate has decided in every lane, or from there to the last round.

    Before the gate a lane rests once it is decided, because the schedule that the later rounds look at is dated by
    the gate. After it, in the first budget round since the award, options convert and commitments may be withdrawn.
    ``milestones`` float64[K, B] is read only after the gate; ``draw`` int64[1] is the block's first draw. One
    kernel for both, since compiling the rounds takes seconds.
    """
    lanes = confidence.shape[0]
    rounds = council.month.shape[0]
    factor = np.empty(lanes, np.float32)
    cheap = np.empty(lanes, np.float32)
    live = np.zeros(lanes)
    nobody = np.zeros(lanes)
    chance = np.empty(lanes, np.float32)
    reviewed = np.zeros(lanes, np.uint8)
    begin = 0
    if not before_gate:
        begin = rounds
        for i in range(lanes):
            if state.outcome[i] != STOPPED:
                begin = min(begin, int(state.rounds_seen[i]))
        if after.award >= 0:
            key = people.withdrawal_key
            for m in range(state.threshold.shape[0]):
                fill_uniform32(key[0], key[1], people.number[m], draw[0], state.second_thoughts[m])
    noted, end = begin, begin
    for r in range(begin, rounds):
        month = council.month[r]
        for i in range(lanes):
            waits = state.outcome[i] < 0 if before_gate else state.rounds_seen[i] <= r
            state.active[i] = waits and state.outcome[i] != STOPPED
            state.known_delay[i] = max(month - price.planned, 0.0)
        if not before_gate:
            known(values, milestones, month, council.lagged[r], price, after, state, live)
        cheapness(price, month, state.known_delay, state.share[0, r - 1] if r > 0 else nobody, cheap)
        affordability(price, cheap, factor)
        if before_gate:
            for i in range(lanes):
                if month <= state.deadline[i] + EARLY and month > state.deadline[i] - council.deadline_months:
                    factor[i] = factor[i] * np.float32(council.deadline_factor)
        accumulate(r, values, council, confidence, factor, live, state)
        if not before_gate and after.award >= 0 and council.budget[r] and r < council.mandatory:
            due = 0  # nobody can withdraw from a legal duty
            for i in range(lanes):
                chance[i] = -1.0
                if state.active[i] and not reviewed[i] and milestones[after.award, i] <= month:
                    shock = values[after.withdrawal_row, i] if after.withdrawal_row >= 0 else 1.0
                    chance[i] = min(after.withdrawal * cheap[i] ** -after.withdrawal_elasticity * shock, 1.0)
                    reviewed[i] = 1
                    due += 1
            if due > 0:
                wait(noted, r, council, state)
                noted = r
                review(council, chance, state)
        if r == council.mandatory:
            wait(noted, r, council, state)
            noted = r
            bind(state)
        count(r, council, state)
        end = r + 1
        if before_gate and decide(r, values, council, gate, state) == 0:
            break
    wait(noted, end, council, state)
    if not before_gate:
        for i in range(lanes):
            for r in range(max(int(state.rounds_seen[i]), 1), rounds):
                state.share[0, r, i] = state.share[0, r - 1, i]
                state.share[1, r, i] = state.share[1, r - 1, i]
