"""A stated figure put to a result: closed forms, verdicts, and what a claim must say of itself."""

from __future__ import annotations

import math
import re
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

import aksonsim
from aksonsim.analysis.claims import answer, drawn, place
from aksonsim.analysis.verdicts import verdict
from aksonsim.language.text import translate
from aksonsim.model.claims import Claim
from aksonsim.model.quantities import percentile
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import plain
from aksonsim.results.quantity import Quantity
from aksonsim.studies.check import asked

DRAWS = 4000
MEAN, SD = 100.0, 10.0
NORMAL = NormalDist(MEAN, SD)


def scenario(**more: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "schema": 1,
            "title": "Two programmes",
            "price_year": 2019,
            "programmes": [{"id": "a"}, {"id": "b"}],
            "costs": [
                {"id": "x", "programme": "a", "estimate": {"mean": MEAN, "sd": SD, "shape": "normal"}},
                {"id": "y", "programme": "b", "estimate": 50, "state_share": 1},
            ],
            "financing": {"cap": 30},
        }
        | more
    )


@pytest.fixture(scope="module")
def ds() -> Any:
    return aksonsim.simulate(scenario(), draws=DRAWS, seed=7, threads=1)


def put(ds: Any, about: str, statistic: str, value: float, **more: Any) -> tuple[dict[str, Any], str]:
    """Return the answer to a claim, and its verdict."""
    claim = Claim.model_validate({"id": "c", "quantity": about, "statistic": statistic, "value": value} | more)
    question = asked(claim, scenario().start)
    found = answer(ds, "baseline", question)
    assert found is not None
    return plain(found), translate(verdict(question, found, claim.fitted), "en")


def mean_of(ds: Any) -> float:
    return float(put(ds, "cost_programme[a]", "mean", 100)[0]["own"])


def within(estimate: float, truth: float, error: float) -> bool:
    """Whether an estimate lies within five standard errors of the truth."""
    return abs(estimate - truth) < 5 * error


def test_percentile__is_placed_where_a_normal_law_has_it(ds: Any) -> None:
    found, words = put(ds, "cost_programme[a]", "p50", 90)
    p = NORMAL.cdf(90)
    assert within(found["place"], p, math.sqrt(p * (1 - p) / DRAWS))
    assert found["place_ci"][0] < found["place"] < found["place_ci"][1]
    assert found["chance_exceeded"] == pytest.approx(1 - found["place"], abs=1e-12)
    assert within(found["own"], MEAN, SD * math.sqrt(math.pi / 2 / DRAWS))
    assert not found["agrees"]
    assert words == f"is a P{found['place'] * 100:.1f}, not a P50"


def test_percentile__mean_excess_is_that_of_a_truncated_normal(ds: Any) -> None:
    found, _ = put(ds, "cost_programme[a]", "p50", 90)
    z = (90 - MEAN) / SD
    ratio = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / (1 - NormalDist().cdf(z))
    # Variance of a normal law cut off below: 1 + z r - r^2 (Johnson, Kotz and Balakrishnan 1994, 10.1).
    sd = SD * math.sqrt(1 + z * ratio - ratio**2)
    assert within(found["mean_excess"], MEAN + SD * ratio - 90, sd / math.sqrt(found["chance_exceeded"] * DRAWS))


def test_percentile__right_and_near_and_outside(ds: Any) -> None:
    assert put(ds, "cost_programme[a]", "p85", NORMAL.inv_cdf(0.85))[1] == "is a P85"
    assert put(ds, "cost_programme[a]", "p50", 101.5)[1].startswith("is near the P50: a P5")
    assert put(ds, "cost_programme[a]", "p50", 20)[1] == "lies below every draw, and is no P50"
    assert put(ds, "cost_programme[a]", "p50", 200)[1] == "lies above every draw, and is no P50"


def test_moments__are_those_of_the_law(ds: Any) -> None:
    mean, words = put(ds, "cost_programme[a]", "mean", 100)
    assert within(mean["own"], MEAN, SD / math.sqrt(DRAWS))
    assert mean["agrees"]
    assert "the model's mean" in words
    spread, _ = put(ds, "cost_programme[a]", "sd_share", 0.1)
    # SD / P50 of a normal law: its relative error is that of the SD, 1 / sqrt(2 n), the P50's being a tenth of it.
    assert within(spread["own"], 0.1, 0.1 / math.sqrt(2 * DRAWS) * 1.02)
    assert spread["own_ci"][0] < spread["own"] < spread["own_ci"][1]


