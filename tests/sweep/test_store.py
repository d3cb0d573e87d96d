"""The store: labelled, durable point by point, and never gone on with under another sweep."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweep_files import SPEC, chunks, written

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.sweeps.job import job, simulate_points
from aksonsim.sweeps.manifest import differences
from aksonsim.sweeps.reading import overridden, read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import Store, read
from aksonsim.sweeps.stored_manifest import with_checksum


def swept(folder: Path, spec: str = SPEC, name: str = "out.zarr") -> Path:
    begun = begin(read_sweep(written(folder, spec)), folder / name)
    run(begun, workers=1)
    return folder / name


def test_store__opens_in_xarray_as_labelled_data(tmp_path: Path) -> None:
    with xr.open_zarr(swept(tmp_path), chunks=None) as ds:
        assert dict(ds["value"].sizes) == {"point": 12, "output": 4}
        assert list(ds["output"].values) == [
            "cost_total.mean",
            "cost_total.p85",
            "cost_programme[one].p50",
            "event.fire",
        ]
        assert list(ds["units"].values) == ["MNOK", "MNOK", "MNOK", "1"]
        assert np.array_equal(ds["costs[b].estimate.mean"], np.tile([40.0, 50.0, 60.0], 4))
        assert bool((ds["interval"].sel(bound="low") <= ds["value"]).all())
        assert (ds.attrs["draws"], ds.attrs["seed"], ds.attrs["design"]) == (200, "1", "grid")
        assert np.isfinite(ds["value"]).all()


def test_store__has_names_that_windows_has_too(tmp_path: Path) -> None:
    spec = SPEC.replace("costs[b].estimate.mean", "costs[*].payable").replace("[40, 50, 60]", "[true, false]")
    store = swept(tmp_path, spec)
    names = [entry.name for entry in store.rglob("*")]
    assert "costs[%2A].payable" in names
    assert [name for name in names if set(name) & set('<>:"|?*\\')] == []
    ds, _ = read(store)
    assert "costs[*].payable" in ds.coords
    assert begin(read_sweep(written(tmp_path, spec)), store, resume=True).repaired == ()


def test_store__manifest_says_what_was_asked(tmp_path: Path) -> None:
    manifest = json.loads((swept(tmp_path) / "manifest.json").read_text("utf-8"))
    assert (manifest["points"], manifest["layout"], len(manifest["digest"])) == (12, 2, 64)
    assert manifest["spec"]["draws"] == 200
    assert manifest["scenario"]["title"] == "Two lines"
    assert manifest["outputs"]["event.fire"]["condition"] == "all"
    assert "base" not in manifest["spec"]  # where a file lies decides nothing


def test_store__a_point_whose_figures_are_not_defined_is_done_too(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path))
    begun = begin(found, tmp_path / "out.zarr")
    common = job(found.sweep, found.base, found.places)
    (figures,) = simulate_points(common, [begun.points.settings(0)])
    figures.value[:] = np.nan
    figures.interval[:] = np.nan
    begun.store.write(0, figures)
    assert begun.store.done() == ([0], [])


def test_store__is_refused_without_resume_and_left_alone(tmp_path: Path) -> None:
    out = swept(tmp_path)
    before = chunks(out)
    with pytest.raises(ResultError, match=r"out\.zarr: exists; go on with --resume, or name another store"):
        begin(read_sweep(tmp_path / "sweep.yaml"), out)
    assert chunks(out) == before
    with pytest.raises(ResultError, match=r"must end in \.zarr"):
        begin(read_sweep(tmp_path / "sweep.yaml"), tmp_path / "out.nc")


def test_resume__computes_only_what_is_left(tmp_path: Path) -> None:
    out = swept(tmp_path)
    whole = chunks(out)
    for point in (3, 7):
        (out / "value" / f"{point}.0").unlink()
    kept = {f: f.stat().st_mtime_ns for f in (out / "value").glob("[0-9]*")}
    begun = begin(read_sweep(tmp_path / "sweep.yaml"), out, resume=True)
    assert (begun.left, begun.done, begun.damaged) == ((3, 7), 10, ())
    run(begun, workers=1)
    assert chunks(out) == whole
    assert all(f.stat().st_mtime_ns == then for f, then in kept.items())


def test_resume__a_truncated_chunk_is_seen_and_computed_again(tmp_path: Path) -> None:
    out = swept(tmp_path)
    whole = chunks(out)
    (out / "value" / "5.0").write_bytes(whole["value/5.0"][:-9])
    (out / "interval" / "6.0.0").write_bytes(b"")
    with pytest.raises(ResultError, match=r"point 5 is damaged; run the sweep again with --resume"):
        read(out)
    begun = begin(read_sweep(tmp_path / "sweep.yaml"), out, resume=True)
    assert begun.damaged == (5, 6)
    run(begun, workers=1)
    assert chunks(out) == whole


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("draws: 200", "draws: 300", r"spec\.draws: 200 -> 300"),
        ("draws: 200", "draws: 200\nseed: 2", r"spec\.seed: 1 -> 2"),
        (
            "[40, 50, 60]",
            "[40, 50, 70]",
            r"spec\.parameters\[costs\[b\]\.estimate\.mean\]\.values\[2\]: 60 -> 70",
        ),
        ("base: two.yaml", "base: two.yaml\nscenario: dear", r"scenario\.unspecified: \(not stated\) -> 0\.1"),
    ],
)
def test_resume__refuses_another_sweep_and_shows_the_difference(old: str, new: str, told: str, tmp_path: Path) -> None:
    out = swept(tmp_path)
    found = read_sweep(written(tmp_path, SPEC.replace(old, new)))
    with pytest.raises(ResultError, match=rf"begun with another sweep[^\n]*\n(.*\n)*  {told}"):
        begin(found, out, resume=True)


def test_resume__refuses_another_base_and_another_version(tmp_path: Path) -> None:
    out = swept(tmp_path)
    base = (tmp_path / "two.yaml").read_text().replace("sd: 4", "sd: 5")
    with pytest.raises(ResultError, match=r"scenario\.costs\[a\]\.estimate\.sd: 4\.0 -> 5\.0"):
        begin(read_sweep(written(tmp_path, base=base)), out, resume=True)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest = with_checksum(manifest | {"aksonsim_version": "0.0.9", "digest": "0" * 64})
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultError, match=r'aksonsim_version: "0\.0\.9" -> '):
        begin(read_sweep(written(tmp_path)), out, resume=True)


def test_resume__draws_and_seed_of_the_command_count(tmp_path: Path) -> None:
    out = swept(tmp_path)
    with pytest.raises(ResultError, match=r"spec\.seed: 1 -> 5"):
        begin(overridden(read_sweep(tmp_path / "sweep.yaml"), None, 5), out, resume=True)


def test_read__refuses_what_is_no_store_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="there is no such store"):
        read(tmp_path / "none.zarr")
    (tmp_path / "empty.zarr").mkdir()
    with pytest.raises(ResultError, match=r"is no sweep of aksonsim \(it has no manifest\.json\)"):
        read(tmp_path / "empty.zarr")
    out = swept(tmp_path)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps(manifest | {"layout": 9, "aksonsim_version": "7.0"}))
    with pytest.raises(ResultError, match=r"was written by aksonsim 7\.0 in layout 9; this version reads layout 2"):
        read(out)
    (out / "manifest.json").write_text("{")
    with pytest.raises(ResultError, match=r"manifest\.json is damaged; sweep into a new store"):
        read(out)


def test_resume__a_store_that_lost_its_root_gets_it_back(tmp_path: Path) -> None:
    out = swept(tmp_path)
    (out / ".zgroup").unlink()
    begun = begin(read_sweep(tmp_path / "sweep.yaml"), out, resume=True)
    assert (begun.repaired, begun.left, begun.damaged) == ((".zgroup",), (), ())
    assert read(out)[0]["value"].notnull().all()


def test_resume__an_array_that_is_lost_is_made_again(tmp_path: Path) -> None:
    out = swept(tmp_path)
    whole = chunks(out)
    shutil.rmtree(out / "interval")
    begun = begin(read_sweep(tmp_path / "sweep.yaml"), out, resume=True)
    assert begun.damaged == tuple(range(12))
    run(begun, workers=1)
    assert chunks(out) == whole


def test_store__one_writer_at_a_time(tmp_path: Path) -> None:
    out = swept(tmp_path)
    with Store(out).locked(), pytest.raises(ResultError, match="another sweep is writing to it"), Store(out).locked():
        raise AssertionError("two writers")


def test_begin__an_output_that_is_not_simulated_leaves_no_store(tmp_path: Path) -> None:
    spec = SPEC.replace("event.fire", "npv.p50")
    with pytest.raises(AksonsimError, match=r"outputs: npv\.p50: scenario baseline does not simulate npv"):
        begin(read_sweep(written(tmp_path, spec)), tmp_path / "out.zarr")
    assert not (tmp_path / "out.zarr").exists()


def test_store__equal_sweeps_are_equal_to_the_byte(tmp_path: Path) -> None:
    first, second = swept(tmp_path), swept(tmp_path, name="again.zarr")
    files = [f.relative_to(first) for f in first.rglob("*") if f.is_file()]
    assert len(files) > 30
    assert all((first / f).read_bytes() == (second / f).read_bytes() for f in files)
    shutil.rmtree(second)


def test_differences__name_every_place() -> None:
    old = {"a": 1, "b": [{"id": "x", "v": 1}, 2], "c": "gone"}
    new = {"a": 1, "b": [{"id": "x", "v": 2}, 2], "d": None}
    assert list(differences("", old, new)) == [".b[x].v: 1 -> 2", '.c: "gone" -> (not stated)']
