"""Registers as other people keep them, for tests: rows of triples with what may stand around and between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from aksonsim.files.registers.answers import said
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.reading import Reading, read

HEADER = ("Kode", "Kostnadselement", "P10 (MNOK)", "Mest sannsynlig (MNOK)", "P90 (MNOK)")
SHEET = "Kostnader"
Row = tuple[Any, ...]

PLAIN: list[Row] = [
    ("K1", "Vannverk", 78.2, 90.1, 122.3),
    ("K2", "Overføring", 112.4, 125.5, 171.6),
    ("K3", "Høydebasseng", 19.7, 22.8, 31.9),
    ("K4", "Pumper", 8.1, 10.3, 15.4),
    ("K5", "Byggherre", 16.5, 19.6, 26.7),
]
"""Elements of which none is the sum of others."""


def register(
    path: Path,
    rows: Sequence[Row] = PLAIN,
    edit: Callable[[Any], None] = lambda book: None,
    header: Row = HEADER,
    above: Sequence[Row] = (),
) -> Path:
    """Write a workbook of one sheet of elements."""
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for row in (*above, header, *rows):
        book.active.append(row)
    edit(book)
    book.save(path)
    return path


def reading(path: Path, **answers: str) -> Reading:
    """Read a register under some answers; without a shape it is triangular."""
    return read(open_book(path), said({"shape": "triangular"} | answers))


def keys(found: Reading) -> set[str]:
    """Return the keys that are asked."""
    return {question.key for question in found.asked}


def total(*rows: Row) -> Row:
    """Return the three sums of some rows."""
    return tuple(round(sum(row[column] for row in rows), 6) for column in (2, 3, 4))
