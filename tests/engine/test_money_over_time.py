"""Price indices, rates of exchange and VAT against closed forms; actuals against conditioning by hand."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from aksonsim.analysis.drawdown import drawdown
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.percentile_table import percentiles
from aksonsim.analysis.summary import summarise
from aksonsim.engine.actuals import beyond
from aksonsim.engine.dataset import canonical
from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import ScenarioError
from aksonsim.files.dump import dump
from aksonsim.language.text import translate
from aksonsim.model.actuals import Actuals
from aksonsim.model.scenario import Scenario
from aksonsim.render.terminal import print_document
from aksonsim.results.quantity import output
from aksonsim.studies.check_inputs import check_inputs
from aksonsim.studies.decompose import steps
from aksonsim.studies.leave_one_out import one_by_one
from aksonsim.views.percentile_table import view

DRAWS = 20_000
PERT = {"min": 50, "mode": 60, "max": 90, "shape": "pert"}
TRIANGLE = {"min": 100, "mode": 200, "max": 300, "shape": "triangular"}
ACTIVITIES = [
    {"id": "design", "duration": {"min": 8, "mode": 12, "max": 20, "shape": "triangular"}},
    {"id": "build", "duration": {"min": 10, "mode": 24, "max": 36, "shape": "triangular"}, "after": ["design"]},
    {"id": "handover", "duration": 6, "after": ["build"]},
]
COSTS = [
    {"id": "a", "estimate": {"min": 80, "mode": 100, "max": 150, "shape": "pert"}, "activity": "design"},
    {"id": "b", "estimate": TRIANGLE, "activity": "build"},
    {"id": "c", "estimate": TRIANGLE, "activity": "handover"},
]
ACTUALS = {
    "date": "2026-07-01",
    "costs": {"a": {"paid": 118, "done": True}, "b": {"paid": 150}},
    "activities": {"design": {"start": "2025-01-01", "finish": "2025-11-01"}, "build": {"start": "2025-12-01"}},
}


def scenario(**sections: Any) -> Scenario:
    about = {"schema": 1, "title": "t", "price_year": 2024, "start": "2025-01-01", "horizon": 2030}
    return Scenario.model_validate(about | sections)


def run(of: Scenario, draws: int = DRAWS, keep: Any = "full") -> xr.Dataset:
    return simulate_plans([plan(of, (), draws=draws, seed=3)], draws=draws, seed=3, keep=keep)


# --- nominal cost -----------------------------------------------------------------------------------------------------


def test_indices__certain_growth_is_compound_interest_by_year_of_payment() -> None:
    ds = run(scenario(costs=COSTS, activities=ACTIVITIES, indices=[{"id": "wages", "growth": 0.03}]))
    real, nominal = ds["cost_year"].values[0, :, 0], ds["cost_nominal_year"].values[0, :, 0]
    np.testing.assert_allclose(nominal, real * 1.03 ** (ds["year"].values - 2024), rtol=1e-13)
    np.testing.assert_allclose(ds["cost_nominal"].values[0], nominal.sum(axis=1), rtol=1e-13)


def test_indices__without_one_every_bit_is_as_it_was() -> None:
    plain = run(scenario(costs=COSTS, activities=ACTIVITIES))
    priced = run(scenario(costs=COSTS, activities=ACTIVITIES, indices=[{"id": "wages", "growth": TRIANGLE | {
        "min": 0.01, "mode": 0.02, "max": 0.04}}]))  # fmt: skip
    for name in ("cost_total", "cost_year", "cost_element"):
        assert (plain[name].values == priced[name].values).all()
    assert "cost_nominal" not in plain


def test_indices__known_levels_then_growth_and_lines_without_an_index_stay() -> None:
    levels = {2024: 120, 2025: 126, 2026: 129}
    indices = [{"id": "steel", "levels": levels, "growth": 0.5, "on": "b"}]
    costs = [{"id": "a", "estimate": 10, "activity": "x"}, {"id": "b", "estimate": 30, "activity": "x"}]
    ds = run(scenario(costs=costs, activities=[{"id": "x", "duration": 36}], indices=indices), draws=4)
    by_year = ds["cost_nominal_year"].values[0, 0, 0]
    assert by_year.tolist() == pytest.approx(
        [10 / 3 + 10 * 126 / 120, 10 / 3 + 10 * 129 / 120, 10 / 3 + 10 * 129 / 120 * 1.5, 0, 0, 0]
    )


def test_indices__years_before_the_price_year_are_discounted() -> None:
    of = scenario(price_year=2026, costs=[{"id": "a", "estimate": 110}], indices=[{"id": "i", "growth": 0.1}])
    assert run(of, draws=2)["cost_nominal"].values[0].tolist() == pytest.approx([100.0, 100.0])


def test_indices__uncertain_growth_is_one_draw_for_all_years() -> None:
    growth = {"min": 0.0, "max": 0.1}
    of = scenario(costs=[{"id": "a", "estimate": 100, "activity": "x"}], activities=[{"id": "x", "duration": 24}],
                  indices=[{"id": "i", "growth": growth}])  # fmt: skip
    ds = run(of)
    g = ds["input"].values[0, :, list(ds["input_name"].values).index("indices[i]")]
    np.testing.assert_allclose(ds["cost_nominal"].values[0], 50 * (1 + g) + 50 * (1 + g) ** 2, rtol=1e-12)
    names = [row.name for row in percentiles(ds, ["p50"]).scenarios["baseline"].rows]
    assert names[:2] == ["total", "nominal"]
    told = summarise(ds).scenarios["baseline"].every.nominal
    assert told is not None
    assert told.mean.value == pytest.approx(ds["cost_nominal"].values.mean())


def test_percentiles__nominal_ones_are_a_table_and_a_sentence_of_their_own() -> None:
    ds = run(scenario(costs=COSTS, activities=ACTIVITIES, indices=[{"id": "wages", "growth": 0.03}]))
    told = io.StringIO()
    print_document(view(percentiles(ds, ["p50"], [100])), told, "en")
    text = told.getvalue()
    for name, prices in (("", "2024 prices"), (", nominal", "prices of each year")):
        assert text.count(f"100 MNOK, {prices} is P") == 1
        assert text.count(f"Percentiles of the total{name}, MNOK, {prices}\n") == 1


def test_indices__a_start_that_is_the_default_is_kept() -> None:
    of = scenario(start="2021-01-01", costs=[{"id": "a", "estimate": 3}], indices=[{"id": "i", "growth": 0.1}])
    again = Scenario.model_validate_json(canonical(of))
    assert again == of
    assert 'start: "2021-01-01"' in dump(of)


def test_ladder__percentiles_of_nominal_years_do_not_add() -> None:
    ds = run(scenario(costs=COSTS, activities=ACTIVITIES, indices=[{"id": "wages", "growth": 0.03}]))
    cash = ladder(ds).cash
    assert cash is not None
    assert cash.nominal is not None
    at = np.quantile(ds["cost_nominal"].values[0], 0.85, method="inverted_cdf")
    assert cash.nominal.p85_of_sum.value == pytest.approx(at, rel=2e-3)
    assert cash.nominal.sum_p85 > 1.1 * cash.nominal.p85_of_sum.value


# --- exchange and VAT -------------------------------------------------------------------------------------------------


def test_exchange__a_line_costs_its_amount_times_one_rate_for_all() -> None:
    rate = {"min": 10, "mode": 11, "max": 13, "shape": "pert"}
    costs = [{"id": "a", "estimate": PERT, "currency": "EUR"}, {"id": "b", "estimate": 5, "currency": "EUR"}]
    ds = run(scenario(costs=[*costs, {"id": "c", "estimate": 7}], exchange=[{"id": "EUR", "rate": rate}]))
    inputs = dict(zip(ds["input_name"].values, ds["input"].values[0].T, strict=True))
    a, b, c = ds["cost_element"].values[0].T
    np.testing.assert_allclose(a, inputs["costs[a]"] * inputs["exchange[EUR]"], rtol=1e-15)
    np.testing.assert_allclose(b, 5 * inputs["exchange[EUR]"], rtol=1e-15)
    assert (c == 7).all()
    assert ds["base_cost_element"].values[0].tolist() == pytest.approx([660, 55, 7])


def test_at_base__lines_held_at_their_base_cost_what_the_base_estimate_says() -> None:
    """Income, another currency, and an uncertain quantity and price: the first step of `decompose` is the base."""
    product = {"quantity": {"min": 8, "mode": 10, "max": 15, "shape": "pert"}, "price": PERT}
    costs = [
        {"id": "sale", "estimate": PERT, "income": True},
        {"id": "dig", "estimate": product},
        {"id": "abroad", "estimate": PERT, "currency": "EUR"},
        {"id": "stated", "estimate": PERT, "base": 70},
    ]
    of = plan(scenario(costs=costs, exchange=[{"id": "EUR", "rate": 2}]), (), draws=50, seed=1)
    _, first = next(iter(steps(of)))
    total = simulate_plans([first], draws=50, seed=1, keep="totals")["cost_total"].values[0]
    assert total.tolist() == pytest.approx([-60 + 600 + 120 + 70] * 50)


def test_leave_one_out__an_income_weighs_what_its_spread_does() -> None:
    costs = [{"id": "a", "estimate": TRIANGLE}, {"id": "sale", "income": True, "estimate": PERT}]
    of = plan(scenario(costs=costs), (), draws=DRAWS, seed=1)
    without = {variant.name: variant.plan for variant in one_by_one(of)}["costs[sale]"]
    whole, less = (simulate_plans([p], draws=DRAWS, seed=1, keep="totals")["cost_total"].values for p in (of, without))
    assert float((whole - less).mean()) == pytest.approx(60 - (50 + 4 * 60 + 90) / 6, abs=0.2)


def test_ladder__without_vat_takes_it_off_the_shares_that_bear_it() -> None:
    costs = [{"id": "a", "estimate": PERT, "vat_share": 0.5}, {"id": "b", "estimate": 40}]
    events = [{"id": "e", "probability": 0.5, "cost": 10}]
    ds = run(scenario(vat=0.2, costs=costs, events=events))
    found = ladder(ds)
    a, b, wide = ds["cost_element"].values[0].T
    share = 0.5 * 60 / 100
    net = a * (1 - 0.5 / 6) + b + wide * (1 - share / 6)
    assert found.vat == 0.2
    assert found.without_vat is not None
    assert found.without_vat.mean.value == pytest.approx(net.mean())
    assert found.without_vat.base_estimate.value == pytest.approx(55 + 40)
    assert ladder(run(scenario(costs=COSTS, activities=ACTIVITIES), draws=100)).without_vat is None


# --- actuals ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def actual() -> xr.Dataset:
    return run(scenario(costs=COSTS, activities=ACTIVITIES, actuals=ACTUALS))


def test_actuals__what_is_left_is_the_estimate_given_that_it_is_not_less(actual: xr.Dataset) -> None:
    a, b, _ = actual["cost_element"].values[0].T
    assert (a == 118).all()
    law = stats.triang(0.5, 100, 200)
    assert b.min() >= 150
    assert stats.kstest(b, lambda x: (law.cdf(x) - law.cdf(150)) / law.sf(150)).pvalue > 1e-3
    assert actual["base_cost_element"].values[0].tolist() == pytest.approx([118, 200, 200])


def test_actuals__activities_have_their_dates_and_take_at_least_the_time_so_far(actual: xr.Dataset) -> None:
    month = dict(zip(actual["milestone"].values, actual["milestone_month"].values[0].T, strict=True))
    assert np.unique(month["design"]).tolist() == [10]
    assert np.unique(month["build.start"]).tolist() == [11]
    length = month["build"].astype(float) - 11
    law = stats.triang(14 / 26, 10, 26)
    assert length.min() >= 7  # months so far
    assert stats.kstest(length, law.cdf).pvalue > 1e-3  # 7 is below its least, so nothing is learnt
    np.testing.assert_allclose(month["handover"], month["build"] + 6, rtol=1e-6)


def test_actuals__a_duration_is_conditioned_where_the_time_so_far_says_something() -> None:
    late = ACTUALS | {"date": "2027-06-01"}
    ds = run(scenario(costs=COSTS, activities=ACTIVITIES, actuals=late))
    month = dict(zip(ds["milestone"].values, ds["milestone_month"].values[0].T, strict=True))
    law, length = stats.triang(14 / 26, 10, 26), month["build"].astype(float) - 11
    assert length.min() >= 18
    assert stats.kstest(length, lambda x: (law.cdf(x) - law.cdf(18)) / law.sf(18)).pvalue > 1e-3


def test_actuals__what_is_paid_lies_before_the_date_and_the_rest_after(actual: xr.Dataset) -> None:
    """150 of b from 1 December 2025 to 1 July 2026: a seventh of it in 2025."""
    by_year = actual["cost_year"].values[0, :, 0]
    assert by_year[:, 0] == pytest.approx(118 + 150 / 7)
    b = actual["cost_element"].values[0, :, 1]
    end = actual["milestone_month"].values[0, :, list(actual["milestone"].values).index("build")].astype(float)
    in_2026 = 150 * 6 / 7 + (b - 150) * np.minimum(6 / (end - 18), 1)
    started = np.clip((24 - end) / 6, 0, 1) * actual["cost_element"].values[0, :, 2]
    np.testing.assert_allclose(by_year[:, 1], in_2026 + started, rtol=1e-5)


def test_actuals__the_parts_that_are_paid_follow_the_lines() -> None:
    known = {"date": "2026-07-01", "costs": {"a": {"paid": 0, "done": True}, "c": {"paid": 5}}}
    lines = [{"id": name, "estimate": 10} for name in "abc"]  # of a, what is left equals what is paid
    assert (
        plan(scenario(costs=lines, actuals=known), (), draws=10, seed=1).lines.paid.tolist() == [False] * 3 + [True] * 2
    )


def test_actuals__drivers_events_and_unspecified_act_on_what_is_left() -> None:
    costs = [{"id": "a", "estimate": 100, "payable": True}]
    sections = {
        "drivers": [{"id": "d", "multiplier": 1.2, "exposure": {"*": 1.0}}],
        "events": [
            {"id": "e", "probability": 1.0, "on": "a", "multiplier": 2},
            {"id": "gone", "probability": 1.0, "cost": 7},
        ],
        "unspecified": 0.1,
        "actuals": {"date": "2025-06-01", "costs": {"a": {"paid": 40}}, "events": {"gone": "occurred"}},
    }  # fmt: skip
    ds = run(scenario(costs=costs, **sections), draws=3)
    assert ds["cost_total"].values[0].tolist() == pytest.approx([40 + 60 * 1.1 * 1.2 * 2] * 3)
    assert ds["event_occurred"].values[0].all()


@pytest.mark.parametrize(
    ("line", "paid", "total"),
    [
        ({"estimate": 100}, {"paid": 130}, 130),
        ({"estimate": 100}, {"paid": 30, "remaining": 80}, 110),
        ({"estimate": {"quantity": 10, "price": 9}}, {"paid": 30}, 90),
        ({"estimate": {"quantity": PERT, "price": PERT}}, {"paid": 30, "remaining": 5}, 35),
        ({"estimate": 100, "income": True}, {"paid": 30}, -100),
        ({"estimate": 10, "currency": "EUR"}, {"paid": 30, "done": True}, 30),
        ({"estimate": {"mixture": [{"weight": 1, "estimate": 10}, {"weight": 1, "estimate": 50}]}}, {"paid": 20}, 50),
    ],
)
def test_actuals__forms_of_estimates(line: dict[str, Any], paid: dict[str, Any], total: float) -> None:
    of = scenario(
        costs=[{"id": "a", **line}],
        exchange=[{"id": "EUR", "rate": PERT}],
        actuals={"date": "2025-06-01", "costs": {"a": paid}},
    )
    assert run(of, draws=20)["cost_total"].values[0].tolist() == pytest.approx([total] * 20)


def test_actuals__more_than_was_thought_possible_is_told() -> None:
    over = ACTUALS | {"costs": {"b": {"paid": 350}}}
    of = scenario(costs=COSTS, activities=ACTIVITIES, actuals=over)
    ds = run(of, draws=100)
    assert (ds["cost_element"].values[0, :, 1] == 350).all()
    found = summarise(ds).scenarios["baseline"].status
    assert found is not None
    assert [(one.path, one.actual, one.most) for one in found.beyond] == [("actuals.costs.b", 350, 300)]
    assert (found.date, found.paid, found.costs) == (dt.date(2026, 7, 1), 350, (0, 3))
    big = of.model_copy(update={"actuals": Actuals.model_validate(over | {"costs": {"b": {"paid": 35_000}}})})
    (finding,) = (one for one in check_inputs(big) if str(one.check.message) == "actual beyond the estimate")
    assert finding.path == "actuals.costs.b"
    assert "35\N{THIN SPACE}000 is more than the estimate can be, at most 300" in translate(finding.sentence, "en")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ({"id": "a", "estimate": 10, "currency": "EUR"}, "another currency"),
        ({"id": "a", "estimate": {"quantity": PERT, "price": PERT}}, "an uncertain quantity and price"),
    ],
)
def test_actuals__what_is_left_that_does_not_follow_is_refused(line: dict[str, Any], what: str) -> None:
    known = {"date": "2025-06-01", "costs": {"a": {"paid": 3}}}
    of = scenario(costs=[line], exchange=[{"id": "EUR", "rate": 11}], actuals=known)
    with pytest.raises(ScenarioError, match=f"{what}, does not follow from what is paid"):
        run(of, draws=2)


def test_actuals__what_is_settled_is_correlated_with_nothing() -> None:
    """The rest keep their correlations, of a pair, of a group and of a matrix."""
    product = {"quantity": {"min": 8, "mode": 10, "max": 15, "shape": "pert"}, "price": PERT}
    costs = [*COSTS, {"id": "dig", "estimate": product}, {"id": "n", "estimate": PERT}]
    correlations = [
        {"between": ["events[e].cost", "b"], "rho": 0.5},
        {"between": ["activities[design]", "n"], "rho": 0.5},
        {"group": ["a", "costs[dig].price", "n", "c"], "rho": 0.9, "id": "all"},
        {"matrix": {"members": ["b", "a", "activities[build]"], "rows": [[1], [0.1, 1], [0.8, 0.1, 1]]}},
    ]
    events = [{"id": "e", "probability": 0.5, "cost": PERT}]
    known = ACTUALS | {"events": {"e": "occurred"}}
    known["costs"] = ACTUALS["costs"] | {"dig": {"paid": 5, "remaining": 7}}
    ds = run(
        scenario(costs=costs, activities=ACTIVITIES, events=events, correlations=correlations, actuals=known), 4000
    )
    _, b, c, dig, n = ds["cost_element"].values[0].T
    build = ds["milestone_month"].values[0, :, list(ds["milestone"].values).index("build")]
    assert (dig == 12).all()
    assert stats.spearmanr(c, n).statistic == pytest.approx(6 / np.pi * np.arcsin(0.45), abs=0.02)
    assert stats.spearmanr(b, build).statistic == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.03)


def test_actuals__what_is_paid_of_a_hammock_lies_after_its_first_milestone() -> None:
    activities = [*ACTIVITIES, {"id": "site", "hammock": ["design", "handover"]}]
    known = ACTUALS | {"costs": {"s": {"paid": 16, "done": True}}}
    ds = run(scenario(costs=[{"id": "s", "estimate": 20, "activity": "site"}], activities=activities, actuals=known), 2)
    assert ds["cost_year"].values[0, 0, 0, :2] == pytest.approx([16 * 2 / 8, 16 * 6 / 8])


@pytest.mark.parametrize("rest", [{"done": True}, {"remaining": 20}])
def test_actuals__what_was_estimated_anew_or_is_done_is_not_beyond(rest: dict[str, Any]) -> None:
    late = {"design": {"start": "2025-01-01", "finish": "2026-12-01"}}
    known = {"date": "2027-01-01", "costs": {"a": {"paid": 500, **rest}}, "activities": late}
    assert [*beyond(scenario(costs=COSTS, activities=ACTIVITIES, actuals=known))] == []


def test_actuals__a_saving_ends_nothing_before_the_status_date() -> None:
    saving = {"id": "s", "probability": 1.0, "delay": {"activity": "build", "months": -30}}
    ds = run(scenario(costs=COSTS, activities=ACTIVITIES, actuals=ACTUALS, events=[saving]), draws=100)
    end = ds["milestone_month"].values[0, :, list(ds["milestone"].values).index("build")]
    assert end.tolist() == [18] * 100


def test_exchange__a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="rate 0 is not above 0"):
        scenario(costs=[{"id": "a", "estimate": 1, "currency": "EUR"}], exchange=[{"id": "EUR", "rate": 0}])


# --- drawdown ---------------------------------------------------------------------------------------------------------


def test_drawdown__what_is_left_as_phases_end_by_hand() -> None:
    costs = [*COSTS, {"id": "all", "estimate": 60, "activity": "whole"}]
    activities = [*ACTIVITIES, {"id": "whole", "hammock": ["start", "handover"]}]
    events = [{"id": "e", "probability": 0.5, "cost": 30}]
    ds = run(scenario(costs=costs, activities=activities, events=events))
    found = {phase.activity: phase for phase in drawdown(ds, "baseline")}
    assert list(found) == ["start", "design", "build", "handover"]  # the hammock ends with the handover
    month = dict(zip(ds["milestone"].values, ds["milestone_month"].values[0].T.astype(float), strict=True))
    _, b, c, whole, wide = ds["cost_element"].values[0].T
    rest = 1 - month["design"] / month["handover"]
    left = b + c + whole * rest + wide * (400 + 60 * rest) / 560
    p50, p85 = np.quantile(left, (0.5, 0.85), method="inverted_cdf")
    assert found["design"].left.value == pytest.approx(left.mean(), rel=1e-5)
    assert found["design"].contingency.value == pytest.approx(p85 - p50, rel=2e-3)
    assert found["start"].contingency.value == pytest.approx(
        output(ds, "baseline", "cost_total").values.std() * 1.036, rel=0.1
    )
    assert found["handover"].left.value == pytest.approx(0, abs=1e-3)


def test_drawdown__begins_at_the_status_date(actual: xr.Dataset) -> None:
    first, *later = drawdown(actual, "baseline")
    assert first.left.value == pytest.approx(actual["cost_total"].values.mean() - 268)
    assert [phase.activity for phase in later] == ["build", "handover"]


def test_drawdown__all_that_is_not_paid_is_left_now() -> None:
    """What falls due on the day too: of an activity that has finished, and of none after the first year."""
    known = ACTUALS | {"costs": {"a": {"paid": 118}, "b": {"paid": 150}}}
    costs = [*COSTS, {"id": "n", "estimate": PERT}]
    events = [{"id": "e", "probability": 0.5, "cost": 10}]
    ds = run(scenario(costs=costs, activities=ACTIVITIES, events=events, actuals=known), 1000)
    first = drawdown(ds, "baseline")[0]
    assert first.left.value == pytest.approx(ds["cost_total"].values.mean() - 268)


def test_ladder__a_project_wide_line_bears_the_vat_of_what_is_left() -> None:
    costs = [{"id": "a", "estimate": 60, "vat_share": 1}, {"id": "b", "estimate": 40}]
    known = {"date": "2025-06-01", "costs": {"a": {"paid": 50}}}
    ds = run(scenario(vat=0.2, costs=costs, events=[{"id": "e", "probability": 1, "cost": 30}], actuals=known), 4)
    found = ladder(ds).without_vat
    assert found is not None
    assert found.mean.value == pytest.approx(50 + 40 + 30 * (1 - 0.2 / 6))
