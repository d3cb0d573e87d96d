"""Observations among draws, binomial coverage against tables, and proper scores."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aksonsim.analysis.backtest import Scores, against, against_bound, at_month, coverage, fan, scores
from aksonsim.results.measure import Measure
from aksonsim.results.plain import plain


@pytest.mark.parametrize(("month", "expected"), [(0.5, 0.0), (3.0, 0.1), (4.5, 0.25), (6.0, 0.4), (50.0, 0.4)])
def test_at_month__is_on_a_line_between_rounds(month: float, expected: float) -> None:
    table = np.array([[0.1, 0.4], [0.1, 0.4]], dtype=np.float32)
    assert at_month(table, np.array([3.0, 6.0]), month) == pytest.approx(np.full(2, expected))


def test_against__place_is_the_share_below() -> None:
    told = plain(against(np.arange(1000.0), 250.0))
    assert told["place"] == 0.25  # 250 below and half of the one tie, rounded down
    assert told["place_ci"][0] < 0.25 < told["place_ci"][1]
    assert told["inside"]
    assert (told["p10"], told["p50"], told["p90"]) == pytest.approx((99.9, 499.5, 899.1))
    assert not against(np.arange(1000.0), 950.0).inside
    assert not against(np.arange(1000.0), 50.0).inside


def test_against__ties_count_half() -> None:
    assert against(np.array([0.0] * 40 + [1.0] * 40 + [2.0] * 20), 1.0).place.value == 0.6


def test_bound__is_inside_where_a_tenth_of_the_draws_exceed_it() -> None:
    draws = np.arange(1000.0)
    assert against_bound(draws, 600.0).chance.value == 0.399
    assert against_bound(draws, 600.0).inside
    assert not against_bound(draws, 950.0).inside


def test_fan__is_of_each_round() -> None:
    table = np.column_stack([np.arange(101.0), 2 * np.arange(101.0)])
    assert fan(table)[Measure(0.25)] == (25.0, 50.0)


def test_coverage__meets_closed_forms() -> None:
    none = coverage(0, 10, 0.15)
    # no success in n: the exact upper bound is 1 - (alpha / 2)^(1 / n), and P(X >= 0) = 1
    assert none.exact_ci == pytest.approx((0.0, 1 - 0.025 ** (1 / 10)))
    assert none.p_more == pytest.approx(1.0)
    more = coverage(18, 78, 0.15)
    tail = sum(math.comb(78, k) * 0.15**k * 0.85 ** (78 - k) for k in range(18, 79))
    assert more.p_more == pytest.approx(tail, rel=1e-9)
    low, high = more.exact_ci
    # Clopper and Pearson by definition: half of 5 % in each tail at the bounds
    assert sum(math.comb(78, k) * low**k * (1 - low) ** (78 - k) for k in range(18, 79)) == pytest.approx(0.025)
    assert sum(math.comb(78, k) * high**k * (1 - high) ** (78 - k) for k in range(19)) == pytest.approx(0.025)
    assert low < more.wilson_ci[0] < more.share < more.wilson_ci[1] < high


def test_scores__of_a_sure_and_of_an_even_forecast() -> None:
    assert scores({"a": 1.0, "b": 0.0}, "a") == Scores(chance=1.0, brier=0.0, log=0.0, expected_log=0.0)
    assert scores({"a": 1.0, "b": 0.0}, "b").log == math.inf
    assert scores({"a": 1.0, "b": 0.0}, "b").brier == 2.0
    even = scores(dict.fromkeys("abc", 1 / 3), "c")
    assert even.brier == pytest.approx(2 / 3)
    assert even.log == pytest.approx(math.log(3)) == pytest.approx(even.expected_log)


@pytest.mark.parametrize("other", [0.1, 0.6, 0.8])
def test_scores__are_proper(other: float) -> None:
    """Who believes 0.7 expects the best score by telling 0.7."""

    def expected(key: str, told: float) -> float:
        forecast = {"yes": told, "no": 1 - told}
        yes, no = (getattr(scores(forecast, outcome), key) for outcome in ("yes", "no"))
        return float(0.7 * yes + 0.3 * no)

    assert expected("brier", 0.7) < expected("brier", other)
    assert expected("log", 0.7) < expected("log", other)
