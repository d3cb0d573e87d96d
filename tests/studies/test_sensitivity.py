"""Sensitivity studies against closed forms, and switched plans against files that state the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aksonsim.api import plans, simulate
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import plain
from aksonsim.studies import plan_variants
from aksonsim.studies.decompose import decompose
from aksonsim.studies.methods import METHODS
from aksonsim.studies.question import Question
from aksonsim.studies.sensitivity import runs, sensitivity, shares
from aksonsim.studies.stress import among_programmes, in_group

CONFIGS = Path(__file__).parents[2] / "configs"

ADDITIVE = """
schema: 1
title: Two lines and an event
currency: MNOK
price_year: 2019
costs:
  - {id: a, estimate: {mean: 200, sd: 30, shape: gamma}}
  - {id: b, estimate: {mean: 300, sd: 40, shape: gamma}}
events:
  - {id: e, probability: 0.5, on: a, cost: 20}
  - {id: never, probability: 0, on: a, cost: 500}
"""
VARIANCE = 900.0 + 1600.0 + 100.0


@pytest.fixture(scope="module")
def additive(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("sensitivity") / "additive.yaml"
    path.write_text(ADDITIVE, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def akson() -> Scenario:
    return load(CONFIGS / "akson.yaml")


def totals(plan: Plan, draws: int) -> Any:
    return simulate_plans([plan], draws=draws, seed=1, keep="standard")


def half(row: dict[str, Any], key: str) -> float:
    low, high = row[f"{key}_ci"]
    return 0.5 * (high - low)


def test_sobol__of_a_sum_is_its_shares_of_variance(additive: Scenario) -> None:
    found = sensitivity(Question(additive, draws=20_000), ["sobol"]).to_json()["methods"]["sobol"]
    rows = {row["name"]: row for row in found["rows"]}
    assert found["runs"] == len(rows) + 2 == 6
    truth = {"costs[a]": 900 / VARIANCE, "costs[b]": 1600 / VARIANCE, "events[e]": 100 / VARIANCE}
    for name, share in truth.items():
        # Half an interval is two standard errors; 2.2 of them are 4.5.
        assert abs(rows[name]["first"] - share) <= 2.2 * half(rows[name], "first")
        assert abs(rows[name]["total"] - share) <= 2.2 * half(rows[name], "total")
        assert half(rows[name], "total") < 0.03
    assert (rows["events[never]"]["first"], rows["events[never]"]["total"]) == (0.0, 0.0)
    assert abs(found["interaction"]) <= 2.2 * half(found, "interaction")


def test_shares_and_euler__of_a_sum(additive: Scenario) -> None:
    answers = sensitivity(Question(additive, draws=20_000), ["shares", "euler"]).to_json()["methods"]
    inputs = answers["shares"]["inputs"]
    assert sum(row["share"] for row in inputs["rows"]) + inputs["residual"] == pytest.approx(1.0, abs=1e-12)
    assert inputs["residual"] == pytest.approx(0.0, abs=1e-12)
    shares = {row["name"]: row for row in inputs["rows"]}
    assert abs(shares["costs[b]"]["share"] - 1600 / VARIANCE) <= 2.2 * half(shares["costs[b]"], "share")
    assert all(row["direction"] == 1 for row in inputs["rows"])
    elements = answers["shares"]["parts"]["element"]
    assert sum(row["share"] for row in elements) == pytest.approx(1.0, abs=1e-12)
    carried = answers["euler"]["element"]
    assert sum(row["value"] for row in carried["rows"]) == pytest.approx(carried["sum"], rel=1e-12)


def test_bins__an_event_moves_the_percentile_by_what_leaving_it_out_changes(tmp_path: Path) -> None:
    path = tmp_path / "event.yaml"
    path.write_text(ADDITIVE.replace("cost: 20", "cost: -50"), encoding="utf-8")
    rows = sensitivity(Question(load(path), draws=20_000), ["bins"]).to_json()["methods"]["bins"]["p85"]
    (event,) = [row for row in rows if row["name"] == "events[e]"]
    # Without the opportunity P85 is that of the two lines alone; the draws that count then are half of all.
    without = simulate(load(path, sets=["events[e].probability=0"]), draws=20_000, seed=1).cost_total.values[0]
    with_it = simulate(load(path), draws=20_000, seed=1).cost_total.values[0]
    change = np.quantile(with_it, 0.85) - np.quantile(without, 0.85)
    assert abs(event["change"] - change) <= 2.2 * half(event, "change")
    assert event["low"] > 0 > event["change"]
    (a,) = [row for row in rows if row["name"] == "costs[a]"]
    assert a["low"] < 0 < a["high"]
    assert a["draws"] == [2000, 2000]


def test_leave_one_out__an_event_adds_its_expected_cost(additive: Scenario) -> None:
    found = sensitivity(Question(additive, draws=20_000), ["leave-one-out"]).to_json()["methods"]["leave-one-out"]
    rows = {row["name"]: row for row in found["rows"]}
    assert abs(rows["events[e]"]["mean_change"] - 10) <= 2.3 * half(rows["events[e]"], "mean_change")
    # Paired: the error is that of a coin toss of 20, not that of two totals.
    assert half(rows["events[e]"], "mean_change") == pytest.approx(1.96 * 10 / 20_000**0.5, rel=0.01)
    assert rows["events[never]"]["change"] == 0.0
    assert found["together"][0]["name"] == "all events"


def test_bands__ends_are_files_with_those_probabilities(tmp_path: Path) -> None:
    path = tmp_path / "band.yaml"
    path.write_text(ADDITIVE.replace("probability: 0.5", "probability: {low: 0.2, high: 0.8}"), encoding="utf-8")
    question = Question(load(path), draws=20_000)
    found = sensitivity(question, ["bands"]).to_json()["methods"]["bands"]
    (row,) = found["rows"]
    assert row["band"] == [0.2, 0.8]
    totals_at = {
        p: simulate(load(path, sets=[f"events[e].probability={p}"]), draws=20_000, seed=1).cost_total.values[0]
        for p in (0.2, 0.5, 0.8)
    }
    assert row["low"] == pytest.approx(np.quantile(totals_at[0.2], 0.85) - np.quantile(totals_at[0.5], 0.85), abs=1e-9)
    assert row["high_mean"] == pytest.approx(totals_at[0.8].mean() - totals_at[0.5].mean(), abs=1e-9)
    assert abs(row["high_mean"] - 0.3 * 20) <= 2.3 * half(row, "high_mean")
    assert found["together"][0]["high"] == row["high"]


def test_streams__drawing_all_anew_is_the_other_seed(akson: Scenario) -> None:
    ours, theirs = (plans([akson], draws=1_000, seed=seed)[0] for seed in (1, 2))
    everything = [one for one in plan_variants.streams(ours) if one.part_of is None]
    assert {"correlations[work-packages-journal]", plan_variants.COUNCILS} <= {one.name for one in everything}
    assert "drivers[introduction] + drivers[local-introduction]" in {one.name for one in everything}
    mixed = ours
    for one in everything:
        mixed = plan_variants.drawn_anew(mixed, theirs, one)
    assert totals(mixed, 1_000).cost_element.equals(totals(theirs, 1_000).cost_element)


def test_streams__nothing_is_drawn_anew_by_two_factors(akson: Scenario) -> None:
    plan = plans([akson], draws=1, seed=1)[0]
    rows = [row for one in plan_variants.streams(plan) if one.part_of is None for row in one.rows]
    assert sorted(rows) == np.flatnonzero(~plan.sampler.constant).tolist()


def test_plan_variants__equal_files_that_state_the_same() -> None:
    name, path = "official_basis", CONFIGS / "akson.yaml"
    plan = plans([load(path, name)], draws=1_000, seed=1)[0]
    for variant, sets in (
        (plan_variants.without_events(plan, ["E.G1"]), ["events[E.G1].probability=0"]),
        (
            plan_variants.without_drivers(plan, ["boundary"]),
            ["drivers[boundary].multiplier=1", "drivers[boundary].programme=null"],
        ),
        (plan_variants.with_rho(plan, 0.6, groups=[1], pairs=[]), ["correlations[work-packages-local].rho=0.6"]),
        # Connected sets stand in the order of their first members' names: actor-complexity, introduction.
        (plan_variants.with_rho(plan, 0.0, groups=[], pairs=[0]), ["correlations[same-stakeholders].rho=0"]),
    ):
        stated = simulate(load(path, name, sets=sets), draws=1_000, seed=1)
        assert totals(variant, 1_000).cost_element.equals(stated.cost_element), sets


def test_plan_variants__a_plan_is_never_changed(akson: Scenario) -> None:
    plan = plans([akson], draws=1_000, seed=1)[0]
    before = totals(plan, 1_000)
    plan_variants.with_rho(plan_variants.without_drivers(plan_variants.without_events(plan, ["E.G1"]), ["scope"]), 0.0)
    assert totals(plan, 1_000).equals(before)


def test_decompose__steps_sum_to_the_whole(akson: Scenario) -> None:
    question = Question(akson, draws=2_000)
    base = question.run(question.plan)
    found = plain(decompose(question, base))
    total = question.read(base)
    kept = total.values[total.counts]
    steps = found["steps"]
    assert found["base"] + sum(step["addition"] for step in steps) == pytest.approx(kept.mean(), rel=1e-12)
    assert sum(step["variance"] for step in steps) == pytest.approx(kept.var(ddof=1), rel=1e-9)
    assert sum(step["variance_share"] for step in steps) == pytest.approx(1.0, abs=1e-12)
    for key, p in (("p50", 0.5), ("p85", 0.85)):
        added = sum(step[f"{key}_addition"] for step in steps)
        assert found["base"] + added == pytest.approx(np.quantile(kept, p), rel=1e-9)
    assert sum(row["share"] for row in found["sources"].values()) == pytest.approx(1.0, abs=1e-12)
    assert [step["name"] for step in steps][-1] == "events and delays"


def test_decompose__finds_the_closed_form_of_a_sum(additive: Scenario) -> None:
    question = Question(additive, draws=20_000)
    found = plain(decompose(question, question.run(question.plan)))
    steps = {step["name"]: step for step in found["steps"]}
    # Modes of gamma laws: mean - sd^2 / mean.
    assert found["base"] == pytest.approx(500 - 900 / 200 - 1600 / 300, abs=1e-4)
    for name, key, truth in (
        ("estimates, independent", "addition", 900 / 200 + 1600 / 300),
        ("estimates, independent", "variance", 2500),
        ("events and delays", "addition", 10),
        ("events and delays", "variance", 100),
    ):
        assert abs(steps[name][key] - truth) <= 2.3 * half(steps[name], key), (name, key)
    for name in ("participation, schedule and other", "correlation of estimates", "drivers"):
        assert steps[name]["variance"] == pytest.approx(0.0, abs=1e-9)
    events = found["sources"]["events and delays"]
    assert abs(events["share"] - 100 / VARIANCE) <= 2.2 * half(events, "share")


def test_decompose__of_events_alone_has_no_base_estimate() -> None:
    event = {"id": "e", "probability": 0.5, "cost": 100}
    question = Question(Scenario.from_dict({"schema": 1, "title": "t", "events": [event]}), draws=1000)
    found = decompose(question, question.run(question.plan))
    assert found.base is None
    (*_, last) = plain(found)["steps"]
    assert last["addition"] > 40
    assert last["variance_share"] == pytest.approx(1.0)


def test_stress__lognormals_against_published_arithmetic() -> None:
    question = Question(load(CONFIGS / "akson-topdown.yaml"), draws=50_000)
    found = plain(among_programmes(question, question.run(question.plan)))
    # P85 of the sum of three lognormals with the published P50 and P85, by 4 000 000 draws (± 3).
    independent = found["rows"][0]
    assert independent["rho"] == 0.0
    assert abs(independent["value"] - 10_789) <= 2.3 * half(independent, "value") + 3
    for row in found["rows"]:
        # Fenton's sum errs by less than 0.3 % here, the normal one by less than 1 %.
        assert row["lognormal"] == pytest.approx(row["value"], rel=0.003 + 2.3 * half(row, "value") / row["value"])
        assert row["normal"] == pytest.approx(row["value"], rel=0.01)
    values = [row["value"] for row in found["rows"]]
    assert values == sorted(values)
    assert found["sum_of_percentiles"] == pytest.approx(11_225, rel=0.005)


def test_stress__in_a_group_is_the_file_with_that_rho() -> None:
    scenario = load(CONFIGS / "akson.yaml", "official_basis")
    question = Question(scenario, draws=4_000)
    found = plain(in_group(question, "work-packages-journal"))
    assert found["stated"] == pytest.approx(0.3, abs=1e-12)
    stated = load(CONFIGS / "akson.yaml", "official_basis", sets=["correlations[work-packages-journal].rho=0.4"])
    (row,) = [row for row in found["rows"] if row["rho"] == 0.4]
    assert row["value"] == np.quantile(simulate(stated, draws=4_000, seed=1).cost_total.values[0], 0.85)
    for row in found["rows"]:
        assert row["normal"] == pytest.approx(row["value"], rel=0.015)
    with pytest.raises(AksonsimError, match="no group of correlations is called x; there are: work-packages-journal"):
        in_group(question, "x")


def test_sensitivity__the_whole_case_sums_to_one_and_to_the_percentile(akson: Scenario) -> None:
    answers = sensitivity(Question(akson, draws=4_000), ["shares", "bins", "euler"]).to_json()["methods"]
    inputs = answers["shares"]["inputs"]
    assert sum(row["share"] for row in inputs["rows"]) + inputs["residual"] == pytest.approx(1.0, abs=1e-9)
    for rows in answers["shares"]["parts"].values():
        assert sum(row["share"] for row in rows) == pytest.approx(1.0, abs=1e-9)
    for carried in answers["euler"].values():
        assert sum(row["value"] for row in carried["rows"]) == pytest.approx(carried["sum"], rel=1e-9)
    assert set(answers["euler"]) == {"element", "programme", "payer"}
    ranked = {row["name"] for row in inputs["rows"]}
    assert {"drivers[actor-complexity] + drivers[scope]", "events[E.G1]", "uptake.confidence"} <= ranked
    assert "events[A.C1]" not in ranked  # what the model produces is no cause


def test_sensitivity__what_does_not_fit_is_said(akson: Scenario) -> None:
    question = Question(akson, draws=1_000, output="price_per_inhabitant")
    answers = sensitivity(question, ["euler", "stress"], strict=False).to_json()["methods"]
    assert "is no sum of parts" in answers["euler"]["left_out"]
    assert "are stressed for cost_total" in answers["stress"]["left_out"]
    with pytest.raises(AksonsimError, match="is no sum of parts"):
        sensitivity(question, ["euler"])
    with pytest.raises(AksonsimError, match=r"has no value in \d+ of 1000 draws"):
        sensitivity(question, ["sobol"])


def test_sensitivity__of_what_is_certain_is_refused() -> None:
    certain = ["costs[a].estimate=3", "costs[b].estimate=3", "correlations=null"]
    scenario = load(CONFIGS / "minimal.yaml", sets=certain)
    with pytest.raises(AksonsimError, match="cost_total is 6 in every draw: there is nothing that it depends on"):
        sensitivity(Question(scenario, draws=1_000), ["shares"])


def test_shares__of_too_few_draws_that_count_is_refused(akson: Scenario) -> None:
    question = Question(akson, draws=1_000)
    few = question.run(question.plan, "inputs").isel(draw=slice(0, 200))
    with pytest.raises(AksonsimError, match=r"no shares of the variance of cost_total: \d+ columns need at least"):
        shares(question, few)


def test_sobol__above_a_cap_there_is_nothing() -> None:
    scenario = load(CONFIGS / "akson-topdown.yaml", sets=["financing={cap: 100}", "costs[journal.total].state_share=1"])
    question = Question(scenario, draws=1_000, output="state_capped")
    with pytest.raises(AksonsimError, match="state_capped is 100 in every draw"):
        sensitivity(question, ["sobol"])
    wider = load(CONFIGS / "akson-topdown.yaml", sets=["financing={cap: 4755}", "costs[journal.total].state_share=1"])
    rows = sensitivity(Question(wider, draws=1_000, output="state_capped"), ["sobol"]).to_json()["methods"]["sobol"][
        "rows"
    ]
    assert rows[0]["name"] == "costs[journal.total]"
    assert "exceed" not in rows[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"output": "cost"}, "unknown quantity cost; known: cost_total"),
        ({"output": "cost_programme"}, r"cost_programme is written cost_programme\[programme\]"),
        ({"at": 1.0}, "must lie between 0 and 1"),
        ({"draws": 10}, "at least 1000 draws"),
    ],
)
def test_question__refuses(changed: dict[str, Any], sentence: str, additive: Scenario) -> None:
    with pytest.raises(AksonsimError, match=sentence):
        Question(additive, **changed)


def test_question__output_by_labels(akson: Scenario) -> None:
    question = Question(akson, draws=1_000, output="adoption_share[inhabitants][2030]", given_passed=False)
    ds = question.run(question.plan)
    assert np.array_equal(
        question.read(ds).values, ds.adoption_share.sel(basis="inhabitants", year=2030).values[0].astype(float)
    )
    with pytest.raises(AksonsimError, match="unknown measure x; known: inhabitants, municipalities, gps"):
        Question(akson, draws=1_000, output="adoption_share[x][2030]")
    wrong = Question(akson, draws=1_000, output="adoption_share[inhabitants, 1999]")
    with pytest.raises(AksonsimError, match="no year is called 1999; there are: 20"):
        wrong.read(ds)


def test_runs__are_counted_before_they_are_made(additive: Scenario) -> None:
    told: list[int] = []
    question = Question(additive, draws=1_000, progress=told.append)
    sensitivity(question, list(METHODS), strict=False)
    assert sum(told) == 1_000 * runs(question, list(METHODS))
