"""The figures that a comparison sets side by side, each with its error and its difference from the base scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.scenario_columns import Column
from aksonsim.language.rounding import half_width
from aksonsim.results import differences as df
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels
from aksonsim.results.means import mean_of
from aksonsim.results.statistic import Statistic
from aksonsim.results.steps import percentile_step

Json = dict[str, Any]
Which = Literal["mean", "p50", "p85", "chance"]
Better = Literal["less", "more", ""]
AT: dict[Which, float] = {"p50": 0.5, "p85": 0.85}


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    ``draws`` gives a column's value in each draw (bool for a chance), None where it is not simulated; ``given_passed``
    counts only draws that pass the gate; ``unit`` is ``money``, ``price`` (per inhabitant), ``share``; ``better`` says
    which way is welcome, where one is; ``less_cuts`` takes the cut list off, which makes a P85 a cost frame.
    """

    key: str
    group: str
    statistic: Which
    draws: Callable[[Column], npt.NDArray[Any] | None]
    given_passed: bool = True
    unit: Literal["money", "price", "share"] = "money"
    better: Better = "less"
    less_cuts: bool = False

    def sample(self, column: Column) -> df.Sample | None:
        """Return the draws that count; None where there are fewer than two."""
        found = self.draws(column)
        if found is None or (self.less_cuts and column.cuts is None):
            return None
        inside = column.passed if self.given_passed else None
        sample = df.Sample(np.ascontiguousarray(found, dtype=np.float64), inside)
        return sample if sample.kept.size > 1 else None


def measures(columns: Sequence[Column], year: int) -> list[Measure]:
    """Return the measures that at least one scenario has.

    Keys end in ``_all`` where every draw counts, stopped ones included; in the others those that pass the gate do.
    """
    found = [*_costs(), *_programmes(columns), *_payers(columns), *_gate(), *_adoption(year), *_price(), *_npv()]
    if all(column.passed is None for column in columns):
        told = {(measure.statistic, measure.draws) for measure in found if measure.given_passed}
        # Without a gate both conditions are one.
        found = [m for m in found if m.given_passed or (m.statistic, m.draws) not in told]
    return [measure for measure in found if any(measure.draws(column) is not None for column in columns)]


def side_by_side(columns: Sequence[Column], base: Column, year: int, *, paired: bool = True) -> list[Json]:
    """Return every measure of every scenario, and its difference from the base scenario.

    Returns
    -------
    list of dict
        ``key, group, statistic, condition, unit, better`` and ``scenarios``: by name ``value, ci`` and, but for the
        base itself, ``difference, difference_ci`` (paired, or of independent runs). A scenario that lacks the measure
        is missing there.
    """
    return [_measured(measure, columns, base, paired) for measure in measures(columns, year)]


def _measured(measure: Measure, columns: Sequence[Column], base: Column, paired: bool) -> Json:
    of_base = measure.sample(base)
    rows: Json = {}
    for column in columns:
        sample = measure.sample(column)
        if sample is None:
            continue
        row = _figure(measure, column, sample)
        if column is not base and of_base is not None:
            if paired:
                found = _paired(measure, sample, of_base)
                shift = _cuts(measure, base) - _cuts(measure, column)
            else:  # the figures have their cuts off already
                found, shift = independent(_figure(measure, base, of_base), row), 0.0
            low, high = found.pair[1]
            row |= {"difference": found.value + shift, "difference_ci": (low + shift, high + shift)}
        rows[column.name] = row
    return {
        "key": measure.key,
        "group": measure.group,
        "statistic": measure.statistic,
        "condition": "given_passed" if measure.given_passed else "all",
        "unit": measure.unit,
        "better": measure.better,
        "scenarios": rows,
    }


def _cuts(measure: Measure, column: Column) -> float:
    return (column.cuts or 0.0) if measure.less_cuts else 0.0


def _figure(measure: Measure, column: Column, sample: df.Sample) -> Json:
    """Return a figure and its 95 % interval."""
    kept = sample.kept
    if measure.statistic == "chance":
        count = int(np.count_nonzero(kept))
        return {"value": count / kept.size, "ci": pc.probability_interval(count, kept.size)}
    if measure.statistic == "mean":
        mean = mean_of(kept)
        return {"value": mean.value, "ci": mean.interval}
    p = AT[measure.statistic]
    chosen = pc.select(kept, pc.Wanted((p,), (p,)))
    cuts = _cuts(measure, column)
    low, high = chosen.intervals[p]
    return {"value": chosen.percentiles[p] - cuts, "ci": (low - cuts, high - cuts)}


def _paired(measure: Measure, sample: df.Sample, base: df.Sample) -> Statistic:
    if measure.statistic == "chance":
        return chance_difference(sample.draws != 0, base.draws != 0)
    if measure.statistic == "mean":
        return df.mean_difference(sample, base)
    return percentile_step(sample, base, AT[measure.statistic])


def independent(base: Json, row: Json) -> Statistic:
    """Return a figure of one run less that of another that is independent, both with ``value`` and ``ci``."""
    value = row["value"] - base["value"]
    half = math.hypot(half_width(base["ci"]), half_width(row["ci"]))
    return Statistic(value, (value - half, value + half))


