"""Is a workbook one that `aksonsim export` wrote? Told by its sheets, and by the names of their columns."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

from aksonsim.errors import AksonsimError
from aksonsim.files.excel import guard, layout
from aksonsim.files.excel.rows import book_rows

LOOKED_AT = 2_000_000
"""Bytes of the list of sheets."""
HEADER_WITHIN = 12
_NAME = re.compile(r"<(?:\w+:)?sheet\b[^>]*?\bname=(?:\"([^\"]*)\"|'([^']*)')")


def is_exported(path: Path) -> bool:
    """Whether a file is a workbook as `export` lays it out; False for what cannot be opened, which is told later."""
    try:
        guard.check(path)
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            text = part.read(LOOKED_AT).decode("utf-8", "replace")
    except (AksonsimError, OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    names = {unescape(double or single) for double, single in _NAME.findall(text)}
    ours = names & layout.sheets().keys()
    if layout.README in names and ours:
        return True
    return bool(ours) and any(_has_header(rows.rows[:HEADER_WITHIN]) for rows in book_rows(path) if rows.name in ours)


def _has_header(rows: list[tuple[int, dict[int, object]]]) -> bool:
    """Whether a row names columns by their paths: ``id`` and ``estimate.p10``, or ``path`` and ``value``."""
    for _row, cells in rows:
        texts = {str(getattr(cell, "value", "")) for cell in cells.values()}
        if texts >= {"path", "value"} or ("id" in texts and any("." in text and " " not in text for text in texts)):
            return True
        if {"id", "estimate"} <= texts or {"id", "title"} <= texts:
            return True
    return False
