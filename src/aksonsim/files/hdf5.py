"""What an HDF5 file must be before any of its numbers is read: all of it inside itself, and of a size it explains.

HDF5 can keep numbers in any other file, take them through any plugin, link to anywhere and inflate without end, and the
netCDF libraries follow. `aksonsim run` writes none of this, so what is refused here is foreign or made to harm. No
other file is opened to find out: classes of links, properties of creation and types are looked at, in this order.
"""

from __future__ import annotations

import itertools
import math
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import h5py

SMALL, TIMES = 2**26, 100
"""What a file may claim to hold: so many bytes, and so many times its own. Results compress by a fifth, their flags a
hundredfold at most."""
TEXT, CHUNK = 16, 24
"""Bytes that a text, and a chunk, take in a file at the least."""
NUMBERS, DIMS = 1000, 32
"""Numbers that an attribute may hold; dimensions of a variable."""
DEFLATE, SHUFFLE, FLETCHER = 1, 2, 3


class _Unsafe(Exception):
    """Why a file must not be read, as the rest of a sentence."""


def unsafe(file: h5py.File, file_bytes: int) -> str:
    """Return why a file must not be read, as the rest of a sentence; nothing where it may be."""
    try:
        names = list(file)
        inside = {_inside(file, name) for name in names}
        texts = _texts_of_attributes("", file, inside)
        claimed = 0
        for name in names:
            held = file[name]
            texts += _texts_of_attributes(f"{name}: ", held, inside)
            is_text = _is_text(name, held, file_bytes)
            claimed += _claimed(name, held, file_bytes)
            if claimed > SMALL + TIMES * file_bytes:
                raise _Unsafe(f"{name} claims {claimed / 1e9:.3g} GB in a file of {file_bytes / 1e6:.3g} MB")
            for i in range(held.shape[0] if is_text and held.ndim else 0):  # one by one: each is shorter than the file
                texts += len(held[i])
                if texts > file_bytes:
                    break
            if texts > file_bytes:  # one text in many places
                raise _Unsafe(f"{name} holds more text than fits into the file")
            _inflated(name, held, file_bytes)
    except _Unsafe as reason:
        return str(reason)
    return ""


def _inside(file: h5py.File, name: str) -> int:
    """Return the address of a variable that keeps all it has in this file.

    Its shape is not asked for: that of a virtual one may lie elsewhere.
    """
    import h5py

    if file.get(name, getclass=True, getlink=True) is not h5py.HardLink:
        raise _Unsafe(f"{name} is a link")
    if file.get(name, getclass=True) is not h5py.Dataset:
        raise _Unsafe(f"{name} is no variable")
    made = h5py.h5d.open(file.id, name.encode()).get_create_plist()
    if made.get_layout() not in (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS, h5py.h5d.CHUNKED):
        raise _Unsafe(f"{name} takes its numbers from another file or variable")
    if made.get_external_count():
        raise _Unsafe(f"{name} keeps its numbers in another file")
    filters = [made.get_filter(i)[0] for i in range(made.get_nfilters())]
    if foreign := [code for code in filters if code not in (DEFLATE, SHUFFLE, FLETCHER)]:
        raise _Unsafe(f"{name} needs a filter of HDF5 that results do not use (number {foreign[0]})")
    if len(set(filters)) < len(filters):
        raise _Unsafe(f"{name} is compressed more than once")
    return int(h5py.h5o.get_info(file.id, name.encode()).addr)


def _texts_of_attributes(own: str, holder: Any, inside: set[int]) -> int:
    """Return the length of all attributes that are texts; the others are some numbers, or netCDF's own notes."""
    import h5py

    length = 0
    for key in holder.attrs:
        held = holder.attrs.get_id(key)
        kind, size = held.get_type(), held.get_space().get_simple_extent_npoints()
        plain = kind.get_class() in (h5py.h5t.INTEGER, h5py.h5t.FLOAT) and 1 <= size <= NUMBERS
        if key == "DIMENSION_LIST":
            plain = kind.get_class() == h5py.h5t.VLEN and kind.get_super().equal(h5py.h5t.STD_REF_OBJ) and size <= DIMS
            for one in itertools.chain.from_iterable(holder.attrs[key] if plain else ()):
                plain &= h5py.h5o.get_info(h5py.h5r.dereference(one, holder.id)).addr in inside
        elif kind.get_class() == h5py.h5t.STRING and size == 1:
            plain = True
            length += sum(map(len, np.ravel(holder.attrs[key]).tolist()))
        if not plain and key != "REFERENCE_LIST":  # which nobody reads
            raise _Unsafe(f"{own}its attribute {key} is neither text nor numbers")
    return length


def _is_text(name: str, held: h5py.Dataset, file_bytes: int) -> bool:
    """Whether a variable holds texts; its type and shape are as results have them."""
    import h5py

    if held.shape is None:
        raise _Unsafe(f"{name} has no shape")
    kind = held.id.get_type()
    if kind.get_class() in (h5py.h5t.INTEGER, h5py.h5t.FLOAT):
        return False
    if kind.get_class() != h5py.h5t.STRING or not kind.is_variable_str():
        raise _Unsafe(f"{name} holds neither numbers nor texts")
    if held.ndim > 1:
        raise _Unsafe(f"{name} is a table of texts")
    if math.prod(held.shape) * TEXT > file_bytes:
        raise _Unsafe(f"{name} has more texts than the file has room for")
    return True


def _chunks(held: h5py.Dataset) -> list[int]:
    """Return the number of chunks along each dimension."""
    return [-(-size // chunk) for size, chunk in zip(held.shape, held.chunks or held.shape, strict=True) if chunk]


def _claimed(name: str, held: h5py.Dataset, file_bytes: int) -> int:
    """Return the bytes that a variable takes in memory, whole chunks of it."""
    if held.chunks is None:
        return int(math.prod(held.shape) * held.dtype.itemsize)
    return int(math.prod(_chunks(held)) * math.prod(held.chunks) * held.dtype.itemsize)


def _inflated(name: str, held: h5py.Dataset, file_bytes: int) -> None:
    """Refuse chunks that inflate beyond their size, which HDF5 would let them."""
    if held.chunks is None:
        return
    counts = _chunks(held)
    if math.prod(counts) * CHUNK > file_bytes:
        raise _Unsafe(f"{name} has more chunks than the file has room for")
    made = held.id.get_create_plist()
    if DEFLATE not in [made.get_filter(i)[0] for i in range(made.get_nfilters())]:
        return
    most = int(math.prod(held.chunks) * held.dtype.itemsize) + 4  # four of a checksum
    for place in itertools.product(*map(range, counts)):
        corner = tuple(i * chunk for i, chunk in zip(place, held.chunks, strict=True))
        stored = held.id.get_chunk_info_by_coord(corner)
        if not stored.size:
            continue  # never written
        if stored.size > file_bytes:
            raise _Unsafe(f"{name} has a chunk that is larger than the file")
        skipped, squeezed = held.id.read_direct_chunk(corner)
        if not skipped and len(zlib.decompressobj().decompress(squeezed, most + 1)) > most:
            raise _Unsafe(f"{name} has a chunk that inflates beyond its size")
