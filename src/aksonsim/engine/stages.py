"""The model's stages, in the order of docs/method.md: what each reads, what of the plan, and what it writes.

Read it as the model's table of contents. A kernel takes the arrays that it reads, then its part of the plan, then the
arrays that it changes in place, then those that it writes; ``draw`` is int64[1], the first draw of the block. Arrays
are float64[..., B] unless `engine.arrays` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from aksonsim.engine import steps
from aksonsim.engine.plan import Plan
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
    price,
    price_levels,
    rollout,
    schedule,
    years,
)
from aksonsim.kernels.benefits import BenefitArrays
from aksonsim.sampling.inputs import drawing

Part = tuple[Any, ...] | None
"""What a stage takes of a plan; None where the plan has no such stage."""


@dataclass(frozen=True)
class Stage:
    """One step of the model.

    ``reads`` arrays of earlier stages; ``plan`` its part of the plan, all that it depends on besides; ``updates``
    arrays that it changes in place; ``writes`` arrays that it fills. Where it ``calls``, ``run`` returns several
    kernels with their arguments, to be called in order.
    """

    name: str
    run: Callable[..., object]
    reads: tuple[str, ...]
    plan: Callable[[Plan], Part]
    updates: tuple[str, ...]
    writes: tuple[str, ...]
    calls: bool = False


def _stage(
    name: str,
    run: Callable[..., object],
    reads: str,
    plan: Callable[[Plan], Part],
    writes: str,
    updates: str = "",
    calls: bool = False,
) -> Stage:
    return Stage(name, run, tuple(reads.split()), plan, tuple(updates.split()), tuple(writes.split()), calls)


def _always(_: Plan) -> Part:
    return ()


def _given(has: Callable[[Plan], object], part: Callable[[Any], Part]) -> Callable[[Plan], Part]:
    """Return the part of plans that have something truthy, None of others."""

    def of(plan: Plan) -> Part:
        found = has(plan)
        return part(found) if found else None

    return of


def _uptake(part: Callable[[Any], Part]) -> Callable[[Plan], Part]:
    return _given(lambda p: p.uptake, part)


def _rollout(part: Callable[[Any], Part]) -> Callable[[Plan], Part]:
    return _given(lambda p: p.uptake if p.uptake is not None and p.uptake.rollout is not None else None, part)


def _nominal(part: Callable[[Plan], Part]) -> Callable[[Plan], Part]:
    return lambda p: part(p) if p.levels is not None else None


def _benefits(part: Callable[[Plan, BenefitArrays], Part]) -> Callable[[Plan], Part]:
    return lambda p: part(p, p.benefits.arrays) if p.benefits is not None else None


def _model_events_cost(plan: Plan) -> bool:
    """Return whether an event that the model produces itself has a cost."""
    if plan.uptake is None:
        return False
    return not {*plan.cost.lump_event, *plan.cost.multiply_event}.isdisjoint(plan.uptake.represented.event.tolist())


DRAWN: tuple[Stage, ...] = (
    _stage("inputs", drawing, "draw", lambda p: (p.sampler.arrays,), "input", calls=True),
    _stage("events", events.occur, "input", lambda p: (p.events,), "occurred"),
    _stage(
        "occurrences",
        occurrences.occurrences,
        "draw occurred",
        lambda p: (p.sampler.arrays, p.occurrences) if p.occurrences.event.size else None,
        "number",
        updates="input",
    ),
)
"""What is drawn; once for all plans of a block, each distinct input and event once (`engine.pool`)."""

STAGES: tuple[Stage, ...] = (
    # --- the schedule, and councils where they are simulated -----------------------------------------------
    _stage(
        "durations",
        schedule.durations,
        "input occurred",
        lambda p: (p.schedule,) if p.scenario.activities else None,
        "duration",
    ),
    _stage("no activities", steps.last_no_time, "", lambda p: None if p.scenario.activities else (), "duration"),
    _stage(
        "stated participation",
        steps.take_as_stated,
        "",
        lambda p: (p.participation,) if p.uptake is None else None,
        "participation stop_month gate_date",
    ),
    _stage("readiness", events.readiness, "input occurred", _uptake(lambda u: (u.readiness,)), "confidence"),
    _stage("statuses", commitment.statuses, "draw", _uptake(lambda u: (u.people,)), "uniform status"),
    _stage(
        "thresholds",
        commitment.thresholds,
        "draw status",
        _uptake(lambda u: (u.people,)),
        "uniform exponential state.threshold",
    ),
    _stage("opening", commitment_rounds.open_state, "", _uptake(lambda u: (u.gate,)), "", updates="state"),
    _stage(
        "rounds up to the gate",
        commitment_rounds.hold_rounds,
        "draw input input confidence",  # the schedule is dated by the gate: no milestone is read before it
        _uptake(lambda u: (True, u.council, u.gate, u.price, u.after, u.people) if u.gate.present else None),
        "",
        updates="state",
    ),
    _stage(
        "gate",
        outcomes.date_the_gate,
        "state",
        lambda p: (p.scenario.links.gate_to_schedule, p.uptake.price.planned) if p.uptake is not None else None,
        "stop_month gate_date outcome gate_month",
    ),
    _stage("dates", schedule.dates, "duration gate_date", lambda p: (p.schedule,), "milestone"),
    _stage(
        "rounds after the gate",
        commitment_rounds.hold_rounds,
        "draw input milestone confidence",
        _uptake(lambda u: (False, u.council, u.gate, u.price, u.after, u.people)),
        "",
        updates="state",
    ),
    _stage("committed", outcomes.committed_flags, "state", _uptake(lambda u: ()), "committed"),
    _stage(
        "participation",
        steps.take_part,
        "input state",
        _uptake(lambda u: (u.rollout,)),
        "participation",
    ),
    # --- going live ----------------------------------------------------------------------------------------
    _stage(
        "queue", rollout.queue, "input milestone state", _rollout(lambda u: (u.council, u.after, u.rollout)), "place"
    ),
    _stage(
        "adoption",
        rollout.adoption,
        "input milestone place",
        _rollout(lambda u: (u.council, u.after, u.rollout)),
        "adoption gps live joined",
        updates="participation",
    ),
    _stage(
        "live at once",
        steps.live_at_once,
        "state committed",
        _uptake(lambda u: () if u.rollout is None else None),
        "adoption gps live joined",
    ),
    _stage(
        "everyone",
        steps.everyone,
        "",
        lambda p: () if p.uptake is None else None,
        "committed adoption gps live joined",
    ),
    _stage(
        "events of the model",
        steps.note_events,
        "occurred state committed milestone adoption gps",
        _uptake(lambda u: (u.represented,) if u.represented.counts else None),
        "noted",
    ),
    # --- cost, and who pays --------------------------------------------------------------------------------
    _stage("share carried out", cost.run_share, "milestone stop_month", lambda p: (p.wind_down,), "run"),
    _stage(
        "elements",
        cost.elements,
        "input occurred milestone participation stop_month run",
        lambda p: None if _model_events_cost(p) else (p.cost,),
        "element",
    ),
    _stage(
        "elements with events of the model",
        cost.elements,
        "input noted milestone participation stop_month run",
        lambda p: (p.cost,) if _model_events_cost(p) else None,
        "element",
    ),
    _stage("groups", years.gather, "element", lambda p: (p.cost.group, np.ones(p.cost.group.size)), "group_cost"),
    _stage("years", years.spread, "milestone stop_month run group_cost", lambda p: (p.groups,), "programme_year"),
    _stage("sums", years.add_up, "programme_year", _always, "total_year programme total"),
    _stage("price levels", price_levels.levels, "input", _nominal(lambda p: (p.levels,)), "level"),
    _stage(
        "nominal years",
        years.spread_at_levels,
        "milestone stop_month run group_cost level",
        _nominal(lambda p: (p.groups,)),
        "nominal_year",
    ),
    _stage(
        "nominal sums",
        years.add_up,
        "nominal_year",
        _nominal(lambda _: ()),
        "nominal_by_year nominal_programme nominal",
    ),
    _stage("the state's part", years.gather, "element", lambda p: (p.cost.group, p.cost.tag), "group_tag"),
    _stage(
        "years of payers",
        years.spread_to_payers,
        "milestone stop_month run group_cost group_tag",
        lambda p: (p.groups,),
        "tag_year free_year shared_year",
    ),
    _stage(
        "payers",
        financing.pay,
        "tag_year free_year shared_year",
        lambda p: (p.finance,),
        "state_year sums",
    ),
    _stage(
        "price",
        price.of_participants,
        "participation stop_month sums",
        lambda p: (p.people.total, p.scale) if p.people is not None else None,
        "price",
    ),
    # --- benefits ------------------------------------------------------------------------------------------
    _stage(
        "adoption curves",
        benefits.curves,
        "milestone stop_month adoption gps",
        _benefits(lambda _, b: (b,)),
        "curve",
    ),
    _stage("benefits", benefits.values, "input curve", _benefits(lambda _, b: (b,)), "benefit"),
    _stage("cost without VAT", years.gather, "element", _benefits(lambda p, b: (p.cost.group, b.net)), "present_group"),
    _stage(
        "years without VAT",
        years.spread,
        "milestone stop_month run present_group",
        _benefits(lambda p, _: (p.groups,)),
        "present_year",
    ),
    _stage("investment", benefits.discounted, "present_year", _benefits(lambda _, b: (b,)), "investment"),
    _stage("net present value", benefits.net, "benefit investment", _benefits(lambda *_: ()), "npv"),
    # --- what is told --------------------------------------------------------------------------------------
    _stage(
        "milestones reached",
        outcomes.reached,
        "stop_month milestone",
        lambda p: (p.wind_down, p.scenario.gate is not None),
        "reached",
    ),
)
"""What follows from what is drawn, in order; a stage runs once per distinct part of a plan and arrays it reads."""

TALLIES: tuple[Stage, ...] = (
    _stage(
        "cost of municipalities",
        municipal.bear,
        "total sums committed joined stop_month",
        _given(lambda p: p.municipal, lambda m: (m,)),
        "",
        updates="tally.cost_sum tally.counts",
    ),
    _stage("committed, counted", municipal.add_flags, "committed", _always, "", updates="tally.committed"),
    _stage("live, counted", municipal.add_flags, "live", _always, "", updates="tally.live"),
)
"""What is added up over draws by municipality, for each plan by itself."""
