"""Values that were put in are found again, closed forms hold, and what cannot be reached is said."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from aksonsim.api import simulate
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.load import load, stacked
from aksonsim.language.rounding import exact
from aksonsim.results.measure import P50, Measure
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question
from aksonsim.studies.seek import seek
from aksonsim.studies.seek_parameters import Parameter, Plausibility, parameter

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"

LINES = """
schema: 1
title: Two lines, a driver and an event
price_year: 2019
programmes: [{id: p}, {id: q}]
costs:
  - {id: a, programme: p, estimate: {mean: 200, sd: 30, shape: gamma}}
  - {id: b, programme: p, estimate: {mean: 300, sd: 40, shape: gamma}}
  - {id: c, programme: q, estimate: 100}
drivers: [{id: d, multiplier: {p50: 1, p85: 1.2, shape: lognormal}, exposure: {c: 1}}]
events:
  - {id: e, probability: {low: 0.4, high: 0.6}, on: a, cost: 20}
"""
DRAWS = 5_000
NORMAL = 1.959964


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.yaml"
    path.write_text(LINES, encoding="utf-8")
    return path


def sought(
    file: Path,
    by: str,
    target: float,
    at: float | None = 0.85,
    *,
    sets: tuple[str, ...] = (),
    between: tuple[float, float] | None = None,
    scenario: str | None = None,
    **asked: Any,
) -> dict[str, Any]:
    overrides = stacked([], sets)
    question = Question(load(file, scenario, sets=overrides), **{"draws": DRAWS, **asked})
    return seek(question, parameter(question, by, between), Measure(at), target).to_json()


def half(row: dict[str, Any], key: str) -> float:
    low, high = row[f"{key}_ci"]
    return 0.5 * (high - low)


def test_seek__finds_the_published_p85_from_a_perturbed_driver() -> None:
    """With the spread of journal's drivers lowered, P85 5 915 leads back to the calibrated 1.4063."""
    journal: dict[str, Any] = {"output": "cost_programme[journal]", "scenario": "official_basis", "draws": 10_000}
    found = sought(
        AKSON,
        "programmes[journal].driver_spread",
        5915,
        sets=("programmes[journal].driver_spread=1.1",),
        between=(1.0, 1.8),
        **journal,
    )
    answer = found["found"]
    assert found["stated"]["value"] == 1.1
    assert found["stated"]["figure"] < 5_800
    assert answer["figure"] == pytest.approx(5915, abs=0.01)
    # Half an interval is 1.96 standard errors; 2.3 of them are 4.5.
    assert abs(answer["value"] - 1.4063) <= 2.3 * half(answer, "value")
    assert half(answer, "value") < 0.1


def test_seek__finds_on_the_same_draws_exactly_what_was_taken_away() -> None:
    journal: dict[str, Any] = {"output": "cost_programme[journal]", "scenario": "official_basis", "draws": 2_000}
    path = "drivers[procurement-outcome].multiplier.p90"
    cost = simulate(load(AKSON, "official_basis"), draws=2_000).cost_programme.sel(programme="journal").values[0]
    found = sought(AKSON, path, float(np.quantile(cost, 0.85)), sets=(f"{path}=1.4",), **journal)
    low, high = found["span"]
    assert low == pytest.approx(1.0, abs=1e-3)  # the mode: a P90 below it is not valid
    assert found["found"]["value"] == pytest.approx(1.25, abs=2e-6 * (high - low))


def test_seek__the_value_of_an_input_and_its_interval_have_a_closed_form(lines: Path) -> None:
    """P85 of x + rest is x + P85(rest): the root is a difference, and its error that of the P85."""
    question = Question(load(lines), output="cost_element[a]", draws=DRAWS)
    cost = simulate(question.scenario, draws=DRAWS).cost_element
    rest = cost.sel(element="b").values[0]
    found = sought(lines, "element:a", 540.0, output="cost_programme[p]", sets=("events[e].probability=0",))
    answer = found["found"]
    assert answer["value"] == pytest.approx(540 - np.quantile(rest, 0.85), abs=1e-3)
    assert answer["slope"] == pytest.approx(1, rel=1e-9)
    law = stats.gamma((300 / 40) ** 2, scale=40**2 / 300)
    se = math.sqrt(0.85 * 0.15 / DRAWS) / law.pdf(law.ppf(0.85))
    assert half(answer, "value") == pytest.approx(NORMAL * se, rel=0.2)
    own = stats.gamma((200 / 30) ** 2, scale=30**2 / 200)
    assert answer["plausibility"]["percentile"] == pytest.approx(own.cdf(answer["value"]), rel=1e-9)
    assert answer["plausibility"]["band"] == pytest.approx(own.ppf([0.1, 0.9]), rel=1e-9)
    assert found["span"] == pytest.approx(own.ppf([0.001, 0.999]), rel=1e-9)
    assert found["stated"]["value"] is None


