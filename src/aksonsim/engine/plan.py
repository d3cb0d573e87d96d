"""From a scenario to arrays: everything the kernels need, resolved once, and nothing they do not need."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import deadline_month, month_of, round_dates
from aksonsim.engine.inputs import Register, correlations, register
from aksonsim.engine.limits import cut_to_limits, halves
from aksonsim.engine.municipalities import People, arrange, municipal_arrays, people_arrays
from aksonsim.engine.plan_benefits import BenefitPlan, benefit_plan
from aksonsim.engine.plan_cost import Lines, check_payers, cost_arrays, finance_arrays, lines
from aksonsim.engine.plan_price import price_arrays
from aksonsim.engine.plan_time import (
    after_gate,
    event_arrays,
    milestone_index,
    reference_dates,
    rollout_arrays,
    schedule_arrays,
)
from aksonsim.errors import AksonsimError, LawError, Problem, ScenarioError
from aksonsim.kernels.commitment import PeopleArrays
from aksonsim.kernels.cost import CostArrays, GroupArrays
from aksonsim.kernels.council_arrays import AfterArrays, CouncilArrays, GateArrays, PriceArrays
from aksonsim.kernels.events import EventArrays
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.kernels.municipal import MunicipalArrays
from aksonsim.kernels.rollout import RolloutArrays
from aksonsim.kernels.schedule import ScheduleArrays
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Municipality, Uptake
from aksonsim.money import currency
from aksonsim.sampling.block import Prepared, prepare
from aksonsim.sampling.designs import LARGEST
from aksonsim.sampling.tables import TableCache

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
    confidence_row: int
    live_targets: tuple[tuple[int, float], ...]
    gp_targets: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Plan:
    """A scenario as arrays. ``wind_down`` months; ``participation`` float64[2] where uptake is not simulated.

    ``scale``: how many units of amounts per inhabitant (NOK) make one of amounts (MNOK).
    """

    scenario: Scenario
    inputs: Register
    sampler: Prepared
    events: EventArrays
    schedule: ScheduleArrays
    cost: CostArrays
    groups: GroupArrays
    finance: FinanceArrays
    lines: Lines
    dates: Float
    wind_down: float
    participation: Float
    people: People | None
    scale: float
    municipal: MunicipalArrays | None
    uptake: UptakePlan | None
    benefits: BenefitPlan | None


def plan(
    scenario: Scenario,
    municipalities: Sequence[Municipality],
    *,
    draws: int,
    seed: int,
    method: str = "mc",
    cache: TableCache | None = None,
) -> Plan:
    """Resolve a scenario into arrays.

    Parameters: ``municipalities`` of the scenario's population (empty where it has none); ``draws`` and ``method``
    matter to lhs and sobol; ``cache`` keeps quantile tables.

    Raises ScenarioError, each problem a sentence, where no model can be made of what is stated, and AksonsimError for
    more draws than a design has.
    """
    if method != "mc" and draws > LARGEST:
        raise AksonsimError(f"draws must be at most {LARGEST} for {method}, not {draws}")
    people = None
    if scenario.population is not None:
        if not municipalities:
            raise ScenarioError([Problem("", "population", "no municipality is left after exclusion")])
        people = arrange(municipalities, scenario.uptake.pioneers if scenario.uptake else ())
    inputs = register(scenario, people.counties if people and scenario.uptake else ())
    tied = correlations(scenario, inputs)

    def prepared() -> Prepared:
        try:
            return prepare(
                inputs.names,
                inputs.estimates,
                seed=seed,
                method=method,
                draws=draws,
                correlations=tied,
                affine=inputs.affine,
                cache=cache,
            )
        except LawError as error:
            name, _, what = str(error).partition(": ")
            path, *sentence = (name, *halves(what)) if name in inputs.rows else ("correlations", str(error))
            raise ScenarioError([Problem("", path, *sentence)]) from error

    sampler = prepared()
    if cut_to_limits(inputs, sampler):
        sampler = prepared()
    modes = inputs.affine[:, 0] + inputs.affine[:, 1] * np.nan_to_num(sampler.modes)
    events = event_arrays(scenario, inputs)
    schedule = schedule_arrays(scenario, inputs)
    dates = reference_dates(scenario, inputs, schedule, modes)
    cost_lines = lines(scenario, modes, dates)
    check_payers(scenario, cost_lines)
    cost, groups = cost_arrays(scenario, inputs, cost_lines)
    finance = finance_arrays(scenario)
    stated = scenario.participation
    scale = currency(scenario.currency).scale
    municipal = None
    if people is not None:
        equal = scenario.financing.sharing.equal if scenario.financing else 0.0
        municipal = municipal_arrays(people, equal, float(cost_lines.estimate.sum()), scale)
    uptake = None
    if scenario.uptake is not None and people is not None:
        price = price_arrays(scenario, cost_lines, finance, dates, people.total)
        uptake = _uptake(scenario, scenario.uptake, people, inputs, price, dates, seed)
    return Plan(
        scenario=scenario,
        inputs=inputs,
        sampler=sampler,
        events=events,
        schedule=schedule,
        cost=cost,
        groups=groups,
        finance=finance,
        lines=cost_lines,
        dates=dates,
        wind_down=scenario.gate.stop.wind_down if scenario.gate else 0.0,
        participation=np.array([stated.inhabitants, stated.gps] if stated else [1.0, 1.0]),
        people=people,
        scale=scale,
        municipal=municipal,
        uptake=uptake,
        benefits=benefit_plan(scenario, inputs, cost_lines, cost, groups, dates),
    )


def check(scenario: Scenario, municipalities: Sequence[Municipality], cache: TableCache | None = None) -> None:
    """Raise what a run would raise before its first draw: distributions, correlations, people, references in time."""
    plan(scenario, municipalities, draws=1, seed=0, cache=cache)


def _uptake(
    scenario: Scenario,
    uptake: Uptake,
    people: People,
    inputs: Register,
    price: PriceArrays,
    dates: Float,
    seed: int,
) -> UptakePlan:
    """Build what the uptake kernels need."""
    rounds = round_dates(uptake.rounds.months, scenario.start, uptake.rounds.until)
    if not rounds:
        what = f"no council round lies between start {scenario.start} and {uptake.rounds.until}"
        raise ScenarioError([Problem("", "uptake.rounds", what)])
    if len(rounds) > 400:
        raise ScenarioError([Problem("", "uptake.rounds", f"{len(rounds)} council rounds; at most 400 are allowed")])
    months = np.array([month_of(date + dt.timedelta(days=1), scenario.start) for date in rounds])
    if uptake.options is not None and uptake.withdrawal is None:
        what = "options convert or lapse when commitments are reviewed, and no review is stated"
        raise ScenarioError([Problem("", "uptake.options", what, "state uptake.withdrawal (probability may be 0)")])
    gate, rollout = scenario.gate, scenario.rollout
    project = rollout.project_months if rollout else 0.0
    ready = uptake.basis_ready
    effect = uptake.deadline_effect
    binding = uptake.mandatory_from
    county = [m.county for m in people.municipalities]
    council = CouncilArrays(
        month=months,
        budget=np.array(
            [i + 1 == len(rounds) or rounds[i + 1].year > date.year for i, date in enumerate(rounds)], dtype=np.uint8
        ),
        lagged=np.searchsorted(months, months - project + 1e-9, side="right").astype(np.int64) - 1,
        segment_first=people.segment_first,
        segment_county=people.segment_county,
        segment_group=people.segment_group,
        inhabitants=people.inhabitants.astype(np.int32),
        packed=(people.inhabitants + 2**24).astype(np.uint32),
        county_inhabitants=np.array(
            [sum(m.inhabitants for m in people.municipalities if m.county == c) for c in people.counties], dtype=float
        ),
        total=np.array([people.total, len(county)], dtype=np.float64),
        county_row=np.array([inputs.row(f"uptake.county[{c}]") for c in people.counties], dtype=np.int64),
        ready_row=np.array([inputs.row(f"uptake.basis_ready.{g}") for g in ("pioneers", "others")], dtype=np.int64),
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
    extensions = gate.extensions if gate else None
    gates = GateArrays(
        present=int(gate is not None),
        share=gate.share if gate else 0.0,
        basis=int(gate is not None and gate.counted_by == "municipalities"),
        deadline=deadline_month(gate.deadline, scenario.start) if gate else math.inf,
        extension_row=np.array(
            [inputs.row(f"gate.extension[{k + 1}]") for k in range(extensions.number if extensions else 0)],
            dtype=np.int64,
        ),
        extension_months=extensions.months if extensions else 0.0,
        extension_chance=extensions.probability if extensions else 0.0,
    )
    slips = [milestone_index(scenario, name) for name in sorted(after_gate(scenario))]
    points = rollout.capacity if rollout else ()
    after = AfterArrays(
        award=milestone_index(scenario, uptake.withdrawal.at) if uptake.withdrawal else -1,
        rollout=milestone_index(scenario, f"{rollout.activity}.start") if rollout else -1,
        capacity_month=np.array([p.months for p in points] or [1.0]),
        capacity_share=np.array([p.share for p in points] or [1.0]),
        capacity_row=inputs.row("rollout.capacity"),
        slip_milestone=np.array(slips, dtype=np.int64),
        slip_reference=np.array([dates[i] for i in slips], dtype=np.float64),
        withdrawal=uptake.withdrawal.probability if uptake.withdrawal else 0.0,
        withdrawal_elasticity=uptake.withdrawal.elasticity
        if uptake.withdrawal and scenario.links.price_to_uptake
        else 0.0,
        withdrawal_row=inputs.row("uptake.withdrawal"),
    )
    targets = rollout.targets if rollout else ()
    first = scenario.start.year
    return UptakePlan(
        people=people_arrays(people, uptake, seed),
        council=council,
        gate=gates,
        price=price,
        after=after,
        rollout=rollout_arrays(scenario, inputs, people) if rollout else None,
        dates=tuple(date.isoformat() for date in rounds),
        confidence_row=inputs.row("uptake.confidence"),
        live_targets=tuple((t.year - first, t.share) for t in targets if t.measure == "inhabitants"),
        gp_targets=tuple((t.year - first, t.share) for t in targets if t.measure == "gps"),
    )
