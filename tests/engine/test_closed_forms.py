"""Results with known answers: one law each against SciPy, sums, events, drivers, copulas, Akson from above."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from engine_runs import ROOT, by_label, run, small
from scipy import stats

import aksonsim

DRAWS = 200_000
SIGMAS = 5
"""Tolerances are five standard errors: with the 100 or so comparisons here one in 17 000 runs would fail by chance."""


def mean_error(x: np.ndarray) -> float:
    """Standard error of a mean."""
    return float(x.std(ddof=1)) / math.sqrt(x.size)


def quantile_error(density: float, probability: float, draws: int = DRAWS) -> float:
    """Standard error of a sample quantile where the law has this density."""
    return math.sqrt(probability * (1 - probability) / draws) / density


def binomial_error(probability: float, draws: int = DRAWS) -> float:
    return math.sqrt(probability * (1 - probability) / draws)


Z85 = stats.norm.ppf(0.85)
LAWS: dict[str, tuple[dict[str, Any], Any]] = {
    "triangular": ({"min": 1, "mode": 2, "max": 4, "shape": "triangular"}, stats.triang(1 / 3, 1, 3)),
    "pert": ({"min": 10, "mode": 20, "max": 50, "shape": "pert"}, stats.beta(2, 4, 10, 40)),
    "lognormal by p50 and p85": (
        {"p50": 4755, "p85": 5915, "shape": "lognormal"},
        stats.lognorm(math.log(5915 / 4755) / Z85, scale=4755),
    ),
    "normal by p50 and p85": ({"p50": 100, "p85": 106, "shape": "normal"}, stats.norm(100, 6 / Z85)),
    "normal": ({"mean": 100, "sd": 5, "shape": "normal"}, stats.norm(100, 5)),
    "lognormal": (
        {"mean": 10, "sd": 6, "shape": "lognormal"},
        stats.lognorm(math.sqrt(math.log(1.36)), scale=10 / math.sqrt(1.36)),
    ),
    "gamma": ({"mean": 10, "sd": 5, "shape": "gamma"}, stats.gamma(4, scale=2.5)),
    "weibull": ({"shape": "weibull_min", "c": 1.5, "scale": 3}, stats.weibull_min(1.5, scale=3)),
    "exponential": ({"shape": "expon", "scale": 10}, stats.expon(scale=10)),
    "truncated normal": (
        {"shape": "norm", "loc": 1, "scale": 4, "truncate": [0, 9]},
        stats.truncnorm(-0.25, 2, 1, 4),
    ),
    "truncated Pareto": (
        {"shape": "pareto", "b": 1.38, "scale": 1.5, "truncate": [1.5, 8]},
        stats.truncpareto(1.38, 8 / 1.5, scale=1.5),
    ),
}

STATED: dict[str, dict[str, Any]] = {
    "triple pert": {"p10": 3, "mode": 4, "p90": 7, "shape": "pert"},
    "triple triangular": {"p10": 3, "mode": 4, "p90": 7, "shape": "triangular"},
    "triple gamma": {"p10": 3, "mode": 4, "p90": 7, "shape": "gamma"},
    "triple lognormal": {"p10": 3, "mode": 4, "p90": 7, "shape": "lognormal"},
    "metalog": {"p10": 1000, "p50": 1040, "p90": 1090},
}

DISCRETE: dict[str, dict[str, Any]] = {
    "values": {"values": [1, 2, 5], "weights": [1, 2, 1]},
    "mixture": {
        "mixture": [
            {"weight": 3, "estimate": {"mean": 100, "sd": 5, "shape": "normal"}},
            {"weight": 1, "estimate": {"mean": 200, "sd": 10, "shape": "normal"}},
        ]
    },
}


@pytest.fixture(scope="module")
def one_each() -> dict[str, np.ndarray]:
    """Costs of elements that are nothing but their law."""
    estimates = {name: form for name, (form, _) in LAWS.items()} | STATED | DISCRETE
    costs = [{"id": name.replace(" ", "-"), "estimate": form} for name, form in estimates.items()]
    costs.append({"id": "payable", "estimate": 200, "payable": True})
    ds = run(small(costs, unspecified=0.05), draws=DRAWS, threads=2)
    return by_label(ds, "cost_element", "element")


@pytest.mark.parametrize("name", LAWS)
def test_law__mean_p50_and_p85_are_scipys(one_each: dict[str, np.ndarray], name: str) -> None:
    x, law = one_each[name.replace(" ", "-")], LAWS[name][1]
    assert abs(x.mean() - law.mean()) < SIGMAS * law.std() / math.sqrt(DRAWS)
    for probability in (0.5, 0.85):
        wanted = law.ppf(probability)
        tolerance = SIGMAS * quantile_error(law.pdf(wanted), probability)
        assert abs(np.quantile(x, probability) - wanted) < tolerance


@pytest.mark.parametrize("name", STATED)
def test_law__has_the_percentiles_that_were_stated(one_each: dict[str, np.ndarray], name: str) -> None:
    x, form = one_each[name.replace(" ", "-")], STATED[name]
    for key in [key for key in form if key.startswith("p")]:
        probability = int(key[1:]) / 100
        assert abs((x < form[key]).mean() - probability) < SIGMAS * binomial_error(probability)


def test_law__values_have_their_weights(one_each: dict[str, np.ndarray]) -> None:
    for value, probability in ((1, 0.25), (2, 0.5), (5, 0.25)):
        assert abs((one_each["values"] == value).mean() - probability) < SIGMAS * binomial_error(probability)


def test_law__mixture_has_its_parts(one_each: dict[str, np.ndarray]) -> None:
    x = one_each["mixture"]
    assert abs((x > 150).mean() - 0.25) < SIGMAS * binomial_error(0.25)
    assert abs(x[x > 150].mean() - 200) < SIGMAS * mean_error(x[x > 150])
    assert abs(x[x < 150].mean() - 100) < SIGMAS * mean_error(x[x < 150])


def test_constant__carries_the_unspecified_allowance(one_each: dict[str, np.ndarray]) -> None:
    assert (one_each["payable"] == 210.0).all()


# --- sums -------------------------------------------------------------------------------------------------------------


def test_sum__of_independent_normals_is_normal() -> None:
    means, sds = (100, 200, 300), (5, 10, 20)
    costs = [
        {"id": f"e{i}", "estimate": {"mean": m, "sd": s, "shape": "normal"}}
        for i, (m, s) in enumerate(zip(means, sds, strict=True))
    ]
    total = run(small(costs), draws=DRAWS, threads=2)["cost_total"].values[0]
    law = stats.norm(600, math.sqrt(525))
    assert abs(total.mean() - 600) < SIGMAS * law.std() / math.sqrt(DRAWS)
    assert abs(total.var(ddof=1) - 525) < SIGMAS * 525 * math.sqrt(2 / (DRAWS - 1))
    for p in (0.1, 0.5, 0.85, 0.99):
        assert abs(np.quantile(total, p) - law.ppf(p)) < SIGMAS * quantile_error(law.pdf(law.ppf(p)), p)


def test_sum__of_exponentials_is_an_erlang() -> None:
    costs = [{"id": f"e{i}", "estimate": {"shape": "expon", "scale": 10}} for i in range(10)]
    total = run(small(costs), draws=DRAWS, threads=2)["cost_total"].values[0]
    law = stats.gamma(10, scale=10)
    assert abs(total.mean() - 100) < SIGMAS * law.std() / math.sqrt(DRAWS)
    for p in (0.1, 0.5, 0.85, 0.99):
        assert abs(np.quantile(total, p) - law.ppf(p)) < SIGMAS * quantile_error(law.pdf(law.ppf(p)), p)


def test_sum__of_triangulars_has_their_mean_and_variance() -> None:
    triples = ((1, 2, 4), (10, 20, 60), (5, 5, 9))
    costs = [
        {"id": f"e{i}", "estimate": {"min": a, "mode": m, "max": b, "shape": "triangular"}}
        for i, (a, m, b) in enumerate(triples)
    ]
    total = run(small(costs), draws=DRAWS, threads=2)["cost_total"].values[0]
    mean = sum(a + m + b for a, m, b in triples) / 3
    variance = sum(a * a + m * m + b * b - a * m - a * b - m * b for a, m, b in triples) / 18
    assert abs(total.mean() - mean) < SIGMAS * math.sqrt(variance / DRAWS)
    # a triangular's excess kurtosis is -3/5, so that a sum's lies between that and 0: Var(s^2) < 2 sigma^4 / (n - 1)
    assert abs(total.var(ddof=1) - variance) < SIGMAS * variance * math.sqrt(2 / (DRAWS - 1))


# --- events and drivers -----------------------------------------------------------------------------------------------


def test_events__bernoulli_times_constant_have_their_exact_moments() -> None:
    events = {"a": (0.37, 100.0), "b": (0.05, 400.0), "c": (0.74, 30.0), "d": ((0.25, 0.49), -20.0)}
    stated = [
        {"id": k, "probability": {"low": p[0], "high": p[1]} if isinstance(p, tuple) else p, "cost": c}
        for k, (p, c) in events.items()
    ]
    ds = run(small([{"id": "x", "estimate": 1000}], events=stated), draws=DRAWS, threads=2)
    moments = [(0.5 * sum(p) if isinstance(p, tuple) else p, c) for p, c in events.values()]
    mean = 1000 + sum(p * c for p, c in moments)
    variance = sum(p * (1 - p) * c**2 for p, c in moments)
    fourth = sum(p * (1 - p) * (1 - 6 * p * (1 - p)) * c**4 for p, c in moments)  # cumulants add
    total = ds["cost_total"].values[0]
    assert abs(total.mean() - mean) < SIGMAS * math.sqrt(variance / DRAWS)
    assert abs(total.var(ddof=1) - variance) < SIGMAS * math.sqrt((fourth + 2 * variance**2) / DRAWS)
    for (p, _), occurred in zip(moments, by_label(ds, "event_occurred", "event").values(), strict=True):
        assert abs(occurred.mean() - p) < SIGMAS * binomial_error(p)


def test_event__given_another_happens_only_with_it() -> None:
    events = [
        {"id": "inner", "probability": 0.5, "given": "outer", "cost": 10},
        {"id": "outer", "probability": 0.4},
    ]
    ds = run(small([{"id": "x", "estimate": 1}], events=events), draws=DRAWS, threads=2)
    occurred = by_label(ds, "event_occurred", "event")
    assert (occurred["inner"] <= occurred["outer"]).all()
    assert abs(occurred["inner"].mean() - 0.2) < SIGMAS * binomial_error(0.2)


def test_event__mitigation_costs_for_certain_and_lowers_the_probability() -> None:
    event = {
        "id": "e",
        "probability": 0.6,
        "cost": 100,
        "mitigation": {"active": True, "cost": 7, "probability": 0.1},
    }
    ds = run(small([{"id": "x", "estimate": 50}], events=[event]), draws=DRAWS, threads=2)
    total = ds["cost_total"].values[0]
    assert set(np.unique(total)) == {57.0, 157.0}
    assert abs((total == 157).mean() - 0.1) < SIGMAS * binomial_error(0.1)


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_driver__multiplies_what_is_exposed(share: float) -> None:
    x, m = stats.lognorm(0.3, scale=100), stats.lognorm(0.2, scale=1.1)
    costs = [{"id": "x", "estimate": {"p50": 100, "p85": 100 * math.exp(0.3 * Z85), "shape": "lognormal"}}]
    driver = {
        "id": "d",
        "multiplier": {"p50": 1.1, "p85": 1.1 * math.exp(0.2 * Z85), "shape": "lognormal"},
        "exposure": {"x": share},
    }
    total = run(small(costs, drivers=[driver]), draws=DRAWS, threads=2)["cost_total"].values[0]
    factor, square = 1 + share * (m.mean() - 1), (share * m.std()) ** 2
    mean = x.mean() * factor
    variance = (x.var() + x.mean() ** 2) * (square + factor**2) - mean**2
    assert abs(total.mean() - mean) < SIGMAS * math.sqrt(variance / DRAWS)
    if share == 1.0:  # a product of lognormals is one
        law = stats.lognorm(math.hypot(0.3, 0.2), scale=110)
        for p in (0.5, 0.85, 0.99):
            assert abs(np.quantile(total, p) - law.ppf(p)) < SIGMAS * quantile_error(law.pdf(law.ppf(p)), p)


def test_participation__scales_the_part_that_varies() -> None:
    costs = [
        {"id": "a", "estimate": 100, "varies": {"inhabitants": 0.5, "gps": 0.2}},
        {"id": "b", "estimate": 100},
    ]
    ds = run(small(costs, participation={"inhabitants": 0.8, "gps": 0.6}), draws=4)
    np.testing.assert_allclose(by_label(ds, "cost_element", "element")["a"], 100 * (0.3 + 0.4 + 0.12), rtol=1e-15)
    assert (by_label(ds, "cost_element", "element")["b"] == 100).all()


# --- correlation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["group", "between"])
@pytest.mark.parametrize("rho", [0.6, -0.4])
def test_correlation__of_normals_gives_the_variance_of_their_sum(kind: str, rho: float) -> None:
    costs = [{"id": k, "estimate": {"mean": 100, "sd": s, "shape": "normal"}} for k, s in (("a", 5), ("b", 10))]
    total = run(small(costs, correlations=[{kind: ["a", "b"], "rho": rho}]), draws=DRAWS, threads=2)["cost_total"]
    variance = 25 + 100 + 2 * rho * 50
    assert abs(float(total.var(ddof=1)) - variance) < SIGMAS * variance * math.sqrt(2 / (DRAWS - 1))


@pytest.mark.parametrize("rank", [False, True])
@pytest.mark.parametrize("rho", [-0.7, 0.3, 0.9])
def test_correlation__spearman_is_six_over_pi_arcsine_of_half_rho(rho: float, rank: bool) -> None:
    """Of laws that are far from normal: a rank correlation knows no margins."""
    costs = [
        {"id": "a", "estimate": {"shape": "expon", "scale": 10}},
        {"id": "b", "estimate": {"min": 1, "mode": 2, "max": 9, "shape": "pert"}},
    ]
    ds = run(small(costs, correlations=[{"between": ["a", "b"], "rho": rho, "rank": rank}]), draws=DRAWS, threads=2)
    a, b = by_label(ds, "cost_element", "element").values()
    wanted = rho if rank else 6 / math.pi * math.asin(rho / 2)
    found = stats.spearmanr(a, b).statistic
    # Bonett and Wright 2000, doi:10.1007/BF02294183: Var(artanh r) = (1 + r^2 / 2) / (n - 3)
    error = math.sqrt((1 + wanted**2 / 2) / (DRAWS - 3))
    assert abs(math.atanh(found) - math.atanh(wanted)) < SIGMAS * error


# --- Akson from above -------------------------------------------------------------------------------------------------

TOPDOWN = ROOT / "configs" / "akson-topdown.yaml"
TOTALS = {"journal": (4755, 5915), "local": (4060, 4465), "step1": (710, 845)}


def _density_of_the_sum() -> tuple[np.ndarray, np.ndarray]:
    """Return amounts (MNOK, middles of cells of 1) and the density of the three independent lognormals' sum."""
    size = 2**16
    edges = np.arange(size + 1.0)
    cells = [np.diff(stats.lognorm(math.log(p85 / p50) / Z85, scale=p50).cdf(edges)) for p50, p85 in TOTALS.values()]
    density = np.fft.irfft(np.prod([np.fft.rfft(cell) for cell in cells], axis=0), size)
    return np.arange(size) + 0.5 * len(cells), density


