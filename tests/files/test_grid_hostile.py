"""Files that a sender made to harm, or that are not what their name says: one sentence, at once."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from tests.files.documents import content, ods
from tests.files.test_excel_hostile import CELL, LAUGHS, PARTS, SECONDS, SHEET, sheet
from tests.files.workbooks import part, repacked

from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.excel.rows import book_rows
from aksonsim.files.registers.opening import open_book

ONE = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSED_OVER = {
    "links to another workbook": {"xl/externalLinks/externalLink1.xml": b"<a/>"},
    "a connection to data elsewhere": {"xl/connections.xml": b"<a/>"},
    "embedded objects": {"xl/embeddings/object1.bin": b"x"},
    "macros": {"xl/vbaProject.bin": OLE},
}
MEANT_FOR_OURS = {"empty workbook", "external links", "data connection", "macros"}
"""Refused as no workbook of a scenario, or passed over where a register is read."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = openpyxl.Workbook()
    made.active.append(["Element", "P10", "P90"])
    made.active.append(["Bridge", 5, 7])
    made.active["A3"].font = openpyxl.styles.Font(bold=True)
    made.save(path := tmp_path_factory.mktemp("book") / "made.xlsx")
    return path


def refused(path: Path, sentence: str) -> None:
    before = time.perf_counter()
    with pytest.raises(ScenarioError, match=sentence) as found:
        open_book(path)
    assert time.perf_counter() - before < SECONDS
    assert len(found.value.problems) == 1
    assert str(path) in str(found.value)


@pytest.mark.parametrize("name", [name for name in PARTS if name not in MEANT_FOR_OURS])
def test_xlsx__what_our_own_workbooks_refuse(name: str, book: Path, tmp_path: Path) -> None:
    parts, sentence = PARTS[name]
    renamed = {ONE if key == SHEET else key: value for key, value in parts.items()}
    refused(repacked(book, tmp_path / "made.xlsx", renamed), sentence)


@pytest.mark.parametrize("name", PASSED_OVER)
def test_xlsx__what_lies_beside_the_cells_is_passed_over_and_said(name: str, book: Path, tmp_path: Path) -> None:
    found = open_book(repacked(book, tmp_path / "made.xlsx", dict(PASSED_OVER[name])))
    assert found.facts == {"passed over": name}
    assert found.sheets == open_book(book).sheets


DISORDER = {
    "rows": (b"<row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>2</v></c></row>", "row 1"),
    "one row twice": (b"<row r='1'><c r='A1'><v>1</v></c></row><row r='1'><c r='B1'><v>2</v></c></row>", "row 1"),
    "cells": (b"<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>2</v></c></row>", "cell A1"),
    "one cell twice": (b"<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>", "cell A1"),
    "a cell of another row": (b"<row r='1'><c r='A2'><v>1</v></c></row>", "cell A2"),
}


@pytest.mark.parametrize("name", DISORDER)
def test_xlsx__a_cell_that_the_library_would_pass_over_in_silence(name: str, book: Path, tmp_path: Path) -> None:
    rows, what = DISORDER[name]
    made = repacked(book, tmp_path / "made.xlsx", {ONE: sheet(rows)})
    refused(made, f"{what} is out of order; save the workbook anew")
    with pytest.raises(ScenarioError, match=f"{what} is out of order"):
        book_rows(made)


def test_xlsx__numbers_that_are_none(book: Path, tmp_path: Path) -> None:
    made = repacked(book, tmp_path / "made.xlsx", {ONE: sheet(b"<row><c><v>1e999</v></c></row>")})
    refused(made, "row 1, column 1: must be a finite number")


def test_xlsx__sheets_by_other_names_or_by_that_of_macros(book: Path, tmp_path: Path) -> None:
    relations = part(book, "xl/_rels/workbook.xml.rels")
    for name, sentence in (
        ("evil.dat", r"that is no \.xml"),
        ("vbaProject.bin", "goes by the name of macros, and is none"),
    ):
        evil = relations.replace(b"sheet1.xml", name.encode())
        assert evil != relations
        parts = {f"xl/worksheets/{name}": sheet(CELL, LAUGHS), "xl/_rels/workbook.xml.rels": evil}
        refused(repacked(book, tmp_path / f"{name}.xlsx", parts), sentence)


def test_xlsx__styles_without_end(book: Path, tmp_path: Path) -> None:
    refused(repacked(book, tmp_path / "made.xlsx", {"xl/styles.xml": b" " * 40_000_000}), "unpacks to 40 MB; at most")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off__wherever_the_file_ends(share: float, book: Path, tmp_path: Path) -> None:
    whole = book.read_bytes()
    (tmp_path / "made.xlsx").write_bytes(whole[: int(share * len(whole))])
    refused(tmp_path / "made.xlsx", "is no workbook, or is cut off")


