"""Amounts that few draws have."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from aksonsim.analysis import describe
from aksonsim.analysis.describe import distribution


def test_distribution__of_one_draw_that_has_the_amount_is_that_draw() -> None:
    found = distribution(np.array([np.nan, 3.0, np.nan]))
    assert (found["draws"], found["mean"], found["p50"], found["p85"]) == (1, 3.0, 3.0, 3.0)
    assert distribution(np.full(3, np.nan)) == {"draws": 0}


def test_distribution__a_draw_on_the_base_is_not_below_it() -> None:
    assert distribution(np.array([1.0, 2.0, 2.0, 3.0]), 2.0, 2.0)["prob_base"] == 0.25


def test_distribution__percentiles_are_those_of_their_names() -> None:
    found = distribution(np.linspace(0.0, 1.0, 101))
    assert [found[key] for key in ("p10", "p50", "p85")] == pytest.approx([0.1, 0.5, 0.85], rel=1e-12)


def test_state__the_cap_binds_where_the_payment_is_less_not_where_the_sum_is_negative() -> None:
    sums, paid = np.array([[-5.0, 0.0, 7.0, 9.0]]), np.array([[-5.0, 0.0, 7.0, 8.0]])
    ds = xr.Dataset(
        {"state_uncapped": (("scenario", "draw"), sums), "state_capped": (("scenario", "draw"), paid)},
        coords={"scenario": ["base"]},
    )
    assert describe._state(ds, "base", None)["prob_cap_binds"] == 0.25
    assert describe._state(ds, "base", np.array([True, False, False, True]))["prob_cap_binds"] == 0.5
