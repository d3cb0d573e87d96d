"""Stochastic dominance: known orders are found, errors are those of naive sums, nothing is claimed by chance."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from aksonsim.analysis.dominance import FEWEST, Band, Orders, _consistent, _Side, bands, factor, relations, verdict
from aksonsim.results.differences import Sample

N = 5000


def compared(first: Sample, second: Sample) -> dict[str, str]:
    found = relations({"a": first, "b": second})["a"]["b"]
    return {"first": found.first.relation, "second": found.second.relation}


@pytest.fixture(scope="module")
def normal() -> np.ndarray:
    return np.random.default_rng(3).standard_normal((2, N))


def test_shift__dominates_in_both_orders_and_turned_around_is_dominated(normal: np.ndarray) -> None:
    low, high = Sample(normal[0]), Sample(normal[0] + 0.2)
    assert compared(low, high) == {"first": "dominates", "second": "dominates"}
    assert compared(high, low) == {"first": "dominated", "second": "dominated"}


def test_equal_draws__are_alike(normal: np.ndarray) -> None:
    found = relations({"a": Sample(normal[0]), "b": Sample(normal[0].copy())})["a"]["b"]
    for told in (found.first, found.second):
        assert told.relation == "alike"
        assert told.t_low == told.t_high == 0
        assert told.better_from is None


def test_wider_law_of_the_same_mean__is_worse_in_the_second_order_only(normal: np.ndarray) -> None:
    """E max(X - t, 0) of a normal law rises with its spread for every t; P(X > t) rises above the mean, falls below."""
    assert compared(Sample(normal[0]), Sample(2 * normal[0])) == {"first": "crosses", "second": "dominates"}
    assert compared(Sample(2 * normal[1]), Sample(normal[0]))["second"] in ("dominated", "nearly_dominated")


def test_orders__the_second_refutes_a_first_that_is_only_near() -> None:
    """Better by a little in most draws, worse by much in a few: chances hardly show it, the expected excess does."""
    rng = np.random.default_rng(6)
    x = rng.standard_normal(N)
    few = rng.random(N) < 0.004
    found = relations({"a": Sample(x), "b": Sample(np.where(few, x + 15, x - 0.01))})["a"]["b"]
    assert found.first.worse_from is not None or found.first.t_high > 0
    assert found.second.relation in ("dominates", "nearly", "crosses")
    assert found.first.relation not in ("nearly_dominated", "dominated")
    near = verdict(Band(np.zeros(1), np.zeros(1), np.zeros(1), 2.0, np.array([False])))
    near = replace(near, relation="nearly")
    refuted = Orders(first=near, second=replace(near, relation="crosses", worse_from=1.0))
    assert _consistent(refuted).first.relation == "crosses"
    assert _consistent(Orders(first=near, second=replace(near, better_from=1.0))).first.relation == "nearly"


def test_verdict__tells_where_it_is_better(normal: np.ndarray) -> None:
    told = relations({"a": Sample(normal[0]), "b": Sample(2 * normal[0])})["a"]["b"].first
    assert told.worse_to is not None
    assert told.better_from is not None
    assert told.worse_to < 0 < told.better_from
    assert told.t_low < -told.factor
    assert told.t_high > told.factor
    turned = told.turned
    assert (turned.t_low, turned.better_to, turned.worse_from) == (-told.t_high, told.worse_to, told.better_from)


@pytest.mark.parametrize("masked", [False, True])
def test_bands__are_the_naive_sums(normal: np.ndarray, masked: bool) -> None:
    rng = np.random.default_rng(8)
    draws = [100 + 10 * normal[0], 101 + 12 * normal[0] + 3 * normal[1]]
    inside = [rng.random(N) < share if masked else None for share in (0.8, 0.6)]
    samples = [Sample(x, mask) for x, mask in zip(draws, inside, strict=True)]
    kept = np.concatenate([sample.kept for sample in samples])
    thresholds = np.concatenate([[kept.min()], np.quantile(kept, [0.1, 0.5, 0.9])])
    found = bands(*(_Side.of(sample, thresholds) for sample in samples), thresholds)
    for order, band in enumerate(found):
        for k, t in enumerate(band.threshold):
            value, brought = 0.0, np.zeros(N)
            for sign, x, mask in zip((1, -1), draws, inside, strict=True):
                each = (x > t).astype(float) if order == 0 else np.maximum(x - t, 0)
                counts = np.ones(N, dtype=bool) if mask is None else mask
                value += sign * each[counts].mean()
                brought += sign * np.where(counts, each - each[counts].mean(), 0) / counts.mean()
            assert band.value[k] == pytest.approx(value, abs=1e-9)
            assert band.error[k] == pytest.approx(math.sqrt((brought**2).mean() / N), rel=1e-6)


def test_factor__one_point_is_a_plain_interval_and_many_independent_ones_bonferroni() -> None:
    assert factor([]) == pytest.approx(norm.ppf(0.975), abs=1e-9)
    assert factor([0.0] * 49) == pytest.approx(norm.ppf(1 - 0.025 / 50), abs=1e-9)
    assert factor([0.0] * 49) > factor([0.9] * 49) > factor([0.999] * 49) > norm.ppf(0.975)


def test_claims__are_seldom_made_by_chance() -> None:
    """Two dependent samples of one law: a claim in an order at most as often as the band's level says."""
    rng = np.random.default_rng(21)
    runs, n = 200, 1500
    claims = {"first": 0, "second": 0}
    for _ in range(runs):
        common, own = rng.standard_normal(n), rng.standard_normal((2, n))
        pair = [Sample(0.7 * common + math.sqrt(0.51) * one, rng.random(n) < 0.8) for one in own]
        for order, relation in compared(*pair).items():
            claims[order] += relation != "alike"
    limit = 0.05 + 4.5 * math.sqrt(0.05 * 0.95 / runs)
    assert max(claims.values()) / runs < limit


def test_few_draws_that_differ__claim_nothing() -> None:
    zero, ones = np.zeros(3), np.full(3, 9.0)
    band = Band(np.arange(3.0), ones, zero + 1e-9, 2.0, np.array([False, False, False]))
    assert verdict(band).relation == "alike"
    x = np.random.default_rng(1).standard_normal(400)
    y = x.copy()
    y[: FEWEST - 1] += 5
    assert compared(Sample(x), Sample(y)) == {"first": "alike", "second": "alike"}
