"""Designs and points: strata, balance, independence of names, and the values they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sweep_files import SPEC, written

from aksonsim.errors import AksonsimError
from aksonsim.sweeps import designs
from aksonsim.sweeps.points import Points, points
from aksonsim.sweeps.reading import read_sweep

NAMES = ["a", "b", "c"]


def laid(folder: Path, **changes: str) -> Points:
    spec = SPEC
    for key, new in changes.items():
        spec = spec.replace({"design": "design: grid", "a": "range: [80, 120], levels: 4"}[key], new)
    found = read_sweep(written(folder, spec))
    return points(found.sweep, found.stated)


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_lhs__every_stratum_is_hit_once(n: int) -> None:
    unit = designs.lhs(NAMES, n, 1)
    assert np.array_equal(np.sort((unit * n).astype(int), axis=0), np.repeat(np.arange(n)[:, None], 3, axis=1))


def test_lhs__another_parameter_leaves_the_others_where_they_were() -> None:
    assert np.array_equal(designs.lhs(["a", "c"], 50, 3), designs.lhs(NAMES, 50, 3)[:, [0, 2]])
    assert not np.array_equal(designs.lhs(NAMES, 50, 3), designs.lhs(NAMES, 50, 4))


def test_sobol__is_balanced_in_every_pair() -> None:
    unit = designs.sobol(NAMES, 64, 1)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        cells = (unit[:, i] * 4).astype(int) * 4 + (unit[:, j] * 4).astype(int)
        assert np.bincount(cells, minlength=16).max() <= 8  # 64 points in 16 cells: a (t, 6, 2)-net with t <= 1
    assert np.array_equal(np.sort((unit * 64).astype(int), axis=0)[:, 0], np.arange(64))


def test_saltelli__blocks_differ_in_one_column() -> None:
    unit = designs.saltelli(NAMES, 195, 1).reshape(32, 5, 3)
    for block in unit:
        a, b = block[0], block[-1]
        for i in range(3):
            assert block[1 + i, i] == b[i]
            others = [j for j in range(3) if j != i]
            assert np.array_equal(block[1 + i, others], a[others])
    with pytest.raises(AksonsimError, match="saltelli needs at least 160 points for 3 parameters, not 159: 32 blocks"):
        designs.saltelli(NAMES, 159, 1)


def test_morris__each_step_moves_one_parameter_by_half_the_levels() -> None:
    unit = designs.morris(NAMES, 43, 1)
    assert unit.shape == (40, 3)
    assert set(np.unique((unit * 3).round(9))) <= {0, 1, 2, 3}
    steps = np.diff(unit.reshape(10, 4, 3), axis=1)
    assert np.array_equal(np.count_nonzero(steps, axis=2), np.ones((10, 3)))
    assert np.allclose(np.abs(steps).sum(axis=(1,)), 2 / 3)
    with pytest.raises(AksonsimError, match="morris needs at least 8 points"):
        designs.morris(NAMES, 7, 1)


def test_grid__all_combinations_the_last_fastest(tmp_path: Path) -> None:
    found = laid(tmp_path)
    assert len(found) == 12
    assert found.values[:4] == ((80.0, 40.0), (80.0, 50.0), (80.0, 60.0), (pytest.approx(93 + 1 / 3), 40.0))
    assert found.values[-1] == (120.0, 60.0)
    assert found.settings(1) == (("costs[a].estimate.mean", 80.0), ("costs[b].estimate.mean", 50.0))


def test_one_at_a_time__begins_at_what_the_file_states(tmp_path: Path) -> None:
    found = laid(tmp_path, design="design: one_at_a_time")
    assert found.values[0] == (100, 50)
    assert [row[1] for row in found.values[1:5]] == [50] * 4
    assert list(found.values[5:]) == [(100, 40.0), (100, 60.0)]  # 50 is the start itself


def test_points__values_of_words_ranges_logarithms_and_laws(tmp_path: Path) -> None:
    lhs = "design: {kind: lhs, points: 400}"
    flat = laid(tmp_path, design=lhs)
    column = np.array([row[0] for row in flat.values], dtype=float)
    assert column == pytest.approx(80 + 40 * flat.unit[:, 0], abs=1e-9)
    assert {row[1] for row in flat.values} == {40.0, 50.0, 60.0}
    logs = laid(tmp_path, design=lhs, a="log_range: [1, 100]")
    assert np.array([row[0] for row in logs.values]) == pytest.approx(100 ** logs.unit[:, 0])
    drawn = laid(tmp_path, design=lhs, a="estimate: {mean: 100, sd: 8, shape: normal}")
    expected = stats.norm(100, 8).ppf(drawn.unit[:, 0])
    assert np.array([row[0] for row in drawn.values]) == pytest.approx(expected, rel=1e-9)


def test_morris__levels_reach_both_ends_of_a_range(tmp_path: Path) -> None:
    found = laid(tmp_path, design="design: {kind: morris, points: 30}")
    column = {row[0] for row in found.values}
    assert {min(column), max(column)} == {80.0, 120.0}


def test_values__whole_numbers_stay_whole(tmp_path: Path) -> None:
    spec = SPEC.replace('"costs[b].estimate.mean": {title: Mean of b, values', "price_year: {values")
    found = read_sweep(written(tmp_path, spec.replace("[40, 50, 60]", "[2019, 2021]")))
    assert [type(row[1]) for row in points(found.sweep, found.stated).values[:2]] == [int, int]
