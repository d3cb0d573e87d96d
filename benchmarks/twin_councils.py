"""Council rounds of the twin: only what newly crosses its threshold is touched, by flat indices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from twin_time import capacities, dates

from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_uptake import UptakePlan
from aksonsim.kernels.commitment import SIGNED, UNSIGNED, PeopleArrays
from aksonsim.kernels.council_arrays import EARLY, LATE, ON_TIME, STOPPED, PriceArrays

Array = NDArray[Any]
NEVER, WITHDREW = np.int16(20_000), np.int16(20_001)
"""In place of a round: has not committed; has withdrawn."""
INFINITE = np.float32(np.inf)


class Councils:
    """All rounds of a chunk of draws.

    ``joined`` int16[M, B] round of commitment; ``share`` float64[2, R, B]; ``outcome`` int8[B]; ``gate_month``,
    ``deadline`` float64[B]; ``people``, ``councils`` float64[B] committed in the end; ``milestones``.
    """

    def __init__(self, plan: Plan, x: Array, duration: Array, confidence: Array, rng: np.random.Generator) -> None:
        uptake = plan.uptake
        assert uptake is not None
        c, b = uptake.council, x.shape[1]
        self.uptake, self.c, self.x, self.lanes = uptake, c, x, b
        counties, rounds, m = c.county_row.size, c.month.size, c.inhabitants.size
        self.threshold, self.option = _thresholds(uptake.people, b, rng)
        self.lot = rng.random((m, b), dtype=np.float32) if uptake.after.award >= 0 else None
        self.county = np.repeat(c.segment_county, np.diff(c.segment_first))
        self.cell = (self.county - np.arange(m)) * b  # from a flat index of (municipality, draw) to (county, draw)
        self.inhabitants = c.inhabitants.astype(np.float64)
        self.near = (c.county_peer / c.county_inhabitants).astype(np.float32)[:, None]
        self.joined = np.full((m, b), NEVER)
        self.hazard = np.zeros((2, counties, b), np.float32)
        self.by_county, self.by_council = np.zeros((counties, b), np.float32), np.zeros(b)
        self.share = np.zeros((2, rounds, b))
        self.outcome = np.full(b, -1, np.int8)
        self.gate_month = np.full(b, np.nan if uptake.gate.present else 0.0)
        self.deadline = np.full(b, uptake.gate.deadline)
        self.extended, self.seen = np.zeros((2, b), np.intp)
        self.shock = (x[c.county_row] * confidence).astype(np.float32)
        self.ready = [
            month + (x[row] if row >= 0 else np.zeros(b)) for row, month in zip(c.ready_row, c.ready_month, strict=True)
        ]
        self.crossed = np.empty((m, b), np.bool_)
        if uptake.gate.present:
            self._until_gate()
        self.stopped = self.outcome == STOPPED
        moved = np.where(self.stopped, self.deadline, self.gate_month)
        if not plan.scenario.links.gate_to_schedule:
            moved[:] = uptake.price.planned
        self.milestones = dates(plan, duration, moved)
        self._after_gate()
        self.people, self.councils = self.by_county.sum(axis=0), self.by_council

    def _until_gate(self) -> None:
        price, c = self.uptake.price, self.c
        live = np.zeros(self.lanes)
        for r, month in enumerate(c.month):
            active = self.outcome < 0
            _, factor = _price(price, month, np.full(self.lanes, max(month - price.planned, 0.0)), self._far(r))
            near = (month <= self.deadline + EARLY) & (month > self.deadline - c.deadline_months)
            factor[near] *= np.float32(c.deadline_factor)
            self._accumulate(r, active, factor, live)
            self._count(r, active)
            self._decide(r)
            if (self.outcome >= 0).all():
                break

    def _after_gate(self) -> None:
        c, after, price = self.c, self.uptake.after, self.uptake.price
        reviewed = np.zeros(self.lanes, np.bool_)
        slips = self.milestones[after.slip_milestone]
        late = slips - after.slip_reference[:, None]
        gate_delay = np.maximum(self.gate_month - price.planned, 0.0)
        for r in range(self.seen.min(), c.month.size):
            month = c.month[r]
            active = ~self.stopped & (self.seen <= r)
            delay = np.maximum(gate_delay, np.where(slips <= month, late, 0.0).max(axis=0, initial=0.0))
            live = np.zeros(self.lanes)
            if after.rollout >= 0 and c.lagged[r] >= 0:
                live = capacities(after, self.x, month - self.milestones[after.rollout])
                np.minimum(live, self.share[0, c.lagged[r]], out=live)
            cheap, factor = _price(price, month, delay, self._far(r))
            self._accumulate(r, active, factor, live)
            if after.award >= 0 and c.budget[r] and r < c.mandatory:
                due = active & ~reviewed & (self.milestones[after.award] <= month)
                if due.any():
                    reviewed |= due
                    self._review(r, due, cheap)
            self._count(r, active)

    def _far(self, r: int) -> Array:
        return self.share[0, r - 1] if r > 0 else np.zeros(self.lanes)

    def _accumulate(self, r: int, active: Array, factor: Array, live: Array) -> None:
        """Add the round's hazard factor in active draws."""
        c, month = self.c, self.c.month[r]
        pull = 1.0 + c.peer * self._far(r) + c.live_pull * live
        step = self.near * self.by_county
        step += pull.astype(np.float32)
        step *= np.where(active, factor, np.float32(0.0))
        step *= self.shock
        for group, ready in enumerate(self.ready):
            open_ = month >= ready - EARLY
            if open_.all():
                self.hazard[group] += step
            elif open_.any():
                self.hazard[group] += step * open_

    def _cross(self, r: int) -> None:
        """Commit whoever's threshold is passed; a committed municipality's threshold is put out of reach."""
        c = self.c
        for k in range(c.segment_county.size):
            rows = slice(c.segment_first[k], c.segment_first[k + 1])
            passed = self.hazard[c.segment_group[k], c.segment_county[k]]
            np.less_equal(self.threshold[rows], passed, out=self.crossed[rows])
        index = np.flatnonzero(self.crossed)
        self.threshold.ravel()[index] = INFINITE
        self.joined.ravel()[index] = r
        self._add(index, 1.0)

    def _add(self, index: Array, sign: float) -> None:
        b = self.lanes
        who = index // b
        people = np.bincount(index + self.cell.take(who), self.inhabitants.take(who), self.by_county.size)
        self.by_county += sign * people.reshape(-1, b)
        self.by_council += sign * np.bincount(index - who * b, minlength=b)

    def _count(self, r: int, active: Array) -> None:
        if r == self.c.mandatory:
            self.threshold[(self.joined >= NEVER) & active] = 0.0
        self._cross(r)
        now = self.seen <= r
        np.copyto(self.share[0, r], self.by_county.sum(axis=0) / self.c.total[0], where=now)
        np.copyto(self.share[1, r], self.by_council / self.c.total[1], where=now)
        self.seen += active

    def _review(self, r: int, due: Array, cheap: Array) -> None:
        """Withdraw commitments and convert options in the draws that review."""
        after, b = self.uptake.after, self.lanes
        self._cross(r)
        shock = self.x[after.withdrawal_row] if after.withdrawal_row >= 0 else 1.0
        with np.errstate(invalid="ignore"):
            chance = np.minimum(after.withdrawal * cheap**-after.withdrawal_elasticity * shock, 1.0)
        chance = np.where(due, chance, -1.0).astype(np.float32)
        index = np.flatnonzero((self.lot < chance) & (self.joined < NEVER))
        self.joined.ravel()[index] = WITHDREW
        self._add(index, -1.0)
        index, threshold = self.option
        turned = due[index % b]
        self.threshold.ravel()[index[turned]] = threshold[turned]

    def _decide(self, r: int) -> None:
        gate, month = self.uptake.gate, self.c.month
        passes = (self.outcome < 0) & (self.share[gate.basis, r] >= gate.share) & (month[r] <= self.deadline + EARLY)
        self.outcome[passes] = np.where(self.extended[passes] == 0, ON_TIME, LATE)
        self.gate_month[passes] = month[r]
        following = month[r + 1] if r + 1 < month.size else np.inf
        number = gate.extension_row.size
        while True:
            late = np.flatnonzero((self.outcome < 0) & (following > self.deadline + EARLY))
            if late.size == 0:
                return
            granted = np.zeros(late.size, np.bool_)
            if number:
                row = gate.extension_row[np.minimum(self.extended[late], number - 1)]
                granted = (self.extended[late] < number) & (self.x[row, late] < gate.extension_chance)
            self.outcome[late[~granted]] = STOPPED
            self.extended[late[granted]] += 1
            self.deadline[late[granted]] += gate.extension_months


