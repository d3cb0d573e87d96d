"""A file of any kind, opened as a grid: by what it holds, not by its name."""

from __future__ import annotations

from pathlib import Path

from aksonsim.files.registers.grid import Book


def open_book(path: Path) -> Book:
    """Return a register as sheets of cells.

    Raises
    ------
    ScenarioError
        A file of no kind that can be read, one that is encrypted, empty, cut off or too large; one sentence.
    """
    raise NotImplementedError
