"""The benchmark's NumPy twin computes the same model as the engine: equal in law, up to Monte Carlo error."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.run import simulate_plans

ROOT = Path(__file__).parents[1]
DRAWS = 4000


@pytest.fixture
def twin(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The twin's module, found where ``make bench`` finds it."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import twin

    return twin


def _both(twin: ModuleType, name: str) -> tuple[Any, dict[str, np.ndarray], Any]:
    scenario = aksonsim.load(ROOT / "configs" / "akson.yaml", name)
    (plan,) = plans([scenario], draws=DRAWS, seed=5)
    dataset = simulate_plans([plan], draws=DRAWS, seed=5)
    return dataset.isel(scenario=0), twin.Twin(plan).simulate(DRAWS, seed=6), plan


def _assert_equal_means(engine: np.ndarray, other: np.ndarray, what: str) -> None:
    """Hold two samples (draws first, same shape) to equal means, within 5 computed standard errors a column."""
    assert engine.shape == other.shape, what
    engine, other = engine.astype(np.float64), other.astype(np.float64)
    difference = np.abs(engine.mean(axis=0) - other.mean(axis=0))
    error = np.sqrt((engine.var(axis=0) + other.var(axis=0)) / engine.shape[0])
    # where neither sample varies the values themselves must be equal, up to single precision
    allowed = 5.0 * error + 1e-6 * np.abs(engine).max(axis=0)
    assert (difference <= allowed).all(), (what, float(np.max(difference - allowed)))


@pytest.mark.parametrize("name", ["baseline", "count_basis", "mandatory", "helseplattformen_like"])
def test_twin__agrees_with_the_engine_in_law(twin: ModuleType, name: str) -> None:
    engine, other, _ = _both(twin, name)
    for variable in (
        "cost_total",
        "cost_programme",
        "cost_payer",
        "cost_element",
        "state_uncapped",
        "state_capped",
        "adoption_share",
        "gp_adoption_share",
        "event_occurred",
        "driver",
    ):
        _assert_equal_means(engine[variable].values, other[variable], variable)
    # a stop, a late gate and a share committed by a quarter are rare here or there: as frequencies
    if "gate_outcome" in engine:
        for code in (0, 1, 2):
            _assert_equal_means(engine["gate_outcome"].values == code, other["gate_outcome"] == code, f"gate {code}")
    for level in (0.25, 0.55, 0.85):
        _assert_equal_means(
            engine["commitment_share"].values > level, other["commitment_share"] > level, f"committed above {level}"
        )


def test_twin__spread_agrees_too(twin: ModuleType) -> None:
    engine, other, _ = _both(twin, "baseline")
    centre = float(engine["cost_total"].mean())
    for values in (engine["cost_total"].values, other["cost_total"]):
        assert values.std() > 0
    _assert_equal_means((engine["cost_total"].values - centre) ** 2, (other["cost_total"] - centre) ** 2, "variance")
    for level in (12_000.0, 14_000.0, 16_000.0):
        _assert_equal_means(engine["cost_total"].values > level, other["cost_total"] > level, f"above {level}")


def test_twin__municipalities_agree(twin: ModuleType) -> None:
    engine, other, plan = _both(twin, "baseline")
    codes = [m.code for m in plan.people.municipalities]
    order = [codes.index(str(code)) for code in engine["municipality"].values]
    for variable in ("municipality_committed", "municipality_live"):
        p, q = engine[variable].values, other[variable][order]
        both = 0.5 * (p + q)
        error = np.sqrt(2.0 * both * (1.0 - both) / DRAWS)
        assert (np.abs(p - q) <= 5.0 * error).all(), variable
    # what all of them pay is the municipal payment: exact to whole kroner a draw in the engine, to rounding here
    paid = other["cost_payer"][:, 1].mean()
    assert other["municipality_cost_mean"].sum() == pytest.approx(paid, rel=1e-9)
    # the error of a municipality's mean, from forty independent parts of as many draws in all
    model = twin.Twin(plan)
    parts = np.array([model.simulate(DRAWS // 40, seed)["municipality_cost_mean"][order] for seed in range(40)])
    error = np.sqrt(2.0) * parts.std(axis=0, ddof=1) / np.sqrt(40)
    assert (np.abs(engine["municipality_cost_mean"].values - parts.mean(axis=0)) <= 5.0 * error).all()


def test_twin__chunks_of_any_size_agree_with_one_another(twin: ModuleType) -> None:
    scenario = aksonsim.load(ROOT / "configs" / "akson.yaml")
    (plan,) = plans([scenario], draws=DRAWS, seed=5)
    model = twin.Twin(plan)
    one, other = model.simulate(DRAWS, seed=1, chunk=DRAWS), model.simulate(DRAWS, seed=2, chunk=333)
    for variable in ("cost_total", "adoption_share"):
        _assert_equal_means(one[variable], other[variable], variable)


def test_twin__refuses_a_scenario_without_uptake(twin: ModuleType) -> None:
    scenario = aksonsim.load(ROOT / "configs" / "akson.yaml", "official_basis")
    (plan,) = plans([scenario], draws=4, seed=1)
    with pytest.raises(ValueError, match="official_basis has no uptake"):
        twin.Twin(plan)
