"""Whole blocks of inputs: law 3, places in a block, moments, marginals and rank correlations."""

from __future__ import annotations

import math
import os

import naive_sampling as naive
import numpy as np
import pytest
from estimates import ROUGH, SMOOTH, estimate
from scipy.stats import kstest, rankdata

from aksonsim.errors import LawError
from aksonsim.model.correlations import Correlation
from aksonsim.sampling.block import Prepared, fill_inputs, prepare
from aksonsim.sampling.distribution import quantile
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.tables import build

JITTED = os.environ.get("NUMBA_DISABLE_JIT") != "1"
N = 100_000 if JITTED else 1_000
METHODS = ("mc", "lhs", "sobol")


class Held(dict):
    """A cache of tables for these tests."""

    put = dict.__setitem__


CACHE = Held()
TRI, PERT = estimate(SMOOTH["triangular"]), estimate(SMOOTH["pert"])
MIXED = {
    "costs[a]": TRI,
    "costs[b]": PERT,
    "costs[c]": estimate(SMOOTH["metalog 3"]),
    "drivers[d]": estimate(ROUGH["discrete"]),
    "drivers[e]": estimate(12.5),
    "events[f].occurs": None,
    "costs[g]": estimate(ROUGH["empirical"]),
    "costs[h]": PERT,
}
TIES = (
    Correlation(id="group", group=("costs[a]", "costs[b]", "events[f].occurs"), rho=0.4),
    Correlation(between=("costs[c]", "drivers[d]"), rho=0.5),
    Correlation(between=("drivers[d]", "costs[g]"), rho=-0.5),
)


def ready(inputs: dict, *, draws: int = 1000, seed: int = 1, method: str = "mc", **more) -> Prepared:
    return prepare(list(inputs), list(inputs.values()), seed=seed, draws=draws, method=method, cache=CACHE, **more)


def drawn(prepared: Prepared, draws: int, block: int = 512) -> np.ndarray:
    out = np.empty((len(prepared.names), draws))
    for first in range(0, draws, block):
        part = np.empty((len(prepared.names), min(block, draws - first)))
        fill_inputs(prepared.arrays, first, part)
        out[:, first : first + part.shape[1]] = part
    return out


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ties", [(), TIES])
def test_fill_inputs__block_size_and_place_do_not_matter(method, ties):
    draws = 203
    one = ready(MIXED, draws=draws, method=method, correlations=ties)
    whole = drawn(one, draws, draws)
    for block in (4, 8, 64, 100):
        assert np.array_equal(drawn(one, draws, block), whole)
    for first, size in ((4, 1), (8, 2), (200, 3), (100, 57)):
        part = np.empty((len(MIXED), size))
        fill_inputs(one.arrays, first, part)
        assert np.array_equal(part, whole[:, first : first + size])


@pytest.mark.parametrize("method", ["mc", "sobol"])
def test_fill_inputs__a_prefix_is_a_prefix(method):
    short = drawn(ready(MIXED, draws=128, method=method, correlations=TIES), 128)
    long = drawn(ready(MIXED, draws=256, method=method, correlations=TIES), 256)
    assert np.array_equal(short, long[:, :128])


@pytest.mark.parametrize("method", ["mc", "lhs"])
def test_fill_inputs__other_inputs_do_not_matter(method):
    draws = 64
    whole = dict(zip(MIXED, drawn(ready(MIXED, draws=draws, method=method), draws), strict=True))
    fewer = {name: MIXED[name] for name in reversed(MIXED) if name != "costs[b]"}
    more = {"x": TRI, **MIXED, "y": None}
    for inputs in (fewer, more):
        for name, row in zip(inputs, drawn(ready(inputs, draws=draws, method=method), draws), strict=True):
            if name in whole:
                assert np.array_equal(row, whole[name])


def test_fill_inputs__sobol_keeps_the_order_irrelevant():
    whole = dict(zip(MIXED, drawn(ready(MIXED, draws=64, method="sobol"), 64), strict=True))
    turned = dict(reversed(MIXED.items()))
    for name, row in zip(turned, drawn(ready(turned, draws=64, method="sobol"), 64), strict=True):
        assert np.array_equal(row, whole[name])


