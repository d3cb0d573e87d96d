"""``aksonsim check``: exit codes, the object, and the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksonsim.cli import main

FILE = """\
schema: 1
title: One line
price_year: 2019
costs:
  - {id: a, estimate: {mean: 100, sd: 10, shape: normal}, payable: true}
claims:
  - {id: middle, quantity: cost_total, statistic: p50, value: 100, tolerance: 0.05, must_hold: true,
     scenario: baseline}
  - {id: high, quantity: cost_total, statistic: p50, value: 115, must_hold: MUST, scenario: baseline,
     contradicts: [middle]}
  - {id: dearer, quantity: cost_total, statistic: p85, value: 120, scenario: dear, sum_of: [middle]}
  - {id: other, value: 3, not_comparable: of another kind}
scenarios:
  dear: {changes: {unspecified: 0.1}}
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def written(folder: Path, must: str = "false") -> str:
    path = folder / "one.yaml"
    path.write_text(FILE.replace("MUST", must), encoding="utf-8")
    return str(path)


def test_check__tables_say_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", written(tmp_path), "-n", "2000") == 0
    told = capsys.readouterr().out
    for words in (
        "Published figures held against baseline, MNOK, 2019 prices",
        "Published figures held against dear",
        "not a P50",
        "Arithmetic between published figures",
        "high (115 of cost_total) against middle (100 of cost_total)",
        "other (3)",
        "of another kind",
        "Warnings about the register",
        "1 claim must hold, and holds",
        "seed 1, 2 000 draws",
    ):
        assert words in told, words


def test_check__a_false_claim_that_must_hold_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", written(tmp_path, "true"), "-n", "2000") == 1
    assert "high must hold and does not" in capsys.readouterr().out


def test_check__json_is_one_object_and_scenarios_are_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", written(tmp_path, "true"), "-s", "baseline", "-n", "500", "--json") == 1
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""
    assert (list(found["scenarios"]), found["not_put"], found["failed"]) == (["baseline"], ["dearer"], ["high"])
    assert run("check", written(tmp_path), "--all", "-n", "500", "--json") == 0
    assert list(json.loads(capsys.readouterr().out)["scenarios"]) == ["baseline", "dear"]


def test_check__bad_input_exits_with_two_and_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(written(tmp_path))
    path.write_text(path.read_text(encoding="utf-8").replace("statistic: p85", "statistic: p850"), encoding="utf-8")
    assert run("check", str(path)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "one.yaml:11:5: claims[dearer]: unknown statistic p850; known: pNN" in err
    assert run("check", written(tmp_path), "-n", "0") == 2
    assert "draws must be 1 or more, not 0" in capsys.readouterr().err
