"""The figures that a comparison sets side by side, each with its error and its difference from the base scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.scenario_columns import Column
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels
from aksonsim.results.differences import Sample
from aksonsim.results.measure import MEAN, P50, P85, Measure, difference, statistics
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic, probability

Draws: TypeAlias = Callable[[Column], npt.NDArray[Any] | None]
Unit = Literal["money", "price", "share"]
Better = Literal["less", "more", ""]


@dataclass(frozen=True, slots=True)
class Definition:
    """How one metric is read.

    ``draws`` gives a column's value in each draw (bool for a probability), None where it is not simulated; ``measure``
    of them is taken, None: the share of True; ``given_passed`` counts only draws that pass the gate; ``unit`` is
    ``money``, ``price`` (per inhabitant), ``share``; ``better`` says which way is welcome, where one is; ``less_cuts``
    takes the cut list off, which makes a P85 a cost frame.
    """

    key: str
    group: str
    measure: Measure | None
    draws: Draws
    given_passed: bool = True
    unit: Unit = "money"
    better: Better = "less"
    less_cuts: bool = False

    def sample(self, column: Column) -> Sample | None:
        """Return the draws that count; None where there are fewer than two."""
        found = self.draws(column)
        if found is None or (self.less_cuts and column.cuts is None):
            return None
        inside = column.passed if self.given_passed else None
        sample = Sample(np.ascontiguousarray(found, dtype=np.float64), inside)
        return sample if sample.kept.size > 1 else None

    def figure(self, column: Column, sample: Sample) -> Statistic:
        """Return the figure of a scenario."""
        kept = sample.kept
        if self.measure is None:
            return probability(int(np.count_nonzero(kept)), kept.size)
        return statistics(kept, (self.measure,))[self.measure].shifted(-self._cuts(column))

    def paired(self, column: Column, sample: Sample, base: Column, of_base: Sample) -> Statistic:
        """Return the difference from the base scenario on common draws."""
        if self.measure is None:
            return probability_difference(sample.draws != 0, of_base.draws != 0)
        return difference(sample, of_base, self.measure).shifted(self._cuts(base) - self._cuts(column))

    def _cuts(self, column: Column) -> float:
        return (column.cuts or 0.0) if self.less_cuts else 0.0


@frozen
class Compared:
    """A figure of a scenario, and its difference from the base scenario's (None of the base itself)."""

    figure: Statistic = shaped(spread=True)
    difference: Statistic | None = shaped(sparse=True, default=None)


@frozen
class Metric:
    """A figure of each scenario by name; a scenario that lacks it is missing.

    ``statistic`` is ``mean``, ``p50``, ``p85`` or ``chance``.
    """

    key: str = shaped(label="metric")
    group: str
    statistic: str
    condition: Condition
    unit: Unit
    better: Better
    scenarios: Mapping[str, Compared]


def side_by_side(columns: Sequence[Column], base: Column, year: int, *, paired: bool = True) -> tuple[Metric, ...]:
    """Return every metric that a scenario has, with differences from the base scenario, paired or of independent runs.

    Keys end in ``_all`` where every draw counts, stopped ones included; in the others those that pass the gate do.
    """
    return tuple(_metric(one, columns, base, paired) for one in definitions(columns, year))


def definitions(columns: Sequence[Column], year: int) -> list[Definition]:
    """Return the metrics that at least one scenario has; without a gate both conditions are one."""
    found = [*_costs(), *_programmes(columns), *_payers(columns), *_gate(), *_adoption(year), *_price(), *_npv()]
    if all(column.passed is None for column in columns):
        known = {(one.measure, one.draws) for one in found if one.given_passed}
        found = [one for one in found if one.given_passed or (one.measure, one.draws) not in known]
    return [one for one in found if any(one.draws(column) is not None for column in columns)]


def _metric(one: Definition, columns: Sequence[Column], base: Column, paired: bool) -> Metric:
    of_base = one.sample(base)
    found = {}
    for column in columns:
        sample = one.sample(column)
        if sample is None:
            continue
        figure, change = one.figure(column, sample), None
        if column is not base and of_base is not None:
            if paired:
                change = one.paired(column, sample, base, of_base)
            else:
                change = independent(figure, one.figure(base, of_base))
        found[column.name] = Compared(figure=figure, difference=change)
    return Metric(
        key=one.key,
        group=one.group,
        statistic="chance" if one.measure is None else one.measure.key,
        condition=Condition.PASSED if one.given_passed else Condition.ALL,
        unit=one.unit,
        better=one.better,
        scenarios=found,
    )


def independent(figure: Statistic, base: Statistic) -> Statistic:
    """Return a figure of one run less that of another that is independent of it."""
    value, half = figure.value - base.value, math.hypot(base.half, figure.half)
    return Statistic(value, (value - half, value + half))


