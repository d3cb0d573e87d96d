"""Amounts that few draws have."""

from __future__ import annotations

import numpy as np

from aksonsim.analysis.describe import distribution


def test_distribution__of_one_draw_that_has_the_amount_is_that_draw() -> None:
    found = distribution(np.array([np.nan, 3.0, np.nan]))
    assert (found["draws"], found["mean"], found["p50"], found["p85"]) == (1, 3.0, 3.0, 3.0)
    assert distribution(np.full(3, np.nan)) == {"draws": 0}
