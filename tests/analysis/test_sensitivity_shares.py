"""Covariance shares, Euler attribution and paired differences against closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest

from aksonsim.analysis.attribution import euler
from aksonsim.analysis.batches import batch_sizes, batch_sums, jackknife_half_width
from aksonsim.analysis.shares import additive_shares, regression_shares
from aksonsim.results.differences import variance_difference
from aksonsim.results.measure import MEAN, Measure, difference
from aksonsim.results.statistic import Statistic

Array = npt.NDArray[np.float64]
Z85 = NormalDist().inv_cdf(0.85)


def normals(n: int, seed: int = 1) -> Array:
    """Return three independent standard normal columns."""
    return np.random.default_rng(seed).standard_normal((n, 3))


def test_jackknife__is_the_t_interval_of_a_mean() -> None:
    x = normals(1_000)[:, 0]
    left_out = (x.sum() - batch_sums(x)) / (x.size - batch_sizes(x.size))
    half = jackknife_half_width(left_out)
    means = batch_sums(x) / batch_sizes(x.size)
    # t(24) at 97.5 % is 2.0639 (printed tables); with equal batches the jackknife of a mean is that of batch means.
    assert half == pytest.approx(2.0639 * means.std(ddof=1) / 5, rel=1e-4)


def test_additive_shares__sum_to_one_and_find_the_closed_form() -> None:
    z = normals(50_000)
    parts = z * [3.0, 2.0, 1.0] + np.column_stack([np.zeros(len(z)), z[:, 0], -z[:, 0]])
    found = additive_shares(parts)
    # T = 3 z0 + (2 z1 + z0) + (z2 - z0): Cov with T = 9, 4 + 3, 1 - 3 of 14.
    truth = np.array([9, 7, -2]) / 14
    assert found.share.sum() == pytest.approx(1.0, abs=1e-12)
    assert (np.abs(found.share - truth) <= 2.2 * found.half).all()  # 4.5 standard errors
    assert found.half.max() < 0.02


def test_regression_shares__an_additive_function_has_no_residual() -> None:
    z = normals(5_000)
    found = regression_shares(z, [0, 1, 1], z @ [3.0, 2.0, 1.0])
    assert found.residual == pytest.approx(0.0, abs=1e-12)
    assert (np.abs(found.share - np.array([9, 5]) / 14) <= 2.2 * found.half).all()


def test_regression_shares__interaction_is_the_residual() -> None:
    z = normals(20_000)
    # Var(2 z0 + z1 z2) = 4 + 1, and z1 z2 is uncorrelated with each input.
    found = regression_shares(z, [0, 1, 2], 2 * z[:, 0] + z[:, 1] * z[:, 2])
    assert found.share.sum() + found.residual == pytest.approx(1.0, abs=1e-12)
    assert abs(found.share[0] - 0.8) <= 2.2 * found.half[0]
    assert abs(found.residual - 0.2) <= 2.2 * found.residual_half


def test_regression_shares__columns_that_are_equal_or_constant_are_no_trouble() -> None:
    z = normals(2_000)
    columns = np.column_stack([z[:, 0], z[:, 0], np.ones(2_000), z[:, 1]])
    found = regression_shares(columns, [0, 1, 2, 3], z[:, 0] + z[:, 1])
    assert found.residual == pytest.approx(0.0, abs=1e-9)
    assert found.share[0] == pytest.approx(found.share[1], rel=1e-9)
    assert found.share[2] == 0.0


def test_shares__refuse_what_does_not_vary() -> None:
    with pytest.raises(ValueError, match="does not vary"):
        additive_shares(np.ones((100, 2)))
    with pytest.raises(ValueError, match="does not vary"):
        regression_shares(normals(500), [0, 1, 2], np.ones(500))
    with pytest.raises(ValueError, match="need at least 106 draws"):
        regression_shares(normals(100), [0, 1, 2], np.ones(100))


def test_euler__sums_to_the_percentile_and_finds_the_normal_form() -> None:
    z = normals(100_000, seed=2)
    mean, sd = np.array([100.0, 50.0, 20.0]), np.array([9.0, 4.0, 2.0])
    parts = mean + z * sd
    found = euler(parts, 0.85)
    assert found.part.sum() == pytest.approx(found.value, rel=1e-12)
    assert found.value == np.quantile(parts.sum(axis=1), 0.85)
    # E[p_i | T = t] = mean_i + sd_i^2 / sd_T^2 (t - mean_T)
    truth = mean + sd**2 / math.hypot(*sd) * Z85
    assert (np.abs(found.part - truth) <= 2.3 * found.half).all()
    assert found.half.max() < 0.5


@pytest.mark.parametrize("p", [0.05, 0.5, 0.85, 0.95])
def test_euler__what_does_not_move_with_the_total_carries_what_it_is(p: float) -> None:
    """Draws at even quantiles: a window of them lies askew, and must not stretch the part that is constant."""
    z = np.array([NormalDist().inv_cdf((k + 0.5) / 1000) for k in range(1000)])
    found = euler(np.stack([100 + 20 * z, np.full(1000, 50.0), 30 - 5 * z], axis=1), p)
    at = (found.value - 180) / 15
    np.testing.assert_allclose(found.part, [100 + 20 * at, 50, 30 - 5 * at], rtol=1e-12)
    assert found.draws == 2 * round(0.2 * min(p, 1 - p) * 1000) + 1


def test_euler__of_equal_totals_is_in_proportion() -> None:
    parts = np.stack([np.arange(100.0), 200 - np.arange(100.0)], axis=1)
    found = euler(parts, 0.5)
    assert found.part.sum() == pytest.approx(200, rel=1e-12)
    assert found.part[0] == pytest.approx(49.5, abs=0.5)


def test_euler__of_few_draws_still_sums() -> None:
    parts = np.array([[1.0, 2.0], [2.0, 2.0], [5.0, 1.0]])
    for p in (0.01, 0.5, 0.99):
        found = euler(parts, p)
        assert found.part.sum() == pytest.approx(found.value, rel=1e-12)


def test_differences__equal_runs_differ_by_exactly_nothing_and_conditions_may_differ() -> None:
    x = normals(2_000)[:, 0]
    nothing = Statistic(0.0, (0.0, 0.0), 2_000)
    assert difference(x, x.copy(), Measure(0.85)) == nothing
    assert difference(x, x.copy(), MEAN) == nothing
    some = np.where(np.arange(2_000) % 4 == 0, np.nan, x)
    found = difference(some, x, Measure(0.5))
    low, high = found.bounds
    assert found.value == np.median(some[~np.isnan(some)]) - np.median(x)
    # The same law: the difference is that of a sample and three quarters of it.
    assert low < 0.0 < high
    found = difference(some, x, MEAN)
    low, high = found.bounds
    assert found.value == pytest.approx(np.nanmean(some) - x.mean(), abs=1e-15)
    # Var = sigma^2 / n (4/3 - 1), a formula of sampling from a finite list.
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt((4 / 3 - 1) / 2_000), rel=0.08)


def test_variance_difference__pairs_what_two_runs_share() -> None:
    z = normals(20_000)
    wide, narrow = z[:, 0] * 3 + z[:, 1], z[:, 0] * 3
    found = variance_difference(wide, narrow)
    low, high = found.bounds
    # Var of (3a + b)^2 - 9 a^2 = (6ab + b^2) is 36 + 2; truth 1.
    assert 0.5 * (high - low) == pytest.approx(1.96 * math.sqrt(38 / 20_000), rel=0.1)
    assert abs(found.value - 1.0) <= 4.5 * math.sqrt(38 / 20_000)
    assert variance_difference(wide, wide) == Statistic(0.0, (0.0, 0.0), 20_000)


def test_regression_shares__draws_enough_are_just_enough() -> None:
    """Three columns need 106 draws; of independent ones in an exact sum the shares make one."""
    rng = np.random.default_rng(2)
    columns = rng.standard_normal((106, 3))
    found = regression_shares(columns, [0, 1, 2], columns.sum(axis=1))
    assert float(found.share.sum()) == pytest.approx(1.0, abs=1e-12)
    with pytest.raises(ValueError, match="need at least 106 draws; got 105"):
        regression_shares(columns[:105], [0, 1, 2], columns[:105].sum(axis=1))


def test_batches__of_as_few_draws_as_batches() -> None:
    assert batch_sizes(25).tolist() == [1.0] * 25
    with pytest.raises(ValueError, match="needs at least 25 draws; got 24"):
        batch_sizes(24)
