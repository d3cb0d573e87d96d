"""The summary of a run: cost, payers, gate and adoption, over all draws and given that the gate is passed.

Intervals are 95 % and suppose independent draws (method ``mc``). Latin hypercube and Sobol designs err less, so for
them the intervals are upper guides.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis import percentiles as pc
from aksonsim.analysis.gate import gate_summary, late_gate, stopped
from aksonsim.analysis.stated import Mask, finite, labels, names, passed, require_result, values

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
    mean = float(x.mean())
    # One pass over the deviations; a single draw has no spread.
    deviation = x - mean
    sd = math.sqrt(float(deviation @ deviation) / (n - 1)) if n > 1 else 0.0
    chosen = pc.select(x, COST)
    p50 = chosen.percentiles[0.5]
    if base is not None:
        result |= {"base_cost": base_cost, "base": base}
    result |= {"mean": mean, "mean_ci": pc.mean_interval(mean, sd, n), "sd": sd}
    result["sd_share"] = sd / p50 if p50 else None
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


def _costs(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
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
    if total is not None and "total" not in result:
        result["total"] = distribution(_under(total, mask), _sum(base_cost), _sum(base))
    return result


def _sum(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if known and len(known) == len(amounts) else None


def _payers(ds: xr.Dataset, scenario: str, mask: Mask | None) -> Json:
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
    uncapped, capped = _under(uncapped, mask), _under(capped, mask)
    # The payment is the same sum cut off, so any gap beyond rounding means that the cap bound.
    binds = int(np.count_nonzero(uncapped - capped > 1e-9 * np.abs(uncapped)))
    return {
        "uncapped": distribution(uncapped),
        "capped": distribution(capped),
        "prob_cap_binds": binds / uncapped.size,
        "prob_cap_binds_ci": pc.probability_interval(binds, uncapped.size),
    }


def _adoption(ds: xr.Dataset, scenario: str, mask: Mask | None) -> tuple[Json, Json]:
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
    """Describe when each milestone is reached (months after start), over the draws that reach it."""
    months = values(ds, "milestone_month", scenario)
    if months is None:
        return {}
    reference = values(ds, "milestone_reference", scenario)
    result: Json = {}
    rows = np.ascontiguousarray(months.T) if mask is None else np.ascontiguousarray(months[mask].T)
    for i, (name, row) in enumerate(zip(labels(ds, "milestone"), rows, strict=True)):
        reached = row[~np.isnan(row)]
        if reached.size == 0:
            continue
        entry: Json = {"reached": reached.size / row.size}
        if reference is not None:
            entry["reference"] = float(reference[i])
        chosen = pc.select(reached, pc.Wanted(COST_AT))
        result[name] = entry | {f"p{p * 100:.0f}": chosen.percentiles[p] for p in COST_AT}
    return result


def _block(ds: xr.Dataset, scenario: str, mask: Mask | None, adoption: Json) -> Json:
    """Describe one scenario under one condition; what was not simulated has no key."""
    draws = ds.sizes["draw"] if mask is None else int(np.count_nonzero(mask))
    if draws == 0:
        return {"draws": 0}
    parts: Json = {
        "costs": _costs(ds, scenario, mask),
        "payers": _payers(ds, scenario, mask),
        "state": _state(ds, scenario, mask),
        "adoption": adoption,
        "milestones": _milestones(ds, scenario, mask),
    }
    for key, variable in (("price_per_inhabitant", "price_per_inhabitant"), ("tariff", "tariff_per_inhabitant")):
        price = values(ds, variable, scenario)
        parts[key] = {} if price is None else distribution(_under(price, mask))
    return {"draws": draws} | {key: part for key, part in parts.items() if part}


def summary_json(ds: xr.Dataset) -> Json:
    """Summarise a run as one JSON object.

    Parameters
    ----------
    ds
        A result of `aksonsim.simulate`, or one read from a file.

    Returns
    -------
    dict
        ``scenarios`` by name, each with ``draws, costs, payers, state, price_per_inhabitant, tariff, adoption,
        milestones`` over all draws; where there are goals ``targets``, where there is a
        gate ``gate, late_gate, stopped`` and ``given_passed`` (the
        same keys over the draws that pass it). Amounts as in the Dataset (MNOK; prices NOK), shares and
        probabilities as fractions, times in months after start. Intervals are 95 %; a bound for which there are too
        few draws is null. The run's seed, draws, method, digest, currency and price year stand beside ``scenarios``.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    require_result(ds)
    return {**_provenance(ds), "scenarios": {name: _scenario(ds, name) for name in names(ds)}}


def _scenario(ds: xr.Dataset, name: str) -> Json:
    mask = passed(ds, name)
    adoption, adoption_passed = _adoption(ds, name, mask)
    result = _block(ds, name, None, adoption)
    if mask is None or mask.any():
        targets = fans.target_chances(ds, name, fans.given_passed(ds, name))
        result |= {"targets": targets} if targets else {}
    if mask is not None:
        result["gate"] = gate_summary(ds, name)
        if late := late_gate(ds, name):
            result["late_gate"] = late
        stop = stopped(ds, name)
        if stop is not None:
            sunk, payers = (_without_base(part(ds, name, stop)) for part in (_costs, _payers))
            result["stopped"] = {"draws": int(np.count_nonzero(stop)), "sunk": sunk, "payers": payers}
        result["given_passed"] = _block(ds, name, mask, adoption_passed)
    cleaned = finite(result)
    assert isinstance(cleaned, dict)
    return cleaned


def _without_base(amounts: Json) -> Json:
    """Leave out what compares with the base estimate, which means nothing for the cost sunk in a stop."""
    return {item: {key: v for key, v in found.items() if "base" not in key} for item, found in amounts.items()}


def _provenance(ds: xr.Dataset) -> Json:
    """Return what makes the run repeatable: seed, draws, method, digest, currency, price year, version."""
    keys = ("title", "aksonsim_version", "seed", "draws", "method", "digest", "currency", "price_year", "start")
    found = {key: ds.attrs[key] for key in keys if key in ds.attrs}
    return {key: value.item() if isinstance(value, np.generic) else value for key, value in found.items()}
