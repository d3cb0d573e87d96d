"""Model and class in each other, against normal laws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest

from aksonsim.analysis.reference_classes import MEASURES, case_view, class_view, delay_view, model_view
from aksonsim.files.reference import outside_view
from aksonsim.results.plain import plain

N = 20_001
CLASS, CASE = outside_view().classes[0], outside_view().cases[0]
MODEL = NormalDist(110, 10)
VALUES = np.array([MODEL.inv_cdf((i + 0.5) / N) for i in range(N)])


class Normal:
    """A normal law of the ratio."""

    def __init__(self, mean: float, sd: float) -> None:
        self.law = NormalDist(mean, sd)

    def ppf(self, p: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return np.array([self.law.inv_cdf(x) for x in np.asarray(p)])

    def cdf(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return np.array([self.law.cdf(y) for y in np.asarray(x)])

    def sf(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return 1.0 - self.cdf(x)


def test_model__percentiles_are_those_of_its_law() -> None:
    # draws at the middles of N equal parts: off by less than half a part, which is 1 / N over twice the density
    told = model_view(VALUES, 100.0)
    for measure in MEASURES:
        x = MODEL.inv_cdf(measure.p or 0)
        assert told.percentiles[measure].value == pytest.approx(x, abs=1 / N / MODEL.pdf(x))
    assert told.prob_above_base.value == pytest.approx(1 - MODEL.cdf(100), abs=1 / N)


def test_class__lies_in_the_model_and_the_model_in_it() -> None:
    law, foundation = Normal(1.2, 0.2), 100.0
    found = class_view(CLASS, law, "base", VALUES, model_view(VALUES, 100.0), foundation)
    told = plain(found)
    there = NormalDist(120, 20)
    assert [x.value for x in found.percentiles.values()] == pytest.approx(
        [there.inv_cdf(m.p or 0) for m in MEASURES], rel=1e-12
    )
    assert told["prob_above_base"] == pytest.approx(1 - there.cdf(100), rel=1e-12)
    for name, p in (("p50", 0.5), ("p85", 0.85)):
        assert told[f"model_{name}_at"] == pytest.approx(there.cdf(MODEL.inv_cdf(p)), abs=2 / N)
        low, high = told[f"model_{name}_at_ci"]
        assert low < told[f"model_{name}_at"] < high
        # the interval of a percentile in probabilities of its own law is 1.96 sqrt(p (1 - p) / n) wide either side
        half = 1.96 * math.sqrt(p * (1 - p) / N) * there.pdf(MODEL.inv_cdf(p)) / MODEL.pdf(MODEL.inv_cdf(p))
        assert 0.5 * (high - low) == pytest.approx(half, rel=0.05)
        assert told[f"{name}_in_model"] == pytest.approx(MODEL.cdf(there.inv_cdf(p)), abs=1 / N)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in zip(told["curve"], told["curve"][1:], strict=False))


def test_class__too_few_draws_for_a_bound_bound_nothing() -> None:
    few = VALUES[::4000]
    told = plain(class_view(CLASS, Normal(1.2, 0.2), "base", few, model_view(few, 100.0), 100.0))
    assert told["model_p85_at_ci"][1] == 1.0
    assert 0.0 <= told["model_p85_at_ci"][0] < told["model_p85_at"] < 1.0


def test_case__has_an_amount_and_a_place() -> None:
    case = CASE.model_copy(update={"ratio": 1.1})
    told = plain(case_view(case, VALUES, 100.0))
    assert told["amount"] == pytest.approx(110)
    assert told["in_model"] == pytest.approx(0.5, abs=1 / N)


def test_delay__is_priced_by_the_year() -> None:
    told = plain(delay_view(np.array([0.0, 1.0, 2.0, 3.0]), 0.15, 200.0))
    assert told["years"] == 1.5
    assert told["amount"] == pytest.approx(1.5 * 0.15 * 200)
    half = 1.959964 * math.sqrt(5 / 3 / 4)
    assert told["years_ci"] == pytest.approx((1.5 - half, 1.5 + half))
    assert told["amount_ci"] == pytest.approx((30 * (1.5 - half), 30 * (1.5 + half)))
