"""First files: what they lack is said as it is, and what they write as people do is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.everywhere import Everywhere

import aksonsim

TEXT = """schema: 1
title: t
currency: MNOK
price_year: 2019
costs:
  - {id: a, estimate: {min: 1, mode: 2, max: 4, shape: triangular}}
  - {id: b, estimate: {p10: 3, mode: 4, p90: 7, shape: pert}}
events:
  - {id: e, probability: 0.3, on: a, cost: 2, mitigation: {active: false, cost: 1, probability: 0.1}}
correlations:
  - {group: GROUP, rho: 0.3}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "f.yaml").write_text(TEXT.replace("GROUP", "[a, b]"), encoding="utf-8")
    return tmp_path / "f.yaml"


@pytest.mark.parametrize("group", ["*", "[*]", "[ * ]", '"*"', '["*"]', "['*']", "\n    - *\n   "])
def test_group__a_star_alone_is_a_pattern(group: str, tmp_path: Path) -> None:
    text = TEXT.replace("{group: GROUP, rho: 0.3}", f"group: {group}\n    rho: 0.3")
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    assert aksonsim.load(tmp_path / "f.yaml").correlations[0].group == ("*",)


@pytest.mark.parametrize("wrong", ["*a", "[**]", "*:"])
def test_group__an_alias_stays_an_error(wrong: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(TEXT.replace("GROUP", wrong), encoding="utf-8")
    with pytest.raises(aksonsim.ScenarioError, match=r"f\.yaml:11"):
        aksonsim.load(tmp_path / "f.yaml")


def test_check__a_first_file_is_not_warned_of(file: Path) -> None:
    told = Everywhere(file.parent).run("check", file, "-n", "2000")
    assert "no source for 4 of 4 numbers" in told
    assert "Warnings" not in told
    assert "unstated" not in told


def test_check__counts_the_numbers_without_a_source(file: Path) -> None:
    some = file.read_text("utf-8").replace("shape: triangular}}", "shape: triangular}, basis: assumed}")
    file.write_text(some, encoding="utf-8")
    told = Everywhere(file.parent).run("check", file, "-n", "2000")
    assert "no source for 3 of 4 numbers; " in " ".join(told.split())


def test_overlay__a_measure_that_stays_inactive_is_said(file: Path) -> None:
    every = Everywhere(file.parent)
    change = ("--set", "events[e].mitigation.probability=0.05")
    told = every.run("run", file, "-n", "100", *change, "-o", file.parent / "out.nc")
    assert "set events[e].mitigation.active to true" in told
    active = every.run(
        "run", file, "-n", "100", *change, "--set", "events[e].mitigation.active=true", "-o", file.parent / "o.nc"
    )
    assert "inactive" not in active
