"""Results as files: equal in, equal out; equal bytes; what is no result is refused in a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import h5netcdf
import h5py
import numpy as np
import pytest
import xarray as xr

import aksonsim
from aksonsim.engine.variables import BY_NAME
from aksonsim.errors import ResultError
from aksonsim.files import netcdf
from aksonsim.files.load import load_all
from aksonsim.money import units

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    """The reference case and a scenario that simulates less, with everything kept."""
    names = ["baseline", "official_basis", "shared_ownership_cost"]
    return aksonsim.simulate(load_all(CONFIGS / "akson.yaml", names), draws=33, keep="full", threads=1)


@pytest.fixture
def written(result: xr.Dataset, tmp_path: Path) -> Path:
    netcdf.write(result, tmp_path / "a.nc")
    return tmp_path / "a.nc"


def test_netcdf__what_is_read_is_what_was_written(result: xr.Dataset, written: Path) -> None:
    back = netcdf.read(written)
    assert back.identical(result)
    for name in result.variables:
        if result[name].dtype == object:
            assert back[name].values.tolist() == result[name].values.tolist(), name
        else:
            assert back[name].dtype == result[name].dtype, name
            assert back[name].values.tobytes() == result[name].values.tobytes(), name
    assert list(back.data_vars) == list(result.data_vars)


def test_netcdf__dims_begin_with_scenario_and_draw_and_every_variable_is_declared(written: Path) -> None:
    back = netcdf.read(written)
    for name, variable in back.data_vars.items():
        declared = BY_NAME[str(name)]
        assert variable.dims == ("scenario", *declared.dims)
        assert variable.attrs.get("units", "") == units(declared.units, back.attrs)
        assert variable.attrs["long_name"] == declared.long_name
        assert variable.dtype == np.dtype(declared.dtype)
    flags = back["gate_outcome"].attrs
    assert flags["flag_values"].tolist() == [-1, 0, 1, 2]
    assert flags["flag_meanings"] == "no_gate on_time late stopped"
    assert back["gate_outcome"].sel(scenario="official_basis").values.tolist() == [-1] * 33


def test_netcdf__norwegian_letters_survive(written: Path) -> None:
    names = netcdf.read(written)["name"].values.tolist()
    assert {"Ål", "Bodø", "Bærum", "Sør-Aurdal"} <= set(names)


def test_netcdf__equal_results_give_equal_bytes(result: xr.Dataset, written: Path, tmp_path: Path) -> None:
    for other in ("b.nc", "c.nc"):
        netcdf.write(result.copy(deep=True), tmp_path / other)
        assert (tmp_path / other).read_bytes() == written.read_bytes()


def test_netcdf__compressed_holds_the_same(result: xr.Dataset, written: Path, tmp_path: Path) -> None:
    netcdf.write(result, tmp_path / "z.nc", compress=True)
    assert netcdf.read(tmp_path / "z.nc").identical(netcdf.read(written))
    with h5py.File(tmp_path / "z.nc") as file:
        assert file["cost_total"].compression == "gzip"
    with h5py.File(written) as file:
        assert file["cost_total"].compression is None


def test_netcdf__says_nothing_of_when_it_was_made(written: Path) -> None:
    with h5py.File(written) as file:
        attributes = {key: str(value) for key, value in file.attrs.items()}
    assert not [key for key in attributes if "date" in key.lower() or "history" in key.lower()]
    assert not [key for key, value in attributes.items() if str(Path.home()) in value]


# --- what cannot be read ----------------------------------------------------------------------------------------------


def test_read__no_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"no.nc: there is no such file; name the netCDF file"):
        netcdf.read(tmp_path / "no.nc")
    with pytest.raises(ResultError, match=r": is a folder; name the netCDF file"):
        netcdf.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"schema: 1\n", b"\x89HDF\r\n\x1a\n", b"CDF\x01" + b"\0" * 60])
def test_read__what_is_no_netcdf4(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.nc"
    file.write_bytes(content)
    with pytest.raises(ResultError, match=r"a.nc: is not a readable netCDF-4 file"):
        netcdf.read(file)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_read__a_file_cut_short(written: Path, tmp_path: Path, part: float) -> None:
    whole = written.read_bytes()
    cut = tmp_path / "cut.nc"
    cut.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(ResultError, match=r"cut.nc: is not a readable netCDF-4 file"):
        netcdf.read(cut)


def test_read__anothers_netcdf(tmp_path: Path) -> None:
    file = tmp_path / "theirs.nc"
    xr.Dataset({"x": ("t", [1.0, 2.0])}).to_netcdf(file, engine="h5netcdf")
    with pytest.raises(ResultError, match=r"theirs.nc: is no result of aksonsim run \(it lacks aksonsim_version, seed"):
        netcdf.read(file)


# --- what cannot be written -------------------------------------------------------------------------------------------


def test_write__failure_leaves_the_old_file_and_no_other(
    result: xr.Dataset, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(h5netcdf, "File", refuse)
    with pytest.raises(ResultError, match=r"a.nc: cannot be written: Input/output error$"):
        netcdf.write(result, written)
    assert [file.name for file in written.parent.iterdir()] == ["a.nc"]
    assert written.read_bytes() == before


def test_write__room_is_asked_for_before_hdf5_begins(
    result: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def full(handle: int, offset: int, size: int) -> None:
        asked.append((offset, size))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(ResultError, match=r"a.nc: cannot be written: No space left on device$"):
        netcdf.write(result, tmp_path / "a.nc")
    assert list(tmp_path.iterdir()) == []
    assert asked[0][0] == 0
    assert asked[0][1] > result.nbytes


def test_write__room_asked_for_is_enough_and_not_left_in_the_file(
    result: xr.Dataset, written: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    size = written.stat().st_size
    assert result.nbytes < size <= netcdf._bytes(result)

    def cannot(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "posix_fallocate", cannot)  # a file system that cannot reserve is no obstacle
    netcdf.write(result, tmp_path / "b.nc")
    assert (tmp_path / "b.nc").read_bytes() == written.read_bytes()


def test_write__into_a_folder_that_is_not_there_yet_and_not_over_a_folder(result: xr.Dataset, tmp_path: Path) -> None:
    netcdf.write(result, tmp_path / "new" / "er" / "a.nc")
    assert netcdf.read(tmp_path / "new" / "er" / "a.nc").sizes["draw"] == 33
    with pytest.raises(ResultError, match=r"new: cannot be written: is a folder, not a file$"):
        netcdf.write(result, tmp_path / "new")
