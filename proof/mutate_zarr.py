"""Break stores of sweeps on purpose: bits, files cut, lost or exchanged, manifests, descriptions, links."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from mutate_yaml import WEIRD, flip
from numcodecs import CRC32

Files = dict[str, bytes | str]
"""Content of each file of a store; a text is the target of a link, ``FIFO`` a pipe."""
FIFO = "a pipe"
BASE = """\
schema: 1
title: Two lines
price_year: 2019
costs:
  - {id: a, estimate: {mean: 100, sd: 4, shape: normal}}
  - {id: b, estimate: {mean: 50, sd: 2, shape: normal}}
events:
  - {id: fire, probability: 0.3, on: a, cost: 20}
"""
SPECS = {
    "grid": """\
schema: 1
title: Two means
base: two.yaml
parameters:
  "costs[a].estimate.mean": {title: Mean of a, range: [80, 120], levels: 4}
  "events[fire].cost": {values: [10, 20, 40]}
  price_year: {values: [2019, 2020]}
design: grid
outputs: [cost_total.mean, cost_total.p85, event.fire]
draws: 50
""",
    "curves": """\
schema: 1
title: Two means and their curves
base: two.yaml
parameters:
  "costs[a].estimate.mean": {range: [80, 120]}
  "costs[b].estimate.shape": {values: [normal, gamma]}
