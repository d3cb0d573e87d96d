"""Laws of sampling that hold for any estimate, name, seed and block (design, section 4)."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from aksonsim.errors import LawError
from aksonsim.model.estimate import MeanSd, MinModeMax, PercentilesAndMode
from aksonsim.sampling.block import fill_inputs, prepare
from aksonsim.sampling.distribution import quantile
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.streams import uniform

SEEDS = st.integers(0, 2**64 - 1)
NAMES = st.text(min_size=1, max_size=12)
MONEY = st.floats(0.01, 1e6)
LIMITS = np.concatenate((2.0 ** np.arange(-53, -2), np.linspace(0.25, 0.99, 60), 1 - 2.0 ** np.arange(-7, -54, -1.0)))


@st.composite
def estimates(draw):
    low, one, two = draw(MONEY), draw(MONEY), draw(MONEY)
    kind = draw(st.sampled_from(["pert", "triangular", "triple", "moments"]))
    if kind == "moments":
        shape = draw(st.sampled_from(["normal", "lognormal", "gamma"]))
        return MeanSd(mean=low, sd=low * draw(st.floats(0.01, 1.5)), shape=shape)
    if kind == "triple":
        assume(low + one > low and low + one + two > low + one)
        assume(0.02 < one / two < 50)  # beyond, ten digits of money do not hold the triple
        assume(one + two > 1e-6 * low)
        shape = draw(st.sampled_from(["pert", "triangular"]))
        return PercentilesAndMode(points=((0.1, low), (0.9, low + one + two)), mode=low + one, shape=shape)
    assume(one + two > 1e-6 * low)
    return MinModeMax(min=low, mode=low + one, max=low + one + two, shape=kind)


@given(estimates())
def test_law__quantiles_rise_inside_the_support(estimate):
    one = distribution_of(estimate)
    x = quantile(one, LIMITS)
    assert (np.diff(x) >= -8 * np.spacing(np.abs(x).max())).all()
    assert one.support[0] <= x[0]
    assert x[-1] <= one.support[1]


@given(estimates(), st.floats(0.001, 1000))
def test_law__all_money_times_k(estimate, k):
    """Stating everything k times as large gives k times the quantiles."""
    stated = estimate.model_dump(exclude={"shape", "truncate"})
    scaled = type(estimate).model_validate(
        {key: k * value for key, value in stated.items()} | {"shape": estimate.shape}
    )
    p = np.array([1e-9, 0.1, 0.5, 0.85, 0.999])
    x = distribution_of(estimate).ppf(p)
    assert np.allclose(distribution_of(scaled).ppf(p), k * x, rtol=1e-8, atol=1e-8 * k * np.abs(x).max())


@given(SEEDS, NAMES, st.integers(0, 2**40), st.integers(0, 2**32 - 1))
def test_uniform__is_inside_and_pure(seed, name, draw, index):
    both = uniform(seed, name, [draw, draw ^ 1, draw], index)
    assert ((both > 0.0) & (both < 1.0)).all()
    assert both[0] == both[2] != both[1]


@given(SEEDS, st.lists(NAMES, min_size=2, max_size=5, unique=True), st.integers(1, 40), st.data())
def test_fill_inputs__set_and_order_do_not_matter(seed, names, count, data):
    kept = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    estimate = MinModeMax(min=1, mode=2, max=4, shape="triangular")

    def rows(chosen):
        out = np.empty((len(chosen), count))
        fill_inputs(prepare(chosen, [estimate] * len(chosen), seed=seed, draws=count).arrays, 0, out)
        return dict(zip(chosen, out, strict=True))

    whole = rows(names)
    for name, row in rows(kept).items():
        assert np.array_equal(row, whole[name])


@given(st.floats(0.1, 10), st.floats(0.05, 3), st.floats(1.05, 20))
def test_triple__skewed_shapes_meet_their_figures_or_refuse(p10, below, ratio):
    estimate = {"p10": p10, "mode": p10 + below, "p90": p10 + below * (1 + ratio)}
    for shape in ("gamma", "lognormal"):
        try:
            one = distribution_of(PercentilesAndMode.model_validate(estimate | {"shape": shape}))
        except LawError:
            assert not 1.05 < ratio < 6
            continue
        span = estimate["p90"] - p10
        assert math.isclose(float(one.ppf(0.1)), p10, abs_tol=1e-9 * span)
        assert math.isclose(float(one.isf(0.1)), estimate["p90"], abs_tol=1e-9 * span)
