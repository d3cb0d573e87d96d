"""The commitment gate: how often it is passed on time, late or never, and what lateness costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, values
from aksonsim.results.means import apart
from aksonsim.results.plain import Plain, frozen, plain, shaped
from aksonsim.results.statistic import Statistic, probability

OUTCOMES = ("on_time", "late", "stopped")
"""Meanings of ``gate_outcome`` 0, 1 and 2."""


@frozen
class GateOutcomes:
    """The probability of each outcome of the gate."""

    on_time: Statistic
    late: Statistic
    stopped: Statistic

    def to_json(self) -> dict[str, Plain]:
        """Return each outcome as an object of its own."""
        return {name: plain(getattr(self, name)) for name in OUTCOMES}

    def items(self) -> list[tuple[str, Statistic]]:
        """Return the outcomes with their names."""
        return [(name, getattr(self, name)) for name in OUTCOMES]


@frozen
class LateCost:
    """Mean cost of a programme given late less given on time."""

    cost: Statistic


@frozen
class LateGate:
    """The draws that pass the gate late against those that pass on time: differences of means, in medians of months.

    ``draws``: late ones. A difference between groups of draws, not an effect: what makes councils slow (delays, prices)
    costs by itself, and where fewer commit in time fewer introduction projects are paid for.
    """

    draws: int
    cost: Statistic
    programmes: Mapping[str, LateCost] = shaped(sparse=True)
    price_per_inhabitant: Statistic | None = shaped(sparse=True)
    months_on_time: float | None = shaped(sparse=True)
    months_late: float | None = shaped(sparse=True)


def gate_summary(ds: xr.Dataset, scenario: str) -> GateOutcomes | None:
    """Return the probability of each outcome of the gate; None without a gate."""
    outcome = values(ds, "gate_outcome", scenario)
    if outcome is None:
        return None
    counts = np.bincount(outcome[outcome >= 0], minlength=len(OUTCOMES))
    n = int(counts.sum())
    on_time, late, stopped = (probability(int(count), n) for count in counts)
    return GateOutcomes(on_time=on_time, late=late, stopped=stopped)


def stopped(ds: xr.Dataset, scenario: str) -> Mask | None:
    """Return which draws stop at the gate; None where none does or there is no gate."""
    outcome = values(ds, "gate_outcome", scenario)
    if outcome is None:
        return None
    stop: Mask = outcome == 2
    return stop if stop.any() else None


def late_gate(ds: xr.Dataset, scenario: str) -> LateGate | None:
    """Compare the draws that pass the gate late with those that pass on time (Welch); None if either is missing."""
    outcome, total = values(ds, "gate_outcome", scenario), values(ds, "cost_total", scenario)
    if outcome is None or total is None:
        return None
    on_time, late = outcome == 0, outcome == 1
    if np.count_nonzero(on_time) < 2 or np.count_nonzero(late) < 2:
        return None

    def difference(x: npt.NDArray[Any]) -> Statistic:
        return Statistic(*apart(x[late], x[on_time]))

    by_programme = values(ds, "cost_programme", scenario)
    names = [] if by_programme is None else labels(ds, "programme")
    price, months = (values(ds, name, scenario) for name in ("price_per_inhabitant", "gate_month"))
    return LateGate(
        draws=int(np.count_nonzero(late)),
        cost=difference(total),
        programmes={
            name: LateCost(cost=difference(by_programme[:, i]))
            for i, name in enumerate(names)
            if by_programme is not None
        },
        price_per_inhabitant=None if price is None else difference(price),
        months_on_time=None if months is None else pc.percentile(months[on_time], 0.5),
        months_late=None if months is None else pc.percentile(months[late], 0.5),
    )
