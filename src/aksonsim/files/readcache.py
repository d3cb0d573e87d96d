"""What was read from a large YAML file, kept on disk by the hash of its text: reading it anew costs seconds a megabyte.

The folder is that of the quantile tables and may be deleted at any time. A folder that cannot be written, or an entry
that is damaged, costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from aksonsim.files.atomic import replacing
from aksonsim.files.tablecache import default_folder
from aksonsim.files.tree import Map, Place, Seq

LAYOUT = 2
"""Part of the key: to be raised whenever the reader or the layout below changes."""


def entry(text: str) -> Path:
    """Return the file that holds what is read from this text."""
    key = hashlib.blake2b(f"{LAYOUT}\n{text}".encode(), digest_size=20).hexdigest()
    return default_folder() / f"{key}.yaml.json"


def recall(text: str, name: str) -> Any:
    """Return what was once read from this text, with its places in the file of this name; None for anything new."""
    try:
        return _unpacked(json.loads(entry(text).read_text(encoding="utf-8")), name)
    except (OSError, ValueError, TypeError):
        return None


def remember(text: str, value: Any) -> None:
    """Keep what was read, if the folder can be written."""
    with contextlib.suppress(OSError), replacing(entry(text)) as temporary:
        temporary.write_text(json.dumps(_packed(value)), encoding="utf-8")


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
