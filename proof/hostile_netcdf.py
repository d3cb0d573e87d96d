"""Results that somebody would make in order to harm: numbers kept elsewhere, types and sizes that no result has."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Edit = Callable[[h5py.File, Path], None]


def _replaced(file: h5py.File, name: str, make: Callable[[], object]) -> None:
    """Replace a variable and give the new one its attributes and dimensions, so that only its numbers are foreign."""
    attrs = {key: value for key, value in file[name].attrs.items() if key in ("_FillValue", "units", "long_name")}
    dims = [scale[0] if len(scale) else None for scale in file[name].dims]
    own = file[name].is_scale
    del file[name]
    make()
    file[name].attrs.update(attrs)
    if own:
        file[name].make_scale(name)
        return
    for dim, scale in zip(file[name].dims, dims, strict=True):
        dim.attach_scale(scale)


def _created(file: h5py.File, name: str, space: Any, dtype: np.dtype[Any], plist: Any) -> None:
    h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(dtype), space, plist)


def external(name: str, where: str) -> Edit:
    """Keep the numbers of ``name`` in another file, a FIFO, a device."""

    def edit(file: h5py.File, folder: Path) -> None:
        other = folder / where
        if where == "fifo":
            os.mkfifo(other)
        elif where == "secret":
            other.write_bytes(np.full(4096, 7.0).tobytes())
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_external(bytes(other), 0, h5py.h5f.UNLIMITED)
        space, dtype = h5py.h5s.create_simple(file[name].shape), file[name].dtype
        _replaced(file, name, lambda: _created(file, name, space, dtype, plist))

    return edit


def virtual(name: str, source: str) -> Edit:
    """Take the numbers of ``name`` from another HDF5 file, of a size that this one says."""

    def edit(file: h5py.File, folder: Path) -> None:
        shape, dtype = file[name].shape, file[name].dtype
        where = "." if source == "." else str(folder / source)
        if source == "fifo":
            os.mkfifo(where)
        elif source == "secret":
            with h5py.File(where, "w") as other:
                other["base_cost"] = np.full(shape, 7.0)
        layout = h5py.VirtualLayout(shape=shape, dtype=dtype)
        layout[...] = h5py.VirtualSource(where, "base_cost", shape=shape, dtype=dtype)
        _replaced(file, name, lambda: file.create_virtual_dataset(name, layout))

    return edit


def unlimited_virtual(file: h5py.File, folder: Path) -> None:
    """Ask the other file, here a FIFO, how large this one's variable is."""
    os.mkfifo(folder / "fifo")
    space = h5py.h5s.create_simple((1, 1), (1, h5py.h5s.UNLIMITED))
    space.select_hyperslab((0, 0), (1, 1), None, (1, h5py.h5s.UNLIMITED))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_virtual(space, bytes(folder / "fifo"), b"x", space)
    del file["cost_total"]
    _created(file, "cost_total", space, np.dtype("f8"), plist)


def linked(link: Any) -> Edit:
    def edit(file: h5py.File, folder: Path) -> None:
        if isinstance(link, h5py.ExternalLink):
            os.mkfifo(folder / "fifo")
            file["extra"] = h5py.ExternalLink(folder / "fifo", "/x")
        else:
            file["extra"] = link

    return edit


def nested(file: h5py.File, folder: Path) -> None:
    """Hide outside numbers in a group."""
    group = file.create_group("more")
    group.create_dataset("x", (8,), "f8", external=[(folder / "secret", 0, h5py.h5f.UNLIMITED)])


def typed(dtype: Any, shape: tuple[int, ...] = (1, 32)) -> Edit:
    def edit(file: h5py.File, folder: Path) -> None:
        file.create_dataset("extra", shape, dtype)

    return edit


def filtered(*filters: int) -> Edit:
    """Run the numbers of a variable through filters, a plugin's perhaps."""

    def edit(file: h5py.File, folder: Path) -> None:
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((1, 8))
        for code in filters:
            plist.set_filter(code, h5py.h5z.FLAG_OPTIONAL, (1,) if code == 1 else (4, 4) if code == 4 else ())
        _created(file, "extra", h5py.h5s.create_simple((1, 32)), np.dtype("f8"), plist)

    return edit


def deflated_bomb(file: h5py.File, folder: Path) -> None:
    """A chunk of 64 bytes that inflates to a gigabyte."""
    held = file.create_dataset("extra", (1, 32), "f8", chunks=(1, 8), compression="gzip")
    squeezed = zlib.compressobj(9)
    bomb = b"".join(squeezed.compress(b"\0" * 2**24) for _ in range(64)) + squeezed.flush()
    held.id.write_direct_chunk((0, 0), bomb)


def sized(shape: tuple[int, ...], chunks: tuple[int, ...], maxshape: tuple[int | None, ...] | None = None) -> Edit:
    def edit(file: h5py.File, folder: Path) -> None:
        file.create_dataset("extra", shape, "f8", chunks=chunks, maxshape=maxshape, compression="gzip")

    return edit


def many_labels(file: h5py.File, folder: Path) -> None:
    file.create_dataset("extra", (2**21,), h5py.string_dtype(), chunks=(2**16,), compression="gzip")