def packed(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, inner in names.items():
            archive.writestr(name, inner)
    return out.getvalue()


OTHERS = {
    "encrypted": (OLE + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "is encrypted; save it without a password"),
    "old document": (OLE + bytes(99) + "WordDocument".encode("utf-16-le"), "is an old document, but no workbook; csv"),
    "broken old workbook": (OLE + bytes(99) + "Workbook".encode("utf-16-le"), "is no workbook that can be read"),
    "archive": (packed({"a.txt": b"x"}), "is an archive, but no workbook"),
    "text document": (packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "but no workbook"),
    "binary workbook": (packed({"xl/workbook.bin": b"x"}), r"is a binary workbook \(\.xlsb\); save it as \.xlsx"),
    "no sheets": (packed({"mimetype": b"x", "content.xml": content("").encode()}), "another kind, without sheets"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files__are_said_to_be_what_they_are(name: str, tmp_path: Path) -> None:
    (tmp_path / "made.xlsx").write_bytes(OTHERS[name][0])
    refused(tmp_path / "made.xlsx", OTHERS[name][1])


@pytest.mark.parametrize(("name", "library", "extra"), [
    ("09_p10_p50_p90_hidden.xlsx", "openpyxl", "excel"), ("17_risk_scores.xls", "xlrd", "xls"),
])  # fmt: skip
def test_a_missing_library__is_named(name: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(AksonsimError, match=rf"need.? {library}: pip install 'aksonsim\[{extra}\]'"):
        open_book(Path(__file__).parents[1] / "registers" / name)


def test_missing_and_folder__are_said(tmp_path: Path) -> None:
    refused(tmp_path / "none.csv", "no such file")
    refused(tmp_path, "is a folder; a register is needed")


def test_a_workbook_without_anything__is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "made.xlsx")
    refused(tmp_path / "made.xlsx", "holds nothing; a table of estimates or risks is needed")


NUMBER = '<table:table-cell office:value-type="float" office:value="%s" %s/>'
ODS = {
    "entities": (content("", before="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "declares a document type or entities"),
    "deep": (content("<table:table>" * 70 + "</table:table>" * 70), "is nested too deep"),
    "many cells": (
        content("<table:table>" + "<table:a/>" * 600_000 + "</table:table>"),
        "has more than 600000 elements",
    ),
    "repeated rows": ("1", 'table:number-rows-repeated="1048576"', "", "more than 400000 cells"),
    "repeated for ever": ("1", 'table:number-rows-repeated="99999999999999"', "", "more than 400000 cells"),
    "repeated columns": ("1", "", 'table:number-columns-repeated="16384"', "cells reach 1000 columns"),
    "repeated backwards": ("1", "", 'table:number-columns-repeated="-5"', "is no workbook that can be read"),
    "not finite": ("nan", "", "", "row 1, column 1: must be a finite number"),
    "no number": ("five", "", "", "is no workbook that can be read"),
    "not well formed": ("<a>", "is not valid XML"),
}


@pytest.mark.parametrize("name", ODS)
def test_ods__is_held_to_the_same(name: str, tmp_path: Path) -> None:
    *made, sentence = ODS[name]
    if len(made) == 3:
        row = f"<table:table-row {made[1]}>{NUMBER % (made[0], made[2])}</table:table-row>"
        made = [content(f'<table:table table:name="A">{row}</table:table>')]
    (tmp_path / "made.ods").write_bytes(packed({"mimetype": b"x", "content.xml": made[0].encode()}))
    refused(tmp_path / "made.ods", sentence)


def test_ods__encrypted_and_bombs(tmp_path: Path) -> None:
    row = f'<table:table table:name="A"><table:table-row>{NUMBER % (1, "")}</table:table-row></table:table>'
    locked = b"<m:manifest xmlns:m='urn:m'><m:encryption-data/></m:manifest>"
    refused(ods(tmp_path / "locked.ods", row, **{"META-INF/manifest.xml": locked}), "is encrypted")
    refused(ods(tmp_path / "bomb.ods", row, **{"styles.xml": b" " * 40_000_000}), "unpacks to 40 MB; at most")
    refused(ods(tmp_path / "twice.ods", row + row), "has two sheets named A")


def test_ods__macros_are_passed_over_and_said(tmp_path: Path) -> None:
    row = f'<table:table table:name="A"><table:table-row>{NUMBER % (1, "")}</table:table-row></table:table>'
    found = open_book(ods(tmp_path / "made.ods", row, **{"Basic/Standard/Module1.xml": b"<a/>"}))
    assert found.facts == {"passed over": "macros"}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_xls__cut_off_or_scrambled(share: float, tmp_path: Path) -> None:
    made = xlwt.Workbook()
    page = made.add_sheet("Costs")
    for row in range(400):
        page.write(row, 0, f"Element {row}")
    made.save(str(tmp_path / "whole.xls"))
    whole = (tmp_path / "whole.xls").read_bytes()
    (tmp_path / "cut.xls").write_bytes(whole[: int(share * len(whole))])
    refused(tmp_path / "cut.xls", "is no workbook that can be read|is an old document, but no workbook")
