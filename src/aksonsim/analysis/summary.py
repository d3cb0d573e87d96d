"""The summary of a run: cost, payers, gate and adoption, over all draws and given that the gate is passed.

Intervals are 95 % and suppose independent draws (method ``mc``). Latin hypercube and Sobol designs err less, so for
them the intervals are upper guides.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr

from aksonsim import money
from aksonsim.analysis import fans
from aksonsim.analysis.describe import Json, adoption_fans, block, costs, payers
from aksonsim.analysis.economics import npv
from aksonsim.analysis.gate import OUTCOMES, gate_summary, late_gate, stopped
from aksonsim.doors import door
from aksonsim.results.access import dated, finite, labels, names, passed, require_result, stated, varies
from aksonsim.results.plain import plain

CONDITIONS = ("all", "given_passed")
STATISTICS = ("base_cost", "base", "mean", "sd", "sd_share", "p10", "p50", "p85", "prob_base")
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


@door
def summary_json(ds: xr.Dataset) -> Json:
    """Summarise a run as one JSON object.

    Parameters
    ----------
    ds
        A result of `aksonsim.simulate`, or one read from a file.

    Returns
    -------
    dict
        ``scenarios`` by name, each with ``draws, costs, payers, state, price_per_inhabitant, tariff, adoption`` over
        all draws; ``targets`` where there are goals; where there is a gate ``gate, late_gate, stopped`` and
        ``given_passed`` (the same keys over the draws that pass it, and ``milestones``, which stand beside ``draws``
        where there is no gate). Amounts as in the Dataset, shares and probabilities as fractions,
        times in months after start. Intervals are 95 %; a bound for which there are too few draws is null. The run's
        seed, draws, method, digest, currency and price year stand beside ``scenarios``.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    require_result(ds)
    return {**_provenance(ds), "scenarios": {name: {**_changed(ds, name), **_scenario(ds, name)} for name in names(ds)}}


def _changed(ds: xr.Dataset, scenario: str) -> Json:
    """Return what overlays and settings changed in a scenario, if anything."""
    changed = stated(ds, scenario).get("changed", [])
    off = {
        event["id"]: f"the measure of {event['id']} stays inactive, so what is changed of it has no effect; set "
        f"events[{event['id']}].mitigation.active to true"
        for event in stated(ds, scenario).get("events") or ()
        if event.get("mitigation") and not event["mitigation"].get("active")
    }
    inert = [told for ident, told in off.items() if any(f"[{ident}].mitigation" in change for change in changed)]
    return {**({"changed": changed} if changed else {}), **({"inert": inert} if inert else {})}


def _scenario(ds: xr.Dataset, name: str) -> Json:
    mask = passed(ds, name)
    adoption, adoption_passed = adoption_fans(ds, name, mask)
    result = block(ds, name, None, adoption)
    if found := npv(ds, name):
        result["npv"] = plain(found)
    if mask is None or mask.any():
        targets = fans.target_chances(ds, name, fans.given_passed(ds, name))
        result |= {"targets": targets} if targets else {}
    if mask is not None:
        result["gate"] = gate_summary(ds, name)
        if late := late_gate(ds, name):
            result["late_gate"] = late
        stop = stopped(ds, name)
        if stop is not None:
            result["stopped"] = {
                "draws": int(np.count_nonzero(stop)),
                "sunk": _without_base(costs(ds, name, stop)),
                "payers": _without_base(payers(ds, name, stop)),
            }
        result["given_passed"] = block(ds, name, mask, adoption_passed)
        if found := npv(ds, name, mask):
            result["given_passed"]["npv"] = plain(found)
    cleaned = finite(result)
    assert isinstance(cleaned, dict)
    return cleaned


def _without_base(amounts: Json) -> Json:
    """Leave out what compares with the base estimate, which means nothing for the cost sunk in a stop."""
    return {item: {key: v for key, v in found.items() if "base" not in key} for item, found in amounts.items()}


def _provenance(ds: xr.Dataset) -> Json:
    """Return what makes the run repeatable: seed, draws, method, digest, currency, price year, version."""
    keys = ("title", "aksonsim_version", "seed", "draws", "method", "digest", "start")
    found = {key: ds.attrs[key] for key in keys if key in ds.attrs and (key != "start" or dated(ds))}
    found |= money.attributes_of(ds.attrs) | {"base_supposes": supposes(ds)}
    return {key: value.item() if isinstance(value, np.generic) else value for key, value in found.items()}


