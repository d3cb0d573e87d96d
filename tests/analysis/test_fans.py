"""What pictures show, against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analysis.synthetic import CAP, TOWNS, dataset

from aksonsim.analysis import fans
from aksonsim.errors import ResultError


def test_quantiles__are_numpys() -> None:
    table = np.random.default_rng(2).random((501, 4))
    assert fans.quantiles(table) == pytest.approx(np.quantile(table, fans.FAN, axis=0), rel=1e-12)


def test_yearly__means_add_and_empty_years_are_left_out() -> None:
    ds = dataset(800)
    given = fans.given_passed(ds, "baseline")
    found = fans.yearly(ds, "baseline", given, "cost_year", "cost by year")
    passed = ds["gate_outcome"].values[0] < 2
    assert found["years"].tolist() == list(range(2021, 2031))
    assert found["mean"].sum() == pytest.approx(ds["cost_total"].values[0, passed].mean(), rel=1e-12)
    assert found["part"].shape == (2, 3, 10)
    assert found["total"][1] == pytest.approx(np.quantile(ds["cost_total"].values[0, passed] / 10, 0.85), rel=1e-12)


def test_tail_split__adds_up_to_the_mean_of_each_payer() -> None:
    ds = dataset(1000)
    split = fans.tail_split(ds, "official_basis", fans.everything(ds))
    assert split.shape == (2, 10)
    assert split.mean(axis=1) == pytest.approx(ds["cost_payer"].values[1].mean(axis=0), rel=1e-12)
    assert (np.diff(split.sum(axis=0)) > 0).all()


def test_municipalities__cost_is_per_inhabitant() -> None:
    ds = dataset(10)
    found = fans.municipalities(ds, "baseline")
    expected = ds["municipality_cost"].sel(scenario="baseline", quantile=0.5).values * 1e6 / ds["inhabitants"].values
    assert found["p50"] == pytest.approx(expected, rel=1e-12)
    assert found["name"].tolist() == [town[1] for town in TOWNS]


def test_counties__hold_every_municipality_once_from_dear_to_cheap() -> None:
    found = fans.municipalities(dataset(10), "baseline")
    counties = fans.counties(found)
    rows = np.concatenate([county.rows for county in counties])
    assert sorted(rows.tolist()) == list(range(len(TOWNS)))
    medians = [np.median(found["p50"][county.rows]) for county in counties]
    assert medians == sorted(medians, reverse=True)
    rogaland = next(county for county in counties if county.name == "Rogaland")
    assert set(found["name"][rogaland.rows]) == {"Stavanger", "Haugesund", "Eigersund", "Utsira"}
    assert (np.diff(found["p50"][rogaland.rows]) >= 0).all()


def test_gate_rule__is_read_from_the_scenario() -> None:
    ds = dataset(10)
    rule = {"share": 0.55, "counted_by": "inhabitants", "deadline": "2022-06-01"}
    assert fans.gate_rule(ds, "baseline") == rule
    assert fans.gate_rule(ds, "official_basis") == {}
    assert fans.state_cap(ds, "baseline") == CAP


def test_need__names_what_is_missing_and_why() -> None:
    ds = dataset(10)
    with pytest.raises(ResultError, match=r"no commitment for scenario official_basis .*does not simulate it"):
        fans.need(ds, "official_basis", "commitment_share", "commitment")
    ds.attrs["keep"] = "totals"
    with pytest.raises(ResultError, match=r"kept only totals, it takes --keep standard"):
        fans.need(ds.drop_vars("commitment_share"), "baseline", "commitment_share", "commitment")


def test_given_passed__refuses_a_scenario_that_always_stops() -> None:
    ds = dataset(10)
    ds["gate_outcome"].values[0] = 2
    with pytest.raises(ResultError, match="no draw of scenario baseline passes the gate"):
        fans.given_passed(ds, "baseline")
