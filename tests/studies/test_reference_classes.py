"""Reference classes are what their sources print, and stand beside a scenario's own curve."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

import aksonsim
from aksonsim.errors import AksonsimError
from aksonsim.files.reference import outside_view
from aksonsim.model.reference import Case, OutsideView, ReferenceClass
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.studies.reference_classes import reference_classes

ROOT = Path(__file__).parents[2]
VIEW = outside_view()
BY_ID = {stands.id: stands for stands in VIEW.classes}
CASES = {case.id: case for case in VIEW.cases}


def test_it_2011__has_the_printed_mean_and_share_of_black_swans() -> None:
    """Mean overrun 27 %; one in six with 200 %."""
    estimate = BY_ID["it-2011"].estimate
    assert distribution_of(estimate).mean == pytest.approx(1.27, abs=0.001)
    body, swan = estimate.mixture
    assert swan.weight / (body.weight + swan.weight) == pytest.approx(1 / 6)
    assert distribution_of(swan.estimate).mean == pytest.approx(3.0, abs=0.001)


def test_it_2012__has_the_printed_mean() -> None:
    """Mean overrun 45 %; 17 % threaten the company."""
    estimate = BY_ID["it-2012"].estimate
    assert distribution_of(estimate).mean == pytest.approx(1.45, abs=0.001)
    assert estimate.mixture[1].weight / 100 == pytest.approx(0.17)
    assert estimate.mixture[1].estimate == BY_ID["it-2011"].estimate.mixture[1].estimate


def test_it_tail__has_the_printed_share_above_half_and_a_tail_cut_where_it_hardly_matters() -> None:
    """18 % above 1.5; 447 % on average there gives exponent 5.47 / 3.97 = 1.38."""
    built = distribution_of(BY_ID["it-tail"].estimate)
    assert float(built.sf(np.array([1.5]))[0]) == pytest.approx(0.18, abs=1e-9)
    tail = BY_ID["it-tail"].estimate.mixture[1].estimate
    assert dict(tail.parameters)["b"] == pytest.approx(5.47 / (5.47 - 1.5), abs=0.005)
    whole = 1.5 * (0.05 / 0.18) ** (-1 / 1.38)  # P95 of the law that is not cut
    assert float(built.isf(np.array([0.05]))[0]) == pytest.approx(whole, rel=0.015)
    assert math.isfinite(built.support[1])


def test_green_book__goes_from_all_managed_to_none() -> None:
    assert distribution_of(BY_ID["green-book"].estimate).support == pytest.approx((1.10, 3.00))
    assert BY_ID["green-book"].decision == "early"


def test_concept_51__has_the_printed_moments() -> None:
    """Mean +2.3 %, median +0.8 %, sd 16.0 %, 52.5 % above."""
    built = distribution_of(BY_ID["concept-51"].estimate)
    assert built.mean == pytest.approx(1.023, abs=0.001)
    assert built.sd == pytest.approx(0.16, abs=0.001)
    assert float(built.ppf(np.array([0.5]))[0]) == pytest.approx(1.008, abs=0.005)
    assert float(built.sf(np.array([1.0]))[0]) == pytest.approx(0.525, abs=0.005)
    assert BY_ID["concept-51"].of == "p50"


def test_cases__are_the_printed_ratios() -> None:
    assert CASES["helseplattformen"].high == pytest.approx(6.6 / 3.6, abs=0.005)
    assert CASES["helseplattformen"].low == pytest.approx(6.7 / 4, abs=0.03)  # «drøyt fire»
    assert CASES["apotti"].ratio == pytest.approx(774 / 575, abs=0.005)
    assert CASES["apotti"].low == pytest.approx((575 + 55) / 575, abs=0.005)
    assert CASES["npfit"].ratio == pytest.approx(9.8 / 11.4, abs=0.001)
    assert CASES["npfit-trust"].ratio == pytest.approx((2.2 / 22) / (3.1 / 220), abs=0.01)


def test_every_class_and_case__says_where_it_comes_from() -> None:
    for origin in (*VIEW.classes, *VIEW.cases):
        assert origin.source
        assert origin.printed
        assert origin.caveats
        assert origin.title_nb
    assert all(stands.derivation for stands in VIEW.classes)


def test_view__ids_differ_and_cases_are_ordered() -> None:
    case = VIEW.cases[0]
    with pytest.raises(ValidationError, match=f"id {case.id} stands twice"):
        OutsideView(classes=VIEW.classes, cases=(case, case))
    with pytest.raises(ValidationError, match="must lie from low to high"):
        Case.model_validate(case.model_dump() | {"low": 2.0})
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        ReferenceClass.model_validate(VIEW.classes[0].model_dump() | {"mean": 1.3})


def one_line(folder: Path) -> Path:
    path = folder / "one.yaml"
    path.write_text(
        "schema: 1\ntitle: One line\nprice_year: 2019\n"
        "programmes: [{id: it}, {id: rest}]\ncosts:\n"
        "  - {id: a, programme: it, estimate: {p50: 110, p85: 130, shape: lognormal}, base: 100}\n"
        "  - {id: b, programme: rest, estimate: 50}\n",
        encoding="utf-8",
    )
    return path


def test_reference_classes__puts_each_class_on_what_it_says(tmp_path: Path) -> None:
    scenario = aksonsim.load(one_line(tmp_path))
    found = reference_classes(scenario, programme="it", draws=4000, seed=1).to_json()
    by_id = {stands["id"]: stands for stands in found["classes"]}
    assert found["base"] == 100
    assert by_id["it-2011"]["foundation"] == 100
    assert by_id["concept-51"]["foundation"] == found["model"]["p50"]
    assert by_id["concept-51"]["model_p50_at"] == pytest.approx(0.475, abs=0.003)
    every = reference_classes(scenario, programme="it", on="p50", draws=4000, seed=1).to_json()
    assert {stands["foundation"] for stands in every["classes"]} == {found["model"]["p50"]}
    assert all("mean" not in stands for stands in found["classes"])  # of a law with a tail cut by assumption
    low, high = found["model"]["p50_ci"]
    assert low < 110 < high


def test_reference_classes__takes_the_total_or_a_programme(tmp_path: Path) -> None:
    scenario = aksonsim.load(one_line(tmp_path))
    assert reference_classes(scenario, draws=200).base == 150
    with pytest.raises(AksonsimError, match="no programme itt; did you mean it"):
        reference_classes(scenario, programme="itt", draws=200)


def test_reference_classes__reads_a_scenario_with_a_gate_from_the_draws_that_pass() -> None:
    found = reference_classes(aksonsim.load(ROOT / "configs" / "akson.yaml"), programme="journal", draws=1000).to_json()
    assert found["condition"] == "given_passed"
    assert 0 < found["draws"] < 1000
    (delay,) = (stands["delay"] for stands in found["classes"] if "delay" in stands)
    ds = aksonsim.simulate(aksonsim.load(ROOT / "configs" / "akson.yaml"), draws=1000)
    passed = ds["gate_outcome"].values[0] != 2
    ends = ds["milestone_month"].sel(milestone="rollout").values[0][passed]
    planned = float(ds["milestone_reference"].sel(milestone="rollout").values[0])
    assert delay["years"] == pytest.approx(float(ends.mean() - planned) / 12, rel=1e-5)
    assert delay["amount"] == pytest.approx(0.15 * delay["years"] * found["base"])


def test_reference_classes__without_a_schedule_has_no_delay(tmp_path: Path) -> None:
    found = reference_classes(aksonsim.load(one_line(tmp_path)), draws=200).to_json()
    assert not any("delay" in stands for stands in found["classes"])
