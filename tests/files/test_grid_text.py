"""Text files as grids: encoding, delimiter, rows as a spreadsheet would show them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from aksonsim.errors import ScenarioError
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.opening import open_book

REGISTERS = Path(__file__).parents[1] / "registers"


def opened(tmp_path: Path, content: str | bytes, written: str = "utf-8", **said: str) -> Book:
    made = tmp_path / "made.csv"
    made.write_bytes(content if isinstance(content, bytes) else content.encode(written))
    return open_book(made, **said)


def rows(book: Book) -> dict[int, list[object]]:
    return {row: [cell.value for cell in cells.values()] for row, cells in book.sheets[0].by_row.items()}


FACTS = {
    "01_estimate_min_ml_max.csv": ("comma", "utf-8"),
    "02_anslag_tusen_kroner.csv": ("semicolon", "cp1252"),
    "06_grunnkalkyle_pluss_minus.csv": ("semicolon", "utf-8"),
    "10_p5_ml_p95_chf.csv": ("comma", "utf-8"),
    "13_risks_before_after_chf.csv": ("comma", "utf-8"),
    "22_big_600.csv": ("semicolon", "utf-8"),
    "24_frequency_per_year.csv": ("comma", "utf-8"),
}


@pytest.mark.parametrize("name", FACTS)
def test_registers__are_parted_as_they_were_written(name: str) -> None:
    book = open_book(REGISTERS / name)
    assert (book.facts["delimiter"], book.facts["encoding"]) == FACTS[name]
    assert book.digest == hashlib.sha256((REGISTERS / name).read_bytes()).hexdigest()
    assert (book.kind, book.is_text, book.sheets[0].name) == ("csv", True, "")


def test_registers__cells_stand_where_a_spreadsheet_shows_them() -> None:
    sheet = open_book(REGISTERS / "02_anslag_tusen_kroner.csv").sheets[0]
    assert [cell.value for cell in sheet.by_row[5].values()][:3] == ["Post", "Kostnadselement", "P10"]
    quoted = [(row, column) for row, column, text in sheet.texts() if text == "se vedlegg; side 3"]
    assert [column for _, column in quoted] == [7]
    assert all(row != 4 for row, _ in sheet.cells)


MARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16"}


@pytest.mark.parametrize("encoding", MARKED)
def test_encoding__by_the_first_bytes(encoding: str, tmp_path: Path) -> None:
    book = opened(tmp_path, "Navn;P10\nBrønn;5\n", encoding)
    assert book.facts["encoding"] == MARKED[encoding]
    assert rows(book) == {1: ["Navn", "P10"], 2: ["Brønn", "5"]}


def test_encoding__utf_16_with_its_high_byte_first(tmp_path: Path) -> None:
    book = opened(tmp_path, b"\xfe\xff" + "Navn;P10\nBrønn;5\n".encode("utf-16-be"))
    assert rows(book)[2] == ["Brønn", "5"]


def test_encoding__cp1252_where_it_is_not_utf_8_or_as_somebody_says(tmp_path: Path) -> None:
    assert opened(tmp_path, "Brønn;5 €\n", "cp1252").facts["encoding"] == "cp1252"
    book = opened(tmp_path, "Brønn;5\n", "cp850", encoding="cp850")
    assert rows(book) == {1: ["Brønn", "5"]}
    assert book.facts["encoding"] == "cp850"


def test_encoding__a_byte_that_none_has_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"byte 0x81 in line 2 is none of cp1252; say which: encoding=latin-1"):
        opened(tmp_path, b"a;b\n\x81\xf8;2\n")
    with pytest.raises(ScenarioError, match="encoding klingon: not known"):
        opened(tmp_path, b"a;b\n", encoding="klingon")


DELIMITED = {
    "decimal comma in all rows": ("A;1,5;2,5\nB;1,5;3,5\n", "semicolon", [3, 3]),
    "decimal comma, ragged": ("Name;Low;High\nA;1,5\nB;2,5;note\nC;2,5\n", "semicolon", [3, 2, 3, 2]),
    "semicolons in notes": ("n,v,note\na,1,x;y\nb,2,z\nc,3,x;y;z\n", "comma", [3, 3, 3, 3]),
    "quoted commas": ('n;v\n"a, b";"1,000"\n"c, d";"2,000"\n', "semicolon", [2, 2, 2]),
    "tabs": ("n\tv\na, b\t1,5\n", "tab", [2, 2]),
    "pipes": ("n|v\na|1\n", "pipe", [2, 2]),
    "one column": ("only\nnames\n", "comma", [1, 1]),
    "names with commas": ("Element;Value\nSmith, J;5\nBerg, K;6\n", "semicolon", [2, 2, 2]),
    "titles of one cell": ("Title, draft\n\nn;v;w\na;1,5;2\n", "semicolon", [1, 3, 3]),
    "sep=": ("sep=|\nn|v;w\na|1;2\n", "pipe", [2, 2]),
}


@pytest.mark.parametrize("name", DELIMITED)
def test_delimiter__by_most_rows_of_one_width(name: str, tmp_path: Path) -> None:
    content, delimiter, widths = DELIMITED[name]
    book = opened(tmp_path, content)
    assert book.facts["delimiter"] == delimiter
    assert [len(cells) for cells in rows(book).values()] == widths
    assert book.kind == ("tsv" if delimiter == "tab" else "csv")


def test_delimiter__a_comma_that_may_be_both_is_asked_for(tmp_path: Path) -> None:
    both = "Element,Low,High\nA,1,5,2,5\nB,1,7,2,9\n"
    with pytest.raises(ScenarioError, match=r"row 2 has 5 cells, the header 3: is the comma .* delimiter=semicolon\|"):
        opened(tmp_path, both)
    assert rows(opened(tmp_path, both, delimiter="comma"))[2] == ["A", "1", "5", "2", "5"]
    with pytest.raises(ScenarioError, match="delimiter colon: not known; semicolon, comma, tab, pipe"):
        opened(tmp_path, both, delimiter="colon")


BOTH = {
    "in one row of three": "Element,Low,High\nA,1,2\nB,1,5,2\nC,3,4\n",
    "before a remark": "Element,Low,High,Note\nA,1,5,2,late\nB,1,5,3,early\n",
    "under a title with a year": "Prices,2025\n\nElement,Low,High\nA,1,5,2,5\n",
    "thousands": "Element,Low,High\nA,1,250,000,1,400,000\n",
}


@pytest.mark.parametrize("name", BOTH)
def test_delimiter__a_row_that_spills_over_the_header_is_asked_for(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is the comma a delimiter, a decimal sign, or both"):
        opened(tmp_path, BOTH[name])


def test_delimiter__a_remark_without_a_header_spills_nothing(tmp_path: Path) -> None:
    book = opened(tmp_path, 'Element,Low,Unit,High\nA,1,kr,2,late\nB,"1,5",kr,"2,5",\n')
    assert rows(book) == {1: ["Element", "Low", "Unit", "High"], 2: ["A", "1", "kr", "2", "late"],
                          3: ["B", "1,5", "kr", "2,5"]}  # fmt: skip


def test_delimiter__two_that_do_equally_well_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"cells may be parted by '[|;]' or by '[|;]'; say which"):
        opened(tmp_path, "a;b|c\nd;e|f\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows__whatever_ends_a_line(end: str, tmp_path: Path) -> None:
    book = opened(tmp_path, f'n;v{end}{end}"two{end}lines";1{end}"a ""quoted"" word";2{end}')
    assert rows(book) == {1: ["n", "v"], 3: [f"two{end}lines", "1"], 4: ['a "quoted" word', "2"]}


def test_rows__a_quotation_mark_that_never_closes_swallows_nothing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="line 3: cannot be parted into cells"):
        opened(tmp_path, 'n;v\n"a;1\nb;2\n')


REFUSED = {
    "empty": (b"", "is empty; a table of estimates or risks is needed"),
    "blanks": (b" \r\n\t\n", "is empty"),
    "delimiters alone": (b";;;\n;;;\n", "holds no word and no number"),
    "NUL": (b"a;b\n1;\x002\n", "is no text: byte 0x00 in line 2; csv, tsv, xlsx, xlsm, xls and ods are read"),
    "no mark of UTF-16": ("a;b\n".encode("utf-16-le"), "is no text: byte 0x00 in line 1"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, whatever its name says; csv, tsv"),
    "image": (b"\x89PNG\r\n\x1a\n\0", "is an image, whatever its name says"),
    "bitmap": (b"BM\x36\0\0\0", "is an image, whatever its name says"),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", "is a page of the web or XML.*save it as .xlsx"),
    "many cells": (b"1;2;3;4;5;6;7;8\n" * 50_001, "has more than 400000 cells"),
    "long cell": (b"a;" + b"x" * 200_000, "line 1: a cell has more than 131072 characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused__in_one_sentence(name: str, tmp_path: Path) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(ScenarioError, match=sentence) as found:
        opened(tmp_path, content)
    assert len(found.value.problems) == 1


def test_headers__that_look_like_other_files_are_read(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, "BM;P50\nx;1\n"))[1] == ["BM", "P50"]
    assert rows(opened(tmp_path, "ID;P10\nx;1\n"))[1] == ["ID", "P10"]
