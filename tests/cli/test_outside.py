"""``aksonsim outside`` and ``aksonsim backtest``: objects, tables, pictures, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from aksonsim.cli import main
from aksonsim.cli.outside import KINDS
from aksonsim.model.reference import KindChoice

FILE = """\
schema: 1
title: One line
price_year: 2019
programmes: [{id: it}]
costs:
  - {id: a, programme: it, estimate: {p50: 110, p85: 130, shape: lognormal}}
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def test_outside__prints_one_object(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("outside", file, "-n", "500", "--programme", "it", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["programme"] == "it"
    assert (told["currency"], told["price_year"], told["seed"]) == ("MNOK", 2019, 1)
    assert {"it-2011", "concept-51"} <= {stands["id"] for stands in told["classes"]}


def test_outside__prints_tables_with_sources(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("outside", file, "-n", "500") == 0
    text = capsys.readouterr().out
    for wanted in (
        "Base estimate: ",
        "the model",
        "Helseplattformen",
        "second-hand",
        "measured from an early estimate",
    ):
        assert wanted in text
    tables, origins = text.split("Where they come from")
    assert "\nNo kind of project is chosen: classes and cases of every kind stand here (8 IT, 1 mixed)" in tables
    assert all(len(line) <= 120 for line in tables.splitlines() if "  " in line)
    assert "source:  Flyvbjerg and Budzier" in origins


OWN = """\
classes:
  - id: stretches
    title: Our stretches
    title_nb: Våre strekninger
    kind: rail
    decision: final
    of: base
    source: Final accounts
    ratios: [0.93, 1.02, 1.05, 1.08, 1.2, 1.9]
"""


def test_outside__takes_classes_of_ones_own_by_kind(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN, encoding="utf-8")
    asked = ("outside", file, "-n", "300", "--class", str(own), "--kind", "Rail")
    assert run(*asked, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kinds"] == ["rail"]
    assert told["left_out"] == {"IT": 8, "mixed": 1}
    assert [(one["id"], one["projects"]) for one in told["classes"]] == [("stretches", 6)]
    assert run(*asked, "--lang", "nb", "-o", str(tmp_path / "own.xlsx")) == 0
    text = capsys.readouterr().out
    assert "Prosjekttype: bane (1 bane). Utelatt av andre typer: 8 IT, 1 blandet; outside --kind all viser dem." in text
    assert "NPfIT" not in text
    rows = [*openpyxl.load_workbook(tmp_path / "own.xlsx")["observed"].values]
    (median,) = (row for row in rows if "P50" in row)
    assert median[:4] == ("Våre strekninger", 6, "P50", 1.065)
    assert median[4:6] == (0.93, 1.9)  # the smallest and largest of six: 1 - 2 / 2^6 = 97 %
    assert run("outside", file, "-n", "300", "--kind", "road") == 0
    text = capsys.readouterr().out
    assert "No class or case of kind road is known: the model stands alone. Of other kinds there are: 8 IT, 1 m" in text
    assert "Where they come from" not in text


def test_outside__offers_the_kinds_there_are() -> None:
    assert get_args(KindChoice) == KINDS


def test_outside__draws_a_picture(file: str, tmp_path: Path) -> None:
    picture = tmp_path / "view.png"
    assert run("outside", file, "-n", "500", "-o", str(picture), "--lang", "nb") == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--programme", "itt"], "no programme itt; did you mean it?"),
        (["-o", "view.gif"], "an answer is written as .xlsx, .html, .csv or .md"),
        (["-s", "other"], "unknown scenario other"),
        (["-n", "1"], "1 draw is too few for an outside view"),
    ],
)
def test_outside__what_is_wrong_is_said(
    file: str, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("outside", file, "-n", "200", *arguments) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


def test_backtest__prints_tables_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "happened.pdf"
    assert run("backtest", "-n", "200", "-o", str(picture)) == 0
    text = capsys.readouterr().out
    for wanted in ("[mixed]", "[clock_from_2019]", "all 25 of Agder", "P85, Concept 51", "Stopped", "  no"):
        assert wanted in text
    assert all(len(line) <= 120 for line in text.splitlines() if "  " in line)
    assert picture.read_bytes().startswith(b"%PDF")


def test_backtest__prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backtest", "-n", "200", "--seed", "4", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seed"] == 4
    assert told.keys() == {"draws", "seed", "helseplattformen", "signing_round", "coverage", "gate"}


def test_backtest__too_few_draws_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backtest", "-n", "5") == 2
    assert "at least 100 draws, not 5" in capsys.readouterr().err
