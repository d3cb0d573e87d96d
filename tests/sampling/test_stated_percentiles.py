"""What was stated is what is drawn: every form that states percentiles, read from the table that a run draws from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import estimate

import aksonsim
from aksonsim.errors import LawError
from aksonsim.sampling.block import fill_inputs, prepare
from aksonsim.sampling.distribution import SMALLEST
from aksonsim.sampling.from_estimate import distribution_of

HEAD = "schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{id: a, estimate: 1}]\n"
TRIPLES = [(0.9, 1.0, 1.3), (3, 4, 7), (3, 4, 5.2)]
STATED: list[dict[str, Any]] = [
    *({"p10": a, "mode": b, "p90": c, "shape": s} for a, b, c in TRIPLES for s in ("pert", "triangular")),
    *({"p10": a, "mode": b, "p90": c, "shape": s} for a, b, c in TRIPLES for s in ("gamma", "lognormal")),
    {"p10": 0.7, "mode": 1, "p90": 1.1, "shape": "pert"},
    {"p50": 4755, "p85": 5915, "shape": "lognormal"},
    {"p50": 4755, "p85": 5915, "shape": "normal"},
    {"p50": 4, "p85": 7, "shape": "normal", "truncate": [0, None]},
    {"p50": 4, "p85": 6, "shape": "normal", "truncate": [1, 9]},
    {"p50": 4, "p85": 7, "shape": "lognormal", "truncate": [None, 12]},
    {"p50": 4, "p85": 7, "shape": "lognormal", "truncate": [1, 12]},
    {"p10": 1, "p50": 2, "p90": 5},
    *({"p10": 0.4, "p50": 1, "p90": 1.3, "truncate": ends} for ends in ([0, None], [0, 13], [0.1, 2], [None, 1.6])),
    {"p10": 0.3, "p50": 1, "p90": 1.4, "truncate": [0, None]},
    {"p10": 0.5, "p50": 1, "p90": 1.3, "truncate": [0, 5]},
    {"p10": 0.6, "p50": 1, "p90": 1.1, "truncate": [0, 5]},
    {"p10": 1, "p50": 2, "p90": 5, "truncate": [0, 100]},
    {"p10": 1, "p50": 2, "p90": 5, "truncate": [0, 7]},
    {"p5": 2.6, "p10": 3, "p50": 4, "p90": 5.5, "p95": 6.2, "truncate": [0, 8]},
    {"p10": 10, "p30": 20, "p50": 26, "p90": 40, "truncate": [0, 60]},
]


def points(stated: dict[str, Any]) -> dict[float, float]:
    return {float(key[1:]) / 100: x for key, x in stated.items() if key[0] == "p"}


@pytest.mark.parametrize("stated", STATED, ids=str)
def test_percentiles__drawn_are_those_stated(stated: dict[str, Any]) -> None:
    """Of the law, and of half a million draws from its table, within five standard errors of a count."""
    made = distribution_of(estimate(stated))
    low, high = (stated.get("truncate") or (None, None))[0], (stated.get("truncate") or (None, None))[1]
    for p, x in points(stated).items():
        assert float(made.ppf(p)) == pytest.approx(x, rel=1e-9)
        assert float(made.cdf(x)) == pytest.approx(p, abs=1e-9)
    draws = 500_000
    prepared = prepare(["x"], [estimate(stated)], seed=3, method="mc", draws=draws)
    x = np.empty((1, draws))
    fill_inputs(prepared.arrays, 0, x)
    for p, value in points(stated).items():
        assert abs((x[0] <= value).mean() - p) < 5 * np.sqrt(p * (1 - p) / draws)
    assert low is None or x.min() >= low
    assert high is None or x.max() <= high
    assert made.lower == pytest.approx(float(made.ppf(SMALLEST)))


@pytest.mark.parametrize(
    "stated",
    [
        {"p10": 0.2, "p50": 1, "p90": 1.3, "truncate": [0, None]},
        {"p10": 0.1, "p50": 2, "p90": 5, "truncate": [0, None]},
        {"p50": 1, "p85": 9, "shape": "normal", "truncate": [0, None]},
        {"p5": 2, "p10": 3, "p50": 4, "p90": 5.5, "p95": 6.2, "truncate": [0, 8]},
    ],
    ids=str,
)
def test_percentiles__that_no_law_has_inside_its_ends_are_refused_with_what_to_write(stated: dict[str, Any]) -> None:
    with pytest.raises(LawError, match=r"have no distribution inside truncate \[0, (null|8)\]; write \{") as error:
        distribution_of(estimate(stated))
    written = aksonsim_parse(str(error.value).split("; write ")[1].split("}")[0] + "}")
    other = distribution_of(estimate(written))
    known = points(stated)
    for p in (min(known), max(known)):
        assert float(other.ppf(p)) == pytest.approx(known[p], rel=1e-8)


def aksonsim_parse(text: str) -> Any:
    from aksonsim.files.yaml import parse

    return parse(text, "estimate")


@pytest.mark.parametrize("ends", [[0.4, None], [1, None], [None, 1.3], [0, 1.2]], ids=str)
def test_percentiles__beyond_an_end_are_refused(ends: list[float | None]) -> None:
    with pytest.raises(LawError, match=r"p\d+ [\d.]+ lies at or beyond an end of truncate"):
        distribution_of(estimate({"p10": 0.4, "p50": 1, "p90": 1.3, "truncate": ends}))


def test_percentiles__of_a_driver_are_drawn_after_the_remedy_as_before(tmp_path: Path) -> None:
    """A driver that leans left is refused, and what the sentence advises has the percentiles that were stated."""
    file = tmp_path / "s.yaml"
    stated = "{p10: 0.4, p50: 1, p90: 1.3}"
    driver = f"drivers: [{{id: d, multiplier: {stated}, exposure: {{a: 1}}}}]\n"
    file.write_text(HEAD + driver, encoding="utf-8")
    with pytest.raises(aksonsim.ScenarioError, match=r"add truncate: \[0, null\], .* keeps the stated percentiles"):
        aksonsim.simulate(aksonsim.load(file), draws=10)
    file.write_text(HEAD + driver.replace("1.3}", "1.3, truncate: [0, null]}"), encoding="utf-8")
    draws = 200_000
    multiplier = aksonsim.simulate(aksonsim.load(file), draws=draws).driver.values.ravel()
    for p, x in ((0.1, 0.4), (0.5, 1.0), (0.9, 1.3)):
        assert abs((multiplier <= x).mean() - p) < 5 * np.sqrt(p * (1 - p) / draws)
    assert multiplier.min() >= 0


@pytest.mark.parametrize(
    ("stated", "mode"),
    [
        ({"shape": "uniform", "loc": 2, "scale": 6}, 5.0),
        ({"shape": "trapezoid", "c": 0.2, "d": 0.6, "loc": 0, "scale": 10}, 4.0),
        ({"shape": "norm", "loc": 3, "scale": 2}, 3.0),
        ({"shape": "expon", "loc": 1}, 1.0),
        ({"shape": "powerlaw", "a": 3}, 1.0),
        ({"shape": "weibull_min", "c": 2, "scale": 3}, 3 * np.sqrt(0.5)),
        ({"values": [5, 1, 3], "weights": [2, 2, 1]}, 1.0),
        ({"observations": [1, 2, 9, 4]}, 3.0),
        ({"shape": "norm", "loc": 3, "scale": 2, "truncate": [4, 9]}, 4.0),
    ],
    ids=str,
)
def test_mode__of_laws_without_a_stated_one(stated: dict[str, Any], mode: float) -> None:
    assert distribution_of(estimate(stated)).mode == pytest.approx(mode, abs=1e-3)


def test_data__is_read_between_order_statistics_as_type_seven(tmp_path: Path) -> None:
    values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.6]
    made = distribution_of(estimate({"observations": values}))
    p = np.linspace(0.001, 0.999, 97)
    np.testing.assert_allclose(made.ppf(p), np.quantile(values, p, method="linear"), rtol=1e-12)
