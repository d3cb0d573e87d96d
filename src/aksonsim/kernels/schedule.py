"""The schedule: durations with their delays, then dates by a forward pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel

START, GATE, FIRST = 0, 1, 2
"""Milestones 0 and 1; activity a starts at milestone ``FIRST + 2 a`` and ends at ``FIRST + 2 a + 1``."""


class ScheduleArrays(NamedTuple):
    """A activities; predecessors come first in ``order``, hammocks last.

    ``duration_row`` int64[A] input row, -1 for a hammock; ``least`` float64[A] months that it takes at least, those so
    far of one under way; ``delay_first`` int64[A + 1] into ``delay_event`` and
    ``delay_row``; ``largest`` uint8[A]: of several delays one counts instead of the sum; ``link_first``
    int64[A + 1] into ``link_milestone`` int64, ``link_lag`` float64 months and ``link_to_end`` uint8: it holds back the
    end, not the start; ``not_before`` float64[A] months (-inf: any time); ``aligned`` uint8[A]: the start waits for the
    next 1 January; ``hammock`` int64[A, 2] milestones; ``new_year`` float64: months of 1 January, rising.
    """

    order: Array
    duration_row: Array
    least: Array
    delay_first: Array
    delay_event: Array
    delay_row: Array
    largest: Array
    link_first: Array
    link_milestone: Array
    link_lag: Array
    link_to_end: Array
    not_before: Array
    aligned: Array
    hammock: Array
    new_year: Array


@kernel
def durations(values: Array, occurred: Array, schedule: ScheduleArrays, out: Array) -> None:
    """Write each activity's duration with the delays of occurring events to ``out`` float64[A, B] (months).

    Where one delay counts, it is the longest; where none of those that occur is longer than 0, the greatest saving.
    """
    lanes = out.shape[1]
    extra = np.empty(lanes)
    saved = np.empty(lanes)
    for a in range(out.shape[0]):
        row = schedule.duration_row[a]
        if row < 0:
            for i in range(lanes):
                out[a, i] = 0.0
            continue
        for i in range(lanes):
            extra[i] = 0.0
            saved[i] = 0.0
        for k in range(schedule.delay_first[a], schedule.delay_first[a + 1]):
            here = occurred[schedule.delay_event[k]]
            months = values[schedule.delay_row[k]]
            if schedule.largest[a]:
                for i in range(lanes):
                    late = months[i] if here[i] else 0.0
                    extra[i] = max(extra[i], late)
                    saved[i] = min(saved[i], late)
            else:
                for i in range(lanes):
                    extra[i] += months[i] if here[i] else 0.0
        base = values[row]
        for i in range(lanes):
            out[a, i] = max(base[i] + (extra[i] if extra[i] != 0.0 else saved[i]), schedule.least[a])


@kernel
def dates(duration: Array, gate_month: Array, schedule: ScheduleArrays, out: Array) -> None:
    """Write the month of every milestone to ``out`` float64[2 + 2 A, B].

    start_a = max(0, not_before_a, m + lag for each link to its start, m + lag - duration_a for each link to its end),
    m the milestone that the link waits for, moved to the next 1 January where aligned; end_a = start_a + duration_a.
    A hammock lies between its milestones and never has a negative length.
    """
    lanes = out.shape[1]
    for i in range(lanes):
        out[START, i] = 0.0
        out[GATE, i] = gate_month[i]
    for a in schedule.order:
        begin, end = out[FIRST + 2 * a], out[FIRST + 2 * a + 1]
        if schedule.duration_row[a] < 0:
            first, last = out[schedule.hammock[a, 0]], out[schedule.hammock[a, 1]]
            for i in range(lanes):
                begin[i] = first[i]
                end[i] = max(first[i], last[i])
            continue
        earliest = max(schedule.not_before[a], 0.0)
        for i in range(lanes):
            begin[i] = earliest
        for k in range(schedule.link_first[a], schedule.link_first[a + 1]):
            before = out[schedule.link_milestone[k]]
            lag = schedule.link_lag[k]
            if schedule.link_to_end[k]:
                for i in range(lanes):
                    begin[i] = max(begin[i], before[i] + lag - duration[a, i])
            else:
                for i in range(lanes):
                    begin[i] = max(begin[i], before[i] + lag)
        if schedule.aligned[a]:
            for i in range(lanes):
                year = 0  # a few steps; np.searchsorted takes ten seconds to compile
                while year + 1 < schedule.new_year.shape[0] and schedule.new_year[year] < begin[i] - 1e-9:
                    year += 1
                begin[i] = schedule.new_year[year]
        for i in range(lanes):
            end[i] = begin[i] + duration[a, i]
