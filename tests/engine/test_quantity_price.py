"""A quantity times a unit price: one input where one of the two is certain, else two independent ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from aksonsim import Scenario, ScenarioError, simulate

DRAWS = 100_000


def scenario(estimate: Any, **more: Any) -> Scenario:
    line = {"id": "a", "estimate": estimate}
    return Scenario.from_dict({"schema": 1, "title": "One line", "currency": "EUR", "costs": [line], **more})


def drawn(estimate: Any) -> np.ndarray[Any, Any]:
    return np.asarray(simulate([scenario(estimate)], draws=DRAWS, seed=5)["cost_total"].to_numpy().ravel())


def near(got: float, wanted: float, error: float) -> bool:
    return abs(got - wanted) < 4.5 * error


PRICE = {"min": 9, "mode": 10, "max": 14, "shape": "triangular"}
COUNT = {"min": 80, "mode": 100, "max": 150, "shape": "triangular"}


@pytest.mark.parametrize("estimate", [{"quantity": 120, "price": PRICE}, {"quantity": PRICE, "price": 120}])
def test_quantity_price__a_certain_one_scales_the_other(estimate: Any) -> None:
    law = stats.triang(0.2, 9 * 120, 5 * 120)
    draws = drawn(estimate)
    assert near(draws.mean(), law.mean(), law.std() / math.sqrt(DRAWS))
    assert stats.kstest(draws, law.cdf).pvalue > 1e-4


def test_quantity_price__two_certain_ones_are_a_number() -> None:
    assert set(drawn({"quantity": 3, "price": 7})) == {21.0}


def test_quantity_price__two_uncertain_ones_are_independent() -> None:
    """Mean and variance by the formulas of a product; P50 and P85 by the integral of one law over the other."""
    count, price = stats.triang(20 / 70, 80, 70), stats.triang(0.2, 9, 5)
    draws = np.sort(drawn({"quantity": COUNT, "price": PRICE}))
    mean = count.mean() * price.mean()
    variance = (count.var() + count.mean() ** 2) * (price.var() + price.mean() ** 2) - mean**2
    assert near(draws.mean(), mean, math.sqrt(variance / DRAWS))
    assert near(draws.var(), variance, variance * math.sqrt(2.5 / DRAWS))

    quantities = count.ppf((np.arange(20_000) + 0.5) / 20_000)  # the midpoint rule over one of them

    def below(x: float) -> float:
        return float(price.cdf(x / quantities).mean())

    for p in (0.5, 0.85):
        wanted = optimize.brentq(lambda x, p=p: below(x) - p, 720, 2100)
        spread = 4.5 * math.sqrt(p * (1 - p) * DRAWS)
        assert draws[int(p * DRAWS - spread)] < wanted < draws[int(p * DRAWS + spread)]


def test_quantity_price__the_base_is_that_of_both() -> None:
    result = simulate([scenario({"quantity": COUNT, "price": PRICE})], draws=10)
    assert float(result["base_cost"].sum()) == pytest.approx(1000.0)


def test_quantity_price__can_be_correlated_by_their_full_names() -> None:
    tie = [{"between": ["costs[a].quantity", "costs[a].price"], "rho": 0.8}]
    both = scenario({"quantity": COUNT, "price": PRICE}, correlations=tie)
    tied = simulate([both], draws=DRAWS, seed=5)["cost_total"].to_numpy()
    assert tied.std() > 1.2 * drawn({"quantity": COUNT, "price": PRICE}).std()


def test_quantity_price__an_id_alone_does_not_say_which_is_correlated() -> None:
    costs = [{"id": "a", "estimate": {"quantity": COUNT, "price": PRICE}}, {"id": "b", "estimate": PRICE}]
    stated = Scenario.from_dict(
        {"schema": 1, "title": "x", "costs": costs, "correlations": [{"between": ["a", "b"], "rho": 0.5}]}
    )
    with pytest.raises(Exception, match=r"write costs\[a\].price or costs\[a\].quantity"):
        simulate([stated], draws=10)


@pytest.mark.parametrize("estimate", [{"quantity": -5, "price": -3}, {"quantity": -5, "price": PRICE}])
def test_quantity_price__below_zero_is_refused(estimate: Any) -> None:
    with pytest.raises(ScenarioError, match="the quantity is negative; state both positive, and income: true"):
        scenario(estimate)


def test_quantity_price__a_pattern_of_members_passes_by_two_certain_ones() -> None:
    costs = [{"id": f"r.{i}", "estimate": one} for i, one in enumerate([PRICE, PRICE, {"quantity": 3, "price": 7}])]
    tie = [{"group": ["r.*"], "rho": 0.5}]
    stated = Scenario.from_dict({"schema": 1, "title": "x", "costs": costs, "correlations": tie})
    drawn = simulate([stated], draws=20_000, seed=5)["cost_element"].to_numpy()[0].T
    assert stats.spearmanr(drawn[0], drawn[1]).statistic == pytest.approx(6 / np.pi * np.arcsin(0.25), abs=0.03)
    assert set(drawn[2]) == {21.0}
