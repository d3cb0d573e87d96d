"""Workbooks as grids: values against a second reader; what is hidden, struck, merged or a formula as it was written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook
from tests.files.documents import ods
from tests.files.workbooks import part, repacked

from aksonsim.files.registers.grid import Book, Cell, Sheet, Value
from aksonsim.files.registers.opening import open_book

REGISTERS = Path(__file__).parents[1] / "registers"
WORKBOOKS = sorted(path.name for path in REGISTERS.iterdir() if path.suffix in (".xlsx", ".xls", ".ods"))
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def values(sheet: Sheet) -> dict[tuple[int, int], Value]:
    return {place: cell.value for place, cell in sheet.cells.items() if cell.value not in (None, "")}


def second(path: Path) -> dict[str, dict[tuple[int, int], Any]]:
    book = CalamineWorkbook.from_path(path)
    return {
        name: {
            (row, column): value
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        for name in book.sheet_names
    }


@pytest.mark.parametrize("name", WORKBOOKS)
def test_registers__values_are_those_of_a_second_reader(name: str) -> None:
    book = open_book(REGISTERS / name)
    assert book.kind == Path(name).suffix[1:]
    assert not book.is_text
    assert {sheet.name: values(sheet) for sheet in book.sheets} == second(REGISTERS / name)


@pytest.mark.parametrize("name", [name for name in WORKBOOKS if name.endswith(".xlsx")])
def test_registers__looks_are_those_of_the_whole_workbook(name: str) -> None:
    whole = openpyxl.load_workbook(REGISTERS / name)
    for sheet in open_book(REGISTERS / name).sheets:
        page = whole[sheet.name]
        assert sheet.hidden == (page.sheet_state != "visible")
        assert sheet.hidden_rows == {row for row, look in page.row_dimensions.items() if look.hidden}
        assert set(sheet.merged) == {(m.min_row, m.min_col, m.max_row, m.max_col) for m in page.merged_cells.ranges}
        for (row, column), cell in sheet.cells.items():
            other = page.cell(row, column)
            assert cell.struck == bool(other.font.strike)
            assert cell.shown == ("" if other.number_format == "General" else other.number_format)
            assert cell.formula == (other.value if other.data_type == "f" else "")


def test_registers__what_their_answers_turn_on() -> None:
    hidden = open_book(REGISTERS / "09_p10_p50_p90_hidden.xlsx").sheets
    assert [(sheet.name, sheet.hidden) for sheet in hidden] == [("Kostnader MNOK", False), ("Utgave 1", True)]
    assert hidden[0].hidden_rows == {6, 7}
    assert [row for row in hidden[0].by_row if hidden[0].struck(row)] == [8]
    codes = open_book(REGISTERS / "04_wbs_codes_numbers.xlsx").sheets[0]
    assert [codes.cells[row, 1] for row in (3, 12)] == [Cell(1.1, "0.0"), Cell(1.1, "0.00")]
    assert len(open_book(REGISTERS / "07_two_row_header_formulas.xlsx").sheets[0].merged) == 5


def opened(tmp_path: Path, fill: Any, name: str = "made.xlsx") -> Book:
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    fill(book.active)
    book.save(tmp_path / name)
    return open_book(tmp_path / name)


def one(value: Any, shown: str = "General") -> Any:
    def fill(sheet: Any) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = shown

    return fill


VALUES: dict[str, tuple[Any, str, Value]] = {
    "whole": (5, "General", 5),
    "share": (0.25, "0%", 0.25),
    "flag": (True, "General", True),
    "blanks": ("  a\u00a0b ", "General", "  a\u00a0b "),
    "escape": ("one_x000D_two", "General", "one\rtwo"),
    "day": (dt.date(2026, 3, 1), "yyyy-mm-dd", dt.date(2026, 3, 1)),
    "moment": (dt.datetime(2026, 3, 1, 12, 30), "yyyy-mm-dd hh:mm", dt.datetime(2026, 3, 1, 12, 30)),
    "hours": (dt.timedelta(hours=36), "[h]:mm", 1.5),
    "error": ("#DIV/0!", "General", "#DIV/0!"),
    "large": (2**60, "General", float(2**60)),
    "shows nothing": (5, ";;;", 5),
}


@pytest.mark.parametrize("name", VALUES)
def test_xlsx__values_of_every_kind(name: str, tmp_path: Path) -> None:
    value, shown, expected = VALUES[name]
    cell = opened(tmp_path, one(value, shown)).sheets[0].cells[2, 2]
    assert (cell.value, type(cell.value)) == (expected, type(expected))
    assert cell.shown == ("" if shown == "General" else shown)
    assert cell.struck == (name == "shows nothing")
    assert cell.is_number == (name in ("whole", "share", "hours", "large", "shows nothing"))


def test_xlsx__what_is_not_shown(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in range(1, 6):
            sheet.append([row, row, row, row])
        sheet["A2"].font = Font(strike=True)
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].height = 0.1
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["Z"].hidden = True
        sheet.merge_cells("C1:D2")
        sheet.parent.create_sheet("Old").sheet_state = "veryHidden"
        sheet.parent["Old"]["A1"] = 1

    costs, old = opened(tmp_path, fill).sheets
    assert (costs.hidden, old.hidden) == (False, True)
    assert (costs.hidden_rows, costs.hidden_columns, costs.merged) == ({3, 4}, {2}, ((1, 3, 2, 4),))
    assert [place for place, cell in costs.cells.items() if cell.struck] == [(2, 1)]
    assert (1, 4) not in costs.cells


def test_xlsx__a_filter_is_said(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["Status"], ["open"], ["closed"]):
            sheet.append(row)
        sheet.auto_filter.ref = "A1:A3"
        sheet.auto_filter.add_filter_column(0, ["open"])
        sheet.row_dimensions[3].hidden = True

    book = opened(tmp_path, fill)
    assert (book.facts, book.sheets[0].hidden_rows) == ({"filtered": "Costs"}, {3})


def test_xlsx__formulas_without_values(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = 2, "=A1*2", ArrayFormula("A3", "=SUM(A1:A1*A1:A1)")
        sheet["A2"].number_format = "0.0"

    book = opened(tmp_path, fill)
    assert book.facts == {"uncached": "2"}
    assert book.sheets[0].cells[2, 1] == Cell(None, "0.0", "=A1*2")
    assert book.sheets[0].cells[3, 1].formula == "=SUM(A1:A1*A1:A1)"


def test_xlsx__a_formula_that_cells_share_is_that_of_each(tmp_path: Path) -> None:
    rows = "<row r='1'><c r='A1'><v>2</v></c><c r='B1'><f t='shared' ref='B1:B3' si='0'>A1*$A$1</f><v>4</v></c></row>"
    rows += "<row r='2'><c r='A2'><v>3</v></c><c r='B2'><f t='shared' si='0'/><v>6</v></c></row>"
    rows += "<row r='3'><c r='B3' t='str'><f t='shared' si='0'/><v>late</v></c><c r='C3' t='e'><v>#REF!</v></c></row>"
    opened(tmp_path, one(1))
    xml = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    made = repacked(tmp_path / "made.xlsx", tmp_path / "shared.xlsx", {"xl/worksheets/sheet1.xml": xml})
    cells = open_book(made).sheets[0].cells
    assert [cells[row, 2] for row in (1, 2, 3)] == [
        Cell(4, formula="=A1*$A$1"),
        Cell(6, formula="=A2*$A$1"),
        Cell("late", formula="=A3*$A$1"),
    ]
    assert cells[3, 3] == Cell("#REF!")


def test_xlsx__text_of_several_looks_is_one_text(tmp_path: Path) -> None:
    rich = CellRichText("Bridge ", TextBlock(InlineFont(b=True), "over"), " river")
    assert opened(tmp_path, one(rich)).sheets[0].cells[2, 2] == Cell("Bridge over river")


def test_xlsm__without_its_macros_and_what_lies_elsewhere(tmp_path: Path) -> None:
    plain = opened(tmp_path, one(5))
    made = plain.path
    types = part(made, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    relation = b"<Relationship Id='rId99' Type='http://schemas.microsoft.com/office/2006/relationships/vbaProject'"
    relation += b" Target='vbaProject.bin'/></Relationships>"
    name = "xl/_rels/workbook.xml.rels"
    parts: dict[str, bytes | None] = {
        "[Content_Types].xml": types,
        name: part(made, name).replace(b"</Relationships>", relation),
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 never read",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/connections.xml": b"<connections/>",
    }
    book = open_book(repacked(made, tmp_path / "made.csv", parts))
    assert (book.kind, book.sheets) == ("xlsm", plain.sheets)
    assert set(book.facts["passed over"].split(", ")) == {
        "macros", "links to another workbook", "a connection to data elsewhere",
    }  # fmt: skip


def test_xls__values_and_looks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Costs")
    struck = xlwt.easyxf("font: struck_out on", num_format_str="0%")
    for row, value in enumerate(("Brønn", 5, 0.25, True), 1):
        sheet.write(row, 1, value)
    sheet.write(1, 2, 0.5, struck)
    sheet.write(2, 2, dt.datetime(2026, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(3, 2, dt.datetime(2026, 3, 1, 6), xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    sheet.write_merge(6, 7, 1, 2, "merged")
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    old = book.add_sheet("Old")
    old.write(0, 0, 1)
    old.visibility = 1
    book.save(str(tmp_path / "made.csv"))
    costs, hidden = open_book(tmp_path / "made.csv").sheets
    assert (costs.hidden, hidden.hidden) == (False, True)
    assert [costs.cells[row, 2].value for row in (2, 3, 4, 5)] == ["Brønn", 5, 0.25, True]
    assert costs.cells[2, 3] == Cell(0.5, "0%", "", True)
    assert [costs.cells[row, 3].value for row in (3, 4)] == [dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 6)]
    assert (costs.hidden_rows, costs.hidden_columns, costs.merged) == ({4}, {3}, ((7, 2, 8, 3),))


STYLES = """<number:percentage-style style:name="N1">
  <number:number number:decimal-places="1"/></number:percentage-style>
