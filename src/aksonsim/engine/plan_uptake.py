"""Council rounds, gate and what follows from it, as arrays."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import deadline_month, month_of, round_dates
from aksonsim.engine.inputs import Register
from aksonsim.engine.municipalities import People, people_arrays
from aksonsim.engine.packing import flags, ints
from aksonsim.engine.plan_events import readiness_arrays
from aksonsim.engine.plan_time import after_gate, milestone_index, rollout_arrays
from aksonsim.engine.steps import ModelEvents
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.commitment import PeopleArrays
from aksonsim.kernels.council_arrays import AfterArrays, CouncilArrays, GateArrays, PriceArrays
from aksonsim.kernels.events import ReadinessArrays
from aksonsim.kernels.rollout import RolloutArrays
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Gate, Uptake

Float = NDArray[np.float64]


@dataclass(frozen=True)
class UptakePlan:
    """What the uptake kernels need; ``dates`` are the ends of the rounds (ISO)."""

    people: PeopleArrays
    council: CouncilArrays
    gate: GateArrays
    price: PriceArrays
    after: AfterArrays
    rollout: RolloutArrays | None
    dates: tuple[str, ...]
    readiness: ReadinessArrays
    represented: ModelEvents


def uptake_plan(
    scenario: Scenario,
    uptake: Uptake,
    people: People,
    inputs: Register,
    price: PriceArrays,
    dates: Float,
    seed: int,
    part: Callable[..., Any],
) -> UptakePlan:
    """Build what the uptake kernels need; ``dates`` are those of the reference schedule, ``part`` makes each part."""
    rounds = part(_rounds, scenario, uptake)
    if uptake.options is not None and uptake.withdrawal is None:
        what = "options convert or lapse when commitments are reviewed, and no review is stated"
        raise ScenarioError([Problem("", "uptake.options", what, "state uptake.withdrawal (probability may be 0)")])
    rollout = scenario.rollout
    council = part(_council, scenario, uptake, people, inputs, rounds)
    after = part(_after, scenario, uptake, inputs, dates)
    return UptakePlan(
        people=part(people_arrays, people, uptake, seed),
        council=council,
        gate=part(_gate, scenario.gate, scenario.start, inputs),
        price=price,
        after=after,
        rollout=part(rollout_arrays, scenario, inputs, people) if rollout else None,
        dates=tuple(date.isoformat() for date in rounds),
        readiness=part(readiness_arrays, scenario, inputs),
        represented=part(_represented, scenario, council, after, dates),
    )


def _represented(scenario: Scenario, council: CouncilArrays, after: AfterArrays, dates: Float) -> ModelEvents:
    """Return the events that the model produces itself."""
    targets, first = scenario.rollout.targets if scenario.rollout else (), scenario.start.year
    counted = [(k, event.counts) for k, event in enumerate(scenario.events) if event.counts]
    return ModelEvents(
        event=ints(k for k, _ in counted),
        counts=tuple(counts for _, counts in counted),
        council=council,
        after=after,
        live_targets=tuple((t.year - first, t.share) for t in targets if t.measure == "inhabitants"),
        gp_targets=tuple((t.year - first, t.share) for t in targets if t.measure == "gps"),
        start=float(dates[after.rollout]) if after.rollout >= 0 else 0.0,
    )


def _rounds(scenario: Scenario, uptake: Uptake) -> list[dt.date]:
    """Return the last day of each council round."""
    rounds = round_dates(uptake.rounds.months, scenario.start, uptake.rounds.until)
    if not rounds:
        what = f"no council round lies between start {scenario.start} and {uptake.rounds.until}"
        raise ScenarioError([Problem("", "uptake.rounds", what)])
    if len(rounds) > 400:
        raise ScenarioError([Problem("", "uptake.rounds", f"{len(rounds)} council rounds; at most 400 are allowed")])
    return rounds


def _council(
    scenario: Scenario, uptake: Uptake, people: People, inputs: Register, rounds: list[dt.date]
) -> CouncilArrays:
    """Return what moves municipalities from round to round."""
    months = np.array([month_of(date + dt.timedelta(days=1), scenario.start) for date in rounds])
    project = scenario.rollout.project_months if scenario.rollout else 0.0
    ready, effect, binding = uptake.basis_ready, uptake.deadline_effect, uptake.mandatory_from
    rows = people.municipalities
    return CouncilArrays(
        month=months,
        budget=flags(a.year < b.year for a, b in zip(rounds, [*rounds[1:], dt.date.max], strict=True)),
        lagged=np.searchsorted(months, months - project + 1e-9, side="right").astype(np.int64) - 1,
        segment_first=people.segment_first,
        segment_county=people.segment_county,
        segment_group=people.segment_group,
        inhabitants=people.inhabitants.astype(np.int32),
        packed=(people.inhabitants + 2**24).astype(np.uint32),
        county_inhabitants=np.array(
            [sum(m.inhabitants for m in rows if m.county == c) for c in people.counties], dtype=np.float64
        ),
        total=np.array([people.total, len(rows)], dtype=np.float64),
        county_row=ints(inputs.row(f"uptake.county[{c}]") for c in people.counties),
        ready_row=ints(inputs.row(f"uptake.basis_ready.{g}") for g in ("pioneers", "others")),
        ready_month=np.array(
            [month_of(r.date, scenario.start) + uptake.notice_months for r in (ready.pioneers, ready.others)]
        ),
        peer=uptake.peer,
        county_peer=uptake.county_peer,
        live_pull=uptake.live_pull,
        deadline_factor=effect.factor if effect else 1.0,
        deadline_months=effect.months if effect else 0.0,
        mandatory=next((i for i, date in enumerate(rounds) if binding and date >= binding), len(rounds)),
    )


def _gate(gate: Gate | None, start: dt.date, inputs: Register) -> GateArrays:
    """Return the rules of the gate; without one it is open and has no deadline."""
    if gate is None:
        return GateArrays(
            present=0, share=0.0, basis=0, deadline=math.inf, extension_row=ints(()), extension_months=0.0,
            extension_chance=0.0,
        )  # fmt: skip
    more = gate.extensions
    return GateArrays(
        present=1,
        share=gate.share,
        basis=int(gate.counted_by == "municipalities"),
        deadline=deadline_month(gate.deadline, start),
        extension_row=ints(inputs.row(f"gate.extension[{k + 1}]") for k in range(more.number if more else 0)),
        extension_months=more.months if more else 0.0,
        extension_chance=more.probability if more else 0.0,
    )


def _after(scenario: Scenario, uptake: Uptake, inputs: Register, dates: Float) -> AfterArrays:
    """Return what follows the gate: review of commitments, capacity of the rollout, and what slips with the gate."""
    rollout, review = scenario.rollout, uptake.withdrawal
    slips = [milestone_index(scenario, name) for name in sorted(after_gate(scenario))]
    points = rollout.capacity if rollout else ()
    return AfterArrays(
        award=milestone_index(scenario, review.at) if review else -1,
        rollout=milestone_index(scenario, f"{rollout.activity}.start") if rollout else -1,
        capacity_month=np.array([p.months for p in points] or [1.0]),
        capacity_share=np.array([p.share for p in points] or [1.0]),
        capacity_row=inputs.row("rollout.capacity"),
        slip_milestone=ints(slips),
        slip_reference=np.array([dates[i] for i in slips], dtype=np.float64),
        withdrawal=review.probability if review else 0.0,
        withdrawal_elasticity=review.elasticity if review and scenario.links.price_to_uptake else 0.0,
        withdrawal_row=inputs.row("uptake.withdrawal"),
    )
