"""Source and basis of a section hold for its items that state none of their own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aksonsim.api import simulate
from aksonsim.model.scenario import Scenario
from aksonsim.render.cells import text
from aksonsim.studies.check_draws import basis_of
from aksonsim.studies.ledger import ledger
from aksonsim.views import ledger as view

SPREAD = {"min": 1, "mode": 2, "max": 4, "shape": "pert"}
STATED = {
    "schema": 1,
    "title": "t",
    "sources": {"reg": {"title": "Register"}, "other": {"title": "Other"}},
    "defaults": {"costs": {"source": "reg, Costs", "basis": "elicited"}, "events": {"basis": "assumed"}},
    "costs": [
        {"id": "a", "estimate": SPREAD},
        {"id": "b", "estimate": SPREAD, "basis": "documented"},
        {"id": "c", "estimate": SPREAD, "source": "other", "note": "mine"},
    ],
    "drivers": [{"id": "d", "multiplier": 1.1, "exposure": {"a": 1}}],
    "events": [{"id": "e", "probability": 0.2, "cost": 2}],
}


def scenario(**more: Any) -> Scenario:
    return Scenario.model_validate(STATED | more)


def test_section_defaults__an_item_without_its_own_takes_the_sections() -> None:
    found = {entry.path: (entry.source, entry.basis, entry.of_section) for entry in ledger(scenario()).entries}
    assert found["costs[a].estimate"] == ("reg, Costs", "elicited", ("source", "basis"))
    assert found["costs[b].estimate"] == ("reg, Costs", "documented", ("source",))
    assert found["costs[c].estimate"] == ("other", "elicited", ("basis",))
    assert found["drivers[d].multiplier"] == ("", "", ())
    assert found["events[e].cost"] == ("", "assumed", ("basis",))


def test_section_defaults__the_ledger_says_that_they_are_the_sections() -> None:
    table = next(block for block in view.blocks(ledger(scenario())) if getattr(block, "name", "") == "numbers")
    cells = {row.cells[0]: text(row.cells[-1], table.columns[-1], "en") for row in table.rows}
    assert cells["costs[a].estimate"] == "source and basis of the section"
    assert cells["costs[b].estimate"] == "source of the section"
    assert cells["costs[c].estimate"] == "mine; basis of the section"
    assert cells["drivers[d].multiplier"] == ""


def test_section_defaults__they_decide_what_the_variance_rests_on() -> None:
    stated = [dict(cost) for cost in scenario().model_dump()["costs"]]
    for cost in stated:
        cost["basis"] = cost["basis"] or "elicited"
    events = [STATED["events"][0] | {"basis": "assumed"}]
    in_full = scenario(defaults={}, costs=[{key: cost[key] for key in ("id", "estimate", "basis")} for cost in stated])
    in_full = in_full.model_copy(update={"events": scenario(events=events).events})
    short, long = (ledger(one, simulate(one, draws=500, keep="inputs")).by_basis for one in (scenario(), in_full))
    assert {basis: share.value for basis, share in short.items()} == {basis: s.value for basis, s in long.items()}
    assert basis_of(scenario(), "costs[a]") == "elicited"
    assert basis_of(scenario(), "drivers[d]") is None


def test_section_defaults__an_unknown_source_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown source regg; did you mean reg"):
        scenario(defaults={"events": {"source": "regg"}})


def test_section_defaults__move_no_draw() -> None:
    first, second = (simulate(one, draws=200) for one in (scenario(), scenario(defaults={})))
    assert first["cost_total"].values.tobytes() == second["cost_total"].values.tobytes()
