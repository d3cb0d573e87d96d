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
from aksonsim.results.counted import Counted
from aksonsim.results.groups import group_costs
from aksonsim.results.percentiles import Draws
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.rows import CAP_BINDS, Rows
from aksonsim.results.statistic import Statistic, below, moments, probability, quantiles

if TYPE_CHECKING:
    from aksonsim.model.schedule import TimeUnit

COST_AT = (0.1, 0.5, 0.8, 0.85)
ADOPTION_AT = (0.1, 0.5, 0.9)
ADOPTION = pc.Wanted(ADOPTION_AT, (0.5,))
NONE_LEFT = Statistic(math.nan, (math.nan, math.nan), 0)


@frozen
class Amounts:
    """The draws of one amount: mean, standard deviation, percentiles.

    ``draws``: how many have it, where not all do. ``base_cost``, ``base``: base cost and base estimate, ``prob_base`` =
    P(amount < base), where there are any. ``sd_share`` = sd / P50, where that is above 0.
    """

    draws: int | None = shaped(sparse=True)
    base_cost: Statistic | None = shaped(sparse=True)
    base: Statistic | None = shaped(sparse=True)
    mean: Statistic
    sd: float
    sd_share: float | None
    p10: Statistic
    p50: Statistic
    p80: Statistic
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


def amounts(x: Draws, base_cost: float | None = None, base: float | None = None) -> Amounts:
    """Describe the draws of one amount.

    Parameters
    ----------
    x
        Draws, one dimension, at least one, or what is known of them; NaN draws (not defined, as a price after a stop)
        are left out.
    base_cost, base
        Base cost and base estimate in the same unit, if there are any.
    """
    draws = None
    average, sd = moments(x)
    if math.isnan(average.value):
        x = x.present if isinstance(x, Counted) else x[~np.isnan(x)]
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
        known |= dict.fromkeys(("p10", "p50", "p80", "p85"), NONE_LEFT)
        return Amounts(**known, sd_share=None, prob_base=None)
    p10, p50, p80, p85 = quantiles(x, COST_AT)
    return Amounts(
        **known,
        sd_share=sd / p50.value if p50.value > 0 else None,
        p10=p10,
        p50=p50,
        p80=p80,
        p85=p85,
        prob_base=None if base is None else probability(below(x, base), x.size),
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
    p80: Statistic
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
    p80: float
    p85: float
    from_start: TimeFromStart | None = shaped(sparse=True)


def bases(ds: xr.Dataset, scenario: str, dim: str) -> tuple[list[float | None], list[float | None]]:
    """Return base costs and base estimates along ``programme`` or ``payer``; None where not stated."""
    suffix = "" if dim == "programme" else f"_{dim}"
    pairs: list[list[float | None]] = []
    for name in (f"base_cost{suffix}", f"base_estimate{suffix}"):
        array = values(ds, name, scenario)
        pairs.append([None] * ds.sizes[dim] if array is None else [float(value) for value in array])
    return pairs[0], pairs[1]


def costs(rows: Rows, *, based: bool = True) -> dict[str, Amounts]:
    """Describe the cost of each programme and the ``total``; ``based``: against their base estimates."""
    programmes = labels(rows.ds, "programme") if rows.has("cost_programme") else []
    none: list[float | None] = [None] * len(programmes)
    base_cost, base = bases(rows.ds, rows.scenario, "programme") if programmes and based else (none, none)
    result: dict[str, Amounts] = {}
    for i, name in enumerate(programmes):
        result[name] = amounts(rows.of("cost_programme", i), base_cost[i], base[i])
    if rows.has("cost_total") and len(programmes) == 1:  # the only programme is the total
        result["total"] = result[programmes[0]]
    elif rows.has("cost_total") and "total" not in result:
        result["total"] = amounts(rows.of("cost_total"), summed(base_cost), summed(base))
    return result


def summed(stated: list[float | None]) -> float | None:
    """Return the sum of amounts that are all stated, else None."""
    known = [amount for amount in stated if amount is not None]
    return math.fsum(known) if known and len(known) == len(stated) else None


def groups(rows: Rows) -> dict[str, GroupCost]:
    """Describe the cost of each group of elements, each before those under it; empty where there are none."""
    ds, scenario = rows.ds, rows.scenario
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
        cost = amounts(rows.under(known[name]), *sums)
        result[name] = GroupCost(group=name, above=above[name], cost=cost)
    return result


def payers(rows: Rows, *, based: bool = True) -> dict[str, Amounts]:
    """Describe what each payer pays."""
    if not rows.has("cost_payer"):
        return {}
    names = labels(rows.ds, "payer")
    none: list[float | None] = [None] * len(names)
    base_cost, base = bases(rows.ds, rows.scenario, "payer") if based else (none, none)
    return {name: amounts(rows.of("cost_payer", i), base_cost[i], base[i]) for i, name in enumerate(names)}


def state_part(rows: Rows) -> StatePart | None:
    """Describe the state's share before and after the cap, and how often the cap binds."""
    if not rows.has("state_uncapped") or not rows.has("state_capped"):
        return None
    free = rows.of(CAP_BINDS)
    return StatePart(
        uncapped=amounts(rows.of("state_uncapped")),
        capped=amounts(rows.of("state_capped")),
        prob_cap_binds=probability(free.size - below(free, 0.5), free.size),
    )


def price(rows: Rows, variable: str) -> Amounts | None:
    """Describe an amount per inhabitant."""
    return amounts(rows.of(variable)) if rows.has(variable) else None


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


def milestones(rows: Rows) -> dict[str, Milestone]:
    """Describe when each activity ends (months after start), over the draws that reach it.

    Where there is a gate only given that it is passed: a stop leaves no dates to tell of.
    """
    ds, scenario = rows.ds, rows.scenario
    months = values(ds, "milestone_month", scenario)
    gateless = values(ds, "gate_outcome", scenario) is None
    if months is None or (rows.mask is None and not gateless):
        return {}
    reference = values(ds, "milestone_reference", scenario)
    unit, work_week = time_unit(stated(ds, scenario))
    result = {}
    for i, name in enumerate(labels(ds, "milestone")):
        # Without a gate its milestone is no event, only where the schedule starts.
        if name == "start" or name.endswith(".start") or (name == "gate" and gateless):
            continue
        row = rows.under(months[:, i])
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
            p80=found[0.8],
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
        p80=found.p80,
        p85=found.p85,
    )
