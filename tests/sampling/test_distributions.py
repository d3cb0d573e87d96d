"""Laws against what was stated, against SciPy and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from estimates import ROUGH, SMOOTH, estimate
from scipy import stats

from aksonsim.errors import LawError
from aksonsim.sampling.distribution import invert, quantile
from aksonsim.sampling.families import Triangular, by_name
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.mixtures import Blend, Truncated

EVERY = {**SMOOTH, **ROUGH}
P = np.array([1e-12, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.8, 0.97])


@pytest.mark.parametrize("name", EVERY)
def test_law__quantiles_rise_and_stay_in_the_support(name):
    one = distribution_of(estimate(EVERY[name]))
    p = np.concatenate((2.0 ** np.arange(-53, -1), np.linspace(0.26, 0.99, 200), 1 - 2.0 ** np.arange(-7, -54, -1.0)))
    x = quantile(one, p)
    slack = 4 * np.spacing(np.abs(x).max())  # two formulas meet in the middle
    assert (np.diff(x) >= -slack).all()
    assert x.min() >= one.support[0]
    assert x.max() <= one.support[1]
    assert one.lower == x[0]
    assert one.upper == x[-1]


@pytest.mark.parametrize("name", SMOOTH)
def test_law__cdf_inverts_both_tails(name):
    one = distribution_of(estimate(SMOOTH[name]))
    low, high = one.ppf(P), one.isf(P)
    # What rounding of x to one part in 2**53 does to the probability, and 1e-9 of it for the formulas.
    for x, got in ((low, one.cdf(low)), (high, one.sf(high))):
        nudge = 8 * np.spacing(np.maximum(np.abs(x), one.sd if np.isfinite(one.sd) else 1.0))
        rounding = np.abs(one.cdf(x + nudge) - one.cdf(x - nudge)) + np.abs(one.sf(x + nudge) - one.sf(x - nudge))
        assert (np.abs(got - P) <= 1e-9 * P + rounding).all()
    assert np.allclose(one.cdf(low) + one.sf(low), 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"constant", "t", "pareto"}))  # these two settle too slowly
def test_law__mean_and_sd_equal_a_fine_sum_of_quantiles(name):
    """Midpoint sum over 200 000 quantiles; its own error: from a coarser grid, and half a step at a jump."""
    one = distribution_of(estimate(EVERY[name]))
    n = 200_000

    def moments(n):
        x = quantile(one, (np.arange(n) + 0.5) / n)
        return np.array([x.mean(), x.std()])

    fine, coarse = moments(n), moments(n // 4)
    jump = 0.5 * float(one.isf(1e-4) - one.ppf(1e-4)) / n
    tolerance = 3 * np.abs(fine - coarse) + 1e-6 * one.sd + jump
    assert (np.abs(fine - (one.mean, one.sd)) <= tolerance).all()


@pytest.mark.parametrize("shape", ["pert", "triangular", "gamma", "lognormal"])
@pytest.mark.parametrize("triple", [(3, 4, 7), (0.9, 1.0, 1.5), (-5, -4.5, 20), (1e6, 2e6, 3.5e6), (100, 100.01, 130)])
def test_triple__meets_its_figures(shape, triple):
    p10, mode, p90 = triple
    one = distribution_of(estimate({"p10": p10, "mode": mode, "p90": p90, "shape": shape}))
    assert one.ppf(0.1) == pytest.approx(p10, abs=1e-9 * (p90 - p10))
    assert one.isf(0.1) == pytest.approx(p90, abs=1e-9 * (p90 - p10))
    assert one.mode == pytest.approx(mode, abs=1e-12 * (p90 - p10) + 1e-12 * abs(mode))
    # The mode really is where the density peaks: less chance in equal steps to both sides.
    step = 0.02 * one.sd
    at, left, right = (float(one.cdf(c + step) - one.cdf(c - step)) for c in (mode, mode - 3 * step, mode + 3 * step))
    assert at > left
    assert at > right


@pytest.mark.parametrize("shape", ["pert", "triangular"])
def test_triple__left_skewed(shape):
    one = distribution_of(estimate({"p10": 3, "mode": 6, "p90": 7, "shape": shape}))
    assert one.ppf([0.1, 0.9]) == pytest.approx([3, 7], abs=4e-9)


def test_gamma_triple__norwegian_formulas():
    """Mean (p10 + 0.42 mode + p90) / 2.42 and sd (p90 - p10) / 2.53, to 0.05 % and 1.7 % for shapes from 5."""
    unit = stats.gamma(9.0)
    one = distribution_of(estimate({"p10": unit.ppf(0.1), "mode": 8.0, "p90": unit.ppf(0.9), "shape": "gamma"}))
    assert one.mean == pytest.approx(9.0, rel=1e-8)
    assert one.sd == pytest.approx(3.0, rel=1e-8)
    assert (unit.ppf(0.1) + 0.42 * 8 + unit.ppf(0.9)) / 2.42 == pytest.approx(one.mean, rel=5e-4)
    assert (unit.ppf(0.9) - unit.ppf(0.1)) / 2.53 == pytest.approx(one.sd, rel=1.7e-2)


def test_pert__is_beta_with_lambda_four():
    one = distribution_of(estimate({"min": 1, "mode": 2, "max": 5, "shape": "pert"}))
    assert one.mean == pytest.approx((1 + 4 * 2 + 5) / 6, rel=1e-14)
    assert one.cdf(3.0) == pytest.approx(stats.beta(2, 4, loc=1, scale=4).cdf(3.0), rel=1e-14)


def test_triangular__closed_form_and_scipy():
    one = distribution_of(estimate({"min": 1, "mode": 2, "max": 4, "shape": "triangular"}))
    assert (one.mean, one.mode) == (7 / 3, 2)
    assert one.sd == pytest.approx((7 / 18) ** 0.5, rel=1e-14)
    peer = stats.triang(1 / 3, loc=1, scale=3)
    p = np.linspace(0.001, 0.999, 999)
    assert np.allclose(one.ppf(p), peer.ppf(p), rtol=0, atol=1e-14)
    assert np.allclose(one.cdf(one.ppf(p)), p, rtol=0, atol=1e-14)


def test_median_p85__reproduces_the_printed_pair():
    for shape in ("lognormal", "normal"):
        one = distribution_of(estimate({"p50": 4755, "p85": 5915, "shape": shape}))
        assert one.ppf([0.5, 0.85]) == pytest.approx([4755, 5915], rel=1e-13)


@pytest.mark.parametrize("shape", ["normal", "lognormal", "gamma"])
def test_moments__are_the_stated(shape):
    one = distribution_of(estimate({"mean": 10, "sd": 3, "shape": shape}))
    assert (one.mean, one.sd) == (pytest.approx(10, rel=1e-12), pytest.approx(3, rel=1e-12))


@pytest.mark.parametrize("points", [{"p10": 3, "p50": 4, "p90": 7}, SMOOTH["metalog 5"]])
def test_metalog__meets_every_percentile(points):
    one = distribution_of(estimate(points))
    for key, value in points.items():
        assert one.ppf(float(key[1:]) / 100) == pytest.approx(value, rel=1e-12)


def test_metalog__three_terms_by_hand():
    """Keelin (2016): a1 = x50, a2 = (x90 - x10) / (2 ln 9), a3 = (x10 + x90 - 2 x50) / (0.8 ln 9)."""
    one = distribution_of(estimate({"p10": 3, "p50": 4, "p90": 7}))
    y, ln9 = np.array([0.03, 0.4, 0.77]), np.log(9)
    logit = np.log(y / (1 - y))
    assert one.ppf(y) == pytest.approx(4 + 4 / (2 * ln9) * logit + 2 / (0.8 * ln9) * (y - 0.5) * logit, rel=1e-13)
    assert one.mean == pytest.approx(4 + 2 / (0.8 * ln9) / 2, rel=1e-10)  # a1 + a3 / 2


def test_metalog__mode_of_a_symmetric_law_is_its_middle():
    assert distribution_of(estimate({"p10": 3, "p50": 4, "p90": 5})).mode == pytest.approx(4.0, abs=1e-7)


def test_metalog__least_squares_beyond_six():
    exact = distribution_of(estimate({"p10": 3, "p50": 4, "p90": 7}))
    more = {f"p{p}": float(exact.ppf(p / 100)) for p in (5, 10, 20, 40, 60, 80, 90, 95)}
    assert distribution_of(estimate(more)).ppf([0.01, 0.3, 0.99]) == pytest.approx(
        exact.ppf([0.01, 0.3, 0.99]), rel=1e-8
    )


def test_empirical__is_numpys_default_quantile():
    data = [3, 1, 4, 1, 5, 9, 2.6]
    p = np.linspace(0.01, 0.99, 99)
    one = distribution_of(estimate({"observations": data}))
    assert one.ppf(p) == pytest.approx(np.quantile(data, p), rel=1e-14)
    assert one.cdf(one.ppf(p[40:])) == pytest.approx(p[40:], abs=1e-14)
    assert one.mode == np.median(data)


def test_discrete__steps():
    one = distribution_of(estimate({"values": [5, 1, 2, 2], "weights": [1, 1, 1, 1]}))
    assert one.ppf([0.2, 0.25, 0.26, 0.75, 0.76]).tolist() == [1, 1, 2, 2, 5]
    assert one.isf([0.8, 0.24, 0.25, 0.2]).tolist() == [1, 5, 2, 5]
    assert one.cdf([0.9, 1, 2, 4.9, 5]).tolist() == [0, 0.25, 0.75, 0.75, 1]
    assert one.sf([0.9, 1, 2, 4.9, 5]).tolist() == [1, 0.75, 0.25, 0.25, 0]
    assert (one.mode, one.mean, one.step) == (2, 2.5, True)


def test_mixture__of_numbers_is_discrete():
    one = distribution_of(estimate({"mixture": [{"weight": 1, "estimate": 3}, {"weight": 3, "estimate": 7}]}))
    assert one.ppf([0.2, 0.3]).tolist() == [3, 7]
    assert one.mean == 6


def test_mixture__with_an_atom():
    one = distribution_of(estimate(ROUGH["with an atom"]))
    assert one.cdf(0.0) == pytest.approx(0.3)
    assert one.ppf([0.1, 0.2999999]).tolist() == [0, 0]
    part = distribution_of(estimate(ROUGH["with an atom"]["mixture"][1]["estimate"]))
    assert one.ppf([0.4, 0.9]) == pytest.approx(part.ppf([0.1 / 0.7, 0.6 / 0.7]), rel=1e-13)
    assert one.mean == pytest.approx(0.7 * part.mean, rel=1e-14)


def test_truncate__equals_scipys_truncated_normal():
    one = distribution_of(estimate({"shape": "norm", "loc": 5, "scale": 2, "truncate": [0, 9]}))
    peer = stats.truncnorm(-2.5, 2.0, loc=5, scale=2)
    assert one.ppf(P) == pytest.approx(peer.ppf(P), abs=1e-12)
    assert (one.mean, one.sd) == (pytest.approx(peer.mean(), rel=1e-10), pytest.approx(peer.std(), rel=1e-10))


def test_truncate__keeps_an_atom_at_its_lower_end():
    raw = ROUGH["with an atom"] | {"truncate": [0, 12]}
    one = distribution_of(estimate(raw))
    atom = 0.3 / (0.3 + 0.7 / 7)
    assert one.cdf(0.0) == pytest.approx(atom, rel=1e-12)


def test_scipy_law__isf_is_right_where_scipys_forgets():
    """For exponnorm SciPy's isf(q) is ppf(1 - q): at 1e-14 it is off by 1e-2, ours inverts sf."""
    one = distribution_of(estimate(SMOOTH["exponnorm"]))
    q = np.array([1e-15, 1e-14, 1e-9, 0.2])
    assert one.sf(one.isf(q)) == pytest.approx(q, rel=1e-10)


