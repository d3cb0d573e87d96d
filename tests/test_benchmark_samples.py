"""What the benchmark of samples puts into the engine is the engine's own model, and its weights are weights."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import aksonsim

ROOT = Path(__file__).parents[1]
DRAWS = 256


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of benchmarks by name."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module


@pytest.fixture
def steering(bench: Callable[[str], ModuleType]) -> ModuleType:
    """What could beat the designs."""
    return bench("steering")


@pytest.mark.parametrize("place", [0, 1, 2], ids=["a", "b", "d"])
def test_steered__plain_scores_give_the_engines_totals(place: int, bench: Callable[[str], ModuleType]) -> None:
    """The same uniforms by another path: laws from a grid of 0.004 in the score, linear between (error below 1e-4)."""
    samples, steering = bench("samples"), bench("steering")
    case = samples.cases()[place]
    model = steering.Steered(case.scenario)
    total, passes = model.simulate(model.scores(3, "mc", DRAWS), model.plan(DRAWS, 3))
    ds = aksonsim.simulate(case.scenario, draws=DRAWS, seed=3, keep="totals")
    here = samples.amount(ds, case.scenario.name, None)
    assert passes.sum() == here.size
    np.testing.assert_allclose(total[passes], here, rtol=1e-4)


def test_turned__is_a_reflection_with_the_direction_first(steering: ModuleType) -> None:
    scores = np.random.default_rng(1).standard_normal((5, 40))
    direction = np.array([0.1, -0.7, 0.5, 0.1, 0.49])
    direction /= np.linalg.norm(direction)
    found = steering.turned(scores, direction)
    np.testing.assert_allclose((found**2).sum(axis=0), (scores**2).sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(direction @ found, scores[0], rtol=0, atol=1e-12)


def test_strata_weights__give_every_stratum_its_share(steering: ModuleType) -> None:
    s = np.random.default_rng(2).standard_normal(4096) + 0.3
    weight = steering.strata_weights(s)
    assert weight.sum() == pytest.approx(s.size, rel=1e-12)
    # Half of the strata lie below 0, exactly.
    assert weight[s < 0].sum() == pytest.approx(s.size / 2, rel=1e-12)


def test_quantiles__of_equal_weights_are_those_between_draws(steering: ModuleType) -> None:
    x = np.random.default_rng(4).permutation(np.arange(1.0, 101.0))
    assert steering.quantiles(x, np.ones(100)) == pytest.approx([50.5, 85.5, 95.5])


def test_two__has_two_digits(steering: ModuleType) -> None:
    assert [steering.two(x) for x in (0.00123, 0.96, 4.56, 43.2, 1234.0)] == ["0.0012", "0.96", "4.6", "43", "1,200"]
