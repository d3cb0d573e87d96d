"""The plain workbook of init: people fill it in, import reads it and asks for the shape alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.command_line import run

import aksonsim
from aksonsim.files.registers.answers import said
from aksonsim.files.registers.applying import open_register

SHEETS = {
    "en": ["Elements", "Risks", "Drivers (%)", "Correlations", "How to"],
    "nb": ["Elementer", "Risikoer", "Drivere (%)", "Korrelasjoner", "Les meg"],
}


def template(path: Path, lang: str = "en") -> Any:
    assert run("init", "--xlsx", str(path), "--lang", lang) == 0
    return openpyxl.load_workbook(path)


def read(path: Path, shape: str) -> Any:
    return open_register(path).read(said({"shape": shape}))[0].root


@pytest.mark.parametrize("lang", SHEETS)
def test_init_xlsx__only_the_shape_is_asked(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.xlsx"
    assert template(file, lang).sheetnames == SHEETS[lang]
    capsys.readouterr()
    assert run("import", str(file), "--json") == 3
    found = json.loads(capsys.readouterr().out)
    assert [question["key"] for question in found["ask"]] == ["shape"]
    assert [found[key] for key in ("elements", "events", "drivers", "correlations")] == [3, 2, 1, 1]
    assert (found["sum"], found["unit"]) == (340, "MEUR" if lang == "en" else "MNOK")
    assert found["warnings"] == []


@pytest.mark.parametrize("lang", SHEETS)
def test_init_xlsx__every_cell_means_what_its_header_says(lang: str, tmp_path: Path) -> None:
    book = template(tmp_path / "my.xlsx", lang)
    found = read(tmp_path / "my.xlsx", "pert")
    rows = [[book.worksheets[0].cell(row, column).value for column in range(1, 6)] for row in (5, 6, 7)]
    keys = ("p10", "mode", "p90")
    assert [[c["id"], c["title"], *(c["estimate"][key] for key in keys)] for c in found["costs"]] == rows
    assert [event["probability"] for event in found["events"]] == [0.3, 0.1]
    assert [event["cost"] for event in found["events"]] == [
        {"min": 5, "mode": 10, "max": 25, "shape": "pert"},
        {"min": 8, "mode": 15, "max": 30, "shape": "pert"},
    ]
    assert [event.get("on") for event in found["events"]] == ["E1", None]
    assert found["drivers"][0]["multiplier"] == {"p10": 0.95, "mode": 1, "p90": 1.1, "shape": "pert"}
    assert found["drivers"][0]["exposure"] == {"E1": 1, "E2": 1}
    assert (found["correlations"][0]["between"], found["correlations"][0]["rho"]) == (["E1", "E2"], 0.3)
    assert found["price_year"] == 2026


def test_init_xlsx__filled_in_by_a_person_it_is_a_scenario(tmp_path: Path) -> None:
    book = template(tmp_path / "my.xlsx")
    book["Elements"]["A2"] = "All amounts in kNOK, price level 2024"
    for row in range(6, 8):
        for column in range(1, 7):
            book["Elements"].cell(row, column).value = None
    for column, value in enumerate(("B", "Bridge", 10, 12, 17), 1):
        book["Elements"].cell(5, column).value = value
    for name in ("Risks", "Drivers (%)", "Correlations"):
        del book[name]
    book.save(tmp_path / "my.xlsx")
    answer = ("--answer", "shape=triangular")
    assert run("import", str(tmp_path / "my.xlsx"), *answer, "-o", str(tmp_path / "my.yaml")) == 0
    scenario = aksonsim.load(tmp_path / "my.yaml")
    assert (scenario.currency, scenario.price_year, scenario.costs[0].title) == ("kNOK", 2024, "Bridge")


def test_init_xlsx__overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.xlsx"
    template(file)
    before = file.read_bytes()
    assert run("init", "--xlsx", str(file)) == 2
    assert "exists already" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert run("init", str(tmp_path / "mine"), "--xlsx", str(tmp_path / "b.xlsx")) == 2
    assert "name one of them" in capsys.readouterr().err
    assert not (tmp_path / "b.xlsx").exists()
    assert run("init", "--xlsx", str(tmp_path / "b.ods")) == 2


@pytest.mark.parametrize("middle", [0.0, 0.02])
def test_drivers__in_per_cent_throughout_are_not_in_per_cent_of_their_middle(middle: float, tmp_path: Path) -> None:
    """-5 %, 2 %, 10 % are 0.95, 1.02, 1.10 of the cost, not changes of the 2 %."""
    book = template(tmp_path / "my.xlsx")
    book["Drivers (%)"]["D5"] = middle
    book.save(tmp_path / "my.xlsx")
    found = read(tmp_path / "my.xlsx", "triangular")["drivers"][0]["multiplier"]
    assert found == {"p10": 0.95, "mode": 1 + middle, "p90": 1.1, "shape": "triangular"}
