"""Scenarios of one file on common draws, overlays beside them, and what measures are worth."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import aksonsim
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.studies.compare import KEPT, columns, compare, compare_results, variants
from aksonsim.studies.mitigations import TOGETHER, mitigations, runs

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"

REGISTER = """
schema: 1
title: A register
price_year: 2019
costs:
  - {id: a, estimate: {p10: 80, mode: 100, p90: 130, shape: pert}}
events:
  - {id: flood, probability: 0.5, on: a, cost: 100,
     mitigation: {title: A dam, active: false, cost: 10, probability: 0.2}}
  - {id: fire, probability: 0.3, on: a, cost: 40,
     mitigation: {title: Sprinklers, active: true, cost: 15, probability: {low: 0.0, high: 0.2}}}
  - {id: theft, probability: 0.1, on: a, cost: 5}
scenarios:
  dry:
    changes: {"events[flood].probability": 0.1}
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.yaml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_variants__each_overlay_is_a_scenario_beside_each(register: Path, tmp_path: Path) -> None:
    for name, value in (("wet", 0.9), ("calm", 0.0)):
        (tmp_path / f"{name}.yaml").write_text(f"changes:\n  events[flood].probability: {value}\n", encoding="utf-8")
    overlays = [str(tmp_path / "wet.yaml"), str(tmp_path / "calm.yaml")]
    found = variants(register, ["baseline", "dry"], overlays=overlays, sets=["events[theft].probability=0"])
    assert [one.name for one in found] == [
        "baseline",
        "baseline + wet.yaml",
        "baseline + calm.yaml",
        "dry",
        "dry + wet.yaml",
        "dry + calm.yaml",
    ]
    flood = [next(e for e in one.scenario.events if e.id == "flood").probability for one in found]
    assert flood == [0.5, 0.9, 0, 0.1, 0.9, 0]
    assert all(one.scenario.events[2].probability == 0 for one in found)
    assert [one.name for one in variants(register, None)] == ["baseline", "dry"]
    assert [one.name for one in variants(register, ())] == ["baseline"]


def test_variants__unknown_names_are_told_with_all_there_are(register: Path) -> None:
    with pytest.raises(AksonsimError) as error:
        variants(register, ["dri", "x", "baseline"])
    first, second = str(error.value).splitlines()
    assert first.endswith("unknown scenario dri; did you mean dry? there are: baseline, dry")
    assert second.endswith("unknown scenario x; there are: baseline, dry")


def test_columns__are_the_draws_of_a_common_run() -> None:
    names = ["baseline", "count_basis"]
    found = columns(variants(AKSON, names), draws=300, seed=3)
    together = aksonsim.simulate([aksonsim.load(AKSON, name) for name in names], draws=300, seed=3)
    for place, column in enumerate(found):
        assert set(column.ds.data_vars) == set(KEPT)
        for variable in KEPT:
            mine, theirs = column.values(variable), together[variable].values[place]
            assert mine is not None
            assert np.array_equal(mine, theirs, equal_nan=True), variable


def test_columns__keep_what_is_asked_about(register: Path) -> None:
    (one,) = columns(variants(register, ()), draws=200, seed=1, of="cost_element[a]")
    assert one.values("cost_element") is not None


def test_columns__refuse_what_cannot_stand_side_by_side(register: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "later.yaml"
    overlay.write_text("changes:\n  price_year: 2024\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="price_year is 2024 in baseline but 2019"):
        columns(variants(register, (), overlays=[str(overlay)]), draws=200, seed=1)
    with pytest.raises(AksonsimError, match="at least 100 draws, not 99"):
        columns(variants(register, None), draws=99, seed=1)


def test_compare__a_certain_difference_of_chance(register: Path) -> None:
    """Flood costs 100 in half of the draws of the one and in a tenth of the other, the same tenth."""
    draws = 4000
    found = compare(variants(register, None), draws=draws, seed=1).to_json()
    worlds = found["same_worlds"]["dry"]
    error = 4.5 * math.sqrt(0.4 * 0.6 / draws)
    assert worlds["better"] == pytest.approx(0.4, abs=error)
    assert worlds["equal"] == pytest.approx(1 - worlds["better"], rel=1e-12)
    assert worlds["mean"] == pytest.approx(-100 * worlds["better"], rel=1e-9)
    assert found["dominance"][0]["pairs"]["baseline"]["dry"]["first"]["relation"] == "dominated"
    assert found["regret"][0]["rows"][0] == found["regret"][0]["rows"][0] | {"name": "dry", "mean": 0, "best": 1}


def test_mitigations__by_hand(register: Path) -> None:
    draws = 20_000
    scenario = aksonsim.load(register)
    assert runs(scenario) == 3  # sprinklers (as stated), sprinklers and dam, neither: all pairs are made of these
    found = mitigations(scenario, draws=draws, seed=1).to_json()["mitigations"]
    rows = {row["id"]: row for row in found["rows"]}
    assert list(rows)[-1] == TOGETHER
    for name, cost, chances, lump in (("flood", 10, (0.5, 0.2), 100), ("fire", 15, (0.3, 0.1), 40)):
        row = rows[name]
        assert (row["cost"], row["probability"], row["probability_with"]) == (cost, *chances)
        prevented = chances[0] - chances[1]
        error = lump * math.sqrt(prevented * (1 - prevented) / draws)
        assert row["mean"] == pytest.approx(cost - lump * prevented, abs=4.5 * error)
        assert row["mean_ci"][1] - row["mean"] == pytest.approx(1.96 * error, rel=0.05)
        assert row["gross_p85"] == pytest.approx(row["p85"] - cost, rel=1e-12)
    assert rows["fire"]["active"] is True
    assert rows["flood"]["active"] is False
    # Events are independent and amounts add, so the means do.
    assert rows[TOGETHER]["mean"] == pytest.approx(rows["flood"]["mean"] + rows["fire"]["mean"], abs=1e-9)
    assert rows[TOGETHER]["cost"] == 25
    assert "passes" not in rows["flood"]


def test_mitigations__without_any_is_refused() -> None:
    with pytest.raises(AksonsimError, match="no event of scenario baseline states a mitigation"):
        mitigations(aksonsim.load(AKSON.with_name("minimal.yaml")), draws=200, seed=1)


def test_compare__scenarios_in_memory_and_their_results_agree() -> None:
    scenario = aksonsim.load(AKSON)
    pair = [scenario, scenario.changed({"gate.share": 0.5}, name="half")]
    found = compare(pair, base="half", draws=300, seed=3)
    assert found.base == "half"
    assert list(found.scenarios) == ["baseline", "half"]
    result = aksonsim.simulate(pair, draws=300, seed=3)
    assert compare_results({"": result}, base="half").to_json()["measures"] == found.to_json()["measures"]
    frame = found.to_frame()
    assert {"metric", "value", "lower", "upper"} <= set(frame.columns)
    assert (frame["lower"] <= frame["upper"]).all()
    with pytest.raises(AksonsimError, match="two scenarios or more"):
        compare(pair[:1], draws=300)
