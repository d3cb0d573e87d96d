"""A sweep of a scenario in memory is the sweep of a file, bit for bit, and goes on with a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from sweep_files import written

from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.model.scenario import Scenario
from aksonsim.sweeps.explore import explore
from aksonsim.sweeps.from_python import sweep
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import read

PARAMETERS = {"costs[a].estimate.mean": {"range": [80, 120], "levels": 4}, "costs[b].estimate.mean": [40, 50, 60]}
OUTPUTS = ["cost_total.mean", "cost_total.p85", "event.fire"]


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    written(tmp_path)
    return load(tmp_path / "two.yaml")


def test_sweep__in_memory_has_the_bits_of_a_store(tmp_path: Path, scenario: Scenario) -> None:
    ds = sweep(scenario, PARAMETERS, design="grid", outputs=OUTPUTS, draws=200, seed=1)
    run(begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr"), workers=1)
    there = read(tmp_path / "out.zarr")[0]
    assert read_sweep(tmp_path / "sweep.yaml").sweep.seed == 1
    for name in OUTPUTS[:2]:
        assert np.array_equal(ds["value"].sel(output=name), there["value"].sel(output=name))
        assert np.array_equal(ds["interval"].sel(output=name), there["interval"].sel(output=name))
    assert np.array_equal(ds["costs[b].estimate.mean"], there["costs[b].estimate.mean"])


def test_sweep__is_explored_as_it_is(scenario: Scenario) -> None:
    told: list[int] = []
    parameters = {"costs[a].estimate.mean": (80, 120)}
    more: dict[str, Any] = {"outputs": "cost_total.mean", "progress": told.append}
    ds = sweep(scenario, parameters, design="lhs", points=30, draws=100, **more)
    assert sum(told) == 30 * 100
    found = explore(ds, when="cost_total.mean > p75")
    assert found.discovery is not None
    assert found.discovery.boxes[0].limits[0].name == "costs[a].estimate.mean"
    assert set(found.to_frame()["part"]) >= {"curves.mean", "discovery.boxes.density"}


def test_sweep__goes_on_with_a_store(tmp_path: Path, scenario: Scenario) -> None:
    store = tmp_path / "kept.zarr"

    def again(**more: Any) -> xr.Dataset:
        return sweep(scenario, PARAMETERS, design="grid", outputs=OUTPUTS, store=store, draws=100, **more)

    first = again()
    (store / "value" / "3.0").unlink()
    told: list[int] = []
    assert np.array_equal(again(progress=told.append)["value"], first["value"])
    assert told == [100]
    with pytest.raises(AksonsimError, match=r"spec\.seed: 1 -> 2"):
        again(seed=2)


@pytest.mark.parametrize(
    ("parameters", "more", "sentence"),
    [
        ({"costs[c].estimate.mean": (1, 2)}, {}, r"costs\[c\]"),
        ({"costs[a].estimate.mean": 5}, {}, r"a parameter is \(low, high\), a list of values or a mapping, not"),
        ({"costs[a].estimate.mean": (2, 1)}, {}, "must have its lower end below its upper end"),
        ({}, {}, "parameters"),
        ([1], {}, "parameters must be a mapping, not a list"),
        ({"costs[a].estimate.mean": (80, 90)}, {"design": "sobl"}, "did you mean sobol?"),
        ({"costs[a].estimate.mean": (80, 90)}, {"outputs": ["cost_totl.p85"]}, "did you mean cost_total?"),
        ({"costs[a].estimate.mean": (80, 90)}, {"points": 0}, "points must be 1 or more"),
        ({"costs[a].estimate.mean": (80, 90)}, {"draws": 0}, "draws must be 1 or more"),
        ({"costs[a].estimate.mean": (80, 90)}, {"client": 3}, "client must be a connected dask.distributed.Client"),
    ],
)
def test_sweep__says_what_is_wrong(parameters: Any, more: dict[str, Any], sentence: str, scenario: Scenario) -> None:
    with pytest.raises(AksonsimError, match=sentence) as error:
        sweep(scenario, parameters, **{"draws": 50, "points": 4} | more)
    assert "\n" not in str(error.value)
