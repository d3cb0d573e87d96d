"""Results as netCDF-4 files, through h5netcdf."""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.files.access import refusal
from aksonsim.files.atomic import replacing
from aksonsim.files.hdf5 import unsafe
from aksonsim.files.kinds import KINDS, kind_of
from aksonsim.files.older import brought_up
from aksonsim.files.result_validation import fault

if TYPE_CHECKING:
    import xarray as xr

SMALLER = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
"""Shuffled: the high bytes of neighbouring numbers are alike, those of one number are not."""
CAUSE = 120
"""Characters of a library's own words that a message repeats."""
_NEEDED = ("aksonsim_version", "seed", "draws", "digest", "scenarios")


@door
def write(dataset: xr.Dataset, path: str | Path, *, compress: bool = False) -> None:
    """Write a result; equal results give equal bytes. Compression about halves the file.

    Raises ResultError when the file cannot be written (no space, no permission); an older file is then untouched.
    """
    try:
        with replacing(path) as temporary:
            _reserve(temporary, _bytes(dataset))
            _fill(dataset, temporary, SMALLER if compress else {})
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]  # HDF5 adds times, paths and addresses in brackets
        raise ResultError(f"{path}: cannot be written: {why}") from error


def _fill(dataset: xr.Dataset, file: Path, filters: dict[str, Any]) -> None:
    """Write what ``Dataset.to_netcdf`` would, which takes three times as long and loads dask where there is one."""
    import h5netcdf
    import h5py

    others = [name for name in dataset.coords if name not in dataset.dims]
    with h5netcdf.File(file, "w") as out:
        out.dimensions = {str(name): size for name, size in dataset.sizes.items()}
        for name, variable in dataset.variables.items():
            text = variable.dtype.kind in "OU"
            number = variable.dtype.kind == "f"
            written = out.create_variable(
                str(name),
                tuple(map(str, variable.dims)),
                h5py.string_dtype() if text else variable.dtype,
                fillvalue=variable.dtype.type(np.nan) if number and name in dataset.data_vars else None,
                **(filters if name in dataset.data_vars and "draw" in variable.dims else {}),
            )
            written.attrs.update(variable.attrs)
            beside = sorted(str(key) for key in others if set(dataset[key].dims) <= set(variable.dims))
            if beside and name in dataset.data_vars:
                written.attrs["coordinates"] = " ".join(beside)
            written[...] = variable.values
        out.attrs.update(dataset.attrs)


def _bytes(dataset: xr.Dataset) -> int:
    """Return about how large a file becomes, rather too much: data, texts, and what HDF5 itself needs."""
    return dataset.nbytes + sum(len(str(value).encode()) for value in dataset.attrs.values()) + 2**18


def _reserve(file: Path, size: int) -> None:
    """Raise OSError where a disk has no room for ``size`` bytes; the file is left empty.

    HDF5 must not find out: after a failed write it cannot close its file, and the process crashes when it ends.
    """
    if not hasattr(os, "posix_fallocate"):  # neither Windows nor macOS has it
        if shutil.disk_usage(file.parent).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        return
    with file.open("r+b") as handle:
        try:
            os.posix_fallocate(handle.fileno(), 0, size)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):  # a file system that cannot reserve
                raise
        handle.truncate(0)


@door
def read(path: str | Path) -> xr.Dataset:
    """Read a result wholly into memory.

    Raises ResultError when the file is missing, damaged, or not a result of aksonsim.
    """
    import h5netcdf
    import h5py
    import xarray as xr

    place = Path(path)
    what = refusal(place) or ("" if place.exists() else "there is no such file")
    if what:
        raise ResultError(f"{path}: {what}; name the netCDF file that aksonsim run wrote")
    kind = kind_of(place)
    if kind == "scenario" and place.suffix != ".nc":
        raise ResultError(f"{path}: is a scenario file, not a result; aksonsim run {path} makes one")
    if kind not in ("", "result"):
        raise ResultError(f"{path}: is not a readable netCDF-4 file: it is {'; '.join(KINDS[kind]).format(path=path)}")
    try:
        with h5py.File(place, "r") as file, warnings.catch_warnings():
            warnings.simplefilter("error")  # a sound result gives no cause for any
            if reason := unsafe(file, place.stat().st_size):
                raise ResultError(f"{path}: is damaged, or no result of aksonsim run: {reason}")
            with xr.open_dataset(
                xr.backends.H5NetCDFStore(h5netcdf.File(file, "r", decode_vlen_strings=True))
            ) as opened:
                dataset = brought_up(opened.load())
    except ResultError:
        raise
    except Exception as error:  # whatever a damaged file provokes in three libraries; they promise no set of errors
        cause = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ResultError(f"{path}: is not a readable netCDF-4 file: {cause[:CAUSE]}") from error
    missing = [name for name in _NEEDED if name not in dataset.attrs]
    if missing or "scenario" not in dataset.dims:
        lacks = ", ".join(missing or ["scenario"])
        raise ResultError(f"{path}: is no result of aksonsim run (it lacks {lacks})")
    if "draw" not in dataset.dims and "statistic" in dataset.dims:
        raise ResultError(
            f"{path}: holds the summary of a run that kept no draws; xarray.open_dataset reads it, with P10, P50, P80 "
            "and P85; for other percentiles, and for which one a value is, run it with --keep totals"
        )
    if wrong := fault(dataset):
        raise ResultError(f"{path}: is damaged, or no result of aksonsim run: {wrong}")
    return dataset
