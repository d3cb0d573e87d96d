"""Convergence: each point is the percentile of a prefix, given that the gate is passed."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analysis.synthetic import dataset

from aksonsim.analysis.convergence import FEWEST, convergence
from aksonsim.errors import ResultError
from aksonsim.results.percentiles import percentile_interval


def test_convergence__points_are_those_of_prefixes() -> None:
    ds = dataset(3000)
    found = convergence(ds, "baseline")
    total, passing = ds["cost_total"].values[0], ds["gate_outcome"].values[0] < 2
    assert (found.draws[0], found.draws[-1]) == (FEWEST, 3000)
    assert (np.diff(found.draws) > 0).all()
    for k in (0, len(found.draws) // 2, len(found.draws) - 1):
        prefix = total[: found.draws[k]][passing[: found.draws[k]]]
        for i, p in enumerate((0.5, 0.85)):
            assert found.value[i, k] == pytest.approx(np.quantile(prefix, p), rel=1e-12)
            assert (found.low[i, k], found.high[i, k]) == percentile_interval(prefix, p)


def test_convergence__few_draws_and_none() -> None:
    found = convergence(dataset(3), "official_basis")
    assert found.draws.tolist() == [3]
    assert np.isinf(found.high).all()
    ds = dataset(100)
    ds["gate_outcome"].values[0] = 2
    with pytest.raises(ResultError, match="no draw of scenario baseline passes"):
        convergence(ds, "baseline")
    ds["gate_outcome"].values[0, 80:] = 0
    assert convergence(ds, "baseline").draws.min() > 80
