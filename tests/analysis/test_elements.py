"""Elements and levels: closed forms of normals, sums at every level, and no element above its own estimate."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.analysis.elements import ElementRow
from aksonsim.errors import ResultError

COSTS = {"a": (100.0, 12.0), "b": (60.0, 9.0), "c": (40.0, 5.0)}


def tree(**more: Any) -> aksonsim.Scenario:
    costs: list[dict[str, Any]] = [
        {"id": name, "estimate": {"shape": "norm", "loc": mean, "scale": sd}}
        | ({} if name == "c" else {"under": "road"})
        for name, (mean, sd) in COSTS.items()
    ]
    stated: dict[str, Any] = {
        "schema": 1,
        "title": "Tree",
        "currency": "MNOK",
        "price_year": 2025,
        "groups": [{"id": "road"}],
    }
    stated["costs"] = costs
    return aksonsim.Scenario.from_dict(stated | more)


def rows_of(scenario: aksonsim.Scenario, draws: int = 40_000) -> dict[str, ElementRow]:
    found = aksonsim.elements(aksonsim.simulate(scenario, draws=draws))
    return {row.name: row for row in found.rows}


def test_elements__of_normals_are_the_closed_form() -> None:
    rows = rows_of(tree())
    sd = math.sqrt(sum(s**2 for _, s in COSTS.values()))
    z = NormalDist().inv_cdf(0.85)
    for name, (mean, s) in COSTS.items():
        row = rows[name]
        assert row.variance_share.value == pytest.approx(s**2 / sd**2, abs=2.5 * row.variance_share.half)
        # E[part | sum = q] = mean + cov / sd z
        assert row.to_p85.value == pytest.approx(mean + s**2 / sd * z, abs=1.5 * row.to_p85.half)
        assert row.to_p50.value == pytest.approx(mean, abs=1.5 * row.to_p50.half)
        assert row.contingency.value == pytest.approx(s**2 / sd * z, abs=1.5 * row.contingency.half)


def test_elements__add_up_at_every_level() -> None:
    rows = rows_of(tree(events=[{"id": "e", "probability": 0.3, "cost": 25}]), 4_000)
    assert list(rows) == ["total", "road", "a", "b", "c", "project_wide_events"]
    assert [row.level for row in rows.values()] == [0, 1, 2, 2, 1, 1]
    for name in ("variance_share", "to_p50", "to_p85", "contingency", "expected_addition"):
        one = {key: getattr(row, name).value for key, row in rows.items()}
        assert one["a"] + one["b"] == pytest.approx(one["road"], rel=1e-9, abs=1e-9), name
        assert one["road"] + one["c"] + one["project_wide_events"] == pytest.approx(one["total"], rel=1e-9, abs=1e-9)
    assert rows["total"].variance_share.value == pytest.approx(1.0)
    assert rows["total"].to_p85.value == pytest.approx(rows["total"].cost.p85.value, rel=1e-12)


def test_elements__none_costs_more_than_its_estimate_where_an_event_is_about_none() -> None:
    estimate = {"min": 80, "mode": 95, "max": 110, "shape": "triangular"}
    scenario = tree(
        groups=[],
        costs=[{"id": name, "estimate": estimate} for name in ("a", "b")],
        events=[{"id": "flood", "probability": 0.2, "cost": 1000}],
    )
    ds = aksonsim.simulate(scenario, draws=5_000)
    assert ds.cost_element.sel(element=["a", "b"]).values.max() <= 110
    rows = rows_of(scenario, 5_000)
    assert rows["project_wide_events"].cost.p85.value == 1000
    assert np.quantile(ds.cost_element.sel(element="a").values, 0.99) < 110
    assert rows["a"].to_p85.value < 110


def test_elements__what_cannot_be_asked() -> None:
    with pytest.raises(ResultError, match="holds no cost of elements; run it with --keep standard"):
        aksonsim.elements(aksonsim.simulate(tree(), draws=100, keep="totals"))
    with pytest.raises(ResultError, match="20 draws of scenario baseline are too few"):
        aksonsim.elements(aksonsim.simulate(tree(), draws=20))
