"""Draws double until P85 is known well enough, and the result is a plain run's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.analysis.synthetic import dataset

import aksonsim
from aksonsim.analysis.replicates import REPLICATES, from_values, replicate_seeds, total_percentile
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.rounding import half_width
from aksonsim.results.percentiles import percentile_interval
from aksonsim.studies.precision import MAX_DRAWS, room, until_p85

MINIMAL = Path(__file__).parents[2] / "configs" / "minimal.yaml"


class Runs:
    """Runs of the smallest file, and what was asked for."""

    def __init__(self, method: str = "mc") -> None:
        self.method = method
        self.asked: list[tuple[int, int, bool]] = []
        self.scenario = aksonsim.load(MINIMAL)

    def __call__(self, draws: int, *, seed: int = 1, totals_only: bool = False) -> xr.Dataset:
        self.asked.append((draws, seed, totals_only))
        keep = "totals" if totals_only else "standard"
        return aksonsim.simulate(self.scenario, draws=draws, seed=seed, method=self.method, keep=keep, threads=1)


def test_until_p85__doubles_and_ends_with_a_plain_run() -> None:
    runs = Runs()
    steps = list(until_p85(runs, 0.02, draws=200))
    assert [step.draws for step in steps] == [200 * 2**k for k in range(len(steps))]
    assert [step.reached for step in steps] == [step.last for step in steps] == [False] * (len(steps) - 1) + [True]
    assert len(steps) > 1
    assert runs.asked == [(step.draws, 1, False) for step in steps]
    last = steps[-1].dataset
    assert last.identical(aksonsim.simulate(runs.scenario, draws=steps[-1].draws, seed=1))
    total = last["cost_total"].values[0]
    expected = half_width(percentile_interval(total, 0.85)) / np.quantile(total, 0.85)
    assert steps[-1].half_width == pytest.approx(expected, rel=1e-12)
    assert steps[-1].half_width <= 0.02 < steps[-2].half_width


def test_until_p85__stops_at_the_cap_and_says_so() -> None:
    steps = list(until_p85(Runs(), 1e-4, draws=100, most=300))
    assert [step.draws for step in steps] == [100, 200, 300]
    assert (steps[-1].last, steps[-1].reached) == (True, False)


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_until_p85__designs_take_their_error_from_replicates(method: str) -> None:
    runs = Runs(method)
    (step,) = until_p85(runs, 0.9, draws=128)
    seeds = replicate_seeds(1, REPLICATES)
    assert runs.asked == [(128, 1, False), *((128, seed, True) for seed in seeds[1:])]
    values = [total_percentile(runs(128, seed=seed), "baseline", 0.85) for seed in seeds]
    assert step.half_width == pytest.approx(from_values(values).single / values[0], rel=1e-12)


def test_until_p85__all_scenarios_must_reach_it() -> None:
    ds = dataset(4000)
    halves = []
    for name in ("baseline", "official_basis"):
        alone = ds.sel(scenario=[name])
        (step,) = until_p85(lambda draws, alone=alone, **_: alone, 0.9, draws=4000)
        halves.append(step.half_width)
    (step,) = until_p85(lambda draws, **_: ds, 0.9, draws=4000)
    assert step.half_width == max(halves)


def test_until_p85__too_few_draws_for_an_interval_go_on() -> None:
    steps = list(until_p85(Runs(), 0.5, draws=2))
    assert steps[0].half_width == np.inf
    assert steps[-1].reached


def test_until_p85__what_makes_no_sense_is_refused() -> None:
    for wanted in (0.0, 1.0, -0.1, float("nan")):
        with pytest.raises(AksonsimError, match=r"between 0 and 1|wanted must be a number, not nan"):
            next(until_p85(Runs(), wanted, draws=10))
    with pytest.raises(AksonsimError, match=r"the most draws \(5\) must not be fewer"):
        next(until_p85(Runs(), 0.1, draws=10, most=5))
    free = dataset(50)
    free["cost_total"].values[:] = 0
    with pytest.raises(AksonsimError, match="P85 of scenario baseline is 0"):
        next(until_p85(lambda draws, **_: free, 0.1, draws=50))
    stopped = dataset(50)
    stopped["gate_outcome"].values[0] = 2
    with pytest.raises(ResultError, match="no draw of scenario baseline passes the gate"):
        next(until_p85(lambda draws, **_: stopped, 0.1, draws=50))


def test_room__is_what_memory_allows_and_never_more_than_the_cap() -> None:
    ds = dataset(10)
    assert room(ds) <= MAX_DRAWS
    small = ds[["gate_outcome"]]
    assert room(small) >= room(ds)