def test_fill_inputs__other_members_of_a_group_do_not_matter():
    group = {f"m{i}": PERT for i in range(5)}
    full = drawn(ready(group, correlations=[Correlation(id="g", group=tuple(group), rho=0.3)]), 64)
    kept = ("m3", "m0", "m4")
    part = ready(dict.fromkeys(kept, PERT), correlations=[Correlation(id="g", group=kept, rho=0.3)])
    for name, row in zip(kept, drawn(part, 64), strict=True):
        assert np.array_equal(row, full[int(name[1])])


def test_fill_inputs__equals_the_twin():
    """Uniform, table and value of an uncorrelated input, one draw at a time."""
    out = drawn(ready(MIXED, seed=9), 40)
    for i, (name, one) in enumerate(MIXED.items()):
        u = [naive.uniform(9, name, draw) for draw in range(40)]
        if one is None:
            assert out[i].tolist() == u
        else:
            table = build(distribution_of(one))
            assert out[i] == pytest.approx([naive.table_value(table, x) for x in u], rel=1e-12)


def test_fill_inputs__copula_equals_the_textbook():
    """Scores by SciPy's normal quantile, mixed by the formula, back through SciPy's normal cdf: to table error."""
    from scipy.special import ndtr, ndtri

    out = dict(zip(MIXED, drawn(ready(MIXED, correlations=TIES), 400), strict=True))
    score = {name: ndtri(np.array([naive.uniform(1, name, d) for d in range(400)])) for name in MIXED}
    eta = ndtri(np.array([naive.uniform(1, "correlations[group]", d) for d in range(400)]))
    for name in TIES[0].group:
        sign = -1 if MIXED[name] is None else 1  # an occurrence: high scores are low uniforms
        u = ndtr(sign * math.sqrt(0.4) * eta + math.sqrt(0.6) * score[name])
        true = u if MIXED[name] is None else quantile(distribution_of(MIXED[name]), u)
        assert out[name] == pytest.approx(true, abs=1e-8)
    names = sorted(("costs[c]", "drivers[d]", "costs[g]"))  # c, g, d
    matrix = np.array([[1, 0, 0.5], [0, 1, -0.5], [0.5, -0.5, 1]])
    mixed = np.linalg.cholesky(matrix) @ np.array([score[name] for name in names])
    for name, z in zip(names, mixed, strict=True):
        assert out[name] == pytest.approx(quantile(distribution_of(MIXED[name]), ndtr(z)), abs=2e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ties", [(), TIES])
def test_fill_inputs__moments_within_five_errors(method, ties):
    """The plain Monte Carlo error bounds all three designs."""
    n = 65_536 if JITTED else 512
    one = ready(MIXED, draws=n, method=method, correlations=ties)
    out = drawn(one, n)
    varying = ~one.constant
    error = one.sds[varying] / math.sqrt(n)
    assert (np.abs(out[varying].mean(axis=1) - one.means[varying]) < 5 * error).all()
    squares = (out[varying] - one.means[varying, None]) ** 2
    assert (np.abs(squares.mean(axis=1) - one.sds[varying] ** 2) < 5 * squares.std(axis=1) / math.sqrt(n)).all()
    assert (out[one.constant] == 12.5).all()


@pytest.mark.parametrize("name", [*SMOOTH, *(name for name in ROUGH if name != "constant")])
def test_fill_inputs__every_form_follows_its_law(name):
    """Kolmogorov-Smirnov on the law's own cdf: uniform, or for atoms between its left and right limit."""
    raw = {**SMOOTH, **ROUGH}[name]
    x = drawn(ready({"x": estimate(raw)}, draws=N), N)[0]
    one = distribution_of(estimate(raw))
    values, counts = np.unique(x, return_counts=True)
    share = np.cumsum(counts) / N
    right, left = one.cdf(values), one.cdf(np.nextafter(values, -np.inf))
    # The distance's 1 - 1e-6 quantile: sqrt(ln(2e6) / 2) / sqrt(n) (Massart 1990).
    bound = math.sqrt(math.log(2e6) / 2 / N)
    assert np.abs(share - right).max() < bound + 1e-9
    assert np.abs(share - counts / N - left).max() < bound + 1e-9


def spearman_error(ranks) -> float:
    """A bound on the standard error of Spearman's rho from uniform ranks [2, n].

    The variance is that of 12 (product of centred ranks) plus two projections that estimate the marginals, each with
    no more variance than the product (Hoeffding 1948): at most three times it.
    """
    product = 12 * (ranks[0] - 0.5) * (ranks[1] - 0.5)
    return math.sqrt(3 / product.size) * float(product.std())


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.3, 0.9])
def test_copula__rank_correlation_and_marginals(rho):
    pair = Correlation(between=("costs[a]", "costs[b]"), rho=rho)
    out = drawn(ready({"costs[a]": TRI, "costs[b]": PERT}, draws=N, correlations=[pair]), N)
    for row, one in zip(out, (TRI, PERT), strict=True):
        assert kstest(row, lambda x, one=one: distribution_of(one).cdf(x)).pvalue > 1e-5
    ranks = [rankdata(row) / N for row in out]
    spearman = np.corrcoef(ranks)[0, 1]
    assert abs(spearman - 6 / math.pi * math.asin(rho / 2)) < 5 * spearman_error(ranks)


