"""A plan made of parts of others is, to the last bit, the plan made alone; and it is made of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aksonsim.clusters.slices import planned
from aksonsim.engine.parts import Parts, same, settled
from aksonsim.engine.plan import Plan
from aksonsim.errors import ScenarioError
from aksonsim.files.changes import from_python
from aksonsim.files.derive import Original
from aksonsim.files.load import load
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
CHANGES: list[dict[str, Any]] = [
    {"costs[journal.licences-gp].time_share": 0.2},
    {"costs[journal.licences-gp].estimate": 100.0},
    {"costs[journal.licences-gp].estimate.mode": 300.0},
    {"costs[journal.management].varies": {"inhabitants": 0.5}},
    {"costs[journal.security].state_share": 0.25},
    {"costs[more]": {"estimate": {"min": 1, "mode": 2, "max": 5, "shape": "pert"}, "programme": "journal"}},
    {"drivers[scope].multiplier.p90": 1.4},
    {"drivers[scope].exposure[journal.support]": 0.25},
    {"drivers_combine": "sum"},
    {"programmes[journal].driver_centre": 0.1},
    {"events[A.C1].probability": 0.3},
    {"events[A.C1]": None},
    {"correlations[0].rho": 0.6},
    {"correlations": None},
    {"activities[procure].duration": 20.0},
    {"uptake.scale": 1.25},
    {"uptake.confidence_sd": 0.4},
    {"uptake.county_confidence_sd": 0.0},
    {"uptake.own[0301]": {"hazard": 0.1}},
    {"population.exclude.codes": ["5001"]},
    {"gate.share": 0.4, "gate.extensions": None},
    {"gate.deadline": "2022-12-01"},
    {"rollout.project_months": 30.0},
    {"financing.cap": 1000.0},
    {"benefits.rate": 0.03},
    {"benefits": None},
    {"links.delay_to_cost": False},
    {"unspecified": 0.0},
    {"start": "2021-02-01"},
    {"horizon": 2045},
]


def variants(original: Original) -> list[Scenario]:
    found = [original.scenario]
    for change in CHANGES:
        try:
            found.append(original.changed(from_python(change))[0])
        except ScenarioError:
            continue
    return found


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Return all that a plan holds, arrays by their bytes and the rest as it is printed."""
    if isinstance(value, np.ndarray):
        return {path: (value.dtype.str, value.shape, value.tobytes())}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    elif isinstance(value, tuple | list):
        inner = dict(zip(getattr(value, "_fields", map(str, range(len(value)))), value, strict=True))
    elif isinstance(value, dict):
        inner = {str(key): one for key, one in value.items()}
    else:
        return {path: sorted(value) if isinstance(value, set) else repr(value)}
    empty = {path: type(value).__name__}
    return empty | {key: one for name, part in inner.items() for key, one in flat(part, f"{path}.{name}").items()}


def equal(found: Plan, wanted: Plan) -> None:
    ours, theirs = flat(found), flat(wanted)
    assert ours.keys() == theirs.keys()
    assert [key for key, value in ours.items() if value != theirs[key]] == []


@pytest.mark.parametrize(("name", "method"), [("baseline", "mc"), ("baseline", "sobol"), ("official_basis", "mc")])
def test_parts__a_plan_made_of_parts_is_the_plan_made_alone(name: str, method: str) -> None:
    original = Original(load(ROOT / "configs" / "akson.yaml", name))
    asked = variants(original)
    assert len(asked) > 20
    alone = [planned([one], draws=100, seed=3, method=method)[0] for one in asked]
    parts = Parts()
    for order in (range(len(asked)), reversed(range(len(asked)))):
        for i in order:
            equal(planned([asked[i]], draws=100, seed=3, method=method, parts=parts)[0], alone[i])
    assert planned([asked[0]], draws=100, seed=4, method=method, parts=parts)[0].sampler.arrays.key.tolist() != (
        alone[0].sampler.arrays.key.tolist()
    )
    for i, one in enumerate(alone):  # and what was handed out since has not changed what is held
        equal(planned([asked[i]], draws=100, seed=3, method=method, parts=parts)[0], one)


def test_parts__what_is_refused_alone_is_refused() -> None:
    original = Original(load(ROOT / "configs" / "akson.yaml"))
    parts = Parts()
    planned([original.scenario], draws=100, seed=3, parts=parts)
    for change in (
        {"population.exclude.codes": ["1103"]},  # a pioneer
        {"drivers[introduction].multiplier": 1.2},  # which is correlated
        {"costs[journal.security].estimate": {"min": -9, "mode": 2, "max": 5, "shape": "pert"}},
        {"costs[local.training].state_share": 0.5},
        {"correlations[0].group": ["nothing"]},
        {"uptake.rounds.until": "2021-01-02"},
        {"uptake.signed_total.municipalities": 1},
    ):
        scenario, _ = original.changed(from_python(change))
        with pytest.raises(ScenarioError) as wanted:
            planned([scenario], draws=100, seed=3)
        for _ in range(2):
            with pytest.raises(ScenarioError) as found:
                planned([scenario], draws=100, seed=3, parts=parts)
            assert found.value.problems == wanted.value.problems


def test_parts__what_a_change_does_not_reach_is_the_same_object() -> None:
    original = Original(load(ROOT / "configs" / "akson.yaml"))
    parts = Parts()
    first, cheap, other = (
        planned([original.changed(from_python(change))[0]], draws=100, seed=3, parts=parts)[0]
        for change in ({}, {"costs[journal.security].time_share": 0.4}, {"gate.share": 0.4})
    )
    assert cheap.sampler is first.sampler
    assert cheap.schedule is first.schedule
    assert cheap.uptake is not None and first.uptake is not None and cheap.uptake.people is first.uptake.people  # noqa: PT018
    assert cheap.cost.row is first.cost.row
    assert cheap.cost.time_share is not first.cost.time_share
    assert other.cost is first.cost
    assert other.uptake is not None and other.uptake.gate is not first.uptake.gate  # noqa: PT018


def test_same__tells_what_only_bits_tell_apart() -> None:
    assert same((1.0, "a", [2]), (1.0, "a", [2]))
    assert not same(0.0, -0.0)
    assert not same(1, True)
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same(np.array([0.0]), np.array([-0.0]))
    assert not same(np.zeros(2), np.zeros(2, np.float32))


def test_settled__takes_what_is_equal_from_the_older() -> None:
    old, new = (np.zeros(3), np.ones(2)), (np.zeros(3), np.zeros(2))
    found = settled(new, old)
    assert found[0] is old[0]
    assert found[1] is new[1]
