"""Effects on common draws: they sum, and they agree with the result that they explain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

import aksonsim
from aksonsim.cli.summary import command
from aksonsim.errors import ResultError
from aksonsim.files.netcdf import write
from aksonsim.studies.effects import effects

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return aksonsim.simulate(list(aksonsim.load_all(AKSON, ("baseline", "official_basis"))), draws=3000, seed=2)


@pytest.fixture(scope="module")
def found(ds: xr.Dataset) -> dict[str, Any]:
    return {name: one.to_json() for name, one in effects(ds).items()}


def test_effects__sum_to_the_result(ds: xr.Dataset, found: dict[str, Any]) -> None:
    for s, name in enumerate(("baseline", "official_basis")):
        parts = found[name]["uncertainty"]
        total = ds["cost_total"].values[s]
        if name == "baseline":
            total = total[ds["gate_outcome"].values[s] < 2]
        told = {"mean": total.mean(), "p50": np.quantile(total, 0.5), "p85": np.quantile(total, 0.85)}
        for key, value in told.items():
            assert parts["whole"][key] == pytest.approx(value, rel=1e-12)
            summed = sum(parts[part][key] for part in ("certain", "estimates", "events", "joint"))
            assert summed == pytest.approx(value, rel=1e-9)


def test_effects__what_is_certain_is_the_base_where_participation_is(found: dict[str, Any]) -> None:
    certain = found["official_basis"]["uncertainty"]["certain"]
    # durations still vary, and with them what runs with time: a few per cent of the base estimate, 8 315
    assert certain["mean"] == pytest.approx(8315, rel=0.03)
    assert "gate" not in found["official_basis"]


def test_effects__of_the_gate_are_those_of_the_same_draws(ds: xr.Dataset, found: dict[str, Any]) -> None:
    gate = found["baseline"]["gate"]
    scenario = aksonsim.load(AKSON, sets=("links.gate_to_schedule=false",))
    planned = aksonsim.simulate(scenario, draws=3000, seed=2)
    outcome = ds["gate_outcome"].values[0]
    assert (planned["gate_outcome"].values[0] == outcome).all()
    step = ds["cost_total"].values[0] - planned["cost_total"].values[0]
    assert gate["late"]["cost_total"]["mean"] == pytest.approx(step[outcome == 1].mean(), rel=1e-12)
    assert gate["late"]["draws"] == (outcome == 1).sum()
    assert gate["effect"]["mean"] == pytest.approx(step[outcome < 2].mean(), rel=1e-9)
    assert gate["late"]["months"] > gate["on_time"]["months"] > 0
    low, high = gate["difference"]["npv"]["mean_ci"]
    assert low < high < 0  # benefits that come later are worth less


def test_effects__a_design_has_no_shorter_run(ds: xr.Dataset) -> None:
    with pytest.raises(ResultError, match="--method mc, not sobol"):
        effects(ds.assign_attrs(method="sobol"))


def test_command__prints_effects_and_puts_them_into_json(ds: xr.Dataset, tmp_path: Path) -> None:
    file = tmp_path / "result.nc"
    write(ds, file)
    shown = CliRunner().invoke(command, [str(file), "--ladder", "--effects"], catch_exceptions=False).stdout
    for words in ("what only comes of both", "late less on time", "Who carries the tail", "Cash need by budget year"):
        assert words in shown
    done = CliRunner().invoke(command, [str(file), "--effects", "--ladder", "--json"], catch_exceptions=False).stdout
    told = json.loads(done)["scenarios"]["baseline"]
    assert told["effects"]["uncertainty"]["joint"].keys() == {"mean", "mean_ci", "p50", "p50_ci", "p85", "p85_ci"}
    assert {"cash", "tail", "cut_list"} <= told["ladder"].keys()
