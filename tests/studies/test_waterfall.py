"""Waterfalls against sums known beforehand, and against plain runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aksonsim.api import simulate
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.load import load, stacked
from aksonsim.studies.question import Question
from aksonsim.studies.waterfall import WaterfallPlan, waterfall, waterfall_plan

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"

ADDITIVE = """
schema: 1
title: Two lines and an event
price_year: 2019
costs:
  - {id: a, title: Line a, title_nb: Linje a, estimate: {mean: 200, sd: 30, shape: gamma}}
  - {id: b, estimate: {p10: 80, mode: 100, p90: 130, shape: pert}}
events:
  - {id: e, probability: 0.5, on: a, cost: 20}
  - {id: never, probability: 0, on: a, cost: 500}
scenarios:
  dear: {changes: {"costs[a].estimate.mean": 300}}
"""

CERTAIN = """
schema: 1
title: A line and its driver
price_year: 2019
costs: [{id: a, estimate: 100}]
drivers: [{id: d, multiplier: 1, exposure: {a: 1}}]
"""

KEYS = ("mean", "p50", "p85")
DRAWS = 5_000


@pytest.fixture
def additive(tmp_path: Path) -> Path:
    path = tmp_path / "additive.yaml"
    path.write_text(ADDITIVE, encoding="utf-8")
    return path


def planned(file: Path, *sets: str, scenario: str | None = None, **asked: Any) -> WaterfallPlan:
    return waterfall_plan(Question(load(file, scenario), draws=DRAWS, **asked), stacked([], sets))


def fall(file: Path, *sets: str, **asked: Any) -> dict[str, Any]:
    return waterfall(planned(file, *sets, **asked)).to_json()


def half(row: dict[str, Any], key: str) -> float:
    low, high = row[f"{key}_ci"]
    return 0.5 * (high - low)


def test_waterfall__steps_sum_to_the_difference_of_two_plain_runs(additive: Path) -> None:
    sets = ["costs[a].estimate.mean=220", "costs[b].estimate.p90=160", "events[e].probability=0.8"]
    found = fall(additive, *sets)
    first, last = (simulate(s, draws=DRAWS).cost_total.values[0] for s in (load(additive), load(additive, sets=sets)))
    for key, p in (("p50", 0.5), ("p85", 0.85)):
        truth = np.quantile(last, p) - np.quantile(first, p)
        assert found["total"][key] == pytest.approx(truth, rel=1e-11)
        assert sum(step["step"][key] for step in found["steps"]) == pytest.approx(truth, rel=1e-11)
    assert sum(step["step"]["mean"] for step in found["steps"]) == pytest.approx(last.mean() - first.mean(), rel=1e-11)
    for key in KEYS:
        assert found["after"][key] - found["before"][key] == pytest.approx(found["total"][key], rel=1e-11)
        assert found["steps"][-1]["reached"][key] == found["after"][key]


def test_waterfall__steps_of_a_sum_are_what_each_change_adds(additive: Path) -> None:
    found = fall(additive, "costs[a].estimate.mean=220", "events[e].probability=0.8")
    shift, event = (step["step"] for step in found["steps"])
    # Half an interval is 1.96 standard errors; 2.3 of them are 4.5.
    assert abs(shift["mean"] - 20) <= 2.3 * half(shift, "mean")
    assert abs(event["mean"] - 0.3 * 20) <= 2.3 * half(event, "mean")
    # Paired: only the three tenths of the draws in which the event is new differ, each by 20.
    assert half(event, "mean") == pytest.approx(1.96 * 20 * (0.3 * 0.7 / DRAWS) ** 0.5, rel=0.05)
    assert (found["interaction"]["mean"], found["interaction"]["mean_ci"]) == (0.0, [0.0, 0.0])
    assert found["alone_sum"]["mean"] == pytest.approx(found["total"]["mean"], rel=1e-11)


def test_waterfall__what_two_changes_do_together_is_apart(tmp_path: Path) -> None:
    path = tmp_path / "certain.yaml"
    path.write_text(CERTAIN, encoding="utf-8")
    found = fall(path, "costs[a].estimate=120", "drivers[d].multiplier=1.1")
    for key in KEYS:
        assert [step["step"][key] for step in found["steps"]] == pytest.approx([20, 12], rel=1e-12)
        assert [step["alone"][key] for step in found["steps"]] == pytest.approx([20, 10], rel=1e-12)
        assert found["total"][key] == pytest.approx(32, rel=1e-12)
        assert found["interaction"][key] == pytest.approx(2, rel=1e-11)


def test_waterfall__an_alone_effect_is_the_first_step_of_a_waterfall_of_its_own(additive: Path) -> None:
    both = fall(additive, "costs[a].estimate.sd=50", "costs[b].estimate.p90=160")
    assert both["steps"][0]["alone"] == both["steps"][0]["step"]
    assert both["steps"][1]["alone"] == fall(additive, "costs[b].estimate.p90=160")["steps"][0]["step"]


def test_waterfall__changes_that_need_each_other_are_one_step(additive: Path) -> None:
    sets = ["costs[b].estimate.mode=140", "events[e].cost=30", "costs[b].estimate.p90=170", "costs[a].estimate.sd=40"]
    found = fall(additive, *sets)
    first, second = found["steps"]
    assert first["asked"] == ["costs[b].estimate.mode", "events[e].cost", "costs[b].estimate.p90"]
    assert "mode 140, p90 130 must rise" in first["together"]
    assert [change["new"] for change in first["changes"]] == ["140", "30", "170"]
    assert first["alone"] == first["step"]
    assert (second["together"], second["not_alone"]) == ("", "")
    assert planned(additive, *sets).runs == 4


def test_waterfall__a_change_that_needs_another_is_not_possible_alone(additive: Path) -> None:
    found = fall(additive, "costs[b].estimate.p90=170", "costs[b].estimate.mode=140")
    second = found["steps"][1]
    assert second["alone"] is None
    assert "mode 140, p90 130 must rise" in second["not_alone"]
    assert found["alone_sum"] is None
    assert found["interaction"] is None
    total = sum(step["step"]["p85"] for step in found["steps"])
    assert total == pytest.approx(found["total"]["p85"], rel=1e-12)


def test_waterfall__an_inert_change_is_told(additive: Path) -> None:
    found = fall(additive, "events[never].cost=600", "costs[a].estimate.sd=40")
    assert [step["inert"] for step in found["steps"]] == [True, False]
    assert found["steps"][0]["moves"] == []
    assert all(found["steps"][0]["step"][key] == 0.0 for key in KEYS)


def test_waterfall__of_an_inert_change_other_variables_are_named() -> None:
    question = Question(load(AKSON, "official_basis"), draws=1_000)
    (step,) = waterfall(waterfall_plan(question, stacked([], ["benefits.rate=0.05"]))).to_json()["steps"]
    assert (step["inert"], step["moves"]) == (True, ["npv"])


def test_waterfall__a_pattern_is_one_step_with_many_changes(additive: Path) -> None:
    (step,) = fall(additive, "events[*].probability=0.9")["steps"]
    assert step["asked"] == ["events[*].probability"]
    assert [(c["path"], c["old"]) for c in step["changes"]] == [
        ("events[e].probability", "0.5"),
        ("events[never].probability", "0"),
    ]


def test_waterfall__begins_at_the_scenario_with_its_own_changes(additive: Path) -> None:
    found = fall(additive, "costs[a].estimate.sd=40", scenario="dear")
    plain = simulate(load(additive, "dear"), draws=DRAWS).cost_total.values[0]
    assert found["before"]["p50"] == pytest.approx(np.quantile(plain, 0.5), rel=1e-12)
    (change,) = found["steps"][0]["changes"]
    assert change == {
        "path": "costs[a].estimate.sd",
        "old": "30",
        "new": "40",
        "title": "Line a",
        "title_nb": "Linje a",
    }


def test_waterfall__reads_each_stage_given_that_its_own_gate_is_passed() -> None:
    question = Question(load(AKSON), draws=1_000)
    overrides = stacked([], ["gate.share=0.5"])
    found = waterfall(waterfall_plan(question, overrides)).to_json()
    assert found["condition"] == "given_passed"
    assert found["before"]["draws"] < found["after"]["draws"] < 1_000
    everything = waterfall(waterfall_plan(Question(load(AKSON), draws=1_000, given_passed=False), overrides)).to_json()
    assert (everything["condition"], everything["before"]["draws"]) == ("all", 1_000)


def test_waterfall__refuses(additive: Path, tmp_path: Path) -> None:
    with pytest.raises(AksonsimError, match="nothing is changed; state --overlay FILE or --set PATH=VALUE"):
        planned(additive)
    overlay = tmp_path / "wrong.yaml"
    overlay.write_text("costs[a].estimate.sd: 40\ncosts[b].estimate.mode: 500\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"wrong\.yaml:2:1: costs\[b\]\.estimate: p10 80, mode 500, p90 130"):
        waterfall_plan(Question(load(additive), draws=DRAWS), stacked([overlay], []))
