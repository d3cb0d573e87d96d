"""Calibration against closed forms, and what it says of what targets do not determine."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.analysis import calibration as fitting
from aksonsim.errors import ScenarioError
from aksonsim.files.calibration import PlacedStage, from_options, read_calibration
from aksonsim.studies.calibrate import calibrate
from aksonsim.studies.calibrate_trial import Base

CONFIGS = Path(__file__).parents[2] / "configs"

NORMAL = """
schema: 1
title: One normal line
currency: MNOK
price_year: 2019
costs:
  - {id: a, estimate: {mean: 800, sd: 80, shape: normal, truncate: [0, 10000]}}
"""
PAIR = """
schema: 1
title: Two lines and an event
currency: MNOK
price_year: 2019
costs:
  - {id: a, estimate: {mean: 200, sd: 20, shape: gamma}}
  - {id: b, estimate: {mean: 300, sd: 30, shape: gamma}}
events:
  - {id: e, probability: 0.3, on: a, cost: 50}
  - {id: spare, probability: 0.3, on: a, cost: 0}
"""
MEAN, SD = "costs[a].estimate.mean", "costs[a].estimate.sd"


@pytest.fixture
def normal(tmp_path: Path) -> Path:
    return written(tmp_path, NORMAL)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    return written(tmp_path, PAIR)


def written(folder: Path, text: str) -> Path:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def stage_of(file: Path, fits: list[str], targets: list[str], **asked: Any) -> dict[str, Any]:
    found = calibrate(Base(file, **{"draws": 5_000, **asked}), [from_options(fits, targets)]).to_json()
    (stage,) = found["stages"]
    assert found["changes"] == {row["path"]: row["value"] for row in stage["parameters"]}
    return stage


def test_fit__of_a_normal_line_to_p50_and_p85_is_the_closed_form(normal: Path) -> None:
    stage = stage_of(normal, [MEAN, SD], ["cost_total.p50=1000", "cost_total.p85=1150+-1"])
    mean, sd = stage["parameters"]
    z = NormalDist().inv_cdf(0.85)
    # P50 = m and P85 = m + z s, so m = 1000 and s = 150 / z. The file is truncated ten standard deviations out.
    for row, truth in ((mean, 1000.0), (sd, 150.0 / z)):
        assert abs(row["value"] - truth) <= 4.5 * row["error_draws"]
    # A tolerance is half a uniform interval; the figures are independent: the errors follow from the same two lines.
    assert mean["error_tolerance"] == pytest.approx(0.5 / math.sqrt(3), rel=0.02)
    assert sd["error_tolerance"] == pytest.approx(math.hypot(0.5, 1.0) / z / math.sqrt(3), rel=0.05)
    # 25 batches give a standard error with 24 degrees of freedom, 14 % of itself; 4.5 of those are 65 %.
    assert mean["error_draws"] == pytest.approx(150 / z * math.sqrt(math.pi / 2 / 5_000), rel=0.65)
    assert [pin["target"] for pin in mean["pinned_by"]] == [0]
    assert {pin["target"]: pytest.approx(pin["share"], abs=0.03) for pin in sd["pinned_by"]} == {0: 0.2, 1: 0.8}
    assert all(abs(row["residual_in_tolerances"]) < 0.5 for row in stage["targets"])
    assert stage["converged"]
    assert stage["not_identified"] == []
    # d(P50, P85) / d(m, s) = ((1, 0), (1, z)), in tolerances a scale (a tenth of start/4 .. 4 start).
    scaled = np.array([[1, 0], [1, z]]) / np.array([[0.5], [1.0]]) * np.array([0.375 * 800, 0.375 * 80])
    assert stage["singular_values"] == pytest.approx(np.linalg.svd(scaled)[1], rel=0.05)


def test_fit__of_a_scenario_in_memory_is_that_of_its_file(normal: Path) -> None:
    fit: dict[str, Any] = {MEAN: (500, 1500.0), SD: None}
    goals: dict[str, Any] = {"cost_total.p50": 1000.0, "cost_total.p85": (np.float64(1150), 1)}
    found = aksonsim.calibrate(aksonsim.load(normal), fit, goals, draws=5_000)
    stage = stage_of(normal, [f"{MEAN}=500..1500", SD], ["cost_total.p50=1000", "cost_total.p85=1150+-1"])
    assert found.to_json()["stages"] == [stage]
    assert aksonsim.load(normal).changed(found.changes).costs[0].estimate.model_dump()["mean"] == found.changes[MEAN]
    rows = found.to_frame()
    assert rows["part"].unique().tolist() == [
        "stages.parameters.value",
        "stages.targets.own",
        "stages.targets.residual",
    ]
    assert rows["path"].iloc[:2].tolist() == [MEAN, SD]


@pytest.mark.parametrize(
    ("fit", "goals", "sentence"),
    [
        ({MEAN: 3}, {"cost_total.p50": 9}, r"fit costs\[a\].estimate.mean: must be a pair \(low, high\), not 3"),
        ({MEAN: None}, {"cost_total.p50": (9, 1, 2)}, r"target cost_total.p50: must be a pair \(value, tolerance\)"),
        ({MEAN: None}, {"cost_totl.p50": 9}, "unknown quantity cost_totl"),
        ({MEAN: None}, {"cost_total.p50": "nine"}, "must be a number, not text 'nine'"),
        ({}, {"cost_total.p50": 9}, "both are needed"),
        ({"costs[x].estimate.mean": None}, {"cost_total.p50": 9}, "no x in costs"),
    ],
)
def test_calibrate__what_python_asks_wrongly_is_a_sentence(
    normal: Path, fit: dict[str, Any], goals: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        aksonsim.calibrate(aksonsim.load(normal), fit, goals, draws=1_000)


def test_fit__same_seed_same_answer_and_threads_change_nothing(normal: Path) -> None:
    first, second = (stage_of(normal, [MEAN], ["cost_total.mean=900"], threads=threads) for threads in (1, 2))
    assert first == second


def test_fit__more_targets_than_parameters_weighs_them_by_tolerance(normal: Path) -> None:
    goals = ["cost_total.p50=1000+-1", "cost_total.mean=1006+-2"]
    stage = stage_of(normal, [MEAN], goals, sets=("costs[a].estimate.sd=1",))
    p50, mean = stage["targets"]
    # Both figures move one to one with the parameter, so the squares are least where the residuals, each over its
    # squared tolerance, cancel: 1.2 below and 4.8 above.
    assert p50["residual"] + mean["residual"] / 4 == pytest.approx(0, abs=0.01)
    assert p50["residual"] == pytest.approx(1.2, abs=0.1)
    assert any(s.startswith("cost_total mean in baseline is missed by 2.4 tolerances") for s in stage["sentences"])


def test_identification__two_scales_and_one_total_are_named(pair: Path) -> None:
    fits = ["costs[a].estimate.mean=100..400", "costs[b].estimate.mean=100..400"]
    stage = stage_of(pair, fits, ["cost_total.mean=600"])
    a, b = stage["parameters"]
    assert (a["identified"], b["identified"]) == (False, False)
    assert (a["error_draws"], a["error_tolerance"]) == (None, None)
    (combination,) = stage["not_identified"]
    # A gamma law scales, so the mean of the sum moves one to one with each: raise one and lower the other.
    assert combination["costs[a].estimate.mean"] == pytest.approx(-combination["costs[b].estimate.mean"], rel=1e-3)
    # Of all that fit, those nearest to the start: each has moved by as much.
    assert a["value"] - a["start"] == pytest.approx(b["value"] - b["start"], rel=0.01)
    assert stage["singular_values"][1] == 0.0
    told = " ".join(stage["sentences"])
    assert "2 parameters against 1 target: at most 1 combination of them can be determined" in told
    assert "not identified: raising costs[a].estimate.mean by 30 and lowering costs[b].estimate.mean by 30" in told
    assert stage["targets"][0]["own"] == pytest.approx(600, abs=0.1 * 45 / math.sqrt(5_000))  # a tenth of its error


def test_identification__a_parameter_that_moves_nothing_is_named_alone(pair: Path) -> None:
    fits = ["costs[a].estimate.mean=100..400", "events[spare].probability=0.1..0.9"]
    stage = stage_of(pair, fits, ["cost_total.mean=600", "cost_total.p85=640"])
    assert stage["not_identified"] == [{"events[spare].probability": pytest.approx(0.08)}]
    assert [row["identified"] for row in stage["parameters"]] == [True, False]
    assert stage["parameters"][1]["value"] == 0.3
    assert any(s.startswith("not identified: events[spare].probability;") for s in stage["sentences"])
    assert stage["correlation"][0] == [pytest.approx(1.0), None]


def test_fit__of_a_probability_finds_what_the_draws_hold(pair: Path) -> None:
    # At fixed draws the frequency of an event is a step function of its probability.
    stage = stage_of(pair, ["events[e].probability=0.05..0.95"], ["event[e].prob=0.6+-0.01"])
    (row,) = stage["parameters"]
    assert abs(row["value"] - 0.6) <= 4.5 * math.sqrt(0.24 / 5_000)
    assert abs(stage["targets"][0]["residual_in_tolerances"]) <= 0.1
    assert row["error_tolerance"] == pytest.approx(0.01 / math.sqrt(3), rel=0.1)


def test_fit__at_a_bound_says_so(normal: Path) -> None:
    stage = stage_of(normal, [f"{MEAN}=700..900"], ["cost_total.p50=1000"])
    (row,) = stage["parameters"]
    assert row["at_bound"] == "max"
    assert row["value"] == pytest.approx(900, abs=1)
    assert any("stands at its upper bound 900: the targets pull it further" in s for s in stage["sentences"])


def test_stages__what_one_fits_stays_for_the_next(normal: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        """
stages:
  - fit: [{path: "costs[a].estimate.mean"}]
    targets: [{quantity: cost_total, statistic: p50, value: 1000, tolerance: 0.5}]
  - fit: [{path: "costs[a].estimate.sd"}]
    targets:
      - {quantity: cost_total, statistic: sd, value: 120, tolerance: 0.5}
      - {quantity: cost_total, statistic: prob_base, value: 0.5, tolerance: 0.005, weight: 0}
