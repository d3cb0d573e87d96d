"""Files that state no cost lines: a register of events alone, a schedule alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.command_line import run as command

from aksonsim.analysis.summary import summarise
from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.netcdf import read, write
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import output

DRAWS = 4000
EVENTS = [
    {"id": "ground", "probability": 0.3, "cost": {"min": 10, "mode": 20, "max": 60, "shape": "triangular"}},
    {"id": "permit", "probability": {"low": 0.1, "high": 0.3}, "cost": 5},
    {"id": "gift", "probability": 0.25, "cost": -8},
    {"id": "leak", "probability": 0.5, "cost": 40, "mitigation": {"active": True, "cost": 3, "probability": 0.1}},
]
MEAN = 0.3 * 30 + 0.2 * 5 - 0.25 * 8 + 0.1 * 40 + 3
"""Expected cost of the events, by hand: the mean of a triangle is the mean of its corners."""
ACTIVITIES = [
    {"id": "design", "duration": {"min": 3, "mode": 4, "max": 8, "shape": "triangular"}},
    {"id": "build", "after": ["design"], "duration": 12},
]
STRIKE = {"id": "strike", "probability": 0.5, "delay": {"activity": "build", "months": 2}}


def scenario(**sections: Any) -> Scenario:
    return Scenario.model_validate({"schema": 1, "title": "t", "price_year": 2024, **sections})


def run(*scenarios: Scenario, keep: Any = "full") -> xr.Dataset:
    plans = [plan(each, (), draws=DRAWS, seed=7) for each in scenarios]
    return simulate_plans(plans, draws=DRAWS, seed=7, keep=keep)


@pytest.fixture(scope="module")
def register() -> xr.Dataset:
    return run(scenario(events=EVENTS))


@pytest.fixture(scope="module")
def schedule() -> xr.Dataset:
    return run(scenario(activities=ACTIVITIES, events=[STRIKE]))


def test_register_alone__its_total_is_what_its_events_cost(register: xr.Dataset) -> None:
    inputs = dict(zip(register["input_name"].values.tolist(), register["input"].values[0].T, strict=True))
    occurred = dict(zip(register["event"].values.tolist(), register["event_occurred"].values[0].T, strict=True))
    by_hand = sum(occurred[e["id"]] * inputs[f"events[{e['id']}].cost"] for e in EVENTS) + 3.0
    total = register["cost_total"].values[0]
    np.testing.assert_allclose(total, by_hand, rtol=1e-12, atol=1e-12)
    assert abs(total.mean() - MEAN) < 4 * total.std() / np.sqrt(DRAWS)
    assert register["element"].values.tolist() == ["project_wide_events"]


def test_register_alone__costs_what_it_costs_beside_a_line_of_nothing(register: xr.Dataset) -> None:
    beside = run(scenario(events=EVENTS, costs=[{"id": "a", "estimate": 0}]))
    assert register["cost_total"].values.tobytes() == beside["cost_total"].values.tobytes()


def test_register_alone__has_no_base_to_be_compared_with(register: xr.Dataset) -> None:
    assert not [name for name in register if str(name).startswith("base_")]
    found = summarise(register)
    total = found.scenarios["baseline"].main.costs["total"]
    assert (total.base, total.prob_base) == (None, None)
    assert found.base_supposes == ()


def test_register_alone__with_programmes_events_have_one_of_their_own() -> None:
    ds = run(scenario(events=EVENTS, programmes=[{"id": "road"}]))
    by_programme = dict(zip(ds["programme"].values.tolist(), ds["cost_programme"].values[0].T, strict=True))
    assert not by_programme["road"].any()
    np.testing.assert_array_equal(by_programme["project_wide_events"], ds["cost_total"].values[0])


def test_schedule_alone__has_the_dates_it_has_beside_a_cost(schedule: xr.Dataset) -> None:
    beside = run(scenario(activities=ACTIVITIES, events=[STRIKE], costs=[{"id": "a", "estimate": 1}]))
    assert schedule["milestone_month"].values.tobytes() == beside["milestone_month"].values.tobytes()
    assert not [name for name in schedule if "cost" in str(name) or str(name).startswith("base_")]
    end = output(schedule, "baseline", "milestone[build]").values
    assert abs(end.mean() - (5 + 12 + 0.5 * 2)) < 4 * end.std() / np.sqrt(DRAWS)


def test_schedule_alone__is_written_read_and_summed_up(schedule: xr.Dataset, tmp_path: Path) -> None:
    write(schedule, tmp_path / "dates.nc")
    found = summarise(read(tmp_path / "dates.nc")).scenarios["baseline"].main
    assert dict(found.costs) == {}
    assert list(found.milestones) == ["design", "build"]


def test_schedule_alone__a_question_about_cost_names_a_date_instead(schedule: xr.Dataset) -> None:
    with pytest.raises(ResultError, match=r"the file has no costs; ask about a date, such as milestone\[build\]"):
        output(schedule, "baseline", "cost_total")


def test_schedule_alone__totals_alone_keep_nothing() -> None:
    with pytest.raises(AksonsimError, match="has no costs, and keep totals keeps nothing else"):
        run(scenario(activities=ACTIVITIES), keep="totals")


def test_without_costs__beside_a_scenario_with_costs_it_costs_nothing() -> None:
    both = run(
        scenario(activities=ACTIVITIES),
        scenario(name="more", activities=ACTIVITIES, costs=[{"id": "a", "estimate": 7}]),
    )
    assert both["cost_total"].values.mean(axis=1).tolist() == [0.0, 7.0]


@pytest.mark.parametrize("sections", [{"events": EVENTS}, {"activities": ACTIVITIES, "events": [STRIKE]}])
@pytest.mark.parametrize(
    "words",
    ["validate", "show", "ledger -n 1000", "check", "run -n 500 -o out.nc", "export -o out.xlsx"],
)
def test_without_costs__commands_take_the_file(
    sections: dict[str, Any], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = scenario(**sections).model_dump_json(by_alias=True, exclude_unset=True)  # JSON is YAML
    (tmp_path / "file.yaml").write_text(text, "utf-8")
    name, *options = words.split()
    assert command(name, "file.yaml", *options) == 0


def test_without_costs__report_and_workbook_come_back(
    schedule: xr.Dataset, register: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(schedule, "dates.nc")
    write(register, "events.nc")
    assert command("report", "dates.nc", "--no-rerun", "-o", "dates.html") == 0
    page = Path("dates.html").read_text("utf-8")
    assert "states no costs" in page
    assert "MNOK" not in page
    assert command("report", "events.nc", "--no-rerun", "-o", "events.html") == 0
    assert "MNOK" in Path("events.html").read_text("utf-8")
    assert command("verify", "dates.nc") == 0
