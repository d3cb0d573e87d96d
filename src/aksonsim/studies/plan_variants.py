"""Parts of a plan switched off, held at a value, or drawn from another seed; every other draw keeps its bits.

What is switched is the plan, not the file: base amounts, the reference schedule and the price that councils compare
with stay as stated, and since each input has a stream of its own nothing else is drawn anew (common random numbers).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.engine.inputs import correlations
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_events import at_least_once, tails
from aksonsim.sampling.copula import Structure, structure

Array = npt.NDArray[np.float64]

COUNCILS = "municipal choices"
"""Name of what each council brings by itself: status, refusal, threshold, second thoughts."""
_COUNCIL_KEYS = ("status_key", "refusal_key", "threshold_key", "withdrawal_key")


@dataclass(frozen=True, slots=True)
class Streams:
    """Streams that are drawn anew together.

    ``rows`` of inputs, ``groups`` of common factors, ``councils`` the municipal streams; ``members`` the inputs' names
    where there are several; ``part_of`` the streams' owner where another `Streams` holds them too.
    """

    name: str
    rows: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    councils: bool = False
    members: tuple[str, ...] = ()
    part_of: str | None = None


def ties(plan: Plan) -> Structure:
    """Return how a plan's inputs are correlated, in the order of its arrays."""
    return structure(correlations(plan.scenario, plan.inputs), plan.inputs.names)


def streams(plan: Plan) -> list[Streams]:
    """Return everything random in a plan, as factors that are independent of one another.

    Correlated inputs are one factor: a group with its common factor, a connected set of pairs. An event is one factor
    (occurrence and consequences), and where these are several each follows by itself, ``part_of`` the event.
    """
    row = {name: i for i, name in enumerate(plan.inputs.names)}
    drawn = {name for name, fixed in zip(plan.inputs.names, plan.sampler.constant, strict=True) if not fixed}
    found: list[Streams] = []
    known = ties(plan)
    for g, group in enumerate(known.groups):
        found.append(Streams(group.stream, tuple(row[m] for m in group.members), (g,), members=group.members))
    for component in known.components:
        name = " + ".join(component.members)
        found.append(Streams(name, tuple(row[m] for m in component.members), members=component.members))
    single = [name for name in plan.inputs.names if name in drawn and name not in known.members]
    events: dict[str, list[str]] = {}
    for name in single:
        if name.startswith("events["):
            events.setdefault(name[: name.index("].") + 1], []).append(name)
        else:
            found.append(Streams(name, (row[name],)))
    for event, members in events.items():
        found.append(Streams(event, tuple(row[m] for m in members), members=tuple(members)))
        if len(members) > 1:
            found += [Streams(member, (row[member],), part_of=event) for member in members]
    if plan.uptake is not None:
        found.append(Streams(COUNCILS, councils=True))
    return found


def drawn_anew(plan: Plan, other: Plan, chosen: Streams) -> Plan:
    """Return a plan in which the chosen streams are those of ``other``, the same scenario under another seed."""
    ours, theirs = plan.sampler.arrays, other.sampler.arrays
    key, group_key = ours.key.copy(), ours.group_key.copy()
    key[list(chosen.rows)] = theirs.key[list(chosen.rows)]
    group_key[list(chosen.groups)] = theirs.group_key[list(chosen.groups)]
    new = _with_inputs(plan, key=key, group_key=group_key)
    if chosen.councils and plan.uptake is not None and other.uptake is not None:
        keys = {name: getattr(other.uptake.people, name) for name in _COUNCIL_KEYS}
        people = plan.uptake.people._replace(**keys)
        new = dataclasses.replace(new, uptake=dataclasses.replace(plan.uptake, people=people))
    return new


def held(plan: Plan, rows: Sequence[int], at: Array | float) -> Plan:
    """Return a plan in which some inputs have a value instead of a distribution, in each input's own unit."""
    shift, factor = plan.sampler.arrays.shift.copy(), plan.sampler.arrays.factor.copy()
    shift[list(rows)], factor[list(rows)] = at, 0.0
    return _with_inputs(plan, shift=shift, factor=factor)