def probability_difference(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> Statistic:
    """Return the difference of two probabilities on common draws, with its 95 % interval.

    Only draws in which one happened without the other tell the two apart: the difference is that of the shares gained
    and lost. Its interval puts the Wilson intervals of both together (Newcombe 1998; Zou and Donner 2008,
    doi:10.1002/sim.3095), so it holds for rare outcomes and keeps a width where the two never differ.

    Parameters
    ----------
    first, second
        bool[n]: whether it happened, draw by draw.
    """
    n = first.size
    counts = int(np.count_nonzero(first & ~second)), int(np.count_nonzero(second & ~first))
    gained, lost = (count / n for count in counts)
    (gained_low, gained_high), (lost_low, lost_high) = (pc.probability_interval(count, n) for count in counts)
    # Two cells of one table: what the one gains the other cannot.
    phi = -math.sqrt(gained * lost / ((1 - gained) * (1 - lost))) if 0 < gained + lost < 1 else 0.0

    def reach(a: float, b: float) -> float:
        return math.sqrt(a * a + b * b - 2 * phi * a * b)

    value = gained - lost
    low = value - reach(gained - gained_low, lost_high - lost)
    high = value + reach(gained_high - gained, lost - lost_low)
    return Statistic(value, (low, high), n)


def _of(variable: str, place: int | None = None) -> Draws:
    def draws(column: Column) -> npt.NDArray[Any] | None:
        found = column.values(variable)
        return found if found is None or place is None else found[:, place]

    return draws


def _costs() -> list[Definition]:
    cost = _of("cost_total")
    return [
        Definition("cost_mean", "cost", MEAN, cost),
        Definition("cost_p50", "cost", P50, cost),
        Definition("cost_p85", "cost", P85, cost),
        Definition("cost_frame", "cost", P85, cost, less_cuts=True),
        Definition("cost_mean_all", "cost_all", MEAN, cost, given_passed=False),
        Definition("cost_p50_all", "cost_all", P50, cost, given_passed=False),
        Definition("cost_p85_all", "cost_all", P85, cost, given_passed=False),
    ]


def _programmes(columns: Sequence[Column]) -> list[Definition]:
    names = labels(columns[0].ds, "programme") if "programme" in columns[0].ds.dims else []
    if len(names) < 2:  # one programme is the total
        return []
    return [
        Definition(f"cost_programme[{name}]_{measure}", "programme", measure, _of("cost_programme", i))
        for i, name in enumerate(names)
        for measure in (P50, P85)
    ]


def _payers(columns: Sequence[Column]) -> list[Definition]:
    names = labels(columns[0].ds, "payer") if "payer" in columns[0].ds.dims else []
    return [
        Definition(f"cost_payer[{name}]_{measure}", "payer", measure, _of("cost_payer", i))
        for i, name in enumerate(names)
        for measure in (MEAN, P50, P85)
    ]


def _gate() -> list[Definition]:
    def outcome(code: int) -> Draws:
        def draws(column: Column) -> npt.NDArray[Any] | None:
            found = column.values("gate_outcome")
            return None if found is None else found == code

        return draws

    kinds: tuple[tuple[str, Better], ...] = (("on_time", "more"), ("late", ""), ("stopped", "less"))
    return [
        Definition(f"gate_{kind}", "gate", None, outcome(code), given_passed=False, unit="share", better=better)
        for code, (kind, better) in enumerate(kinds)
    ]


def _adoption(year: int) -> list[Definition]:
    def live(measure: str) -> Draws:
        def draws(column: Column) -> npt.NDArray[Any] | None:
            found = fans.adoption(column.ds, column.scenario).get(measure)
            years = labels(column.ds, "year") if "year" in column.ds.dims else []
            return None if found is None or str(year) not in years else found[:, years.index(str(year))]

        return draws

    def share(key: str, of: str, measure: Measure, given_passed: bool = True) -> Definition:
        return Definition(key, "adoption", measure, live(of), given_passed=given_passed, unit="share", better="more")

    return [
        share("live_p50", "inhabitants", P50),
        share("live_municipalities_p50", "municipalities", P50),
        share("live_gps_p50", "gps", P50),
        share("live_mean_all", "inhabitants", MEAN, given_passed=False),
    ]


def _price() -> list[Definition]:
    price, tariff = _of("price_per_inhabitant"), _of("tariff_per_inhabitant")
    return [
        Definition("price_p50", "price", P50, price, unit="price"),
        Definition("price_mean", "price", MEAN, price, unit="price"),
        Definition("price_p85", "price", P85, price, unit="price"),
        Definition("tariff_p50", "price", P50, tariff, unit="price"),
    ]


def _npv() -> list[Definition]:
    npv = _of("npv")

    def positive(column: Column) -> npt.NDArray[Any] | None:
        found = npv(column)
        return None if found is None else found > 0

    return [
        Definition("npv_mean", "npv", MEAN, npv, better="more"),
        Definition("npv_p50", "npv", P50, npv, better="more"),
        Definition("npv_mean_all", "npv", MEAN, npv, given_passed=False, better="more"),
        Definition("npv_p50_all", "npv", P50, npv, given_passed=False, better="more"),
        Definition("npv_positive_all", "npv", None, positive, given_passed=False, unit="share", better="more"),
    ]
