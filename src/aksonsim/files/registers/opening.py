"""A file of any kind, opened as a grid: by what it holds, not by its name."""

from __future__ import annotations

import hashlib
import io
import zipfile
from os import fspath
from pathlib import Path

from aksonsim.files.access import read_bytes
from aksonsim.files.excel import guard
from aksonsim.files.registers.grid import Book, Sheet
from aksonsim.files.registers.ods import read_ods
from aksonsim.files.registers.text import read_text
from aksonsim.files.registers.xls import read_xls
from aksonsim.files.registers.xlsx import read_xlsx
from aksonsim.files.tree import fail

READ = "csv, tsv, xlsx, xlsm, xls and ods are read"

_ARCHIVE = b"PK\x03\x04"
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM", "an image"),
    (b"II*\0", "an image"),
    (b"{\\rtf", "a document of text (RTF)"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
)
_PAGES = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<head")
"""How pages of the web and XML begin, which some systems hand out under the name of .xls."""


def open_book(path: Path, *, delimiter: str | None = None, encoding: str | None = None) -> Book:
    """Return a register as sheets of cells.

    Parameters
    ----------
    delimiter, encoding
        Of a text file, where somebody said: semicolon, comma, tab or pipe; utf-8, cp1252, ... None: by the file itself.

    Raises
    ------
    AksonsimError
        What reads this kind of file is not installed.
    ScenarioError
        A file of no kind that can be read, one that is encrypted, empty, cut off or too large; one sentence.
    """
    name = fspath(path)
    raw = read_bytes(path, wanted="a register is needed")
    if not raw.strip():
        raise fail(name, "is empty", "a table of estimates or risks is needed")
    kind, sheets, facts = _opened(raw, name, delimiter, encoding)
    names = [sheet.name.casefold() for sheet in sheets]
    if twice := next((sheet.name for sheet in sheets if names.count(sheet.name.casefold()) > 1), None):
        raise fail(name, f"has two sheets named {twice}", "give each a name of its own")
    if not any(sheet.cells for sheet in sheets):
        raise fail(name, "holds nothing", "a table of estimates or risks is needed")
    return Book(Path(path), kind, sheets, hashlib.sha256(raw).hexdigest(), facts)


def _opened(
    raw: bytes, name: str, delimiter: str | None, encoding: str | None
) -> tuple[str, tuple[Sheet, ...], dict[str, str]]:
    if raw.startswith(_ARCHIVE):
        aside = guard.check_archive(raw, name, aside=True)
        kind = _kind_of_archive(raw)
        sheets, facts = read_ods(raw, name) if kind == "ods" else read_xlsx(raw, name)
        return kind, sheets, facts | ({"passed over": ", ".join(aside)} if aside else {})
    if raw.startswith(guard.OLE):
        if guard.is_locked(raw):
            raise fail(name, "is encrypted", "save it without a password")
        if not any(stream.encode("utf-16-le") in raw for stream in ("Workbook", "Book")):
            raise fail(name, "is an old document, but no workbook", READ)
        return "xls", *read_xls(raw, name)
    start = raw[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if what := next((what for mark, what in _OTHERS if raw.startswith(mark) and _binary(raw, mark)), None):
        raise fail(name, f"is {what}, whatever its name says", READ)
    if start.startswith(_PAGES):
        what = "is a page of the web or XML, whatever its name says"
        raise fail(name, what, "open it in a spreadsheet and save it as .xlsx")
    if start.replace(b" ", b"").replace(b"\n", b"").replace(b"\r", b"").startswith((b"[{", b'{"')):
        raise fail(name, "is JSON, and no table", READ)
    sheet, facts = read_text(raw, name, delimiter, encoding)
    return "tsv" if facts["delimiter"] == "tab" else "csv", (sheet,), facts


def _binary(raw: bytes, mark: bytes) -> bool:
    """Whether the first letters of a text that happen to be a mark are none: BM may be a header."""
    return len(mark) > 2 or b"\0" in raw[:64]


def _kind_of_archive(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = {name.lower() for name in archive.namelist()}
    if "content.xml" in names:
        return "ods"
    return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"