def test_copula__stated_rank_correlation_is_met():
    group = Correlation(id="g", group=("a", "b", "c"), rho=0.5, rank=True)
    out = drawn(ready({"a": TRI, "b": PERT, "c": estimate(SMOOTH["triple gamma"])}, draws=N, correlations=[group]), N)
    ranks = np.array([rankdata(row) for row in out]) / N
    spearman = np.corrcoef(ranks)[np.triu_indices(3, 1)]
    assert (np.abs(spearman - 0.5) < 5 * spearman_error(ranks[:2])).all()


def test_copula__extremes():
    same = ready({"a": TRI, "b": TRI}, correlations=[Correlation(id="g", group=("a", "b"), rho=1.0)])
    x = drawn(same, 1000)
    assert np.array_equal(x[0], x[1])
    mirrored = ready({"a": None, "b": None}, correlations=[Correlation(between=("a", "b"), rho=-1.0)])
    u = drawn(mirrored, 1000)
    assert np.abs(u[0] + u[1] - 1).max() < 1e-9
    assert ((u > 0) & (u < 1)).all()


def test_affine__is_applied_last():
    affine = np.array([[3.0, -2.0]] * len(MIXED))
    for ties in ((), TIES):
        plain = drawn(ready(MIXED, correlations=ties), 64)
        moved = drawn(ready(MIXED, correlations=ties, affine=affine), 64)
        assert moved == pytest.approx(3 - 2 * plain, rel=1e-14, abs=1e-14)


def test_prepared__figures():
    one = ready(MIXED)
    assert one.constant.tolist() == [name == "drivers[e]" for name in MIXED]
    assert one.means[0] == 7 / 3
    assert one.modes[:2].tolist() == [2, 2]
    assert math.isnan(one.modes[5])
    assert (one.means[5], one.sds[5]) == (0.5, math.sqrt(1 / 12))
    assert (one.lower[4], one.upper[4], one.sds[4]) == (12.5, 12.5, 0)
    assert one.lower[2] < 0  # an unbounded metalog: the engine refuses it as a cost
    assert one.distributions[5] is None
    assert one.distributions[0].mean == 7 / 3


def test_prepare__repairs_are_reported():
    ties = [
        Correlation(between=("a", "b"), rho=0.9, repair=True),
        Correlation(between=("b", "c"), rho=0.9),
        Correlation(between=("a", "c"), rho=-0.9),
    ]
    assert len(ready({"a": TRI, "b": TRI, "c": TRI}, correlations=ties).repairs) == 3


def test_prepare__no_inputs():
    empty = ready({})
    out = np.empty((0, 8))
    fill_inputs(empty.arrays, 0, out)
    assert out.size == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"method": "antithetic"}, "method antithetic is none of mc, lhs, sobol"),
        ({"draws": 0}, "draws 0 must be from 1"),
        ({"method": "sobol", "draws": 2**31 + 1}, "for sobol"),
        ({"affine": np.ones((1, 2))}, "affine must have shape"),
        ({"seed": -1}, "seed -1"),
    ],
)
def test_prepare__arguments_out_of_range(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        ready(MIXED, **more)


def test_prepare__names_the_input_at_fault():
    with pytest.raises(LawError, match=r"costs\[z\]: shape cauchy has no finite mean"):
        ready({"costs[z]": estimate({"shape": "cauchy"})})
    with pytest.raises(LawError, match=r"drivers\[e\] is a certain number and cannot be correlated"):
        ready(MIXED, correlations=[Correlation(between=("drivers[e]", "costs[a]"), rho=0.1)])
    with pytest.raises(ValueError, match="names of inputs must differ"):
        prepare(["a", "a"], [None, None], seed=1, draws=1)
