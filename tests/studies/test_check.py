"""The whole check: what fails, what is only listed, and what it says of the reference case."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import aksonsim
from aksonsim.errors import AksonsimError
from aksonsim.language.text import translate
from aksonsim.model.claims import Claim
from aksonsim.model.scenario import Scenario
from aksonsim.studies.check import arithmetic, check, contradictions
from aksonsim.views.check import view
from aksonsim.views.document import Items

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
START = dt.date(2021, 1, 1)


def claims(*rows: dict[str, Any]) -> list[Claim]:
    return [Claim.model_validate({"value": 1, "not_comparable": "w"} | row) for row in rows]


def small(*rows: dict[str, Any], name: str = "baseline") -> Scenario:
    normal = {"mean": 100, "sd": 10, "shape": "normal"}
    return Scenario.model_validate(
        {
            "schema": 1,
            "title": "t",
            "name": name,
            "price_year": 2019,
            "costs": [{"id": "a", "estimate": normal}],
            "claims": [
                {"quantity": "cost_total", "statistic": "p50", "value": 100, "must_hold": True} | r for r in rows
            ],
        }
    )


def test_first__says_total_finish_and_what_agrees_least() -> None:
    scenario = small({"id": "near"}, {"id": "off", "value": 150}, {"id": "far", "value": 20})
    activity = {"id": "build", "title": "Build", "title_nb": "Bygge", "duration": 0, "after": ["before"]}
    before = {"id": "before", "duration": {"min": 12, "mode": 12, "max": 12}}
    whole = {"id": "whole", "hammock": ["start", "build"]}
    dated = Scenario.model_validate(
        scenario.model_dump(by_alias=True, exclude_defaults=True)
        | {"start": "2030-01-01", "activities": [before, activity, whole, {"id": "early", "duration": 3}]}
    )
    found = check([dated], draws=4_000)
    first, cost = found.first, aksonsim.simulate(dated, draws=4_000).cost_total.values[0]
    assert first.total is not None
    assert first.total.sd == pytest.approx(cost.std(ddof=1), rel=1e-9)
    assert first.cv == pytest.approx(cost.std(ddof=1) / cost.mean(), rel=1e-9)
    assert first.total.mean.value == pytest.approx(cost.mean(), rel=1e-12)
    assert (first.compared, first.differ) == (3, ("far", "off"))  # 80 off, and 50
    assert first.finish is not None
    assert (first.finish.activity, f"{first.finish.p85_date:%Y-%m}") == ("build", "2031-01")
    told = {}
    for lang in ("en", "nb"):
        (lines,) = [block for block in view(found).blocks[:1] if isinstance(block, Items)]
        told[lang] = [translate(words, lang) for _label, words in lines.items]
    assert [len(lines) for lines in told.values()] == [3, 3]
    assert told["en"][0].replace("\u2009", " ").startswith("baseline, 4 000 draws: the total is expected to be 99.9")
    assert "CV 10 %" in told["en"][0]
    assert told["en"][1] == "“Build” ends last: 2031-01 (P50), 2031-01 (P85); planned 2031-01"
    assert told["nb"][1] == "«Bygge» slutter sist: 2031-01 (P50), 2031-01 (P85); planlagt 2031-01"
    assert told["en"][2].startswith("1 of 3 published figures agree with the model; furthest off: far lies below every")
    assert told["en"][2].endswith("1 warning about the register, first: narrow outcome")
    assert told["nb"][2].startswith("1 av 3 publiserte tall stemmer med modellen; lengst unna: far ligger under")
    minimal = list(view(check([aksonsim.load(AKSON.with_name("minimal.yaml"))], draws=1_000)).blocks[0].items)
    assert translate(minimal[-1][1], "en").endswith("Of the register: no source for 2 of 2 numbers")


def test_arithmetic__sums_with_signs_ratios_and_tolerance() -> None:
    rows = arithmetic(
        claims(
            {"id": "a", "value": 4465},
            {"id": "b", "value": 4060},
            {"id": "right", "value": 405, "sum_of": ["a", "-b"], "tolerance": 0},
            {"id": "wrong", "value": 410, "sum_of": ["a", "-b"], "tolerance": 0.01},
            {"id": "ratio", "value": 1.1, "ratio_of": ["a", "b"]},
        ),
        START,
    )
    assert [(row.id, row.agrees, row.follows_from) for row in rows] == [
        ("right", True, "a - b"),
        ("wrong", False, "a - b"),
        ("ratio", True, "a / b"),
    ]
    assert [row.gives for row in rows] == [405, 405, pytest.approx(4465 / 4060)]


def test_arithmetic__is_of_values_in_the_files_price_basis() -> None:
    (row,) = arithmetic(claims({"id": "a", "value": 2, "factor": 3}, {"id": "b", "value": 6, "sum_of": ["a"]}), START)
    assert row.agrees


def test_contradictions__are_listed_once_whoever_says_so() -> None:
    pairs = contradictions(
        claims({"id": "a", "contradicts": ["b"]}, {"id": "b", "contradicts": ["a", "c"]}, {"id": "c"}), START
    )
    assert [[claim.id for claim in pair.claims] for pair in pairs] == [["a", "b"], ["b", "c"]]


def test_must_hold__fails_for_a_false_figure_and_not_for_a_true_one() -> None:
    found = check(
        [small({"id": "true"}, {"id": "false", "value": 130}, {"id": "free", "value": 1, "must_hold": False})],
        draws=2000,
    )
    assert (found.failed, found.must_hold, found.holds) == (("false",), ("true", "false"), False)


def test_must_hold__fails_for_its_arithmetic() -> None:
    found = check([small({"id": "a"}, {"id": "b", "sum_of": ["a", "a"]})], draws=2000)
    assert found.failed == ("b",)


def test_must_hold__what_its_scenario_does_not_simulate_fails_and_what_was_not_asked_does_not() -> None:
    lost = {"id": "lost", "quantity": "gate[on_time]", "statistic": "prob", "value": 0.5}
    found = check([small(lost, {"id": "elsewhere", "value": 1, "scenario": "other"})], draws=500)
    assert found.failed == ("lost",)
    assert found.scenarios["baseline"].not_simulated == ("lost",)
    assert (found.not_put, found.must_hold) == (("elsewhere",), ("lost",))


def test_must_hold__in_each_scenario_that_simulates_it() -> None:
    dear = small({"id": "c"}, name="dear")
    payable = tuple(element.model_copy(update={"payable": True}) for element in dear.costs)
    dear = dear.model_copy(update={"costs": payable, "unspecified": 0.5})
    found = check([small({"id": "c"}), dear], draws=2000)
    assert [found.scenarios[name].claims[0].found.agrees for name in ("baseline", "dear")] == [True, False]
    assert found.failed == ("c",)


def test_check__of_nothing_is_refused_and_of_no_claims_holds() -> None:
    with pytest.raises(AksonsimError, match="no scenario to check"):
        check([])
    assert check([small()], draws=500).holds


@pytest.fixture(scope="module")
def akson() -> dict[str, Any]:
    scenarios = aksonsim.load_all(AKSON, ["baseline", "official_basis", "expected_participation"])
    return check(scenarios, draws=3000, seed=1).to_json()


def verdicts(found: dict[str, Any], scenario: str) -> dict[str, str]:
    return {row["id"]: row["verdict"] for row in found["scenarios"][scenario]["claims"]}


@pytest.mark.slow
def test_akson__published_figures_hold_and_the_object_is_json(akson: dict[str, Any]) -> None:
    assert akson["failed"] == []
    assert len(akson["must_hold"]) >= 20
    assert akson["not_put"] == []
    assert json.loads(json.dumps(akson, allow_nan=False)) == akson


@pytest.mark.slow
def test_akson__press_figures_are_not_what_they_are_said_to_be(akson: dict[str, Any]) -> None:
    told = verdicts(akson, "official_basis")
    # At 3 000 draws a percentile near P91 has a standard error of 0.52 points: P85 and P50 are far outside.
    assert told["total-11.2"].startswith("is a P9")
    assert told["total-11.2"].endswith("not a P85")
    assert told["total-11.4"].endswith("not a P50")
    assert told["local-ks"] == "lies below every draw, and is no P50"
    assert "every percentile from P" in told["state-paid"]
    assert verdicts(akson, "baseline")["inhabitants-2030"] == "is reached in no draw"


@pytest.mark.slow
def test_akson__contradictions_and_arithmetic_are_in_it(akson: dict[str, Any]) -> None:
    pairs = {frozenset(claim["id"] for claim in pair["claims"]) for pair in akson["contradictions"]}
    assert {frozenset(("local-ks", "local-p50")), frozenset(("state-cap", "state-1.4"))} <= pairs
    assert frozenset(("gate-inhabitants", "gate-municipalities")) in pairs
    assert [row["id"] for row in akson["arithmetic"] if not row["agrees"]] == ["local-contingency"]
    assert {"total-22", "pv-change"} <= {row["id"] for row in akson["not_comparable"]}


@pytest.mark.slow
def test_akson__events_hardly_matter_and_numbers_are_assumed(akson: dict[str, Any]) -> None:
    found = {row["check"] for row in akson["findings"]}
    assert {"events hardly matter", "rests on assumptions", "not identified", "P50 used as a mean"} <= found
    assert {"narrow estimate", "possibly counted twice", "no consequence", "percentiles added"} <= found
    assert "wide driver" not in found
