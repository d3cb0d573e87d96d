"""From a block's arrays to the result's arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.layout import Layout, own_labels
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_cost import adding, multiplying
from aksonsim.engine.pool import Drawn, Places
from aksonsim.engine.variables import Keep, Variable, kept
from aksonsim.kernels.council_arrays import CouncilState

Array = NDArray[Any]
Labels = dict[str, tuple[object, ...]]


class _Source(NamedTuple):
    """Where a variable stands in a block: the arrays it takes, and what it makes of them, lanes last.

    ``made``: a new array each time; else a view of the block's own, which is taken once.
    """

    reads: str
    of: Callable[..., Array]
    made: bool = False


def _whole(array: Array) -> Array:
    return array


_SOURCES: dict[str, _Source] = {
    "cost_total": _Source("total", _whole),
    "cost_programme": _Source("programme", _whole),
    "cost_payer": _Source("total sums", lambda total, sums: np.stack([sums[0], total - sums[0]]), made=True),
    "state_uncapped": _Source("sums", lambda sums: sums[1]),
    "state_capped": _Source("sums", lambda sums: sums[2]),
    "price_per_inhabitant": _Source("price", _whole),
    "cost_year": _Source("programme_year", _whole),
    "cost_nominal": _Source("nominal", _whole),
    "cost_nominal_year": _Source("nominal_year", _whole),
    "cost_payer_year": _Source(
        "state_year total_year", lambda state, total: np.stack([state, total - state]), made=True
    ),
    "npv": _Source("npv", _whole),
    "benefit_value": _Source("benefit", _whole),
    "investment_value": _Source("investment", _whole),
    "gate_outcome": _Source("outcome", _whole),
    "gate_month": _Source("gate_month", _whole),
    "commitment_share": _Source("state", lambda state: state.share),
    "milestone_month": _Source("reached", _whole),
    "adoption_share": _Source("adoption", _whole),
    "gp_adoption_share": _Source("gps", _whole),
}
"""Variables that lie in a block as they are; the others follow from the plan as well (`_source`)."""


def _source(plan: Plan, drawn: Drawn, places: Places, name: str) -> _Source:
    """Return where a variable stands in a block for a plan whose inputs and events are in these places."""
    if name == "cost_element":
        return by_label(plan)
    if name == "tariff_per_inhabitant":
        return _Source("price", lambda price: price * plan.finance.annuity, made=True)
    if name == "event_occurred":
        events = places.events[:-1]
        return _Source(_occurred(plan), lambda occurred: occurred[events], made=True)
    if name == "event_count":
        return _event_count(plan, drawn, places)
    if name == "municipality_commit_month":
        return _Source("state committed", partial(_commit_month, plan), made=True)
    rows: dict[str, Any] = {
        "driver": plan.cost.driver_row,
        "driver_addition": [plan.inputs.row(f"drivers[{d.id}]") for d in adding(plan.scenario)],
        "input": range(len(plan.inputs.names)),
    }
    if name in rows:
        here = places.inputs[np.asarray(rows[name], dtype=np.int64)]
        if np.array_equal(here, np.arange(drawn.inputs.kind.size)):
            return _Source("input", _whole)
        return _Source("input", lambda values: values[here], made=True)
    return _SOURCES[name]


def by_label(plan: Plan) -> _Source:
    """Return the cost of each line as results know it, the sum of its parts where it has several."""
    if len(plan.lines.labels) == len(plan.lines.elements):
        return _Source("element", _whole)
    ids = [line.id for line in plan.lines.elements]
    parts = [[k for k, name in enumerate(ids) if name == label] for label in plan.lines.labels]

    def of(element: Array) -> Array:
        return np.stack([element[part].sum(axis=0) for part in parts])

    return _Source("element", of, made=True)


def _event_count(plan: Plan, drawn: Drawn, places: Places) -> _Source:
    """Return how often each event occurs: more than once only where a frequency is stated."""
    events, many = places.events[:-1], plan.occurrences.event
    at = {int(event): k for k, event in enumerate(drawn.occurrences.event)}
    rows = [at[int(events[k])] for k in many]

    def of(occurred: Array, number: Array) -> Array:
        count = occurred[events].astype(np.int16)
        count[many] = number[rows]
        return count

    return _Source(f"{_occurred(plan)} number", of, made=True)


def _occurred(plan: Plan) -> str:
    """Return the array that holds which events occur, those that the model produces itself among them."""
    return "noted" if plan.uptake is not None and plan.uptake.represented.counts else "occurred"


def _commit_month(plan: Plan, state: CouncilState, committed: Array) -> Array:
    """Return the month of commitment, NaN for municipalities that are not committed in the end."""
    assert plan.uptake is not None
    months = plan.uptake.council.month
    waited = np.minimum(state.waited, months.size - 1)
    return np.where(committed == 1, months[waited], np.nan)


COSTS = ("cost_total", "cost_programme", "cost_element", "cost_year")
"""What every scenario has that has any costs, were they only those of events."""


def simulated(plan: Plan, variable: Variable) -> bool:
    """Return whether a scenario simulates a variable: what is absent from the file is not reported."""
    uptake = plan.uptake
    if variable.name in COSTS:
        return bool(plan.lines.elements)
    pays = plan.scenario.financing is not None or bool((plan.cost.tag > 0).any())
    need: dict[str, bool] = {
        "cost_nominal": plan.levels is not None,
        "cost_nominal_year": plan.levels is not None,
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

    ``targets`` maps variable names to arrays of shape (draws, ...), of draws from ``first`` on; columns that the
    scenario lacks keep their fill value. ``places`` of its inputs and events among those ``drawn``.
    """

    def __init__(
        self,
        plan: Plan,
        layout: Layout,
        keep: Keep,
        targets: dict[str, Array],
        drawn: Drawn,
        places: Places,
        first: int = 0,
    ) -> None:
        own = own_labels(plan)
        self._first = first
        self._moves: list[tuple[_Source, Array, tuple[Any, ...] | None]] = []
        for variable in kept(keep):
            if not variable.per_draw or variable.name not in targets or not simulated(plan, variable):
                continue
            index: tuple[Any, ...] | None = None
            if not covers(plan, own, layout, variable):
                index = np.ix_(*(layout.places(dim, own[dim]) for dim in variable.dims if dim != "draw"))
            source = _source(plan, drawn, places, variable.name)
            self._moves.append((source, targets[variable.name], index))

    @property
    def wanted(self) -> frozenset[str]:
        """The arrays of a block that are taken."""
        return frozenset(name for source, *_ in self._moves for name in source.reads.split())

    def bind(self, arrays: Mapping[str, Any]) -> Callable[[slice], None]:
        """Return what writes these arrays of a block, by name, to the draws that it is given."""
        moves = []
        for source, target, index in self._moves:
            taken = [arrays[name] for name in source.reads.split()]
            moves.append(
                (source.of, taken, None if source.made else np.moveaxis(source.of(*taken), -1, 0), target, index)
            )

        def write(draws: slice) -> None:
            begin, number = draws.start - self._first, draws.stop - draws.start
            for of, taken, view, target, index in moves:
                lanes_first = np.moveaxis(of(*taken), -1, 0) if view is None else view
                rows = slice(begin, begin + number)
                target[rows if index is None else (rows, *index)] = lanes_first[:number]

        return write