def test_spread__is_that_of_a_normal_law_with_its_interval(ds: Any) -> None:
    found, words = put(ds, "cost_programme[a]", "sd", 10.5, tolerance=0.1)
    # The standard deviation of n normal draws has the standard error sd / sqrt(2 n).
    error = SD / math.sqrt(2 * DRAWS)
    assert within(found["own"], SD, error)
    low, high = found["own_ci"]
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.05)
    assert "place" not in found
    assert words.startswith("is within tolerance, ")
    assert words.endswith(" % above the model's SD")
    ratio, words = put(ds, "cost_programme[a]", "cv", 0.3)
    # Its relative variance: that of the SD, 1 / (2 n), and that of the mean, cv^2 / n.
    error = 0.1 * math.sqrt((0.5 + 0.1**2) / DRAWS)
    assert within(ratio["own"], 0.1, error)
    assert (ratio["own_ci"][1] - ratio["own_ci"][0]) / 2 == pytest.approx(1.96 * error, rel=0.05)
    assert re.fullmatch(r"is (19\d|20\d|200) % above the model's CV", words)
    assert put(ds, "cost_element[x]", "cv", 0.1)[0]["own"] == ratio["own"]
    # The certain 50 of the other programme moves the mean of the total alone.
    assert put(ds, "cost_total", "cv", 0.1)[0]["own"] == pytest.approx(found["own"] / (50 + mean_of(ds)), rel=1e-9)


def test_chance_below__is_the_distribution_function(ds: Any) -> None:
    found, words = put(ds, "cost_programme[a]", "prob_below", 0.84, against=110)
    p = NORMAL.cdf(110)
    assert within(found["own"], p, math.sqrt(p * (1 - p) / DRAWS))
    assert words.startswith("agrees with the model's chance of 8")
    base, _ = put(ds, "cost_programme[a]", "prob_below", 0.5, against="base")
    assert within(base["own"], 0.5, 0.5 / math.sqrt(DRAWS))


def test_base__is_the_sum_of_the_modes_asked_for(ds: Any) -> None:
    assert put(ds, "cost_programme[a + b]", "base", 150)[0]["own"] == pytest.approx(150)
    found, words = put(ds, "cost_total", "base", 165)
    assert (found["own_ci"], found["agrees"]) == (None, False)
    assert words == "is 10.0 % above the model's base estimate"


def test_shares__of_one_whole_add_up(ds: Any) -> None:
    a, b = (put(ds, f"cost_programme[{p}]", "share_of", 0.5, of="cost_total")[0] for p in "ab")
    assert a["own"] + b["own"] == pytest.approx(1, abs=1e-12)
    # The ratio of means 100 / 150; its delta error is sd (1 - ratio) / 150 / sqrt(n).
    assert within(a["own"], 2 / 3, SD / 3 / 150 / math.sqrt(DRAWS))


def test_cap__is_every_percentile_of_a_span(ds: Any) -> None:
    found, words = put(ds, "state_capped", "p50", 30)
    assert (found["place_from"], found["place"], found["agrees"]) == (0.0, 1.0, True)
    assert words == "is every percentile from P0 to P100: the draws pile up there"
    assert put(ds, "state_uncapped", "p50", 50)[0]["own"] == 50


def test_place__equal_draws_count_as_reached_only_for_a_goal() -> None:
    x = np.array([1.0, 2.0, 2.0, 3.0])
    assert place(x, 2.0).chance_exceeded.value == 0.25
    assert place(x, 2.0, reaching=True).chance_exceeded.value == 0.75
    assert (place(x, 2.0).place_from, place(x, 2.0).place.value) == (0.25, 0.75)
    assert place(x, 3.0).mean_excess is None


