"""Events that are about no element in particular: a line of their own, in every sum once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.sensitivity import parts_of, title_of
from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import title
from aksonsim.results.quantity import output

WIDE = "project_wide_events"
DRAWS = 600

DISASTER = {
    "id": "disaster",
    "probability": 0.3,
    "cost": {"min": 1000, "mode": 2000, "max": 3000, "shape": "triangular"},
    "mitigation": {"active": True, "cost": 7, "probability": 0.25},
}
STRIKE = {"id": "strike", "probability": 0.5, "on": "rail", "cost": 20}
BOOM = {"id": "boom", "probability": 0.5, "multiplier": 1.1}


def scenario(*events: dict[str, Any], **more: Any) -> Scenario:
    """Return a file of two programmes with activities, payers and benefits, and these events."""
    spread = {"min": 90, "mode": 100, "max": 130, "shape": "triangular"}
    stated: dict[str, Any] = {
        "schema": 1,
        "title": "t",
        "price_year": 2019,
        "programmes": [{"id": "road"}, {"id": "rail", "outside_cap": True}],
        "costs": [
            {"id": "a", "programme": "road", "estimate": 6250, "activity": "dig", "state_share": 0.5},
            {"id": "b", "programme": "road", "estimate": spread, "activity": "dig"},
            {"id": "c", "programme": "rail", "estimate": spread, "activity": "lay", "vat_share": 1, "state_share": 1},
            {"id": "d", "programme": "rail", "estimate": 0},
        ],
        "events": list(events),
        "activities": [
            {"id": "dig", "duration": {"min": 10, "mode": 12, "max": 20, "shape": "pert"}},
            {"id": "lay", "after": ["dig"], "duration": 24},
        ],
        "financing": {"cap": 3500},
        "benefits": {
            "rate": 0.04,
            "discount_to": 2021,
            "last_year": 2040,
            "reference": {"curve": [{"year": 2024, "share": 0.5}, {"year": 2026, "share": 1}], "gps": 1},
            "items": [{"id": "time", "by": "inhabitants", "value": 9000, "profile": [1]}],
        },
        **more,
    }
    return Scenario.model_validate(stated)


def run(*scenarios: Scenario) -> xr.Dataset:
    plans = [plan(each, (), draws=DRAWS, seed=5) for each in scenarios]
    return simulate_plans(plans, draws=DRAWS, seed=5, keep="full")


@pytest.fixture(scope="module")
def three() -> tuple[xr.Dataset, xr.Dataset, xr.Dataset]:
    """The event about no element; the same on every element by its owner's word; and without it."""
    return run(scenario(DISASTER, STRIKE)), run(scenario(DISASTER | {"on": "*"}, STRIKE)), run(scenario(STRIKE))


