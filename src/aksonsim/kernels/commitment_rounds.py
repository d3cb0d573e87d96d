"""Council rounds: readiness accumulates, municipalities commit, the gate decides, budget rounds review."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import PeopleArrays
from aksonsim.kernels.council_arrays import (
    EARLY,
    LATE,
    NOT_YET,
    ON_TIME,
    STOPPED,
    AfterArrays,
    CouncilArrays,
    CouncilState,
    GateArrays,
    PriceArrays,
)
from aksonsim.kernels.counting import bind, count, review
from aksonsim.kernels.price import affordability, cheapness
from aksonsim.sampling.jit import apart, bare, kernel, part
from aksonsim.sampling.streams import fill_uniform32


def open_state(gate: GateArrays, state: CouncilState) -> None:
    """Set a block's state to before the first round: plain NumPy, of which nothing must be compiled."""
    for array in (state.hazard, state.soonest, state.people, state.share[:, 0], state.county_share):
        array[...] = 0
    state.waited[...] = NOT_YET
    state.outcome[...] = -1
    state.gate_month[...] = np.nan if gate.present else 0.0
    state.deadline[...] = gate.deadline
    state.extended[...] = 0
    state.rounds_seen[...] = 0


@part
def accumulate(
    r: int, before_gate: bool, values: Array, confidence: Array, council: CouncilArrays, state: CouncilState
) -> None:
    """Add one round's hazard factor to ``state.hazard`` for lanes that are active.

    C C_county (1 + q F + q_c F_county + q_l L) A W, from the round at which the group's decision basis is ready.
    """
    month, counties, county_peer = council.month[r], council.county_row.shape[0], council.county_peer
    peer, live_pull, active, live, pull = council.peer, council.live_pull, state.active, state.live, state.pull
    committed, factor, deadline = state.share[0, r - 1 if r > 0 else 0], state.factor, state.deadline
    nearing, months = np.float32(council.deadline_factor if before_gate else 1.0), council.deadline_months
    for i in range(active.shape[0]):
        pull[i] = 1.0 + peer * committed[i] + live_pull * live[i]
        near = (month <= deadline[i] + EARLY) & (month > deadline[i] - months)
        factor[i] = factor[i] * nearing if near else factor[i]
    for group in range(2):
        row, ready, weight = council.ready_row[group], council.ready_month[group], state.weight[group]
        delay = values[row]  # of none the last row, which is not read
        for i in range(active.shape[0]):
            counts = active[i] != 0 and month >= ready + (delay[i] if row >= 0 else 0.0) - EARLY
            weight[i] = confidence[i] * factor[i] if counts else 0.0
    pioneer, other = state.weight[0], state.weight[1]
    for c in range(counties):
        shock, near_by = values[council.county_row[c]], state.county_share[c]
        eager, slow = state.hazard[c], state.hazard[counties + c]
        for i in range(active.shape[0]):
            pulled = pull[i] + county_peer * near_by[i]
            eager[i] += np.float32(pioneer[i] * shock[i] * pulled)
            slow[i] += np.float32(other[i] * shock[i] * pulled)


@part
def decide(r: int, values: Array, council: CouncilArrays, gate: GateArrays, state: CouncilState) -> int:
    """Let the gate decide after round ``r``: passed, still open, extended, or stopped. Return lanes still open."""
    open_lanes = 0
    month, last_before = council.month[r], r + 1 == council.month.shape[0]
    after = month if last_before else council.month[r + 1]
    share, outcome, deadline, extended = state.share[gate.basis, r], state.outcome, state.deadline, state.extended
    for i in range(outcome.shape[0]):
        if outcome[i] >= 0:
            continue
        if share[i] >= gate.share and month <= deadline[i] + EARLY:
            outcome[i] = ON_TIME if extended[i] == 0 else LATE
            state.gate_month[i] = month
            continue
        while last_before or after > deadline[i] + EARLY:
            x = extended[i]
            if x < gate.extension_row.shape[0] and values[gate.extension_row[x], i] < gate.extension_chance:
                extended[i] = x + 1
                deadline[i] += gate.extension_months
            else:
                outcome[i] = STOPPED
                break
        open_lanes += outcome[i] < 0
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


