"""From a block's arrays to the result's arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.block import Block
from aksonsim.engine.layout import Layout, own_labels
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_cost import adding, multiplying
from aksonsim.engine.variables import Keep, Variable, kept
from aksonsim.model.reserved import PROJECT_WIDE

Array = NDArray[Any]
Labels = dict[str, tuple[object, ...]]

_SOURCES: dict[str, Callable[[Block], Array]] = {
    "cost_total": lambda b: b.arrays["sums"][4],
    "cost_programme": lambda b: b.arrays["programme"],
    "cost_payer": lambda b: np.stack([b.arrays["sums"][0], b.arrays["sums"][4] - b.arrays["sums"][0]]),
    "state_uncapped": lambda b: b.arrays["sums"][1],
    "state_capped": lambda b: b.arrays["sums"][2],
    "price_per_inhabitant": lambda b: b.arrays["price"],
    "tariff_per_inhabitant": lambda b: b.arrays["price"] * b.plan.finance.annuity,
    "cost_element": lambda b: _by_label(b),
    "cost_year": lambda b: b.arrays["programme_year"],
    "cost_payer_year": lambda b: np.stack([b.arrays["state_year"], b.arrays["total_year"] - b.arrays["state_year"]]),
    "npv": lambda b: b.arrays["npv"],
    "benefit_value": lambda b: b.arrays["benefit"],
    "investment_value": lambda b: b.present.value,
    "gate_outcome": lambda b: b.arrays["outcome"],
    "gate_month": lambda b: b.state.gate_month,
    "commitment_share": lambda b: b.state.share,
    "milestone_month": lambda b: b.arrays["milestone"],
    "adoption_share": lambda b: b.arrays["adoption"],
    "gp_adoption_share": lambda b: b.arrays["gps"],
    "event_occurred": lambda b: b.arrays["occurred"],
    "event_count": lambda b: _event_count(b),
    "driver": lambda b: b.arrays["input"][b.plan.cost.driver_row],
    "driver_addition": lambda b: b.arrays["input"][
        [b.plan.inputs.row(f"drivers[{d.id}]") for d in adding(b.plan.scenario)]
    ],
    "input": lambda b: b.arrays["input"],
    "municipality_commit_month": lambda b: _commit_month(b),
}
"""Where each variable stands in a block, lanes last."""


def _by_label(block: Block) -> Array:
    """Return the cost of each line as results know it: the parts of a project-wide line, which come last, are one."""
    element, ids = block.arrays["element"], [line.id for line in block.plan.lines.elements]
    wide = [line for line in PROJECT_WIDE if ids.count(line) > 1]
    if not wide:
        return element
    alone = min(ids.index(line) for line in PROJECT_WIDE if line in ids)
    sums = [
        element[[k for k, name in enumerate(ids) if name == line]].sum(axis=0) for line in dict.fromkeys(ids[alone:])
    ]
    return np.vstack([element[:alone], *sums])


def _event_count(block: Block) -> Array:
    """Return how often each event occurs: more than once only where a frequency is stated."""
    count = block.arrays["occurred"].astype(np.int16)
    count[block.plan.occurrences.event] = block.arrays["number"]
    return count


def _commit_month(block: Block) -> Array:
    """Return the month of commitment, NaN for municipalities that are not committed in the end."""
    assert block.plan.uptake is not None
    months = block.plan.uptake.council.month
    waited = np.minimum(block.state.waited, months.size - 1)
    return np.where(block.arrays["committed"] == 1, months[waited], np.nan)


COSTS = ("cost_total", "cost_programme", "cost_element", "cost_year")
"""What every scenario has that has any costs, were they only those of events."""


def simulated(plan: Plan, variable: Variable) -> bool:
    """Return whether a scenario simulates a variable: what is absent from the file is not reported."""
    uptake = plan.uptake
    if variable.name in COSTS:
        return bool(plan.lines.elements)
    pays = plan.scenario.financing is not None or bool((plan.cost.tag > 0).any())
    need: dict[str, bool] = {
        "cost_payer": pays,
        "cost_payer_year": pays,
        "price_per_inhabitant": plan.people is not None,
        "tariff_per_inhabitant": plan.people is not None and plan.scenario.financing is not None,
        "state_uncapped": plan.scenario.financing is not None,
        "state_capped": plan.scenario.financing is not None,
        "npv": plan.benefits is not None,
        "benefit_value": plan.benefits is not None,
        "investment_value": plan.benefits is not None,
        "gate_outcome": uptake is not None and bool(uptake.gate.present),
        "gate_month": uptake is not None and bool(uptake.gate.present),
        "commitment_share": uptake is not None,
        "municipality_commit_month": uptake is not None,
        "adoption_share": uptake is not None and uptake.rollout is not None,
        "gp_adoption_share": uptake is not None and uptake.rollout is not None and uptake.rollout.gp_row >= 0,
        "milestone_month": bool(plan.scenario.activities),
        "event_occurred": bool(plan.scenario.events),
        "event_count": plan.occurrences.event.size > 0,
        "driver": bool(multiplying(plan.scenario)),
        "driver_addition": bool(adding(plan.scenario)),
    }
    return need.get(variable.name, True)


def covers(plan: Plan, own: Labels, layout: Layout, variable: Variable) -> bool:
    """Return whether a scenario, with its `own_labels`, has a value for every place of a variable."""
    return simulated(plan, variable) and all(own[dim] == layout.labels[dim] for dim in variable.dims if dim != "draw")


class Recorder:
    """Writes blocks of one scenario into the arrays of a result.

    ``targets`` maps variable names to arrays of shape (draws, ...); columns that the scenario lacks keep their
    fill value.
    """

    def __init__(self, plan: Plan, layout: Layout, keep: Keep, targets: dict[str, Array]) -> None:
        own = own_labels(plan)
        self._moves: list[tuple[Callable[[Block], Array], Array, tuple[Any, ...] | None]] = []
        for variable in kept(keep):
            if not variable.per_draw or variable.name not in targets or not simulated(plan, variable):
                continue
            index: tuple[Any, ...] | None = None
            if not covers(plan, own, layout, variable):
                index = np.ix_(*(layout.places(dim, own[dim]) for dim in variable.dims if dim != "draw"))
            self._moves.append((_SOURCES[variable.name], targets[variable.name], index))

    def write(self, block: Block, first: int, count: int) -> None:
        """Write the first ``count`` lanes of a block to draws ``first`` onwards."""
        for source, target, index in self._moves:
            lanes_first = np.moveaxis(source(block), -1, 0)[:count]
            if index is None:
                target[first : first + count] = lanes_first
            else:
                target[(slice(first, first + count), *index)] = lanes_first
