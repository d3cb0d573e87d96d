"""Cash need, tail and cut list: sums that hold, closed forms, and dates that decide."""

from __future__ import annotations

import json
import math
from statistics import NormalDist

import numpy as np
import pytest
from tests.analysis.synthetic import dataset

from aksonsim.analysis.cash import cash_need, tail
from aksonsim.analysis.cuts import cut_list
from aksonsim.analysis.ladder import ladder
from aksonsim.results.plain import plain


def test_cash_need__means_add_and_percentiles_are_those_of_each_year() -> None:
    ds = dataset(3000)
    found = plain(cash_need(ds, "baseline"))
    passed = ds["gate_outcome"].values[0] < 2
    cost = ds["cost_year"].values[0, passed]
    parts = found["parts"]
    assert found["years"] == list(range(2021, 2031))
    assert sum(parts["total"]["mean"]) == pytest.approx(cost.sum(axis=(1, 2)).mean(), rel=1e-12)
    for year in range(10):
        names = ("journal", "local", "step1")
        assert sum(parts[name]["mean"][year] for name in names) == pytest.approx(
            parts["total"]["mean"][year], rel=1e-12
        )
        for key, p in (("p80", 0.8), ("p85", 0.85)):
            assert parts["local"][key][year] == pytest.approx(np.quantile(cost[:, 1, year], p), rel=1e-12)
        low, high = parts["local"]["p85_ci"][year]
        assert low < parts["local"]["p85"][year] < high


def test_cash_need__payers_add_to_the_total_in_the_mean() -> None:
    found = plain(cash_need(dataset(2000), "baseline"))
    paid = np.array([found["payers"][name]["mean"] for name in ("state", "municipal")]).sum(axis=0)
    assert paid == pytest.approx(found["parts"]["total"]["mean"], rel=1e-12)


def test_cash_need__percentiles_of_years_add_only_where_years_go_together() -> None:
    # the synthetic cost is spread evenly: every year is the same share of its programme, so there they do add
    together = plain(cash_need(dataset(3000), "baseline"))["parts"]["journal"]
    assert together["sum_p85"] == pytest.approx(together["p85_of_sum"], rel=1e-12)
    ds = dataset(20_000)
    rng = np.random.default_rng(3)
    # the same money in the first year or the second
    early = rng.random(20_000) < 0.5
    cost = ds["cost_year"].values
    cost[:] = 0.0
    cost[:, early, 0, 0] = 100.0
    cost[:, ~early, 0, 1] = 100.0
    total = plain(cash_need(ds, "official_basis"))["parts"]["total"]
    assert (total["sum_p85"], total["p85_of_sum"]) == (200.0, 100.0)
    assert (total["sum_p80"], total["p80_of_sum"]) == (200.0, 100.0)


def test_cash_need__is_empty_where_no_years_were_kept() -> None:
    ds = dataset(200).drop_vars("cost_year")
    assert cash_need(ds, "baseline") is None
    assert ladder(ds, "baseline").to_json()["cash"] == {}


def test_tail__of_normal_parts_is_the_closed_form() -> None:
    """E[X_i | T > q] = mu_i + cov(X_i, T) / sd(T) · phi(z) / (1 - p)."""
    n = 40_000
    ds = dataset(n)
    rng = np.random.default_rng(5)
    sd = np.array([300.0, 100.0])
    payer = np.array([2000.0, 6000.0]) + sd * rng.standard_normal((2, n, 2))
    ds["cost_payer"].values[:] = payer
    ds["cost_total"].values[:] = payer.sum(axis=-1)
    found = plain(tail(ds, "official_basis"))
    z = NormalDist().inv_cdf(0.85)
    height = NormalDist().pdf(z) / 0.15
    spread = math.hypot(*sd)
    for name, mean, own in (("state", 2000.0, 300.0), ("municipal", 6000.0, 100.0)):
        row = found["parts"]["payer"][name]
        half = 0.5 * (row["tail_ci"][1] - row["tail_ci"][0])
        # 4.5 standard errors; Student's 24 degrees of freedom instead of the normal are 5 % more
        assert row["tail"] == pytest.approx(mean + own**2 / spread * height, abs=4.5 * half / 1.96)
        assert row["extra_share"] == pytest.approx(own**2 / spread**2, abs=0.05)
    parts = found["parts"]
    summed = sum(parts["payer"][name]["tail"] for name in ("state", "municipal"))
    assert summed == pytest.approx(parts["total"]["tail"], rel=1e-12)
    assert found["draws"] == round(0.15 * n)


def test_tail__needs_draws() -> None:
    assert tail(dataset(40), "official_basis") is None


def test_cut_list__by_date_and_by_outcome() -> None:
    """The synthetic gate is passed in month 15 (1 April 2022) on time, in month 24 (1 January 2023) late."""
    ds = dataset(3000)
    scenarios = json.loads(ds.attrs["scenarios"])
    scenarios["baseline"]["cuts"] = [
        {"id": "always", "amount": 10.0, "programme": "journal"},
        {"id": "year", "amount": 40.0, "last_date": "2022-12-31", "programme": "journal"},
        {"id": "early", "amount": 50.0, "last_date": "2021-03-31", "programme": "journal"},
    ]
    ds = ds.assign_attrs(scenarios=json.dumps(scenarios))
    found = plain(cut_list(ds, "baseline"))
    outcome = ds["gate_outcome"].values[0]
    on_time = (outcome == 0).sum() / (outcome < 2).sum()
    rows = {row["id"]: row for row in found["by_date"]}
    assert list(rows) == ["early", "year", "always"]
    assert [row["possible"] for row in rows.values()] == [0.0, pytest.approx(on_time, rel=1e-12), 1.0]
    assert [row["left"] for row in rows.values()] == [100.0, 50.0, 10.0]
    assert rows["year"]["frame"] == pytest.approx(found["p85"] - 50, rel=1e-12)
    by_outcome = found["by_outcome"]
    assert by_outcome["on_time"]["possible"] == ["year", "always"]
    assert by_outcome["late"]["possible"] == ["always"]
    assert (by_outcome["on_time"]["date"], by_outcome["late"]["date"]) == ("2022-04-01", "2023-01-01")
    late = ds["cost_total"].values[0, outcome == 1]
    assert by_outcome["late"]["own_frame"] == pytest.approx(np.quantile(late, 0.85) - 10, rel=1e-12)


def test_cut_list__without_a_gate_is_set_at_the_start() -> None:
    found = plain(cut_list(dataset(500), "official_basis"))
    assert found["by_outcome"] == {}
    assert [row["possible"] for row in found["by_date"]] == [1.0, 1.0]
    assert "possible_ci" not in found["by_date"][0]
