"""Money that comes in: stated as a positive amount, counted with a minus."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from aksonsim import Scenario, ScenarioError, simulate

WORKS = {"id": "works", "estimate": {"min": 80, "mode": 100, "max": 150, "shape": "triangular"}}
SALE = {"id": "sale", "income": True, "estimate": {"min": 20, "mode": 30, "max": 45, "shape": "triangular"}}


def run(costs: list[dict[str, Any]], **more: Any) -> Any:
    return simulate([Scenario.from_dict({"schema": 1, "title": "x", "costs": costs, **more})], draws=50_000, seed=4)


def test_income__is_drawn_with_a_minus() -> None:
    sale = run([WORKS, SALE])["cost_element"].to_numpy()[0, :, 1]
    assert stats.kstest(-sale, stats.triang(10 / 25, 20, 25).cdf).pvalue > 1e-4


def test_income__lowers_the_base_and_the_total() -> None:
    result = run([WORKS, SALE])
    assert float(result["base_cost"].sum()) == pytest.approx(70)
    error = np.hypot(np.std([80, 100, 150]), 10) / np.sqrt(50_000)
    assert float(result["cost_total"].mean()) == pytest.approx(110 - 95 / 3, abs=5 * error)


def test_income__bears_no_part_of_a_lump() -> None:
    event = {"id": "e", "probability": 1, "cost": 10, "on": "*"}
    with_event, without = run([WORKS, SALE], events=[event]), run([WORKS, SALE])
    added = (with_event["cost_element"] - without["cost_element"]).to_numpy()[0]
    assert np.allclose(added, [10, 0])


def test_income__of_a_quantity_and_a_price() -> None:
    rent = {
        "id": "rent",
        "income": True,
        "estimate": {"quantity": 10, "price": {"min": 1, "mode": 2, "max": 3, "shape": "pert"}},
    }
    rent_drawn = run([WORKS, rent])["cost_element"].to_numpy()[0, :, 1]
    assert -30 < rent_drawn.min() < rent_drawn.max() < -10


@pytest.mark.parametrize("more", [{}, {"income": True}])
def test_income__a_negative_amount_is_refused_with_the_remedy(more: dict[str, Any]) -> None:
    line = {"id": "sale", "estimate": {"min": -45, "mode": -30, "max": -20, "shape": "triangular"}, **more}
    with pytest.raises(ScenarioError, match="income: true"):
        run([WORKS, line])


def test_income__a_stated_base_is_positive_too() -> None:
    law = {"p10": 27, "p50": 31, "p90": 35, "shape": "normal"}
    assert float(run([WORKS, {"id": "sale", "income": True, "base": 30, "estimate": law}])["base_cost"].sum()) == 70
    with pytest.raises(ScenarioError, match=r"base -30 is negative; what comes in is a positive amount"):
        run([WORKS, {"id": "sale", "income": True, "base": -30, "estimate": law}])


def test_income__carries_no_unspecified_allowance() -> None:
    with pytest.raises(ScenarioError, match="leave payable out"):
        run([WORKS, {**SALE, "payable": True}])


def test_income__a_correlation_is_with_the_stated_amount() -> None:
    """So one that rises with a cost narrows the total: Var(a - b) = Var a + Var b - 2 Cov, and Cov > 0."""
    tied = run([WORKS, SALE], correlations=[{"between": ["works", "sale"], "rho": 0.9}])
    works, sale = tied["cost_element"].to_numpy()[0].T
    assert stats.spearmanr(works, -sale).statistic == pytest.approx(6 / np.pi * np.arcsin(0.45), abs=0.01)
    assert tied["cost_total"].to_numpy().std() < 0.8 * run([WORKS, SALE])["cost_total"].to_numpy().std()


def test_income__alone_shares_a_lump_by_base() -> None:
    rent = {"id": "rent", "income": True, "estimate": 10}
    event = {"id": "e", "probability": 1, "cost": 8, "on": ["sale", "rent"]}
    costs = [WORKS, SALE, rent]
    added = (run(costs, events=[event])["cost_element"] - run(costs)["cost_element"]).to_numpy()[0]
    assert np.allclose(added, [0, 6, 2])


def test_income__is_said_in_titles() -> None:
    titles = json.loads(run([WORKS, {**SALE, "title": "Sale", "title_nb": "Salg"}]).attrs["titles"])["element"]
    assert titles["sale"] == {"en": "Sale (income)", "nb": "Salg (inntekt)"}
    assert titles["works"]["en"] == "works"
