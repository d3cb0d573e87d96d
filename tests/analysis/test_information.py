"""The value of information has a known answer where all is normal, and is not biased upwards where nothing is known."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from tests.analysis.synthetic import dataset

from aksonsim.analysis.crossfit import predict
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.value_of_information import evppi, information, policy
from aksonsim.errors import AksonsimError
from aksonsim.results.plain import plain

N = 40_000
MEAN = 0.5
SLOPES = np.array([1.0, 0.6, 0.0, 0.3])


def normal_evppi(mean: float, sd: float) -> float:
    """Return E[max(g, 0)] - max(mean, 0) of a normal g (Raiffa and Schlaifer 1961: unit normal loss)."""
    z = abs(mean) / sd
    unit = NormalDist()
    return sd * unit.pdf(z) - abs(mean) * unit.cdf(-z)


@pytest.fixture(scope="module")
def linear() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    x = rng.standard_normal((N, SLOPES.size))
    return x, MEAN + x @ SLOPES + 2.0 * rng.standard_normal(N)


def within(row: dict, truth: float, errors: float = 4.5) -> bool:
    low, high = row["value_ci"]
    return abs(row["value"] - truth) < errors * (high - low) / (2 * 1.96)


@pytest.mark.parametrize("columns", [[0], [1], [0, 1], [0, 1, 2, 3]])
def test_evppi__of_a_normal_sum_is_the_closed_form(columns: list[int], linear: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = linear
    found = plain(evppi(x[:, columns], y))
    truth = normal_evppi(MEAN, math.hypot(*SLOPES[columns]))
    assert within(found, truth), (found, truth)
    # a fit of a few weights to 40 000 draws is biased by less than the interval
    assert found["plug_in"] == pytest.approx(truth, abs=found["value_ci"][1] - found["value_ci"][0])
    changes = NormalDist().cdf(-MEAN / math.hypot(*SLOPES[columns]))
    assert found["changes"] == pytest.approx(changes, abs=0.02)


def test_evpi__of_a_normal_is_the_closed_form(linear: tuple[np.ndarray, np.ndarray]) -> None:
    _, y = linear
    found = plain(policy(y, y > 0, True))
    assert within(found, normal_evppi(MEAN, math.hypot(*SLOPES, 2.0)))


def test_evppi__of_what_tells_nothing_is_zero_and_biased_upwards_in_the_plain_formula() -> None:
    """Sixty columns, 900 draws, a mean near zero: the plain formula finds what is not there."""
    rng = np.random.default_rng(8)
    x, y = rng.standard_normal((900, 60)), 0.05 + rng.standard_normal(900)
    found = plain(evppi(x, y))
    assert (found["form"], found["value"]) == ("constant", 0.0)
    assert found["plug_in"] == pytest.approx(0, abs=1e-12)
    # one true slope makes the regression worth taking, and the noise of the other 59 comes with it
    y = y + 0.35 * x[:, 0]
    found = plain(evppi(x, y))
    truth = normal_evppi(0.05, 0.35)
    assert found["form"] == "lines"
    assert found["plug_in"] > truth > found["value"]
    assert within(found, truth)


def test_evppi__is_never_biased_upwards_on_average_where_the_plain_formula_is() -> None:
    """Some runs of 600 draws on thirty columns, of which one tells: the same truth, two estimates of it."""
    found = []
    for seed in range(80):
        rng = np.random.default_rng([7, seed])
        x = rng.standard_normal((600, 30))
        row = plain(evppi(x, 0.1 + 0.5 * x[:, 0] + rng.standard_normal(600)))
        found.append((row["value"], row["plug_in"]))
    truth = normal_evppi(0.1, 0.5)
    (value, plug_in), errors = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(80)
    assert value < truth + 3 * errors[0]
    assert plug_in > truth + 3 * errors[1]
    # what the rule loses by being fitted is little
    assert value > 0.75 * truth


def test_predict__finds_curves_and_products() -> None:
    rng = np.random.default_rng(5)
    x = rng.standard_normal((20_000, 2))
    curve = predict(x[:, :1], np.exp(0.5 * x[:, 0]) + 0.5 * rng.standard_normal(20_000))
    assert "spline" in curve.form
    # the fit is closer to the truth than a hundredth of its spread, in mean square
    assert np.square(curve.apart - np.exp(0.5 * x[:, 0])).mean() < 1e-4 * 25
    product = predict(x, x[:, 0] * x[:, 1] + rng.standard_normal(20_000))
    assert "products" in product.form
    assert product.explained == pytest.approx(0.5, abs=0.03)


def test_predict__never_uses_the_draw_itself() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.standard_normal((500, 1)), rng.standard_normal(500)
    y += x[:, 0]
    first = predict(x, y).apart[:20]
    y[:20] += 5.0  # the first batch of 25
    assert predict(x, y).apart[:20] == pytest.approx(first, abs=1e-9)


def test_predict__few_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 100 draws"):
        predict(np.zeros((50, 1)), np.zeros(50))


def test_information__frame_is_the_ladders_and_all_that_is_there_is_ranked() -> None:
    ds = dataset(3000)
    found = information(ds, "baseline", "frame").to_json()
    assert found["frame"] == ladder(ds, "baseline").ladders["total"].cost_frame.value
    passed = ds["gate_outcome"].values[0] < 2
    worth = found["frame"] - ds["cost_total"].values[0][passed]
    assert (found["condition"], found["draws"]) == ("given_passed", passed.sum())
    assert found["evpi"] == pytest.approx(np.maximum(-worth, 0).mean(), rel=1e-9)
    assert {row["name"] for row in found["outcomes"]} == {"gate", "participation"}
    assert found["rows"] == []


def test_information__npv_counts_stopped_draws_and_the_gate_tells_of_them() -> None:
    ds = dataset(3000)
    found = information(ds, "baseline").to_json()
    y = ds["npv"].values[0]
    assert (found["condition"], found["draws"], found["without"]) == ("all", 3000, "go ahead")
    assert found["evpi"] == pytest.approx(np.maximum(y, 0).mean() - y.mean(), rel=1e-9)
    gate = next(row for row in found["outcomes"] if row["name"] == "gate")
    stopped = ds["gate_outcome"].values[0] == 2
    # knowing of a stop beforehand saves what it sinks; on time and late draws are worth going ahead with
    assert gate["value"] == pytest.approx(-y[stopped].sum() / y.size, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("maybe",), "no decision is called maybe; there are: npv, frame"),
        (("frame", float("nan")), "frame must be a number, not nan"),
        (("npv", 9000.0), "a frame is asked about with the decision frame"),
    ],
)
def test_information__what_makes_no_sense_is_refused(arguments: tuple, sentence: str) -> None:
    with pytest.raises(AksonsimError, match=sentence):
        information(dataset(600), "baseline", *arguments)


def test_information__few_draws_are_refused() -> None:
    with pytest.raises(AksonsimError, match="needs 500"):
        information(dataset(300), "baseline")