def test_mode__numeric():
    assert distribution_of(estimate({"shape": "weibull_min", "c": 1.7, "scale": 3})).mode == pytest.approx(
        3 * (0.7 / 1.7) ** (1 / 1.7), rel=1e-6
    )
    assert distribution_of(estimate({"shape": "expon"})).mode == 0
    assert distribution_of(estimate({"shape": "powerlaw", "a": 2})).mode == 1  # it rises to its upper end
    assert distribution_of(estimate({"shape": "gumbel_r", "loc": 3})).mode == pytest.approx(3, abs=1e-6)
    assert distribution_of(estimate(5)).mode == 5
    # 1 % windows: within a tenth of an sd of the higher hump.
    skew = [{"weight": 3, "estimate": {"mean": 10, "sd": 1, "shape": "normal"}}, {"weight": 1, "estimate": 20}]
    assert distribution_of(estimate({"mixture": skew})).mode == 20  # an atom beats any density
    humps = [{"weight": w, "estimate": {"mean": m, "sd": 1, "shape": "normal"}} for w, m in ((2, 10), (1, 20))]
    assert distribution_of(estimate({"mixture": humps})).mode == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"shape": "pareto", "b": 0.9}, "shape pareto has no finite mean; add truncate"),
        ({"shape": "cauchy"}, "shape cauchy has no finite mean"),
        ({"shape": "levy"}, "shape levy has no finite mean"),
        ({"shape": "normm"}, "not a continuous distribution of scipy.stats; did you mean norm?"),
        ({"shape": "poisson", "mu": 3}, "poisson is a discrete distribution"),
        ({"shape": "studentized_range", "k": 3, "df": 2}, "its quantiles take minutes"),
        ({"shape": "norm", "mu": 3}, "shape norm has no parameter mu; it takes loc, scale"),
        ({"shape": "norm", "scal": 3}, "no parameter scal; did you mean scale?"),
        ({"shape": "gamma", "scale": 3}, "shape gamma needs a; it takes a, loc, scale"),
        ({"shape": "beta", "a": -1, "b": 2}, "shape beta does not exist for a -1, b 2"),
        ({"shape": "norm", "scale": -1}, "shape norm does not exist for scale -1"),
        ({"p10": 1, "p50": 1.01, "p90": 100}, "have no metalog distribution: its quantiles would fall near p"),
        ({"p10": 3, "mode": 4, "p90": 5.00000001, "shape": "lognormal"}, "no lognormal distribution meets"),
        ({"shape": "norm", "truncate": [100, 101]}, "truncate [100, 101] keeps no probability"),
        ({"values": [1, 2], "weights": [1, 1], "truncate": [3, 4]}, "keeps none of the values"),
    ],
)
def test_law__refusals(raw, sentence):
    with pytest.raises(LawError) as caught:
        distribution_of(estimate(raw))
    assert sentence in str(caught.value)


