"""A scenario made of another's parts is the one made from scratch, and what is refused from scratch is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aksonsim.engine.dataset import canonical
from aksonsim.errors import ScenarioError
from aksonsim.files.changes import Change, from_python
from aksonsim.files.derive import Original
from aksonsim.files.load import load
from aksonsim.files.resolving import made
from aksonsim.files.tree import copied
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
GOOD: dict[str, dict[str, Any]] = {
    "number of a line": {"costs[journal.licences-gp].time_share": 0.2},
    "estimate": {"costs[journal.licences-gp].estimate": 100.0},
    "part of an estimate": {"costs[journal.licences-gp].estimate.mode": 300.0},
    "pattern": {"costs[journal.*].state_share": 0.5},
    "several": {"costs[journal.licences-gp].estimate": 90, "unspecified": 0.0, "gate.share": 0.5},
    "twice in one place": {"gate.share": 0.4, "gate.extensions.number": 3},
    "driver": {"drivers[introduction].multiplier": 1.2},
    "exposure": {"drivers[introduction].exposure[journal.support]": 0.5},
    "event": {"events[A.C1].probability": 0.3},
    "uptake": {"uptake.scale": 1.1, "uptake.own[0301]": {"hazard": 0.1}},
    "correlation": {"correlations[0].rho": 0.2},
    "date": {"gate.deadline": "2022-12-01"},
    "removed item": {"events[A.C1]": None},
    "removed section": {"benefits": None, "claims": None},
    "new item": {"costs[more]": {"estimate": 4, "programme": "journal"}},
    "new source": {"sources[mine]": {"title": "Mine"}, "costs[journal.licences-gp].source": "mine"},
    "excluded": {"population.exclude.codes": ["0301"]},
    "text": {"title": "Another"},
}
BAD: dict[str, dict[str, Any]] = {
    "number": {"costs[journal.licences-gp].time_share": 2.0},
    "kind": {"gate.share": "half"},
    "estimate": {"costs[journal.licences-gp].estimate.mode": 1e9},
    "unknown key": {"gate.shares": 0.5},
    "unknown key in a new item": {"costs[more]": {"estimate": 4, "programme": "journal", "colour": 1}},
    "programme that an untouched line names": {"programmes[local]": None},
    "activity that others follow": {"activities[procure]": None},
    "line that a driver means": {"costs[*]": None},
    "source that others cite": {"sources[ssd]": None},
    "reference of a line": {"costs[journal.licences-gp].programme": "nowhere"},
    "id twice": {"costs[journal.licences-gp].id": "journal.management"},
    "pattern that matches nothing": {"drivers[introduction].exposure[nothing.*]": 0.5},
    "pattern that another overlaps": {"drivers[introduction].exposure[journal.*]": 0.5},
    "council that is not there": {"uptake.signed": ["9999"]},
    "council that is excluded by an unknown code": {"population.exclude.codes": ["9999"]},
    "price year of benefits": {"price_year": None},
    "uptake that lines vary with": {"uptake": None, "participation": None},
    "two things": {"gate.share": 3, "links.delay_to_cost": "no"},
    "control character": {"title": "a\x07"},
    "file that is not there": {"costs[journal.licences-gp].estimate": {"data": "nowhere.csv", "column": "x"}},
}


@pytest.fixture(scope="module")
def original() -> Original:
    return Original(load(ROOT / "configs" / "akson.yaml"))


def from_scratch(original: Original, changes: dict[str, Any]) -> tuple[Scenario, tuple[Change, ...]]:
    return made(copied(original.root), (), from_python(changes), original.root)


@pytest.mark.parametrize("kind", GOOD)
def test_original__a_scenario_made_of_parts_is_the_one_made_from_scratch(original: Original, kind: str) -> None:
    before = canonical(original.scenario)
    found, wanted = original.changed(from_python(GOOD[kind])), from_scratch(original, GOOD[kind])

    assert found == wanted
    assert canonical(found[0]) == canonical(wanted[0]) != before
    assert canonical(original.scenario) == before
    assert Original(original.scenario).root == original.root


@pytest.mark.parametrize("kind", BAD)
def test_original__refuses_what_is_refused_from_scratch(original: Original, kind: str) -> None:
    with pytest.raises(ScenarioError) as wanted:
        from_scratch(original, BAD[kind])
    with pytest.raises(ScenarioError) as found:
        original.changed(from_python(BAD[kind]))

    assert found.value.problems == wanted.value.problems


def test_original__what_no_change_touches_is_the_same_object(original: Original) -> None:
    base = original.scenario
    new, _ = original.changed(from_python(GOOD["event"]))

    assert all(getattr(new, name) is getattr(base, name) for name in ("costs", "uptake", "sources", "drivers"))
    assert [event.id for event, known in zip(new.events, base.events, strict=True) if event is not known] == ["A.C1"]


def test_original__another_name_leaves_the_first_alone(original: Original) -> None:
    assert original.changed((), "other")[0].name == "other"
    assert original.changed(())[0] == original.scenario.model_copy(update={"scenarios": original.scenario.scenarios})
