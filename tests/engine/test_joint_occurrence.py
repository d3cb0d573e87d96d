"""Events that occur together: a common cause by hand, a copula against SciPy's multivariate normal."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr

import aksonsim
from aksonsim import Scenario
from aksonsim.api import plans
from aksonsim.studies import plan_variants

DRAWS = 40_000
SIGMAS = 4.5
METHODS = ("mc", "lhs", "sobol")


def scenario(events: list[dict[str, Any]], **more: Any) -> Scenario:
    return Scenario.from_dict({"schema": 1, "title": "t", "currency": "MEUR", "events": events} | more)


def together(ds: xr.Dataset, *ids: str) -> float:
    """Return the share of draws in which all of some events occur."""
    return float((ds["event_occurred"].sel(event=list(ids))[0] == 1).all("event").mean())


def assert_chance(found: float, p: float) -> None:
    assert abs(found - p) < SIGMAS * math.sqrt(p * (1 - p) / DRAWS)


CAUSE = [
    {"id": "a", "probability": 0.6, "given": "strike", "otherwise": 0.05, "cost": 10},
    {"id": "b", "probability": 0.1, "given": "strike", "otherwise": 0.5, "cost": 1},
    {"id": "strike", "probability": 0.2},
]


@pytest.mark.parametrize("method", METHODS)
def test_common_cause__joint_chances_by_hand(method: str) -> None:
    ds = aksonsim.simulate(scenario(CAUSE), draws=DRAWS, seed=5, method=method)
    assert_chance(together(ds, "a"), 0.2 * 0.6 + 0.8 * 0.05)
    assert_chance(together(ds, "b"), 0.2 * 0.1 + 0.8 * 0.5)
    assert_chance(together(ds, "a", "b"), 0.2 * 0.6 * 0.1 + 0.8 * 0.05 * 0.5)
    assert_chance(together(ds, "a", "b", "strike"), 0.2 * 0.6 * 0.1)
    assert_chance(together(ds, "a", "strike"), 0.2 * 0.6)


def test_common_cause__without_it_the_others_are_as_they_are_otherwise() -> None:
    """Taken out, an event never occurs, with or without its cause; several plans as one keep each its own."""
    (plan,) = plans([scenario(CAUSE)], draws=DRAWS, seed=5)
    without = [plan_variants.without_events(plan, [name]) for name in ("strike", "a")]
    assert [one.events.otherwise.tolist() for one in without] == [[0.05, 0.5, 0.0], [0.0, 0.5, 0.0]]
    assert [one.events.probability.tolist() for one in without] == [[0.6, 0.1, 0.0], [0.0, 0.1, 0.2]]
    measure = {"probability": 0.3, "otherwise": 0.01}
    taken = [{**CAUSE[0], "mitigation": {**measure, "active": True}}, *CAUSE[1:]]
    both = aksonsim.simulate([scenario(CAUSE), scenario(taken, name="taken")], draws=DRAWS, seed=5)
    for name, events in (("baseline", CAUSE), ("taken", taken)):
        one = aksonsim.simulate(scenario(events, name=name), draws=DRAWS, seed=5)
        np.testing.assert_array_equal(both["cost_total"].sel(scenario=name), one["cost_total"].sel(scenario=name))
    assert_chance(together(both.sel(scenario=["taken"]), "a"), 0.2 * 0.3 + 0.8 * 0.01)
