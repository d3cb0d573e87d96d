"""Changes: where paths lead, what is logged, and who wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.load import load, load_all, placed, resolve, scenario_names

BASE = """\
schema: 1
title: Base
title_nb: Grunn
price_year: 2019
costs:
  - {id: journal.licences, estimate: {p10: 1, mode: 2, p90: 4, shape: pert}}
  - {id: journal.courses, estimate: 3, time_share: 0.5, activity: build}
  - {id: local, estimate: {min: 1, mode: 2, max: 4, shape: pert}}
drivers:
  - {id: scope, multiplier: 1.1, exposure: {journal.*: 0.5}}
events:
  - {id: A.G2, probability: 0.3, given: B}
  - {id: B, probability: 0.4}
activities:
  - {id: build, duration: 12}
scenarios:
  late:
    title: Late
    changes:
      costs[journal.licences].estimate.p90: 5
      events[B].probability: 0.6
  plain: {}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "base.yaml"
    file.write_text(BASE, encoding="utf-8")
    return file


def changed(base: Path, *sets: str) -> list[str]:
    return [str(change) for change in resolve(base, sets=sets)[1]]


@pytest.mark.parametrize(
    ("setting", "logged"),
    [
        ("costs[journal.licences].estimate.p90=6", "costs[journal.licences].estimate.p90: 4 -> 6"),
        (
            "costs[journal.licences].estimate={mean: 2, sd: 1, shape: gamma}",
            "costs[journal.licences].estimate: {p10: 1, mode: 2, p90: 4, shape: pert}"
            " -> {mean: 2, sd: 1, shape: gamma}",
        ),
        ("costs[2].payable=true", "costs[local].payable: (not stated) -> true"),
        ("events[A.G2].probability={low: 0.1, high: 0.2}", "events[A.G2].probability: 0.3 -> {low: 0.1, high: 0.2}"),
        ("events[A.G2].given=null", "events[A.G2].given: B -> (removed)"),
        ("events[A.G2]=null", "events[A.G2]: {id: A.G2, probability: 0.3, given: B} -> (removed)"),
        ("events[C]={probability: 0.2}", "events[C]: (not there) -> {probability: 0.2}"),
        ("drivers[scope].exposure[journal.*]=1", "drivers[scope].exposure[journal.*]: 0.5 -> 1"),
        ("drivers[scope].exposure.local=0.2", "drivers[scope].exposure.local: (not stated) -> 0.2"),
        ("participation.inhabitants=0.85", "participation.inhabitants: (not stated) -> 0.85"),
        ("sources.ssd={title: Document}", "sources.ssd: (not stated) -> {title: Document}"),
        ("start=2022-01-01", "start: (not stated) -> 2022-01-01"),
    ],
)
def test_change__is_made_and_logged(base: Path, setting: str, logged: str) -> None:
    assert changed(base, setting) == [logged]


def test_change__values_arrive_in_the_scenario(base: Path) -> None:
    scenario = load(
        base,
        sets=[
            "costs[journal.licences].estimate.p90=6",
            "events[A.G2]=null",
            "events[C]={probability: 0.2}",
            "costs[1].estimate=7",
        ],
    )
    assert scenario.costs[0].estimate.model_dump() == {"p10": 1, "mode": 2, "p90": 6, "shape": "pert"}
    assert scenario.costs[1].estimate.model_dump() == 7
    assert [(event.id, event.probability) for event in scenario.events] == [("B", 0.4), ("C", 0.2)]


def test_pattern__changes_all_matches_and_removes_them(base: Path) -> None:
    assert changed(base, "costs[journal.*].vat_share=1") == [
        "costs[journal.licences].vat_share: (not stated) -> 1",
        "costs[journal.courses].vat_share: (not stated) -> 1",
    ]
    scenario = load(base, sets=["drivers[scope]=null", "costs[journal.*]=null"])
    assert [element.id for element in scenario.costs] == ["local"]


