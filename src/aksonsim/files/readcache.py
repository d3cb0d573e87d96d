"""What was read from a large YAML file, kept on disk by the hash of its text: reading it anew costs seconds a megabyte.

The folder is that of the quantile tables and may be deleted at any time. A folder that cannot be written, or an entry
that is damaged, of another version or another text's, costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import json
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import ruamel.yaml

from aksonsim.files.access import kept_bytes
from aksonsim.files.atomic import replacing
from aksonsim.files.tablecache import default_folder
from aksonsim.files.tree import Map, Place, Seq


@cache
def _reader() -> bytes:
    """Return what stands for the code that reads: its sources, and the version of the parser."""
    here = Path(__file__)
    sources = b"".join(here.with_name(name).read_bytes() for name in ("yaml.py", "tree.py", here.name))
    return _digest(ruamel.yaml.__version__.encode() + sources)


def entry(text: str) -> Path:
    """Return the file that holds what this reader reads from this text."""
    return default_folder() / f"{_digest(_reader() + text.encode()).decode()}.yaml.json"


def recall(text: str, name: str) -> Any:
    """Return what was once read from this text, with its places in the file of this name; None for anything new."""
    file = entry(text)
    seal, _, content = (kept_bytes(file) or b"").partition(b"\n")
    if seal != _digest(file.name.encode() + content):
        return None
    return _unpacked(json.loads(content), name)


def remember(text: str, value: Any) -> None:
    """Keep what was read, if the folder can be written."""
    file = entry(text)
    content = json.dumps(_packed(value)).encode()
    with contextlib.suppress(OSError), replacing(file) as temporary:
        temporary.write_bytes(_digest(file.name.encode() + content) + b"\n" + content)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=20).hexdigest().encode()


def _packed(value: Any) -> Any:
    """Return nested lists: a container is [line, column, entries], an entry [line, column, value] or with its key."""
    if isinstance(value, Map):
        entries = [[place.line, place.column, _packed(value[key]), key] for key, place in value.places.items()]
        return [value.place.line, value.place.column, entries, "map"]
    if isinstance(value, Seq):
        items = [[p.line, p.column, _packed(item)] for p, item in zip(value.places, value, strict=True)]
        return [value.place.line, value.place.column, items, "seq"]
    return value


def _unpacked(value: Any, name: str) -> Any:
    if not isinstance(value, list):
        return value
    line, column, entries, kind = value
    if kind == "map":
        mapping = Map(Place(name, line, column))
        for line, column, inner, key in entries:
            mapping[key] = _unpacked(inner, name)
            mapping.places[key] = Place(name, line, column)
        return mapping
    seq = Seq(Place(name, line, column))
    for line, column, inner in entries:
        seq.append(_unpacked(inner, name))
        seq.places.append(Place(name, line, column))
    return seq
