"""The engine against its slow twin, draw by draw, on the reference case and its scenarios."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.block import Whole
from aksonsim.engine.recorder import by_label
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("naive", ROOT / "tests" / "naive.py")
assert _spec is not None
assert _spec.loader is not None
naive = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(naive)

LANES = 12
SCENARIOS = (
    "baseline",
    "official_basis",
    "expected_participation",
    "count_basis",
    "extended_deadline",
    "oslo_outside",
    "state_carries_overrun",
    "mandatory",
    "helseplattformen_like",
    "funding_withdrawn",
)


def _twin(plan, block, lane: int, draw: int, seed: int):
    scenario, people = plan.scenario, plan.people
    x = dict(zip(plan.inputs.names, block.arrays["input"][:, lane], strict=True))
    choice = (
        (plan.uptake.people.sampled, plan.uptake.people.choice, plan.uptake.people.signatories) if plan.uptake else None
    )
    twin = naive.Draw.__new__(naive.Draw)
    twin.modes = {
        name: shift + factor * mode
        for name, (shift, factor), mode in zip(plan.inputs.names, plan.inputs.lines, plan.sampler.modes, strict=True)
    }
    twin.__init__(scenario, people, x, choice, draw, seed)
    return twin


@pytest.mark.parametrize("name", SCENARIOS)
def test_engine__equals_the_naive_twin_draw_by_draw(name: str) -> None:
    _compare(aksonsim.load(ROOT / "configs" / "akson.yaml", name))


@pytest.mark.parametrize("name", [None, "mandatory"])
def test_engine__equals_the_naive_twin_on_every_section_of_a_file(name: str | None) -> None:
    _compare(aksonsim.load(ROOT / "proof" / "everything.yaml", name))


def test_engine__equals_the_naive_twin_on_income_and_on_quantities_and_prices() -> None:
    """Beside costs of every effect: a lump, a driver of each kind, payers with a cap."""
    price = {"min": 9, "mode": 10, "max": 14, "shape": "triangular"}
    count = {"p10": 5, "mode": 7, "p90": 11, "shape": "pert"}
    lump = {"min": 5, "mode": 8, "max": 20, "shape": "pert"}
    spread = {"p10": 0.9, "mode": 1, "p90": 1.2, "shape": "pert"}
    normal = {"mean": 33, "sd": 4, "shape": "normal"}
    costs = [
        {"id": "works", "estimate": lump, "payable": True, "state_share": 0.9},
        {"id": "rock", "estimate": {"quantity": count, "price": price}, "payable": True, "state_share": 0.5},
        {"id": "fill", "estimate": {"quantity": count, "price": 3}},
        {"id": "sale", "income": True, "base": 32, "estimate": normal, "state_share": 0.4},
        {"id": "rent", "income": True, "estimate": {"quantity": count, "price": price}},
    ]
    costs = [{"programme": "p", **line} for line in costs]
    _compare(
        Scenario.from_dict(
            {
                "schema": 1, "title": "Works, a sale and rent", "unspecified": 0.05, "costs": costs,
                "start": "2021-01-01", "programmes": [{"id": "p"}], "financing": {"cap": 20},
                "drivers": [
                    {"id": "market", "multiplier": spread, "exposure": {"works": 0.5, "sale": 1, "rock": 1}},
                    {"id": "ground", "addition": lump, "exposure": {"*": 1}},
                ],
                "events": [
                    {"id": "flood", "probability": 0.5, "on": ["works", "rock", "sale"], "cost": lump},
                    {"id": "boom", "probability": 0.5, "on": "rent", "multiplier": spread},
                    {"id": "else", "probability": 0.5, "cost": lump},
                ],
            }
        )
    )  # fmt: skip


def _compare(scenario: Scenario) -> None:
    seed, first = 7, 40
    (plan,) = plans([scenario], draws=100, seed=seed)
    block = Whole(plan, LANES)
    block.run(first)
    a = block.arrays
    outcomes = {"on_time": 0, "late": 1, "stopped": 2, None: -1}
    for lane in range(LANES):
        twin = _twin(plan, block, lane, first + lane, seed)
        for k, event in enumerate(scenario.events):
            if event.represented_by is None:
                assert a["occurred"][k, lane] == twin.occurred[event.id], event.id
        assert (block.state.outcome[lane] if block.state else -1) == outcomes[twin.outcome]
        if plan.uptake is not None:
            shares = np.array(twin.shares).T
            # thresholds are single precision in the engine: a tie within 1e-6 of a hazard may fall either way
            np.testing.assert_allclose(block.state.share[:, :, lane], shares, atol=1e-9)
            if twin.outcome != "stopped":
                assert block.state.gate_month[lane] == pytest.approx(twin.gate_month, abs=1e-9)
            _compare_rollout(plan, a, lane, twin)
        costs, by_year = twin.costs()
        _compare_costs(plan, block, lane, costs, by_year)
        years = [sum(rows.get(y, 0.0) for rows in by_year.values()) for y in range(2021, scenario.last_year + 1)]
        np.testing.assert_allclose(a["total_year"][:, lane], years, rtol=1e-9, atol=1e-7)
        uncapped, paid, state = twin.payments(by_year)
        np.testing.assert_allclose(a["state_year"][:, lane], list(state.values()), rtol=1e-9, atol=1e-7)
        assert a["sums"][1, lane] == pytest.approx(uncapped, rel=1e-9)
        assert a["sums"][2, lane] == pytest.approx(paid, rel=1e-9)
        assert a["sums"][3, lane] == pytest.approx(twin.municipal_shared, rel=1e-9, abs=1e-7)
        # the twin's grid for general practitioners is off by at most 1e-7 a year, of items worth some 1e4 MNOK
        if scenario.benefits is None:
            continue
        assert a["npv"][lane] == pytest.approx(twin.net_present_value(by_year), abs=0.02)
        if math.isfinite(twin.stop):
            assert np.isnan(a["price"][lane])


def _compare_costs(plan, block, lane: int, costs, by_year) -> None:
    """Compare what is reported by element, by programme, and by programme and year: project-wide lines apart."""
    scenario, a = plan.scenario, block.arrays
    lines = {"wide ": "project_wide_events", "added ": "project_wide_drivers"}
    wide = {name: line for name in costs for start, line in lines.items() if name.startswith(start)}
    rows = {name: value for name, value in costs.items() if name not in wide}
    for line in lines.values():
        parts = [costs[name] for name, of in wide.items() if of == line]
        if any(parts) or line in plan.lines.labels:
            rows[line] = sum(parts)
    assert list(rows) == list(plan.lines.labels)
    np.testing.assert_allclose(by_label(plan).of(a["element"])[:, lane], list(rows.values()), rtol=1e-9, atol=1e-9)
    owner = {e.id: e.programme for e in scenario.costs} | wide
    if scenario.gate:
        owner["termination"] = scenario.gate.stop.programme
    for p, programme in enumerate(plan.lines.programmes):
        mine = [name for name in costs if owner[name] == programme.id]
        yearly = [sum(by_year[name].get(y, 0.0) for name in mine) for y in range(2021, scenario.last_year + 1)]
        np.testing.assert_allclose(a["programme_year"][p, :, lane], yearly, rtol=1e-9, atol=1e-7)
        assert a["programme"][p, lane] == pytest.approx(sum(yearly), rel=1e-9, abs=1e-7)


def _compare_rollout(plan, a, lane: int, twin) -> None:
    codes = [m.code for m in plan.people.municipalities]
    committed = {code for code, here in zip(codes, a["committed"][:, lane], strict=True) if here}
    assert committed == set(twin.committed_at)
    if plan.uptake.rollout is None:
        return
    live = {code for code, here in zip(codes, a["live"][:, lane], strict=True) if here}
    assert live == twin.live[2030]
    # the twin takes the mean progress of GPs on a grid of 2 000 points
    np.testing.assert_allclose(a["gps"][:, lane], list(twin.gps.values()), atol=1e-6)
    np.testing.assert_allclose(
        a["participation"][:, :, lane],
        [[twin.committed_share, twin.committed_gps], [twin.live_share, twin.live_gps]],
        atol=1e-6,
    )
