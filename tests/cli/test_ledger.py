"""``aksonsim ledger``: tables, files or JSON of a file or a result."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import aksonsim
from aksonsim.cli import main
from aksonsim.files.netcdf import write

MINIMAL = str(Path(__file__).parents[2] / "configs" / "minimal.yaml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_ledger__tables_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger", MINIMAL, "-n", "500") == 0
    out = capsys.readouterr().out
    assert out.startswith("Assumptions: Two lines\n")
    assert re.search(r"costs\[a\]\.estimate +\{min: 1, mode: 2, max: 4, shape: triangular\} +\d", out)
    assert re.search(r"correlations\[0\]\.rho +0\.3 +not stated", out)
    assert "over all draws, 500 draws" in out


def test_ledger__result_and_file_agree_and_csv_holds_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result, table = tmp_path / "a.nc", tmp_path / "assumptions.csv"
    write(aksonsim.simulate(aksonsim.load(MINIMAL), draws=500, seed=4), result)  # inputs not kept: run again
    assert run("ledger", str(result), "--json") == 0
    of_result = json.loads(capsys.readouterr().out)
    assert run("ledger", MINIMAL, "-n", "500", "--seed", "4", "--json", "-o", str(table)) == 0
    assert json.loads(capsys.readouterr().out) == of_result
    shares = [entry["share"] for entry in of_result["entries"] if entry["share"] is not None]
    assert sum(shares) + of_result["residual"] == pytest.approx(1, abs=1e-12)
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["path"] for row in rows] == [entry["path"] for entry in of_result["entries"]]
    assert [float(row["share"]) for row in rows if row["share"]] == shares


def test_ledger__text_stays_inside_its_cell(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        'schema: 1\ntitle: A|B\nprice_year: 2019\ncosts:\n  - {id: a, estimate: 3, note: "one | two\\nthree"}\n'
    )
    page = tmp_path / "a.md"
    assert run("ledger", str(file), "-n", "200", "-o", str(page)) == 0
    text = page.read_text(encoding="utf-8")
    assert r"one \| two three" in text
    assert "Shares of variance are not known: the total does not vary." in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((MINIMAL, "-o", "a.txt"), "an answer is written as .xlsx"),
        (("a.nc", "-n", "5"), "a result has its own draws and assumptions"),
        (("a.nc",), "there is no such file"),
        ((MINIMAL, "-s", "nowhere"), "nowhere"),
    ],
)
def test_ledger__wrong_input_exits_with_two(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ledger", *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
