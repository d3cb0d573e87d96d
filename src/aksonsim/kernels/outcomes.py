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
