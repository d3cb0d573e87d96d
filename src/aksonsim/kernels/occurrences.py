"""Events that happen a number of times a draw: how often, and what their occurrences come to together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.inputs import InputArrays, evaluate_inputs
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform


class OccurrenceArrays(NamedTuple):
    """F events with a frequency, in file order; sparse rows by event.

    ``event`` int64[F] place among all events; ``row`` int64[F] input row of the uniform; ``tail`` float64 from
    ``tail_first`` int64[F + 1]: probability of at least 1, 2, ... occurrences, falling (none: it never occurs);
    ``part_row`` int64 from ``part_first`` int64[F + 1]: input rows of the consequences, ``multiplies``
    uint8 1 for factors.
    """

    event: Array
    row: Array
    tail_first: Array
    tail: Array
    part_first: Array
    part_row: Array
    multiplies: Array


@kernel
def occurrences(
    draw: Array, occurred: Array, inputs: InputArrays, events: OccurrenceArrays, values: Array, number: Array
) -> None:
    """Write how often each event occurs to ``number`` int64[F, B], and what it comes to, to ``values`` float64[K, B].

    The number is the Poisson quantile of the uniform from its upper end, 0 where ``occurred`` is 0 (its condition
    failed). Consequence k of draw ``draw[0] + j`` is drawn from its stream at index k, the first being the value that
    is there; amounts and months are added over the occurrences (0 without any), factors multiplied (1 without any).
    """
    lanes = values.shape[1]
    drawn = np.empty((1, lanes))
    again = drawn[0]
    for f in range(events.event.shape[0]):
        here, u, count = occurred[events.event[f]], values[events.row[f]], number[f]
        tail = events.tail[events.tail_first[f] : events.tail_first[f + 1]]
        most = 0
        for i in range(lanes):
            low, high = 0, tail.size if here[i] else 0
            while low < high:
                middle = (low + high) // 2
                if u[i] < tail[middle]:
                    low = middle + 1
                else:
                    high = middle
            count[i] = low
            most = max(most, low)
        for k in range(events.part_first[f], events.part_first[f + 1]):
            part = events.part_row[k]
            x = values[part]
            none = 1.0 if events.multiplies[k] else 0.0
            for i in range(lanes):
                x[i] = x[i] if count[i] > 0 else none
            for n in range(1, most):
                fill_uniform(inputs.key[part, 0], inputs.key[part, 1], n, draw[0], again)
                evaluate_inputs(inputs, part, drawn)
                if events.multiplies[k]:
                    for i in range(lanes):
                        x[i] *= again[i] if count[i] > n else 1.0
                else:
                    for i in range(lanes):
                        x[i] += again[i] if count[i] > n else 0.0
