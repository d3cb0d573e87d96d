"""Every study asks about the scenario that it was given, whatever was changed in it and wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.analysis.value_of_information import information
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.changes import from_option
from aksonsim.files.load import load
from aksonsim.model.scenario import Scenario
from aksonsim.results import percentiles as pc
from aksonsim.results.measure import P85
from aksonsim.studies import information as study
from aksonsim.studies.ledger import ledger
from aksonsim.studies.question import Question
from aksonsim.studies.seek import seek
from aksonsim.studies.seek_parameters import parameter
from aksonsim.studies.waterfall import waterfall, waterfall_plan

DRAWS = 2_000
FILE = """
schema: 1
title: Two lines, a driver and an event
price_year: 2019
programmes: [{id: p}, {id: q}]
costs:
  - {id: a, programme: p, estimate: {mean: 200, sd: 30, shape: gamma}}
  - {id: b, programme: q, estimate: {p10: 80, mode: 100, p90: 130, shape: pert}}
  - {id: c, programme: q, estimate: {p10: 80, mode: 100, p90: 130, shape: pert}}
drivers: [{id: d, multiplier: {p50: 1, p85: 1.2, shape: lognormal}, exposure: {q: 1}}]
events: [{id: e, probability: 0.5, on: a, cost: 20}]
correlations: [{id: tie, group: [b, c], rho: 0.5}]
scenarios:
  dear: {changes: {"costs[a].estimate.mean": 300}}
"""
CHANGED = {"costs[a].estimate.mean": 1000, "drivers[d].exposure": {"q": 0.5}}
"""What makes the scenario another one than the file's."""
MADE: dict[str, Callable[[Path], Scenario]] = {
    "sets": lambda file: load(file, sets=["costs[a].estimate.mean=1000", "drivers[d].exposure={q: 0.5}"]),
    "changes": lambda file: load(file, changes=CHANGED),
    "changed": lambda file: load(file).changed(CHANGED),
    "another name": lambda file: load(file).changed(CHANGED, name="another"),
    "a scenario of the file": lambda file: load(file, "dear", changes=CHANGED),
    "plain data": lambda file: Scenario.from_dict(load(file, changes=CHANGED).model_dump(by_alias=True)),
    "a copy": lambda file: load(file).model_copy(update={"costs": load(file, changes=CHANGED).costs}),
    "the file itself": load,
}


@pytest.fixture(params=MADE)
def scenario(request: pytest.FixtureRequest, tmp_path: Path) -> Scenario:
    """Scenarios that differ from the file they were read from, which is gone when they are asked about."""
    file = tmp_path / "file.yaml"
    file.write_text(FILE, encoding="utf-8")
    made = MADE[request.param](file)
    file.unlink()
    return made


def total(scenario: Scenario) -> Any:
    return aksonsim.simulate(scenario, draws=DRAWS, keep="totals")["cost_total"].values[0]


def test_waterfall__steps_are_those_of_the_given_scenario(scenario: Scenario) -> None:
    steps: list[dict[str, Any]] = [{"costs[b].estimate.mode": 110}, {"events[e].probability": 0.9}]
    totals = [
        total(scenario),
        total(scenario.changed(steps[0])),
        total(scenario.changed(steps[0] | steps[1])),
        total(scenario.changed(steps[1])),
    ]
    found = waterfall(waterfall_plan(Question(scenario, draws=DRAWS), steps)).to_json()
    for key, of in (("mean", np.mean), ("p85", lambda x: pc.percentile(x, 0.85))):
        figures = [float(of(x)) for x in totals]
        assert found["before"][key] == pytest.approx(figures[0], rel=1e-12)
        assert found["after"][key] == pytest.approx(figures[2], rel=1e-12)
        assert found["total"][key] == pytest.approx(figures[2] - figures[0], abs=1e-9)
        assert [row["step"][key] for row in found["steps"]] == pytest.approx(np.diff(figures[:3]), abs=1e-9)
        assert found["steps"][1]["alone"][key] == pytest.approx(figures[3] - figures[0], abs=1e-9)
    assert [row["changes"][0]["path"] for row in found["steps"]] == [*steps[0], *steps[1]]
    assert found["scenario"] == scenario.name


def test_waterfall__takes_changes_in_every_form(scenario: Scenario) -> None:
    question = Question(scenario, draws=1_000)
    forms: list[Any] = [
        ["events[e].probability=0.9"],
        [from_option("events[e].probability=0.9")],
        [{"events[e].probability": 0.9}],
        {"events[e].probability": np.float64(0.9)},
        "events[e].probability=0.9",
    ]
    found = [waterfall(waterfall_plan(question, form)).to_json() for form in forms]
    assert all(one == found[0] for one in found)
    for wrong in ([5], [None], 5, None, [{"x": 1}], "x"):
        with pytest.raises(AksonsimError):
            waterfall_plan(question, wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "path", "value"),
    [
        ("costs[b].estimate.mode", "costs[b].estimate.mode", 115.0),
        ("events[e].probability", "events[e].probability", 0.8),
        ("correlations[tie].rho", "correlations[tie].rho", 0.8),
        ("rho:tie", "correlations[tie].rho", 0.8),
    ],
)
def test_seek__finds_the_value_in_the_given_scenario(scenario: Scenario, by: str, path: str, value: float) -> None:
    target = float(pc.percentile(total(scenario.changed({path: value})), 0.85))
    question = Question(scenario, draws=DRAWS)
    between = (0.85 * value, 1.1 * value)
    found = seek(question, parameter(question, by, between), P85, target).to_json()
    assert found["found"]["figure"] == pytest.approx(target, rel=1e-5)
    stated = float(pc.percentile(total(scenario), 0.85))
    assert found["stated"]["figure"] == pytest.approx(stated, rel=1e-12)
    low, high = found["found"]["value_ci"]  # on these draws several values near by may meet it
    assert low <= value <= high


def test_seek__a_correlation_in_place_of_the_stated_one(scenario: Scenario) -> None:
    question = Question(scenario, draws=DRAWS)
    instead = parameter(question, "rho:q")
    ds = question.run(instead.plan(0.7))
    expected = total(scenario.changed({"correlations[tie].rho": 0.7}))
    np.testing.assert_array_equal(ds["cost_total"].values[0], expected)


def test_ledger_and_information__refuse_a_result_of_another_scenario_of_the_same_name(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(FILE, encoding="utf-8")
    given = load(file)
    same = aksonsim.simulate(given, draws=DRAWS, keep="inputs")
    other = aksonsim.simulate(load(file, changes=CHANGED), draws=DRAWS, keep="inputs")
    elsewhere = aksonsim.simulate(load(file, "dear"), draws=DRAWS, keep="inputs")
    assert ledger(given, same).residual is not None
    found = information(same, given.name, "frame", 450.0)
    assert study.nested(same, given, "events[e]", found).runs == 2
    for ds in (other, elsewhere):
        with pytest.raises(ResultError, match="none that is the scenario baseline that is asked about"):
            ledger(given, ds)
        with pytest.raises(ResultError, match="none that is the scenario baseline that is asked about"):
            study.nested(ds, given, "events[e]", found)
