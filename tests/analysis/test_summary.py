"""The summary against plain NumPy on a synthetic result."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from tests.analysis.synthetic import BASE, BASE_COST, CAP, dataset

import aksonsim
from aksonsim.analysis.summary import summarise
from aksonsim.errors import ResultError


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return dataset(3000)


def test_summarise__costs_are_those_of_the_draws(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    x = ds["cost_programme"].values[0, :, 0]
    journal = found["costs"]["journal"]
    assert list(found["costs"]) == ["journal", "local", "step1", "total"]
    assert journal["p85"] == pytest.approx(np.quantile(x, 0.85), rel=1e-12)
    assert journal["sd_share"] == pytest.approx(x.std(ddof=1) / np.quantile(x, 0.5), rel=1e-12)
    assert journal["prob_base"] == (x < BASE[0]).mean()
    assert (journal["base_cost"], journal["base"]) == (BASE_COST[0], BASE[0])
    assert journal["p50_ci"][0] < journal["p50"] < journal["p50_ci"][1]
    assert found["costs"]["total"]["base"] == BASE.sum()


def test_summarise__given_passed_leaves_stopped_draws_out(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    outcome = ds["gate_outcome"].values[0]
    passed = outcome < 2
    total = ds["cost_total"].values[0]
    assert found["given_passed"]["draws"] == passed.sum() < found["draws"] == 3000
    assert found["given_passed"]["costs"]["total"]["p50"] == pytest.approx(np.median(total[passed]), rel=1e-12)
    assert found["costs"]["total"]["p50"] == pytest.approx(np.median(total), rel=1e-12)
    assert found["stopped"]["draws"] == (~passed).sum()
    assert found["stopped"]["sunk"]["total"]["mean"] == pytest.approx(total[~passed].mean(), rel=1e-12)
    assert not any("base" in key for key in found["stopped"]["sunk"]["total"])


def test_summarise__gate_shares_sum_to_one_and_carry_intervals(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    gate = found["gate"]
    assert list(gate) == ["on_time", "late", "stopped"]
    assert sum(outcome["value"] for outcome in gate.values()) == pytest.approx(1.0, abs=1e-12)
    assert all(outcome["ci"][0] < outcome["value"] < outcome["ci"][1] for outcome in gate.values())
    total, outcome = ds["cost_total"].values[0], ds["gate_outcome"].values[0]
    difference = total[outcome == 1].mean() - total[outcome == 0].mean()
    assert found["late_gate"]["cost"] == pytest.approx(difference, rel=1e-12)
    programmes = found["late_gate"]["programmes"]
    assert sum(programme["cost"] for programme in programmes.values()) == pytest.approx(difference, rel=1e-9)
    low, high = programmes["local"]["cost_ci"]
    # The synthetic local programme does not know of the gate: 4 standard errors.
    assert abs(programmes["local"]["cost"]) < 4 / 1.96 * (high - low) / 2
    assert (found["late_gate"]["months_on_time"], found["late_gate"]["months_late"]) == (15.0, 24.0)


def test_summarise__adoption_counts_stopped_draws_as_zero(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    live = ds["adoption_share"].sel(scenario="baseline", basis="inhabitants", year=2030).values
    passed = ds["gate_outcome"].values[0] < 2
    for block, draws in ((found, live), (found["given_passed"], live[passed])):
        fan = block["adoption"]["inhabitants"]["2030"]
        expected = np.quantile(draws.astype(np.float64), [0.1, 0.5, 0.9])
        assert [fan["p10"], fan["p50"], fan["p90"]] == pytest.approx(expected, rel=1e-6)
    assert found["adoption"]["inhabitants"]["2021"]["p90"] == 0.0
    assert set(found["adoption"]) == {"inhabitants", "municipalities", "gps"}


def test_summarise__goals_carry_their_chance(ds: xr.Dataset) -> None:
    goal = summarise(ds).to_json()["scenarios"]["baseline"]["targets"][1]
    live = ds["gp_adoption_share"].sel(scenario="baseline", year=2033).values
    assert (goal["measure"], goal["year"], goal["share"]) == ("gps", 2033, 0.6)
    assert goal["chance_all"] == (live >= 0.6).mean()
    assert goal["chance"] == (live[ds["gate_outcome"].values[0] < 2] >= 0.6).mean()


def test_summarise__price_tells_how_many_draws_have_one(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    price = ds["price_per_inhabitant"].values[0]
    assert found["price_per_inhabitant"]["draws"] == np.isfinite(price).sum() == found["given_passed"]["draws"]
    assert found["price_per_inhabitant"]["p50"] == pytest.approx(np.nanmedian(price), rel=1e-12)
    assert "draws" not in found["given_passed"]["price_per_inhabitant"]


def test_summarise__milestones_are_given_that_the_gate_is_passed(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    assert "milestones" not in found
    months = ds["milestone_month"].sel(scenario="baseline", milestone="establishment").values
    established = found["given_passed"]["milestones"]["establishment"]
    assert established["p50"] == pytest.approx(np.nanmedian(months), rel=1e-6)
    assert (established["reference"], established["reached"]) == (60.0, 1.0)
    assert set(found["given_passed"]["milestones"]) == {"gate", "establishment"}


def test_summarise__cap_binds_where_the_payment_is_below_the_share(ds: xr.Dataset) -> None:
    state = summarise(ds).to_json()["scenarios"]["baseline"]["state"]
    assert state["prob_cap_binds"] == (ds["state_uncapped"].values[0] > CAP).mean()
    assert state["capped"]["p85"] == CAP < state["uncapped"]["p85"]
    # The trap of method-notes section 4: under a cap the median is not the expected value.
    assert state["capped"]["mean"] < state["capped"]["p50"]


def test_summarise__says_nothing_of_what_is_not_simulated(ds: xr.Dataset) -> None:
    found = summarise(ds).to_json()["scenarios"]["official_basis"]
    assert not {"gate", "given_passed", "late_gate", "stopped", "adoption", "targets"} & set(found)
    assert set(found["milestones"]) == {"establishment"}
    bare = summarise(ds.drop_vars(["cost_payer", "state_capped", "price_per_inhabitant", "cost_programme"])).to_json()
    assert set(bare["scenarios"]["official_basis"]) == {"draws", "costs", "tariff", "milestones"}
    assert list(bare["scenarios"]["official_basis"]["costs"]) == ["total"]


def test_summarise__is_json_without_nan_even_for_one_draw() -> None:
    for draws in (1, 2, 30):
        text = json.dumps(summarise(dataset(draws)).to_json(), allow_nan=False)
        assert json.loads(text)["scenarios"]["official_basis"]["draws"] == draws
    # Two draws cannot bound a P85: the bound is null, not the largest draw.
    assert summarise(dataset(2)).to_json()["scenarios"]["official_basis"]["costs"]["total"]["p85_ci"][1] is None


def test_summarise__all_draws_stopped_reports_no_given_passed() -> None:
    ds = dataset(50)
    ds["gate_outcome"].values[0] = 2
    ds["adoption_share"].values[0] = 0
    ds["gp_adoption_share"].values[0] = 0
    found = summarise(ds).to_json()["scenarios"]["baseline"]
    assert found["given_passed"] == {"draws": 0}
    assert found["gate"]["stopped"]["value"] == 1.0
    assert found["adoption"]["inhabitants"]["2030"]["p90"] == 0.0


def test_summarise__refuses_other_datasets() -> None:
    with pytest.raises(ResultError, match="not a result of aksonsim"):
        summarise(xr.Dataset({"x": ("y", [1.0])})).to_json()


def test_summary__labels_what_the_json_says(ds: xr.Dataset) -> None:
    labelled, found = aksonsim.summary(ds), summarise(ds).to_json()["scenarios"]["baseline"]
    at = {"scenario": "baseline", "condition": "given_passed", "item": "municipal", "statistic": "p85"}
    assert labelled["cost"].sel(at).item() == found["given_passed"]["payers"]["municipal"]["p85"]
    assert labelled["cost_interval"].sel(at).values.tolist() == found["given_passed"]["payers"]["municipal"]["p85_ci"]
    assert labelled["gate"].sel(scenario="baseline", outcome="late").item() == found["gate"]["late"]["value"]
    year = labelled["adoption"].sel(scenario="baseline", condition="all", measure="gps", year=2033, quantile=0.5)
    assert year.item() == found["adoption"]["gps"]["2033"]["p50"]
    assert np.isnan(labelled["gate"].sel(scenario="official_basis").values).all()
    assert labelled["draws"].sel(scenario="official_basis", condition="given_passed").item() == 0
