"""The commitment gate: how often it is passed on time, late or never, and what lateness costs."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, values
from aksonsim.results.means import apart
from aksonsim.results.plain import Plain, frozen, plain, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.rows import Rows
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


def conditions(ds: xr.Dataset, scenario: str) -> dict[str, Rows]:
    """Return the draws of a scenario by condition: ``all``; where it has a gate each outcome, and ``given_passed``."""
    found = {str(Condition.ALL): Rows(ds, scenario)}
    outcome = values(ds, "gate_outcome", scenario)
    if outcome is None:
        return found
    found[str(Condition.PASSED)] = Rows(ds, scenario, (outcome == 0) | (outcome == 1))
    return found | {name: Rows(ds, scenario, outcome == k) for k, name in enumerate(OUTCOMES)}


def gate_summary(given: Mapping[str, Rows]) -> GateOutcomes | None:
    """Return the probability of each outcome of the gate, of draws by condition; None without a gate."""
    if OUTCOMES[0] not in given:
        return None
    counts = [given[name].draws for name in OUTCOMES]
    on_time, late, stopped = (probability(count, sum(counts)) for count in counts)
    return GateOutcomes(on_time=on_time, late=late, stopped=stopped)


def late_gate(given: Mapping[str, Rows]) -> LateGate | None:
    """Compare the draws that pass the gate late with those that pass on time (Welch); None if either is missing."""
    if "late" not in given or not given["late"].has("cost_total"):
        return None
    late, on_time = given["late"], given["on_time"]
    if on_time.draws < 2 or late.draws < 2:
        return None

    def difference(variable: str, place: int | None = None) -> Statistic:
        return Statistic(*apart(late.of(variable, place), on_time.of(variable, place)))

    dated = late.has("gate_month")
    names = labels(late.ds, "programme") if late.has("cost_programme") else []
    return LateGate(
        draws=late.draws,
        cost=difference("cost_total"),
        programmes={name: LateCost(cost=difference("cost_programme", i)) for i, name in enumerate(names)},
        price_per_inhabitant=difference("price_per_inhabitant") if late.has("price_per_inhabitant") else None,
        months_on_time=pc.percentile(on_time.of("gate_month"), 0.5) if dated else None,
        months_late=pc.percentile(late.of("gate_month"), 0.5) if dated else None,
    )
