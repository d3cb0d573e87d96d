"""A sweep's figures as a Zarr store, one chunk a point, so that what is done outlives whatever kills the run.

Layout (Zarr format 2, whose text labels every reader knows): ``value`` [point, output], ``interval`` [point, output,
bound] and, where curves are kept, ``curve`` [point, curve, probability], float64, a chunk a point with a CRC-32, not
compressed; parameters as coordinates along ``point`` under their dotted paths; ``unit`` [point, parameter] the design
in the unit cube; ``manifest.json``. Zarr writes a chunk beside its place and renames it, and it is forced to the disk
before the next: ``value`` comes last, and **a point is done when its chunk of value is there**. There is no second
mark that could disagree. A chunk that lost its end in a power cut fails its checksum and is computed again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.sweep.job import PROBABILITIES, Figures
from aksonsim.sweep.manifest import LAYOUT, must_agree
from aksonsim.sweep.points import Points

Json = dict[str, Any]
MANIFEST = "manifest.json"
LOCK = ".lock"
"""Held by the process that writes; the empty file stays."""


class Store:
    """A store that is being written; only the process that holds its lock may."""

    def __init__(self, path: Path) -> None:
        zarr = _zarr()
        self.path = path
        config = {"write_empty_chunks": True}  # a point without any value is done too
        try:
            group = zarr.open_group(path, mode="r+", zarr_format=2)
            names = [name for name in ("curve", "interval", "value") if name != "curve" or name in group]
            self._arrays = {name: group[name].with_config(config) for name in names}
        except (OSError, KeyError, ValueError) as error:
            what = f"the store is damaged ({type(error).__name__}: {error}); sweep into a new one"
            raise ResultError(f"{path}: {what}") from None

    @classmethod
    def create(cls, path: Path, manifest: Json, points: Points) -> Self:
        """Make a store without figures where there is nothing yet; it appears whole or not at all.

        Raises OSError where the folder cannot be written.
        """
        zarr = _zarr()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            _labels(manifest, points).to_zarr(beside, zarr_format=2, mode="w", consolidated=False)
            group = zarr.open_group(beside, mode="r+", zarr_format=2)
            for name, dims, shape in _shapes(manifest, points):
                array = group.create_array(
                    name,
                    shape=shape,
                    chunks=(1, *shape[1:]),
                    dtype="float64",
                    filters=[_checksum()],
                    compressors=None,
                    fill_value=float("nan"),
                )
                array.attrs["_ARRAY_DIMENSIONS"] = list(dims)
            zarr.consolidate_metadata(beside, zarr_format=2)
            (beside / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
            beside.chmod(0o755)
            beside.rename(path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        return cls(path)

    @classmethod
    def resume(cls, path: Path, manifest: Json) -> Self:
        """Open a store to go on with; ResultError where it was begun with another sweep (see `must_agree`)."""
        must_agree(read_manifest(path), manifest, str(path))
        return cls(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store; ResultError where another process does. The lock ends with the process that holds it."""
        from filelock import FileLock, Timeout

        try:
            held = FileLock(self.path / LOCK, blocking=False).acquire()
        except Timeout:
            raise ResultError(f"{self.path}: another sweep is writing to it") from None
        with held:
            yield

    def write(self, point: int, figures: Figures) -> None:
        """Write the figures of a point, durably, ``value`` last."""
        for name, array in self._arrays.items():
            data: npt.NDArray[np.float64] = getattr(figures, name)
            array[point] = data
            _to_disk(self._chunk(name, point))
        _to_disk(self.path / "value")

    def done(self) -> tuple[list[int], list[int]]:
        """Return the points that are done, and those with a chunk that is damaged (which are not)."""
        done: list[int] = []
        damaged: list[int] = []
        for point in range(self._arrays["value"].shape[0]):
            if not self._chunk("value", point).exists():
                continue
            try:
                for array in self._arrays.values():
                    array[point]
            except (RuntimeError, ValueError, OSError):
                damaged.append(point)
            else:
                (done if all(self._chunk(name, point).exists() for name in self._arrays) else damaged).append(point)
        return done, damaged

    def _chunk(self, name: str, point: int) -> Path:
        return self.path / name / ".".join([str(point), *["0"] * (self._arrays[name].ndim - 1)])


