"""Descriptions of one scenario under one condition: amounts, adoption and milestones, each with its error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.engine.calendar import months_in, time_unit
from aksonsim.model.groups import Tree
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, scenario_of, stated, values
from aksonsim.results.groups import group_costs
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.statistic import Statistic, moments, probability, quantiles

if TYPE_CHECKING:
    from aksonsim.model.schedule import TimeUnit

COST_AT = (0.1, 0.5, 0.85)
ADOPTION_AT = (0.1, 0.5, 0.9)
ADOPTION = pc.Wanted(ADOPTION_AT, (0.5,))
NONE_LEFT = Statistic(math.nan, (math.nan, math.nan), 0)


@frozen
class Amounts:
    """The draws of one amount: mean, standard deviation, percentiles.

    ``draws``: how many have it, where not all do. ``base_cost``, ``base``: base cost and base estimate, ``prob_base`` =
    P(amount < base), where there are any. ``sd_share`` = sd / P50.
    """

    draws: int | None = shaped(sparse=True)
    base_cost: Statistic | None = shaped(sparse=True)
    base: Statistic | None = shaped(sparse=True)
    mean: Statistic
    sd: float
    sd_share: float | None
    p10: Statistic
    p50: Statistic
    p85: Statistic
    prob_base: Statistic | None = shaped(sparse=True)

    def to_json(self) -> dict[str, Plain]:
        """Return the figures; of no draws only that."""
        return {"draws": 0} if self.draws == 0 else fields_of(self)


@frozen
class GroupCost:
    """The cost of a group of elements, and the group it stands under."""

    group: str = shaped(hidden=True, label=True)
    above: str | None = shaped("under", sparse=True)
    cost: Amounts = shaped(spread=True)


def amounts(x: npt.NDArray[np.floating], base_cost: float | None = None, base: float | None = None) -> Amounts:
    """Describe the draws of one amount.

    Parameters
    ----------
    x
        Draws, one dimension, at least one; NaN draws (not defined, as a price after a stop) are left out.
    base_cost, base
        Base cost and base estimate in the same unit, if there are any.
    """
    draws = None
    average, sd = moments(x)
    if math.isnan(average.value):
        x = x[~np.isnan(x)]
        draws = int(x.size)
        average, sd = moments(x) if draws else (NONE_LEFT, math.nan)
    known: dict[str, Any] = {
        "draws": draws,
        "base_cost": None if base_cost is None or base is None else Statistic(base_cost),
        "base": None if base is None else Statistic(base),
        "mean": average,
        "sd": sd,
    }
    if draws == 0:
        known |= dict.fromkeys(("p10", "p50", "p85"), NONE_LEFT)
        return Amounts(**known, sd_share=None, prob_base=None)
    p10, p50, p85 = quantiles(x, COST_AT)
    return Amounts(
        **known,
        sd_share=sd / p50.value if p50.value else None,
        p10=p10,
        p50=p50,
        p85=p85,
        prob_base=None if base is None else probability(int(np.count_nonzero(x < base)), x.size),
    )


@frozen
class StatePart:
    """The state's share before and after the cap, and how often the cap binds."""

    uncapped: Amounts
    capped: Amounts
    prob_cap_binds: Statistic


@frozen
class AdoptionYear:
    """The share that is live at the end of a year."""

    measure: str = shaped(hidden=True, label=True)
    year: int = shaped(hidden=True, label=True)
    p10: float
    p50: Statistic
    p90: float


Adoption = Mapping[str, Mapping[int, AdoptionYear]]
"""Adoption by measure and year."""


@frozen
class TimeFromStart:
    """Time from start to a milestone, in the unit that the file counts time in; ``reference``: by its schedule."""

    unit: TimeUnit
    work_week: int | None = shaped(sparse=True)
    reference: float | None = shaped(sparse=True)
    mean: Statistic
    sd: float
    p10: Statistic
    p50: Statistic
    p85: Statistic


