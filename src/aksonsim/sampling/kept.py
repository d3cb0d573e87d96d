"""Compiled kernels on disk, each file under a seal: damaged or foreign machine code is compiled anew, never run.

numba itself runs whatever lies under a kernel's name.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from numba.core import caching

_SEAL = 32
_Unsealed: Any = caching.IndexDataCacheFile


class SealedFile(_Unsealed):  # type: ignore[misc]
    """numba's files of one kernel, each with a digest at its end: of its content, its name and the sources."""

    def __init__(self, folder: str, name: str, stamp: Any) -> None:
        super().__init__(folder, f"{name}.sealed", stamp)

    def save(self, key: Any, data: Any) -> None:
        """Keep what was compiled for a signature, which is kept with it."""
        super().save(key, (repr(key), data))

    def load(self, key: Any) -> Any:
        """Return what was compiled for a signature; None where there is nothing, or something else."""
        found = super().load(key)
        return found[1] if found is not None and found[0] == repr(key) else None

    def _load_index(self) -> Any:
        return super()._load_index() if self._is_whole(self._index_path) else {}

    def _load_data(self, name: str) -> Any:
        if not self._is_whole(os.path.join(self._cache_path, name)):
            raise OSError(f"{name} is damaged, or not of these sources")  # which numba takes for a missing file
        return super()._load_data(name)

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        with super()._open_for_write(filepath) as file:
            content = io.BytesIO()
            yield content
            file.write(content.getvalue() + self._seal(filepath, content.getvalue()))

    def _is_whole(self, path: str) -> bool:
        if not os.path.isfile(path):
            return False
        try:
            with open(path, "rb") as file:
                held = file.read()
        except OSError:
            return False
        return held[-_SEAL:] == self._seal(path, held[:-_SEAL])

    def _seal(self, path: str, content: bytes) -> bytes:
        about = (os.path.basename(path), self._version, self._source_stamp)
        return sha256(repr(about).encode() + content).digest()