def test_seek__a_probability_from_the_mean(lines: Path) -> None:
    found = sought(lines, "events[e].probability", 500 + 100 * mean_of_driver() + 20 * 0.8, None)
    answer = found["found"]
    assert found["span"] == [0.0, 1.0]
    assert found["stated"]["value"] == 0.5
    assert abs(answer["value"] - 0.8) <= 2.3 * half(answer, "value")
    assert answer["plausibility"] == {"stated_band": [0.4, 0.6], "inside": False}


def mean_of_driver() -> float:
    sigma = math.log(1.2) / float(stats.norm.ppf(0.85))
    return math.exp(0.5 * sigma * sigma)


def test_seek__a_factor_on_a_driver(lines: Path) -> None:
    found = sought(lines, "driver:d", 150.0, 0.5, output="cost_programme[q]")
    answer = found["found"]
    median = found["stated"]["figure"]
    assert answer["value"] == pytest.approx(150 / median, rel=1e-5)
    assert answer["plausibility"]["median"] == pytest.approx(answer["value"], rel=1e-9)
    sigma = math.log(1.2) / float(stats.norm.ppf(0.85))
    assert answer["plausibility"]["percentile"] == pytest.approx(stats.norm.cdf(math.log(answer["value"]) / sigma))


@pytest.mark.parametrize(
    ("stated", "by"),
    [
        ("", "rho:p"),
        ("correlations: [{id: tied, group: [a, b], rho: 0.2}]", "rho:p"),
        ("correlations: [{id: tied, group: [a, b], rho: 0.2}]", "rho:tied"),
        ("correlations: [{id: tied, between: [a, b], rho: 0.2}]", "rho:p"),
        ("correlations: [{id: tied, between: [a, b], rho: 0.2}]", "correlations[tied].rho"),
    ],
)
def test_seek__a_correlation_of_normals(tmp_path: Path, stated: str, by: str) -> None:
    """The P85 of two normals with correlation rho is 200 + z sqrt(2 + 2 rho) sd; the truncation is at 6 sd."""
    path = tmp_path / "normals.yaml"
    estimate = "estimate: {mean: 100, sd: 15, shape: normal, truncate: [10, 190]}"
    elements = ", ".join(f"{{id: {name}, programme: p, {estimate}}}" for name in "ab")
    text = f"schema: 1\ntitle: Two normals\nprice_year: 2019\nprogrammes: [{{id: p}}]\ncosts: [{elements}]\n{stated}\n"
    path.write_text(text, encoding="utf-8")
    target = 200 + float(stats.norm.ppf(0.85)) * 15 * math.sqrt(2 + 2 * 0.5)
    found = sought(path, by, target)
    assert found["span"] == [0.0, 0.95]
    assert abs(found["found"]["value"] - 0.5) <= 2.3 * half(found["found"], "value")
    assert half(found["found"], "value") < 0.2


def test_seek__says_why_no_value_is_found(lines: Path) -> None:
    far = sought(lines, "element:a", 1e6)
    assert far["found"] is None
    low, high = (exact(end) for end in far["span"])
    expected = f"between {low} and {high} P85 stays below 1\u2009000\u2009000; it comes nearest at {high}"
    assert far["reason"] == expected
    assert far["nearest"] == far["curve"][-1]
    inert = sought(lines, "events[e].probability", 500, output="cost_programme[q]")
    assert inert["reason"] == "inert: between 0 and 1 it does not move P85 in any way"
    near = far["nearest"]["figure"] + 0.5 * half(far["nearest"], "figure")
    assert "more draws would decide" in sought(lines, "element:a", near)["reason"]


def turned(question: Question, value: Any, span: tuple[float, float], stated: float) -> Parameter:
    """Return a parameter that sets element b to a function of the value."""

    def plan(x: float) -> Plan:
        return plan_variants.held(question.plan, [question.plan.inputs.row("costs[b]")], value(x))

    return Parameter("b", "input", "b", plan, span, stated, lambda x: Plausibility())


def test_seek__of_several_roots_the_one_nearest_to_what_is_stated(lines: Path) -> None:
    question = Question(load(lines), output="cost_element[b]", draws=1_000)
    found = seek(question, turned(question, lambda x: (x - 5) ** 2 + 100, (0, 11), 2), P50, 104).to_json()
    assert found["found"]["value"] == pytest.approx(3, abs=1e-4)
    assert found["others"] == pytest.approx([7], abs=1e-4)


def test_seek__a_jump_over_the_target_is_no_answer(lines: Path) -> None:
    question = Question(load(lines), output="cost_element[b]", draws=1_000)
    found = seek(question, turned(question, lambda x: 100 if x < 4.2 else 200, (0, 10), 2), P50, 150).to_json()
    assert found["found"] is None
    assert "P50 jumps over 150, and equals it nowhere else" in found["reason"]