def topdown(*sets: str, name: str = "independent") -> xr.Dataset:
    return run(aksonsim.load(TOPDOWN, name, sets=sets), draws=DRAWS, keep="totals", threads=2)


@pytest.mark.parametrize(("probability", "published"), [(0.85, 10_789), (0.5, 9_564)])
def test_topdown__independent_total(probability: float, published: float) -> None:
    amount, density = _density_of_the_sum()
    exact = float(np.interp(probability, np.cumsum(density), amount + 0.5))
    assert abs(exact - published) < 3  # the published one comes from 4 million draws: error about 3
    found = np.quantile(topdown()["cost_total"].values[0], probability)
    assert abs(found - exact) < SIGMAS * quantile_error(float(np.interp(exact, amount, density)), probability)


@pytest.mark.parametrize(("probability", "total"), [(0.5, 9_525), (0.85, 11_225)])
def test_topdown__comonotone_percentiles_add(probability: float, total: float) -> None:
    x = topdown("correlations[together].rho=1", name="correlated")["cost_total"].values[0]
    laws = [stats.lognorm(math.log(p85 / p50) / Z85, scale=p50) for p50, p85 in TOTALS.values()]
    density = 1 / sum(1 / law.pdf(law.ppf(probability)) for law in laws)
    assert abs(np.quantile(x, probability) - total) < SIGMAS * quantile_error(density, probability)


@pytest.mark.parametrize(
    ("programme", "base", "chance"), [("journal", 3845, 0.157), ("local", 3830, 0.262), ("step1", 640, 0.268)]
)
def test_topdown__probability_of_the_base_estimate(programme: str, base: float, chance: float) -> None:
    x = topdown()["cost_programme"].sel(programme=programme).values[0]
    assert abs((x < base).mean() - chance) < 0.0005 + SIGMAS * binomial_error(chance)  # stated to a tenth of a percent
