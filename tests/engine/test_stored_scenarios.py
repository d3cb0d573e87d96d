"""A result gives back the scenarios it was made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksonsim import simulate
from aksonsim.errors import ResultError
from aksonsim.files.load import load, load_all
from aksonsim.results.access import scenario_of

CONFIGS = Path(__file__).parents[2] / "configs"
FILES = ("akson.yaml", "akson-topdown.yaml", "minimal.yaml")


@pytest.mark.parametrize("file", FILES)
def test_scenario_of__is_what_was_simulated(file: str) -> None:
    scenarios = load_all(CONFIGS / file)
    ds = simulate(scenarios, draws=2, keep="totals")
    assert [scenario_of(ds, one.name) for one in scenarios] == list(scenarios)
    assert scenario_of(ds) == scenarios[0]


def test_scenario_of__keeps_what_was_changed_on_top() -> None:
    half = load(CONFIGS / "minimal.yaml").changed({"costs[a].estimate.max": 6}, name="dear")
    assert scenario_of(simulate(half, draws=2)) == half
    assert half.changes_made != ()


def test_scenario_of__a_name_or_key_that_is_unknown_is_said() -> None:
    ds = simulate(load(CONFIGS / "minimal.yaml"), draws=2)
    with pytest.raises(ResultError, match="holds no scenario dear; it holds: baseline"):
        scenario_of(ds, "dear")
    stated = json.loads(ds.attrs["scenarios"])
    stated["baseline"]["later"] = 1
    other = ds.assign_attrs(scenarios=json.dumps(stated))
    with pytest.raises(ResultError, match="scenario baseline of the result cannot be read: later: Extra inputs"):
        scenario_of(other)
