"""The summary as a labelled Dataset, for those who compute with it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr

from aksonsim.analysis.gate import OUTCOMES
from aksonsim.analysis.stated import labels, names
from aksonsim.analysis.summary import summary_json

CONDITIONS = ("all", "given_passed")
STATISTICS = ("base_cost", "base", "mean", "sd", "sd_share", "p10", "p50", "p85", "prob_base")
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


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
        draws that pass the gate. NaN where a scenario does not simulate it. Amounts in MNOK, the rest fractions.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    found = summary_json(ds)["scenarios"]
    scenarios = names(ds)
    items = ["total", *_labels(ds, "programme"), *_labels(ds, "payer")]
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
        "cost": ((*lead, "item", "statistic"), cost, {"units": str(ds.attrs.get("currency", "MNOK"))}),
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
        variables["adoption"] = ((*lead, "measure", "year", "quantile"), _adoption(found, scenarios, measures, ds))
    return xr.Dataset(variables, coords, {**ds.attrs})


def _labels(ds: xr.Dataset, dim: str) -> list[str]:
    return labels(ds, dim) if dim in ds.dims else []


def _adoption(found: dict[str, Any], scenarios: list[str], measures: list[str], ds: xr.Dataset) -> list[Any]:
    years = labels(ds, "year")

    def shares(block: dict[str, Any]) -> list[Any]:
        by_measure = [block.get("adoption", {}).get(measure, {}) for measure in measures]
        return [[[_number(m.get(y, {}).get(q)) for q in QUANTILES] for y in years] for m in by_measure]

    return [[shares(found[name]), shares(found[name].get("given_passed", {}))] for name in scenarios]


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _pair(interval: list[float | None] | None) -> tuple[float, float]:
    return (math.nan, math.nan) if interval is None else (_number(interval[0]), _number(interval[1]))