design: {kind: lhs, points: 12}
outputs: [cost_total.p85, cost_total.mean]
curves: [cost_total]
draws: 50
""",
}


def packed(files: Files) -> bytes:
    """Return a store as one archive, links and pipes included."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as out:
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                about.size = len(content)
                out.addfile(about, io.BytesIO(content))
                continue
            about.type, about.linkname = (tarfile.FIFOTYPE, "") if content == FIFO else (tarfile.SYMTYPE, content)
            out.addfile(about)
    return held.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Make a store again."""
    with tarfile.open(fileobj=io.BytesIO(data)) as held:
        held.extractall(folder, filter="fully_trusted")


def files_of(store: Path) -> Files:
    """Return the files of a store."""
    return {str(one.relative_to(store)): one.read_bytes() for one in sorted(store.rglob("*")) if one.is_file()}


def sealed(files: Files, manifest: Any = None) -> Files:
    """Return a store whose every checksum holds again, as somebody would leave it who knows how."""
    found = json.loads(files["manifest.json"]) if manifest is None else manifest
    if not isinstance(found, dict):
        return files | {"manifest.json": json.dumps(found).encode()}
    if isinstance(found.get("files"), dict):
        for name in found["files"]:
            content = files.get(name, b"")
            found["files"][name] = hashlib.sha256(content if isinstance(content, bytes) else b"").hexdigest()
    rest = {key: value for key, value in found.items() if key != "checksum"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    found["checksum"] = hashlib.sha256(text).hexdigest()
    return files | {"manifest.json": json.dumps(found).encode()}


def bits(files: Files, rng: random.Random) -> Files:
    """Change some bits of one file."""
    name = rng.choice(sorted(files))
    content = files[name]
    assert isinstance(content, bytes)
    return files | {name: flip(content, rng) if content else b"\0"}


def cut(files: Files, rng: random.Random) -> Files:
    """Lose, shorten, lengthen or exchange files."""
    name, other = rng.choice(sorted(files)), rng.choice(sorted(files))
    content = files[name]
    assert isinstance(content, bytes)
    kind = rng.randrange(6)
    if kind == 0:
        return {key: value for key, value in files.items() if key != name}
    if kind == 1:
        folder = name.split("/")[0]
        return {key: value for key, value in files.items() if key.split("/")[0] != folder}
    more = (b"", content[: rng.randrange(len(content) + 1)], content + b"\0" * rng.choice((1, 8, 10**6)), files[other])
    return files | {name: more[kind - 2]}


def _paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(path for key, value in inner for path in _paths(value, (*at, key)))]


def _changed(tree: Any, rng: random.Random) -> Any:
    """Change one place of a JSON tree: another value, none, or under another key."""
    path = rng.choice(_paths(tree)[1:])
    holder = tree
    for key in path[:-1]:
        holder = holder[key]
    kind = rng.randrange(4)
    if kind == 0:
        del holder[path[-1]]
    elif kind == 1 and isinstance(holder, dict):
        holder[str(rng.choice(WEIRD))[:100]] = holder.pop(path[-1])
    else:
        holder[path[-1]] = rng.choice((*WEIRD[:40], 0, -1, 10**9, 1e300, [], {}, None, "x", [[]] * 3, 7, "../../x"))
    return tree


def manifest(files: Files, rng: random.Random) -> Files:
    """Change the manifest, its checksum with it or not."""
    tree = _changed(json.loads(files["manifest.json"]), rng)
    try:
        return sealed(files, tree) if rng.random() < 0.8 else files | {"manifest.json": json.dumps(tree).encode()}
    except (TypeError, ValueError):  # a value that JSON has none of
        return files | {"manifest.json": str(tree).encode("utf-8", "replace")}


def descriptions(files: Files, rng: random.Random) -> Files:
    """Change what describes an array, with or without the digests of it."""
    name = rng.choice([name for name in sorted(files) if name.split("/")[-1] in (".zarray", ".zattrs", ".zmetadata")])
    try:
        content = json.dumps(_changed(json.loads(files[name]), rng)).encode()
    except (IndexError, TypeError, ValueError):
        content = b"{"
    return sealed(files | {name: content}) if rng.random() < 0.8 else files | {name: content}


def contents(files: Files, rng: random.Random) -> Files:
    """Change numbers and texts of a chunk, its checksums with it."""
    name = rng.choice([name for name in sorted(files) if "/" in name and "/.z" not in name])
    content = files[name]
    assert isinstance(content, bytes)
    body = bytes(CRC32().decode(content))
    kind = rng.randrange(3)
    if kind == 0:
        body = flip(body, rng) if body else b"x"
    elif kind == 1:
        number = rng.choice((np.nan, np.inf, -np.inf, 0.0, 1e308, -1e308, 5e-324, 0.5, 1.0))
        body = np.full(max(1, len(body) // 8), number).tobytes()
    else:
        body = rng.choice((b"", b"\xff" * 8, b"\xff\xff\xff\x7f" * 4, body * 2, b"\0" * len(body)))
    return sealed(files | {name: bytes(CRC32().encode(body))})


def links(files: Files, rng: random.Random) -> Files:
    """Put a link, a pipe or a device in the place of a file or folder."""
    name = rng.choice(sorted(files))
    outside = rng.choice((FIFO, "/dev/zero", "/etc/passwd", "/etc", "..", ".", name.split("/")[-1], "/dev/stdin"))
    if rng.random() < 0.3 and "/" in name:
        folder = name.split("/")[0]
        return {key: value for key, value in files.items() if key.split("/")[0] != folder} | {folder: outside}
    return files | {name: outside}


CHANGES: tuple[Callable[[Files, random.Random], Files], ...] = (
    bits, bits, cut, manifest, manifest, descriptions, contents, links,
)  # fmt: skip


def _claiming(files: Files, **stated: Any) -> Files:
    return sealed(files, json.loads(files["manifest.json"]) | stated)


def _described(files: Files, name: str, **stated: Any) -> Files:
    return sealed(files | {name: json.dumps(json.loads(files[name]) | stated).encode()})


def crafted(files: Files) -> dict[str, Files]:
    """Return the stores that somebody would make in order to harm."""
    whole = json.loads(files["manifest.json"])
    deep = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    out = {
        "nested 200 000 deep": files | {"manifest.json": deep},
        "lists 200 000 deep": files | {"manifest.json": b"[" * 200_000 + b"]" * 200_000},
        "long integer": files | {"manifest.json": b'{"layout": ' + b"9" * 10**6 + b"}"},
        "half a character": files | {"manifest.json": files["manifest.json"].replace(b"Two means", b"\\ud800")},
        "not text": files | {"manifest.json": b"\xff\xfe"},
        "of version 0.1": files | {"manifest.json": json.dumps(whole | {"layout": 1}).encode()},
        "manifest a pipe": files | {"manifest.json": FIFO},
        "manifest without end": files | {"manifest.json": "/dev/zero"},
        "lock a link": files | {".lock": "/etc/passwd"},
        "no chunks": {name: content for name, content in files.items() if not name.startswith("value/0")},
        "empty": {"manifest.json": b"{}"},
        "nothing": {".zgroup": b"{}"},
    }
    out |= {f"points {n}": _claiming(files, points=n) for n in (0, -1, 1, 10**6, 10**9, 2**70, 1.5, "many", None)}
    out |= {f"without {key}": sealed(files, {k: v for k, v in whole.items() if k != key}) for key in whole}
    for key, value in (
        ("shape", [10**9, 3]), ("chunks", [0, 0]), ("chunks", [10**9, 3]), ("dtype", "|O"), ("dtype", "x"),
        ("filters", [{"id": "pickle"}]), ("compressor", {"id": "zlib"}), ("fill_value", 7),
    ):  # fmt: skip
        out[f"value {key} {value}"] = _described(files, "value/.zarray", **{key: value})
        out[f"unit {key} {value}"] = _described(files, "unit/.zarray", **{key: value})
    return out