def test_invert__jumps_and_flats():
    def stairs(x):
        return np.floor(x)

    target = np.array([1.0, 2.5, 3.0, 0.0])
    found = invert(stairs, target, np.zeros(4), np.full(4, 10.0))
    assert np.allclose(found, [1, 3, 3, 0], rtol=1e-15)
    falling = invert(lambda x: -(x**3), np.array([-8.0]), np.array([0.0]), np.array([5.0]), rising=False)
    assert falling == pytest.approx([2.0], rel=1e-15)


def test_scipy_law__of_a_small_scale_exists():
    one = by_name("uniform", {"loc": 2.0, "scale": 0.004})
    assert (one.mean, one.sd) == pytest.approx((2.002, 0.004 / np.sqrt(12.0)), rel=1e-12)
    with pytest.raises(LawError, match="does not exist"):
        by_name("uniform", {"scale": 0.0})


def test_truncate__moments_of_a_cut_triangular_and_its_kinks():
    """Triangular on [0, 4] with its peak at 3, cut at 3.5: density x/6 up to the peak, (4 - x)/2 beyond."""
    one = Truncated(Triangular(0.0, 3.0, 4.0), -1.0, 3.5)
    mass = 0.75 + (0.5 - 0.125) / 2  # of (4 - x)/2 from 3 to 3.5: a quarter of 1 - 0.5**2
    first = 27 / 18 + (2 * (3.5**2 - 9) - (3.5**3 - 27) / 3) / 2
    second = 81 / 24 + (4 * (3.5**3 - 27) / 3 - (3.5**4 - 81) / 4) / 2
    mean, square = first / mass, second / mass
    assert one.mean == pytest.approx(mean, rel=1e-12)
    assert one.sd == pytest.approx(np.sqrt(square - mean**2), rel=1e-11)
    assert one.kinks == pytest.approx((0.75 / mass,), rel=1e-14)
    # Cut on either side of the peak, by next to nothing: no bend is left inside.
    assert Truncated(Triangular(0.0, 3.0, 4.0), 0.0, 2.99).kinks == ()
    assert Truncated(Triangular(0.0, 3.0, 4.0), 3.01, 4.0).kinks == ()


def test_mixture__kinks_are_the_bends_and_ends_inside():
    """A quarter on [0, 2] and the rest on [4, 6], both triangular; the ends 0 and 6 are at probabilities 0 and 1."""
    one = Blend((Triangular(0.0, 1.0, 2.0), Triangular(4.0, 5.0, 6.0)), np.array([0.25, 0.75]))
    assert one.kinks == pytest.approx((0.125, 0.25, 0.625), rel=1e-14)


def test_truncate__of_values_keeps_both_ends():
    one = distribution_of(estimate({"values": [1, 2, 3, 4], "weights": [1, 1, 2, 4], "truncate": [2, 3]}))
    assert one.support == (2.0, 3.0)
    assert one.mean == pytest.approx((2 * 1 + 3 * 2) / 3, rel=1e-15)
