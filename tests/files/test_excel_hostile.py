"""Workbooks that a sender made to harm: refused in one sentence, at once, without growing."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.files.workbooks import part, repacked

from aksonsim.errors import ScenarioError
from aksonsim.files.excel.read import read
from aksonsim.files.excel.write import export

STARTER = Path(__file__).parents[2] / "src" / "aksonsim" / "data" / "starter.yaml"
SHEET = "xl/worksheets/sheet4.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SECONDS = 8.0
"""Enough on a loaded machine; what is refused takes well under one."""


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    return (
        b"<?xml version='1.0'?>" + before + b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    )


LAUGHS = (
    b"<!DOCTYPE l [<!ENTITY a '"
    + b"ha" * 50
    + b"'><!ENTITY b '"
    + b"&a;" * 900
    + b"'><!ENTITY c '"
    + b"&b;" * 900
    + b"'>]>"
)
CELL = b"<row r='1'><c r='A1' t='inlineStr'><is><t>&c;</t></is></c></row>"
PREFIXED = (
    b"<x:worksheet " + MAIN.replace(b"xmlns", b"xmlns:x") + b"><x:sheetData><x:row><x:c r='ZZZZZ1'/></x:row>"
    b"</x:sheetData></x:worksheet>"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("book") / "starter.xlsx"
    export(STARTER, out)
    return out


PARTS: dict[str, tuple[dict[str, bytes | None], str]] = {
    "bomb": ({SHEET: sheet(b" " * 40_000_000)}, r"unpacks to \d+ MB; at most 48 MB are read, 16 MB a part"),
    "many cells": ({SHEET: sheet(b"<row>" + b"<c/>" * 900_000 + b"</row>")}, "has more than 600000 elements"),
    "far cell": ({SHEET: sheet(b"<row><c r='ZZZZZZ1'><v>1</v></c></row>")}, "has a cell ZZZZZZ1; cells reach"),
    "far cell by prefix": ({SHEET: PREFIXED}, "has a cell ZZZZZ1; cells reach"),
    "far row": ({SHEET: sheet(b"<row r='99999999999'/>")}, "has a row 99999999999; rows reach 1048576"),
    "deep": ({SHEET: b"<a>" * 100_000 + b"</a>" * 100_000}, "is nested too deep; at most 64 levels"),
    "entities": ({SHEET: sheet(CELL, LAUGHS)}, "declares a document type or entities; no workbook does"),
    "entities elsewhere": ({"xl/sharedStrings.xml": sheet(CELL, LAUGHS)}, "declares a document type or entities"),
    "entities in another encoding": (
        {SHEET: sheet(CELL, LAUGHS).replace(b"'1.0'", b"'1.0' encoding='UTF-16'").decode().encode("utf-16")},
        "declares a document type or entities",
    ),
    "unknown encoding": ({SHEET: b"<?xml version='1.0' encoding='UTF-7'?><worksheet/>"}, "is not valid XML"),
    "external links": ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "holds links to another workbook; save it as"),
    "data connection": ({"xl/connections.xml": b"<a/>"}, "holds a connection to data elsewhere"),
    "macros": ({"xl/vbaProject.bin": b"x"}, r"holds macros; save it as \.xlsx, without macros"),
    "no relations": ({"xl/_rels/workbook.xml.rels": None}, "is no workbook that can be read"),
    "no workbook": ({"xl/workbook.xml": None}, "is an archive, but no workbook"),
    "empty workbook": ({"xl/workbook.xml": b"<workbook " + MAIN + b"/>"}, "has no sheet of a scenario file"),
    "string that is not there": ({SHEET: sheet(b"<row><c t='s'><v>99999</v></c></row>")}, "that can be read"),
    "number without end": ({SHEET: sheet(b"<row><c><v>" + b"9" * 99_999 + b"</v></c></row>")}, "that can be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_hostile_parts__are_refused_at_once(name: str, book: Path, tmp_path: Path) -> None:
    parts, sentence = PARTS[name]
    made = repacked(book, tmp_path / "made.xlsx", parts)
    before = time.perf_counter()
    with pytest.raises(ScenarioError, match=sentence) as found:
        read(made, tmp_path / "out.yaml")
    assert time.perf_counter() - before < SECONDS
    assert len(found.value.problems) == 1
    assert str(made) in str(found.value)


def test_hostile_parts__a_sheet_under_another_name_is_not_passed_by(book: Path, tmp_path: Path) -> None:
    relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    parts: dict[str, bytes | None] = {
        "xl/worksheets/evil.dat": sheet(CELL, LAUGHS),
        relations: part(book, relations).replace(b"worksheets/sheet4.xml", b"worksheets/evil.dat"),
    }
    with pytest.raises(ScenarioError, match=r"names a part of the workbook that is no \.xml"):
        read(repacked(book, tmp_path / "one.xlsx", parts), tmp_path / "out.yaml")
    parts = {types: part(book, types).replace(b"/xl/styles.xml", b"/xl/styles.dat")}
    with pytest.raises(ScenarioError, match=r"names a part of the workbook that is no \.xml"):
        read(repacked(book, tmp_path / "two.xlsx", parts), tmp_path / "out.yaml")


OTHER: dict[str, tuple[bytes, str]] = {
    "text": (b"hello", r"is no workbook, or is cut off"),
    "empty": (b"", r"is no workbook, or is cut off"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), r"is a workbook of the old kind \(\.xls\)"),
    "locked": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted; save it as .xlsx, without macros, links or password",
    ),
}


@pytest.mark.parametrize("name", OTHER)
def test_other_files__are_refused(name: str, tmp_path: Path) -> None:
    content, sentence = OTHER[name]
    made = tmp_path / "made.xlsx"
    made.write_bytes(content)
    with pytest.raises(ScenarioError, match=sentence):
        read(made, tmp_path / "out.yaml")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off__wherever_the_file_ends(share: float, book: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.xlsx"
    whole = book.read_bytes()
    made.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ScenarioError, match="is no workbook, or is cut off"):
        read(made, tmp_path / "out.yaml")


def test_missing_and_folder__are_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read(tmp_path / "none.xlsx", tmp_path / "out.yaml")
    with pytest.raises(ScenarioError, match="is a folder; a workbook is needed"):
        read(tmp_path, tmp_path / "out.yaml")


def test_a_claimed_size__makes_no_difference(book: Path, tmp_path: Path) -> None:
    claimed = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part(book, SHEET))
    assert b"XFD1048576" in claimed
    before = time.perf_counter()
    assert read(repacked(book, tmp_path / "made.xlsx", {SHEET: claimed}), tmp_path / "o.yaml") == read(
        book, tmp_path / "o.yaml"
    )
    assert time.perf_counter() - before < SECONDS


def test_memory__stays_bounded_by_a_workbook_just_within_limits(book: Path, tmp_path: Path) -> None:
    rows = b"".join(b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>" for _ in range(2_900))
    made = repacked(book, tmp_path / "made.xlsx", {SHEET: sheet(rows)})
    code = (
        "import re, sys\n"
        "from aksonsim.errors import AksonsimError\n"
        "from aksonsim.files.excel.read import read\n"
        "try:\n    read(sys.argv[1], 'out.yaml')\n"
        "except AksonsimError as error:\n    print(error)\n"
        # not getrusage: that counts what the parent held when it forked
        "print(int(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1]) // 1000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(made)], capture_output=True, text=True, check=True, timeout=60
    )
    sentence, megabytes = done.stdout.splitlines()
    assert sentence.endswith("has more than 200000 cells; write a smaller workbook")
    assert int(megabytes) < 400
