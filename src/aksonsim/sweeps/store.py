"""A sweep's figures as a Zarr store, one chunk a point, so that what is done outlives whatever kills the run.

Layout (`aksonsim.sweeps.layout`): ``value`` [point, output], ``interval`` [point, output, bound], ``refusal`` [point]
(why a point could not be simulated; empty where it was) and, where curves are kept, ``curve`` [point, curve,
probability], a chunk a point; parameters as coordinates along ``point`` under their dotted paths (`layout.folder`);
``unit`` [point, parameter] the design in the unit cube; ``manifest.json``. Zarr writes a chunk beside its place and
renames it, and it is forced to the disk before the next: ``value`` comes last, and **a point is done when its chunk of
value is there**. There is no second mark that could disagree. Nothing is without a checksum: a chunk that lost its end
in a power cut is computed again, and labels and descriptions that are damaged are written again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import xarray as xr

from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.files.atomic import replacing
from aksonsim.sweeps import layout
from aksonsim.sweeps.chunks import (
    Damaged,
    begun,
    damaged_fixed,
    digests,
    figures_of,
    numbers,
    only_plain_files,
    points_there,
    texts,
)
from aksonsim.sweeps.job import Figures
from aksonsim.sweeps.layout import LOCK, MANIFEST, REFUSAL
from aksonsim.sweeps.manifest import must_agree
from aksonsim.sweeps.memory import empty, filled
from aksonsim.sweeps.points import Points, design_of
from aksonsim.sweeps.spec import Manifest
from aksonsim.sweeps.stored_manifest import read_manifest, with_checksum

SMALL, TIMES = 2**26, 1000
"""What a store may claim to hold: so many bytes, and so many times those of its labels."""


class Store:
    """A store that is being written; only the process that holds its lock may."""

    def __init__(self, path: Path) -> None:
        zarr = _zarr()
        self.path = path
        self.manifest = read_manifest(path)
        only_plain_files(path)
        config = {"write_empty_chunks": True}  # a point without any value is done too
        try:
            group = zarr.open_group(path, mode="r+", zarr_format=2)
            self._arrays = {name: group[name].with_config(config) for name in layout.figures(self.manifest)}
        except (OSError, KeyError, ValueError) as error:
            what = f"the store is damaged ({type(error).__name__}: {error}); sweep into a new one"
            raise ResultError(f"{path}: {what}") from None

    @classmethod
    def create(cls, path: Path, manifest: Manifest, points: Points) -> Self:
        """Make a store without figures where there is nothing yet; it appears whole or not at all.

        Raises OSError where the folder cannot be written.
        """
        with _new(path, manifest, points) as beside:
            beside.rename(path)
        return cls(path)

    @classmethod
    def resume(cls, path: Path, manifest: Manifest, points: Points) -> tuple[Self, list[str]]:
        """Open a store to go on with, and name the labels and descriptions that were damaged and are written again.

        Raises ResultError where it was begun with another sweep (see `must_agree`).
        """
        must_agree(read_manifest(path), manifest, str(path))
        only_plain_files(path)
        repaired = []
        with _new(path, manifest, points) as beside:
            for name in (*layout.fixed_files(manifest), MANIFEST):
                sound, there = (beside / name).read_bytes(), path / name
                if not there.exists() or there.read_bytes() != sound:
                    repaired.append(name)
                    there.parent.mkdir(exist_ok=True)
                    with replacing(there) as temporary:
                        temporary.write_bytes(sound)
        return cls(path), repaired

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
            array[point] = getattr(figures, name)
            _to_disk(layout.chunk(self.path, name, point, array.ndim))
        _to_disk(self.path / "value")

    def points(self) -> tuple[dict[int, str], list[int]]:
        """Return the points that are done, with why they could not be simulated, and those that are damaged."""
        return points_there(self.path, self.manifest)

    def done(self) -> tuple[list[int], list[int]]:
        """Return the points that are done, and those with a chunk that is damaged (which are not)."""
        done, damaged = self.points()
        return [*done], damaged

    def remove_if_empty(self) -> None:
        """Remove a store of which no point has been begun."""
        if not begun(self.path, self.manifest):
            shutil.rmtree(self.path, ignore_errors=True)


@door
def read(path: Path) -> tuple[xr.Dataset, Manifest]:
    """Read a store: its labelled figures, NaN where a point is not done or was refused, and its manifest.

    Raises ResultError where it is no store of ours, of a layout this version does not know, or damaged.
    """
    _zarr()
    manifest = read_manifest(path)
    only_plain_files(path)
    if damaged := damaged_fixed(path, manifest):
        raise ResultError(f"{path}: {damaged[0]} is damaged; run the sweep again with --resume")
    try:
        ds = _labelled(path, manifest)
        shapes = layout.figures(manifest)
        claimed = 8 * sum(int(np.prod(shape)) for _, shape in shapes.values())
        if claimed > SMALL + TIMES * ds.nbytes:
            raise ResultError(
                f"{path}: claims {claimed / 1e9:.3g} GB of figures for {ds.nbytes / 1e6:.3g} MB of labels"
            )
        held = empty(manifest)
        for point in begun(path, manifest):
            try:
                for name, of_point in figures_of(path, manifest, point).items():
                    held[name][point] = of_point
            except Damaged:
                raise ResultError(f"{path}: point {point} is damaged; run the sweep again with --resume") from None
    except Damaged as error:
        raise ResultError(f"{path}: {error} is not what a sweep writes") from None
    return filled(ds, manifest, held), manifest


def _labelled(path: Path, manifest: Manifest) -> xr.Dataset:
    """Return the labels of a store, its points as its design has them; raises Damaged."""
    n, parameters, spec = manifest["points"], manifest["parameters"], manifest["spec"]
    columns: dict[str, Any] = {}
    for name, about in parameters.items():
        if about["numeric"]:
            columns[name] = numbers(path, f"{layout.folder(name)}/0", (n,))
            sound = np.isfinite(columns[name]).all()
        else:
            columns[name] = texts(path, f"{layout.folder(name)}/0", n)
            sound = set(columns[name]) <= set(map(str, spec["parameters"][name].get("values") or columns[name]))
        if not sound:
            raise Damaged(name)
    unit = numbers(path, "unit/0.0", (n, len(parameters)))
    if not design_of(spec, unit):
        raise Damaged("unit")
    return layout.labels(manifest, unit, columns)


@contextmanager
def _new(path: Path, manifest: Manifest, points: Points) -> Iterator[Path]:
    """Make a store without figures beside a place; what is left of it there in the end is removed."""
    zarr = _zarr()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.mkdir()
    try:
        columns = dict(zip(points.paths, zip(*points.values, strict=True), strict=True))
        ds = layout.labels(manifest, points.unit, columns)
        ds = ds.rename({name: layout.folder(name) for name in points.paths})
        kept = {
            name: {"compressors": None, "filters": layout.codecs(text=var.dtype == object), "chunks": var.shape}
            for name, var in ds.variables.items()
        }
        with zarr.config.set({"array.write_empty_chunks": True}):
            ds.to_zarr(beside, zarr_format=2, mode="w", consolidated=False, encoding=kept)
        group = zarr.open_group(beside, mode="r+", zarr_format=2)
        for name, (dims, shape) in layout.figures(manifest).items():
            text = name == REFUSAL
            array = group.create_array(
                name,
                shape=shape,
                chunks=(1, *shape[1:]),
                dtype=str if text else "float64",
                filters=layout.codecs(text=text),
                compressors=None,
                fill_value=None if text else float("nan"),
            )
            array.attrs["_ARRAY_DIMENSIONS"] = list(dims)
        zarr.consolidate_metadata(beside, zarr_format=2)
        whole = with_checksum(manifest | {"files": digests(beside, layout.fixed_files(manifest))})
        (beside / MANIFEST).write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


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
        raise layout.without_zarr() from None
    return zarr
