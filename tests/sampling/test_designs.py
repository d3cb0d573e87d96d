"""Latin hypercube and Sobol as pure functions: every stratum once, equal to their twins and to SciPy's sequence."""

from __future__ import annotations

import os

import naive_sampling as naive
import numpy as np
import pytest
from scipy.stats import kstest, qmc

from aksonsim.sampling.designs import LARGEST, fill_lhs, fill_sobol, sobol_tables
from aksonsim.sampling.streams import stream_key

JITTED = os.environ.get("NUMBA_DISABLE_JIT") != "1"
SIZES = [1, 2, 3, 7, 64, 1000, 1024] + ([100_003] if JITTED else [])
TABLES = sobol_tables(9)


def lhs(seed: int, name: str, n: int, first: int = 0, size: int | None = None) -> np.ndarray:
    out = np.empty(n - first if size is None else size)
    fill_lhs(*stream_key(seed, name), first, n, out, np.empty(out.size, np.uint32))
    return out


def sobol(seed: int, name: str, dimension: int, first: int, size: int) -> np.ndarray:
    out = np.empty(size)
    fill_sobol(*stream_key(seed, name), first, TABLES[dimension], out)
    return out


@pytest.mark.parametrize("n", SIZES)
def test_lhs__each_stratum_once(n):
    u = lhs(1, "costs[a]", n)
    assert np.array_equal(np.sort(np.floor(u * n)), np.arange(n))
    assert u.min() > 0.0
    assert u.max() < 1.0


@pytest.mark.parametrize("n", [1, 2, 5, 37, 64])
def test_lhs__equals_twin(n):
    assert lhs(3, "b", n).tolist() == [naive.lhs(3, "b", draw, n) for draw in range(n)]


def test_lhs__any_block_gives_the_same_bits():
    whole = lhs(1, "a", 101)
    for first, size in ((0, 1), (4, 3), (8, 50), (100, 1)):
        assert lhs(1, "a", 101, first, size).tolist() == whole[first : first + size].tolist()


def test_lhs__largest_design_stays_inside():
    last = lhs(1, "a", LARGEST, LARGEST - 8, 8)
    assert ((last > 0.0) & (last < 1.0)).all()
    assert np.unique(np.floor(last * LARGEST)).size == 8


def test_lhs__names_and_seeds_are_unrelated():
    """Rank correlations of independent permutations have variance 1 / (n - 1)."""
    n, names = (4096, 40) if JITTED else (64, 12)
    strata = np.array([np.floor(lhs(1 + i % 2, f"x{i // 2}", n) * n) for i in range(names)])
    rho = np.corrcoef(strata)[np.triu_indices(names, 1)]
    z = rho * np.sqrt(n - 1)
    assert np.abs(z).max() < 5.0
    # Mean square of m unrelated standard normals: 1 +- 5 sqrt(2 / m).
    assert abs((z * z).mean() - 1.0) < 5 * np.sqrt(2 / z.size)


@pytest.mark.parametrize("dimension", range(9))
def test_sobol__unscrambled_equals_scipy(dimension):
    reference = qmc.Sobol(9, scramble=False, bits=32).random_base2(9)[:, dimension]
    points = [naive.sobol_point(TABLES[dimension], draw) / 2**32 for draw in range(512)]
    assert points == reference.tolist()


@pytest.mark.parametrize("dimension", [0, 1, 8])
def test_sobol__equals_twin(dimension):
    for first, size in ((0, 20), (252, 9), (1 << 20, 5), (4 * 12345, 7)):
        twin = [naive.sobol(5, "a", first + j, TABLES[dimension]) for j in range(size)]
        assert sobol(5, "a", dimension, first, size).tolist() == twin


@pytest.mark.parametrize("dimension", [0, 3, 8])
@pytest.mark.parametrize("m", [0, 3, 8, 12 if JITTED else 9])
def test_sobol__each_dyadic_stratum_once(dimension, m):
    n = 2**m
    for start in (0, n):  # any aligned run of n points
        u = sobol(2, "a", dimension, start, n) if start % 4 == 0 else sobol(2, "a", dimension, 0, n)
        assert np.array_equal(np.sort(np.floor(u * n)), np.arange(n))
        assert u.min() > 0.0
        assert u.max() < 1.0


def test_sobol__pairs_keep_their_net_under_scrambling():
    """Dimensions 0 and 1 are a (0, m, 2)-net: one point in every elementary box, scrambled or not."""
    m = 8
    x, y = sobol(4, "a", 0, 0, 2**m), sobol(4, "b", 1, 0, 2**m)
    for a in range(m + 1):
        boxes = np.floor(x * 2**a) * 2 ** (m - a) + np.floor(y * 2 ** (m - a))
        assert np.unique(boxes).size == 2**m


def test_sobol__scrambling_is_uniform_over_seeds():
    """The first point over many seeds is a uniform sample: Kolmogorov-Smirnov at one in 100 000."""
    count = 2000 if JITTED else 300
    u = np.concatenate([sobol(seed, "a", 0, 0, 1) for seed in range(count)])
    assert kstest(u, "uniform").pvalue > 1e-5