""",
        encoding="utf-8",
    )
    found = calibrate(Base(normal, draws=5_000), read_calibration(spec)).to_json()
    assert list(found["changes"]) == [MEAN, SD]
    second = found["stages"][1]
    # A normal line: the sample's own standard deviation, whatever the mean is.
    assert abs(found["changes"][SD] - 120) <= 4.5 * 120 / math.sqrt(2 * 5_000)
    assert second["targets"][0]["own"] == pytest.approx(120, abs=0.2 * 120 / math.sqrt(2 * 5_000))
    assert second["targets"][1]["fitted"] is False
    # Base is the mode, which the first stage moved to about 1000.
    assert abs(second["targets"][1]["own"] - 0.5) <= 4.5 * math.sqrt(0.25 / 5_000)


def test_steps__of_derivatives_shrink_with_draws_as_noise_and_curvature_balance() -> None:
    assert fitting.step_share(100_000) == pytest.approx(0.1)
    assert fitting.step_share(3_125) == pytest.approx(0.2)


def test_sparse__basis_spans_the_same_space_with_zeros() -> None:
    plane = np.linalg.svd(np.array([[1.0, 2.0, 0.0, 0.0]]))[2][1:]
    found = fitting.sparse(plane)
    assert np.linalg.matrix_rank(np.vstack([plane, found]), tol=1e-12) == 3
    assert (np.abs(found).max(axis=1) == 1.0).all()
    assert (np.abs(found) > 1e-12).sum() == 4  # two axes alone, and the one direction that 1, 2 does not see


@pytest.mark.parametrize(
    ("fit", "target", "sentence"),
    [
        ("costs[x].estimate.mean", "cost_total.p50=9", "no x in costs"),
        ("costs[a].estimate.mea", "cost_total.p50=9", "unknown key mea; did you mean mean?"),
        ("title", "cost_total.p50=9", "title is Two lines and an event; only a number can be fitted"),
        ("costs[a].estimate.mean=300..400", "cost_total.p50=9", "starts at 200, outside its bounds 300 and 400"),
        ("costs[a].estimate.mean=3-400", "cost_total.p50=9", "must be PATH or PATH=LOW..HIGH"),
        ("costs[a].estimate.mean=-5..400", "cost_total.p50=9", "bound -5: mean -5 must be above 0"),
        ("costs[a].time_share", "cost_total.p50=9", "only a positive start has bounds by itself"),
        ("costs[*].estimate.mean", "cost_total.p50=9", "stands for several values (200, 300)"),
        ("events[e].probability", "cost_total.p50=9", "bound 1.2: must be at most 1"),
        (MEAN, "cost_total.p50=many", "must be a number, not text 'many'"),
        (MEAN, "cost_total.p50=21 %", "write 0.21"),
        (MEAN, "cost_total.median=9", "unknown statistic median; known: pNN"),
        (MEAN, "cost_totl.p50=9", "unknown quantity cost_totl; did you mean cost_total?"),
        (MEAN, "cost_element[z].p50=9", "unknown element z; known: a, b"),
        (MEAN, "cost_total.p50", "must be QUANTITY.STATISTIC=VALUE"),
        (MEAN, "cost_total.p50=9+-0", "must be more than 0"),
        (MEAN, "gate[on_time].prob=0.4", "does not simulate gate"),
        ("events[e].probability=0.1..0.9", "cost_total.base=500", "no fitted parameter moves it"),
        ("events[spare].probability=0.1..0.9", "cost_total.p50=500", "no fitted parameter moves it"),
    ],
)
def test_bad_input__is_one_sentence_with_its_place(pair: Path, fit: str, target: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        stage_of(pair, [fit], [target], draws=1_000)
    (problem,) = caught.value.problems
    assert sentence in str(problem)
    assert problem.where in (f"--fit {fit}", f"--target {target}")


def test_trial__that_the_model_refuses_says_what_was_tried(tmp_path: Path) -> None:
    text = NORMAL + "events:\n  - {id: e, probability: 0.5, on: a, multiplier: {mean: 1.2, sd: 0.05, shape: normal}}\n"
    with pytest.raises(ScenarioError, match=r"tried events\[e\].multiplier.sd = .*; narrow the bounds"):
        stage_of(written(tmp_path, text), ["events[e].multiplier.sd=0.01..0.5"], ["cost_total.sd=900"], draws=1_000)


def test_start__where_too_few_draws_pass_the_gate_is_refused() -> None:
    sets = ("uptake.scale=0.12",)
    stage = from_options(["uptake.scale=0.1..10"], ["cost_total.p50=9000+-20"])
    with pytest.raises(ScenarioError, match="too few draws count for it to know its error; take more with -n"):
        calibrate(Base(CONFIGS / "akson.yaml", sets=sets, draws=1_000), [stage])


@pytest.mark.slow
def test_reference_case__journal_and_gate_are_fitted_where_the_file_has_them() -> None:
    # The file was fitted with 1 000 000 draws; 4 000 of another seed differ from it by the error of the draws.
    cost, uptake = read_calibration(CONFIGS / "calibration.yaml")
    assert [len(cost.stage.fit), len(uptake.stage.fit)] == [6, 1]
    journal = cost.stage.model_copy(update={"fit": cost.stage.fit[:2], "targets": cost.stage.targets[:2]})
    stages = [PlacedStage(journal, cost.fit[:2], cost.targets[:2]), uptake]
    sets = ("programmes[journal].driver_spread=1.2",)
    found = calibrate(Base(CONFIGS / "akson.yaml", sets=sets, draws=4_000, seed=12), stages).to_json()
    rows = {row["path"]: row for stage in found["stages"] for row in stage["parameters"]}
    stated = {
        "programmes[journal].driver_centre": 0.0501,
        "programmes[journal].driver_spread": 1.4063,
        "uptake.scale": 2.922,
    }
    assert rows.keys() == stated.keys()
    for path, row in rows.items():
        assert row["identified"]
        # A standard error from 25 batches is itself known to 14 %.
        assert abs(row["value"] - stated[path]) <= 5 * row["error_draws"]
