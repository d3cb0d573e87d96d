"""One block of draws through all kernels, in the order of docs/method.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_benefits import BenefitPlan, Present
from aksonsim.engine.plan_uptake import UptakePlan
from aksonsim.kernels import (
    benefits,
    commitment,
    commitment_rounds,
    cost,
    events,
    financing,
    municipal,
    occurrences,
    outcomes,
    rollout,
    schedule,
)
from aksonsim.kernels.council_arrays import ON_TIME, STOPPED, CouncilState
from aksonsim.sampling.block import fill_inputs
from aksonsim.sampling.jit import compile_for

Array = NDArray[Any]

CACHE_LINE = 64
"""Bytes."""


@dataclass
class Tally:
    """Whole-number sums over draws of one worker; adding them up depends on no order."""

    committed: NDArray[np.int64]
    live: NDArray[np.int64]
    cost_sum: NDArray[np.int64]
    counts: NDArray[np.int32]

    @classmethod
    def empty(cls, municipalities: int) -> Tally:
        """Return a tally of nothing."""
        committed, live, cost_sum = np.zeros((3, municipalities), np.int64)
        return cls(committed, live, cost_sum, np.zeros((municipalities, municipal.BINS), np.int32))

    def add(self, other: Tally) -> None:
        """Add another worker's tally."""
        for name in ("committed", "live", "cost_sum", "counts"):
            mine = getattr(self, name)
            mine += getattr(other, name)