def read(path: Path) -> tuple[xr.Dataset, Json]:
    """Read a store: its labelled figures, NaN where a point is not done, and its manifest.

    Raises ResultError where it is no store of ours, of a layout this version does not know, or damaged.
    """
    _zarr()
    manifest = read_manifest(path)
    if manifest.get("layout") != LAYOUT:
        raise ResultError(
            f"{path}: was written by aksonsim {manifest.get('aksonsim_version', '?')} in layout "
            f"{manifest.get('layout', '?')}; this version reads layout {LAYOUT}"
        )
    try:
        with xr.open_zarr(path, chunks=None, zarr_format=2, consolidated=True) as opened:
            ds = opened.load()
    except (RuntimeError, ValueError, OSError, KeyError) as error:
        _, damaged = Store(path).done()
        where = f"point {damaged[0]} is damaged" if damaged else f"is not readable ({type(error).__name__})"
        raise ResultError(f"{path}: {where}; run the sweep again with --resume") from error
    return ds, manifest


def read_manifest(path: Path) -> Json:
    """Return the manifest of a store; ResultError where there is none."""
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        what = "is no sweep of aksonsim (it has no manifest.json)" if path.exists() else "there is no such store"
        raise ResultError(f"{path}: {what}") from None
    except (OSError, ValueError) as error:
        raise ResultError(f"{path}: its manifest.json is not readable ({type(error).__name__})") from None
    if not isinstance(found, dict):
        raise ResultError(f"{path}: its manifest.json is no manifest")
    return found


def _labels(manifest: Json, points: Points) -> xr.Dataset:
    """Return everything of a store that does not wait for a simulation."""
    names = list(manifest["outputs"])
    coords: dict[str, Any] = {
        "point": ("point", np.arange(len(points))),
        "output": ("output", np.array(names, dtype=object)),
        "bound": ("bound", np.array(["low", "high"], dtype=object)),
        "parameter": ("parameter", np.array(points.paths, dtype=object)),
        "units": ("output", np.array([manifest["outputs"][name]["units"] for name in names], dtype=object)),
    }
    if manifest["curves"]:
        coords["curve_name"] = ("curve_name", np.array(list(manifest["curves"]), dtype=object))
        coords["probability"] = ("probability", PROBABILITIES)
    for i, path in enumerate(points.paths):
        column = [row[i] for row in points.values]
        plain = manifest["parameters"][path]["numeric"]
        values = np.array(column, dtype=float) if plain else np.array([str(v) for v in column], dtype=object)
        coords[path] = ("point", values, {"long_name": manifest["parameters"][path]["title"]["en"]})
    attrs = {key: manifest[key] for key in ("digest", "aksonsim_version")} | {
        "title": manifest["title"]["en"],
        "draws": manifest["spec"]["draws"],
        "seed": str(manifest["spec"]["seed"]),
        "design": manifest["spec"]["design"]["kind"],
    }
    return xr.Dataset({"unit": (("point", "parameter"), points.unit)}, coords=coords, attrs=attrs)


def _shapes(manifest: Json, points: Points) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    n, outputs, curves = len(points), len(manifest["outputs"]), len(manifest["curves"])
    found: list[tuple[str, tuple[str, ...], tuple[int, ...]]] = [
        ("value", ("point", "output"), (n, outputs)),
        ("interval", ("point", "output", "bound"), (n, outputs, 2)),
    ]
    if curves:
        found.append(("curve", ("point", "curve_name", "probability"), (n, curves, PROBABILITIES.size)))
    return found


def _to_disk(place: Path) -> None:
    """Wait until a file, or the list of names of a folder, is on the disk."""
    folder = place.is_dir()
    if folder and os.name == "nt":  # Windows opens no folder
        return
    handle = os.open(place, os.O_RDONLY if folder else os.O_RDWR)  # Windows syncs only what may be written
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _zarr() -> Any:
    try:
        import zarr
    except ImportError:
        raise AksonsimError("sweeps are kept in Zarr; install it with: pip install 'aksonsim[sweep]'") from None
    return zarr


def _checksum() -> Any:
    from numcodecs import CRC32

    return CRC32()
