"""Workbooks on the command line: export, import, and results as tables."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from tests.files.workbooks import HEADER, cell, edited, triples

from aksonsim.cli import main
from aksonsim.files.excel.tables import Table, write_tables

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "src" / "aksonsim" / "data" / "starter.yaml"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_export_and_import__show_what_was_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "out.yaml"
    assert run("export", STARTER, book) == 0
    assert f"{book}: 13 sheets (5 costs, 1 driver, 2 events, 1 scenario)" in capsys.readouterr().out
    new = edited(
        book, tmp_path / "new.xlsx", lambda b: cell(b["file"], "unspecified", "value").__setattr__("value", 0.1)
    )
    assert run("import", new, "-o", out, "--onto", STARTER) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "unspecified: 0.05 -> 0.1",
        f"{out}: valid (5 elements, 1 driver, 2 events, 2 scenarios); 1 change against {STARTER}",
    ]
    assert "costs 5 rows, " in printed.err
    assert "left out: read me: explanations\nleft out: " in printed.err
    assert "base estimates of 5 elements sum to " in printed.err
    assert run("import", new, "-o", out) == 2
    assert "exists already" in capsys.readouterr().err


def test_import__judges_what_only_a_run_would_see(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book.xlsx"
    assert run("export", ROOT / "configs" / "minimal.yaml", book) == 0
    new = edited(
        book, tmp_path / "new.xlsx", lambda b: cell(b["costs"], "b", "estimate.p10").__setattr__("value", -900)
    )
    assert run("import", new, "-o", tmp_path / "out.yaml") == 2
    told = capsys.readouterr().err
    assert f"{new}: costs!" in told
    assert "costs[b]" in told
    assert not (tmp_path / "out.yaml").exists()


def test_import__of_triples_hears_the_options_of_version_0_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, out = triples(tmp_path / "anslag.xlsx"), tmp_path / "out.yaml"
    arguments = ("import", book, "-o", out, "--layout", "triples", "--price-year", "2024")
    assert run(*arguments) == 3
    assert "--answer shape=triangular" in capsys.readouterr().out
    assert not out.exists()
    assert run(*arguments, "--shape", "pert") == 0
    printed = capsys.readouterr().out
    assert "4 elements in 'Kostnadselementer'" in printed
    assert "2 drivers in 'Usikkerhetsdrivere', factors" in printed
    assert f"{out}: valid (4 elements, 2 drivers, 0 events)\n" in printed
    assert run("validate", out) == 0


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "starter.nc"
    assert run("run", STARTER, "-n", "2000", "-q", "-o", out) == 0
    return out


def test_summary__writes_its_tables_with_errors_in_the_digits_they_support(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "out.xlsx"
    capsys.readouterr()
    assert run("summary", result, "--json", "--xlsx", book) == 0
    found = json.loads(capsys.readouterr().out)
    sheet = openpyxl.load_workbook(book)["cost"]
    headers = [c.value for c in sheet[HEADER]]
    total = next(row for row in sheet.iter_rows(min_row=HEADER + 1) if row[headers.index("item")].value == "total")
    p50 = found["scenarios"]["baseline"]["costs"]["total"]["p50"]
    low, high = found["scenarios"]["baseline"]["costs"]["total"]["p50_ci"]
    value, error = total[headers.index("p50")], total[headers.index("p50 ±")]
    assert abs(value.value - p50) <= error.value
    assert 0.5 * (high - low) <= error.value < high - low
    assert value.number_format == error.number_format
    about = dict(openpyxl.load_workbook(book)["about"].iter_rows(min_row=HEADER + 1, values_only=True))
    assert about["digest"] == found["digest"]
    assert about["seed"] == found["seed"]


def test_sensitivity__writes_every_table(tmp_path: Path) -> None:
    book = tmp_path / "out.xlsx"
    arguments = ("--method", "shares", "--method", "euler", "-n", "1000", "-q", "--xlsx", book)
    assert run("sensitivity", STARTER, *arguments) == 0
    names = openpyxl.load_workbook(book).sheetnames
    assert names == ["about", "shares inputs", "shares parts element", "euler element"]


def test_xlsx__must_end_so(result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("summary", result, "--xlsx", tmp_path / "out.csv") == 2
    assert "the name of a workbook ends in .xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_write_tables__names_that_no_sheet_can_have(tmp_path: Path) -> None:
    long = "a" * 40
    tables = [Table(name, "T", ("x",), (("=1",),)) for name in ("a/b", long, long.upper())]
    write_tables(tmp_path / "t.xlsx", [*tables, Table("none", "T", ("x",), ())], {"k": "v"})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["about", "a-b", "a" * 31, f"{'A' * 27} 2"]
    assert (book["a-b"]["A4"].value, book["a-b"]["A4"].data_type) == ("=1", "s")
