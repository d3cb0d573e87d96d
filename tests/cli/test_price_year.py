"""A file that states no price year: every table says so, and nothing makes one up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from tests.command_line import run as command

from aksonsim.files.netcdf import read

TEXT = """
schema: 1
title: Bridge
currency: MSEK
costs:
  - {id: pier, estimate: {min: 1, mode: 2, max: 4, shape: pert}, state_share: 0.5}
  - {id: deck, estimate: {p10: 3, mode: 4, p90: 7, shape: pert}}
events: [{id: rain, probability: 0.2, cost: 2}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    (folder / "bridge.yaml").write_text(TEXT, "utf-8")
    assert command("run", str(folder / "bridge.yaml"), "-n", "500", "-o", str(folder / "bridge.nc")) == 0
    return folder


def test_no_price_year__the_result_states_none(folder: Path) -> None:
    held = read(folder / "bridge.nc")
    assert "price_year" not in held.attrs
    assert not [name for name in held.data_vars if "price_year" in held[name].attrs]
    assert held["cost_total"].attrs["units"] == "MSEK"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "MSEK, prices of an unstated year"), ("nb", "MSEK, prisnivå ikke oppgitt")]
)
def test_no_price_year__tables_and_pictures_say_so(
    folder: Path, lang: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("summary", str(folder / "bridge.nc"), "--lang", lang) == 0
    assert words in capsys.readouterr().out
    assert command("plot", "s-curve", str(folder / "bridge.nc"), "-o", str(folder / "s.svg"), "--lang", lang) == 0
    assert words in re.sub("<!-- | -->", "", (folder / "s.svg").read_text("utf-8"))


def test_no_price_year__report_names_no_year(folder: Path) -> None:
    assert command("report", str(folder / "bridge.nc"), "--no-rerun", "-o", str(folder / "bridge.html")) == 0
    page = (folder / "bridge.html").read_text("utf-8")
    assert "MSEK in prices of an unstated year" in page
    assert not re.search(r"(None|nan|\b0) prices", page)


def test_no_price_year__json_has_null(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("summary", str(folder / "bridge.nc"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["price_year"] is None


def test_no_price_year__workbook_says_so_and_comes_back_without(folder: Path) -> None:
    book, back = str(folder / "bridge.xlsx"), folder / "back.yaml"
    assert command("export", str(folder / "bridge.yaml"), "-o", book) == 0
    texts = {str(cell.value) for row in openpyxl.load_workbook(book)["costs"].iter_rows() for cell in row if cell.value}
    assert [text for text in texts if "price year not stated" in text]
    assert command("import", book, "-o", str(back)) == 0
    assert "price_year" not in back.read_text("utf-8")


def test_no_price_year__compared_with_one_that_has_a_year_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = folder / "other.nc"
    assert command("run", str(folder / "bridge.yaml"), "-n", "500", "-o", str(other), "--set", "price_year=2024") == 0
    assert command("compare", str(folder / "bridge.nc"), str(other)) == 2
    assert "price year 2024 against not stated" in capsys.readouterr().err


def test_no_price_year__present_values_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("validate", "configs/akson.yaml", "--set", "price_year=null") == 2
    assert "benefits: present values need the price year of the file (in" in capsys.readouterr().err
