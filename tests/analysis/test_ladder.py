"""The ladder's steps add up, and the correlation implied by a P85 of a sum is the one that made it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from tests.analysis.synthetic import BASE, BASE_COST, dataset

from aksonsim.analysis.dependence import dependence
from aksonsim.analysis.ladder import ladder
from aksonsim.engine.calendar import month_of
from aksonsim.errors import ResultError
from aksonsim.results.access import date_after
from aksonsim.results.plain import plain


def test_ladder__steps_add_up_to_the_cost_frame() -> None:
    found = ladder(dataset(3000), "baseline").to_json()
    journal = found["ladders"]["journal"]
    assert (journal["base_cost"], journal["base_estimate"]) == (BASE_COST[0], BASE[0])
    assert journal["base_cost"] + journal["unspecified"] == pytest.approx(journal["base_estimate"], rel=1e-12)
    assert journal["base_estimate"] + journal["expected_addition_p50"] == pytest.approx(journal["p50"], rel=1e-12)
    assert journal["base_estimate"] + journal["expected_addition_mean"] == pytest.approx(journal["mean"], rel=1e-12)
    assert journal["p50"] + journal["contingency"] == pytest.approx(journal["p85"], rel=1e-12)
    assert journal["p85"] - journal["cut_total"] == pytest.approx(journal["cost_frame"], rel=1e-12)


def test_ladder__is_given_that_the_gate_is_passed() -> None:
    ds = dataset(3000)
    found = ladder(ds, "baseline").to_json()
    passed = ds["gate_outcome"].values[0] < 2
    assert (found["condition"], found["draws"]) == ("given_passed", passed.sum())
    median = np.median(ds["cost_total"].values[0, passed])
    assert found["ladders"]["total"]["p50"] == pytest.approx(median, rel=1e-12)
    assert ladder(ds, "official_basis").condition == "all"


def test_ladder__a_cut_counts_only_after_the_gate() -> None:
    found = ladder(dataset(500), "baseline").to_json()
    # The synthetic gate's median is month 15: 1 April 2022.
    assert found["decided"] == "2022-04-01"
    assert not found["varies"]
    journal, local = found["ladders"]["journal"], found["ladders"]["local"]
    assert [(cut["id"], cut["counts"]) for cut in journal["cuts"]] == [("functions", True), ("early", False)]
    assert journal["cut_total"] == found["ladders"]["total"]["cut_total"] == 200.0
    assert local["cuts"] == []


def test_ladder__refuses_what_it_cannot_build() -> None:
    ds = dataset(20)
    with pytest.raises(ResultError, match="no programmes"):
        ladder(ds.drop_vars("cost_programme"))
    with pytest.raises(ResultError, match="holds no scenario nowhere; it holds: baseline, official_basis"):
        ladder(ds, "nowhere")
    ds["gate_outcome"].values[0] = 2
    with pytest.raises(ResultError, match="no draw of scenario baseline passes"):
        ladder(ds, "baseline")


@pytest.mark.parametrize("rho", [0.3, 0.7])
def test_dependence__finds_the_correlation_that_made_the_sum(rho: float) -> None:
    # The published programmes as lognormals (facts 1.1): P85 of the sum 10 789 at rho 0, 11 225 at rho 1.
    rng = np.random.default_rng(8)
    n = 100_000
    z = np.sqrt(rho) * rng.standard_normal((n, 1)) + np.sqrt(1 - rho) * rng.standard_normal((n, 3))
    x = np.array([4755, 4060, 710]) * np.exp(np.array([0.21062, 0.09174, 0.16795]) * z)
    found = plain(dependence(["journal", "local", "step1"], list(x.T)))
    low, high = found["implied_rho_ci"]
    assert low < rho < high
    assert high - low < 0.1
    assert found["independent"] < found["percentile_of_sum"] < found["comonotone"]
    assert found["comonotone"] == pytest.approx(found["sum_of_percentiles"], rel=1e-12)
    pearson = np.corrcoef(x.T)[0, 1]
    assert found["correlations"][0] == {"between": ["journal", "local"], "rho": pytest.approx(pearson, rel=1e-12)}


def test_dependence__normal_sum_is_exact() -> None:
    # Two equal normals: P85 of the sum is 2 mu + z sqrt(2 + 2 rho) sigma; quantile grids stand in for draws.
    from scipy.special import ndtri

    grid = ndtri((np.arange(200_000) + 0.5) / 200_000)
    found = plain(dependence(["a", "b"], [100 + 10 * grid, 100 + 10 * grid]))
    # A grid of 2048 cells over 17 standard deviations: half a cell is 0.042.
    assert found["independent"] == pytest.approx(200 + 10 * np.sqrt(2) * ndtri(0.85), abs=0.05)
    assert found["implied_rho"] == pytest.approx(1.0, abs=0.01)


def test_dependence__says_nothing_of_a_single_programme() -> None:
    assert dependence(["a", "b"], [np.arange(9.0), np.full(9, 5.0)]) is None


@pytest.mark.parametrize("date", ["2021-01-01", "2021-06-30", "2022-06-01", "2024-02-29", "2030-12-31"])
def test_date_after__inverts_the_engines_months(date: str) -> None:
    start, day = dt.date(2021, 1, 1), dt.date.fromisoformat(date)
    assert date_after(start, np.float32(month_of(day, start))) == day


@pytest.mark.parametrize(("months", "expected"), [(1e5, dt.date.max), (1e30, dt.date.max), (-1e9, dt.date.min)])
def test_date_after__beyond_the_calendar_is_its_end(months: float, expected: dt.date) -> None:
    assert date_after(dt.date(2019, 1, 1), months) == expected
