"""A progress bar on stderr, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(total: int, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """Yield a function to tell how many more draws are done; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=total, label="simulating", file=sys.stderr, show_pos=True) as shown:
        yield shown.update
