"""A sweep's figures in memory, as a Zarr store would hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import xarray as xr

from aksonsim.sweeps import layout
from aksonsim.sweeps.job import Figures
from aksonsim.sweeps.points import Points
from aksonsim.sweeps.spec import Manifest


class MemoryStore:
    """Figures by point; NaN where a point is not done."""

    def __init__(self, manifest: Manifest, points: Points) -> None:
        self.manifest = manifest
        columns = dict(zip(points.paths, zip(*points.values, strict=True), strict=True))
        self._labels = layout.labels(manifest, points.unit, columns)
        self._arrays = empty(manifest)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store, which nobody else can reach."""
        yield

    def write(self, point: int, figures: Figures) -> None:
        """Take the figures of a point."""
        for name, array in self._arrays.items():
            array[point] = getattr(figures, name)

    def dataset(self) -> xr.Dataset:
        """Return what `aksonsim.sweeps.store.read` returns of a store."""
        return filled(self._labels, self.manifest, self._arrays)


def empty(manifest: Manifest) -> dict[str, Any]:
    """Return the arrays that points fill."""
    return {
        name: np.full(shape, "", dtype=object) if name == layout.REFUSAL else np.full(shape, np.nan)
        for name, (_, shape) in layout.figures(manifest).items()
    }


def filled(labels: xr.Dataset, manifest: Manifest, arrays: dict[str, Any]) -> xr.Dataset:
    """Return a sweep as a Dataset: its labels and figures, the manifest among its attributes."""
    shapes = layout.figures(manifest)
    ds = labels.assign({name: (dims, arrays[name]) for name, (dims, _) in shapes.items()})
    return ds.assign_attrs(manifest=json.dumps(manifest, ensure_ascii=False))
