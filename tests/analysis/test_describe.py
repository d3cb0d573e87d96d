"""Amounts that few draws have."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from aksonsim.analysis import describe
from aksonsim.analysis.describe import amounts
from aksonsim.results.rows import Rows


def test_amounts__of_one_draw_that_has_the_amount_is_that_draw() -> None:
    found = amounts(np.array([np.nan, 3.0, np.nan]))
    assert (found.draws, found.mean.value, found.p50.value, found.p85.value) == (1, 3.0, 3.0, 3.0)
    assert amounts(np.full(3, np.nan)).to_json() == {"draws": 0}


def test_amounts__a_draw_on_the_base_is_not_below_it() -> None:
    found = amounts(np.array([1.0, 2.0, 2.0, 3.0]), 2.0, 2.0).prob_base
    assert found is not None
    assert found.value == 0.25


def test_amounts__percentiles_are_those_of_their_names() -> None:
    found = amounts(np.linspace(0.0, 1.0, 101))
    assert [found.p10.value, found.p50.value, found.p85.value] == pytest.approx([0.1, 0.5, 0.85], rel=1e-12)


def test_state__the_cap_binds_where_the_payment_is_less_not_where_the_sum_is_negative() -> None:
    sums, paid = np.array([[-5.0, 0.0, 7.0, 9.0]]), np.array([[-5.0, 0.0, 7.0, 8.0]])
    ds = xr.Dataset(
        {"state_uncapped": (("scenario", "draw"), sums), "state_capped": (("scenario", "draw"), paid)},
        coords={"scenario": ["base"]},
    )
    for mask, share in ((None, 0.25), (np.array([True, False, False, True]), 0.5)):
        found = describe.state_part(Rows(ds, "base", mask))
        assert found is not None
        assert found.prob_cap_binds.value == share