<style:style style:name="share" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="gone" style:family="table-cell" style:parent-style-name="share">
  <style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>"""
ROWS = """<table:table-column table:default-cell-style-name="share"/>
<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
<table:table-row table:number-rows-repeated="2">
  <table:table-cell table:number-columns-repeated="1024"/></table:table-row>
<table:table-row-group><table:table-row table:visibility="filter" table:number-rows-repeated="2">
  <table:table-cell office:value-type="percentage" office:value="0.25"><text:p>25.0%</text:p></table:table-cell>
  <table:table-cell table:style-name="gone" office:value-type="float" office:value="7"/>
</table:table-row></table:table-row-group>
<table:table-row>
  <table:table-cell office:value-type="string" table:number-columns-spanned="2">
    <office:annotation><text:p>never read</text:p></office:annotation>
    <text:p>two<text:s text:c="2"/><text:span>bl</text:span>anks</text:p><text:p>lines</text:p></table:table-cell>
  <table:covered-table-cell/>
  <table:table-cell office:value-type="date" office:date-value="2026-03-01"><text:p>1.3.</text:p></table:table-cell>
  <table:table-cell table:formula="of:=SUM([.A3:.B3];[$Other.A1])*2" office:value-type="float" office:value="14.5"/>
  <table:table-cell table:formula="of:=[.A1]"/>
  <table:table-cell office:value-type="currency" office:currency="EUR" office:value="1.5"/>
  <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
