"""Regret against the best choice of the same draw, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.analysis.regret import regret
from aksonsim.results import percentiles as pc
from aksonsim.results.differences import Sample


def test_regret__by_hand() -> None:
    found = regret({"a": Sample(np.array([1.0, 5.0, 3.0, 2.0])), "b": Sample(np.array([2.0, 4.0, 3.0, 6.0]))})
    assert found is not None
    assert found.draws == 4
    a, b = found.rows
    assert (a.name, b.name) == ("a", "b")
    assert (a.mean.value, b.mean.value) == (0.25, 1.25)
    assert (a.best.value, b.best.value) == (0.75, 0.5)
    assert a.best.interval == pc.probability_interval(3, 4)
    assert b.p85.value == pytest.approx(np.quantile([1, 0, 0, 4], 0.85))


def test_regret__counts_draws_that_count_in_all_choices() -> None:
    first = Sample(np.array([1.0, np.nan, 3.0, 4.0]), np.array([True, False, True, True]))
    second = Sample(np.array([0.0, 0.0, 5.0, np.nan]), np.array([True, True, True, False]))
    found = regret({"a": first, "b": second})
    assert found is not None
    assert found.draws == 2
    assert {row.name: row.mean.value for row in found.rows} == {"a": 0.5, "b": 1.0}
    assert regret({"a": first, "b": Sample(first.draws, np.array([False, True, False, False]))}) is None


def test_regret__a_choice_that_is_always_best_has_none() -> None:
    x = np.random.default_rng(2).standard_normal(100)
    found = regret({"worst": Sample(x + 1), "best": Sample(x)})
    assert found is not None
    best, worst = found.rows
    assert (best.name, best.mean.value, best.best.value) == ("best", 0, 1)
    assert worst.mean.value == pytest.approx(1)
    assert worst.best.value == 0
