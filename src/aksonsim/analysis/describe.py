"""Descriptions of one scenario under one condition: amounts, adoption and milestones, each with its error."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, values
from aksonsim.results.means import mean_of

Json = dict[str, Any]

COST_AT = (0.1, 0.5, 0.85)
COST = pc.Wanted(COST_AT, COST_AT)
ADOPTION_AT = (0.1, 0.5, 0.9)
ADOPTION = pc.Wanted(ADOPTION_AT, (0.5,))


def distribution(x: npt.NDArray[np.floating], base_cost: float | None = None, base: float | None = None) -> Json:
    """Describe the draws of one amount.

    Parameters
    ----------
    x
        Draws, one dimension, at least one; NaN draws (not defined, as a price after a stop) are left out and the
        number left is stated as ``draws``.
    base_cost, base
        Base cost and base estimate in the same unit, if there are any.

    Returns
    -------
    dict
        ``mean, sd, p10, p50, p85`` with ``*_ci``; ``sd_share`` = sd / P50; with a base also ``base_cost, base`` and
        ``prob_base`` = P(amount < base) with its Wilson interval.
    """
    result: Json = {}
    if math.isnan(float(x.sum())):
        x = x[~np.isnan(x)]
        if x.size == 0:
            return {"draws": 0}
        result["draws"] = int(x.size)
    n = x.size
    mean = mean_of(x)
    chosen = pc.select(x, COST)
    p50 = chosen.percentiles[0.5]
    if base is not None:
        result |= {"base_cost": base_cost, "base": base}
    result |= {"mean": mean.value, "mean_ci": mean.interval, "sd": mean.sd}
    result["sd_share"] = mean.sd / p50 if p50 else None
    for p in COST_AT:
        key = f"p{p * 100:.0f}"
        result |= {key: chosen.percentiles[p], f"{key}_ci": chosen.intervals[p]}
    if base is not None:
        below = int(np.count_nonzero(x < base))
        result |= {"prob_base": below / n, "prob_base_ci": pc.probability_interval(below, n)}
    return result


def _under(x: npt.NDArray[Any], mask: Mask | None) -> npt.NDArray[Any]:
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


def costs(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
    result: Json = {}
    by_programme = values(ds, "cost_programme", scenario)
    programmes: list[str] = []
    base_cost: list[float | None] = []
    base: list[float | None] = []
    if by_programme is not None:
        programmes = labels(ds, "programme")
        base_cost, base = _bases(ds, scenario, "programme")
        for i, name in enumerate(programmes):
            result[name] = distribution(_under(by_programme[:, i], mask), base_cost[i], base[i])
    total = values(ds, "cost_total", scenario)
    if total is not None and len(programmes) == 1:  # the only programme is the total
        result["total"] = dict(result[programmes[0]])
    elif total is not None and "total" not in result:
        result["total"] = distribution(_under(total, mask), _sum(base_cost), _sum(base))
    return result


def _sum(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if known and len(known) == len(amounts) else None


def payers(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
    by_payer = values(ds, "cost_payer", scenario)
    if by_payer is None:
        return {}
    base_cost, base = _bases(ds, scenario, "payer")
    return {
        name: distribution(_under(by_payer[:, i], mask), base_cost[i], base[i])
        for i, name in enumerate(labels(ds, "payer"))
    }


def _state(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
    """Describe the state's share before and after the cap, and how often the cap binds."""
    uncapped, capped = values(ds, "state_uncapped", scenario), values(ds, "state_capped", scenario)
    if uncapped is None or capped is None:
        return {}
    # The payment is the same sum cut off, so any gap beyond rounding means that the cap bound.
    bound = _under(uncapped - capped > 1e-9 * np.abs(uncapped), mask)
    binds, draws = int(np.count_nonzero(bound)), bound.size
    return {
        "uncapped": distribution(_under(uncapped, mask)),
        "capped": distribution(_under(capped, mask)),
        "prob_cap_binds": binds / draws,
        "prob_cap_binds_ci": pc.probability_interval(binds, draws),
    }


def adoption_fans(ds: xr.Dataset, scenario: str, mask: Mask | None) -> tuple[Json, Json]:
    """Return adoption by measure and year over all draws and over those that pass the gate."""
    everything: Json = {}
    given: Json = {}
    for measure, table in fans.adoption(ds, scenario).items():
        kept = table if mask is None else table[mask]
        # A stop means no adoption: the other draws are zeros, which need no selection.
        pairs = [_fans(row, table.shape[0] - kept.shape[0]) for row in np.ascontiguousarray(kept.T)]
        for target, place in ((everything, 0), (given, 1)):
            target[measure] = {year: pair[place] for year, pair in zip(labels(ds, "year"), pairs, strict=True)}
    return everything, given


def _fans(row: npt.NDArray[np.floating], zeros: int) -> tuple[Json, Json]:
    """Describe one year's shares together with so many zeros, and alone."""
    if row.size == 0 or not row.any():
        nothing = {"p10": 0.0, "p50": 0.0, "p90": 0.0, "p50_ci": (0.0, 0.0)}
        return nothing, nothing
    together, alone = pc.select_with_zeros(row, zeros, ADOPTION)
    return _fan(together), _fan(alone)


def _fan(chosen: pc.Selected) -> Json:
    named = {f"p{p * 100:.0f}": chosen.percentiles[p] for p in ADOPTION_AT}
    return named | {"p50_ci": chosen.intervals[0.5]}


def _milestones(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
    """Describe when each activity ends (months after start), over the draws that reach it.

    Where there is a gate only given that it is passed: a stop leaves no dates to tell of.
    """
    months = values(ds, "milestone_month", scenario)
    gateless = values(ds, "gate_outcome", scenario) is None
    if months is None or (mask is None and not gateless):
        return {}
    reference = values(ds, "milestone_reference", scenario)
    result: Json = {}
    for i, name in enumerate(labels(ds, "milestone")):
        # Without a gate its milestone is no event, only where the schedule starts.
        if name == "start" or name.endswith(".start") or (name == "gate" and gateless):
            continue
        row = _under(months[:, i], mask)
        reached = row[~np.isnan(row)]
        if reached.size == 0:
            continue
        entry: Json = {"reached": reached.size / row.size}
        if reference is not None:
            entry["reference"] = float(reference[i])
        chosen = pc.select(reached, pc.Wanted(COST_AT))
        result[name] = entry | {f"p{p * 100:.0f}": chosen.percentiles[p] for p in COST_AT}
    return result


def block(ds: xr.Dataset, scenario: str, mask: Mask | None, adoption: Json) -> Json:
    """Describe one scenario under one condition; what was not simulated has no key."""
    draws = ds.sizes["draw"] if mask is None else int(np.count_nonzero(mask))
    if draws == 0:
        return {"draws": 0}
    parts: Json = {
        "costs": costs(ds, scenario, mask),
        "payers": payers(ds, scenario, mask),
        "state": _state(ds, scenario, mask),
        "adoption": adoption,
        "milestones": _milestones(ds, scenario, mask),
    }
    for key, variable in (("price_per_inhabitant", "price_per_inhabitant"), ("tariff", "tariff_per_inhabitant")):
        price = values(ds, variable, scenario)
        parts[key] = {} if price is None else distribution(_under(price, mask))
    return {"draws": draws} | {key: part for key, part in parts.items() if part}
