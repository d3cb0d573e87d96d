"""Joint confidence of cost and finish against direct counts."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
import xarray as xr
from tests.analysis.synthetic import dataset

import aksonsim
from aksonsim.analysis.jcl import ASKED, jcl
from aksonsim.errors import AksonsimError
from aksonsim.language.text import translate
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels
from aksonsim.views.document import Table
from aksonsim.views.jcl import view


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return dataset(2000)


def counted(ds: xr.Dataset, milestone: str) -> tuple[np.ndarray, np.ndarray]:
    passed = ds["gate_outcome"].values[0] < 2
    month = ds["milestone_month"].values[0][:, labels(ds, "milestone").index(milestone)].astype(np.float64)
    return ds["cost_total"].values[0][passed], month[passed]


def test_jcl__both_kept_is_the_share_of_draws_inside_both(ds: xr.Dataset) -> None:
    found = jcl(ds, cost=9000.0, finish=dt.date(2032, 1, 1))
    cost, month = counted(ds, found.milestone)
    asked = found.promises[ASKED]
    assert found.draws == cost.size
    both = int(np.count_nonzero((cost <= 9000.0) & (month <= asked.month)))
    assert 0 < both < cost.size
    assert asked.both.value == both / cost.size
    assert asked.both.interval == pc.probability_interval(both, cost.size)
    assert asked.cost_kept.value == np.mean(cost <= 9000.0)
    assert asked.date_kept.value == np.mean(month <= asked.month)
    assert asked.both.value <= min(asked.cost_kept.value, asked.date_kept.value)
    for name, p in (("p50", 0.5), ("p85", 0.85)):
        at = found.promises[name]
        assert (at.cost, at.month) == pytest.approx((np.quantile(cost, p), np.quantile(month, p)))


def test_jcl__frontier_is_the_least_cost_that_keeps_both(ds: xr.Dataset) -> None:
    found = jcl(ds)
    cost, month = counted(ds, found.milestone)
    some = 0
    for row in found.frontier:
        for level, name in ((0.5, "p50"), (0.7, "p70"), (0.85, "p85")):
            needed, least = math.ceil(level * cost.size), row.costs[name]
            if least is None:
                assert np.count_nonzero(month <= row.month) < needed
                continue
            some += 1
            assert np.count_nonzero((cost <= least.value) & (month <= row.month)) >= needed
            assert np.count_nonzero((cost < least.value) & (month <= row.month)) < needed
            assert least.interval is not None
            assert least.interval[0] <= least.value <= least.interval[1]
    assert some > 8
    (shown,) = [block for block in view(found).blocks if isinstance(block, Table) and block.name == "frontier"]
    at_p50 = shown.rows[0].cells
    assert found.frontier[0].costs["p50"] is not None
    assert at_p50[2:] == (None, None, None)  # the dearest draw in time has no upper end


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"milestone": "rollot"}, "no milestone is called rollot; there are: "),
        ({"finish": 120.0}, "the file has dates: state the finish as one"),
        ({"scenario": "none"}, "none"),
    ],
)
def test_jcl__bad_input_is_a_sentence(ds: xr.Dataset, asked: dict[str, object], sentence: str) -> None:
    with pytest.raises(AksonsimError, match=sentence):
        jcl(ds, **asked)  # type: ignore[arg-type]


def test_jcl__dates_of_a_file_without_a_start_are_all_different() -> None:
    line = {"id": "a", "activity": "build", "estimate": {"min": 1, "mode": 2, "max": 4, "shape": "triangular"}}
    build = {"id": "build", "duration": {"min": 10, "mode": 12, "max": 16, "shape": "triangular"}}
    stated = {"schema": 1, "title": "t", "costs": [line], "activities": [build]}
    found = jcl(aksonsim.simulate(aksonsim.Scenario.from_dict(stated), draws=500))
    (shown,) = [block for block in view(found).blocks if isinstance(block, Table) and block.name == "frontier"]
    dates = [translate(row.cells[0], "nb") for row in shown.rows]  # type: ignore[arg-type]
    assert len(set(dates)) == len(found.frontier)
    assert dates[0] == f"{found.frontier[0].month:.1f} måneder".replace(".", ",")
