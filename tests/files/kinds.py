"""Registers for tests of kinds: small files with their answers, and what was read, asked and told of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from aksonsim.files.registers.answers import said
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.reading import Reading, read
from aksonsim.language.text import translate

TRIANGLE = {"shape": "triangular"}
LIMITS = {"shape": "triangular", "bounds": "limits"}
OF_BASE = LIMITS | {"base": "mode"}
Sheets = dict[str, Sequence[Sequence[Any]]]


def text(path: Path, lines: str, answers: dict[str, Any] | None = None) -> Reading:
    """Read lines of a text file."""
    file = path / "register.csv"
    file.write_text(lines, encoding="utf-8")
    return read(open_book(file), said(answers or {}))


def book(
    path: Path, sheets: Sheets, answers: dict[str, Any] | None = None, edit: Callable[[Any], None] | None = None
) -> Reading:
    """Read a workbook of sheets by name."""
    file = path / "register.xlsx"
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    if edit is not None:
        edit(made)
    made.save(file)
    return read(open_book(file), said(answers or {}))


def asked(reading: Reading) -> set[str]:
    """Return the keys that are asked for, without the thing that they are about."""
    return {question.key.partition("[")[0] for question in reading.asked}


def told(reading: Reading) -> str:
    """Return all that is said of a reading."""
    words = [*(one.text for one in reading.taken), *(one.why for one in reading.left), *reading.warned]
    return "\n".join(translate(word, "en") for word in words)


def item(reading: Reading, title: str, section: str = "costs") -> dict[str, Any]:
    """Return an item by its title, without its sources."""
    assert reading.root is not None, asked(reading)
    return next(dict(one) for one in reading.root[section] if one["title"] == title)


def estimate(reading: Reading, title: str) -> dict[str, Any]:
    """Return the numbers of an element."""
    return {key: value for key, value in item(reading, title)["estimate"].items() if key != "shape"}
