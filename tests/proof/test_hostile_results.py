"""Results that keep their numbers in other files, or claim types and sizes that no result has, are refused unread."""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path

import h5py
import numpy as np
import pytest

import aksonsim
from aksonsim.cli import main
from aksonsim.errors import ResultError
from aksonsim.files import netcdf

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "proof"))
import hostile_netcdf as hostile  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs files that only POSIX systems have")
READERS = [
    ("summary", "a.nc"),
    ("summary", "a.nc", "--json"),
    ("verify", "a.nc"),
    ("plot", "s-curve", "a.nc", "-o", "out.png"),
    ("report", "a.nc", "-o", "out.html"),
    ("compare", "a.nc"),
    ("explore", "a.nc"),
    ("ledger", "a.nc", "-o", "out.csv"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small sound result."""
    out = tmp_path_factory.mktemp("sound") / "out.nc"
    netcdf.write(aksonsim.simulate(aksonsim.load(ROOT / "configs" / "minimal.yaml"), draws=32, threads=1), out)
    return out.read_bytes()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (beside := tmp_path / "beside").mkdir()
    return beside


def refused(sentence: str) -> None:
    with pytest.raises(ResultError) as caught:
        netcdf.read("a.nc")
    assert str(caught.value).startswith("a.nc: is damaged, or no result of aksonsim run: ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", [*hostile.ELSEWHERE, *hostile.UNLIKELY])
def test_results__that_reach_out_or_claim_too_much_are_refused_unread(result: bytes, folder: Path, name: str) -> None:
    edit, sentence = (hostile.ELSEWHERE | hostile.UNLIKELY)[name]
    Path("a.nc").write_bytes(hostile.made(result, edit, folder))
    refused(sentence)


def test_results__whose_labels_are_one_long_text_are_refused(result: bytes, folder: Path) -> None:
    Path("a.nc").write_bytes(hostile.one_text_many_times(result, folder))
    refused("extra holds more text than fits into the file")


@pytest.mark.parametrize("words", READERS, ids=lambda words: " ".join(words[:1] + words[2:3]))
@pytest.mark.parametrize("name", ["external file", "external fifo", "virtual fifo"])
def test_results__no_command_reads_what_lies_elsewhere(
    result: bytes, folder: Path, words: tuple[str, ...], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, sentence = (hostile.ELSEWHERE | hostile.UNLIKELY)[name]
    Path("a.nc").write_bytes(hostile.made(result, edit, folder))
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("error: a.nc: ")
    assert sentence in shown.err
    assert shown.out == ""
    assert {path.name for path in Path().iterdir()} == {"a.nc", "beside"}


def test_results__given_as_a_pipe_are_not_opened() -> None:
    os.mkfifo("a.nc")
    with pytest.raises(ResultError, match=r"^a.nc: is a pipe; name the netCDF file"):
        netcdf.read("a.nc")


@pytest.mark.parametrize("fletcher", [False, True])
@pytest.mark.parametrize("shuffle", [False, True])
def test_results__compressed_again_by_other_tools_are_read(result: bytes, *, fletcher: bool, shuffle: bool) -> None:
    Path("sound.nc").write_bytes(result)
    Path("a.nc").write_bytes(result)
    with h5py.File("a.nc", "r+") as file:
        values, attrs = file["cost_total"][...], dict(file["cost_total"].attrs)
        scales = [dim[0] for dim in file["cost_total"].dims]
        del file["cost_total"]
        held = file.create_dataset(
            "cost_total", data=values, chunks=(1, 7), compression="gzip", shuffle=shuffle, fletcher32=fletcher,
            maxshape=(None, None),
        )  # fmt: skip
        for key in ("_FillValue", "units", "long_name"):
            held.attrs[key] = attrs[key]
        for dim, scale in zip(held.dims, scales, strict=True):
            dim.attach_scale(scale)
    again = netcdf.read("a.nc")
    assert again["cost_total"].values.tobytes() == netcdf.read("sound.nc")["cost_total"].values.tobytes()


def test_results__a_chunk_at_its_size_is_read_and_one_beyond_is_not(result: bytes) -> None:
    for extra in (0, 8):
        Path("a.nc").write_bytes(result)
        with h5py.File("a.nc", "r+") as file:
            held = file.create_dataset("more", (32,), "f8", chunks=(32,), compression="gzip")
            held.id.write_direct_chunk((0,), zlib.compress(np.ones(32).tobytes() + b"\0" * extra))
            held.dims[0].attach_scale(file["draw"])
        if extra:
            refused("more has a chunk that inflates beyond its size")
        else:
            assert netcdf.read("a.nc")["more"].values.tolist() == [1.0] * 32