def attribute(value: Any) -> Edit:
    def edit(file: h5py.File, folder: Path) -> None:
        file["cost_total"].attrs["extra"] = value

    return edit


def reference_attribute(file: h5py.File, folder: Path) -> None:
    file["cost_total"].attrs.create("extra", file["base_cost"].ref, dtype=h5py.ref_dtype)


def made(raw: bytes, edit: Edit, folder: Path) -> bytes:
    """Return a result that was edited; what the edit needs beside it is made in ``folder``, which is empty."""
    held = io.BytesIO(raw)
    with h5py.File(held, "r+") as file:
        edit(file, folder)
    return held.getvalue()


def one_text_many_times(raw: bytes, folder: Path) -> bytes:
    """Return a result in which a thousand labels are one and the same text of a tenth of a megabyte."""
    place = folder / "made.nc"
    place.write_bytes(raw)
    with h5py.File(place, "r+") as file:
        held = file.create_dataset("extra", (1000,), h5py.string_dtype())
        held[0] = "x" * 100_000
        file.flush()
        at = held.id.get_offset()
    made = bytearray(place.read_bytes())
    made[at : at + 16_000] = made[at : at + 16] * 1000
    place.unlink()
    return bytes(made)


ELSEWHERE: dict[str, tuple[Edit, str]] = {
    "external file": (external("cost_total", "secret"), "cost_total keeps its numbers in another file"),
    "external fifo": (external("cost_total", "fifo"), "cost_total keeps its numbers in another file"),
    "external device": (external("cost_total", "/dev/zero"), "cost_total keeps its numbers in another file"),
    "external coordinate": (external("year", "secret"), "year keeps its numbers in another file"),
    "virtual": (virtual("cost_total", "secret"), "cost_total takes its numbers from another"),
    "virtual of itself": (
        virtual("base_estimate", "."),
        "base_estimate takes its numbers from another",
    ),
    "virtual fifo": (virtual("cost_total", "fifo"), "cost_total takes its numbers from another"),
    "virtual coordinate": (virtual("year", "secret"), "year takes its numbers from another"),
    "virtual without end": (unlimited_virtual, "cost_total takes its numbers from another"),
    "soft link": (linked(h5py.SoftLink("/base_cost")), "extra is a link"),
    "soft link to nothing": (linked(h5py.SoftLink("/nothing")), "extra is a link"),
    "external link": (linked(h5py.ExternalLink("x", "/x")), "extra is a link"),
    "group": (nested, "more is no variable"),
    "plugin": (filtered(32015), "extra needs a filter of HDF5 that results do not use (number 32015)"),
    "szip": (filtered(1, 4), "extra needs a filter of HDF5 that results do not use (number 4)"),
}
UNLIKELY: dict[str, tuple[Edit, str]] = {
    "deflated twice": (filtered(1, 1), "extra is compressed more than once"),
    "bomb": (deflated_bomb, "extra has a chunk that inflates beyond its size"),
    "1e15 numbers": (sized((1, 10**15), (1, 4096)), "extra claims 8e+06 GB in a file of "),
    "one chunk for all": (sized((1, 1), (1, 2**28), (1, None)), "extra claims 2.15 GB in a file of "),
    "chunks of one": (sized((1, 2**20), (1, 1)), "extra has more chunks than the file has room for"),
    "more labels than room": (many_labels, "extra has more texts than the file has room for"),
    "compound": (typed([("a", "f8"), ("b", "i4")]), "extra holds neither numbers nor texts"),
    "reference": (typed(h5py.ref_dtype), "extra holds neither numbers nor texts"),
    "region": (typed(h5py.regionref_dtype), "extra holds neither numbers nor texts"),
    "lists": (typed(h5py.vlen_dtype("f8")), "extra holds neither numbers nor texts"),
    "enum": (typed(h5py.enum_dtype({"a": 1})), "extra holds neither numbers nor texts"),
    "opaque": (typed("V16"), "extra holds neither numbers nor texts"),
    "array": (typed("(4,)f8"), "extra holds neither numbers nor texts"),
    "complex": (typed("c16"), "extra holds neither numbers nor texts"),
    "fixed text": (typed("S1000000", (1,)), "extra holds neither numbers nor texts"),
    "texts in a table": (typed(h5py.string_dtype(), (4, 4)), "extra is a table of texts"),
    "nothing": (lambda file, _: file.__setitem__("extra", h5py.Empty("f8")), "extra has no shape"),
    "attribute of texts": (attribute(["a", "b"]), "cost_total: its attribute extra is neither text nor"),
    "attribute of many": (attribute(np.zeros(5000)), "cost_total: its attribute extra is neither text nor"),
    "attribute of nothing": (attribute(h5py.Empty("f8")), "cost_total: its attribute extra is neither text nor"),
    "attribute of parts": (
        attribute(np.zeros((), [("a", "f8")])), "cost_total: its attribute extra is neither text nor"
    ),
    "attribute of reference": (reference_attribute, "cost_total: its attribute extra is neither text nor"),
}  # fmt: skip