def test_seek__an_interval_holds_the_value_of_many_draws(lines: Path) -> None:
    """95 of 100 seeds cover it on average; fewer than 32 of 40 have a chance below 1 in 1 000."""
    by: dict[str, Any] = {"output": "cost_programme[p]", "draws": 1_000, "between": (180.0, 260.0)}
    law = stats.gamma((300 / 40) ** 2, scale=40**2 / 300)
    truth = 540 - law.ppf(0.85)
    answers = [
        sought(lines, "element:a", 540.0, seed=seed, sets=("events[e].probability=0",), **by)["found"]["value_ci"]
        for seed in range(40)
    ]
    assert sum(low <= truth <= high for low, high in answers) >= 32


def test_seek__reads_what_is_given_on_top(lines: Path) -> None:
    found = sought(lines, "element:a", 540.0, sets=("costs[a].estimate.sd=60",))
    assert found["span"][1] > sought(lines, "element:a", 540.0)["span"][1]


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("driver:e", "no driver is called e; known: d"),
        ("element:aa", r"no input is called costs\[aa\]; did you mean costs\[.\]"),
        ("input:events[e].occurs", r"has no value of its own; seek --by 'events\[e\]\.probability'"),
        ("rho:x", "no correlation or programme is called x"),
        ("colour:a", "names nothing that can be sought; allowed: driver:NAME"),
        (
            "costs[a].estimate",
            r"is an estimate, no number; seek one of its numbers, such as costs\[a\]\.estimate\.mean",
        ),
        ("title", "title is no number"),
        ("price_year", "price_year cannot be varied: .*must be a whole number"),
        ("programmes[p].driver_centre", "is 0, from which no range follows; state --between LO HI"),
        ("costs[*].estimate.mean", "does not state one number; state the range with --between LO HI"),
    ],
)
def test_parameter__refuses(lines: Path, by: str, sentence: str) -> None:
    with pytest.raises(AksonsimError, match=sentence):
        sought(lines, by, 500.0)


def test_parameter__refuses_a_range_that_falls_or_is_not_valid(lines: Path) -> None:
    with pytest.raises(AksonsimError, match="--between 2 1 must rise"):
        sought(lines, "element:a", 500.0, between=(2, 1))
    with pytest.raises(AksonsimError, match=r"costs\[a\] is never negative in the file; --between begins at -2"):
        sought(lines, "element:a", 500.0, between=(-2, 1))
    with pytest.raises(AksonsimError, match="a factor cannot be negative"):
        sought(lines, "driver:d", 500.0, between=(-2, 1))
    with pytest.raises(ScenarioError, match="--by events"):
        sought(lines, "events[e].probability", 500.0, between=(0.5, 1.5))
    with pytest.raises(ScenarioError, match=r"did you mean events\[e\]\.probability"):
        sought(lines, "events[e].probabilty", 500.0)
    with pytest.raises(AksonsimError, match=r"^target must be a number, not nan$"):
        sought(lines, "element:a", math.nan)


def test_parameter__a_pattern_sets_all_that_match(lines: Path) -> None:
    sets = ("events[f]={probability: 0.2, on: b, cost: 10}",)
    target = 500 + 100 * mean_of_driver() + (20 + 10) * 0.7
    found = sought(lines, "events[*].probability", target, None, between=(0, 1), sets=sets)
    assert found["stated"]["value"] is None
    assert abs(found["found"]["value"] - 0.7) <= 2.3 * half(found["found"], "value")


def test_point__of_a_mean_has_the_interval_of_a_mean(lines: Path) -> None:
    found = sought(lines, "element:a", 610.0, None)
    cost = simulate(load(lines), draws=DRAWS).cost_total.values[0]
    half = 1.959963984540054 * cost.std(ddof=1) / DRAWS**0.5
    assert found["stated"]["figure"] == pytest.approx(cost.mean(), rel=1e-12)
    assert found["stated"]["figure_ci"] == pytest.approx((cost.mean() - half, cost.mean() + half), rel=1e-12)


def test_seek__an_id_that_is_a_number_is_no_position(tmp_path: Path) -> None:
    file = tmp_path / "numbered.yaml"
    items = ", ".join(f"{{id: '{i}', estimate: {10**i}}}" for i in (2, 1, 3))
    file.write_text(f"schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{items}]\n", encoding="utf-8")
    found = sought(file, "costs[2].estimate", 1160)
    assert found["found"]["value"] == pytest.approx(150, abs=1e-3)
    assert found["stated"]["value"] == 100
    assert found["span"] == [25, 400]
    assert sought(file, "costs[0].estimate", 1160)["stated"]["value"] == 100  # no such id: the first
