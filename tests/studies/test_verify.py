"""A result is run again from its own attributes: identical, or the first value that differs is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import aksonsim
from aksonsim.errors import ResultError
from aksonsim.files.netcdf import read, write
from aksonsim.language.text import translate
from aksonsim.studies.verify import Verification, compare, rebuild, run_again, verify

CONFIGS = Path(__file__).parents[2] / "configs"


def sentences(found: Verification) -> list[str]:
    return [translate(sentence, "en") for sentence in found.structure]


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    scenarios = aksonsim.load_all(CONFIGS / "akson.yaml", ["baseline", "official_basis"])
    return aksonsim.simulate(scenarios, draws=300, seed=7, keep="full")


@pytest.mark.parametrize(("method", "keep"), [("mc", "totals"), ("lhs", "standard"), ("sobol", "inputs")])
def test_verify__a_written_run_is_identical(method: str, keep: str, tmp_path: Path) -> None:
    scenario = aksonsim.load(CONFIGS / "minimal.yaml")
    write(aksonsim.simulate(scenario, draws=100, seed=2**64 - 1, method=method, keep=keep), tmp_path / "a.nc")
    found = verify(read(tmp_path / "a.nc"), threads=1)
    assert found.identical
    assert found.extents == {}
    assert found.version == found.version_here


def test_verify__the_whole_case_is_identical_after_a_round_trip(ds: xr.Dataset, tmp_path: Path) -> None:
    write(ds, tmp_path / "a.nc", compress=True)
    found = verify(read(tmp_path / "a.nc"))
    assert found.identical
    assert found.variables == len(ds.variables)
    assert found.values == sum(variable.size for variable in ds.variables.values())


def test_rebuild__gives_the_scenarios_that_were_run(ds: xr.Dataset) -> None:
    assert rebuild(ds) == tuple(aksonsim.load_all(CONFIGS / "akson.yaml", ["baseline", "official_basis"]))


def test_run_again__other_variables_of_the_same_draws(ds: xr.Dataset) -> None:
    again = run_again(ds, keep="totals")
    assert "cost_element" not in again
    assert again["cost_total"].values.tobytes() == ds["cost_total"].values.tobytes()


def test_verify__one_changed_number_is_named(ds: xr.Dataset) -> None:
    changed = ds.copy(deep=True)
    changed["cost_programme"].values[1, 42, 2] += 0.5
    found = verify(changed)
    assert not found.identical
    assert found.first is not None
    assert found.first.variable == "cost_programme"
    assert found.first.place == {"scenario": "official_basis", "draw": "42", "programme": "step1"}
    assert found.first.size == pytest.approx(0.5, abs=1e-12)
    assert {name: extent.count for name, extent in found.extents.items()} == {"cost_programme": 1}


def test_compare__the_last_bit_counts_and_one_nan_is_as_good_as_another(ds: xr.Dataset) -> None:
    nudged = ds.copy(deep=True)
    nudged["cost_total"].values[0, 0] = np.nextafter(nudged["cost_total"].values[0, 0], np.inf)
    assert list(compare(nudged, ds).extents) == ["cost_total"]
    signed = ds.copy(deep=True)
    gone = np.argwhere(np.isnan(signed["gate_month"].values))
    assert gone.size
    signed["gate_month"].values[tuple(gone[0])] = np.copysign(np.nan, -1)
    assert compare(signed, ds).identical
    signed["gate_month"].values[tuple(gone[0])] = 3.0
    found = compare(signed, ds)
    assert found.first is not None
    assert found.first.size is None
    assert found.extents["gate_month"].largest == np.inf


def test_compare__the_first_in_order_is_told_and_all_are_counted(ds: xr.Dataset) -> None:
    changed = ds.copy(deep=True)
    changed["driver"].values[0, 3:5, 0] = 9.0
    changed["cost_total"].values[1, 200] = 0.0
    found = compare(changed, ds)
    assert found.first is not None
    assert (found.first.variable, found.first.place) == ("cost_total", {"scenario": "official_basis", "draw": "200"})
    assert {name: extent.count for name, extent in found.extents.items()} == {"cost_total": 1, "driver": 2}


def test_verify__a_changed_assumption_shows_in_numbers_and_digest(ds: xr.Dataset) -> None:
    stated = json.loads(ds.attrs["scenarios"])
    stated["baseline"]["gate"]["share"] = 0.2
    found = verify(ds.assign_attrs(scenarios=json.dumps(stated, ensure_ascii=False, separators=(",", ":"))))
    assert "attribute digest is not what a new run writes" in sentences(found)
    assert "gate_outcome" in found.extents


def test_compare__what_is_missing_added_or_of_another_shape_is_said(ds: xr.Dataset) -> None:
    less = ds.drop_vars("driver").assign(extra=ds["cost_total"] * 2)
    missing = ["driver is missing in the file", "extra is in the file but not in a new run"]
    assert sentences(compare(less, ds)) == missing
    cut = compare(ds.isel(draw=slice(0, 100)), ds)
    assert "cost_total is float64[2, 100] in the file and float64[2, 300] when run again" in sentences(cut)
    renamed = ds.copy(deep=True)
    renamed["cost_total"].attrs["units"] = "NOK"
    assert sentences(compare(renamed, ds)) == ["attribute units of cost_total is not what a new run writes"]


def test_compare__another_version_is_told_and_no_difference_by_itself(ds: xr.Dataset) -> None:
    found = compare(ds.assign_attrs(aksonsim_version="0.0.1", source="aksonsim 0.0.1"), ds)
    assert found.identical
    assert found.version == "0.0.1"


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ({"seed": "seven"}, "seed, draws, method or keep is missing or damaged"),
        ({"scenarios": "{"}, "the attribute scenarios is missing or damaged"),
        ({"scenarios": '{"a": {"schema": 1}}', "aksonsim_version": "9.9"}, "written by aksonsim 9.9 do not hold"),
    ],
)
def test_verify__attributes_that_do_not_suffice_are_refused(
    attributes: dict[str, str], sentence: str, ds: xr.Dataset
) -> None:
    with pytest.raises(ResultError, match=sentence):
        verify(ds.assign_attrs(attributes))
