"""Write a file wholly or not at all."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aksonsim.machine import is_running


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that takes its place when the block ends well, and vanishes otherwise.

    A process that is killed leaves its temporary file; the next that writes ``path`` on this machine removes it.

    Raises OSError when the folder cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(21, "is a folder, not a file", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    handle, name = tempfile.mkstemp(prefix=f"{_own(target)}{os.getpid()}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        with temporary.open("r+b") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _own(target: Path) -> str:
    """Return how the names of this machine's temporary files for a target begin; a process id follows."""
    return f".{target.name}.{platform.node()[:40]}-"


def _remove_abandoned(target: Path) -> None:
    """Remove the temporary files of writers that were killed: those of this machine whose process is gone."""
    name = re.compile(re.escape(_own(target)) + r"([0-9]+)-.*")
    for entry in os.scandir(target.parent):
        match = name.fullmatch(entry.name)
        if match is not None and not is_running(int(match[1])):
            Path(entry.path).unlink(missing_ok=True)