def test_project_wide__totals_payers_years_and_net_benefit_are_those_of_a_cost_spread_over_all(three) -> None:
    wide, spread, _ = three
    for name in ("cost_total", "cost_payer", "cost_payer_year", "state_uncapped", "state_capped", "npv"):
        np.testing.assert_allclose(wide[name], spread[name], rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(
        wide.cost_year.sum("programme"), spread.cost_year.sum("programme"), rtol=1e-12, atol=1e-9
    )
    invested = [ds.investment_value.sum("programme") for ds in (wide, spread)]
    np.testing.assert_allclose(*invested, rtol=1e-12)


def test_project_wide__elements_and_programmes_are_as_without_the_event_to_the_last_bit(three) -> None:
    wide, spread, without = three
    assert list(wide.element.values) == ["a", "b", "c", "d", WIDE]
    assert list(wide.programme.values) == ["road", "rail", WIDE]
    own = {"element": ["a", "b", "c", "d"], "programme": ["road", "rail"]}
    for name in ("cost_element", "cost_programme", "cost_year", "investment_value"):
        (dim,) = set(own) & set(wide[name].dims)
        np.testing.assert_array_equal(wide[name].sel({dim: own[dim]}), without[name])
        assert spread[name].sizes[dim] == without[name].sizes[dim]
    assert float(wide.cost_element.sel(element="a").max()) == 6250
    assert float(spread.cost_element.sel(element="a").max()) > 7000


def test_project_wide__every_sum_holds_it_once(three) -> None:
    wide, _, without = three
    for name, dim in (("cost_element", "element"), ("cost_programme", "programme"), ("cost_payer", "payer")):
        np.testing.assert_allclose(wide[name].sum(dim), wide.cost_total, rtol=1e-12)
    np.testing.assert_allclose(wide.cost_year.sum("year"), wide.cost_programme, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(
        wide.cost_year.sum("programme"), wide.cost_payer_year.sum("payer"), rtol=1e-12, atol=1e-9
    )
    line = wide.cost_programme.sel(programme=WIDE)
    np.testing.assert_allclose(line, wide.cost_element.sel(element=WIDE), rtol=1e-12)
    happened = wide.event_occurred.sel(event="disaster") == 1
    np.testing.assert_allclose(line.where(~happened, 7.0), 7.0, rtol=1e-12)  # the measure costs in any case
    assert 1007 <= float(line.where(happened).min()) <= float(line.max()) <= 3007
    np.testing.assert_allclose(wide.cost_total - without.cost_total, line, rtol=1e-9)


def test_project_wide__its_base_is_nought_and_so_is_its_published_investment(three) -> None:
    wide, _, without = three
    for name in ("base_cost", "base_estimate", "investment_base"):
        assert wide[name].sel(programme=WIDE).item() == 0
        np.testing.assert_array_equal(wide[name].sel(programme=["road", "rail"]), without[name])
    for name in ("base_cost_element", "base_estimate_element"):
        assert wide[name].sel(element=WIDE).item() == 0
    for name in ("base_cost_payer", "base_estimate_payer", "npv_base"):
        np.testing.assert_array_equal(wide[name], without[name])


def test_project_wide__has_a_title_in_both_languages(three) -> None:
    for dim in ("element", "programme"):
        assert title(three[0], dim, WIDE) == "Project-wide events"
        assert title(three[0], dim, WIDE, "nb") == "Hendelser som gjelder hele prosjektet"
    assert title_of(three[0], f"costs[{WIDE}]").nb == "Hendelser som gjelder hele prosjektet"


def test_project_wide__shares_of_the_variance_have_it_as_a_part(three) -> None:
    wide = three[0]
    found = parts_of(wide, "baseline", output(wide, "baseline", "cost_total"))
    names, columns = found["element"]
    assert names == ["costs[a]", "costs[b]", "costs[c]", "costs[d]", f"costs[{WIDE}]"]
    np.testing.assert_allclose(columns.sum(axis=1), wide.cost_total.values[0], rtol=1e-12)
    assert found["programme"][0] == ["programmes[road]", "programmes[rail]", f"programmes[{WIDE}]"]
    alone = parts_of(wide, "baseline", output(wide, "baseline", f"cost_programme[{WIDE}]"))
    assert alone["element"][0] == [f"costs[{WIDE}]"]


def test_project_wide__a_file_without_programmes_has_one_that_holds_all() -> None:
    bare = [{"id": "a", "estimate": 100}, {"id": "b", "estimate": 300}]
    stated = {"schema": 1, "title": "t", "price_year": 2019, "costs": bare, "events": [DISASTER]}
    ds = run(Scenario.model_validate(stated))
    assert list(ds.programme.values) == ["all"]
    assert list(ds.element.values) == ["a", "b", WIDE]
    np.testing.assert_allclose(ds.cost_programme[0, :, 0], ds.cost_total[0], rtol=1e-12)
    np.testing.assert_array_equal(ds.cost_element[0, :, :2], np.tile([100.0, 300.0], (DRAWS, 1)))


def test_project_wide__without_base_cost_it_is_still_counted_once() -> None:
    bare = [{"id": "a", "estimate": 0}, {"id": "b", "estimate": 0}]
    stated = {"schema": 1, "title": "t", "price_year": 2019, "costs": bare, "events": [DISASTER]}
    ds = run(Scenario.model_validate(stated))
    np.testing.assert_allclose(ds.cost_element.sel(element=WIDE), ds.cost_total, rtol=1e-12)


def test_project_wide__a_multiplier_without_on_acts_on_every_element() -> None:
    ds, without = run(scenario(BOOM)), run(scenario())
    assert WIDE not in ds.element.values
    factor = np.where(ds.event_occurred[0, :, 0] == 1, 1.1, 1.0)[:, None]
    np.testing.assert_allclose(ds.cost_element[0], without.cost_element[0] * factor, rtol=1e-12)


@pytest.mark.parametrize(
    "event",
    [
        {"id": "late", "probability": 0.5, "delay": {"activity": "dig", "months": 3}},
        DISASTER | {"on": "*"},
        DISASTER | {"on": ["road", "c"]},
        {"id": "measure", "probability": 0.5, "mitigation": {"active": False, "cost": 9, "probability": 0.1}},
    ],
)
def test_project_wide__only_a_cost_without_on_has_a_line(event: dict[str, Any]) -> None:
    ds = run(scenario(event))
    assert WIDE not in ds.element.values
    assert WIDE not in ds.programme.values


def test_project_wide__a_scenario_without_it_has_no_cost_there_beside_one_with_it() -> None:
    named = scenario(DISASTER | {"on": "road"}, name="named")
    ds = run(scenario(DISASTER), named)
    assert float(abs(ds.cost_programme.sel(scenario="named", programme=WIDE)).max()) == 0
    assert float(ds.base_estimate.sel(scenario="named", programme=WIDE)) == 0
    steps = json.loads(json.dumps(ladder(ds, "named").to_json()))
    assert steps["ladders"]["total"]["base_estimate"] == 6450
    np.testing.assert_allclose(ds.cost_total[0], ds.cost_total[1], rtol=1e-12)


def test_project_wide__a_claim_may_be_about_it_where_there_is_one(tmp_path: Path) -> None:
    claim = {"id": "k", "quantity": f"cost_programme[{WIDE}]", "statistic": "mean", "value": 500, "tolerance": 0.5}
    assert scenario(DISASTER, claims=[claim]).claims[0].value == 500
    scenario(DISASTER, claims=[claim | {"quantity": f"cost_element[a+{WIDE}]"}])
    for events in ((), (DISASTER | {"on": "*"},)):
        with pytest.raises(ValueError, match=f"unknown programme {WIDE}"):
            scenario(*events, claims=[claim])


def test_project_wide__a_stated_star_survives_the_way_through_a_file() -> None:
    for on in ({}, {"on": "*"}):
        stated = scenario(DISASTER | on)
        again = Scenario.model_validate(
            stated.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"schema": 1}
        )
        assert again == stated
        assert again.events[0].project_wide == (not on)
