"""Net present value: the published figures, closed forms, and what must add up."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from engine_runs import akson, bits, run, small

from aksonsim.api import plans
from aksonsim.engine.plan_benefits import BenefitPlan, adoption_curve, base_evaluation, base_value
from aksonsim.errors import ScenarioError
from aksonsim.model.benefits import Benefits
from aksonsim.model.scenario import Scenario

PLAIN = {"discount_to": 2021, "last_year": 2040, "rate": 0.0, "vat": 0.0}
ONE_STEP = {"curve": [{"year": 2025, "share": 0.5}], "gps": 0.5}


def benefits_of(scenario: Scenario) -> BenefitPlan:
    """Return the plan of a scenario's benefits."""
    (plan,) = plans([scenario], draws=1, seed=0)
    assert plan.benefits is not None
    return plan.benefits


def with_items(*items: dict[str, object], **changes: object) -> dict[str, object]:
    """Return a section without discounting and VAT."""
    return {**PLAIN, "reference": ONE_STEP, "items": list(items), **changes}


# --- the published figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "published"), [("expected_participation", 2934), ("official_basis", 6855)])
def test_base__is_the_published_value(name: str, published: float) -> None:
    items, investment = base_evaluation(benefits_of(akson(name)))
    assert items.sum() - investment.sum() == pytest.approx(published, rel=0.05)
    # the two derived parts are rounded to 1 MNOK, and worth at most 1.7 times as much at full participation
    assert items.sum() - investment.sum() == pytest.approx(published, abs=3)


def test_base__breaks_even_at_55_per_cent() -> None:
    plan = benefits_of(akson("expected_participation"))
    at = [base_value(plan, share, share * 0.60 / 0.85) for share in (0.55 * 0.98, 0.55 * 1.02)]
    assert at[0] < 0 < at[1]


def test_base__investment_and_items_are_the_printed_totals() -> None:
    plan = benefits_of(akson("expected_participation"))
    _, investment = base_evaluation(plan)
    assert investment.sum() == pytest.approx(5855, rel=1e-12)
    value = {item.id: item.value for item in plan.stated.items}
    assert value["time-municipal"] + value["time-gps"] == 13725
    assert value["operation-fixed"] + value["operation-variable"] == -5279
    assert sum(value.values()) - 5855 == 2935  # the printed items sum to one more than the printed total


def test_base__other_published_points_are_missed_by_what_the_documents_say() -> None:
    plan = benefits_of(akson("expected_participation"))
    left = [base_value(plan, p.inhabitants, p.gps, gp_start=p.gp_start) - float(p.value) for p in plan.stated.published]
    assert np.round(left[:8]).tolist() == [-355, -119, 0, 1, 157, 0, 287, -532]
    assert max(map(abs, left)) == pytest.approx(739, abs=1)


def test_base__two_years_late_lies_between_the_readings_and_one_early_outside() -> None:
    plan = benefits_of(akson("expected_participation"))
    base = base_value(plan, 0.85, 0.60)

    def change(late: float, costs_move: bool) -> float:
        return base_value(plan, 0.85, 0.60, late=late, costs_move=costs_move) / base - 1

    assert change(2, False) < -1.25 < change(2, True)
    assert 0.55 < change(-1, True) < change(-1, False)


def test_base__investment_of_the_register_is_near_the_published_one() -> None:
    """The amounts of the lines were never published: their simulated mean is not tuned to the present value."""
    ds = run(akson("expected_participation"), draws=4000, threads=2)
    assert float(ds["investment_value"].sum("programme").mean()) == pytest.approx(5855, rel=0.05)


# --- what must add up -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return run(akson(), akson("expected_participation"), draws=1500, seed=3, keep="inputs", threads=2)


def test_npv__is_the_sum_of_its_parts(ds: xr.Dataset) -> None:
    parts = ds["benefit_value"].sum("benefit") - ds["investment_value"].sum("programme")
    # twelve terms of at most 1e5 MNOK in another order
    np.testing.assert_allclose(ds["npv"], parts, rtol=0, atol=12 * 1e5 * 2.0**-52)
    base = ds["benefit_base"].sum("benefit") - ds["investment_base"].sum("programme")
    np.testing.assert_allclose(ds["npv_base"], base, rtol=1e-12)


def test_npv__of_a_stop_is_the_sunk_cost(ds: xr.Dataset) -> None:
    own = ds.sel(scenario="baseline")
    stopped = (own["gate_outcome"] == 2).values
    assert 100 < stopped.sum() < 1400
    assert (own["benefit_value"].values[stopped] == 0.0).all()
    assert (own["npv"].values[stopped] < 0.0).all()
    assert (own["benefit_value"].sel(benefit="operation-fixed").values[~stopped] < 0.0).all()


def test_npv__tax_follows_what_varies(ds: xr.Dataset) -> None:
    fixed = ds["benefit_value"].sel(benefit=["operation-fixed", "tax-funding"]).sum("benefit")
    variable = ds["benefit_value"].sum("benefit") - fixed
    stated = 2935 + 5855 + 2491 - 386
    tax = ds["benefit_value"].sel(benefit="tax-funding")
    np.testing.assert_allclose(tax, 386 / stated * variable, rtol=1e-9, atol=1e-9)


