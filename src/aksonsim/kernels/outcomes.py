"""What the model says of events that it produces itself, and what a block must know after the gate."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.council_arrays import STOPPED, WITHDRAWN, CouncilArrays, CouncilState
from aksonsim.kernels.schedule import GATE
from aksonsim.sampling.jit import kernel


@kernel
def committed_flags(state: CouncilState, committed: Array) -> None:
    """Write 1 to uint8[M, B] where a municipality is committed after the last round (or when all was stopped)."""
    for m in range(committed.shape[0]):
        waited, here = state.waited[m], committed[m]
        for i in range(committed.shape[1]):
            here[i] = np.uint8(waited[i] < state.rounds_seen[i])


@kernel
def mass_withdrawal(council: CouncilArrays, state: CouncilState, committed: Array, flag: Array) -> None:
    """Write 1 to uint8[B] where more inhabitants withdrew than remain committed."""
    lanes = flag.shape[0]
    gone = np.zeros(lanes, np.int64)
    left = np.zeros(lanes, np.int64)
    for m in range(committed.shape[0]):
        inhabitants = np.int64(council.inhabitants[m])
        waited, here = state.waited[m], committed[m]
        for i in range(lanes):
            gone[i] += inhabitants if waited[i] >= WITHDRAWN else 0
            left[i] += inhabitants * here[i]
    for i in range(lanes):
        flag[i] = np.uint8(state.outcome[i] != STOPPED and gone[i] > left[i])


@kernel
def reached(stop_month: Array, milestones: Array, wind_down: float, gate: bool, out: Array) -> None:
    """Copy the milestones to ``out``; NaN, in lanes that stop, after the wind-down, and for a gate that is not."""
    for k in range(milestones.shape[0]):
        never = k == GATE and not gate
        for i in range(stop_month.shape[0]):
            late = milestones[k, i] > stop_month[i] + wind_down
            out[k, i] = np.nan if late or never else milestones[k, i]


@kernel
def date_the_gate(
    state: CouncilState,
    moves: bool,
    planned: float,
    stop_month: Array,
    gate_date: Array,
    outcome: Array,
    gate_month: Array,
) -> None:
    """Write when all stops (inf: never), the date of the gate that the schedule waits for, its outcome and month.

    The schedule waits for the ``planned`` month unless the gate ``moves`` it; float64[B] each, ``outcome`` int8[B].
    """
    for i in range(outcome.shape[0]):
        stopped = state.outcome[i] == STOPPED
        stop_month[i] = state.deadline[i] if stopped else np.inf
        moved = state.deadline[i] if stopped else state.gate_month[i]
        gate_date[i] = moved if moves else planned
        outcome[i] = state.outcome[i]
        gate_month[i] = state.gate_month[i]
