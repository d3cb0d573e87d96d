"""Effects of designs against functions whose variance is known in closed form."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from aksonsim.analysis.band import LEVELS, band, how_sure
from aksonsim.analysis.effects import curve, factorial, morris, polynomial
from aksonsim.results.measure import Measure
from aksonsim.sweeps import designs


def full_grid(*sizes: int) -> np.ndarray:
    return np.array(list(itertools.product(*map(range, sizes))), dtype=np.int64)


def test_factorial__an_additive_function_has_no_interaction() -> None:
    levels = full_grid(5, 4, 3)
    a, b = levels[:, 0] * 2.0, levels[:, 1] ** 2.0
    found = factorial(levels, a + b)
    variance = np.var(np.arange(5) * 2.0) + np.var(np.arange(4) ** 2.0)
    assert found.main == pytest.approx(
        [np.var(np.arange(5) * 2.0) / variance, np.var(np.arange(4) ** 2.0) / variance, 0]
    )
    assert max(map(abs, found.pairs.values())) < 1e-12
    assert abs(found.residual) < 1e-12
    assert found.variance == pytest.approx(variance)


def test_factorial__a_product_is_pure_interaction() -> None:
    levels = full_grid(3, 3, 2)
    found = factorial(levels, (levels[:, 0] - 1.0) * (levels[:, 1] - 1.0))
    assert found.main == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.pairs[0, 1] == pytest.approx(1.0)


def test_factorial__refuses_what_is_no_grid() -> None:
    levels = full_grid(3, 3)
    with pytest.raises(ValueError, match="no full grid"):
        factorial(levels[:-1], np.arange(8.0))
    with pytest.raises(ValueError, match="does not vary"):
        factorial(levels, np.full(9, 3.0))


def test_polynomial__shares_of_a_known_function() -> None:
    unit = designs.lhs(["a", "b", "c"], 1000, 3)
    y = 3 * unit[:, 0] + 2 * (unit[:, 1] - 0.5) * (unit[:, 2] - 0.5) * 12
    found = polynomial(unit, y)
    main, pair = 9 / 12, 24**2 / 144  # Var 3u = 9/12; Var c(u-1/2)(v-1/2) = c^2/144
    expected = main / (main + pair)
    assert found.half is not None
    assert abs(found.main[0] - expected) < 1.6 * found.half[0] + 1e-3  # 1.6 times 1.96 standard errors and more
    assert found.pairs[1, 2] == pytest.approx(1 - expected, abs=0.05)
    assert abs(found.residual) < 1e-9  # the function lies in the basis
    assert found.main[1] + found.main[2] < 0.02


def test_polynomial__few_points_leave_pairs_to_the_residual() -> None:
    unit = designs.lhs(["a", "b", "c", "d"], 40, 3)
    found = polynomial(unit, unit[:, 0] + unit[:, 1])
    assert found.pairs == {}
    assert found.main[:2].sum() == pytest.approx(1.0, abs=1e-6)
    with pytest.raises(ValueError, match="need at least 25 points"):
        polynomial(unit[:20], unit[:20, 0])


def test_morris__on_a_linear_function_size_is_the_slope() -> None:
    unit = designs.morris(["a", "b", "c"], 40, 1)
    found = morris(unit, unit @ np.array([3.0, -1.0, 0.0]))
    assert [e.size for e in found] == pytest.approx([3.0, 1.0, 0.0])
    assert [e.mean for e in found] == pytest.approx([3.0, -1.0, 0.0])
    assert max(e.sd for e in found) < 1e-12


def test_morris__is_that_of_salib() -> None:
    analyze = pytest.importorskip("SALib.analyze.morris")
    names = ["a", "b", "c"]
    unit = designs.morris(names, 80, 1)
    y = unit[:, 0] ** 2 + 2 * unit[:, 0] * unit[:, 1] - unit[:, 2]
    problem = {"num_vars": 3, "names": names, "bounds": [[0, 1]] * 3}
    theirs = analyze.analyze(problem, unit, y, num_levels=4, seed=1)
    ours = morris(unit, y)
    assert [e.size for e in ours] == pytest.approx(list(theirs["mu_star"]), rel=1e-9)
    assert [e.mean for e in ours] == pytest.approx(list(theirs["mu"]), rel=1e-9)
    assert [e.sd for e in ours] == pytest.approx(list(theirs["sigma"]), rel=1e-9)


def test_morris__refuses_other_points() -> None:
    with pytest.raises(ValueError, match="no trajectories"):
        morris(designs.lhs(["a", "b"], 12, 1), np.arange(12.0))


def test_curve__levels_and_bins() -> None:
    x = np.repeat([1.0, 2.0, 4.0], 10)
    steps = curve(x, x**2)
    assert [(s.at, s.mean, s.points) for s in steps] == [(1, 1, 10), (2, 4, 10), (4, 16, 10)]
    assert steps[0].interval == (1.0, 1.0)
    x = np.arange(100.0)
    steps = curve(x, 2 * x)
    assert [s.points for s in steps] == [10] * 10
    assert [s.mean for s in steps] == pytest.approx([2 * s.at for s in steps])


def test_band__quantiles_of_quantile_functions() -> None:
    p = np.arange(1, 100) / 100
    curves = np.array([100 * shift + p for shift in range(101)])
    found = band(curves)
    assert found.shape == (len(LEVELS), 99)
    assert found[2] == pytest.approx(5000 + p)
    assert found[0] == pytest.approx(500 + p)
    told = how_sure(curves[:, 84], np.column_stack([curves[:, 84] - 2, curves[:, 84] + 2]))
    low, middle = (told.levels[Measure(p)] for p in (0.05, 0.5))
    assert (middle.value, low.value, told.inner_half, told.points) == pytest.approx((5000.85, 500.85, 2.0, 101))
    assert middle.interval is not None
    assert middle.interval[0] < middle.value < middle.interval[1]
