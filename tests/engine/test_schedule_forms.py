"""Schedules as people state them: links of four types, leads, units of time, milestones, against other figures."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_runs import ROOT, run, small
from ruamel.yaml import YAML

import aksonsim
from aksonsim.analysis.summary import summarise
from aksonsim.api import plans
from aksonsim.engine.block import Whole
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.write import export
from aksonsim.language.text import translate
from aksonsim.model.scenario import Scenario
from aksonsim.views.document import Table
from aksonsim.views.summary import view

COST = [{"id": "a", "estimate": 1}]
LANES = 64


def _work(name: str, unit: str, low: float, mode: float, high: float, *after: Any) -> dict[str, Any]:
    duration = {"min": low, "mode": mode, "max": high, "shape": "triangular"}
    return {"id": name, "duration": duration, "unit": unit, "after": list(after)}


PLANT = [
    _work("T1", "days", 15, 20, 35),
    _work("T2", "weeks", 10, 12, 20, "T1"),
    _work("T3", "weeks", 6, 8, 14, {"activity": "T2", "type": "SS", "lag": 20, "unit": "days"}),
    _work("T4", "days", 30, 45, 90, "T1"),
    _work("T5", "weeks", 24, 28, 40, "T2", "T3", {"activity": "T4", "lag": 1}),
    _work("T6", "weeks", 14, 16, 26, "T3"),
    _work("T7", "weeks", 8, 10, 15, {"activity": "T5", "type": "SS", "lag": 60, "unit": "days"}, "T6"),
    _work("T8", "days", 15, 20, 40, "T5", "T7"),
    {"id": "M1", "duration": 0, "after": ["T8"]},
]


@pytest.mark.parametrize(
    ("work_week", "expected"),
    [
        (5, {"mean": (281.755, 0.0093), "sd": (18.5831, 0.0062), "p50": (280.835, 0.012), "p85": (301.697, 0.015)}),
        (7, {"mean": (369.417, 0.013), "sd": (25.6852, 0.0086), "p50": (367.91, 0.017), "p85": (396.958, 0.022)}),
    ],
)
def test_schedule__a_plant_in_days_and_weeks(work_week: int, expected: dict[str, tuple[float, float]]) -> None:
    """The figures, and their standard errors, are those of 4 000 000 draws by another program."""
    draws = 100_000
    ds = run(small(COST, work_week=work_week, activities=PLANT), draws=draws)
    days = ds["milestone_month"].sel(milestone="M1").values[0] * 365.25 / 12 * work_week / 7
    found = {"mean": days.mean(), "sd": days.std(ddof=1)} | dict(
        zip(("p50", "p85"), np.quantile(days, [0.5, 0.85]), strict=True)
    )
    for name, (value, error) in expected.items():
        both = error * math.hypot(1, math.sqrt(4_000_000 / draws))
        assert found[name] == pytest.approx(value, abs=4 * both), name


@pytest.mark.parametrize(("work_week", "start"), [(5, None), (7, "2025-03-03")])
def test_summary__milestones_in_days(work_week: int, start: str | None) -> None:
    """Beside dates where the file has a start; alone where it has none."""
    dated = {} if start is None else {"start": start}
    scenario = small(COST, work_week=work_week, activities=PLANT, **dated)
    ds = run(scenario, draws=4_000)
    found = summarise(ds)
    stated = found.scenarios["baseline"].main.milestones["M1"]
    days = ds["milestone_month"].sel(milestone="M1").values[0].astype(float) * 365.25 / 12 * work_week / 7
    time = stated.from_start
    assert time is not None
    assert (time.unit, time.work_week) == ("days", work_week)
    assert time.mean.value == pytest.approx(days.mean())
    assert time.sd == pytest.approx(days.std(ddof=1), rel=1e-3)
    late = np.quantile(days, [0.5, 0.8, 0.85])
    assert [time.p50.value, time.p80.value, time.p85.value] == pytest.approx(late, rel=1e-3)
    assert stated.p50 == pytest.approx(np.quantile(ds["milestone_month"].sel(milestone="M1").values[0], 0.5), rel=1e-3)
    shown = found.to_json()["scenarios"]["baseline"]["milestones"]["M1"]
    assert shown["from_start"]["p85"] == time.p85.value
    assert shown["p85"] == stated.p85
    table = next(one for one in view(found).blocks if isinstance(one, Table) and one.name == "milestones")
    month = ["reference", "p10", "p50", "p80", "p85"]
    time_keys = [f"{key}_time" for key in (month if start is None else month[2:])]
    assert [one.key for one in table.columns[1:]] == [*(month if start else []), *time_keys, "reached"]
    assert {translate(one.unit, "en") for one in table.columns if one.unit} == {f"days ({work_week} a week)"}


def test_summary__weeks_alone_are_weeks_and_months_say_no_more() -> None:
    weeks, months = ([_work("x", unit, 10, 20, 40)] for unit in ("weeks", "months"))
    units = []
    for activities in (weeks, months):
        ds = run(small(COST, activities=activities), draws=100)
        units.append(summarise(ds).scenarios["baseline"].main.milestones["x"].from_start)
    assert units[1] is None
    assert units[0] is not None
    assert units[0].unit == "weeks"
    assert 10 < units[0].p50.value < 40


def test_ledger__says_the_unit_of_durations_and_lags() -> None:
    found = {one.path: one.value for one in aksonsim.ledger(small(COST, work_week=5, activities=PLANT)).entries}
    assert found["activities[T8].duration"] == "{min: 15, mode: 20, max: 40, shape: triangular} days"
    assert found["activities[T3].after[0].lag"] == "20 days"
    assert found["activities[T5].after[2].lag"] == "1 weeks"
    assert found["activities[M1].duration"] == "0"
    assert found["work_week"] == "5"


def test_workbook__brings_links_and_units_back(tmp_path: Path) -> None:
    events = [{"id": "e", "probability": 0.5, "delay": {"activity": "T1", "days": {"p10": 1, "p50": 3, "p90": 9}}}]
    scenario = small(COST, work_week=5, activities=PLANT, events=events)
    (tmp_path / "plan.yaml").write_text(aksonsim.dump(scenario), encoding="utf-8")
    export(tmp_path / "plan.yaml", tmp_path / "plan.xlsx")
    bring_back(tmp_path / "plan.xlsx", tmp_path / "back.yaml")
    assert aksonsim.load(tmp_path / "back.yaml") == scenario


def test_how_to__the_task_plan_is_a_valid_file() -> None:
    page = (ROOT / "docs" / "howto" / "own-assumptions.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```yaml\n(work_week.*?)```", page, re.DOTALL)
    inputs, _, milestones = _blocks(small(COST, **YAML(typ="safe").load(snippet)))
    lag = 7 * 12 / 365.25
    assert (milestones[7] >= milestones[5] + lag - 1e-9).all()  # permits end a week after procurement
    np.testing.assert_allclose(milestones[4], 28 * 12 / 365.25)  # 20 working days after month 0
    assert inputs["activities[handover]"].max() == 0


def _blocks(scenario: Scenario) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return the inputs of some draws by name, in months, which events occur, and every milestone."""
    (plan,) = plans([scenario], draws=LANES, seed=3)
    block = Whole(plan, LANES)
    block.run(0)
    inputs = dict(zip(plan.inputs.names, block.arrays["input"], strict=True))
    return inputs, block.arrays["occurred"], block.arrays["milestone"]


