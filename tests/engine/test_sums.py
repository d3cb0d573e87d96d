"""What must add up does, draw by draw, in every scenario of the reference case; and money has no scale of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from engine_runs import AKSON, akson, bits, by_label, run, small

from aksonsim.files.load import load_all, scenario_names
from aksonsim.model.events import Event
from aksonsim.model.scenario import Scenario

DRAWS = 500
NAMES = tuple(scenario_names(AKSON))
ROUNDING = 2000 * 2.0**-53
"""A total is a sum of 30 elements in up to 20 groups over 20 years, each part with four operations: 1 600 roundings."""


@pytest.fixture(scope="module")
def everything() -> xr.Dataset:
    return run(*load_all(AKSON, None), draws=DRAWS, keep="full", threads=2)


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest, everything: xr.Dataset) -> xr.Dataset:
    return everything.sel(scenario=request.param)


def close(actual: xr.DataArray, wanted: xr.DataArray, scale: xr.DataArray) -> None:
    assert actual.shape == wanted.shape
    np.testing.assert_allclose(actual, wanted, rtol=0, atol=ROUNDING * float(scale.max()))


def test_cost__elements_programmes_years_and_payers_sum_to_the_total(one: xr.Dataset) -> None:
    total = one["cost_total"]
    assert (total > 0).all()
    close(one["cost_element"].sum("element"), total, total)
    close(one["cost_programme"].sum("programme"), total, total)
    close(one["cost_year"].sum(("programme", "year")), total, total)
    close(one["cost_payer"].sum("payer"), total, total)
    close(one["cost_payer_year"].sum(("payer", "year")), total, total)


def test_cost__years_sum_to_programmes_and_payers(one: xr.Dataset) -> None:
    total = one["cost_total"]
    close(one["cost_year"].sum("year"), one["cost_programme"], total)
    close(one["cost_payer_year"].sum("year"), one["cost_payer"], total)
    close(one["cost_year"].sum("programme"), one["cost_payer_year"].sum("payer"), total)


def test_cost__elements_sum_to_their_programme(one: xr.Dataset) -> None:
    names = [str(name) for name in one["element"].values]
    for programme in ("local", "step1"):
        mine = [name for name in names if name.startswith(f"{programme}.")]
        assert len(mine) == 6
        close(one["cost_element"].sel(element=mine).sum("element"), one["cost_programme"].sel(programme=programme),
              one["cost_total"])  # fmt: skip


def test_state__pays_at_most_the_cap_of_what_is_capped(one: xr.Dataset) -> None:
    paid, tagged, name = one["state_capped"], one["state_uncapped"], str(one["scenario"].values)
    slack = ROUNDING * float(one["cost_total"].max())
    assert (paid <= tagged + slack).all()
    if name == "state_carries_overrun":
        close(paid, tagged, one["cost_total"])
    else:
        assert (paid <= 1340 + slack).all()
        assert name == "funding_withdrawn" or (paid > 1340 - slack).any()
    if name not in ("state_carries_overrun", "funding_withdrawn"):
        np.testing.assert_allclose(paid, np.minimum(tagged, 1340.0), rtol=0, atol=slack)


def test_municipalities__sum_to_the_municipal_payer(one: xr.Dataset) -> None:
    """Each draw's cost of a municipality is rounded to a whole krone, so the sum errs by at most half of 291."""
    total, payer = one["cost_total"], one["cost_payer"].sel(payer="municipal").mean("draw")
    assert one.sizes["municipality"] == 291
    error = abs(float(one["municipality_cost_mean"].sum() - payer))
    assert error <= 291 * 0.5e-6 + ROUNDING * float(total.max())


def test_municipalities__shares_of_commitment_and_adoption_agree(one: xr.Dataset) -> None:
    """The mean share of inhabitants is the inhabitants' mean of each municipality's chance: float32 shares."""
    if "commitment_share" in one and np.isfinite(one["commitment_share"]).all():
        weight = one["inhabitants"] / one["inhabitants"].sum()
        stands = one["commitment_share"].sel(basis="inhabitants").isel(quarter=-1)
        passed = one["gate_outcome"] != 2
        chance = float((weight * one["municipality_committed"]).sum())
        assert chance == pytest.approx(float(stands.astype(np.float64).mean()), abs=2**-24)
        live = one["adoption_share"].sel(basis="inhabitants", year=2030).where(passed, 0.0).astype(np.float64)
        assert float((weight * one["municipality_live"]).sum()) == pytest.approx(float(live.mean()), abs=2**-24)


def test_shares__lie_between_nothing_and_all_and_adoption_never_falls(one: xr.Dataset) -> None:
    for name in ("commitment_share", "adoption_share", "gp_adoption_share"):
        values = one[name].values
        if np.isnan(values).all():
            continue
        assert 0.0 <= values.min() <= values.max() <= 1.0 + 2**-23
    if np.isfinite(one["adoption_share"]).all():
        assert (one["adoption_share"].diff("year") >= 0).all()
        stopped = one["gate_outcome"] == 2
        assert (one["adoption_share"].where(stopped, 0.0) == 0.0).all()
        assert one["price_per_inhabitant"].where(stopped, drop=True).isnull().all()


