"""Replicates: seeds are a contract, intervals are Student's."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.analysis.synthetic import dataset

from aksonsim.analysis.replicates import from_values, replicate_seeds, replicated, total_percentile


def test_replicate_seeds__are_a_contract() -> None:
    assert replicate_seeds(1, 4) == (1, 7509517778597857897, 3786517356581759365, 4397430736207583443)
    assert replicate_seeds(1, 9)[:4] == replicate_seeds(1, 4)
    assert len(set(replicate_seeds(0, 500)) | set(replicate_seeds(1, 500))) == 1000
    assert replicate_seeds(2**64 - 1, 1) == (2**64 - 1,)
    for seed, replicates in ((-1, 2), (2**64, 2), (1, 0)):
        with pytest.raises(ValueError, match="replicates and 0 <= seed"):
            replicate_seeds(seed, replicates)


def test_from_values__is_student_s_interval() -> None:
    values = [4.0, 7.0, 1.0, 3.0, 5.5]
    found = from_values(values, 0.9)
    assert found.values == tuple(values)
    expected = stats.t.interval(0.9, 4, np.mean(values), stats.sem(values))
    assert found.interval == pytest.approx(expected, rel=1e-12)
    assert found.single == pytest.approx((found.interval[1] - found.value) * math.sqrt(5), rel=1e-12)
    with pytest.raises(ValueError, match="at least two replicates"):
        from_values([1.0])


def test_from_values__covers_for_the_mean_and_for_one_run() -> None:
    rng = np.random.default_rng(3)
    runs = 2000
    found = [from_values(row) for row in rng.standard_normal((runs, 8))]
    error = math.sqrt(0.95 * 0.05 / runs)
    assert abs(np.mean([f.interval[0] <= 0 <= f.interval[1] for f in found]) - 0.95) < 4.5 * error


def test_replicated__simulates_the_run_and_its_replicates() -> None:
    seen: list[int] = []

    def simulate(seed: int) -> xr.Dataset:
        seen.append(seed)
        return dataset(200, seed % 2**32)

    found = replicated(simulate, lambda ds: total_percentile(ds, "baseline", 0.85), seed=1, replicates=3)
    assert tuple(seen) == replicate_seeds(1, 3)
    first = dataset(200, 1)
    passing = first["gate_outcome"].values[0] < 2
    assert found.values[0] == pytest.approx(np.quantile(first["cost_total"].values[0][passing], 0.85), rel=1e-12)
    assert found.value == pytest.approx(np.mean(found.values), rel=1e-12)