def test_npv__leaves_every_other_draw_as_it_is() -> None:
    """New inputs have streams of their own."""
    with_it, without = (run(akson("baseline", *sets), draws=200, keep="inputs") for sets in ((), ("benefits=null",)))
    assert {"npv", "npv_base"}.isdisjoint(without.data_vars)
    same = with_it.sel(input_name=without["input_name"])
    for name in without.data_vars:
        assert bits(same[name].values) == bits(without[name].values), name


# --- closed forms -----------------------------------------------------------------------------------------------------


def test_investment__without_vat_and_discount_is_the_cost() -> None:
    scenario = akson("baseline", "benefits.rate=0", "benefits.vat=0")
    ds = run(scenario, draws=300)
    np.testing.assert_allclose(ds["investment_value"], ds["cost_programme"], rtol=1e-12)


def test_investment__takes_vat_off_the_part_that_bears_it() -> None:
    costs = [{"id": "a", "estimate": 100, "vat_share": 0.4}]
    ds = run(small(costs, benefits=with_items({"id": "x", "value": 10, "by": "running"}, vat=0.25)), draws=4)
    np.testing.assert_allclose(ds["investment_value"], 60 + 40 / 1.25, rtol=1e-12)
    np.testing.assert_allclose(ds["npv"], 10 - 92, rtol=1e-12)


@pytest.mark.parametrize("inhabitants", [0.25, 0.5, 1.0])
def test_item__is_worth_its_value_at_the_reference_and_in_proportion_elsewhere(inhabitants: float) -> None:
    part = {"inhabitants": inhabitants, "gps": inhabitants}
    items = (
        {"id": "people", "value": 100, "by": "inhabitants", "profile": [0.1, 1.0]},
        {"id": "gps", "value": 30, "by": "gps"},
        {"id": "always", "value": -7, "by": "running"},
        {"id": "tax", "value": 13, "by": "variable"},
    )
    reference = {"curve": [{"year": 2024, "share": 0.1}, {"year": 2030, "share": 0.5}], "gps": 0.5}
    section = with_items(*items, reference=reference, rate=0.03)
    ds = run(small([{"id": "a", "estimate": 1}], participation=part, benefits=section), draws=4)
    people = 100 * inhabitants / 0.5
    expected = [people, 0.3 * people, -7, 0.13 * people]
    np.testing.assert_allclose(ds["benefit_value"].values[0, 0], expected, rtol=1e-12)


def test_item__follows_its_multiplier() -> None:
    uniform = {"shape": "uniform", "loc": 0.5, "scale": 1.0}
    section = with_items({"id": "x", "value": 100, "by": "inhabitants", "multiplier": uniform})
    part = {"inhabitants": 0.5, "gps": 0.5}
    draws = 20_000
    ds = run(small([{"id": "a", "estimate": 0}], participation=part, benefits=section), draws=draws, keep="inputs")
    sampled = ds["input"].sel(input_name="benefits[x]")
    np.testing.assert_allclose(ds["npv"], 100 * sampled, rtol=1e-12)
    # standard error of the mean of a uniform of width 100
    assert float(ds["npv"].mean()) == pytest.approx(100, abs=4.5 * 100 / np.sqrt(12 * draws))


def test_curve__general_practitioners_join_within_their_months() -> None:
    reference = {"curve": [{"year": 2025, "share": 0.8}], "gps": 0.4, "gp_start": 0.25, "gp_months": 12}
    stated = Benefits.model_validate(with_items({"id": "x", "value": 1, "by": "gps"}, reference=reference))
    curve = adoption_curve(stated, np.arange(2024, 2028), 0.8, 0.4)
    assert curve[0].tolist() == [0.0, 0.8, 0.8, 0.8]
    # a quarter joins at once, half in the end: half-way on average at the end of the year of go-live
    np.testing.assert_allclose(curve[1], [0.0, 0.8 * 0.375, 0.4, 0.4], rtol=1e-12)
    assert curve[2].tolist() == [0.0, 1.0, 1.0, 1.0]


# --- what is refused --------------------------------------------------------------------------------------------------

ITEM = {"id": "x", "value": 1, "by": "inhabitants"}


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (with_items(ITEM, ITEM), "id x stands twice"),
        (with_items({**ITEM, "by": "running", "profile": [0.5]}), "knows no go-live"),
        (with_items({"id": "t", "value": 1, "by": "variable"}), "needs items by inhabitants or gps"),
        (with_items(ITEM, last_year=2024), "lies before the reference curve"),
        (with_items({**ITEM, "profile": [0.0]}), "needs a weight above 0"),
        (with_items({**ITEM, "source": "nobody"}), "unknown source nobody"),
        (with_items(ITEM, reference={**ONE_STEP, "activity": "none"}), "unknown activity none"),
        (with_items(ITEM, reference={"curve": [{"year": 2025, "share": 0}]}), "must end above 0"),
    ],
)
def test_benefits__refuse_what_has_no_meaning(section: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        small([{"id": "a", "estimate": 1}], benefits=section)


def test_benefits__need_a_rollout_where_uptake_is_simulated() -> None:
    with pytest.raises(ScenarioError, match="uptake needs the section rollout"):
        akson("baseline", "rollout=null")
    with pytest.raises(ScenarioError, match=r"needs rollout\.gps"):
        akson("baseline", "rollout.gps=null")