def _price(price: PriceArrays, month: float, delay: Array, committed: Array) -> tuple[Array, Array]:
    """Return reference price over price as known, and what it does to readiness."""
    cap = price.cap if month < price.ends else price.cap_after
    fixed = price.fixed[0] + price.fixed[1] * delay
    tagged = price.tagged[0] + price.tagged[1] * delay
    borne = np.minimum(fixed + np.maximum(tagged - cap, 0.0), price.ceiling)
    each = borne / (price.weight * committed + (1.0 - price.weight) * price.expected) + price.variable
    cheap = (price.reference / np.maximum(each, 1e-9)).astype(np.float32)
    return cheap, np.clip(cheap ** np.float32(price.elasticity), np.float32(price.floor), np.float32(price.top))


def _thresholds(people: PeopleArrays, lanes: int, rng: np.random.Generator) -> tuple[Array, tuple[Array, Array]]:
    """Return float32[M, B] thresholds, and (flat index, threshold) of options that will convert."""
    municipalities = people.number.size
    signed = np.zeros((municipalities, lanes), np.bool_)
    lots = rng.random((people.sampled.size, lanes), dtype=np.float32)
    wanted = np.full(lanes, people.signatories, np.intp)
    for row, m in enumerate(people.sampled):
        signs = np.less(lots[row], people.choice[row].take(wanted), out=signed[m])
        wanted -= signs
    everyone = np.arange(municipalities)
    one = np.where(people.status < 0, SIGNED, people.status)
    other = np.where(people.status < 0, UNSIGNED, people.status)

    def mixed(values: Array) -> Array:  # twice as fast as np.where, which broadcasts slowly
        least = values[everyone, other, None].astype(np.float32)
        out = signed * (values[everyone, one, None].astype(np.float32) - least)
        out += least
        return out

    with np.errstate(divide="ignore"):
        threshold = rng.standard_exponential((municipalities, lanes), dtype=np.float32)
        threshold /= mixed(-1.0 / people.scale)
    lot = rng.random((municipalities, lanes), dtype=np.float32)
    never, turn, lapse = people.edges
    outside = lot < mixed(lapse)
    index = np.empty(0, np.intp)
    if (lapse > never).any():
        index = np.flatnonzero((lot < mixed(turn)) & (lot >= mixed(never)))
    option = index, threshold.ravel()[index]
    np.copyto(threshold, INFINITE, where=outside)
    return threshold, option


def mass_withdrawal(uptake: UptakePlan, councils: Councils) -> Array:
    """Return bool[B]: more inhabitants withdrew than remain committed."""
    gone = uptake.council.inhabitants.astype(np.float32) @ (councils.joined == WITHDREW).astype(np.float32)
    return (councils.outcome != STOPPED) & (gone > councils.people)
