"""Quantile tables kept on disk between runs, one file a table, by the hash of what made it.

The folder is ``AKSONSIM_CACHE``, else ``aksonsim/tables`` in ``XDG_CACHE_HOME`` (on Windows in ``LOCALAPPDATA``), else
in ``~/.cache``. It may be deleted at any time. A folder that cannot be written, or an entry that is damaged, costs time
and nothing else.

Layout of a file: a line with the checksum of its key and all that follows, one line of JSON (names and shapes of the
arrays), then the arrays as little-endian float64. Plainer than ``.npz`` and six times faster to read, which counts at
140 tables a run.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aksonsim.files.access import kept_bytes
from aksonsim.files.atomic import new_beside

Arrays = dict[str, npt.NDArray[np.float64]]


def default_folder() -> Path:
    """Return the folder that tables are kept in, from the environment."""
    chosen = os.environ.get("AKSONSIM_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    return (Path(base) if base else Path(os.path.expanduser("~"), ".cache")) / "aksonsim" / "tables"


IN_MEMORY = 256
_recent: dict[Path, Arrays] = {}


def remember(path: Path, arrays: Arrays) -> None:
    """Keep arrays in memory, and let the oldest go where there are too many."""
    while len(_recent) >= IN_MEMORY:
        _recent.pop(next(iter(_recent)), None)
    _recent[path] = arrays


class DiskTableCache:
    """A folder of tables; safe with several processes, since a file appears whole or not at all.

    What a process has read or written last it keeps in memory, `IN_MEMORY` tables of some 80 kB each.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = default_folder() if folder is None else folder

    def get(self, key: str) -> Arrays | None:
        """Return the arrays kept under a key, not to be changed; None where there are none or the file is damaged."""
        path = self.folder / key
        known = _recent.get(path)
        if known is None:
            data = kept_bytes(path)
            known = None if data is None else _unpacked(key, data)
            if known is not None:
                remember(path, known)
        return known

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep arrays under a key; does nothing where the folder cannot be written."""
        data = _packed(key, arrays)
        target = self.folder / key
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = new_beside(target)
        except OSError:
            return
        try:
            temporary.write_bytes(data)
            temporary.replace(target)
        except OSError:  # a full disk, or a folder that was deleted meanwhile
            temporary.unlink(missing_ok=True)


def _packed(key: str, arrays: Arrays) -> bytes:
    shapes = [[name, list(array.shape)] for name, array in arrays.items()]
    body = b"".join(np.ascontiguousarray(array, dtype="<f8").tobytes() for array in arrays.values())
    content = json.dumps(shapes).encode() + b"\n" + body
    return _checksum(key, content) + b"\n" + content


def _unpacked(key: str, data: bytes) -> Arrays | None:
    checksum, _, content = data.partition(b"\n")
    if checksum != _checksum(key, content):  # damaged, or another key's
        return None
    line, _, body = content.partition(b"\n")
    out, start = {}, 0
    for name, shape in json.loads(line):
        size = int(np.prod(shape, dtype=np.int64))
        out[str(name)] = np.frombuffer(body, dtype="<f8", count=size, offset=start).reshape(shape)
        start += 8 * size
    return out


def _checksum(key: str, content: bytes) -> bytes:
    return b"%08x" % zlib.crc32(content, zlib.crc32(key.encode()))
