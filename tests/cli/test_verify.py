"""``aksonsim verify``: exit 0 and one sentence, or exit 1 and the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xarray as xr

import aksonsim
from aksonsim.cli import main
from aksonsim.files.netcdf import write

CONFIGS = Path(__file__).parents[2] / "configs"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return aksonsim.simulate(aksonsim.load(CONFIGS / "minimal.yaml"), draws=50, seed=3)


def test_verify__identical_exits_with_zero(ds: xr.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(ds, tmp_path / "a.nc")
    assert run("verify", str(tmp_path / "a.nc"), "--threads", "1") == 0
    assert capsys.readouterr().out.startswith("identical: ")
    assert run("verify", str(tmp_path / "a.nc"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["identical"] is True


def test_verify__a_changed_number_exits_with_one_and_is_named(
    ds: xr.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = ds.copy(deep=True).assign_attrs(aksonsim_version="0.0.1")
    changed["cost_total"].values[0, 17] += 1
    write(changed, tmp_path / "a.nc")
    assert run("verify", str(tmp_path / "a.nc")) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("differs: cost_total at scenario baseline, draw 17: ")
    assert lines[0].endswith("(by 1)")
    assert lines[1].startswith("written by aksonsim 0.0.1, run again by ")
    assert lines[-1].split() == ["cost_total", "1", "50", "1"]
    assert run("verify", str(tmp_path / "a.nc"), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["first"]["place"] == {"scenario": "baseline", "draw": "17"}
    assert found["first"]["stored"] == pytest.approx(found["first"]["again"] + 1)
    assert found["differing"] == {"cost_total": {"count": 1, "of": 50, "largest": pytest.approx(1.0)}}


def test_verify__a_file_that_cannot_be_run_again_exits_with_two(
    ds: xr.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(ds.assign_attrs(seed="none"), tmp_path / "a.nc")
    assert run("verify", str(tmp_path / "a.nc")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        f"error: {tmp_path / 'a.nc'}: is damaged, or no result of aksonsim run: its seed or method is damaged"
    )
    assert run("verify", str(tmp_path / "none.nc")) == 2
    assert "there is no such file" in capsys.readouterr().err