def supposes(ds: xr.Dataset) -> list[str]:
    """Return what base estimates suppose that the simulation does not: ``full participation``, ``no events``."""
    found = {"full participation": any(varies(ds, name) for name in names(ds))}
    found["no events"] = any(stated(ds, name).get("events") for name in names(ds))
    return [what for what, there in found.items() if there]


def summary(ds: xr.Dataset) -> xr.Dataset:
    """Summarise a run as a Dataset.

    Parameters
    ----------
    ds
        A result of `aksonsim.simulate`, or one read from a file.

    Returns
    -------
    xarray.Dataset
        ``cost`` (scenario, condition, item, statistic) with ``cost_interval`` (..., bound); items are ``total``, the
        programmes and the payers. ``gate`` (scenario, outcome) with ``gate_interval``; ``adoption`` (scenario,
        condition, measure, year, quantile); ``draws`` (scenario, condition). Condition ``given_passed`` holds the
        draws that pass the gate. NaN where a scenario does not simulate it. Amounts in the currency, the rest shares.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    found = summary_json(ds)["scenarios"]
    scenarios = names(ds)
    items = ["total", *(label for dim in ("programme", "payer") if dim in ds.dims for label in labels(ds, dim))]
    shape = (len(scenarios), len(CONDITIONS))
    cost = np.full((*shape, len(items), len(STATISTICS)), np.nan)
    interval = np.full((*cost.shape, 2), np.nan)
    draws = np.zeros(shape, dtype=np.int64)
    for s, name in enumerate(scenarios):
        for c, condition in enumerate(CONDITIONS):
            block = found[name] if condition == "all" else found[name].get("given_passed", {})
            draws[s, c] = block.get("draws", 0)
            amounts = {**block.get("payers", {}), **block.get("costs", {})}
            for i, item in enumerate(items):
                for k, statistic in enumerate(STATISTICS):
                    cost[s, c, i, k] = _number(amounts.get(item, {}).get(statistic))
                    interval[s, c, i, k] = _pair(amounts.get(item, {}).get(f"{statistic}_ci"))
    coords: dict[str, Any] = {
        "scenario": scenarios,
        "condition": list(CONDITIONS),
        "item": items,
        "statistic": list(STATISTICS),
        "bound": ["lower", "upper"],
    }
    lead = ("scenario", "condition")
    variables: dict[str, Any] = {
        "draws": (lead, draws),
        "cost": ((*lead, "item", "statistic"), cost, {"units": money.attributes_of(ds.attrs)["currency"]}),
        "cost_interval": ((*lead, "item", "statistic", "bound"), interval, {"level": 0.95}),
    }
    if any("gate" in found[name] for name in scenarios):
        coords["outcome"] = list(OUTCOMES)
        gates = [[found[name].get("gate", {}).get(outcome, {}) for outcome in OUTCOMES] for name in scenarios]
        variables["gate"] = (("scenario", "outcome"), [[_number(g.get("value")) for g in row] for row in gates])
        variables["gate_interval"] = (
            ("scenario", "outcome", "bound"),
            [[_pair(g.get("ci")) for g in row] for row in gates],
            {"level": 0.95},
        )
    measures = list(dict.fromkeys(m for name in scenarios for m in found[name].get("adoption", {})))
    if measures:
        coords |= {"measure": measures, "year": ds["year"].values, "quantile": list(QUANTILES.values())}
        variables["adoption"] = (
            (*lead, "measure", "year", "quantile"),
            _adoption_table(found, scenarios, measures, ds),
        )
    return xr.Dataset(variables, coords, {**ds.attrs})


def _adoption_table(found: dict[str, Any], scenarios: list[str], measures: list[str], ds: xr.Dataset) -> list[Any]:
    years = labels(ds, "year")

    def shares(block: dict[str, Any]) -> list[Any]:
        by_measure = [block.get("adoption", {}).get(measure, {}) for measure in measures]
        return [[[_number(m.get(y, {}).get(q)) for q in QUANTILES] for y in years] for m in by_measure]

    return [[shares(found[name]), shares(found[name].get("given_passed", {}))] for name in scenarios]


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _pair(interval: list[float | None] | None) -> tuple[float, float]:
    return (math.nan, math.nan) if interval is None else (_number(interval[0]), _number(interval[1]))
