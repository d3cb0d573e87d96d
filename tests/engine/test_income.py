"""Money that comes in: stated as a positive amount, counted with a minus."""

from __future__ import annotations

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
