"""Events as arrays: which occur, and how often where a frequency is stated."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.inputs import Register
from aksonsim.engine.packing import end_to_end, flags, ints
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.events import EventArrays, ReadinessArrays
from aksonsim.kernels.occurrences import OccurrenceArrays
from aksonsim.model.events import Event
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]

NEVER = 2.0**-53
"""A probability that no uniform is below."""


def event_arrays(scenario: Scenario, inputs: Register) -> EventArrays:
    """Build the events; a condition comes before what depends on it."""
    ids = [event.id for event in scenario.events]
    order: list[int] = []
    problems = []
    while len(order) < len(ids):
        for i, event in enumerate(scenario.events):
            if i not in order and (event.given is None or ids.index(event.given) in order):
                order.append(i)
    for i, event in enumerate(scenario.events):
        if event.given is not None and scenario.events[ids.index(event.given)].represented_by is not None:
            what = f"event {event.id} is given {event.given}, which the model produces only after all events are drawn"
            problems.append(Problem("", f"events[{event.id}].given", what, f"state it without given (event {i + 1})"))
    if problems:
        raise ScenarioError(problems)
    return EventArrays(
        order=ints(order),
        row=ints(inputs.row(f"events[{name}].occurs") for name in ids),
        probability=np.array([_once_or_more(event) for event in scenario.events], dtype=np.float64),
        given=ints(ids.index(e.given) if e.given else -1 for e in scenario.events),
        otherwise=np.array([event.current_otherwise for event in scenario.events], dtype=np.float64),
    )


def readiness_arrays(scenario: Scenario, inputs: Register) -> ReadinessArrays:
    """Build what the readiness to commit depends on."""
    damping = [(i, event.id) for i, event in enumerate(scenario.events) if event.uptake is not None]
    return ReadinessArrays(
        confidence_row=inputs.row("uptake.confidence"),
        uptake_event=ints(i for i, _ in damping),
        uptake_row=ints(inputs.row(f"events[{name}].uptake") for _, name in damping),
    )


def _once_or_more(event: Event) -> float:
    """Return the probability that an event occurs, as `occurrences` has it where it counts."""
    return event.current_probability if event.occurrences is None else at_least_once(event.occurrences)


def occurrence_arrays(scenario: Scenario, inputs: Register) -> OccurrenceArrays:
    """Build the events with a frequency."""
    known = [(i, event) for i, event in enumerate(scenario.events) if event.frequency is not None]
    parts = [[(inputs.row(name), float(factor)) for name, factor in _consequences(event)] for _, event in known]
    tail_first, tail = end_to_end([[(p,) for p in tails(event.occurrences or 0.0)] for _, event in known], np.float64)
    part_first, part_row, multiplies = end_to_end(parts, np.int64, np.float64)
    return OccurrenceArrays(
        event=ints(i for i, _ in known),
        row=ints(inputs.row(f"events[{event.id}].occurs") for _, event in known),
        tail_first=tail_first,
        tail=tail,
        part_first=part_first,
        part_row=part_row,
        multiplies=flags(multiplies > 0),
    )


def _consequences(event: Event) -> list[tuple[str, bool]]:
    """Return the inputs of what one occurrence does, each with whether it is a factor."""
    found = [(part, getattr(event, part), part != "cost") for part in ("cost", "multiplier", "uptake")]
    stated = [(f"events[{event.id}].{part}", factor) for part, estimate, factor in found if estimate is not None]
    return [*stated, *((f"events[{event.id}].delay[{delay.activity}]", False) for delay in event.delays)]


def tails(mean: float) -> Float:
    """Return the Poisson probabilities of at least 1, 2, ... occurrences, as far as a uniform can tell, float64[n]."""
    if mean <= 0.0:
        return np.zeros(0)
    last = math.ceil(mean + 12.0 * math.sqrt(mean) + 40.0)
    n = np.arange(1, last + 1)
    factorials = np.array([math.lgamma(k + 1.0) for k in n])
    mass = np.exp(n * math.log(mean) - mean - factorials)
    above: Float = np.cumsum(mass[::-1])[::-1]
    above[0] = -math.expm1(-mean)
    return above[above > NEVER]


def at_least_once(mean: float) -> float:
    """Return the probability of one occurrence or more."""
    return float(next(iter(tails(mean)), 0.0))