# --- an event that cannot happen --------------------------------------------------------------------------------------

IDLE = {
    "id": "idle",
    "probability": 0,
    "on": "*",
    "cost": {"min": 100, "mode": 200, "max": 400, "shape": "pert"},
    "multiplier": {"min": 2, "mode": 3, "max": 4, "shape": "pert"},
    "delay": {"activity": "establish", "months": {"min": 10, "mode": 20, "max": 30, "shape": "pert"}},
    "uptake": {"min": 0.1, "mode": 0.2, "max": 0.3, "shape": "pert"},
}


def test_event__with_probability_nought_changes_nothing() -> None:
    base = akson()
    event = Event.model_validate(IDLE)
    before = run(base, draws=300, keep="full", threads=2)
    after = run(base.model_copy(update={"events": (*base.events, event)}), draws=300, keep="full", threads=2)
    compared = 0
    for name in before.data_vars:
        if not {"event", "input_name"} & set(before[name].dims):
            assert bits(before[name].values) == bits(after[name].values), name
            compared += 1
    assert compared > 25
    assert (by_label(after, "event_occurred", "event")["idle"] == 0).all()


def test_event__with_probability_one_always_happens() -> None:
    costs = [{"id": "a", "estimate": 100}, {"id": "b", "estimate": 300}]
    event = {"id": "e", "probability": 1, "cost": {"min": 8, "mode": 9, "max": 10, "shape": "pert"}, "multiplier": 2}
    ds = run(small(costs, events=[event]), draws=64, keep="inputs")
    lump = by_label(ds, "input", "input_name")["events[e].cost"]
    assert (ds["event_occurred"] == 1).all()
    element = by_label(ds, "cost_element", "element")
    own = by_label(run(small(costs, events=[event | {"on": "*"}]), draws=64), "cost_element", "element")
    for name, base, share in (("a", 200, 0.25), ("b", 600, 0.75)):
        np.testing.assert_array_equal(element[name], base)  # nothing that is about no element is among them
        np.testing.assert_allclose(own[name], base + share * lump, rtol=4 * 2.0**-53)
    np.testing.assert_allclose(element["project_wide_events"], lump, rtol=8 * 2.0**-53)


def test_event__that_only_delays_may_be_about_nothing() -> None:
    event = {"id": "e", "probability": 1, "on": "elsewhere", "delay": {"activity": "build", "months": 3}}
    ds = run(
        small([{"id": "a", "estimate": 100}], events=[event], activities=[{"id": "build", "duration": 4}]), draws=8
    )
    assert (by_label(ds, "milestone_month", "milestone")["build"] == 7).all()
    assert (ds["cost_total"] == 100).all()


# --- money has no scale -----------------------------------------------------------------------------------------------

MONEY = {"p10", "p50", "p85", "p90", "min", "mode", "max", "mean", "sd"}


def _times(estimate: Any, k: float) -> Any:
    """Return an estimate as plain data with its amounts multiplied."""
    if isinstance(estimate, dict):
        assert estimate.keys() <= MONEY | {"shape"}
        return {key: value * k if key in MONEY else value for key, value in estimate.items()}
    return estimate * k


def scaled(base: Scenario, k: float) -> Scenario:
    """Return a scenario with all its money multiplied by k."""
    plain = base.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"schema": 1, "scenarios": {}}
    for element in plain["costs"]:
        element["estimate"] = _times(element["estimate"], k)
    for event in plain["events"]:
        if "cost" in event:
            event["cost"] = _times(event["cost"], k)
        if "mitigation" in event:
            event["mitigation"]["cost"] *= k
    plain["gate"]["stop"]["termination"] = _times(plain["gate"]["stop"]["termination"], k)
    plain["financing"]["cap"] *= k
    plain["uptake"]["affordability"]["reference_price"] *= k
    plain["benefits"]["reference"]["investment"] *= k
    for item in [*plain["benefits"]["items"], *plain["benefits"].get("published", [])]:
        item["value"] *= k
    if "alone" in plain["benefits"]:
        plain["benefits"]["alone"]["cost"] *= k
    return Scenario.model_validate(plain)


def test_money__times_k_gives_results_times_k() -> None:
    """Tables are fitted anew to the scaled laws, each within 1e-6 of its scale; what is no money stays as it was."""
    k = 8.0
    own, other = run(akson(), draws=300, keep="full"), run(scaled(akson(), k), draws=300, keep="full")
    for name, variable in own.data_vars.items():
        if "input" in str(name):
            continue
        factor = k if variable.attrs["units"].startswith(("MNOK", "NOK")) else 1.0
        scale = float(np.nanmax(np.abs(variable.values.astype(np.float64))))
        # whole kroner are rounded before they are summed
        kroner = 0.5e-6 * (k + 1) if name == "municipality_cost_mean" else 0.0
        np.testing.assert_allclose(
            other[name], factor * variable, rtol=0, atol=2e-6 * factor * scale + kroner, err_msg=str(name)
        )
