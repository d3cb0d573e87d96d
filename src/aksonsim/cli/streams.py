"""The one way to stdout and stderr: texts that cannot steer a terminal, and streams that may be closed, full or old."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from aksonsim.files.plain import plain
from aksonsim.render.encodings import encodes, readable


def say(*lines: str, err: bool = False) -> None:
    """Print lines on stdout, or on stderr; whatever they hold, each is one line that can only be read."""
    out = sys.stderr if err else sys.stdout
    out.write("".join(f"{plain(line)}\n" for line in lines))
    out.flush()


def say_json(found: Any) -> None:
    """Print one JSON object on stdout, in characters that the stream carries and a terminal shows."""
    import json

    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    if not encodes(text, encoding_of(sys.stdout)):
        text = json.dumps(found, ensure_ascii=True, allow_nan=False)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
    say(text)


def say_bytes(text: str) -> None:
    """Print a file's text on stdout as UTF-8, whatever the terminal speaks."""
    if isinstance(sys.stdout, Door):
        sys.stdout.write_bytes(text.encode("utf-8"))
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


def encoding_of(stream: IO[str]) -> str:
    """Return the encoding of a stream; UTF-8 where it has none, as a text in memory."""
    return getattr(stream, "encoding", None) or "utf-8"


class Door:
    """A stream that never fails those who write to it: what it cannot carry is spelt, what nobody takes is dropped.

    A reader that closes its end, a full disk, a descriptor that is gone: the first such fault is kept in ``fault``,
    and what follows goes nowhere. So results are written and pictures drawn whatever becomes of the texts.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.fault: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # whoever wrote there (click does, to an ascii stream) would go past the door
            raise AttributeError(name)
        return getattr(self._stream, name)

    def write(self, text: str | bytes) -> int:
        """Write a text in the characters that the stream has; bytes, which click has of completions, as they are."""
        if isinstance(text, bytes):
            if not text:
                raise TypeError("no binary stream")  # click's question
            self.write_bytes(text)
            return len(text)
        with self._kept():
            self._stream.write(readable(text, encoding_of(self._stream)))
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes after whatever was written before."""
        with self._kept():
            self._stream.flush()
            buffer = getattr(self._stream, "buffer", None)
            self._stream.write(data.decode("utf-8")) if buffer is None else buffer.write(data)

    def writelines(self, lines: Any) -> None:
        """Write texts one after the other."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand on what is buffered."""
        with self._kept():
            self._stream.flush()

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.fault = self.fault or error
            with contextlib.suppress(OSError):  # no descriptor: nothing is buffered below it
                # What is still buffered would fail once more when the process ends.
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)


@contextlib.contextmanager
def doors() -> Iterator[Door]:
    """Put a door before stdout and one before stderr, and yield that of stdout."""
    _occupy()
    before = sys.stdout, sys.stderr
    out, err = (Door(stream if stream is not None else _nowhere()) for stream in before)
    sys.stdout, sys.stderr = out, err
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before


def lost(fault: OSError | None) -> str:
    """Return why what was printed did not arrive; empty where it did, or where the reader wanted no more of it."""
    if fault is None or isinstance(fault, BrokenPipeError) or fault.errno in (errno.EPIPE, errno.ESHUTDOWN):
        return ""
    return f"stdout: {fault.strerror or fault}"


def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")


def _occupy() -> None:
    """Fill descriptors 0 to 2 where they are closed: the next file that is opened would get what is printed."""
    for wanted in range(3):
        try:
            os.fstat(wanted)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
