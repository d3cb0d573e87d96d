"""Which files may be read: every file that a user, or a file of somebody else's, names is found and opened here.

A file that a scenario names lies in that scenario's folder, unless whoever runs it allows other folders (`allowing`).
Nothing is opened before it is known to be a plain file: a pipe would wait for ever, a device may have no end.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from os import PathLike, fspath
from pathlib import Path

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.tree import Place, fail

MAX_BYTES = 20_000_000

_ALLOWED: ContextVar[tuple[Path, ...]] = ContextVar("allowed folders", default=())
_KINDS = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)
_DESCRIPTOR = re.compile(r"/dev/stdin|/dev/fd/\d+|/proc/(self|\d+)/fd/\d+")
"""What this process was handed open: a pipe from another command, or a shell's ``<(...)``."""
_OF_THE_SYSTEM = ("/proc/", "/sys/")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:")
_heard: dict[tuple[int, int], bytes] = {}
"""What came through pipes that were handed over: it comes once, and a command may read its file twice."""


@contextmanager
def allowing(folders: Iterable[str | PathLike[str]]) -> Iterator[None]:
    """Let scenario files name files in these folders too, for as long as the block lasts.

    Raises
    ------
    ScenarioError
        One of them is no folder.
    """
    found = []
    for folder in folders:
        if "\0" in fspath(folder) or not os.path.isdir(folder):
            raise fail(Place("--allow-files"), f"{fspath(folder)}: no such folder")
        found.append(Path(os.path.realpath(folder)))
    token = _ALLOWED.set((*_ALLOWED.get(), *found))
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def named(name: str, place: Place, *, anywhere: bool = False, path: str = "") -> Path:
    """Return the path of a file that another file names.

    Relative to the folder of that file (to the working directory where an option, or standard input, names it). Unless
    it may lie anywhere, inside that folder once links are followed, or inside one that is allowed.

    Parameters
    ----------
    name
        As it was written.
    place
        Where it was written.
    anywhere
        Whether it may lie in any folder: what it is then read as must give nothing of another file away.
    path
        The key that names it, for messages.

    Raises
    ------
    ScenarioError
        It lies elsewhere, which is found without looking whether it is there; or it is not there.
    """
    if wrong := _not_everywhere(name):
        raise _problem(place, path, *wrong)
    by_file = place.line > 0 and not _DESCRIPTOR.fullmatch(place.file)
    folder = Path(place.file).parent if by_file else Path()
    file = folder / name
    real, own = Path(os.path.realpath(file)), Path(os.path.realpath(folder))
    if not anywhere and not any(real.is_relative_to(root) for root in (own, *_ALLOWED.get())):
        via = f" (it leads to {real})" if Path(os.path.abspath(file)).is_relative_to(os.path.abspath(folder)) else ""
        where = "the folder of the file that names it" if by_file else "the working directory"
        what = f"{name} is outside {where}{via}"
        raise _problem(place, path, what, f"move it there, or add --allow-files {real.parent}")
    if not os.path.exists(file):
        raise _problem(place, path, f"no such file {file}", "a path is relative to the file it stands in")
    return file


def _problem(place: Place, path: str, what: str, allowed: str) -> ScenarioError:
    return ScenarioError([Problem(str(place), path, what, allowed)])


def read_bytes(path: str | PathLike[str], max_bytes: int = MAX_BYTES, wanted: str = "a file is needed") -> bytes:
    """Return what a plain file holds, or what comes through a pipe that this process was handed open.

    ``wanted`` says what is needed where it is neither.

    Raises
    ------
    ScenarioError
        It is missing, a folder, pipe, socket or device, too large, or may not be read.
    """
    name = fspath(path)
    handed = _DESCRIPTOR.fullmatch(name) is not None
    try:
        held = os.stat(path)
        once = handed and (stat.S_ISFIFO(held.st_mode) or stat.S_ISSOCK(held.st_mode))
        key = (held.st_dev, held.st_ino)
        if once and key in _heard:
            return _heard[key]
        if not once and not _terminal(name):
            _must_be_plain(name, held, wanted)
        if held.st_size > max_bytes:
            raise fail(name, f"has {held.st_size / 1e6:.0f} MB", f"at most {max_bytes / 1e6:.0f} MB are read")
        with open(path, "rb", opener=None if handed else _without_waiting) as opened:
            if not handed:  # another file may have taken the name meanwhile
                _must_be_plain(name, os.fstat(opened.fileno()), wanted)
            raw = opened.read(max_bytes + 1)
    except FileNotFoundError:
        raise fail(name, "no such file") from None
    except ValueError:  # a NUL in the name
        raise fail(name.replace("\0", "\\0"), "no file can have this name") from None
    except OSError as error:
        raise fail(name, f"cannot be read: {error.strerror or error}") from None
    if len(raw) > max_bytes:
        raise fail(name, "does not end", f"at most {max_bytes / 1e6:.0f} MB are read")
    if once:
        _heard[key] = raw
    return raw


def kept_bytes(path: str | PathLike[str]) -> bytes | None:
    """Return what a file of a cache holds; None where there is none, or something that is no plain file."""
    try:
        with open(path, "rb", opener=_without_waiting) as opened:
            return opened.read() if stat.S_ISREG(os.fstat(opened.fileno()).st_mode) else None
    except OSError:
        return None


def refusal(path: str | PathLike[str]) -> str:
    """Return why a file is not opened, as the rest of a sentence; nothing for a plain file and one that is missing."""
    try:
        return _refused(path, os.stat(path).st_mode)
    except (OSError, ValueError):
        return ""


def _must_be_plain(name: str, held: os.stat_result, wanted: str) -> None:
    if what := _refused(name, held.st_mode):
        raise fail(name, what, wanted)


def _refused(path: str | PathLike[str], mode: int) -> str:
    what = next((what for test, what in _KINDS if test(mode)), "")
    of_the_system = os.path.realpath(path).startswith(_OF_THE_SYSTEM)
    return what or ("is no file on disk" if of_the_system or not stat.S_ISREG(mode) else "")


def _not_everywhere(name: str) -> tuple[str, str] | None:
    """Return what is wrong, and the remedy, with a name that means a file on some systems only, or on none."""
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
    if shown != name:
        return f"{shown}: a control character", "a path is printable text"
    if "\\" in name:
        return f"{name}: a backslash", "write / between folders, which is read everywhere"
    if name.startswith("//"):
        return f"{name} is a share of a network", "copy the file, or give the share a folder or drive"
    if _ADDRESS.match(name):
        return f"{name} is an address", "the path of a file is needed"
    if _DRIVE.match(name) and os.name != "nt":
        return f"{name}: a drive of Windows", "write a path relative to the file it stands in"
    return None


def _without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe that took the file's place."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _terminal(name: str) -> bool:
    """Whether a name is that of a descriptor that is a terminal, at which somebody may type."""
    if not _DESCRIPTOR.fullmatch(name):
        return False
    number = 0 if name == "/dev/stdin" else int(name.rpartition("/")[2])
    try:
        return os.isatty(number)
    except OSError:
        return False