def _network(seed: int) -> dict[str, Any]:
    """Return the sections of a random network; activities stand in any order."""
    rng = np.random.default_rng(seed)
    units = ("days", "weeks", "months")
    activities = []
    for k in range(12):
        unit = units[rng.integers(3)]
        links: list[dict[str, Any]] = [{"activity": "start", "lag": float(rng.integers(-2, 3)), "unit": "weeks"}]
        for before in rng.permutation(k)[:3]:
            kind = ("FS", "SS", "FF", "SF")[rng.integers(4)]
            lag = {"lag": float(rng.integers(-9, 10)), "unit": units[rng.integers(3)]}
            links.append({"activity": f"w{before}", "type": kind} | lag)
        low = float(rng.integers(0, 20))
        work = _work(f"w{k}", unit, low, low + float(rng.integers(1, 9)), low + 10.0, *links)
        activities.append(work | ({"not_before": "2021-09-15"} if k == 5 else {}))
    events = [
        {"id": f"e{k}", "probability": 0.5, "delay": {"activity": f"w{rng.integers(12)}", units[k % 3]: length}}
        for k, length in enumerate([12, -15, 2, {"min": -5, "mode": 4, "max": 9, "shape": "triangular"}])
    ]
    shuffled = [activities[i] for i in rng.permutation(12)]
    return {"work_week": int(rng.choice([5, 7])), "activities": shuffled, "events": events}


