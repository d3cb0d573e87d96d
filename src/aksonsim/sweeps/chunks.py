"""The files of a store, read one by one: whole and as large as the manifest says, or damaged; nothing is unpacked."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.errors import ResultError
from aksonsim.sweeps import layout
from aksonsim.sweeps.spec import Manifest

Array = npt.NDArray[np.float64]
CRC = 4
"""Bytes of a checksum, and of a length."""
LARGEST = 1e100
"""Numbers of a scenario end at 1e30; what is larger was not simulated."""


class Damaged(Exception):
    """A file of a store that is not what was written: its message names it, relative to the store."""


def only_plain_files(path: Path) -> None:
    """Raise ResultError where a store holds links, pipes or devices, whose content would lie elsewhere."""
    for place, name in ((path, ""), *((Path(one.path), f"{one.name}/") for one in _entries(path) if one.is_dir())):
        for one in _entries(place):
            folder = one.is_dir(follow_symlinks=False) and place == path
            if not folder and not one.is_file(follow_symlinks=False):
                what = "a link" if one.is_symlink() else "no plain file"
                raise ResultError(f"{path}: {name}{one.name} is {what}; a store keeps all it has in its own folder")


def _entries(place: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(place) as found:
        yield from found


def numbers(path: Path, name: str, shape: tuple[int, ...]) -> Array:
    """Return the numbers of a chunk, float64 of a shape; raises Damaged."""
    body = _body(path, name, CRC + 8 * math.prod(shape))
    found: Array = np.frombuffer(body, "<f8").astype(np.float64).reshape(shape)
    if (np.abs(found[np.isfinite(found)]) > LARGEST).any():
        raise Damaged(name)
    return found


def texts(path: Path, name: str, count: int) -> list[str]:
    """Return the texts of a chunk; raises Damaged."""
    body = bytes(_body(path, name))
    found: list[str] = []
    at = CRC
    if int.from_bytes(body[:CRC], "little") != count:
        raise Damaged(name)
    for _ in range(count):
        length = int.from_bytes(body[at : at + CRC], "little")
        at += CRC + length
        if at > len(body):
            raise Damaged(name)
        try:
            found.append(body[at - length : at].decode())
        except UnicodeDecodeError:
            raise Damaged(name) from None
    if at != len(body):
        raise Damaged(name)
    return found


def _body(path: Path, name: str, size: int | None = None) -> Any:
    place = path / name
    try:
        if size is not None and place.stat().st_size != size:
            raise Damaged(name)
        return layout.codecs(text=False)[0].decode(place.read_bytes())
    except (RuntimeError, ValueError, OSError):  # a checksum that fails, a chunk shorter than one, a file that is gone
        raise Damaged(name) from None


def damaged_fixed(path: Path, manifest: Manifest) -> list[str]:
    """Return the labels and descriptions that are not what the manifest says was written."""
    return [name for name, digest in manifest["files"].items() if _digest(path / name) != digest]


def digests(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files of a store, by name."""
    return {name: _digest(path / name) for name in names}


def _digest(place: Path) -> str:
    try:
        with place.open("rb") as held:
            return hashlib.file_digest(held, "sha256").hexdigest()
    except OSError:
        return ""


def points_there(path: Path, manifest: Manifest) -> tuple[dict[int, str], list[int]]:
    """Return the points whose figures are there and whole, and those that have a damaged or missing chunk.

    The former with why they could not be simulated (empty: they were). A point of which ``value``, written last, is not
    there is in neither.
    """
    done: dict[int, str] = {}
    damaged: list[int] = []
    for point in begun(path, manifest):
        try:
            done[point] = figures_of(path, manifest, point)[layout.REFUSAL]
        except Damaged:
            damaged.append(point)
    return done, damaged


def begun(path: Path, manifest: Manifest) -> list[int]:
    """Return the points of which a chunk of ``value`` is there."""
    held = {one.name for one in _entries(path / "value")} if (path / "value").is_dir() else set()
    return [point for point in range(manifest["points"]) if f"{point}.0" in held]


def figures_of(path: Path, manifest: Manifest, point: int) -> dict[str, Any]:
    """Return the figures of a point by array; raises Damaged."""
    found: dict[str, Any] = {}
    for array, (dims, shape) in layout.figures(manifest).items():
        name = str(layout.chunk(path, array, point, len(dims)).relative_to(path))
        found[array] = texts(path, name, 1)[0] if array == layout.REFUSAL else numbers(path, name, shape[1:])
    return found
