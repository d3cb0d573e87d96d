"""Percentiles and their errors against SciPy, NumPy and their promised coverage."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from aksonsim.language.rounding import exact, round_to_error, with_error
from aksonsim.results import percentiles as pc


@pytest.mark.parametrize("p", [0.1, 0.5, 0.85, 0.999])
@pytest.mark.parametrize("n", [1, 2, 7, 100, 20_000, 10_000_000])
def test_order_ranks__are_the_tightest_that_binomial_tails_allow(n: int, p: float) -> None:
    lower, upper = pc.order_ranks(n, p)
    # P(X_(lower) > q) = P(B < lower), P(X_(upper) < q) = P(B >= upper); one rank further in would miss too often.
    assert binom.cdf(lower - 1, n, p) <= 0.025 < binom.cdf(lower, n, p)
    assert binom.sf(upper - 1, n, p) <= 0.025 < binom.sf(upper - 2, n, p)
    assert 0 <= lower < upper <= n + 1


@pytest.mark.parametrize(("n", "p", "level"), [(0, 0.5, 0.95), (5, 0.0, 0.95), (5, 1.0, 0.95), (5, 0.5, 1.0)])
def test_order_ranks__refuses_what_has_no_answer(n: int, p: float, level: float) -> None:
    with pytest.raises(ValueError, match="needs n >= 1"):
        pc.order_ranks(n, p, level)


@pytest.mark.parametrize("n", [1, 2, 10, 1001])
def test_percentile__is_numpys_linear_quantile(n: int) -> None:
    x = np.random.default_rng(3).lognormal(size=n)
    for p in (0.0, 0.1, 0.5, 0.85, 1.0):
        assert pc.percentile(x, p) == pytest.approx(np.quantile(x, p), rel=1e-14)


def test_percentile__leaves_its_argument_in_order() -> None:
    x = np.array([3.0, 1.0, 2.0])
    assert pc.percentile(x, 0.5) == 2.0
    assert x.tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("x", [np.empty(0), np.ones((2, 2))])
def test_percentile__refuses_other_shapes(x: np.ndarray) -> None:
    with pytest.raises(ValueError, match="one dimension"):
        pc.percentile(x, 0.5)


def test_percentile_interval__covers_as_often_as_it_says() -> None:
    # 2000 samples of 201 draws; the exact level for these ranks, and 4 standard errors of a proportion.
    n, p, samples = 201, 0.85, 2000
    x = np.random.default_rng(11).random((samples, n))
    lower, upper = pc.order_ranks(n, p)
    level = float(binom.cdf(upper - 1, n, p) - binom.cdf(lower - 1, n, p))
    intervals = [pc.percentile_interval(row, p) for row in x]
    covered = np.mean([low <= p <= high for low, high in intervals])
    assert level >= 0.95
    assert abs(covered - level) < 4 * math.sqrt(level * (1 - level) / samples)


def test_percentile_interval__is_open_where_draws_are_too_few() -> None:
    low, high = pc.percentile_interval(np.arange(5.0), 0.85)
    assert low == 1.0
    assert high == math.inf


def test_select_with_zeros__equals_sorting_both() -> None:
    x = np.random.default_rng(5).beta(2, 3, 5000).astype(np.float32)
    wanted = pc.Wanted((0.1, 0.5, 0.9), (0.5,))
    together, alone = pc.select_with_zeros(x, 700, wanted)
    padded = np.concatenate([x, np.zeros(700, np.float32)])
    assert alone == pc.select(x, wanted)
    assert together == pc.select(padded, wanted)


def test_select_with_zeros__the_rank_after_the_zeros_is_the_smallest_draw() -> None:
    x = 1.0 + np.random.default_rng(1).permutation(101)
    together, alone = pc.select_with_zeros(x, 101, pc.Wanted((0.5,)))
    assert together.percentiles == {0.5: 0.5}  # halfway from the last zero to the smallest draw, which is 1
    assert alone.percentiles == {0.5: 51.0}


def test_probability_interval__is_wilsons() -> None:
    # Newcombe (1998), table I: 15 of 148, Wilson score without continuity correction.
    assert pc.probability_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert pc.probability_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert pc.probability_interval(20, 20)[1] == 1.0


@pytest.mark.parametrize(
    ("value", "half", "text"),
    [
        (4755.3, 26.0, "4760"),
        (4755.3, 8.2, "4755"),
        (4755.3, 126.0, "4760"),
        (4755.3, 226.0, "4800"),
        (0.37123, 0.003, "0.371"),
        (-12.34, 0.5, "-12.3"),
        (0.2, 3.0, "0"),
        (-0.2, 3.0, "0"),
        (640.0, 0.0, "640"),
        (4755.3, math.inf, "5000"),
        (0.0, math.inf, "0"),
    ],
)
def test_round_to_error__keeps_the_digits_the_error_supports(value: float, half: float, text: str) -> None:
    assert round_to_error(value, half) == text


@pytest.mark.parametrize(
    ("value", "half", "texts"),
    [
        (9619.1, 41.0, ("9620", "50")),
        (10031.0, 101.0, ("10030", "110")),
        (10031.0, 19.2, ("10031", "20")),
        (0.097, 0.0083, ("0.097", "0.009")),
        (12.0, 0.3, ("12.0", "0.3")),
        (1340.0, 0.09, ("1340", "")),
        (1340.0, 0.0, ("1340", "")),
        (0.0, 0.0, ("0", "")),
        (12.0, math.inf, ("10", "?")),
    ],
)
def test_with_error__rounds_the_error_up(value: float, half: float, texts: tuple[str, str]) -> None:
    assert with_error(value, half) == texts


@pytest.mark.parametrize(
    ("value", "text"),
    [(10785.2, "10785"), (1716.6, "1717"), (640.0, "640"), (6.25, "6.25"), (0.0, "0"), (-0.5, "-0.5"), (1e-3, "0.001")],
)
def test_exact__shows_whole_thousands_and_small_numbers_in_full(value: float, text: str) -> None:
    assert exact(value) == text


LAWS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "lognormal": lambda g, n: g.lognormal(size=n),
    "heavy tail": lambda g, n: g.pareto(1.1, n),
    "single precision": lambda g, n: g.normal(size=n).astype(np.float32),
    "few values": lambda g, n: g.integers(0, 5, n).astype(float),
    "piled up at a cap": lambda g, n: np.minimum(g.normal(10, 1, n), 10.2),
    "one value": lambda g, n: np.ones(n),
    "two far apart": lambda g, n: np.where(g.random(n) < 0.5, -1e300, 1e300),
    "infinite": lambda g, n: np.append(g.random(n - 1), np.inf),
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("n", [1, 2, 999, pc.MANY, pc.MANY + 17, 131_072])
def test_order_statistics__are_those_of_a_sort(law: Callable[[np.random.Generator, int], np.ndarray], n: int) -> None:
    x = law(np.random.default_rng(n), n)
    ranks = sorted({0, n // 10, n // 2, min(n // 2 + 1, n - 1), int(0.85 * n), max(n - 2, 0), n - 1})
    for draws in (x, np.column_stack((x, x))[:, 0]):
        found = pc.order_statistics(draws, ranks)
        assert np.array_equal(found, np.sort(draws)[ranks])
        assert found.dtype == draws.dtype


@pytest.mark.parametrize("value", [0.0, -0.0, 3e-16, -4e-12])
def test_with_error__what_is_left_of_sums_that_cancel_is_nought(value: float) -> None:
    assert with_error(value, 5e-13) == ("0", "")
    assert with_error(value, 0.0) == ("0", "")


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_with_error__small_units_keep_their_digits(scale: float) -> None:
    shown, error = with_error(4.23 * scale, 0.31 * scale)
    assert float(shown) == pytest.approx(4.2 * scale)
    assert float(error) == pytest.approx(0.4 * scale)
