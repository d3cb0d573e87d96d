"""Stages that take no kernel: a few NumPy operations on a block's rows each."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aksonsim.kernels import outcomes
from aksonsim.kernels.council_arrays import ON_TIME, STOPPED, AfterArrays, CouncilArrays, CouncilState
from aksonsim.kernels.rollout import RolloutArrays

Array = NDArray[Any]


class ModelEvents(NamedTuple):
    """Events that the model produces itself: place ``event`` int64[R] among all events, and what each ``counts``.

    ``live_targets`` and ``gp_targets``: index of year and share to be reached; ``start`` reference month of the
    rollout.
    """

    event: Array
    counts: tuple[str, ...]
    council: CouncilArrays
    after: AfterArrays
    live_targets: tuple[tuple[int, float], ...]
    gp_targets: tuple[tuple[int, float], ...]
    start: float


def last_no_time(duration: Array) -> None:
    """Write durations of no draw: without activities all dates are those of every block."""
    duration[:] = 0.0


def take_as_stated(stated: Array, participation: Array, stop_month: Array, gate_date: Array) -> None:
    """Take participation float64[2] as stated; nothing stops, and the gate's milestone falls on the start."""
    participation[:, 0] = stated[0]
    participation[:, 1] = stated[1]
    stop_month[:] = np.inf
    gate_date[:] = 0.0


def take_part(inputs: Array, state: CouncilState, rollout: RolloutArrays | None, participation: Array) -> None:
    """Write participation by basis: of the committed, and of practitioners among them where they go live."""
    participation[:, 0] = state.share[0, -1]
    participation[:, 1] = state.share[0, -1]
    if rollout is not None:
        participation[0, 1] = state.share[0, -1] * (inputs[rollout.gp_row] if rollout.gp_row >= 0 else 0.0)


def live_at_once(
    state: CouncilState, committed: Array, adoption: Array, gps: Array, live: Array, joined: Array
) -> None:
    """Without a rollout, whoever commits is live unless all stops, and no adoption is simulated."""
    adoption[:] = 0.0
    gps[:] = 0.0
    live[:] = committed * (state.outcome != STOPPED)
    joined[:] = live


def everyone(committed: Array, adoption: Array, gps: Array, live: Array, joined: Array) -> None:
    """Where participation is stated, every municipality bears its part, and no adoption is simulated."""
    adoption[:] = 0.0
    gps[:] = 0.0
    for flags in (committed, live, joined):
        flags[:] = 1


def note_events(
    occurred: Array,
    state: CouncilState,
    committed: Array,
    milestone: Array,
    adoption: Array,
    gps: Array,
    model: ModelEvents,
    noted: Array,
) -> None:
    """Write which events occur to ``noted``: those drawn, and those that the model produces itself."""
    noted[:] = occurred
    goes_on = state.outcome != STOPPED
    for k, counts in zip(model.event, model.counts, strict=True):
        here = noted[k]
        if counts == "gate_missed":
            here[:] = (state.outcome != ON_TIME) & (state.outcome >= 0)
        elif counts == "mass_withdrawal":
            outcomes.mass_withdrawal(model.council, state, committed, here)
        elif counts == "late_municipalities":
            here[:] = _misses(adoption[0], model.live_targets) & goes_on
        elif counts == "few_gps":
            here[:] = _misses(gps, model.gp_targets) & goes_on
        elif counts == "late_start" and model.after.rollout >= 0:
            here[:] = (milestone[model.after.rollout] > model.start + 1e-9) & goes_on


def _misses(share: Array, targets: tuple[tuple[int, float], ...]) -> Array:
    """Return where float64[Y, B] falls short of any target (index of year, share)."""
    short = np.zeros(share.shape[1], dtype=np.bool_)
    for year, goal in targets:
        if 0 <= year < share.shape[0]:
            short |= share[year] < goal
    return short
