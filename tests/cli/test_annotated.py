"""A register given back to its author: each row says how it was read, and nothing of the author's is lost."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from tests.command_line import run
from tests.files.registers import PLAIN, register

from aksonsim.files.registers.annotate import COLOURS

TWO_ROWS = ("07_two_row_header_formulas.xlsx", 4)
"""The lower half of a header."""
MINIMAL = Path(__file__).parents[2] / "configs" / "minimal.yaml"
ZOO = Path(__file__).parents[1] / "registers"


def annotated(file: Path, out: Path, *more: str) -> Any:
    assert run("export", "--annotated", str(file), "-o", str(out), *more) == 0
    return openpyxl.load_workbook(out)


def reasons(sheet: Any) -> dict[int, str]:
    """Return the last column of a sheet by row, and see that each has the colour of one of its words."""
    out = {}
    for row in range(1, sheet.max_row + 1):
        cell = sheet.cell(row, sheet.max_column)
        if isinstance(cell.value, str) and ": " in cell.value:
            words = [line.split(": ")[0] for line in cell.value.split("\n")]
            assert cell.fill.fgColor.rgb[2:] in {COLOURS[word] for word in words}  # type: ignore[index]
            out[row] = cell.value.replace("\u2009", " ")
    return out


def test_annotated__each_row_says_what_became_of_it(tmp_path: Path) -> None:
    book = annotated(ZOO / "09_p10_p50_p90_hidden.xlsx", tmp_path / "o.xlsx")
    assert book.sheetnames == ["aksonsim", "Kostnader MNOK", "Utgave 1"]
    said = reasons(book["Kostnader MNOK"])
    assert said[2] == "read: element 'Tunnel': P10 310, P50 352, P90 428"
    assert sorted(said) == [2, 3, 4, 5, 6, 7, 8]
    asked = "ask: rows 6 (Kontrollrom), 7 (Beredskap) are hidden or filtered out: count them?"
    assert said[6] == said[7] == asked
    assert said[8].startswith("ask: row 8 (Omlegging) is struck through")
    assert set(reasons(book["Utgave 1"]).values()) == {"left: hidden sheet"}
    first = [(row[0].value, row[1].value) for row in book["aksonsim"].iter_rows()]
    assert ("read", "sum of 'P50' 473.5 MNOK; the file states no total to compare it with") in first
    assert any(word == "ask" and str(text).endswith("leave out | count") for word, text in first)


def test_annotated__answers_turn_what_was_asked_into_read_and_left(tmp_path: Path) -> None:
    answers = ("--answer", "hidden_rows=count", "--answer", "struck_rows=leave out")
    said = reasons(annotated(ZOO / "09_p10_p50_p90_hidden.xlsx", tmp_path / "o.xlsx", *answers)["Kostnader MNOK"])
    assert said[6].split("\n")[0] == "read: element 'Kontrollrom': P10 8.5, P50 10, P90 13.5"
    assert said[6].endswith("count them?: count, as answered")
    assert said[8].split("\n")[0] == "left: struck through"


def test_annotated__the_authors_sheets_stay_as_they_are(tmp_path: Path) -> None:
    file = ZOO / "09_p10_p50_p90_hidden.xlsx"
    before, after = openpyxl.load_workbook(file), annotated(file, tmp_path / "o.xlsx")
    for sheet in before:
        kept = after[sheet.title]
        assert kept.sheet_state == sheet.sheet_state
        for row in sheet.iter_rows():
            assert kept.row_dimensions[row[0].row].hidden == sheet.row_dimensions[row[0].row].hidden
            for cell in row:
                same = kept[cell.coordinate]
                looks = (cell.value, cell.number_format, cell.font.strike, cell.font.b)
                assert looks == (same.value, same.number_format, same.font.strike, same.font.b)
        for letter, column in sheet.column_dimensions.items():
            assert kept.column_dimensions[letter].width == column.width
    assert [sheet.title for sheet in after if sheet.sheet_view.tabSelected] == ["aksonsim"]


def test_annotated__what_waits_for_an_answer_shows_no_figures(tmp_path: Path) -> None:
    """What Low and High are is open: a row that said 'minimum 30' would be wrong."""
    sheet = annotated(ZOO / "18_correlation_matrix.xlsx", tmp_path / "o.xlsx")["Cost"]
    said = reasons(sheet)
    assert "ask: what are 'Low' and 'High'" in said[1]
    assert said[2] == "read: element 'Hull', once the questions in the header row are answered"
    assert said[7] == "left: sum of its rows"


def test_annotated__a_remark_stands_in_the_row_it_is_about(tmp_path: Path) -> None:
    sheet = annotated(
        ZOO / "13_risks_before_after_chf.csv", tmp_path / "o.xlsx", "--answer", "state=before"
    ).worksheets[1]
    said = reasons(sheet)
    assert [row for row, text in said.items() if "check: " in text] == [8]
    assert said[8].split("\n") == [
        "read: risk 'Crane failure': probability 0.12, cost 510 000",
        "check: E8: 0.12 x 510 000 is 61 200, the file says 81 200",
    ]
    assert said[4] == "left: closed: Closed"
    assert sheet["C2"].value == "420,000 CHF"


@pytest.mark.parametrize("file", sorted(ZOO.glob("[01]*.*")), ids=lambda path: path.name[:2])
def test_annotated__every_row_of_every_register_is_accounted_for(file: Path, tmp_path: Path) -> None:
    """Each row below a header has a reason: nothing is passed over in silence."""
    book = annotated(file, tmp_path / "o.xlsx")
    for sheet in book.worksheets[1:]:
        last, said = sheet.max_column, reasons(sheet)
        assert said, sheet.title
        heads = [
            row for row in range(1, sheet.max_row) if str(sheet.cell(row, last).value).startswith(("how ", "ask: "))
        ]
        for row in range((heads or [min(said)])[0] + 1, sheet.max_row + 1):
            if any(sheet.cell(row, column).value is not None for column in range(1, last)):
                assert row in said or row == (heads or [0])[0] + 1, f"{sheet.title}!{row}"


def test_annotated__in_norwegian(tmp_path: Path) -> None:
    book = annotated(ZOO / "02_anslag_tusen_kroner.csv", tmp_path / "o.xlsx", "--lang", "nb", "--answer", "shape=pert")
    sheet = book.worksheets[1]
    assert " ".join(sheet.cell(7, sheet.max_column).value.split()) == (
        "lest: element «Masseflytting»: P10 12 500,5, mest sannsynlig 15 000, P90 21 000, fordeling pert"
    )
    assert sheet.cell(11, sheet.max_column).value == "utelatt: summen av radene"
    assert book["aksonsim"]["A3"].value == "lest"


def test_annotated__texts_never_become_formulas(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("Element;Min;Mode;Max;Unit\n=cmd|'/c calc'!A1;1,5;2,5;4,5;MNOK\n@SUM(A1);3,5;4,5;5,5;MNOK\n")
    sheet = annotated(file, tmp_path / "o.xlsx").worksheets[1]
    assert sheet["A2"].value == "=cmd|'/c calc'!A1"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert all(sheet[place].quotePrefix for place in ("A2", "A3"))


def test_annotated__formulas_stay_but_those_that_reach_out_become_values(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book.active
        sheet.append((None, "Sum", *(f"=SUM({letter}2:{letter}6)" for letter in "CDE")))
        sheet["G2"] = "='[1]Other.xlsx'!A1"
        sheet["H2"] = '=HYPERLINK("https://example.org","x")'
        sheet["C2"].fill = PatternFill("solid", fgColor="FF00FF")

    book = annotated(register(tmp_path / "r.xlsx", PLAIN, edit), tmp_path / "o.xlsx", "--answer", "formulas=compute")
    sheet = book["Kostnader"]
    assert sheet["C7"].value == "=SUM(C2:C6)"
    assert [sheet[place].value for place in ("G2", "H2")] == [None, None]
    assert sheet["C2"].fill.fgColor.rgb == "00FF00FF"


def test_annotated__macros_are_left_behind(tmp_path: Path) -> None:
    plain, file = register(tmp_path / "r.xlsx"), tmp_path / "r.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    annotated(file, tmp_path / "o.xlsx")
    with zipfile.ZipFile(tmp_path / "o.xlsx") as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]


def test_annotated__never_over_the_register_nor_half(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = register(tmp_path / "r.xlsx")
    before = file.read_bytes()
    assert run("export", "--annotated", str(file), "-o", str(file)) == 2
    assert "is the register itself" in capsys.readouterr().err
    assert file.read_bytes() == before
    answers = ("--answer", "shape=pert", "--answer", "nothing=1")
    assert run("export", "--annotated", str(file), "-o", str(tmp_path / "o.xlsx"), *answers) == 2
    assert "nothing=1" in capsys.readouterr().err
    assert not (tmp_path / "o.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--annotated", "-s", "base"), "takes a register"),
        (("--annotated",), "takes a register: csv"),
        (("--answer", "shape=pert"), "need --annotated"),
    ],
)
def test_annotated__options_that_do_not_go_together(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", str(MINIMAL), "-o", str(tmp_path / "o.xlsx"), *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "o.xlsx").exists()