</table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>"""


def test_ods__values_and_looks(tmp_path: Path) -> None:
    sheets = f'<table:table table:name="Costs">{ROWS}</table:table>'
    sheets += '<table:table table:name="Other" table:style-name="away"><table:table-row><table:table-cell'
    sheets += ' office:value-type="float" office:value="1"/></table:table-row></table:table>'
    book = open_book(ods(tmp_path / "made.xlsx", sheets, STYLES))
    costs, other = book.sheets
    assert (book.kind, costs.hidden, other.hidden) == ("ods", False, True)
    assert book.facts == {"uncached": "1", "filtered": "Costs"}
    assert costs.cells == {
        (3, 1): Cell(0.25, "0.0%"), (3, 2): Cell(7, "0.0%", "", True),
        (4, 1): Cell(0.25, "0.0%"), (4, 2): Cell(7, "0.0%", "", True),
        (5, 1): Cell("two  blanks\nlines", "0.0%"), (5, 3): Cell(dt.date(2026, 3, 1)),
        (5, 4): Cell(14.5, "", "=SUM(A3:B3,Other!A1)*2"), (5, 5): Cell(None, "", "=A1"),
        (5, 6): Cell(1.5, "[$EUR] 0"), (5, 7): Cell(True),
    }  # fmt: skip
    assert (costs.hidden_rows, costs.hidden_columns, costs.merged) == ({3, 4}, {2, 3}, ((5, 1, 5, 2),))