@frozen
class Milestone:
    """When an activity ends, in months after start, over the draws that reach it: a share ``reached`` of all.

    ``from_start`` says the same in days or weeks, where the file counts in them.
    """

    reached: float
    reference: float | None = shaped(sparse=True)
    p10: float
    p50: float
    p85: float
    from_start: TimeFromStart | None = shaped(sparse=True)


def under(x: npt.NDArray[np.floating], mask: Mask | None) -> npt.NDArray[np.floating]:
    """Return the draws that a condition leaves, as one contiguous array."""
    return np.ascontiguousarray(x) if mask is None else x[mask]


def _bases(ds: xr.Dataset, scenario: str, dim: str) -> tuple[list[float | None], list[float | None]]:
    """Return base costs and base estimates along ``programme`` or ``payer``; None where not stated."""
    suffix = "" if dim == "programme" else f"_{dim}"
    pairs: list[list[float | None]] = []
    for name in (f"base_cost{suffix}", f"base_estimate{suffix}"):
        array = values(ds, name, scenario)
        pairs.append([None] * ds.sizes[dim] if array is None else [float(value) for value in array])
    return pairs[0], pairs[1]


def costs(ds: xr.Dataset, scenario: str, mask: Mask | None, *, based: bool = True) -> dict[str, Amounts]:
    """Describe the cost of each programme and the ``total``; ``based``: against their base estimates."""
    result: dict[str, Amounts] = {}
    by_programme = values(ds, "cost_programme", scenario)
    programmes: list[str] = []
    base_cost: list[float | None] = []
    base: list[float | None] = []
    if by_programme is not None:
        programmes = labels(ds, "programme")
        none: list[float | None] = [None] * len(programmes)
        base_cost, base = _bases(ds, scenario, "programme") if based else (none, none)
        for i, name in enumerate(programmes):
            result[name] = amounts(under(by_programme[:, i], mask), base_cost[i], base[i])
    total = values(ds, "cost_total", scenario)
    if total is not None and len(programmes) == 1:  # the only programme is the total
        result["total"] = result[programmes[0]]
    elif total is not None and "total" not in result:
        result["total"] = amounts(under(total, mask), _sum(base_cost), _sum(base))
    return result


def _sum(stated: list[float | None]) -> float | None:
    known = [amount for amount in stated if amount is not None]
    return math.fsum(known) if known and len(known) == len(stated) else None


def groups(ds: xr.Dataset, scenario: str, mask: Mask | None) -> dict[str, GroupCost]:
    """Describe the cost of each group of elements, each before those under it; empty where there are none."""
    known = dict(group_costs(ds, scenario))
    if not known:
        return {}
    of = scenario_of(ds, scenario)
    tree = Tree.of(of.groups, of.costs)
    above = {group.id: group.under for group in of.groups}
    names = labels(ds, "element")
    bases = [values(ds, f"base_{kind}_element", scenario) for kind in ("cost", "estimate")]
    result = {}
    for name in tree.in_order():
        at = [names.index(element) for element in tree.below(name)]
        sums = [None if base is None else math.fsum(base[at]) for base in bases]
        cost = amounts(under(known[name], mask), *sums)
        result[name] = GroupCost(group=name, above=above[name], cost=cost)
    return result


def payers(ds: xr.Dataset, scenario: str, mask: Mask | None, *, based: bool = True) -> dict[str, Amounts]:
    """Describe what each payer pays."""
    by_payer = values(ds, "cost_payer", scenario)
    if by_payer is None:
        return {}
    names = labels(ds, "payer")
    none: list[float | None] = [None] * len(names)
    base_cost, base = _bases(ds, scenario, "payer") if based else (none, none)
    return {name: amounts(under(by_payer[:, i], mask), base_cost[i], base[i]) for i, name in enumerate(names)}


