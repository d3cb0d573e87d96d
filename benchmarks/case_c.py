"""Case (c): the uptake alone: councils, gate, rounds and commitment of configs/akson.yaml, without money or rollout.

The plan is cut, not changed: events keep what they do to dates and to readiness, the councils keep the price that the
whole model tells them, and so each draw commits as it does there, bit for bit (tests/test_benchmark.py).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from twin import vote
from twin_inputs import Inputs

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.plan import Plan
from aksonsim.kernels.schedule import FIRST
from aksonsim.model.cost import CostElement

Array = NDArray[Any]


def cut(file: Path, draws: int, seed: int) -> Plan:
    """Return the plan of a file's base scenario with its uptake alone; one certain cost stands for all."""
    whole = aksonsim.load(file)
    assert whole.gate is not None
    events = tuple(
        event.model_copy(update={"cost": None, "multiplier": None, "mitigation": None, "part_of": None})
        for event in whole.events
        if event.delay is not None or event.uptake is not None
    )
    gone: dict[str, Any] = dict.fromkeys(("programmes", "drivers", "correlations", "claims", "cuts"), ())
    gone |= {"benefits": None, "financing": None, "events": events}
    gone["costs"] = (CostElement.model_validate({"id": "all", "estimate": 1.0}),)
    gone["gate"] = whole.gate.model_copy(
        update={"stop": whole.gate.stop.model_copy(update={"termination": None, "programme": None})}
    )
    full, left = plans([whole, whole.model_copy(update=gone)], draws=draws, seed=seed)
    assert full.uptake is not None
    assert left.uptake is not None
    return replace(left, uptake=replace(left.uptake, price=full.uptake.price, rollout=None), municipal=None)


class Twin:
    """The cut plan in NumPy."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.inputs = plan, Inputs(plan)

    def simulate(self, draws: int, seed: int, chunk: int) -> dict[str, Array]:
        """Return ``gate_outcome``, ``gate_month``, ``commitment_share`` and ``milestone_month``, first axis draw."""
        rng = np.random.Generator(np.random.SFC64(seed))
        assert self.plan.uptake is not None
        rounds, milestones = len(self.plan.uptake.dates), FIRST + 2 * len(self.plan.scenario.activities)
        out: dict[str, Array] = {
            "gate_outcome": np.empty(draws, np.int8),
            "gate_month": np.empty(draws),
            "commitment_share": np.empty((draws, 2, rounds), np.float32),
            "milestone_month": np.empty((draws, milestones), np.float32),
        }
        for first in range(0, draws, chunk):
            here = slice(first, first + chunk)
            _, _, councils = vote(self.plan, self.inputs, rng, min(chunk, draws - first))
            out["gate_outcome"][here] = councils.outcome
            out["gate_month"][here] = councils.gate_month
            out["commitment_share"][here] = np.moveaxis(councils.share, -1, 0)
            out["milestone_month"][here] = councils.milestones.T
        return out
