"""PRIM and regional sensitivity against planted answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from aksonsim.analysis.prim import prim, quasi_p
from aksonsim.analysis.regional import distance, distances, kolmogorov
from aksonsim.sampling.streams import uniform


def cube(points: int, parameters: int, seed: int = 7) -> np.ndarray:
    return np.column_stack([uniform(seed, f"x{i}", np.arange(points)) for i in range(parameters)])


def test_prim__finds_a_planted_box() -> None:
    x = cube(2000, 5)
    y = (x[:, 1] > 0.6) & (x[:, 3] < 0.45)
    (box, *_) = prim(x, y)
    assert box.restricted == [1, 3]
    # A limit lies between the planted one and the nearest point beyond what one peel (5 % of the box) holds.
    assert box.low[1] == pytest.approx(0.6, abs=0.03)
    assert box.high[3] == pytest.approx(0.45, abs=0.03)
    assert np.isinf(box.high[1])
    assert box.coverage > 0.9
    assert box.density > 0.95
    assert max(box.quasi_p.values()) < 1e-10


def test_prim__two_planted_boxes_are_told_apart() -> None:
    x = cube(4000, 4)
    first, second = (x[:, 0] < 0.4) & (x[:, 1] < 0.5), (x[:, 2] > 0.8) & (x[:, 3] > 0.6)
    found = prim(x, first | second)
    assert [box.restricted for box in found[:2]] == [[0, 1], [2, 3]]
    assert min(box.density for box in found[:2]) > 0.9


def test_prim__noise_leaves_no_box_or_a_weak_one() -> None:
    x = cube(1000, 6)
    y = uniform(9, "y", np.arange(1000)) < 0.3
    for box in prim(x, y):
        assert box.density < 0.75  # nothing planted: never a box that claims to explain


def test_prim__a_later_box_counts_only_what_no_earlier_one_holds() -> None:
    """Cases where either of two parameters is at its upper three of ten levels: 51 of 100, 9 of them in both bands."""
    x = np.array([(i, j) for i in range(10) for j in range(10)], dtype=float)
    y = (x[:, 0] >= 7) | (x[:, 1] >= 7)
    first, second = prim(x, y)
    assert (first.points, second.points) == (30, 21)
    assert (first.coverage, second.coverage) == (30 / 51, 21 / 51)
    assert (first.density, second.density) == (1.0, 1.0)
    assert (first.mass, second.mass) == (0.3, 0.21)
    assert sorted(first.restricted + second.restricted) == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_prim__coverages_sum_to_the_cases_in_any_box(seed: int) -> None:
    x = cube(400, 3, seed)
    y = (x[:, 0] + x[:, 1] > 1.3) | (x[:, 2] > 0.85)
    found = prim(x, y)
    held = np.any([box.holds(x) for box in found], axis=0)
    assert sum(box.coverage for box in found) == pytest.approx(float((held & y).sum() / y.sum()), rel=1e-12)
    assert sum(box.points for box in found) == int(held.sum())


def test_prim__levels_go_as_a_whole_and_shares_are_true() -> None:
    x = np.column_stack([np.repeat(np.arange(5.0), 40), np.tile(np.arange(40.0), 5)])
    y = x[:, 0] >= 3
    (box,) = prim(x, y)
    assert (box.low[0], box.restricted, box.coverage, box.density, box.mass) == (2.5, [0], 1.0, 1.0, 0.4)
    assert box.holds(x).sum() == box.points == 80


def test_prim__quasi_p_is_the_binomial_tail() -> None:
    x = cube(500, 2)
    y = x[:, 0] > 0.5
    (box,) = prim(x, y)
    wide = y.mean()
    cases, size = (y & box.holds(x)).sum(), box.points
    assert quasi_p(box, 0, x, y) == pytest.approx(stats.binom.sf(cases - 1, size, wide), rel=1e-9)


@pytest.mark.parametrize("y", [np.zeros(50, bool), np.ones(50, bool)])
def test_prim__needs_some_of_both(y: np.ndarray) -> None:
    with pytest.raises(ValueError, match="none or all"):
        prim(cube(50, 2), y)


def test_regional__distance_is_that_of_scipy() -> None:
    x = cube(900, 1)[:, 0]
    a, b = x[:400], x[400:] ** 1.5
    found, expected = distance(a, b), stats.ks_2samp(a, b, method="asymp")
    assert found.d == pytest.approx(expected.statistic, abs=1e-12)
    assert found.p == pytest.approx(expected.pvalue, rel=0.2)  # ours corrects for size, SciPy's does not
    assert found.higher


def test_regional__kolmogorov_is_that_of_scipy() -> None:
    for t in (0.1, 0.3, 0.8, 1.36, 3.0):
        assert kolmogorov(t) == pytest.approx(stats.kstwobign.sf(t), abs=1e-12)


def test_regional__only_what_matters_stands_out() -> None:
    x = cube(1000, 3)
    found = distances(x, x[:, 1] > 0.5)
    assert found[1].d == pytest.approx(1.0, abs=0.005)
    assert found[1].p < 1e-12
    assert min(found[0].p, found[2].p) > 1e-3
