"""What is refused before a workbook is opened: bombs, macros, links to elsewhere, encryption, broken archives.

A workbook is an archive of XML parts that its sender controls. Sizes are those of the archive's directory, which the
decompressor does not exceed; each part is walked once, without building anything, before the library may read it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from aksonsim.files.access import read_bytes
from aksonsim.files.tree import fail

MOST_PARTS = 2_000
MOST_XML = 16_000_000
"""Bytes of one part, unpacked; the reference case's largest has 0.2 million."""
MOST_XML_IN_ALL = 48_000_000
MOST_TAGS = 600_000
"""Elements of one part; the library keeps about a hundred bytes of each."""
MOST_TAGS_IN_ALL = 1_000_000
DEEPEST = 64
MOST_COLUMNS = 1_000
MOST_ROWS = 1_048_576

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_PLAIN = "save it as .xlsx, without macros, links or password"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the old container: .xls, and whatever is under a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_MACROS = "vbaproject.bin"
_ELSEWHERE = {
    "xl/externallinks/": "links to another workbook",
    "xl/connections.xml": "a connection to data elsewhere",
    "xl/querytables/": "a query of data elsewhere",
    "xl/activex/": "controls",
    "xl/embeddings/": "embedded objects",
    "xl/macrosheets/": "macros",
}


class _Stop(Exception):
    """Ends the walk through a part that is refused."""


def check(path: Path) -> None:
    """Refuse whatever is no plain workbook of reasonable size.

    Raises
    ------
    ScenarioError
        One sentence.
    """
    name = str(path)
    raw = read_bytes(path, wanted="a workbook is needed")
    if raw.startswith(OLE):
        what = "is encrypted" if is_locked(raw) else "is a workbook of the old kind (.xls)"
        raise fail(name, what, _PLAIN)
    if aside := check_archive(raw, name, aside=False):
        raise fail(name, f"holds {aside[0]}", _PLAIN)


def is_locked(raw: bytes) -> bool:
    """Whether a file of the old container is a workbook under a password."""
    return _ENCRYPTED in raw


def check_archive(raw: bytes, name: str, *, aside: bool) -> tuple[str, ...]:
    """Refuse an archive that is no workbook (.xlsx, .xlsm; .ods only where macros are put aside) of reasonable size.

    Parameters
    ----------
    aside
        Whether what a workbook may hold beside its cells (macros, links, connections) is passed over: no part of it is
        read, run or followed.

    Returns
    -------
    What the archive holds beside its cells, in words.

    Raises
    ------
    ScenarioError
        One sentence.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _archive(archive, name, aside)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise fail(name, f"is no workbook, or is cut off ({error})", _PLAIN) from None


def _archive(archive: zipfile.ZipFile, name: str, aside: bool) -> tuple[str, ...]:
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS:
        raise fail(name, f"has {len(parts)} parts", f"a workbook has at most {MOST_PARTS}")
    if len(set(names)) < len(names):
        raise fail(name, "holds two parts of one name", _PLAIN)
    if is_ods := "mimetype" in names and "content.xml" in names:
        if not aside:
            raise fail(name, "is a document of another kind (.ods)", _PLAIN)
    elif "xl/workbook.bin" in names:
        raise fail(name, "is a binary workbook (.xlsb)", _PLAIN)
    elif "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise fail(name, "is an archive, but no workbook", _PLAIN)
    found = {what: None for inner in names for start, what in _ELSEWHERE.items() if inner.startswith(start)}
    if any(inner.endswith(_MACROS) or (is_ods and inner.startswith(("basic/", "scripts/"))) for inner in names):
        found["macros"] = None
    if found and not aside:
        return tuple(found)
    if any(part.flag_bits & 1 for part in parts):
        raise fail(name, "is encrypted", _PLAIN)
    for part in parts:
        if part.filename.lower().endswith(_MACROS) and archive.open(part).read(len(OLE)) != OLE:
            raise fail(f"{name}: {part.filename}", "goes by the name of macros, and is none", _PLAIN)
    read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
    largest = max(read, key=lambda part: part.file_size)
    if largest.file_size > MOST_XML or sum(part.file_size for part in read) > MOST_XML_IN_ALL:
        unpacked = f"unpacks to {sum(part.file_size for part in read) / 1e6:.0f} MB"
        raise fail(name, unpacked, f"at most {MOST_XML_IN_ALL / 1e6:.0f} MB are read, {MOST_XML / 1e6:.0f} MB a part")
    left = MOST_TAGS_IN_ALL
    for part in read:
        left -= _walk(archive.read(part), f"{name}: {part.filename}", left, aside)
    return tuple(found)


def _walk(xml: bytes, name: str, left: int, aside: bool) -> int:
    """Walk through one part and return how many elements it has; refuse declarations, depth and far-out cells."""
    parser = expat.ParserCreate()
    counted = depth = 0
    why = ("", "")

    def stop(what: str, allowed: str) -> None:
        nonlocal why
        why = (what, allowed)
        raise _Stop

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal counted, depth
        counted += 1
        depth += 1
        if counted > min(left, MOST_TAGS):
            stop(f"has more than {min(left, MOST_TAGS)} elements", "delete what is formatted and empty")
        if depth > DEEPEST:
            stop("is nested too deep", f"at most {DEEPEST} levels")
        bare = tag.rpartition(":")[2]
        if bare in ("c", "row") and "r" in attributes:
            _in_reach(bare, attributes["r"], stop)
        elif bare == "Override" and "macroEnabled" in attributes.get("ContentType", "") and not aside:
            stop("holds macros", _PLAIN)
        elif bare == "encryption-data":
            stop("is encrypted", _PLAIN)
        elif _hides(bare, attributes, name, aside):
            stop("names a part of the workbook that is no .xml", _PLAIN)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: Any) -> None:
        stop("declares a document type or entities", "no workbook does")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except _Stop:
        raise fail(name, *why) from None
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two at unknown encodings
        raise fail(name, f"is not valid XML ({error})", _PLAIN) from None
    return counted


def _in_reach(tag: str, reference: str, stop: Any) -> None:
    """Refuse a cell or row that lies so far out that reaching it would take for ever."""
    if tag == "row":
        if not reference.isdecimal() or len(reference) > 7 or int(reference) > MOST_ROWS:
            stop(f"has a row {reference[:20]}", f"rows reach {MOST_ROWS}")
        return
    match = _REFERENCE.fullmatch(reference)
    column = 0
    for letter in match[1] if match else "":
        column = 26 * column + ord(letter) - ord("A") + 1
    if match is None or column > MOST_COLUMNS or int(match[2]) > MOST_ROWS:
        stop(f"has a cell {reference[:20]}", f"cells reach {MOST_COLUMNS} columns and {MOST_ROWS} rows")


def _hides(tag: str, attributes: dict[str, str], part: str, aside: bool) -> bool:
    """Whether something that will be read as a sheet or its texts goes by a name that is not walked through here.

    Macros that are put aside go by such a name; they are known to be no XML.
    """
    if aside and attributes.get("Target", "").lower().endswith(_MACROS):
        return False
    if tag == "Override":
        return "spreadsheetml" in attributes.get("ContentType", "") and not _is_xml(attributes.get("PartName", ""))
    inner = tag == "Relationship" and attributes.get("TargetMode") != "External"
    return inner and part.endswith("workbook.xml.rels") and not _is_xml(attributes.get("Target", ""))


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml")
