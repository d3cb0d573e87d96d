"""What the mitigations of a register cost against what they buy, from runs without and with each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aksonsim.analysis.comparison_metrics import probability_difference
from aksonsim.analysis.scenario_columns import Column
from aksonsim.language.text import Words
from aksonsim.results.measure import MEAN, P50, P85, Measure, difference
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic


@frozen
class Mitigation:
    """One event's measure, or all together: total cost given that the gate is passed, with it less without.

    ``title`` is the event's; ``measure``, ``probability`` without and with it (or ``frequency`` a year over ``years``)
    and ``active`` (whether the file takes it) are those of one event. The measure's own cost is in ``saved`` but not in
    ``gross_p85``; ``passes``: the change of the probability to pass the gate, None without a gate.
    """

    id: str = shaped(label="mitigation")
    title: Words = shaped(languages=True)
    measure: str = shaped(sparse=True, default="")
    cost: float
    probability: float | None = shaped(sparse=True, default=None)
    probability_with: float | None = shaped(sparse=True, default=None)
    frequency: float | None = shaped(sparse=True, default=None)
    frequency_with: float | None = shaped(sparse=True, default=None)
    years: float | None = shaped(sparse=True, default=None)
    active: bool | None = shaped(sparse=True, default=None)
    saved: Mapping[Measure, Statistic] = shaped(spread=True)
    gross_p85: Statistic
    passes: Statistic | None = shaped(sparse=True)
    draws: int


@frozen
class Mitigations(Result):
    """What each measure of a scenario costs and buys, largest reduction of P85 first; last all together."""

    scenario: str
    money: Mapping[str, Any] = shaped(spread=True)
    seed: int
    draws: int
    rows: tuple[Mitigation, ...]

    def to_json(self) -> dict[str, Plain]:
        """Return what ``--json`` prints, by itself or beside a comparison."""
        return {"mitigations": fields_of(self)}


def worth(ident: str, title: Words, on: Column, off: Column, cost: float, **about: Any) -> Mitigation:
    """Return what a measure does to cost: the run with it less the run without it."""
    first, second = (column.sample("cost_total", given_passed=True) for column in (on, off))
    saved = {measure: difference(first, second, measure) for measure in (MEAN, P50, P85)}
    passes = None
    if on.passed is not None and off.passed is not None:
        passes = probability_difference(on.passed, off.passed)
    return Mitigation(
        id=ident,
        title=title,
        cost=cost,
        saved=saved,
        gross_p85=saved[P85].shifted(-cost),
        passes=passes,
        draws=int(first.kept.size),
        **about,
    )