def _in_months(time: float, unit: str, work_week: int) -> float:
    return time * {"days": 7 / work_week, "weeks": 7, "months": 365.25 / 12}[unit] * 12 / 365.25


@pytest.mark.parametrize("seed", range(12))
def test_schedule__random_networks_against_repeated_relaxation(seed: int) -> None:
    """Start everything at 0 and push starts until every link holds: no order of activities, no kernel."""
    network = _network(seed)
    inputs, occurred, milestones = _blocks(small(COST, **network))
    length = {a["id"]: inputs[f"activities[{a['id']}]"].copy() for a in network["activities"]}
    for k, event in enumerate(network["events"]):
        name = event["delay"]["activity"]
        length[name] += np.where(occurred[k], inputs[f"events[e{k}].delay[{name}]"], 0.0)
    length = {name: np.maximum(months, 0.0) for name, months in length.items()} | {"start": np.zeros(LANES)}
    start = {name: np.zeros(LANES) for name in length}
    for _ in range(len(length)):
        for activity in network["activities"]:
            name = activity["id"]
            if "not_before" in activity:
                start[name] = np.maximum(start[name], 8 + 14 / 30)
            for link in activity["after"]:
                before, kind = link["activity"], link.get("type", "FS")
                held = start[before] + (length[before] if kind[0] == "F" else 0.0)
                held = held + _in_months(link["lag"], link["unit"], network["work_week"])
                start[name] = np.maximum(start[name], held - (length[name] if kind[1] == "F" else 0.0))
    for k, activity in enumerate(network["activities"]):
        name = activity["id"]
        np.testing.assert_allclose(milestones[2 + 2 * k], start[name], atol=1e-9, err_msg=name)
        np.testing.assert_allclose(milestones[3 + 2 * k], start[name] + length[name], atol=1e-9, err_msg=name)


@pytest.mark.parametrize("work_week", [5, 7])
def test_units__the_same_in_months_gives_the_same_draws(work_week: int) -> None:
    """A day is 7/5 or 1 of 365.25/12 parts of a month: stated in days, or in months worked out by hand."""
    day, week = 7 / work_week * 12 / 365.25, 7 * 12 / 365.25
    late = [{"activity": "x", "weeks": 2}, {"activity": "y", "days": 3}]
    late_months = [{"activity": "x", "months": 2 * week}, {"activity": "y", "months": 3 * day}]
    stated = {
        "work_week": work_week,
        "activities": [_work("x", "days", 10, 20, 40), _work("y", "weeks", 2, 3, 5, {"activity": "x", "lag": -1})],
        "events": [{"id": "e", "probability": 0.5, "delay": late}],
    }
    in_months = {
        "activities": [
            _work("x", "months", 10 * day, 20 * day, 40 * day),
            _work("y", "months", 2 * week, 3 * week, 5 * week, {"activity": "x", "lag": -week}),
        ],
        "events": [{"id": "e", "probability": 0.5, "delay": late_months}],
    }
    found, expected = (_blocks(small(COST, **sections))[2] for sections in (stated, in_months))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_units__a_correlation_is_the_same_in_any_unit() -> None:
    tie = [{"between": ["x", "y"], "rho": 0.8}]
    work = [_work("x", "days", 10, 20, 40), _work("y", "weeks", 2, 3, 5)]
    inputs, _, _ = _blocks(small(COST, work_week=7, activities=work, correlations=tie))
    assert np.corrcoef(inputs["activities[x]"], inputs["activities[y]"])[0, 1] == pytest.approx(0.8, abs=0.12)


def test_milestone__takes_no_time_and_may_cost() -> None:
    work = [{"id": "dig", "duration": 14}, {"id": "done", "duration": 0, "after": ["dig"]}]
    ds = run(small([{"id": "a", "estimate": 5, "activity": "done"}], activities=work), draws=8)
    assert ds["milestone_month"].sel(milestone=["done.start", "done"]).values.tolist() == [[[14.0, 14.0]] * 8]
    assert ds["cost_year"].sel(year=2022).values.sum() == 8 * 5


def test_milestone__nothing_runs_with_the_time_it_takes() -> None:
    line = {"id": "a", "estimate": 5, "activity": "done", "time_share": 0.5}
    with pytest.raises(aksonsim.ScenarioError, match=r"costs\[a\]\.time_share: done takes no time in the"):
        run(small([line], activities=[{"id": "done", "duration": 0}]), draws=8)
