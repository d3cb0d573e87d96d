"""Promises kept together, and the frontier of cost and date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.analysis.synthetic import dataset

from aksonsim.analysis.joint_confidence import Promises, cost_and_finish, finish_name, frontier
from aksonsim.analysis.joint_confidence import joint as confidence
from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.plain import plain


def joint(column: Column, base: Column, promises: Promises, *, paired: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = plain(confidence(column, base, promises, paired=paired))
    return found


@pytest.fixture(scope="module")
def base() -> Column:
    return Column("baseline", dataset(1000), "baseline")


def test_joint__is_the_share_of_draws_that_keep_all(base: Column) -> None:
    found = joint(base, base, Promises(9000.0, 0.5, 2030))
    cost, outcome = base.ds["cost_total"].values[0], base.ds["gate_outcome"].values[0]
    live = base.ds["adoption_share"].sel(basis="inhabitants", year=2030).values[0]
    kept = (cost <= 9000) & (outcome == 0) & (live >= 0.5)
    assert 0.1 < found["together"]["value"] < 0.9
    assert found["together"] == {"value": kept.mean(), "ci": list(pc.probability_interval(int(kept.sum()), 1000))}
    assert found["frame"]["value"] == (cost <= 9000).mean()
    assert found["on_time"]["value"] == (outcome == 0).mean()
    assert found["lacks"] == []


def test_joint__difference_is_paired(base: Column) -> None:
    dearer = Column("dearer", base.ds.assign(cost_total=base.ds["cost_total"] + 300), "baseline")
    found = joint(dearer, base, Promises(9000.0, 0.5, 2030))
    of_base = joint(base, base, Promises(9000.0, 0.5, 2030))
    row = found["together"]
    assert row["difference"] == pytest.approx(row["value"] - of_base["together"]["value"], abs=1e-12)
    low, high = row["difference_ci"]
    assert low < row["difference"] < high < 0
    # Only draws between the two frames differ: far fewer than independent runs would have it.
    assert high - low < 2 * half_width(row["ci"])
    assert "difference" not in joint(dearer, base, Promises(9000.0, 0.5, 2030), paired=False)["together"]


def test_joint__says_which_promise_a_scenario_does_not_simulate(base: Column) -> None:
    ungated = Column("official_basis", base.ds, "official_basis")
    found = joint(ungated, base, Promises(9000.0, 0.85, 2030))
    assert found["lacks"] == ["on_time", "live"]
    assert "together" not in found
    assert joint(base, base, Promises(9000.0, 0.85, 2050))["lacks"] == ["live"]


@pytest.mark.parametrize("level", [0.5, 0.85])
def test_frontier__every_point_is_kept_with_the_confidence(level: float) -> None:
    rng = np.random.default_rng(4)
    cost, month = rng.lognormal(9, 0.2, 4000), rng.normal(120, 9, 4000)
    dates, costs = frontier(cost, month, level)
    for date, amount in zip(dates, costs, strict=True):
        share = ((cost <= amount) & (month <= date)).mean()
        assert level <= share < level + 1.5 / 4000
    assert (np.diff(costs) <= 0).all()
    assert costs[-1] == pytest.approx(np.quantile(cost, level), rel=0.01)


def test_finish__is_the_rollout_or_the_last_of_the_reference_schedule(base: Column) -> None:
    assert finish_name(base) == "establishment"
    cost, month = cost_and_finish(base, "establishment")
    passes = base.ds["gate_outcome"].values[0] < 2
    assert cost.tolist() == base.ds["cost_total"].values[0, passes].tolist()
    assert not np.isnan(month).any()
    with pytest.raises(ResultError, match="no dates of milestones"):
        finish_name(Column("x", base.ds.drop_vars("milestone_month"), "baseline"))
