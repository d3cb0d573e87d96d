"""Published analyses done again: each claim that must hold does, and the figures are those of a convolution."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.signal import fftconvolve

import aksonsim

CASES = sorted((Path(__file__).parents[1] / "configs" / "cases").glob("*.yaml"))
DRAWS = 100_000
STEP = 0.005


def triangular(low: float, mode: float, high: float) -> np.ndarray[Any, Any]:
    """Return the probabilities of a triangular law on a grid of STEP from zero."""
    middles = np.arange(0, high + STEP, STEP) + STEP / 2
    return np.asarray(stats.triang((mode - low) / (high - low), low, high - low).pdf(middles) * STEP)


def total(*laws: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the points and the distribution function of a sum of independent laws."""
    sum_of = np.array([1.0])
    for law in laws:
        sum_of = fftconvolve(sum_of, law)
    points = (np.arange(sum_of.size) + len(laws) / 2) * STEP
    return points + STEP / 2, np.cumsum(sum_of) / sum_of.sum()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case__keeps_the_claims_that_must_hold(path: Path) -> None:
    found = aksonsim.check(aksonsim.load_all(path), draws=20_000).to_json()
    assert found["must_hold"]
    assert found["failed"] == []


def drawn(name: str) -> np.ndarray[Any, Any]:
    scenario = aksonsim.load(next(path for path in CASES if path.stem == name))
    return np.sort(aksonsim.simulate(scenario, draws=DRAWS, seed=3)["cost_total"].to_numpy().ravel())


def near(draws: np.ndarray[Any, Any], points: np.ndarray[Any, Any], below: np.ndarray[Any, Any], p: float) -> bool:
    wanted = float(np.interp(p, below, points))
    spread = 4.5 * math.sqrt(p * (1 - p) * DRAWS)
    return bool(draws[int(p * DRAWS - spread)] <= wanted <= draws[int(p * DRAWS + spread)])


def test_case__pmbok_is_the_convolution_of_its_three_laws() -> None:
    points, below = total(triangular(4, 6, 10), triangular(16, 20, 35), triangular(11, 15, 23))
    draws = drawn("pmbok")
    assert all(near(draws, points, below, p) for p in (0.1262, 0.5, 0.7483, 0.85))
    assert np.interp(41, points, below) == pytest.approx(0.1262, abs=2e-4)


@pytest.mark.parametrize("lines", [10, 100])
def test_case__central_limit_is_the_convolution_of_its_lines(lines: int) -> None:
    points, below = total(*[triangular(0, 1, 5)] * lines)
    assert all(near(drawn(f"central-limit-{lines}"), points, below, p) for p in (0.15, 0.5, 0.85))


def test_case__the_later_of_two_paths_takes_longer_than_the_longest_path() -> None:
    """By plain NumPy draws of the same beta distributions: about 38.9 days, and not the 36 that are printed."""
    random = np.random.default_rng(8)

    def pert(low: float, mode: float, high: float) -> Any:
        shape = 4 * (mode - low) / (high - low)
        return low + (high - low) * random.beta(1 + shape, 5 - shape, 400_000)

    first = pert(3, 6, 15)
    upper = np.maximum(first + pert(6, 12, 30) + pert(5, 11, 17), first + pert(2, 5, 8) + pert(3, 6, 15)) + pert(
        1, 4, 7
    )
    lower = pert(2, 5, 14) + pert(3, 9, 27) + pert(4, 19, 28)
    days = np.maximum(upper, lower).mean()
    scenario = aksonsim.load(next(path for path in CASES if path.stem == "pert-network"))
    result = aksonsim.simulate(scenario, draws=DRAWS, seed=3)
    held = next(values for values in result.data_vars.values() if "milestone" in values.dims)
    assert float(held.sel(milestone="done").mean()) * 365.25 / 12 == pytest.approx(days, abs=0.1)


@pytest.mark.parametrize("name", ["emv-six-risks", "emv-two-risks"])
def test_case__an_expected_value_is_that_of_all_states(name: str) -> None:
    scenario = aksonsim.load(next(path for path in CASES if path.stem == name))
    risks = [(event.current_probability, event.cost.value) for event in scenario.events]
    states = list(itertools.product((0, 1), repeat=len(risks)))
    chance = [math.prod(p if on else 1 - p for on, (p, _c) in zip(s, risks, strict=True)) for s in states]
    value = [sum(c for on, (_p, c) in zip(s, risks, strict=True) if on) for s in states]
    mean = math.fsum(p * v for p, v in zip(chance, value, strict=True))
    sd = math.sqrt(math.fsum(p * (v - mean) ** 2 for p, v in zip(chance, value, strict=True)))
    draws = drawn(name)
    assert draws.mean() == pytest.approx(mean, abs=4.5 * sd / math.sqrt(DRAWS))
    enough = math.fsum(p for p, v in zip(chance, value, strict=True) if v <= mean)
    assert (draws <= mean).mean() == pytest.approx(enough, abs=4.5 * math.sqrt(0.25 / DRAWS))
