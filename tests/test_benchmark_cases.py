"""What the benchmark's cases claim: (b) is the formula it prints, (c) is akson.yaml's uptake, bit for bit."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.run import simulate_plans

ROOT = Path(__file__).parents[1]
FILE = ROOT / "configs" / "akson.yaml"
DRAWS = 2000


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of benchmarks by name."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module


def test_case_b__total_is_its_formula(bench: Callable[[str], ModuleType]) -> None:
    case_b, peers_b = bench("case_b"), bench("peers_b")
    ds = aksonsim.simulate(case_b.scenario(), draws=DRAWS, seed=2, keep="inputs").isel(scenario=0)
    x = {str(name): ds["input"].sel(input_name=name).values for name in ds["input_name"].values}
    elements = np.array([x[f"costs[{name}]"] for name in case_b.ELEMENTS])
    drivers = np.array([x[f"drivers[{name}]"] for name in case_b.DRIVERS])
    lumps = np.array([x[f"events[{name}].cost"] for name in case_b.EVENTS])
    occurs = np.array([x[f"events[{name}].occurs"] for name in case_b.EVENTS]) < peers_b.CHANCE[:, None]
    np.testing.assert_allclose(peers_b.total(elements, drivers, occurs, lumps), ds["cost_total"].values, rtol=1e-12)
    assert 0.4 < np.mean(case_b.EXPOSURE > 0) < 0.6


def test_case_b__tuned_numpy_agrees(bench: Callable[[str], ModuleType]) -> None:
    peers, peers_b, case_b = bench("peers"), bench("peers_b"), bench("case_b")
    draws = 20_000
    ours, other = peers.of_aksonsim(case_b.scenario(), draws, 2)(1), peers_b.of_numpy(draws)(1)
    apart = peers.apart({"ours": ours, "NumPy": other, "off": (ours[0], 1.02 * ours[1])}, draws)
    assert apart["ours"] == 0.0
    assert apart["NumPy"] < peers.LIMIT < apart["off"]


def test_case_c__commits_as_the_whole_model_does(bench: Callable[[str], ModuleType]) -> None:
    plan = bench("case_c").cut(FILE, DRAWS, 5)
    alone = simulate_plans([plan], draws=DRAWS, seed=5)
    whole = simulate_plans(plans([aksonsim.load(FILE)], draws=DRAWS, seed=5), draws=DRAWS, seed=5)
    for name in ("gate_outcome", "gate_month", "commitment_share", "milestone_month"):
        np.testing.assert_array_equal(alone[name].values, whole[name].values, err_msg=name)


def test_case_c__twin_agrees_in_law(bench: Callable[[str], ModuleType]) -> None:
    case_c = bench("case_c")
    plan = case_c.cut(FILE, 2 * DRAWS, 5)
    ours = simulate_plans([plan], draws=2 * DRAWS, seed=5).isel(scenario=0)
    other = case_c.Twin(plan).simulate(2 * DRAWS, seed=6, chunk=512)
    pairs = [(ours["gate_outcome"].values == code, other["gate_outcome"] == code) for code in (0, 1, 2)]
    pairs += [(ours["commitment_share"].values > 0.5, other["commitment_share"] > 0.5)]
    for a, b in pairs:
        p = 0.5 * (a.mean(axis=0) + b.mean(axis=0))
        error = np.sqrt(p * (1 - p) / DRAWS)  # of a difference of two samples of 2 x DRAWS each
        assert (np.abs(a.mean(axis=0) - b.mean(axis=0)) <= 5 * error).all()


def test_growth__municipalities_grow_by_the_data_file(bench: Callable[[str], ModuleType]) -> None:
    (scenario,) = bench("growth").municipalities(600)
    assert scenario.population is not None
    people = scenario.population.municipalities
    assert len(people) == 600
    assert [m.inhabitants for m in people[:291]] == [m.inhabitants for m in people[291:582]]
    ds = aksonsim.simulate(scenario, draws=16, keep="totals")
    assert ds.sizes["municipality"] == 600


def test_stages__are_those_of_the_model(bench: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    stages = bench("stages")
    found = stages.stages(2)()
    assert {stages.BLOCK, stages.WRITING, "inputs", "rounds after the gate", "years"} <= set(found)
    assert all(each > 0 for each in found.values())
