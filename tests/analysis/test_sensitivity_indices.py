"""Sobol' indices of functions with known answers, and their intervals."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from aksonsim.analysis.indices import sobol_indices
from aksonsim.sampling.streams import uniform

Array = npt.NDArray[np.float64]

FIRST = (0.3139051911478, 0.4424111447901, 0.0)
TOTAL = (0.5575888552099, 0.4424111447901, 0.2436836640621)
VARIANCE = 13.844587940719254


def ishigami(x: Array) -> Array:
    """Return the function of Ishigami and Homma (1990) with a = 7, b = 0.1 at angles [3, n]."""
    value: Array = np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    return value


def pick_freeze(n: int, seed: int) -> tuple[Array, Array, Array]:
    """Return the function at A, B and A with each input from B."""
    a, b = (
        math.pi * (2.0 * np.array([uniform(s, f"x{i}", np.arange(n)) for i in range(3)]) - 1.0)
        for s in (seed, seed + 10_000)
    )
    mixed = []
    for i in range(3):
        x = a.copy()
        x[i] = b[i]
        mixed.append(ishigami(x))
    return ishigami(a), ishigami(b), np.array(mixed)


def test_sobol_indices__ishigami_within_their_own_intervals() -> None:
    found = sobol_indices(*pick_freeze(40_000, seed=1))
    assert (np.abs(found.first - FIRST) <= found.first_half).all()
    assert (np.abs(found.total - TOTAL) <= found.total_half).all()
    # Intervals that are wide enough to hold anything would show nothing.
    assert found.first_half.max() < 0.03
    assert found.total_half.max() < 0.03
    # Var f^2 from its eighth moments is below 3 V^2: a fourth-moment bound on the error of a variance.
    assert found.variance == pytest.approx(VARIANCE, rel=5 * math.sqrt(3 / 80_000))


def test_sobol_indices__intervals_hold_the_truth_as_often_as_they_say() -> None:
    repeats = 200
    inside = np.zeros((2, 3))
    for seed in range(repeats):
        found = sobol_indices(*pick_freeze(1_000, seed))
        inside[0] += np.abs(found.first - FIRST) <= found.first_half
        inside[1] += np.abs(found.total - TOTAL) <= found.total_half
    # 95 % of 200, less 4.5 binomial standard errors, and less 1 % for the skewness of a ratio.
    least = repeats * (0.94 - 4.5 * math.sqrt(0.94 * 0.06 / repeats))
    assert inside.min() >= least


def test_sobol_indices__equal_those_of_salib() -> None:
    sobol = pytest.importorskip("SALib.analyze.sobol", reason="needs the extra sensitivity (SALib)")
    n = 4_096
    f_a, f_b, f_ab = pick_freeze(n, seed=3)
    found = sobol_indices(f_a, f_b, f_ab)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-math.pi, math.pi]] * 3}
    flat = np.column_stack([f_a, *f_ab, f_b]).ravel()
    theirs = sobol.analyze(problem, flat, calc_second_order=False, seed=1)
    # The same estimators; only the value that is taken off before the first order differs.
    assert found.total == pytest.approx(theirs["ST"], rel=1e-9)
    shift = abs(flat.mean() - 0.5 * (f_a.mean() + f_b.mean()))
    steps = np.abs((f_ab - f_a).mean(axis=1)) / found.variance
    assert (np.abs(found.first - theirs["S1"]) <= shift * steps + 1e-9).all()


def test_sobol_indices__a_factor_that_is_not_looked_at_has_none_at_all() -> None:
    x = uniform(1, "x", np.arange(1_000))
    found = sobol_indices(x, uniform(2, "x", np.arange(1_000)), x[None, :].copy())
    assert (found.first[0], found.total[0], found.first_half[0], found.total_half[0]) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("f_ab", "sentence"),
    [
        (np.ones((2, 60)), "does not vary"),
        (np.ones((2, 59)), "needs f_a and f_b"),
        (np.full((1, 60), np.nan), "finite"),
    ],
)
def test_sobol_indices__refuses(f_ab: Array, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        sobol_indices(np.ones(60), np.ones(60), f_ab)
