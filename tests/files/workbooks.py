"""Workbooks made for tests: edited cells, hostile archives, the common Norwegian layout."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

HEADER = 3
"""Row of the header in what `export` writes."""


def edited(source: Path, target: Path, edit: Callable[[Any], None]) -> Path:
    """Write a workbook as somebody edited it."""
    book = openpyxl.load_workbook(source)
    edit(book)
    book.save(target)
    return target


def cell(sheet: Any, name: str, column: str) -> Any:
    """Return the cell of a row by its id (or path) and a column by its header."""
    headers = [c.value for c in sheet[HEADER]]
    for row in sheet.iter_rows(min_row=HEADER + 1):
        if row[0].value == name:
            return row[headers.index(column)]
    raise KeyError(name)


def append(sheet: Any, **values: Any) -> None:
    """Add a row; ``estimate__p10`` stands for the header ``estimate.p10``."""
    headers = [c.value for c in sheet[HEADER]]
    row = sheet.max_row + 1
    for key, value in values.items():
        sheet.cell(row, headers.index(key.replace("__", ".")) + 1).value = value


def repacked(source: Path, target: Path, parts: dict[str, bytes | None]) -> Path:
    """Write an archive with parts replaced, added or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return target


def part(source: Path, name: str) -> bytes:
    """Return one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(source.read_bytes())) as archive:
        return archive.read(name)


def triples(path: Path, edit: Callable[[Any], None] = lambda book: None) -> Path:
    """Write the common layout: a cover, a sheet of elements, one of drivers."""
    book = openpyxl.Workbook()
    book.active.title = "Forside"
    book.active.append(["Usikkerhetsanalyse"])
    elements = book.create_sheet("Kostnadselementer")
    for row in (
        ["Grunnkalkyle, gruppeprosess"],
        ["Kostnadselement", "P10 (MNOK)", "Mest sannsynlig (mill. kr)", "P90", "Program", "Kommentar"],
        ["Lisenser", 40, 50, "70,5", "Innføring", "fra leverandør"],
        ["Opplæring, ansatte", "1\u00a0000,5", 1200, 1500, "Innføring", None],
        ["Prosjektledelse", 9, 10, 12, "Ledelse", None],
        ["Avgift", 5, 5, 5, "Ledelse", None],
    ):
        elements.append(row)
    drivers = book.create_sheet("Usikkerhetsdrivere")
    for row in (
        ["Driver", "P10", "P50", "P90", "Lisenser", "Opplæring, ansatte", "Prosjektledelse"],
        ["Marked", "0,9", 1, 1.3, 1, "50 %", None],
        ["Modenhet", 0.85, 1.05, 1.4, None, 0.8, 1],
    ):
        drivers.append(row)
    edit(book)
    book.save(path)
    return path
