"""Scenarios side by side: metrics, paired differences, probabilities draw by draw, dominance and regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from aksonsim import money
from aksonsim.analysis.comparison_metrics import Compared, Metric, side_by_side
from aksonsim.analysis.comparison_notes import notes
from aksonsim.analysis.dominance import Orders, relations
from aksonsim.analysis.draw_by_draw import Better, SameDraws, probability_better, same_draws
from aksonsim.analysis.joint_confidence import JointConfidence, Promises, joint
from aksonsim.analysis.mitigations import Mitigations
from aksonsim.analysis.regret import Regret, regret
from aksonsim.analysis.scenario_columns import Column, check, suggestion
from aksonsim.doors import door
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.text import Text, Title
from aksonsim.results.access import dated, names, stated, title
from aksonsim.results.differences import Sample
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import Result
from aksonsim.results.statistic import probability, quantile

WELCOME = ("npv", "benefit_value", "adoption_share", "gp_adoption_share", "commitment_share", "commitment")
"""Quantities of which more is better; of all others less is."""


@frozen
class Side:
    """One of the scenarios: ``origin`` is its file, ``changed`` what was changed on top of the file.

    ``passes``: the probability that it passes the gate; None without a gate.
    """

    title: Title = shaped(languages=True)
    draws: int
    origin: str = shaped(sparse=True)
    changed: tuple[str, ...] = shaped(sparse=True)
    passes: Compared | None = shaped(sparse=True)


@frozen
class Dominance:
    """Which scenario dominates which, by a quantity under a condition; each pair once, by name and later name."""

    output: str = shaped(label=True)
    condition: Condition = shaped(label=True)
    pairs: Mapping[str, Mapping[str, Orders]]

    def of(self, first: str, second: str) -> Orders:
        """Return what the first scenario is to the second."""
        return self.pairs[first][second] if second in self.pairs[first] else self.pairs[second][first].turned


@frozen
class RegretReading:
    """The regret of the choices by a quantity under a condition; None where no two draws count in all choices."""

    output: str = shaped(label=True)
    condition: Condition = shaped(label=True)
    regret: Regret | None = shaped(spread=True)


@frozen
class DrawByDraw:
    """What takes the same draws in all scenarios.

    ``same_draws``: by name, the quantity's difference from the base; ``cheaper``: by condition, name and name, how
    often the first is better; dominance and regret of the quantity given that the gate is passed and, where there is
    one, of the net present value over all draws.
    """

    same_draws: Mapping[str, SameDraws | None] = shaped("same_worlds")
    cheaper: Mapping[Condition, Mapping[str, Mapping[str, Better | None]]]
    dominance: tuple[Dominance, ...]
    regret: tuple[RegretReading, ...]
    choices: tuple[str, ...]


@frozen
class Comparison(Result):
    """Scenarios side by side; differences are taken from the scenario ``base``.

    ``output`` is the quantity that is compared draw by draw, in ``units``, of which ``less`` or ``more`` is better;
    ``draw_by_draw`` is None where the draws of the scenarios are no pairs.
    """

    title: Title
    aksonsim_version: str
    seed: str
    draws: int
    method: str
    start: str = shaped(sparse=True)
    money: Mapping[str, Any] = shaped(spread=True)
    base: str
    paired: bool
    output: str
    units: str
    better: Literal["less", "more"]
    scenarios: Mapping[str, Side]
    metrics: tuple[Metric, ...] = shaped("measures")
    joint: JointConfidence
    draw_by_draw: DrawByDraw | None = shaped(spread=True)
    notes: tuple[Text, ...]
    mitigations: Mitigations | None = shaped(spread=True, default=None)
    columns: tuple[Column, ...] = shaped(hidden=True, repr=False, compare=False)

    @property
    def gated(self) -> bool:
        """Whether any scenario has a gate, so that conditions need words."""
        return any(side.passes is not None for side in self.scenarios.values())

    def metric(self, key: str) -> Metric | None:
        """Return a metric; None where no scenario has it."""
        return next((metric for metric in self.metrics if metric.key == key), None)


@door
def compare(
    columns: Sequence[Column],
    *,
    base: str | None = None,
    of: str = "cost_total",
    choices: Sequence[str] = (),
    frame: float | None = None,
    live: float = 0.85,
    year: int = 2030,
    paired: bool = True,
) -> Comparison:
    """Set scenarios side by side.

    Parameters
    ----------
    columns
        Two or more scenarios, of one run or of results whose labels agree.
    base
        The scenario that differences are taken from; by default the first.
    of
        What is compared draw by draw (`aksonsim.results.quantity`).
    choices
        Scenarios that somebody may choose, for regret; empty: all.
    frame
        The amount that is promised to hold; by default the base scenario's cost frame.
    live, year
        The share of inhabitants that is promised to be live by the end of a year.
    paired
        Whether draw i is the same in all.

    Raises
    ------
    ResultError
        If the results do not agree or lack the quantity.
    AksonsimError
        If fewer than two scenarios, or names that are not among them, are given.
    """
    if len(columns) < 2:
        raise AksonsimError("a comparison takes two scenarios or more")
    check(columns, paired=paired)
    first = columns[0] if base is None else find(columns, base)
    chosen = [find(columns, name) for name in dict.fromkeys(choices)] or list(columns)
    promises = Promises(_frame(first) if frame is None else frame, live, year)
    quantity, attrs = Quantity.parse(of), first.ds.attrs
    sides = {column.name: _side(column) for column in columns}
    kept = JointConfidence(
        frame=promises.frame,
        stated=frame is not None,
        live=live,
        year=year,
        scenarios={column.name: joint(column, first, promises, paired=paired) for column in columns},
    )
    passes = {name: None if side.passes is None else side.passes.figure for name, side in sides.items()}
    return Comparison(
        title=Title(str(attrs.get("title", "")).partition(": ")[0], _title_nb(first)),
        aksonsim_version=str(attrs["aksonsim_version"]),
        seed=str(attrs["seed"]),
        draws=int(attrs.get("draws", first.draws)),
        method=str(attrs.get("method", "mc")),
        start=str(attrs.get("start", "")) if dated(first.ds) else "",
        money=money.attributes_of(attrs),
        base=first.name,
        paired=paired,
        output=of,
        units=quantity.units(attrs),
        better="more" if more_is_better(quantity) else "less",
        scenarios=sides,
        metrics=side_by_side(columns, first, year, paired=paired),
        joint=kept,
        draw_by_draw=_draw_by_draw(columns, first, chosen, of) if paired else None,
        notes=tuple(notes(columns, passes, kept, paired)),
        columns=tuple(columns),
    )


def find(columns: Sequence[Column], name: str) -> Column:
    """Return the column of a name; AksonsimError with all names, and the nearest one, where there is none."""
    for column in columns:
        if column.name == name:
            return column
    raise AksonsimError(f"unknown scenario {name}; {suggestion(name, [column.name for column in columns])}")


def more_is_better(quantity: Quantity) -> bool:
    """Return whether more of a quantity is better, not less."""
    return quantity.name in WELCOME


def losses(columns: Sequence[Column], of: str, *, given_passed: bool) -> dict[str, Sample]:
    """Return a quantity as losses by name: what is welcome counts as a negative loss."""
    sign = -1.0 if more_is_better(Quantity.parse(of)) else 1.0
    found = {}
    for column in columns:
        sample = column.sample(of, given_passed=given_passed)
        found[column.name] = Sample(sign * sample.draws, sample.inside)
    return found


def _title_nb(column: Column) -> str:
    """Return the Norwegian title of a scenario's file; empty where it states none."""
    first = names(column.ds)[0]
    english, norwegian = (title(column.ds, "scenario", first, lang) for lang in ("en", "nb"))
    return "" if norwegian == english else norwegian.partition(": ")[0]