def state_part(ds: xr.Dataset, scenario: str, mask: Mask | None) -> StatePart | None:
    """Describe the state's share before and after the cap, and how often the cap binds."""
    uncapped, capped = values(ds, "state_uncapped", scenario), values(ds, "state_capped", scenario)
    if uncapped is None or capped is None:
        return None
    # The payment is the same sum cut off, so any gap beyond rounding means that the cap bound.
    bound = under(uncapped - capped > 1e-9 * np.abs(uncapped), mask)
    return StatePart(
        uncapped=amounts(under(uncapped, mask)),
        capped=amounts(under(capped, mask)),
        prob_cap_binds=probability(int(np.count_nonzero(bound)), bound.size),
    )


def price(ds: xr.Dataset, variable: str, scenario: str, mask: Mask | None) -> Amounts | None:
    """Describe an amount per inhabitant."""
    array = values(ds, variable, scenario)
    return None if array is None else amounts(under(array, mask))


def adoption_fans(ds: xr.Dataset, scenario: str, mask: Mask | None) -> tuple[Adoption, Adoption]:
    """Return adoption by measure and year over all draws and over those that pass the gate."""
    everything: dict[str, dict[int, AdoptionYear]] = {}
    given: dict[str, dict[int, AdoptionYear]] = {}
    for measure, table in fans.adoption(ds, scenario).items():
        kept = table if mask is None else table[mask]
        zeros = table.shape[0] - kept.shape[0]
        for label, row in zip(labels(ds, "year"), np.ascontiguousarray(kept.T), strict=True):
            # A stop means no adoption: the other draws are zeros, which need no selection.
            nothing = row.size == 0 or not row.any()
            pair = (None, None) if nothing else pc.select_with_zeros(row, zeros, ADOPTION)
            for target, chosen, size in zip((everything, given), pair, (table.shape[0], row.size), strict=True):
                target.setdefault(measure, {})[int(label)] = _adopted(measure, int(label), chosen, size)
    return everything, given


def _adopted(measure: str, year: int, chosen: pc.Selected | None, draws: int) -> AdoptionYear:
    if chosen is None:
        return AdoptionYear(measure=measure, year=year, p10=0.0, p50=Statistic(0.0, (0.0, 0.0), draws), p90=0.0)
    p10, p50, p90 = (chosen.percentiles[p] for p in ADOPTION_AT)
    return AdoptionYear(measure=measure, year=year, p10=p10, p50=Statistic(p50, chosen.intervals[0.5], draws), p90=p90)


def milestones(ds: xr.Dataset, scenario: str, mask: Mask | None) -> dict[str, Milestone]:
    """Describe when each activity ends (months after start), over the draws that reach it.

    Where there is a gate only given that it is passed: a stop leaves no dates to tell of.
    """
    months = values(ds, "milestone_month", scenario)
    gateless = values(ds, "gate_outcome", scenario) is None
    if months is None or (mask is None and not gateless):
        return {}
    reference = values(ds, "milestone_reference", scenario)
    unit, work_week = time_unit(stated(ds, scenario))
    result = {}
    for i, name in enumerate(labels(ds, "milestone")):
        # Without a gate its milestone is no event, only where the schedule starts.
        if name == "start" or name.endswith(".start") or (name == "gate" and gateless):
            continue
        row = under(months[:, i], mask)
        reached = row[~np.isnan(row)]
        if reached.size == 0:
            continue
        found = pc.select(reached, pc.Wanted(COST_AT)).percentiles
        planned = None if reference is None else float(reference[i])
        result[name] = Milestone(
            reached=reached.size / row.size,
            reference=planned,
            p10=found[0.1],
            p50=found[0.5],
            p85=found[0.85],
            from_start=None if unit == "months" else _from_start(reached, planned, unit, work_week),
        )
    return result


def _from_start(
    months: npt.NDArray[np.floating], planned: float | None, unit: TimeUnit, work_week: int | None
) -> TimeFromStart:
    """Describe the draws of a milestone in days or weeks."""
    length = months_in(unit, work_week)
    found = amounts(months.astype(np.float64) / length)
    return TimeFromStart(
        unit=unit,
        work_week=work_week,
        reference=None if planned is None else planned / length,
        mean=found.mean,
        sd=found.sd,
        p10=found.p10,
        p50=found.p50,
        p85=found.p85,
    )
