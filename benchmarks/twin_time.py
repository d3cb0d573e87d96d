"""Events, schedule and rollout of the twin; arrays are rows by draws unless said otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_uptake import UptakePlan
from aksonsim.kernels.council_arrays import STOPPED, AfterArrays
from aksonsim.kernels.rollout import LOTS
from aksonsim.kernels.schedule import FIRST, GATE, START

Array = NDArray[Any]
NOWHERE = np.int32(2**31 - 1)


def occur(plan: Plan, x: Array) -> Array:
    """Return bool[E, B] of events that occur."""
    events = plan.events
    out = np.zeros((events.row.size, x.shape[1]), dtype=np.bool_)
    drawn = events.row >= 0
    out[drawn] = x[events.row[drawn]] < events.probability[drawn, None]
    for e in events.order:
        if drawn[e] and events.given[e] >= 0:
            out[e] &= out[events.given[e]]
    return out


def durations(plan: Plan, x: Array, occurred: Array) -> Array:
    """Return float64[A, B] months with the delays of events."""
    s = plan.schedule
    out = np.where(s.duration_row[:, None] >= 0, x[s.duration_row], 0.0)
    late = x[s.delay_row] * occurred[s.delay_event]
    for a in range(s.duration_row.size):
        first, last = s.delay_first[a], s.delay_first[a + 1]
        if last > first:
            extra = late[first:last]
            out[a] += np.maximum(extra.max(axis=0), 0.0) if s.largest[a] else extra.sum(axis=0)
    return np.maximum(out, 0.0)


def dates(plan: Plan, duration: Array, gate_month: Array) -> Array:
    """Return float64[2 + 2 A, B] months of all milestones."""
    s = plan.schedule
    out = np.empty((FIRST + 2 * s.duration_row.size, gate_month.size))
    out[START], out[GATE] = 0.0, gate_month
    for a in s.order:
        begin, end = out[FIRST + 2 * a], out[FIRST + 2 * a + 1]
        if s.duration_row[a] < 0:
            begin[:] = out[s.hammock[a, 0]]
            np.maximum(begin, out[s.hammock[a, 1]], out=end)
            continue
        begin[:] = max(s.not_before[a], 0.0)
        for k in range(s.link_first[a], s.link_first[a + 1]):
            held = out[s.link_milestone[k]] + s.link_lag[k]
            np.maximum(begin, held - duration[a] if s.link_to_end[k] else held, out=begin)
        if s.aligned[a]:
            year = np.searchsorted(s.new_year, begin - 1e-9)
            begin[:] = s.new_year[np.minimum(year, s.new_year.size - 1)]
        np.add(begin, duration[a], out=end)
    return out


def capacities(after: AfterArrays, x: Array, since: Array) -> Array:
    """Return the cumulated capacity ``since`` [..., B] months after rollout starts, as a share of inhabitants."""
    month, share = np.append(0.0, after.capacity_month), np.append(0.0, after.capacity_share)
    slope = (share[-1] - share[-2]) / max(month[-1] - month[-2], 1e-9)
    out = np.interp(since, np.append(month, 1e4), np.append(share, share[-1] + slope * (1e4 - month[-1])))
    return out * x[after.capacity_row] if after.capacity_row >= 0 else out


class Rollout:
    """Who goes live when.

    ``share`` float64[2, Y, B]; ``gps`` float64[Y, B]; ``participation`` float64[2, B]; ``people`` int64[B] joined;
    ``live`` and ``joined`` bool[B, M].
    """

    def __init__(
        self, uptake: UptakePlan, x: Array, milestones: Array, joined: Array, outcome: Array, rng: np.random.Generator
    ) -> None:
        plan, council, after = uptake.rollout, uptake.council, uptake.after
        assert plan is not None
        count, (municipalities, lanes) = council.month.size, joined.shape
        slots = count * (LOTS + 1)
        lot = (np.frombuffer(rng.bytes(joined.size), np.uint8) & (LOTS - 1)).reshape(joined.shape) + 1
        lot[plan.pioneer == 1] = 0
        slot = np.where((joined < count) & (outcome != STOPPED), joined * np.int16(LOTS + 1) + lot, slots)
        width = municipalities.bit_length()
        # one word holds place in the order and municipality: sorting words is five times faster than argsort
        key = slot.T.astype(np.int32, order="C")
        key <<= width
        key += np.arange(municipalities, dtype=np.int32)
        key.sort(axis=1)
        who = key & ((1 << width) - 1)
        key >>= width
        ready = council.month[:, None] + plan.project - milestones[after.rollout]
        can = np.minimum(capacities(after, x, ready) * council.total[0], 2e9).astype(np.int32)
        at = np.append(np.repeat(np.arange(count), LOTS + 1), count - 1).astype(np.int32) * np.int32(lanes)
        start = can.ravel().take(at.take(key) + np.arange(lanes, dtype=np.int32)[:, None])
        size = council.inhabitants.take(who)
        served = np.cumsum(size, axis=1, dtype=np.int32)
        # place = max(place before, capacity when ready) + inhabitants, solved: a running maximum of what was idle
        start -= served
        start += size
        place = np.maximum.accumulate(start, axis=1)
        place += served
        place[key == slots] = NOWHERE
        self._adopt(uptake, x, milestones, who, place, served)

    def _adopt(self, uptake: UptakePlan, x: Array, milestones: Array, who: Array, place: Array, served: Array) -> None:
        plan, council, after = uptake.rollout, uptake.council, uptake.after
        assert plan is not None
        lanes, years = place.shape[0], plan.year_end.size
        lane = np.arange(lanes)
        since = plan.year_end[:, None] - milestones[after.rollout]
        reached = np.minimum(capacities(after, x, since) * council.total[0], 2e9).astype(np.int32)
        # all queues end to end, each draw's above the one before: one search over sorted words serves all years
        ends = place.astype(np.int64)
        ends += lane[:, None] << 32
        asked = reached.T + (lane[:, None] << 32)
        councils = np.searchsorted(ends.ravel(), asked.ravel(), side="right").reshape(lanes, years)
        councils -= lane[:, None] * place.shape[1]
        people = np.where(councils > 0, np.take_along_axis(served, np.maximum(councils - 1, 0), axis=1), 0)
        people, councils = people.T, councils.T
        self.share = np.stack([people / council.total[0], councils / council.total[1]])
        final = x[plan.gp_row] if plan.gp_row >= 0 else np.zeros(lanes)
        lag = np.subtract.outer(np.arange(years), np.arange(years))
        ramp = np.where(lag >= 0, plan.gp_ramp[np.maximum(lag, 0)], 0.0)
        new = np.diff(self.share[0], axis=0, prepend=0.0)
        self.gps = plan.gp_start * self.share[0] + (final - plan.gp_start) * (ramp @ new)
        end = np.searchsorted(plan.year_end + 1e-9, milestones[after.rollout + 1])
        last = np.clip(end, plan.measured, years - 1)
        self.participation = np.stack([self.share[0, last, lane], self.gps[last, lane]])
        self.people = people[last, lane]
        both = (place <= reached[plan.measured, :, None]).view(np.uint8)
        both |= (place <= reached[last, lane, None]).view(np.uint8) << 1
        flags = np.empty(place.shape, np.uint8)
        np.put_along_axis(flags, who.astype(np.intp), both, axis=1)
        self.live, self.joined = flags & 1 == 1, flags & 2 == 2
