"""Of what a file does not have nothing is said: gate, councils, participation, payers, programmes, dates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.everywhere import Everywhere, comparison, results

from aksonsim.cli import main
from aksonsim.language.numbers import date

HEAD = "schema: 1\ntitle: Small\ncurrency: SEK\nprice_year: 1999\n"
COSTS = """costs:
  - {id: a, estimate: {min: 1, mode: 2, max: 4, shape: triangular}ACTIVITY}
  - {id: b, estimate: {p10: 3, mode: 4, p90: 7, shape: pert}}
"""
EVENTS = "events:\n  - {id: e, title: Flood, probability: 0.2, on: a, cost: {min: 1, mode: 2, max: 3, shape: pert}}\n"
CUTS = "cuts:\n  - {id: c, amount: 0.5}\n"
WORK = "activities:\n  - {id: build, duration: {min: 10, mode: 12, max: 20, shape: pert}}\n"
DEAR = 'scenarios:\n  dear: {title: Dear, changes: {"costs[b].estimate.p90": 9}}\n'

FILES = {
    "two costs": HEAD + COSTS.replace("ACTIVITY", "") + DEAR,
    "events and cuts": HEAD + COSTS.replace("ACTIVITY", "") + EVENTS + CUTS + DEAR,
    "work without a start": HEAD + COSTS.replace("ACTIVITY", ", activity: build") + WORK + CUTS + DEAR,
    "one programme": HEAD
    + "programmes: [{id: only, title: The only one}]\n"
    + COSTS.replace("ACTIVITY", ", programme: only").replace("pert}}", "pert}, programme: only}")
    + EVENTS
    + DEAR,
}
AKSON = re.compile(
    r".{0,40}(particip|delta(r|k)|\bgate\b|terskel|counc|kommune|inhabit|innbygg|municip|promises kept|all three"
    r"|alle tre\b|stopped ones|stansede|\bpayer\b|betaler\b|published figure|publiserte tall).{0,40}",
    re.IGNORECASE,
)
YEAR = re.compile(r".{0,40}(?<![\d.])20[2-4]\d(?!\d).{0,20}")
NO_PROSE = re.compile(r"json|\.nc$|information|outside|xlsx")
"""JSON and attributes have keys that stay; a workbook's sheets are named by them."""


@pytest.fixture(scope="module", params=FILES)
def texts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return all that is printed, drawn and written of a file."""
    folder = tmp_path_factory.mktemp("plain")
    file = folder / "f.yaml"
    file.write_text(FILES[request.param], encoding="utf-8")
    every = Everywhere(folder)
    results(every, file)
    comparison(every, file, ["baseline", "dear"], ["cost_total"])
    prose = {name: text for name, text in every.texts.items() if not NO_PROSE.search(name)}
    return {name: re.sub("^no picture .*$", "", text, flags=re.MULTILINE) for name, text in prose.items()}


def test_plain_file__says_nothing_of_what_it_has_not(texts: dict[str, str]) -> None:
    assert {(name, found.group()) for name, text in texts.items() for found in AKSON.finditer(text)} == set()


def test_plain_file__names_no_year(texts: dict[str, str]) -> None:
    assert {(name, found.group()) for name, text in texts.items() for found in YEAR.finditer(text)} == set()


def test_plain_file__names_no_programme_that_nobody_named(texts: dict[str, str]) -> None:
    alone = re.compile(r"^\s*(all|All|Alle)\s*($|\s\s|\d+\.)", re.MULTILINE)
    assert {name for name, text in texts.items() if alone.search(text)} == set()


@pytest.mark.parametrize("start", ["2021-01-01", "2031-05-01"])
def test_stated_start__gives_dates_also_where_it_is_the_default(tmp_path: Path, start: str) -> None:
    text = f"start: {start}\n{FILES['work without a start']}"
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    every = Everywhere(tmp_path)
    every.run("run", tmp_path / "f.yaml", "-n", "200", "-o", tmp_path / "out.nc")
    told = every.run("summary", tmp_path / "out.nc", "--ladder")
    year = start[:4]
    assert re.search(rf"build +{int(year) + 1}-\d\d ", told)
    assert f"cuts possible after {date(start, 'en')}" in told
    assert "Cash need by budget year" in told
    every.run("verify", tmp_path / "out.nc")
    every.run("plot", "cash-flow", tmp_path / "out.nc", "-o", tmp_path / "cash.png")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("", False),
        ("cuts: [{id: c, amount: 0.5, last_date: 2023-05-01}]\n", True),
        ("cuts: [{id: c, amount: 0.5, last_date: 2023-05-01}]\nstart: 2021-01-01\n", False),
        ("horizon: 2030\n", True),
        (WORK, False),
        (WORK.replace("{id: build", "{id: build, not_before: 2022-03-01"), True),
    ],
)
def test_supposed_start__is_said_where_a_date_counts_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str, says: bool
) -> None:
    (tmp_path / "f.yaml").write_text(HEAD + COSTS.replace("ACTIVITY", "") + more, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["run", str(tmp_path / "f.yaml"), "-n", "16", "-o", str(tmp_path / "f.nc")])
    assert stop.value.code in (0, None)
    told = "no start is stated: months count from 2021-01-01 (start: 2021-01-01 says so)"
    assert (told in capsys.readouterr().err) == says