def test_drawn__what_is_not_simulated_is_none(ds: Any) -> None:
    for about in ("gate[on_time]", "adoption[gps, 2033]", "commitment[inhabitants, 2022-06-01]", "npv", "signatories"):
        assert drawn(ds, "baseline", Quantity.parse(about), "all") is None
    question = asked(Claim(id="c", quantity="signatories", statistic="stated", value=186), scenario().start)
    assert answer(ds, "baseline", question) is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "needs quantity and statistic, or sum_of"),
        ({"quantity": "cost_total"}, "quantity and statistic go together"),
        ({"quantity": "cost_totl", "statistic": "p50"}, "unknown quantity cost_totl; did you mean cost_total?"),
        ({"quantity": "adoption[gps]", "statistic": "goal"}, r"adoption\[gps\] is written adoption\[measure, year\]"),
        ({"quantity": "adoption[gp, 2030]", "statistic": "goal"}, "unknown measure gp; known: inhabitants"),
        ({"quantity": "adoption[gps, 30]", "statistic": "goal"}, "30 is not a year"),
        ({"quantity": "commitment[inhabitants, 2022]", "statistic": "goal"}, "2022 is not a date"),
        ({"quantity": "cost_total", "statistic": "median"}, "unknown statistic median; known: pNN"),
        ({"quantity": "cost_total", "statistic": "p100"}, "unknown statistic p100"),
        (
            {"quantity": "cost_total", "statistic": "goal"},
            "goal is for commitment, adoption_share, not for cost",
        ),
        ({"quantity": "gate[late]", "statistic": "p50"}, "quantity gate takes statistic prob, not p50"),
        ({"quantity": "cost_total", "statistic": "prob_below"}, "statistic prob_below and the key against go together"),
        ({"quantity": "cost_total", "statistic": "p50", "of": "npv"}, "statistic share_of and the key of go together"),
        ({"quantity": "state_capped", "statistic": "prob_below", "against": "base"}, "against: base is for cost_total"),
        ({"quantity": "cost_total", "statistic": "prob_below", "against": "bas"}, "'base'"),
        ({"ratio_of": ["a"]}, "at least 2 items"),
        ({"sum_of": ["a"], "ratio_of": ["a", "b"]}, "states sum_of and ratio_of"),
        ({"quantity": "npv", "statistic": "mean", "not_comparable": "why"}, "state one of the two"),
        ({"quantity": "milestone[a]", "statistic": "cv"}, "statistic cv is for cost_total, .* not for milestone"),
        ({"quantity": "gate[late]", "statistic": "sd"}, "quantity gate takes statistic prob, not sd"),
        ({"sum_of": ["a"], "value": 0}, "tolerance is relative and means nothing for the value 0"),
    ],
)
def test_claim__says_what_is_wrong_with_it(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Claim.model_validate({"id": "c", "value": 1} | more)


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ([{"id": "c", "value": 1, "sum_of": ["-d"]}], "unknown claim d"),
        ([{"id": "c", "value": 1, "contradicts": ["c"]}], "unknown claim c; known: none"),
        ([{"id": "c", "value": 1, "quantity": "cost_programme[a + d]", "statistic": "p50"}], "unknown programme d"),
        (
            [{"id": "c", "value": 1, "quantity": "cost_element[z]", "statistic": "p50"}],
            "unknown element z; known: x, y",
        ),
        ([{"id": "c", "value": 1, "not_comparable": "w"}] * 2, "id c stands twice"),
        ([{"id": "c", "value": 1, "not_comparable": "w", "source": "s"}], "unknown source s"),
    ],
)
def test_claims__refer_to_what_there_is(claims: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        scenario(claims=claims)


def test_claim__of_an_unknown_scenario_is_seen_where_scenarios_are_listed() -> None:
    claim = {"id": "c", "value": 1, "quantity": "cost_total", "statistic": "p50", "scenario": "othr"}
    with pytest.raises(ValidationError, match="unknown scenario othr; did you mean other"):
        scenario(claims=[claim], scenarios={"other": {}})
    assert scenario(claims=[claim]).claims[0].scenario == "othr"


def test_percentile_word__is_a_probability_inside_zero_and_one() -> None:
    assert (percentile("p85"), percentile("p97.5"), percentile("p0"), percentile("mean")) == (0.85, 0.975, None, None)


def test_verdict__says_where_agreement_is_no_evidence(ds: Any) -> None:
    agrees, told = put(ds, "cost_total", "mean", 150.0, fitted=True)
    assert agrees["agrees"]
    assert told.endswith(" (fitted to it)")
    _, unfitted = put(ds, "cost_total", "mean", 150.0)
    assert told.removesuffix(" (fitted to it)") == unfitted
    misses, told = put(ds, "cost_total", "mean", 190.0, fitted=True)
    assert not misses["agrees"]
    assert "fitted" not in told
