"""What a file is, by what it holds: who names the wrong one is told which command takes it."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Collection
from os import PathLike, fspath
from pathlib import Path

LOOKED_AT = 2**18
"""Bytes from a file's beginning that are looked at."""

KINDS: dict[str, tuple[str, str]] = {
    "scenario": (
        "a scenario file",
        "aksonsim run {path} -o OUT.nc makes a result of it; validate, show, check, sensitivity take it too",
    ),
    "overlay": ("an overlay of changes", "it goes on top of a scenario file: --overlay"),
    "sweep": ("a sweep file", "aksonsim sweep takes it"),
    "calibration": ("a file of calibration targets", "it goes with a scenario file: aksonsim calibrate --targets"),
    "classes": (
        "a file of reference classes",
        "it goes with a scenario file: aksonsim outside --class",
    ),
    "result": (
        "a netCDF file, as aksonsim run writes results",
        "summary, plot, report, verify, compare, ledger and explore take results",
    ),
    "store": ("a Zarr store, as aksonsim sweep writes them", "aksonsim explore takes it"),
    "workbook": ("a workbook", "aksonsim import makes a scenario file of it"),
    "ods": ("an OpenDocument spreadsheet", "aksonsim import makes a scenario file of it"),
    "office": (
        "a document of the old Office kind (.xls, .doc), or an encrypted one",
        "aksonsim import makes a scenario file of a workbook",
    ),
    "document": ("a document of a word processor or of slides", "no command reads it"),
    "csv": (
        "a table (CSV)",
        "aksonsim import makes a scenario file of a register; a scenario names other tables under data",
    ),
    "picture": ("a picture", "no command reads pictures"),
    "pdf": ("a PDF", "no command reads it"),
    "html": ("an HTML page", "no command reads it"),
    "json": ("JSON", "no command reads it"),
    "archive": ("an archive", "unpack it, and name the file inside"),
    "packed": ("a compressed file", "unpack it first"),
    "binary": ("no text", "no command reads it"),
    "text": ("a text", "no command reads it"),
    "empty": ("empty", "name another file"),
    "folder": ("a folder", "name a file in it"),
}
"""Kind -> what it is called, and what can be done with it."""

YAML = ("scenario", "overlay", "sweep", "calibration", "classes")

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89HDF\r\n\x1a\n", "result"),
    (b"CDF", "result"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"RIFF", "picture"),
    (b"%PDF", "pdf"),
    (b"%!PS", "picture"),
    (b"PK", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
    (b"Rar!", "archive"),
)
_AMBIGUOUS = (b"BM", b"CDF", b"BZh", b"PK", b"RIFF")
"""Beginnings that a text may have too."""
_CONTROLS = tuple(bytes([code]) for code in range(32) if code not in b"\t\n\r\f\x1b")
_KEY = re.compile(r"""^["']?([A-Za-z_$][\w$.-]*)["']?\s*:(?=\s|$)""", re.MULTILINE)
_MARKUP = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+)?(html|svg)\b", re.IGNORECASE | re.DOTALL)


def kind_of(path: str | PathLike[str]) -> str:
    """Return the kind of a file, a key of `KINDS`; empty where there is none, or nothing that can be looked at."""
    place = Path(path)
    if fspath(place).startswith(("/dev/", "/proc/", "/sys/")):  # what a shell hands over may come only once
        return ""
    try:
        mode = os.stat(place).st_mode
        if stat.S_ISDIR(mode):
            return "store" if any((place / name).exists() for name in ("zarr.json", ".zgroup", ".zarray")) else "folder"
        if not stat.S_ISREG(mode):
            return ""
        with place.open("rb") as opened:
            start = opened.read(LOOKED_AT)
    except (OSError, ValueError):
        return ""
    if not start:
        return "empty"
    found = next((kind for beginning, kind in _BEGINNINGS if start.startswith(beginning)), "")
    if found and not (start.startswith(_AMBIGUOUS) and _text(start) is not None):
        return _packed(place) if found == "archive" and start.startswith(b"PK") else found
    text = _text(start)
    return "binary" if text is None else _kind_of_text(text, place.suffix.lower())


def is_result(path: str | PathLike[str]) -> bool:
    """Whether a file is a result by what it holds, or, where it cannot be looked at or is damaged, by its name."""
    found = kind_of(path)
    return found == "result" or (Path(path).suffix == ".nc" and found not in YAML)


def other_kind(path: str | PathLike[str], wanted: Collection[str], needed: str) -> str:
    """Return the sentence for a file that is none of the kinds wanted; empty where it may be one.

    ``needed`` says what is wanted, as ``a scenario file is needed``. A text of no known kind may be any YAML.
    """
    found = kind_of(path)
    if found in ("", *wanted) or (found in ("text", "json", "empty", "folder") and not {*YAML}.isdisjoint(wanted)):
        return ""
    what, use = KINDS[found]
    return f"{fspath(path)}: is {what}; {needed}; {use.format(path=fspath(path))}"


def _text(start: bytes) -> str | None:
    """Return the beginning of a file as text; None for what is none."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""  # whoever reads it says that it is UTF-16
    if sum(start.count(byte) for byte in _CONTROLS) > len(start) / 20:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return start.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and len(start) - error.start < 4 and len(start) == LOOKED_AT:
                return start[: error.start].decode(encoding)
    return None


def _kind_of_text(text: str, suffix: str) -> str:
    if match := _MARKUP.match(text):
        return "picture" if match[4].lower() == "svg" else "html"
    keys = set(_KEY.findall(text))
    if text.lstrip().startswith("{"):
        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            held = None
        keys |= set(held) if isinstance(held, dict) else set()
    if "costs" not in keys and {"parameters", "design"} <= keys:
        return "sweep"
    if "costs" not in keys and "stages" in keys:
        return "calibration"
    if "changes" in keys and keys.isdisjoint(("schema", "costs")):
        return "overlay"
    if "classes" in keys and keys.isdisjoint(("schema", "costs")):
        return "classes"
    if "schema" in keys or "costs" in keys:
        return "scenario"
    if suffix == ".json" or "$schema" in keys:
        return "json"
    return "csv" if suffix in (".csv", ".tsv") or (not keys and _is_table(text)) else "text"


def _is_table(text: str) -> bool:
    """Whether the first lines have one delimiter, as often in each."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    counts = ({line.count(mark) for line in lines} for mark in ";\t,")
    return len(lines) > 1 and any(len(found) == 1 and found != {0} for found in counts)


def _packed(place: Path) -> str:
    """Return what an archive of parts is: a workbook, another document, or just an archive."""
    import zipfile

    try:
        with zipfile.ZipFile(place) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "workbook"
            if {"mimetype", "content.xml"} <= names:
                return "ods" if b"spreadsheet" in archive.read("mimetype")[:200] else "document"
    except Exception:  # cut off, encrypted, or nonsense: an archive all the same
        return "archive"
    return "document" if any(name.startswith(("word/", "ppt/")) for name in names) else "archive"
