"""Work of `worker.py`: studies of configs/akson.yaml that ask what follows from a change of its costs.

Only public functions, and files below the folder the process runs in: the project of another commit answers the same
questions. Every answer is a digest of all its figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import aksonsim

THREADS = 2
ELEMENT = "journal.adaptation"
CHANGES = (
    "costs[journal.adaptation].estimate.p90=1300",
    "costs[journal.integrations].estimate.mode=250",
    "costs[local.training].estimate.p90=1800",
    "drivers[scope].multiplier.p90=1.2",
)
SWEPT = {
    "costs[journal.adaptation].estimate.p90": (1000.0, 1400.0),
    "costs[journal.integrations].estimate.p90": (320.0, 420.0),
}
TARGET = 9600.0
"""MNOK at P85, within what the element can bring about."""

Work = Callable[[], str]


def _akson() -> aksonsim.Scenario:
    return aksonsim.load("configs/akson.yaml")


def _digest(result: Any) -> str:
    return hashlib.sha256(result.to_frame().to_csv().encode()).hexdigest()


def seek(draws: int) -> Work:
    """Return the search for the cost of an element at which P85 of the total meets a target."""
    base = _akson()
    return lambda: _digest(aksonsim.seek(base, f"element:{ELEMENT}", TARGET, draws=draws, threads=THREADS))


def waterfall(draws: int) -> Work:
    """Return the effects of four changes of costs, together and alone."""
    base = _akson()
    return lambda: _digest(aksonsim.waterfall(base, CHANGES, draws=draws, threads=THREADS))


def sobol(draws: int) -> Work:
    """Return Sobol's indices of every input and event."""
    base = _akson()
    return lambda: _digest(aksonsim.sensitivity(base, ["sobol"], draws=draws, threads=THREADS))


def sweep(points: int, draws: int) -> Work:
    """Return a sweep of two cost parameters, in this process."""
    base = _akson()

    def work() -> str:
        ds = aksonsim.sweep(base, SWEPT, design="lhs", points=points, draws=draws, threads=THREADS)
        return hashlib.sha256(ds["value"].values.tobytes() + ds["interval"].values.tobytes()).hexdigest()

    return work
