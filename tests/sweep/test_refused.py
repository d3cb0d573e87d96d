"""A point that makes no valid scenario is marked and told; the others are computed, explored and drawn without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from sweep_files import SPEC, chunks, written

from aksonsim.cli import main
from aksonsim.errors import AksonsimError
from aksonsim.plots import sweep_heat
from aksonsim.plots.figure import styled
from aksonsim.sweeps.explore import explore
from aksonsim.sweeps.explored import Exploration
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import read

# At a standard deviation of 4 the mean of 10 reaches below zero, which no cost may.
SOME = SPEC.replace("range: [80, 120], levels: 4", "values: [10, 80, 100, 120]")
NONE = SPEC.replace("range: [80, 120], levels: 4", "values: [10, 11]")
WHY = "costs[a].estimate: the cost can be negative"


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return int(stop.value.code or 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_refused__are_marked_and_the_others_computed(tmp_path: Path, workers: int) -> None:
    found = read_sweep(written(tmp_path, SOME))
    refused = run(begin(found, tmp_path / "out.zarr"), workers=workers)
    assert [*refused] == [0, 1, 2]
    assert all(why.startswith(WHY) for why in refused.values())
    ds, _ = read(tmp_path / "out.zarr")
    assert ds["refusal"].values.tolist() == [*refused.values(), *[""] * 9]
    assert np.isnan(ds["value"].values[:3]).all()
    assert np.isfinite(ds["value"].values[3:]).all()
    whole = read_sweep(written(tmp_path, SPEC.replace("range: [80, 120], levels: 4", "values: [80, 100, 120]")))
    run(begin(whole, tmp_path / "whole.zarr"), workers=1)
    assert np.array_equal(ds["value"].values[3:], read(tmp_path / "whole.zarr")[0]["value"].values)


def test_refused__other_readers_find_the_reason(tmp_path: Path) -> None:
    run(begin(read_sweep(written(tmp_path, SOME)), tmp_path / "out.zarr"), workers=1)
    with xr.open_zarr(tmp_path / "out.zarr", chunks=None) as ds:
        assert str(ds["refusal"].values[0]).startswith(WHY)
        assert str(ds["refusal"].values[5]) == ""


def test_refused__resume_computes_none_of_them_again(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path, SOME))
    run(begin(found, tmp_path / "out.zarr"), workers=1)
    whole = chunks(tmp_path / "out.zarr")
    (tmp_path / "out.zarr" / "value" / "1.0").unlink()
    begun = begin(found, tmp_path / "out.zarr", resume=True)
    assert (begun.left, sorted(begun.refused)) == ((1,), [0, 2])
    assert sorted(run(begun, workers=1)) == [0, 1, 2]
    assert chunks(tmp_path / "out.zarr") == whole


def test_refused__the_store_does_not_depend_on_where_the_file_lies(tmp_path: Path) -> None:
    for name in ("here", "in/another/folder"):
        (tmp_path / name).mkdir(parents=True)
        run(begin(read_sweep(written(tmp_path / name, SOME)), tmp_path / name / "out.zarr"), workers=1)
    first, second = tmp_path / "here" / "out.zarr", tmp_path / "in/another/folder" / "out.zarr"
    files = [file.relative_to(first) for file in first.rglob("*") if file.is_file()]
    assert [file for file in files if (first / file).read_bytes() != (second / file).read_bytes()] == []


def test_command__says_how_many_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out.zarr")
    assert command("sweep", str(written(tmp_path, SOME)), "--workers", "1", "-o", out, "--json") == 0
    shown = capsys.readouterr()
    assert "\n3 of 12 points could not be simulated; explore treats them as missing\n  3 of them: " in shown.err
    assert f"{WHY}" in shown.err
    assert "(at costs[a].estimate.mean = 10, costs[b].estimate.mean = 40)" in shown.err
    (group,) = json.loads(shown.out)["refused"]
    assert group["points"] == [0, 1, 2]
    assert group["why"].startswith(WHY)


def test_command__strict_stops_at_the_first_and_can_be_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, out = str(written(tmp_path, SOME.replace("[10, 80, 100, 120]", "[80, 10, 100]"))), str(tmp_path / "out.zarr")
    assert command("sweep", spec, "-q", "--workers", "1", "--strict", "-o", out) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "error: the point costs[a].estimate.mean = 10, costs[b].estimate.mean = 40 cannot be simulat"
    )
    assert "without --strict the others are computed" in told
    begun = begin(read_sweep(spec), Path(out), resume=True)
    assert (begun.done, begun.left) == (3, (3, 4, 5, 6, 7, 8))
    assert command("sweep", spec, "-q", "--workers", "1", "--resume", "-o", out) == 0
    assert command("sweep", spec, "-q", "--workers", "1", "--resume", "--strict", "-o", out) == 2


def test_command__strict_at_the_first_point_leaves_no_store(tmp_path: Path) -> None:
    spec, out = str(written(tmp_path, SOME)), tmp_path / "out.zarr"
    assert command("sweep", spec, "-q", "--workers", "1", "--strict", "-o", str(out)) == 2
    assert not out.exists()
    assert command("sweep", spec, "-q", "--workers", "1", "-o", str(out)) == 0


def test_refused__all_of_them_is_an_error_that_says_why(tmp_path: Path) -> None:
    begun = begin(read_sweep(written(tmp_path, NONE)), tmp_path / "out.zarr")
    with pytest.raises(
        AksonsimError, match=r"none of 6 points can be simulated; at .* = 10, .*: costs\[a\]\.estimate: "
    ):
        run(begun, workers=1)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Exploration:
    folder = tmp_path_factory.mktemp("some")
    run(begin(read_sweep(written(folder, SOME)), folder / "out.zarr"), workers=1)
    return explore(read(folder / "out.zarr")[0], "cost_total.p85")


@pytest.fixture(scope="module")
def found(result: Exploration) -> dict[str, Any]:
    return result.to_json()


def test_explore__treats_them_as_missing_and_says_so(found: dict[str, Any]) -> None:
    assert (found["points"], found["done"]) == (12, 9)
    assert [(one["points"], one["why"].startswith(WHY)) for one in found["refused"]] == [(3, True)]
    assert any(note.startswith("3 of 12 points could not be simulated and are missing: ") for note in found["notes"])
    assert not [note for note in found["notes"] if "not done" in note]
    assert [step["at"] for step in found["curves"]["costs[a].estimate.mean"]] == [80, 100, 120]
    json.dumps(found, allow_nan=False)


def test_heat__has_an_empty_cell_where_a_point_is_missing(found: dict[str, Any], result: Exploration) -> None:
    values = np.array(found["heat"]["values"], dtype=float)
    across = found["heat"]["x"]["name"] == "costs[a].estimate.mean"
    assert np.isnan(values if not across else values.T)[0].all()
    assert np.isnan(values).sum() == 3
    with styled():
        figure = sweep_heat.draw(result, "en")
    assert [text.get_text() for text in figure.axes[0].texts].count("\u2013") == 3
    assert "9 points of 200 draws each, 3 more could not be simulated" in figure.get_suptitle().replace("\n", " ")
    with styled():
        assert "3 til kunne ikke simuleres" in sweep_heat.draw(result, "nb").get_suptitle().replace("\n", " ")
