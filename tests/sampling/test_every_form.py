"""Every form of estimate, stated against drawn: a million draws of one run, and the quantile functions themselves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from estimates import estimate
from scipy import stats

from aksonsim.api import simulate
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of

DRAWS = 1_000_000
BETWEEN = ("triangular", "pert")
TRIPLES = [
    ("p10", 23, 24, "p90", 27), ("p10", 23, 26, "p90", 27), ("p5", 23, 24, "p95", 27), ("p20", 23, 24, "p80", 27),
    ("p1", 23, 24, "p99", 27), ("p10", 23, 24, "p85", 27), ("p10", 8.8, 8.8, "p90", 13.6), ("p10", 23, 27, "p90", 27),
    ("p60", 43, 43.5, "p90", 47),
]  # fmt: skip
WITH_MODE: list[dict[str, Any]] = [
    {low: a, "mode": m, high: b, "shape": shape}
    for low, a, m, high, b in TRIPLES
    for shape in ("pert", "triangular", *(("gamma", "lognormal") if b - m > 1.4 * (m - a) and low != "p60" else ()))
]
PERCENTILES: list[dict[str, Any]] = [
    {"p10": 33, "p50": 34, "p90": 37},
    {"p5": 32.6, "p10": 33, "p50": 34, "p90": 35.5, "p95": 36.2},
    {"p50": 4755, "p85": 5915, "shape": "lognormal"},
    *({"p10": 13, "p90": 14, "shape": s} for s in ("normal", "logistic", "laplace", "gumbel_r", "gumbel_l", "uniform")),
    *({"p10": 13, "p90": 14, "shape": s} for s in ("expon", "rayleigh", "lognormal", "gamma", "weibull_min")),
    *({"p5": 1, "p80": 4, "shape": s} for s in ("lognormal", "gamma", "weibull_min", "fisk")),
    *({"p10": 13, "p50": 14, "p90": 15.6, "shape": s} for s in ("lognormal", "gamma", "weibull_min", *BETWEEN)),
    {"p10": 13, "p50": 14, "p90": 15, "shape": "normal"},
]
INSIDE: list[dict[str, Any]] = [
    *({"p10": 1, "mode": 5, "p90": 5.5, "shape": s, "truncate": [0, None]} for s in ("pert", "triangular")),
    *({"p10": 1, "mode": 2, "p90": 8, "shape": s, "truncate": [0, 20]} for s in ("pert", "gamma", "lognormal")),
    {"p5": 0.5, "mode": 0.7, "p95": 0.95, "shape": "pert", "truncate": [0.3, 1]},
    {"p10": 0.4, "mode": 1, "p90": 1.3, "shape": "pert", "truncate": [0, None]},
    {"p10": 0.4, "p50": 1, "p90": 1.3, "truncate": [0, None]},
    *({"p10": 2, "p85": 7, "shape": s, "truncate": [0, None]} for s in ("normal", "logistic", "gumbel_r")),
    {"p10": 2, "p85": 7, "shape": "gamma", "truncate": [1, 12]},
]
MOMENTS: list[dict[str, Any]] = [
    {"min": 2, "max": 5},
    {"min": 2, "mode": 3, "max": 7, "shape": "pert"},
    {"min": 2, "mode": 3, "max": 7, "shape": "triangular"},
    *({"mean": 10, "sd": 3, "shape": s} for s in ("gamma", "lognormal")),
    {"mean": 10, "sd": 1.5, "shape": "normal"},
    {"mean": 3, "sd": 1, "shape": "normal", "truncate": [0, None]},
    {"mean": 3, "sd": 1.5, "shape": "gamma", "truncate": [0, 8]},
    {"mean": 3, "sd": 1, "shape": "lognormal", "truncate": [1, 9]},
]
EQUAL: list[dict[str, Any]] = [
    {"min": 5, "mode": 5, "max": 5}, {"p10": 5, "mode": 5, "p90": 5}, {"min": 5, "max": 5}, {"p10": 5, "p90": 5},
    {"min": 5, "mode": 5, "max": 5, "shape": "pert", "truncate": [0, None]},
]  # fmt: skip
BY_PERCENTILES = WITH_MODE + PERCENTILES + INSIDE


def points(stated: dict[str, Any]) -> dict[float, float]:
    return {float(key[1:]) / 100: x for key, x in stated.items() if key[0] == "p"}


def moments(stated: dict[str, Any]) -> tuple[float, float]:
    """Mean and standard deviation that are stated, or follow by formula."""
    if "mean" in stated:
        return stated["mean"], stated["sd"]
    low, high, mode = stated["min"], stated["max"], stated.get("mode")
    if mode is None:
        return (low + high) / 2, (high - low) / math.sqrt(12)
    if stated["shape"] == "pert":
        mean = (low + 4 * mode + high) / 6
        return mean, math.sqrt((mean - low) * (high - mean) / 7)
    return (low + mode + high) / 3, math.sqrt((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)


def misses(forms: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str, float, float, float]]:
    """Return (form, figure, stated, drawn, miss in standard errors) of each figure, from one run."""
    costs = [{"id": f"e{k}", "estimate": form} for k, form in enumerate(forms)]
    scenario = Scenario.from_dict({"schema": 1, "title": "t", "price_year": 2019, "costs": costs})
    ds = simulate(scenario, draws=DRAWS, seed=11, keep="standard")
    out = []
    for k, form in enumerate(forms):
        x = ds["cost_element"].sel(element=f"e{k}").values.ravel()
        low, high = form.get("truncate", (None, None))
        assert low is None or x.min() >= low
        assert high is None or x.max() <= high
        for p, value in points(form).items():
            share = float((x <= value).mean())
            out.append((form, f"p{100 * p:g}", value, float(np.quantile(x, p)), (share - p) / error_of_share(p)))
        if form in MOMENTS:
            mean, sd = moments(form)
            fourth = float(((x - mean) ** 4).mean())
            out.append((form, "mean", mean, float(x.mean()), (float(x.mean()) - mean) / (sd / math.sqrt(DRAWS))))
            error = math.sqrt((fourth - sd**4) / DRAWS) / (2 * sd)
            out.append((form, "sd", sd, float(x.std()), (float(x.std()) - sd) / error))
    return out


def error_of_share(p: float) -> float:
    return math.sqrt(p * (1 - p) / DRAWS)


def test_every_form__draws_what_is_stated() -> None:
    far = [miss for miss in misses(BY_PERCENTILES + MOMENTS) if not abs(miss[-1]) < 5]
    assert not far


@pytest.mark.parametrize("stated", BY_PERCENTILES, ids=str)
def test_every_form__has_the_stated_percentiles_and_mode(stated: dict[str, Any]) -> None:
    made = distribution_of(estimate(stated))
    known = points(stated)
    span = max(known.values()) - min(known.values())
    for p, x in known.items():
        assert float(made.ppf(p)) == pytest.approx(x, abs=1e-9 * span)
        assert float(made.cdf(x)) == pytest.approx(p, abs=1e-8)
    if "mode" in stated:
        assert made.mode == pytest.approx(stated["mode"], abs=1e-9 * span)


@pytest.mark.parametrize("stated", MOMENTS, ids=str)
def test_every_form__has_the_stated_mean_and_standard_deviation(stated: dict[str, Any]) -> None:
    made = distribution_of(estimate(stated))
    assert (made.mean, made.sd) == pytest.approx(moments(stated), rel=1e-8)


@pytest.mark.parametrize("stated", EQUAL, ids=str)
def test_equal_numbers__are_a_constant(stated: dict[str, Any]) -> None:
    assert estimate(stated) == estimate(5)


@pytest.mark.parametrize(
    ("shape", "scipy"),
    [("normal", "norm"), ("gumbel_r", "gumbel_r"), ("uniform", "uniform"), ("logistic", "logistic")],
)
def test_named__two_percentiles_are_those_of_scipy(shape: str, scipy: str) -> None:
    peer = getattr(stats, scipy)(7.0, 2.0)
    made = distribution_of(estimate({"p20": peer.ppf(0.2), "p95": peer.ppf(0.95), "shape": shape}))
    at = np.array([0.01, 0.4, 0.999])
    np.testing.assert_allclose(made.ppf(at), peer.ppf(at), rtol=1e-10)


@pytest.mark.parametrize(
    ("shape", "peer"),
    [
        ("lognormal", stats.lognorm(0.4, scale=5)),
        ("gamma", stats.gamma(2.5, scale=3)),
        ("weibull_min", stats.weibull_min(1.7, scale=3)),
        ("fisk", stats.fisk(4, scale=3)),
    ],
)
def test_named__two_percentiles_from_zero_and_three_from_elsewhere_are_those_of_scipy(shape: str, peer: Any) -> None:
    at = np.array([0.01, 0.4, 0.999])
    two = {f"p{100 * p:g}": float(peer.ppf(p)) for p in (0.1, 0.8)}
    three = {f"p{100 * p:g}": 7 + float(peer.ppf(p)) for p in (0.1, 0.5, 0.9)}
    np.testing.assert_allclose(distribution_of(estimate(two | {"shape": shape})).ppf(at), peer.ppf(at), rtol=1e-8)
    np.testing.assert_allclose(distribution_of(estimate(three | {"shape": shape})).ppf(at), 7 + peer.ppf(at), rtol=1e-7)


def test_with_mode__the_lower_percentile_itself_leaves_its_share_below_the_peak() -> None:
    """F(mode) = (mode - min) / (max - min) = 0.1, and both percentiles by the cdf of SciPy."""
    made = distribution_of(estimate({"p10": 8.8, "mode": 8.8, "p90": 13.6, "shape": "triangular"}))
    low, high = made.support
    peer = stats.triang((8.8 - low) / (high - low), low, high - low)
    assert [peer.cdf(8.8), peer.cdf(13.6)] == pytest.approx([0.1, 0.9], abs=1e-12)
    assert (8.8 - low) / (high - low) == pytest.approx(0.1, abs=1e-12)
