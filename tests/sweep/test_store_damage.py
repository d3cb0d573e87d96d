"""Nothing in a store is without a checksum; what is damaged is told alike by reader and --resume, or written again."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xarray as xr
from sweep_files import SPEC, written

from aksonsim.cli import main
from aksonsim.errors import ResultError
from aksonsim.sweeps.layout import LOCK
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import read

sys.path.insert(0, str(Path(__file__).parents[2] / "proof"))
import mutate_zarr as mutate

WORDS = SPEC.replace("values: [40, 50, 60]", "values: [40, 50]").replace(
    "design: grid", '  "costs[b].estimate.shape": {values: [normal, gamma]}\ndesign: grid'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store, with a parameter of words and two of numbers."""
    folder = tmp_path_factory.mktemp("made")
    run(begin(read_sweep(written(folder, WORDS)), folder / "out.zarr"), workers=1)
    return folder / "out.zarr"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy of it, beside the sweep's file."""
    written(tmp_path, WORDS)
    shutil.copytree(made, tmp_path / "out.zarr")
    return tmp_path / "out.zarr"


def put_back(store: Path, files: mutate.Files) -> None:
    for name, content in files.items():
        assert isinstance(content, bytes)
        (store / name).parent.mkdir(exist_ok=True)
        (store / name).write_bytes(content)


def fixed(store: Path) -> Iterator[Path]:
    """Yield what no point changes: labels and descriptions."""
    for place in sorted(store.rglob("*")):
        figures = place.parent.name in ("value", "interval", "refusal") and not place.name.startswith(".")
        if place.is_file() and not figures and place.name not in (LOCK, "manifest.json"):
            yield place


