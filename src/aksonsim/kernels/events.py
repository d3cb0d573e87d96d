"""Events: which of them occur, and what they do to readiness to commit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel


class EventArrays(NamedTuple):
    """Events in an order in which a condition comes before what depends on it.

    ``order`` int64[E]; ``row`` int64[E] input row of the uniform, -1 where the model produces the event;
    ``probability`` float64[E]; ``given`` int64[E] index of the condition or -1; ``otherwise`` float64[E] the
    probability where the condition does not occur.
    """

    order: Array
    row: Array
    probability: Array
    given: Array
    otherwise: Array


class ReadinessArrays(NamedTuple):
    """Input row of the national confidence shock; events that dampen uptake, int64[U], and rows of their factors."""

    confidence_row: int
    uptake_event: Array
    uptake_row: Array


@kernel
def occur(values: Array, events: EventArrays, occurred: Array) -> None:
    """Write 1 to ``occurred`` uint8[E, B] where the event occurs: u < p, its other p where its condition does not."""
    for e in events.order:
        row = events.row[e]
        here = occurred[e]
        if row < 0:
            for i in range(here.shape[0]):
                here[i] = 0
            continue
        u = values[row]
        p = events.probability[e]
        if events.given[e] < 0:
            for i in range(here.shape[0]):
                here[i] = np.uint8(1) if u[i] < p else np.uint8(0)
        else:
            condition, other = occurred[events.given[e]], events.otherwise[e]
            for i in range(here.shape[0]):
                here[i] = np.uint8(1) if u[i] < (p if condition[i] else other) else np.uint8(0)


@kernel
def readiness(values: Array, occurred: Array, readiness: ReadinessArrays, confidence: Array) -> None:
    """Write the national confidence shock times the multipliers of occurring events to ``confidence`` float64[B]."""
    for i in range(confidence.shape[0]):
        confidence[i] = values[readiness.confidence_row, i]
    for k in range(readiness.uptake_event.shape[0]):
        here = occurred[readiness.uptake_event[k]]
        factor = values[readiness.uptake_row[k]]
        for i in range(confidence.shape[0]):
            confidence[i] *= factor[i] if here[i] else 1.0