def chance_difference(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_], level: float = 0.95) -> Statistic:
    """Return the difference of two chances on common draws.

    Only draws in which one happened without the other tell the two apart: the difference is that of the shares gained
    and lost. Its interval puts the Wilson intervals of both together (Newcombe 1998; Zou and Donner 2008,
    doi:10.1002/sim.3095), so it holds for rare outcomes and keeps a width where the two never differ.

    Parameters
    ----------
    first, second
        bool[n]: whether it happened, draw by draw.
    level
        Confidence.
    """
    n = first.size
    counts = int(np.count_nonzero(first & ~second)), int(np.count_nonzero(second & ~first))
    gained, lost = (count / n for count in counts)
    (gained_low, gained_high), (lost_low, lost_high) = (pc.probability_interval(count, n, level) for count in counts)
    # Two cells of one table: what the one gains the other cannot.
    phi = -math.sqrt(gained * lost / ((1 - gained) * (1 - lost))) if 0 < gained + lost < 1 else 0.0

    def reach(a: float, b: float) -> float:
        return math.sqrt(a * a + b * b - 2 * phi * a * b)

    value = gained - lost
    low = value - reach(gained - gained_low, lost_high - lost)
    high = value + reach(gained_high - gained, lost - lost_low)
    return Statistic(value, (low, high))


def _of(variable: str, place: int | None = None) -> Callable[[Column], npt.NDArray[Any] | None]:
    def draws(column: Column) -> npt.NDArray[Any] | None:
        found = column.values(variable)
        return found if found is None or place is None else found[:, place]

    return draws


def _costs() -> list[Measure]:
    cost = _of("cost_total")
    return [
        Measure("cost_mean", "cost", "mean", cost),
        Measure("cost_p50", "cost", "p50", cost),
        Measure("cost_p85", "cost", "p85", cost),
        Measure("cost_frame", "cost", "p85", cost, less_cuts=True),
        Measure("cost_mean_all", "cost_all", "mean", cost, given_passed=False),
        Measure("cost_p50_all", "cost_all", "p50", cost, given_passed=False),
        Measure("cost_p85_all", "cost_all", "p85", cost, given_passed=False),
    ]


def _programmes(columns: Sequence[Column]) -> list[Measure]:
    names = labels(columns[0].ds, "programme") if "programme" in columns[0].ds.dims else []
    if len(names) < 2:  # one programme is the total
        return []
    return [
        Measure(f"cost_programme[{name}]_{at}", "programme", at, _of("cost_programme", i))
        for i, name in enumerate(names)
        for at in AT
    ]


def _payers(columns: Sequence[Column]) -> list[Measure]:
    names = labels(columns[0].ds, "payer") if "payer" in columns[0].ds.dims else []
    kinds: tuple[Which, ...] = ("mean", "p50", "p85")
    return [
        Measure(f"cost_payer[{name}]_{kind}", "payer", kind, _of("cost_payer", i))
        for i, name in enumerate(names)
        for kind in kinds
    ]


def _gate() -> list[Measure]:
    def outcome(code: int) -> Callable[[Column], npt.NDArray[Any] | None]:
        def draws(column: Column) -> npt.NDArray[Any] | None:
            found = column.values("gate_outcome")
            return None if found is None else found == code

        return draws

    kinds: tuple[tuple[str, Better], ...] = (("on_time", "more"), ("late", ""), ("stopped", "less"))
    return [
        Measure(f"gate_{kind}", "gate", "chance", outcome(code), given_passed=False, unit="share", better=better)
        for code, (kind, better) in enumerate(kinds)
    ]


def _adoption(year: int) -> list[Measure]:
    def live(measure: str) -> Callable[[Column], npt.NDArray[Any] | None]:
        def draws(column: Column) -> npt.NDArray[Any] | None:
            found = fans.adoption(column.ds, column.scenario).get(measure)
            years = labels(column.ds, "year") if "year" in column.ds.dims else []
            return None if found is None or str(year) not in years else found[:, years.index(str(year))]

        return draws

    def measure(key: str, of: str, statistic: Which, given_passed: bool = True) -> Measure:
        return Measure(key, "adoption", statistic, live(of), given_passed=given_passed, unit="share", better="more")

    return [
        measure("live_p50", "inhabitants", "p50"),
        measure("live_municipalities_p50", "municipalities", "p50"),
        measure("live_gps_p50", "gps", "p50"),
        measure("live_mean_all", "inhabitants", "mean", given_passed=False),
    ]


def _price() -> list[Measure]:
    price, tariff = _of("price_per_inhabitant"), _of("tariff_per_inhabitant")
    return [
        Measure("price_p50", "price", "p50", price, unit="price"),
        Measure("price_mean", "price", "mean", price, unit="price"),
        Measure("price_p85", "price", "p85", price, unit="price"),
        Measure("tariff_p50", "price", "p50", tariff, unit="price"),
    ]


def _npv() -> list[Measure]:
    npv = _of("npv")

    def positive(column: Column) -> npt.NDArray[Any] | None:
        found = npv(column)
        return None if found is None else found > 0

    return [
        Measure("npv_mean", "npv", "mean", npv, better="more"),
        Measure("npv_p50", "npv", "p50", npv, better="more"),
        Measure("npv_mean_all", "npv", "mean", npv, given_passed=False, better="more"),
        Measure("npv_p50_all", "npv", "p50", npv, given_passed=False, better="more"),
        Measure("npv_positive_all", "npv", "chance", positive, given_passed=False, unit="share", better="more"),
    ]