@part
def known(
    values: Array,
    milestones: Array,
    month: float,
    lagged: int,
    after: AfterArrays,
    state: CouncilState,
) -> None:
    """Raise the delay known at a round, ``state.known_delay``, and write the share live to ``state.live``.

    The delay is the largest among the gate's and those of dates that have come. The live share is what capacity
    allows of what had committed one introduction project earlier.
    """
    delay, live = state.known_delay, state.live
    lanes = delay.shape[0]
    for k in range(after.slip_milestone.shape[0]):
        when = milestones[after.slip_milestone[k]]
        reference = after.slip_reference[k]
        for i in range(lanes):
            late = when[i] - reference if when[i] <= month else 0.0
            delay[i] = late if late > delay[i] else delay[i]
    if after.rollout >= 0 and lagged >= 0:
        begun, start, since = 0, milestones[after.rollout], state.pull
        for i in range(lanes):
            since[i] = month - start[i]
            begun += since[i] > 0.0
        if begun > 0:
            capacities(values, after, since, live)
            committed = state.share[0, lagged]
            for i in range(lanes):
                live[i] = live[i] if live[i] < committed[i] else committed[i]


@part
def think_again(
    month: float,
    draw: Array,
    milestones: Array,
    council: CouncilArrays,
    people: PeopleArrays,
    after: AfterArrays,
    shock: Array,
    drawn: bool,
    state: CouncilState,
) -> bool:
    """Hold the review in lanes in which it is due; return whether the uniforms of withdrawal have been ``drawn``."""
    due, award, chance, reviewed = 0, milestones[after.award], state.chance, state.reviewed
    elasticity, factor = after.withdrawal_elasticity, after.withdrawal
    for i in range(chance.shape[0]):
        chance[i] = -1.0
        if state.active[i] and not reviewed[i] and award[i] <= month:
            common = shock[i] if after.withdrawal_row >= 0 else 1.0
            probability = factor * state.cheap[i] ** -elasticity * common
            chance[i] = probability if probability < 1.0 else 1.0
            reviewed[i] = 1
            due += 1
    if due > 0:
        if not drawn:
            key = people.withdrawal_key
            for m in range(state.second_thoughts.shape[0]):
                fill_uniform32(key[0], key[1], people.number[m], draw[0], state.second_thoughts[m])
        review(council, state)
    return drawn or due > 0


@bare
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
    apart()
    rounds, planned = council.month.shape[0], price.planned
    outcome, seen, active, delay = state.outcome, state.rounds_seen, state.active, state.known_delay
    begin = rounds
    for i in range(outcome.shape[0]):
        begin = min(begin, int(seen[i]))
        state.reviewed[i] = 0
        state.live[i] = 0.0
    drawn = False
    for r in range(begin, rounds):
        month = council.month[r]
        for i in range(outcome.shape[0]):
            active[i] = outcome[i] < 0 if before_gate else (seen[i] <= r and outcome[i] != STOPPED)
            late = (month if before_gate else state.gate_month[i]) - planned
            delay[i] = late if late > 0.0 else 0.0
        if not before_gate:
            known(values, milestones, month, council.lagged[r], after, state)
        cheapness(price, month, delay, state.share[0, r - 1 if r > 0 else 0], state.cheap)
        affordability(price, state.cheap, state.factor)
        accumulate(r, before_gate, values, confidence, council, state)
        if not before_gate and after.award >= 0 and council.budget[r] and r < council.mandatory:
            shock = values[after.withdrawal_row]  # of none the last row, which is not read
            drawn = think_again(month, draw, milestones, council, people, after, shock, drawn, state)
        if r == council.mandatory:
            bind(active, state.hazard)
        count(r, council, state)
        if before_gate and decide(r, values, council, gate, state) == 0:
            break
