"""What the engine's tests share: scenarios, runs with threads and blocks as asked, and bits compared."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.run import simulate_plans
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
AKSON = ROOT / "configs" / "akson.yaml"


def akson(name: str = "baseline", *sets: str) -> Scenario:
    """Return a scenario of the reference case."""
    return aksonsim.load(AKSON, name, sets=sets)


def small(costs: list[dict[str, Any]], **sections: Any) -> Scenario:
    """Return a scenario of plain data."""
    return Scenario.model_validate({"schema": 1, "title": "t", "price_year": 2019, "costs": costs, **sections})


def run(*scenarios: Scenario, draws: int, seed: int = 1, **more: Any) -> xr.Dataset:
    """Simulate; ``more`` are arguments of ``simulate_plans``."""
    return simulate_plans(plans(scenarios, draws=draws, seed=seed), draws=draws, seed=seed, **more)


def digests(ds: xr.Dataset) -> dict[str, str]:
    """Return the SHA-256 of the bytes of every variable and coordinate, and of the attributes."""
    out = {"attributes": hashlib.sha256(repr(ds.attrs).encode()).hexdigest()}
    for name in ds.variables:
        data = ds[name].values
        raw = "\n".join(map(str, data)).encode() if data.dtype == object else np.ascontiguousarray(data).tobytes()
        out[str(name)] = hashlib.sha256(f"{data.shape} {data.dtype}".encode() + raw).hexdigest()
    return out


def by_label(ds: xr.Dataset, variable: str, dim: str, scenario: int = 0) -> dict[str, np.ndarray]:
    """Return the values of a variable for each label of a dimension, draws first."""
    values = ds[variable].isel(scenario=scenario)
    return {str(label): np.asarray(values.isel({dim: i})) for i, label in enumerate(ds[dim].values)}


def bits(values: np.ndarray) -> bytes:
    """Return the bytes of an array: NaN equals NaN, and 0.0 differs from -0.0."""
    return np.ascontiguousarray(values).tobytes()