def test_precedence__base_scenario_overlays_in_order_single_settings(base: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("changes:\n  events[B].probability: 0.7\n  costs[local].payable: true\n", encoding="utf-8")
    second.write_text("events[B].probability: 0.8\n", encoding="utf-8")

    def probability(**on_top: list[object]) -> object:
        return load(base, "late", **on_top).events[1].probability  # type: ignore[arg-type]

    assert load(base).events[1].probability == 0.4
    assert probability() == 0.6
    assert probability(overlays=[first]) == 0.7
    assert probability(overlays=[first, second]) == 0.8
    assert probability(overlays=[second, first]) == 0.7
    assert probability(overlays=[first, second], sets=["events[B].probability=0.9"]) == 0.9
    assert load(base, "late", overlays=[first]).costs[2].payable is True


def test_errors_of_an_overlay__point_into_it(base: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "over.yaml"
    overlay.write_text(
        "changes:\n  events[B].probability: 7\n  costs[local].estimate: {min: 5, mode: 2, max: 4, shape: pert}\n"
        "  costs[journal.licences].estimate.p10: 3\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as error:
        load(base, overlays=[overlay])
    assert [str(problem) for problem in error.value.problems] == [
        f"{overlay}:2:3: events[B].probability: must be at most 1, not 7",
        f"{overlay}:3:3: costs[local].estimate: min 5, mode 2, max 4 must rise: min <= mode <= max, min < max",
        f"{overlay}:4:3: costs[journal.licences].estimate: p10 3, mode 2, p90 4 must rise: p10 <= mode <= p90",
    ]


def test_all_wrong_paths__are_told_at_once(base: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        load(base, sets=["cost[local].payable=true", "costs[lokal].payable=true", "events[A.G2].given.x=1"])
    assert [problem.what for problem in error.value.problems] == [
        "cost[local].payable: no cost in the file",
        "costs[lokal].payable: no lokal in costs",
        "events[A.G2].given.x: events[A.G2].given is B and has no x",
    ]
    assert [problem.allowed for problem in error.value.problems[:2]] == [
        "did you mean costs[local].payable?",
        "did you mean costs[local].payable?",
    ]


def test_faults_of_the_base__keep_their_place_beside_those_of_a_change(base: Path) -> None:
    base.write_text(BASE.replace("id: local, estimate", "id: local, programme: x, estimate"), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(base, sets=["events[B]=null"])
    assert [str(problem) for problem in error.value.problems] == [
        f"{base}:8:17: costs[local].programme: unknown programme x; known: none",
        f"{base}:12:34: events[A.G2].given: unknown event B (in scenario baseline, after its changes); known: A.G2",
    ]


def test_load__names_and_titles(base: Path) -> None:
    assert scenario_names(base) == ("baseline", "late", "plain")
    unnamed, baseline, late, plain = load(base), *load_all(base)
    assert [s.name for s in (unnamed, baseline, late, plain)] == ["baseline", "baseline", "late", "plain"]
    assert [s.title for s in (unnamed, late, plain)] == ["Base", "Base: Late", "Base: plain"]
    assert late.title_nb == "Grunn"
    assert list(unnamed.scenarios) == ["late", "plain"]
    assert baseline.scenarios == late.scenarios == {}
    assert load_all(base, ["plain"]) == (plain,)


def test_load__a_scenario_called_baseline_may_give_the_file_a_title_and_change_nothing(base: Path) -> None:
    base.write_text(BASE.replace("  plain: {}", "  baseline: {title: As it stands}"), encoding="utf-8")
    assert scenario_names(base) == ("baseline", "late")
    assert load(base).title == "Base: As it stands"
    assert load(base) == load(base, "baseline")
    base.write_text(BASE.replace("  late:\n", "  baseline:\n"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"scenarios.baseline: its changes hide the file itself"):
        load(base)


def test_load_all__tells_what_is_wrong_in_any_scenario_once(base: Path) -> None:
    base.write_text(BASE.replace("probability: 0.6", "probability: 6").replace("plain: {}", "plain: {changes: {x: 1}}"))
    with pytest.raises(ScenarioError) as error:
        load_all(base)
    assert [problem.what for problem in error.value.problems] == ["must be at most 1, not 6", "x: no x in the file"]


def test_load__leaves_the_file_and_other_scenarios_alone(base: Path) -> None:
    before = load(base)
    load_all(base, sets=["costs[local].estimate=9"])
    assert load(base) == before
    assert base.read_text(encoding="utf-8") == BASE


def test_placed__finds_the_lines_of_paths(base: Path) -> None:
    found = [Problem("", "costs[local].estimate.shape", "x"), Problem("else.yaml:3:1", "costs[local]", "y")]
    problems = placed(ScenarioError(found), base).problems
    assert [str(problem) for problem in problems] == [
        f"{base}:8:53: costs[local].estimate.shape: x",
        "else.yaml:3:1: costs[local]: y",
    ]