def test_damage__a_flipped_bit_of_any_label_or_description_is_told_and_repaired(store: Path) -> None:
    sound, _ = read(store)
    files = mutate.files_of(store)
    rng = random.Random(34)
    places = list(fixed(store))
    assert len(places) > 25
    for place in places:
        raw = place.read_bytes()
        for bit in rng.sample(range(len(raw) * 8), min(3, len(raw) * 8)):
            broken = bytearray(raw)
            broken[bit // 8] ^= 1 << bit % 8
            place.write_bytes(broken)
            with pytest.raises(ResultError, match=r"out\.zarr: .* is damaged; run the sweep again with --resume"):
                read(store)
    begun = begin(read_sweep(store.parent / "sweep.yaml"), store, resume=True)
    assert sorted(begun.repaired) == sorted(place.relative_to(store).as_posix() for place in places)
    assert (begun.left, begun.damaged) == ((), ())
    assert mutate.files_of(store) == files
    assert read(store)[0].identical(sound)


def test_damage__every_bit_of_a_parameter(store: Path) -> None:
    place = store / "costs[a].estimate.mean" / "0"
    raw = place.read_bytes()
    for bit in range(8 * len(raw)):
        broken = bytearray(raw)
        broken[bit // 8] ^= 1 << bit % 8
        place.write_bytes(broken)
        with pytest.raises(ResultError, match=r"costs\[a\]\.estimate\.mean/0 is damaged"):
            read(store)


def test_damage__other_readers_see_a_flipped_parameter_too(store: Path) -> None:
    place = store / "costs[a].estimate.mean" / "0"
    raw = bytearray(place.read_bytes())
    raw[9] ^= 4
    place.write_bytes(raw)
    with pytest.raises(RuntimeError, match="checksum"), xr.open_zarr(store, chunks=None) as ds:
        ds.load()


@pytest.mark.parametrize("how", ["cut", "empty", "lost", "folder lost", "longer"])
@pytest.mark.parametrize("name", ["costs[a].estimate.mean", "costs[b].estimate.shape", "unit", "point", "units"])
def test_damage__a_label_that_is_cut_or_lost_is_told_and_repaired(store: Path, name: str, how: str) -> None:
    sound, _ = read(store)
    place = store / name / ("0.0" if name == "unit" else "0")
    raw = place.read_bytes()
    if how in ("lost", "folder lost"):
        place.unlink()
    else:
        place.write_bytes({"cut": raw[:-3], "empty": b"", "longer": raw + b"\0" * 8}[how])
    if how == "folder lost":
        for rest in (store / name).iterdir():
            rest.unlink()
        (store / name).rmdir()
    with pytest.raises(ResultError, match="is damaged; run the sweep again with --resume"):
        read(store)
    assert begin(read_sweep(store.parent / "sweep.yaml"), store, resume=True).repaired
    assert read(store)[0].identical(sound)


def test_damage__a_flipped_bit_of_the_manifest_is_told_alike_by_both(store: Path) -> None:
    place = store / "manifest.json"
    raw = place.read_bytes()
    rng = random.Random(5)
    for bit in rng.sample(range(len(raw) * 8), 40):
        broken = bytearray(raw)
        broken[bit // 8] ^= 1 << bit % 8
        place.write_bytes(broken)
        told = []
        for _ in range(2):
            with pytest.raises(ResultError) as caught:
                read(store)
            told.append(str(caught.value))
        with pytest.raises(ResultError) as caught:
            begin(read_sweep(store.parent / "sweep.yaml"), store, resume=True)
        assert [*told, str(caught.value)] == [told[0]] * 3
        assert place.read_bytes() == bytes(broken)


def test_damage__a_point_that_lost_any_of_its_chunks_is_computed_again(store: Path) -> None:
    sound, _ = read(store)
    for name in ("value/3.0", "interval/3.0.0", "refusal/3"):
        place = store / name
        raw = bytearray(place.read_bytes())
        raw[-1] ^= 1
        place.write_bytes(raw)
        with pytest.raises(ResultError, match="point 3 is damaged; run the sweep again with --resume"):
            read(store)
        begun = begin(read_sweep(store.parent / "sweep.yaml"), store, resume=True)
        assert (begun.damaged, begun.left) == ((3,), (3,))
        run(begun, workers=1)
        assert read(store)[0].identical(sound)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs files that only POSIX systems have")
@pytest.mark.parametrize("name", ["value/3.0", "costs[a].estimate.mean/0", "unit/.zarray", ".zattrs", LOCK])
@pytest.mark.parametrize("target", ["elsewhere", "/dev/zero", "a pipe"])
def test_damage__what_leads_out_of_the_store_is_refused(store: Path, name: str, target: str) -> None:
    place = store / name
    held = place.read_bytes()
    place.unlink()
    if target == "a pipe":
        os.mkfifo(place)
    else:
        elsewhere = store.parent / "elsewhere"
        elsewhere.write_bytes(held)
        place.symlink_to(elsewhere if target == "elsewhere" else target)
    told = rf"{name.replace('[', '.').replace(']', '.')} is (a link|no plain file); a store keeps all it has in its own"
    with pytest.raises(ResultError, match=told):
        read(store)
    with pytest.raises(ResultError, match=told):
        begin(read_sweep(store.parent / "sweep.yaml"), store, resume=True)
    if target == "elsewhere":
        assert (store.parent / "elsewhere").read_bytes() == held


@pytest.mark.parametrize("name", ["value", "unit"])
def test_damage__a_folder_that_is_a_link_is_refused(store: Path, name: str) -> None:
    (store / name).rename(store.parent / "elsewhere")
    (store / name).symlink_to(store.parent / "elsewhere", target_is_directory=True)
    with pytest.raises(ResultError, match=f"{name} is a link"):
        read(store)


def test_manifest__short_of_any_key_is_a_sentence(store: Path) -> None:
    files = mutate.files_of(store)
    whole = json.loads((store / "manifest.json").read_text("utf-8"))
    for key in whole:
        put_back(store, mutate.sealed(files, {k: v for k, v in whole.items() if k != key}))
        if key == "checksum":
            continue  # sealing puts it back
        with pytest.raises(ResultError, match=r"manifest\.json is not one that a sweep writes: |in layout \?"):
            read(store)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"points": 10**9}, "points: "),
        ({"points": 10**6}, "is not what a sweep writes"),
        ({"points": 15}, "is not what a sweep writes"),
        ({"title": {"en": "\ud800", "nb": "x"}}, "damaged|half a character"),
        ({"outputs": {}}, "are not those it was asked for"),
        ({"files": {}}, "files: not those of this layout"),
        ({"files": {"../../../etc/passwd": "0" * 64}}, "files: not those of this layout"),
        ({"scenario": {"name": 3}}, "name: "),
        ({"spec": {}}, "schema: |title: "),
        ({"layout": 1}, "in layout 1; this version reads layout 2: read it with that version, or sweep again"),
    ],
)
def test_manifest__that_claims_what_no_sweep_has_is_a_sentence(
    store: Path, change: dict[str, object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put_back(store, mutate.sealed(mutate.files_of(store), json.loads((store / "manifest.json").read_text()) | change))
    with pytest.raises(ResultError, match=told):
        read(store)
    with pytest.raises(SystemExit) as stop:
        main(["explore", str(store)])
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("error: ")
