"""Words that results set beside ids are refused as ids, and only where they stand beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import aksonsim
from aksonsim.engine.layout import layout
from aksonsim.engine.variables import PAYERS
from aksonsim.files.yaml import read
from aksonsim.model.reserved import RESERVED
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]

FILE = """\
schema: 1
title: t
price_year: 2019
programmes:
  - id: {programmes}
  - id: rest
costs:
  - {{id: {costs}, programme: {programmes}, estimate: {{min: 1, mode: 2, max: 4, shape: pert}}}}
  - {{id: b, programme: rest, estimate: 3}}
drivers:
  - {{id: {drivers}, multiplier: {{min: 0.9, mode: 1, max: 1.3, shape: pert}}, exposure: {{b: 1}}}}
events:
  - {{id: {events}, probability: 0.1, on: b, cost: 3}}
activities:
  - {{id: {activities}, duration: 12}}
sources:
  {sources}: {{title: s}}
claims:
  - {{id: {claims}, value: 1, not_comparable: x}}
scenarios:
  {scenarios}: {{changes: {{"costs[b].estimate": 4}}}}
"""
PLAIN = {
    "programmes": "p",
    "costs": "a",
    "drivers": "d",
    "events": "e",
    "activities": "build",
    "sources": "s",
    "claims": "c",
    "scenarios": "other",
}
LINES = {"programmes": 5, "costs": 8, "events": 13, "activities": 15, "scenarios": 21}
WORDS = [
    "total",
    "state",
    "municipal",
    "all",
    "project_wide_events",
    "termination",
    "start",
    "gate",
    "on_time",
    "late",
    "stopped",
    "passed",
    "given_passed",
    "mean",
    "sd",
    "p10",
    "p50",
    "p85",
    "base",
    "baseline",
    "scenario",
    "draw",
    "other",
    "none",
    "draws",
]


def load(folder: Path, **ids: str) -> Scenario:
    file = folder / "file.yaml"
    file.write_text(FILE.format(**(PLAIN | ids)), encoding="utf-8")
    return aksonsim.load(file)


@pytest.mark.parametrize(("section", "word"), [(kind, word) for kind, words in RESERVED.items() for word in words])
@pytest.mark.parametrize("spelt", [str, str.upper, str.capitalize])
def test_reserved__word_is_refused_with_line_and_what_is_allowed(
    tmp_path: Path, section: str, word: str, spelt: Any
) -> None:
    with pytest.raises(aksonsim.ScenarioError) as error:
        load(tmp_path, **{section: spelt(word)})
    (problem,) = error.value.problems
    assert problem.where.startswith(f"{tmp_path / 'file.yaml'}:{LINES[section]}:")
    assert problem.path == f"{section}[{spelt(word)}].id"
    assert problem.what.startswith(f"id {spelt(word)} is reserved: in results {word} is ")
    assert problem.allowed == f"any id but {', '.join(RESERVED[section])}"


@pytest.mark.parametrize("section", PLAIN)
def test_reserved__no_other_word_is_refused_and_the_labels_of_a_result_differ(tmp_path: Path, section: str) -> None:
    from aksonsim.api import plans

    accepted = []
    for word in WORDS:
        if word in RESERVED.get(section, ()) or (section, word) == ("scenarios", "baseline"):
            continue
        scenario = load(tmp_path, **{section: word})
        labels = layout(plans([scenario], draws=100, seed=1)).labels
        beside = ["total", *labels["programme"], *labels["payer"]]
        for names in (beside, labels["element"], labels["event"], labels["milestone"], labels["input_name"]):
            assert len(set(names)) == len(names)
        accepted.append(word)
    assert len(accepted) >= len(WORDS) - 6


def test_reserved__words_are_those_that_the_engine_uses() -> None:
    assert set(PAYERS) <= RESERVED["programmes"].keys()
    empty = aksonsim.load(ROOT / "configs" / "minimal.yaml")
    assert set(empty.milestones) == RESERVED["activities"].keys()


@pytest.mark.parametrize("name", ["build.start", "x.start", "gate.start", "X.Start"])
def test_reserved__an_activity_is_not_called_like_the_start_of_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(aksonsim.ScenarioError, match=r":15:6: .*\.id: id .* is reserved: .* is the start of activity"):
        load(tmp_path, activities=name)
    assert load(tmp_path, activities="x.starts").activities[0].id == "x.starts"


@pytest.mark.parametrize("name", ["baseline", "Baseline", "BASELINE"])
def test_hidden_base__a_scenario_is_not_called_baseline(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        aksonsim.ScenarioError, match=rf"file.yaml:21:3: scenarios.{name}: .*; give the scenario another"
    ):
        load(tmp_path, scenarios=name)


@pytest.mark.parametrize("asked", [None, "other", "Mine", "mine", "baseline"])
@pytest.mark.parametrize("name", ["mine", "baseline"])
def test_hidden_base__whichever_scenario_is_asked_for(tmp_path: Path, name: str, asked: str | None) -> None:
    file = tmp_path / "file.yaml"
    text = FILE.format(**PLAIN).replace("title: t\n", "title: t\nname: Mine\n")
    file.write_text(text + f"  {name}: {{changes: {{'costs[b].estimate': 5}}}}\n", encoding="utf-8")
    for ask in (lambda: aksonsim.load(file, asked), lambda: aksonsim.load_all(file, [asked] if asked else None)):
        with pytest.raises(
            aksonsim.ScenarioError, match=rf":23:3: scenarios.{name}: .*; give the scenario another name"
        ):
            ask()


def test_reserved__an_element_called_like_a_programme_of_several(tmp_path: Path) -> None:
    alone = load(tmp_path, programmes="p", costs="p")  # the only element of its programme: both mean the same
    assert alone.match("p") == ("p",)
    with pytest.raises(
        aksonsim.ScenarioError,
        match=r":8:6: costs\[rest\]\.id: id rest is that of a programme with other elements .*; give one of the two",
    ):
        load(tmp_path, costs="rest")


def test_correlation__an_id_of_two_kinds_is_asked_about(tmp_path: Path) -> None:
    scenario = load(tmp_path, drivers="a")
    file = tmp_path / "file.yaml"
    text = file.read_text(encoding="utf-8")
    for member in ("a", "'costs[a]'"):
        file.write_text(
            text + f"correlations:\n  - {{between: [{member}, 'drivers[a]'], rho: 0.5}}\n", encoding="utf-8"
        )
        scenario = aksonsim.load(file)
        if member == "a":
            with pytest.raises(
                aksonsim.AksonsimError, match=r"a stands for costs\[a\] and drivers\[a\]; write the one"
            ):
                aksonsim.simulate(scenario, draws=100)
        else:
            assert aksonsim.simulate(scenario, draws=100).sizes["draw"] == 100


def test_correlation__two_of_one_name_would_share_their_common_factor(tmp_path: Path) -> None:
    load(tmp_path)
    file = tmp_path / "file.yaml"
    tie = "  - {{id: {}, between: [{}], rho: 0.5}}\n"
    more = file.read_text(encoding="utf-8") + "correlations:\n" + tie.format("x", "a, d")
    file.write_text(more + tie.format("y", "a, build"), encoding="utf-8")
    assert len(aksonsim.load(file).correlations) == 2
    file.write_text(more + tie.format("x", "a, build"), encoding="utf-8")
    with pytest.raises(aksonsim.ScenarioError, match=r":24:6: correlations\[x\]\.id: id x stands twice"):
        aksonsim.load(file)


def test_event__delays_one_activity_once(tmp_path: Path) -> None:
    load(tmp_path)
    file = tmp_path / "file.yaml"
    delays = "delay: [{activity: build, months: 3}, {activity: build, months: 5}]"
    file.write_text(file.read_text(encoding="utf-8").replace("cost: 3", delays), encoding="utf-8")
    with pytest.raises(aksonsim.ScenarioError, match=r":13:\d+: events\[e\]\.delay: activity build stands twice"):
        aksonsim.load(file)


def test_reserved__every_word_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "scenario-file.md").read_text(encoding="utf-8")
    (paragraph,) = [part for part in page.split("\n\n") if part.startswith("An id is letters")]
    assert {word for words in RESERVED.values() for word in words} <= set(re.findall(r"`(\w+)`", paragraph))


def test_reserved__our_own_files_use_none() -> None:
    for file in [*ROOT.glob("configs/*.yaml"), ROOT / "proof" / "everything.yaml"]:
        if "stages" not in read(file):
            assert aksonsim.load_all(file)
