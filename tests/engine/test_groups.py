"""The tree of cost elements: sums of draws at every level, and groups as names of the elements under them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from aksonsim.analysis.summary import summarise
from aksonsim.engine.plan import plan
from aksonsim.engine.run import simulate_plans
from aksonsim.errors import ScenarioError
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import title
from aksonsim.results.quantity import output

DRAWS = 2000
SPREAD = {"min": 8, "mode": 10, "max": 16, "shape": "triangular"}
GROUPS = [
    {"id": "frame", "title": "Frame", "under": "building"},
    {"id": "building", "title": "Building", "title_nb": "Bygg"},
    {"id": "site", "title": "Site"},
    {"id": "later", "title": "Nothing yet", "under": "site"},
]
COSTS = [
    {"id": "steel", "estimate": SPREAD, "under": "frame"},
    {"id": "drains", "estimate": SPREAD, "under": "site"},
    {"id": "concrete", "estimate": SPREAD, "under": "frame"},
    {"id": "roof", "estimate": SPREAD, "under": "building", "payable": True},
    {"id": "loose", "estimate": SPREAD},
]
UNDER = {
    "building": ["steel", "concrete", "roof"],
    "frame": ["steel", "concrete"],
    "site": ["drains"],
    "later": [],
}
"""By hand."""


def scenario(**more: Any) -> Scenario:
    stated = {"schema": 1, "title": "t", "price_year": 2024, "unspecified": 0.1, "groups": GROUPS, "costs": COSTS}
    return Scenario.model_validate(stated | more)


def run(given: Scenario, keep: Any = "full") -> xr.Dataset:
    return simulate_plans([plan(given, (), draws=DRAWS, seed=3)], draws=DRAWS, seed=3, keep=keep)


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return run(scenario())


def of(ds: xr.Dataset, names: list[str]) -> np.ndarray[Any, Any]:
    return ds["cost_element"].sel(element=names).values[0].sum(axis=1)


def test_groups__every_level_is_the_sum_of_its_draws(result: xr.Dataset) -> None:
    found = summarise(result).scenarios["baseline"].main.groups
    assert list(found) == ["building", "frame", "site", "later"]
    assert [one.above for one in found.values()] == [None, "building", None, "site"]
    for name, elements in UNDER.items():
        draws, cost = of(result, elements), found[name].cost
        assert cost.mean.value == pytest.approx(draws.mean())
        by_numpy = np.quantile(draws, [0.1, 0.5, 0.85])
        assert [cost.p10.value, cost.p50.value, cost.p85.value] == pytest.approx(by_numpy, rel=2e-3)
        assert cost.base_cost is not None
        assert cost.base_cost.value == pytest.approx(10 * len(elements))
    parts = found["frame"].cost.p85.value + np.quantile(of(result, ["roof"]), 0.85)
    assert found["building"].cost.p85.value < parts - 0.5  # percentiles do not add


def test_groups__the_base_estimate_has_what_is_unspecified(result: xr.Dataset) -> None:
    base = summarise(result).scenarios["baseline"].main.groups["building"].cost.base
    assert base is not None
    assert base.value == pytest.approx(10 + 10 + 11)


def test_groups__a_quantity_is_the_sum_in_each_draw(result: xr.Dataset) -> None:
    found = output(result, "baseline", "cost_group[building]")
    np.testing.assert_allclose(found.values, of(result, UNDER["building"]), rtol=1e-14)
    assert found.units == "MNOK"
    assert not output(result, "baseline", "cost_group[later]").values.any()


def test_groups__have_titles(result: xr.Dataset) -> None:
    assert [title(result, "group", "building", lang) for lang in ("en", "nb")] == ["Building", "Bygg"]


def test_groups__move_no_draw(result: xr.Dataset) -> None:
    plain = [{key: value for key, value in cost.items() if key != "under"} for cost in COSTS]
    without = run(scenario(groups=[], costs=plain))
    assert result["cost_element"].values.tobytes() == without["cost_element"].values.tobytes()
    assert dict(summarise(without).scenarios["baseline"].main.groups) == {}


def test_groups__a_driver_acts_on_all_that_stands_under_one(result: xr.Dataset) -> None:
    exposed = run(scenario(drivers=[{"id": "market", "multiplier": 1.5, "exposure": {"building": 0.5, "site": 1}}]))
    factor = {"steel": 1.25, "concrete": 1.25, "roof": 1.25, "drains": 1.5, "loose": 1.0}
    for name, expected in factor.items():
        np.testing.assert_allclose(of(exposed, [name]), expected * of(result, [name]), rtol=1e-14)


def test_groups__an_event_is_on_all_that_stands_under_one(result: xr.Dataset) -> None:
    hit = run(scenario(events=[{"id": "rain", "probability": 1, "on": "building", "cost": 6}]))
    np.testing.assert_allclose(of(hit, UNDER["building"]) - of(result, UNDER["building"]), 6, rtol=1e-12)
    np.testing.assert_array_equal(of(hit, ["drains"]), of(result, ["drains"]))


def test_groups__a_correlation_ties_all_that_stands_under_one() -> None:
    tied = run(scenario(correlations=[{"group": ["building"], "rho": 0.9}]))
    rho = np.corrcoef([of(tied, [name]) for name in ("steel", "concrete", "roof", "drains")])
    assert rho[:3, :3].min() > 0.85
    assert abs(rho[3, :3]).max() < 0.1


def test_groups__a_correlation_of_a_name_with_two_meanings_is_refused() -> None:
    drivers = [{"id": "frame", "multiplier": SPREAD, "exposure": {"roof": 0.1}}]
    with pytest.raises(ScenarioError, match=r"frame stands for a group of elements and for drivers\[frame\]"):
        plan(scenario(drivers=drivers, correlations=[{"group": ["frame", "roof"], "rho": 0.2}]), (), draws=1, seed=0)


def test_groups__totals_alone_hold_none() -> None:
    assert dict(summarise(run(scenario(), keep="totals")).scenarios["baseline"].main.groups) == {}


def test_groups__six_hundred_elements_in_three_levels_add_up() -> None:
    areas = [{"id": f"a{i}"} for i in range(6)]
    packages = [{"id": f"p{i}", "under": f"a{i % 6}"} for i in range(60)]
    costs = [{"id": f"e{i}", "estimate": SPREAD, "under": f"p{i % 60}"} for i in range(600)]
    ds = run(scenario(groups=areas + packages, costs=costs), keep="standard")
    found = summarise(ds).scenarios["baseline"].main.groups
    assert len(found) == 66
    whole = sum(found[f"a{i}"].cost.mean.value for i in range(6))
    assert whole == pytest.approx(float(ds["cost_total"].mean()))
    of_area = of(ds, [f"e{i}" for i in range(600) if (i % 60) % 6 == 4])
    assert found["a4"].cost.p50.value == pytest.approx(np.quantile(of_area, 0.5), rel=1e-3)
