"""Differences on common draws: what cancels cancels, errors are those of theory, conditions may differ."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from aksonsim.analysis.draw_by_draw import probability_better
from aksonsim.language.rounding import half_width
from aksonsim.results.differences import Sample, _quantile_and_slope, mean_difference, percentile_difference, window
from aksonsim.results.measure import Measure, difference
from aksonsim.results.statistic import cv, probability

N = 20_000
RHO = 0.8


@pytest.fixture(scope="module")
def pair() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    first = rng.standard_normal(N)
    second = RHO * first + math.sqrt(1 - RHO**2) * rng.standard_normal(N)
    return 100 + 10 * first, 90 + 10 * second


def test_shift__is_known_without_error(pair: tuple[np.ndarray, np.ndarray]) -> None:
    first, _ = pair
    for found in (
        mean_difference(Sample(first + 3), Sample(first)),
        percentile_difference(Sample(first + 3), Sample(first), 0.85),
    ):
        assert found.value == pytest.approx(3, abs=1e-9)
        assert half_width(found.interval) == pytest.approx(0, abs=1e-9)


def test_mean_difference__is_the_interval_of_the_paired_draws(pair: tuple[np.ndarray, np.ndarray]) -> None:
    first, second = pair
    found = mean_difference(Sample(first), Sample(second))
    step = first - second
    assert found.value == pytest.approx(step.mean(), rel=1e-12)
    half = norm.ppf(0.975) * step.std(ddof=1) / math.sqrt(N)
    assert half_width(found.interval) == pytest.approx(half, rel=1e-12)


def test_difference_of_spreads__error_is_that_of_theory(pair: tuple[np.ndarray, np.ndarray]) -> None:
    """Two normal standard deviations: variance s^2 / (2 n) each, and the correlation of two squares, rho^2."""
    first, second = pair
    error = 10 * math.sqrt((1 - RHO**2) / N)
    found = difference(first, second, Measure.parse("sd"))
    assert abs(found.value) < 4.5 * error
    assert half_width(found.interval) == pytest.approx(norm.ppf(0.975) * error, rel=0.04)
    # Twice everything has twice the spread, and the same share of its mean, without error.
    assert difference(2 * first, first, Measure.parse("sd")).value == pytest.approx(first.std(ddof=1), rel=1e-12)
    assert difference(2 * first, first, Measure.parse("cv")).half == pytest.approx(0, abs=1e-12)


def test_cv__of_an_exponential_law_has_the_error_of_theory() -> None:
    """With y = x - 1 the influence is (y^2 - 1) / 2 - y, whose variance is (mu_4 - 1) / 4 - mu_3 + 1 = 1."""
    found = cv(-np.log1p(-(np.arange(N) + 0.5) / N))
    assert found.value == pytest.approx(1, rel=2e-3)
    assert found.half == pytest.approx(norm.ppf(0.975) / math.sqrt(N), rel=0.02)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.85])
def test_percentile_difference__error_is_that_of_theory(pair: tuple[np.ndarray, np.ndarray], p: float) -> None:
    """Both influences are (p - 1{z <= z_p}) / f; their covariance is that of the Gaussian copula at (p, p)."""
    first, second = pair
    z = norm.ppf(p)
    slope = 10 / norm.pdf(z)
    together = multivariate_normal.cdf([z, z], cov=[[1, RHO], [RHO, 1]])
    error = slope * math.sqrt(2 * (p - together) / N)
    found = percentile_difference(Sample(first), Sample(second), p)
    assert abs(found.value - 10) < 4.5 * error
    # The slope is a quotient over a window that holds about 2 h n draws: its relative error is 1 / sqrt(2 h n) and
    # enters twice (less where the two go together); the indicators add sqrt((1 - q) / (4 n q)), q the share in which
    # they disagree.
    disagree = 2 * (p - together)
    relative = 1 / math.sqrt(2 * window(N, p) * N) + math.sqrt((1 - disagree) / (4 * N * disagree))
    assert half_width(found.interval) == pytest.approx(norm.ppf(0.975) * error, rel=4.5 * relative)


def test_percentile_difference__pairs_where_conditions_differ() -> None:
    """Both conditional percentiles move with the draws they share; coverage over 400 samples."""
    rng = np.random.default_rng(11)
    true = norm.ppf(0.85) * (10 - 12)
    runs, n = 400, 1500
    hits = 0
    for _ in range(runs):
        z, u = rng.standard_normal(n), rng.random(n)
        found = percentile_difference(Sample(10 * z, u < 0.6), Sample(12 * z, u < 0.75), 0.85)
        hits += found.interval[0] <= true <= found.interval[1]
    assert abs(hits / runs - 0.95) < 4.5 * math.sqrt(0.95 * 0.05 / runs)


def test_equal_conditions__are_the_draws_inside_alone(pair: tuple[np.ndarray, np.ndarray]) -> None:
    first, second = pair
    inside = np.arange(N) % 4 != 0
    for measure in (mean_difference, lambda a, b: percentile_difference(a, b, 0.85)):
        masked = measure(Sample(first, inside), Sample(second, inside))
        alone = measure(Sample(first[inside]), Sample(second[inside]))
        assert masked.value == alone.value
        # The draws outside count as nought about a mean that is nought up to 1/n.
        assert half_width(masked.interval) == pytest.approx(half_width(alone.interval), rel=1e-3)


def test_swapped__changes_the_sign_alone(pair: tuple[np.ndarray, np.ndarray]) -> None:
    there = percentile_difference(Sample(pair[0]), Sample(pair[1]), 0.5)
    back = percentile_difference(Sample(pair[1]), Sample(pair[0]), 0.5)
    assert back.value == -there.value
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]), rel=1e-12)


def test_probability_better__counts_draws_of_both_and_tells_ties() -> None:
    first = Sample(np.array([1.0, 2.0, 3.0, 4.0, 0.0]), np.array([True, True, True, True, False]))
    second = Sample(np.array([2.0, 2.0, 1.0, 9.0, 5.0]))
    found = probability_better(first, second)
    assert found is not None
    assert (found.chance, found.equal, found.draws) == (probability(2, 4), probability(1, 4), 4)
    assert probability_better(first, Sample(second.draws, ~first.inside)) is None


@pytest.mark.parametrize("p", [0.1, 0.5, 0.85])
def test_window__is_hall_and_sheathers(p: float) -> None:
    y = norm.ppf(p)
    expected = 500 ** (-1 / 3) * norm.ppf(0.975) ** (2 / 3) * (1.5 * norm.pdf(y) ** 2 / (2 * y * y + 1)) ** (1 / 3)
    assert window(500, p) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_slope__of_evenly_spaced_draws_is_one_however_few(p: float) -> None:
    """Their quantile function is a straight line, so any window gives its slope as long as it stays inside (0, 1)."""
    assert window(11, 0.95) > 0.05
    assert _quantile_and_slope(np.linspace(0.0, 1.0, 11), p, 0.95) == pytest.approx((p, 1.0), rel=1e-12)