def scaled(plan: Plan, rows: Sequence[int], by: float) -> Plan:
    """Return a plan in which some inputs are so many times what they were."""
    shift, factor = plan.sampler.arrays.shift.copy(), plan.sampler.arrays.factor.copy()
    shift[list(rows)] *= by
    factor[list(rows)] *= by
    return _with_inputs(plan, shift=shift, factor=factor)


def without_events(plan: Plan, ids: Iterable[str]) -> Plan:
    """Return a plan in which some events never occur: what is given one of them is then as it is otherwise."""
    gone = set(ids)
    new = with_chances(plan, dict.fromkeys(gone, 0.0))
    never = np.array([event.id in gone for event in plan.scenario.events], dtype=np.bool_)
    events = new.events._replace(otherwise=np.where(never, 0.0, new.events.otherwise))
    return dataclasses.replace(new, events=events)


def with_chances(plan: Plan, chances: Mapping[str, float]) -> Plan:
    """Return a plan in which some events have another probability, or frequency a year where they state one."""
    probability, many = plan.events.probability.copy(), plan.occurrences
    tail = [many.tail[many.tail_first[f] : many.tail_first[f + 1]] for f in range(many.event.size)]
    places = {int(e): f for f, e in enumerate(many.event)}
    for e, event in enumerate(plan.scenario.events):
        if event.id in chances and event.years is not None:
            tail[places[e]] = tails(chances[event.id] * event.years)
            probability[e] = at_least_once(chances[event.id] * event.years)
        else:
            probability[e] = chances.get(event.id, probability[e])
    ends = np.cumsum([0, *(one.size for one in tail)])
    many = many._replace(tail_first=ends.astype(np.int64), tail=np.concatenate([np.zeros(0), *tail]))
    return dataclasses.replace(plan, events=plan.events._replace(probability=probability), occurrences=many)


def drawn_events(plan: Plan) -> list[str]:
    """Return the events that are drawn; the others are produced by the model itself."""
    return [e.id for e, row in zip(plan.scenario.events, plan.events.row, strict=True) if row >= 0]


def without_drivers(plan: Plan, ids: Iterable[str]) -> Plan:
    """Return a plan in which some drivers multiply by 1 (no spread, no centre of their programme) or add nothing."""
    neutral = {driver.id: driver.neutral for driver in plan.scenario.drivers}
    chosen = list(ids)
    return held(
        plan,
        [plan.inputs.row(f"drivers[{name}]") for name in chosen],
        np.array([neutral[name] for name in chosen]),
    )


def with_rho(plan: Plan, rho: float, groups: Sequence[int] | None = None, pairs: Sequence[int] | None = None) -> Plan:
    """Return a plan with another correlation inside some groups, and none inside some connected sets of pairs.

    ``rho`` of the copula, 0 <= rho <= 1; ``groups`` and ``pairs`` by their place in `ties`, all by default. Each
    member's own stream stays as it is.
    """
    arrays = plan.sampler.arrays
    weight, factor = arrays.group_weight.copy(), arrays.mixed_factor.copy()
    weight[list(range(len(weight)) if groups is None else groups)] = np.sqrt(rho), np.sqrt(1.0 - rho)
    for c in range(len(arrays.mixed_span)) if pairs is None else pairs:
        start, stop, place = arrays.mixed_span[c]
        size = stop - start
        factor[place : place + size * size] = np.eye(size).ravel()
    return _with_inputs(plan, group_weight=weight, mixed_factor=factor)


def _with_inputs(plan: Plan, **arrays: Any) -> Plan:
    sampler = dataclasses.replace(plan.sampler, arrays=plan.sampler.arrays._replace(**arrays))
    return dataclasses.replace(plan, sampler=sampler)
