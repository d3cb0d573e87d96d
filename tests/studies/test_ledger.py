"""The ledger: every stated number once, with its origin; shares and residual sum to one."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import aksonsim
from aksonsim.language.text import _, translate
from aksonsim.model.scenario import Scenario
from aksonsim.studies.ledger import LEFT_OUT, Entry, ledger

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return aksonsim.load(CONFIGS / "akson.yaml")


@pytest.fixture(scope="module")
def ds(scenario: Scenario) -> xr.Dataset:
    return aksonsim.simulate(scenario, draws=3000, seed=2, keep="inputs")


def small(**more: Any) -> Scenario:
    stated: dict[str, Any] = {
        "schema": 1,
        "title": "Small",
        "price_year": 2019,
        "source": "paper",
        "sources": {"paper": {"title": "A paper"}, "asked": {"title": "Experts asked"}},
        "costs": [
            {"id": "a", "estimate": {"mean": 10, "sd": 3, "shape": "gamma"}, "basis": "elicited", "source": "asked"},
            {"id": "b", "estimate": 4, "note": "a price list"},
        ],
        "drivers": [
            {
                "id": "d",
                "multiplier": {"min": 0.9, "mode": 1, "max": 1.2, "shape": "pert"},
                "exposure": {"*": 1.0},
                "basis": "assumed",
            }
        ],
        "events": [
            {
                "id": "e",
                "probability": {"low": 0.2, "high": 0.4},
                "cost": {"min": 1, "mode": 2, "max": 5, "shape": "pert"},
                "basis": "assumed",
            }
        ],
    }
    return Scenario.model_validate(stated | more)


def by_path(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    found = {entry.path: entry for entry in entries}
    assert len(found) == len(entries)
    return found


def test_ledger__lines_are_what_the_file_states_and_origins_are_inherited() -> None:
    found = by_path(ledger(small()).entries)
    assert list(found) == [
        "price_year",
        "costs[a].estimate",
        "costs[b].estimate",
        "drivers[d].multiplier",
        "drivers[d].exposure[*]",
        "events[e].probability",
        "events[e].cost",
    ]
    a, b = found["costs[a].estimate"], found["costs[b].estimate"]
    assert (a.value, a.source, a.basis) == ("{mean: 10, sd: 3, shape: gamma}", "asked", "elicited")
    assert (b.value, b.source, b.basis, b.note) == ("4", "paper", "", "a price list")
    assert found["events[e].probability"].value == "{low: 0.2, high: 0.4}"
    assert all(entry.share is None for entry in found.values())


def test_ledger__shares_and_residual_sum_to_one_and_stand_where_the_input_is_stated() -> None:
    scenario = small()
    ds = aksonsim.simulate(scenario, draws=2000, seed=1, keep="inputs", threads=1)
    found = ledger(scenario, ds)
    shared = {path for path, entry in by_path(found.entries).items() if entry.share is not None}
    assert shared == {"costs[a].estimate", "drivers[d].multiplier", "events[e].probability"}
    assert found.residual is not None
    assert math.fsum(share.value for share in (*found.by_basis.values(), found.residual)) == pytest.approx(1, abs=1e-12)
    assert set(found.by_basis) == {"elicited", "assumed"}
    # Var a / Var total, to first order, with E d = 1.016, Var d = 0.003, Var of the event by its moments.
    share = found.by_basis["elicited"].value
    assert share == pytest.approx(0.86, abs=0.05)
    assert (found.condition, found.draws) == ("all", 2000)


def test_ledger__every_number_of_the_reference_case_is_there(scenario: Scenario) -> None:
    """As many numbers as a plain walk over the canonical JSON finds outside estimates and bands."""
    entries = by_path(ledger(scenario).entries)
    stated = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def count(tree: Any) -> int:
        if isinstance(tree, dict):
            if {"shape", "p10", "p50", "low", "values", "observations", "mixture"} & tree.keys():
                return 1
            return sum(count(value) for key, value in tree.items() if key not in LEFT_OUT | {"schema"})
        if isinstance(tree, list):
            return sum(map(count, tree))
        if isinstance(tree, str):
            return int(len(tree) == 10 and _is_date(tree))
        return int(isinstance(tree, int | float) and not isinstance(tree, bool))

    assert len(entries) == count(stated)
    assert entries["gate.share"].value == "0.55"
    assert entries["gate.deadline"].value == "2022-06-01"
    assert entries["costs[journal.adaptation].estimate"].basis == "assumed"


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def test_ledger__every_input_of_the_reference_case_has_a_line(scenario: Scenario, ds: xr.Dataset) -> None:
    from aksonsim.analysis.sensitivity import variance_shares
    from aksonsim.results.quantity import output

    found = ledger(scenario, ds)
    expected = variance_shares(ds, scenario.name, output(ds, scenario.name, "cost_total"))
    assert found.residual is not None
    assert found.residual.value == pytest.approx(expected.residual.value, abs=1e-12)
    shared = [entry.share.value for entry in found.entries if entry.share is not None]
    assert math.fsum([*shared, expected.residual.value]) == pytest.approx(1, abs=1e-9)
    assert found.condition == "given_passed"
    counties = by_path(found.entries)["uptake.county_confidence_sd"]
    several = [row.share.value for row in expected.rows if row.name.startswith("uptake.county[")]
    assert len(several) > 1
    assert counties.share is not None
    assert counties.share.value == pytest.approx(sum(several), rel=1e-12)


def test_ledger__says_why_there_are_no_shares() -> None:
    certain = small(costs=[{"id": "a", "estimate": 5}], drivers=[], events=[])
    found = ledger(certain, aksonsim.simulate(certain, draws=500, keep="inputs", threads=1))
    assert (found.residual, found.by_basis) == (None, {})
    assert found.why == _("the total does not vary")
    scenario = small()
    few = ledger(scenario, aksonsim.simulate(scenario, draws=50, keep="inputs", threads=1))
    assert "need at least" in translate(few.why, "en")
    assert len(few.entries) == len(ledger(scenario).entries)