@dataclass
class Block:
    """The arrays of a block of B lanes (lanes last), reused from block to block by one worker."""

    plan: Plan
    lanes: int
    tally: Tally | None = None
    arrays: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        p, b = self.plan, self.lanes
        elements, programmes = p.cost.row.size, len(p.lines.programmes)
        years, groups = p.groups.year_start.size - 1, p.groups.activity.size
        activities = len(p.scenario.activities)
        shapes: dict[str, tuple[int, ...]] = {
            "input": (len(p.inputs.names), b),
            "duration": (activities, b),
            "milestone": (schedule.FIRST + 2 * activities, b),
            "stop_month": (b,),
            "run": (1 + activities, b),
            "participation": (2, 2, b),
            "element": (elements, b),
            "group_cost": (groups, b),
            "group_tag": (groups, b),
            "programme_year": (programmes, years, b),
            "programme": (programmes, b),
            "total_year": (years, b),
            "tag_year": (years, b),
            "free_year": (years, b),
            "shared_year": (years, b),
            "state_year": (years, b),
            "sums": (5, b),
            "confidence": (b,),
            "price": (b,),
            "adoption": (2, years, b),
            "gps": (years, b),
        }
        self.arrays = {name: _zeros(shape) for name, shape in shapes.items()}
        self.arrays["occurred"] = _zeros((len(p.scenario.events), b), np.uint8)
        self.arrays["number"] = _zeros((p.occurrences.event.size, b), np.int64)
        self.arrays["outcome"] = np.full(b, -1, np.int8)
        self.represented = [(k, event.counts) for k, event in enumerate(p.scenario.events) if event.counts]
        if p.benefits is not None:
            self.arrays["curve"] = _zeros((3, years, b))
            self.arrays["benefit"] = _zeros((len(p.benefits.stated.items), b))
            self.arrays["npv"] = _zeros(b)
            self.present = Present.of(p.groups, programmes, b)
        if p.people is not None:
            m = len(p.people.municipalities)
            self.tally = Tally.empty(m)
            for name in ("committed", "live", "joined"):
                self.arrays[name] = _zeros((m, b), np.uint8)
                self.arrays[name][:] = 1
            if p.uptake is not None:
                self._people(p.uptake, m)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays that go through the kernels."""
        state = self.state if self.plan.uptake is not None else ()
        return sum(array.nbytes for array in (*self.arrays.values(), *state))

    def _people(self, uptake: UptakePlan, municipalities: int) -> None:
        """Make the arrays of the council rounds."""
        b, rounds, counties = self.lanes, len(uptake.dates), uptake.council.county_row.size
        self.arrays["status"] = _zeros((municipalities, b), np.int8)
        self.arrays["uniform"] = _zeros(b, np.float32)
        self.arrays["place"] = _zeros((municipalities, b), np.int32)
        self.state = CouncilState(
            threshold=_zeros((municipalities, b), np.float32),
            second_thoughts=_zeros((municipalities, b), np.float32),
            waited=_zeros((municipalities, b), np.int16),
            hazard=_zeros((2 * counties, b), np.float32),
            noted=_zeros((rounds, 2 * counties, b), np.uint32),
            share=_zeros((2, rounds, b)),
            county_share=_zeros((counties, b)),
            outcome=self.arrays["outcome"],
            gate_month=_zeros(b),
            deadline=_zeros(b),
            extended=_zeros(b, np.int64),
            rounds_seen=_zeros(b, np.int16),
            active=_zeros(b, np.uint8),
            known_delay=_zeros(b),
        )

    def run(self, first: int) -> None:
        """Simulate draws ``first`` to ``first + lanes - 1`` into the arrays."""
        p, a = self.plan, self.arrays
        fill_inputs(p.sampler.arrays, first, a["input"])
        events.occur(a["input"], p.events, a["occurred"])
        if p.occurrences.event.size:
            occurrences.occurrences(p.sampler.arrays, first, a["occurred"], p.occurrences, a["input"], a["number"])
        schedule.durations(a["input"], a["occurred"], p.schedule, a["duration"])
        if p.uptake is None:
            self._without_uptake()
        else:
            self._with_uptake(p.uptake, first)
        cost.run_share(a["milestone"], a["stop_month"], p.wind_down, a["run"])
        cost.elements(
            a["input"],
            a["occurred"],
            a["milestone"],
            a["participation"],
            a["stop_month"],
            a["run"],
            p.cost,
            a["element"],
        )
        cost.gather(a["element"], p.cost, a["group_cost"], a["group_tag"])
        cost.spread(
            a["milestone"],
            a["stop_month"],
            a["run"],
            p.groups,
            a["group_cost"],
            a["group_tag"],
            a["programme_year"],
            a["tag_year"],
            a["free_year"],
            a["shared_year"],
        )
        np.sum(a["programme_year"], axis=0, out=a["total_year"])
        np.sum(a["programme_year"], axis=1, out=a["programme"])
        financing.pay(
            a["total_year"], a["tag_year"], a["free_year"], a["shared_year"], p.finance, a["state_year"], a["sums"]
        )
        if p.people is not None and p.municipal is not None and self.tally is not None:
            own = a["sums"][4] - a["sums"][0] - a["sums"][3]
            t = self.tally
            people = (a["committed"], a["joined"], a["stop_month"])
            municipal.bear(a["sums"][3], own, *people, p.municipal, t.cost_sum, t.counts)
            municipal.add_flags(a["committed"], t.committed)
            municipal.add_flags(a["live"], t.live)
        self._price()
        if p.benefits is not None:
            self._net_present_value(p.benefits)
        outcomes.blank_unreached(a["stop_month"], p.wind_down, a["milestone"])
        if p.scenario.gate is None:
            a["milestone"][schedule.GATE] = np.nan

    def _without_uptake(self) -> None:
        """Take participation as stated; without a gate its milestone falls on the start."""
        p, a = self.plan, self.arrays
        a["stop_month"][:] = np.inf
        a["participation"][:, 0] = p.participation[0]
        a["participation"][:, 1] = p.participation[1]
        schedule.dates(a["duration"], np.zeros(self.lanes), p.schedule, a["milestone"])

    def _with_uptake(self, uptake: UptakePlan, first: int) -> None:
        """Let the councils decide up to the gate, date the schedule by it, and go on to the last round."""
        p, a, state = self.plan, self.arrays, self.state
        events.readiness(a["input"], a["occurred"], p.events, uptake.confidence_row, a["confidence"])
        commitment.statuses(uptake.people, first, a["uniform"], a["status"])
        commitment.thresholds(uptake.people, first, a["status"], a["uniform"], state.threshold)
        commitment_rounds.open_state(uptake.gate, state)
        if uptake.gate.present:
            commitment_rounds.hold_rounds(*self._rounds(uptake, True, first))
        stopped = state.outcome == STOPPED
        a["stop_month"][:] = np.where(stopped, state.deadline, np.inf)
        moved = np.where(stopped, state.deadline, state.gate_month)
        planned = np.full(self.lanes, uptake.price.planned)
        schedule.dates(
            a["duration"], moved if p.scenario.links.gate_to_schedule else planned, p.schedule, a["milestone"]
        )
        commitment_rounds.hold_rounds(*self._rounds(uptake, False, first))
        outcomes.committed_flags(state, a["committed"])
        a["participation"][:, 0] = state.share[0, -1]
        a["participation"][:, 1] = state.share[0, -1]
        if uptake.rollout is not None:
            self._rollout(uptake, uptake.rollout)
        else:
            a["live"][:] = a["committed"] * ~stopped
            a["joined"][:] = a["live"]
        self._represented(uptake, stopped)

    def _rounds(self, uptake: UptakePlan, before_gate: bool, first: int) -> tuple[Any, ...]:
        """Return what the council rounds take."""
        a, rules = self.arrays, (uptake.council, uptake.gate, uptake.price, uptake.after, uptake.people)
        return (before_gate, a["input"], a["milestone"], *rules, first, a["confidence"], self.state)

    def compile_rounds(self) -> None:
        """Compile the council rounds, or load them, without holding any."""
        if self.plan.uptake is not None:
            compile_for(commitment_rounds.hold_rounds, self._rounds(self.plan.uptake, False, 0))

    def _rollout(self, uptake: UptakePlan, plan: rollout.RolloutArrays) -> None:
        """Let municipalities go live, and measure participation."""
        a, state = self.arrays, self.state
        common = (a["input"], a["milestone"], uptake.council, uptake.after, plan)
        rollout.queue(*common, state, a["place"])
        final = a["input"][plan.gp_row] if plan.gp_row >= 0 else 0.0
        a["participation"][0, 1] = state.share[0, -1] * final
        shares = (a["adoption"], a["gps"])
        rollout.adoption(*common, a["place"], *shares, a["live"], a["joined"], a["participation"][1])

    def _represented(self, uptake: UptakePlan, stopped: Array) -> None:
        """Note the events that the model produces itself."""
        a, state = self.arrays, self.state
        for k, counts in self.represented:
            here = a["occurred"][k]
            if counts == "gate_missed":
                here[:] = (state.outcome != ON_TIME) & (state.outcome >= 0)
            elif counts == "mass_withdrawal":
                outcomes.mass_withdrawal(uptake.council, state, a["committed"], here)
            elif counts == "late_municipalities":
                here[:] = _misses(a["adoption"][0], uptake.live_targets) & ~stopped
            elif counts == "few_gps":
                here[:] = _misses(a["gps"], uptake.gp_targets) & ~stopped
            elif counts == "late_start" and uptake.after.rollout >= 0:
                reference = self.plan.dates[uptake.after.rollout]
                here[:] = (a["milestone"][uptake.after.rollout] > reference + 1e-9) & ~stopped

    def _price(self) -> None:
        """Set the price per inhabitant of those who take part; NaN where the programme stops or nobody takes part."""
        p, a = self.plan, self.arrays
        if p.people is None:
            return
        basis = a["participation"][0, 0] * p.people.total
        with np.errstate(divide="ignore", invalid="ignore"):
            a["price"][:] = np.where((basis > 0) & np.isinf(a["stop_month"]), p.scale * a["sums"][3] / basis, np.nan)

    def _net_present_value(self, stated: BenefitPlan) -> None:
        """Value what adoption and operation bring, less the investment without VAT."""
        p, a, arrays = self.plan, self.arrays, stated.arrays
        dated = (a["milestone"], a["stop_month"])
        benefits.curves(*dated, a["adoption"], a["gps"], arrays, a["curve"])
        benefits.values(a["input"], a["curve"], arrays, a["benefit"])
        self.present.fill(a["element"], *dated, a["run"], p.cost, p.groups, arrays)
        benefits.net(a["benefit"], self.present.value, a["npv"])


def _misses(share: Array, targets: tuple[tuple[int, float], ...]) -> Array:
    """Return where float64[Y, B] falls short of any target (index of year, share)."""
    short = np.zeros(share.shape[1], dtype=np.bool_)
    for year, goal in targets:
        if 0 <= year < share.shape[0]:
            short |= share[year] < goal
    return short


def _zeros(shape: int | tuple[int, ...], kind: type[np.generic] = np.float64) -> Array:
    """Return zeros that begin on a cache line: else each vector of 64 bytes lies across two."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + CACHE_LINE, np.uint8)
    begin = -room.ctypes.data % CACHE_LINE
    return np.asarray(room[begin : begin + size].view(kind).reshape(shape))
