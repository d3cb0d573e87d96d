"""What lies where in a store of a sweep: shared by who writes it and who reads it.

Zarr format 2, whose text labels every reader knows. Three kinds of files, each with a checksum: ``manifest.json`` (of
itself), labels and descriptions (a CRC-32 in each chunk, and a SHA-256 of each file in the manifest), and the figures,
a chunk a point, with a CRC-32.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.errors import AksonsimError
from aksonsim.sweeps.job import PROBABILITIES
from aksonsim.sweeps.spec import Manifest, Setting

MANIFEST = "manifest.json"
LOCK = ".lock"
"""Held by the process that writes; the empty file stays."""
REFUSAL = "refusal"
DESCRIPTIONS = (".zarray", ".zattrs")
OF_THE_STORE = (".zattrs", ".zgroup", ".zmetadata")
_NOT_EVERYWHERE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]|[. ]$')
"""What Windows does not have in the name of a folder, and the sign that stands for it."""


def labels(
    manifest: Manifest, unit: npt.NDArray[np.float64], columns: Mapping[str, Sequence[Setting] | npt.NDArray[Any]]
) -> xr.Dataset:
    """Return everything of a store that does not wait for a simulation.

    ``unit`` float64[point, parameter]; ``columns`` the values of each parameter along the points.
    """
    names = list(manifest["outputs"])
    coords: dict[str, Any] = {
        "point": ("point", np.arange(manifest["points"])),
        "output": ("output", np.array(names, dtype=object)),
        "bound": ("bound", np.array(["low", "high"], dtype=object)),
        "parameter": ("parameter", np.array(list(manifest["parameters"]), dtype=object)),
        "units": ("output", np.array([manifest["outputs"][name]["units"] for name in names], dtype=object)),
    }
    if manifest["curves"]:
        coords["curve_name"] = ("curve_name", np.array(list(manifest["curves"]), dtype=object))
        coords["probability"] = ("probability", PROBABILITIES)
    for path, about in manifest["parameters"].items():
        column = columns[path]
        plain = about["numeric"]
        values = np.array(column, dtype=float) if plain else np.array([str(v) for v in column], dtype=object)
        coords[path] = ("point", values, {"long_name": about["title"]["en"]})
    attrs = {key: manifest[key] for key in ("digest", "aksonsim_version")} | {
        "title": manifest["title"]["en"],
        "draws": manifest["spec"]["draws"],
        "seed": str(manifest["spec"]["seed"]),
        "design": manifest["spec"]["design"]["kind"],
    }
    return xr.Dataset({"unit": (("point", "parameter"), unit)}, coords=coords, attrs=attrs)


def figures(manifest: Manifest) -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    """Return dimensions and shape of the arrays that points fill, in the order in which a point is written."""
    n, outputs, curves = manifest["points"], len(manifest["outputs"]), len(manifest["curves"])
    curve = {"curve": (("point", "curve_name", "probability"), (n, curves, PROBABILITIES.size))}
    return (curve if curves else {}) | {
        "interval": (("point", "output", "bound"), (n, outputs, 2)),
        REFUSAL: (("point",), (n,)),
        "value": (("point", "output"), (n, outputs)),
    }


def folder(parameter: str) -> str:
    """Return the name in the store of a parameter's values: its path, with %2A for a ``*`` and the like.

    >>> folder("correlations[work-*].rho")
    'correlations[work-%2A].rho'
    """
    return _NOT_EVERYWHERE.sub(lambda found: f"%{ord(found[0]):02X}", parameter)


def chunk(path: Path, name: str, point: int, dims: int) -> Path:
    """Return the file of an array of so many dimensions that holds a point."""
    return path / name / ".".join([str(point), *["0"] * (dims - 1)])


def fixed_files(manifest: Manifest) -> list[str]:
    """Return the names of all files of a store that no point changes, but for the manifest's own."""
    whole = {"point": 1, "output": 1, "bound": 1, "parameter": 1, "units": 1, "unit": 2}
    if manifest["curves"]:
        whole |= {"curve_name": 1, "probability": 1}
    whole |= dict.fromkeys(map(folder, manifest["parameters"]), 1)
    described: Iterable[str] = (*whole, *figures(manifest))
    return [
        *OF_THE_STORE,
        *(f"{name}/{one}" for name in described for one in DESCRIPTIONS),
        *(f"{name}/{'.'.join(['0'] * dims)}" for name, dims in whole.items()),
    ]


def codecs(*, text: bool) -> list[Any]:
    """Return what numbers, or texts, are kept through: no compression, a CRC-32 before each chunk."""
    try:
        from numcodecs import CRC32, VLenUTF8
    except ImportError:
        raise without_zarr() from None
    return [VLenUTF8(), CRC32()] if text else [CRC32()]


def without_zarr() -> AksonsimError:
    """Return the error that says what to install."""
    return AksonsimError("sweeps are kept in Zarr; install it with: pip install 'aksonsim[sweep]'")
