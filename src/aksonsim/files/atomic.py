"""Write a file wholly or not at all."""

from __future__ import annotations

import errno
import os
import platform
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aksonsim.errors import AksonsimError
from aksonsim.machine import is_running

MOST_LINKS = 40
"""Links that lead to links; systems give up at as many."""
_STREAM = re.compile(r"/dev/(fd/.*|stdin|stdout|stderr)|/proc/[^/]+/(task/[^/]+/)?fd/.*")


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that takes its place when the block ends well, and vanishes otherwise.

    What a link names is written, not the link. A process that is killed leaves its temporary file; the next that writes
    ``path`` on this machine removes it.

    Raises OSError when the folder cannot be written, and where ``path`` is a folder, pipe or device.
    """
    target = target_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    temporary = new_beside(target)
    try:
        yield temporary
        with temporary.open("r+b") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def target_of(path: str | Path) -> Path:
    """Return the file that is written where a path is: what it leads to, if it is a link.

    Raises OSError where that is no place for a file: a folder, a pipe, a socket, a device, an open stream.
    """
    place = os.path.abspath(path)
    for _ in range(MOST_LINKS):
        if _STREAM.fullmatch(place):
            raise OSError(errno.EINVAL, "is a stream, not a file", str(path))
        if not os.path.islink(place):
            break
        place = os.path.normpath(os.path.join(os.path.dirname(place), os.readlink(place)))
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder, not a file", str(path))
    with suppress(FileNotFoundError, NotADirectoryError):
        if not stat.S_ISREG(target.stat().st_mode):
            raise OSError(errno.EINVAL, "is a pipe or a device, not a file", str(path))
    return target


def refuse_unwritable(path: str | Path, *, folder: bool = False) -> None:
    """Raise what writing a file, or files into a folder, would raise, and leave nothing behind, not even a folder.

    Raises AksonsimError with one sentence.
    """
    try:
        inside = Path(path).absolute() / "file" if folder else target_of(path)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.lstat(inside)  # a name may be longer than any can be
        home = next(place for place in inside.parents if os.path.lexists(place))
        if not home.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{home} is a file, not a folder")
        new_beside(inside if home == inside.parent else home / "file").unlink()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        sentence = why if why.startswith("is ") else f"cannot be written: {why}"
        raise AksonsimError(f"{path}: {sentence}") from error


def new_beside(target: Path) -> Path:
    """Make an empty file beside a target, under the umask and whatever else the folder says of new files."""
    temporary = target.with_name(f"{_own(target)}{os.getpid()}-{secrets.token_hex(4)}{target.suffix}")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
    return temporary


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
