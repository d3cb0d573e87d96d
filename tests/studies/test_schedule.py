"""Criticality against networks solved by hand, and what moves the finish against closed forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.engine.plan_time import milestone_index
from aksonsim.errors import AksonsimError
from aksonsim.results.access import on_axis
from aksonsim.studies.report import report_inputs
from aksonsim.studies.schedule import Schedule, _drawn, schedule


def network(*activities: dict[str, Any], **more: Any) -> aksonsim.Scenario:
    """Return a scenario without costs whose activities last as stated, in months."""
    return aksonsim.Scenario.from_dict({"schema": 1, "title": "Network", "activities": list(activities), **more})


def activity(name: str, months: float, *after: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "duration": {"value": months}, "after": list(after), **more}


def link(name: str, kind: str, lag: float = 0.0) -> dict[str, Any]:
    return {"activity": name, "type": kind, "lag": lag}


def critical(found: Schedule) -> set[str]:
    """Return what is on the path; without uncertainty that is always or never."""
    shares = {name: one.critical.value for name, one in found.activities.items()}
    assert set(shares.values()) <= {0.0, 1.0}
    return {name for name, share in shares.items() if share == 1.0}


@pytest.mark.parametrize(
    ("activities", "finish", "expected"),
    [
        # one path longer than the other
        ([activity("a", 3), activity("b", 2), activity("end", 1, "a", "b")], "end", {"a", "end"}),
        # equally long: both are the longest path
        ([activity("a", 3), activity("b", 3), activity("end", 1, "a", "b")], "end", {"a", "b", "end"}),
        # what the milestone asked about does not wait for is on no path to it
        ([activity("a", 3), activity("b", 9), activity("end", 1, "a", "b")], "a", {"a"}),
        # start to start: the path leaves a through its start, so its duration carries nothing
        ([activity("z", 2), activity("a", 9, "z"), activity("end", 4, link("a", "SS", 1))], "end", {"z", "end"}),
        # finish to finish: the end of b waits for a, and b's own duration carries nothing
        ([activity("a", 9), activity("b", 2, link("a", "FF")), activity("end", 1, "b")], "end", {"a", "end"}),
        # start to finish: end ends 5 after a starts; z before it, neither a nor end itself
        ([activity("z", 2), activity("a", 9, "z"), activity("end", 1, link("a", "SF", 5))], "end", {"z"}),
        # a lead of 2 makes a the shorter way in
        ([activity("a", 4), activity("b", 3), activity("end", 1, link("a", "FS", -2), "b")], "end", {"b", "end"}),
        # a stated date later than the predecessor: the path begins there
        ([activity("a", 3), activity("end", 1, "a", not_before="2021-09-01")], "end", {"end"}),
        # the path goes on through the wait for 1 January
        ([activity("a", 3), activity("b", 2), activity("end", 1, "a", "b", align="year")], "end", {"a", "end"}),
        # a hammock ends with the later of its milestones and has no duration of its own
        (
            [activity("a", 3), activity("b", 2, "a"), {"id": "whole", "hammock": ["start", "b"]}],
            "whole",
            {"a", "b"},
        ),
    ],
)
def test_schedule__longest_path_solved_by_hand(
    activities: list[dict[str, Any]], finish: str, expected: set[str]
) -> None:
    found = schedule(network(*activities), finish, draws=10, threads=1)
    assert critical(found) == expected
    held = {name for name, one in found.activities.items() if one.held and one.held.value == 1.0}
    assert held == {one["id"] for one in activities if "not_before" in one}


UNCERTAIN = network(
    {"id": "a", "duration": {"min": 2, "mode": 3, "max": 6, "shape": "triangular"}},
    {"id": "b", "duration": {"min": 1, "mode": 3, "max": 5, "shape": "triangular"}},
    activity("end", 1, "a", "b"),
    events=[
        {"id": "late", "probability": 0.25, "delay": {"activity": "end", "months": {"value": 4}}},
        {"id": "slack", "probability": 0.5, "delay": {"activity": "b", "months": {"value": 0.001}}},
    ],
)


def test_schedule__shares_and_movers_are_those_of_the_draws() -> None:
    found = schedule(UNCERTAIN, draws=4000, seed=3, threads=1)
    ds = aksonsim.simulate(UNCERTAIN, draws=4000, seed=3, keep="inputs", threads=1)
    month = {
        str(name): ds["milestone_month"].sel(milestone=name).values[0].astype(float) for name in ds["milestone"].values
    }
    assert found.milestone == "end"
    assert found.activities["a"].critical.value == pytest.approx(np.mean(month["a"] > month["b"]), abs=1e-3)
    both = found.activities["a"].critical.value + found.activities["b"].critical.value
    assert both == pytest.approx(1.0, abs=1e-3)  # ties have no mass
    # a at its mode, 3 months, on the same draws
    without = np.maximum(3.0, month["b"])
    assert found.activities["a"].mean.value == pytest.approx(
        np.mean(np.maximum(month["a"], month["b"]) - without), abs=1e-5
    )
    # an event on the path adds its delay wherever it occurs
    assert found.events["late"].mean.value == pytest.approx(4.0 * found.events["late"].chance.value)
    assert 0 <= found.events["slack"].mean.value < 0.001
    assert list(found.events) == ["late", "slack"]
    assert found.gate is None


def test_schedule__dates_made_again_are_those_of_the_run() -> None:
    scenario = aksonsim.load("configs/akson.yaml")
    (plan,) = aksonsim.api.plans([scenario], draws=300, seed=1)
    ds = aksonsim.simulate(scenario, draws=300, keep="inputs", threads=1)
    drawn = _drawn(plan, ds, milestone_index(scenario, "rollout"))
    again = drawn.dates(drawn.durations()).T.astype(np.float32)
    kept = ds["milestone_month"].values[0][ds["gate_outcome"].values[0] < 2]
    np.testing.assert_allclose(again, kept, rtol=2e-7)


def test_report__has_the_schedule_of_its_own_run_or_of_the_inputs_kept() -> None:
    asked = schedule(UNCERTAIN, draws=400, seed=3, threads=1)
    kept = aksonsim.simulate(UNCERTAIN, draws=400, seed=3, keep="inputs", threads=1)
    for found in (report_inputs(kept, rerun=False), report_inputs(kept.drop_vars("input"))):
        assert found.schedules["baseline"] == asked
    assert report_inputs(kept.drop_vars("input"), rerun=False).schedules == {}
    bridge = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=50, threads=1)
    assert report_inputs(bridge).schedules == {}


def test_axis__has_the_day_of_the_start_where_there_is_one() -> None:
    # 16 June is half of June, five and a half months into the year; six months later the next one is half a month away.
    assert on_axis(dt.date(2025, 6, 16), 6.0) == pytest.approx(2025 + 11.5 / 12)
    assert on_axis(dt.date(2025, 1, 1), np.array([0.0, 12.0])).tolist() == [2025.0, 2026.0]
    assert on_axis(None, 6.0) == 6.0


def test_schedule__bad_input_is_a_sentence() -> None:
    with pytest.raises(AksonsimError, match=r"no milestone is called ende; there are: "):
        schedule(UNCERTAIN, "ende", draws=10)
    with pytest.raises(AksonsimError, match=r"has no activities: no schedule"):
        schedule(aksonsim.load("configs/minimal.yaml"), draws=10)