def _side(column: Column) -> Side:
    passed = column.passed
    return Side(
        title=column.titles,
        draws=column.draws,
        origin=column.origin,
        changed=tuple(stated(column.ds, column.scenario).get("changed") or ()),
        passes=None if passed is None else Compared(figure=probability(int(np.count_nonzero(passed)), column.draws)),
    )


def _frame(base: Column) -> float:
    """Return the base scenario's cost frame: P85 of the total given that the gate is passed, less the cut list."""
    if "cost_total" not in base.ds:
        raise ResultError("the scenarios have no costs to compare; a summary shows the dates of each")
    total = base.sample("cost_total", given_passed=True)
    return quantile(total.kept, 0.85).value - (base.cuts or 0.0)


def _draw_by_draw(columns: Sequence[Column], base: Column, chosen: Sequence[Column], of: str) -> DrawByDraw:
    given, everything = (losses(columns, of, given_passed=passed) for passed in (True, False))
    # Without a gate anywhere both conditions are one.
    gated = any(column.passed is not None for column in columns)
    conditions = {Condition.PASSED: given}
    if gated and all(sample.inside is None for sample in everything.values()):
        conditions[Condition.ALL] = everything
    sides = [column.name for column in columns]
    readings = [(of, Condition.PASSED if gated else Condition.ALL, given)]
    if of != "npv" and all(column.values("npv") is not None for column in columns):
        readings.append(("npv", Condition.ALL, losses(columns, "npv", given_passed=False)))
    sign = -1.0 if more_is_better(Quantity.parse(of)) else 1.0
    return DrawByDraw(
        same_draws={name: same_draws(given[name], given[base.name], sign) for name in sides if name != base.name},
        cheaper={
            condition: {a: {b: probability_better(by[a], by[b]) for b in sides if b != a} for a in sides}
            for condition, by in conditions.items()
        },
        dominance=tuple(
            Dominance(output=name, condition=condition, pairs=relations(by)) for name, condition, by in readings
        ),
        regret=tuple(
            RegretReading(output=name, condition=condition, regret=regret({c.name: by[c.name] for c in chosen}))
            for name, condition, by in readings
            if len(chosen) > 1
        ),
        choices=tuple(column.name for column in chosen),
    )
