"""The labels of a result: what each dimension holds, over all scenarios of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_cost import adding, multiplying
from aksonsim.engine.variables import BASES, PAYERS, Variable
from aksonsim.errors import AksonsimError, Problem, ScenarioError

QUANTILES = (0.1, 0.5, 0.85, 0.9)
"""Quantiles of each municipality's cost."""


@dataclass(frozen=True)
class Layout:
    """Labels by dimension, in order of first appearance."""

    labels: dict[str, tuple[object, ...]]

    def size(self, variable: Variable) -> tuple[int, ...]:
        """Return the lengths of a variable's dimensions after scenario; ``draw`` is left out."""
        return tuple(len(self.labels[dim]) for dim in variable.dims if dim != "draw")

    def places(self, dim: str, of: Sequence[object]) -> NDArray[np.int64]:
        """Return where these labels stand."""
        index = {label: i for i, label in enumerate(self.labels[dim])}
        return np.array([index[label] for label in of], dtype=np.int64)


def own_labels(plan: Plan) -> dict[str, tuple[object, ...]]:
    """Return the labels that one scenario brings."""
    scenario = plan.scenario
    return {
        "programme": tuple(p.id for p in plan.lines.programmes),
        "payer": PAYERS,
        "element": plan.lines.labels,
        "event": tuple(e.id for e in scenario.events),
        "benefit": tuple(i.id for i in scenario.benefits.items) if scenario.benefits else (),
        "driver_name": tuple(d.id for d in multiplying(scenario)),
        "addition_name": tuple(d.id for d in adding(scenario)),
        "input_name": tuple(plan.inputs.names),
        "basis": BASES,
        "quarter": plan.uptake.dates if plan.uptake else (),
        "year": tuple(range(scenario.start.year, scenario.last_year + 1)),
        "milestone": scenario.milestones if scenario.activities or plan.uptake else (),
        "municipality": tuple(m.code for m in plan.people.municipalities) if plan.people else (),
        "quantile": QUANTILES,
    }


def names_differ(plans: Sequence[Plan]) -> None:
    """Refuse scenarios of one name: a result knows them by nothing else. Raises AksonsimError."""
    names = [plan.scenario.name for plan in plans]
    if not names:
        raise AksonsimError("no scenario is given")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            raise AksonsimError(
                f"{names.count(name)} scenarios of one run are called {name}; give each a name of its own: "
                "load(..., name=...) or scenario.changed({}, name=...)"
            )


def layout(plans: Sequence[Plan]) -> Layout:
    """Join the labels of all scenarios; time and money must be the same for all.

    Raises ScenarioError where scenarios of one run differ in start, horizon, currency or price year.
    """
    first = plans[0].scenario
    stated = {"start": "start", "last_year": "horizon", "currency": "currency", "price_year": "price_year"}
    for plan in plans[1:]:
        for attribute, name in stated.items():
            mine, theirs = getattr(first, attribute), getattr(plan.scenario, attribute)
            if mine != theirs:
                what = f"{name} is {theirs} in {plan.scenario.name} but {mine} in {first.name}"
                raise ScenarioError([Problem("", name, what, "scenarios of one run share it; run them apart")])
    labels: dict[str, dict[object, None]] = {}
    for plan in plans:
        for dim, values in own_labels(plan).items():
            labels.setdefault(dim, {}).update(dict.fromkeys(values))
    joined = {dim: tuple(values) for dim, values in labels.items()}
    joined["quarter"] = tuple(sorted(joined["quarter"], key=str))
    joined["municipality"] = tuple(sorted(joined["municipality"], key=str))
    return Layout(joined)
