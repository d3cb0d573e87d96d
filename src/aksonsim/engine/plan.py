"""From a scenario to arrays: everything the kernels need, resolved once, and nothing they do not need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.actuals import as_of
from aksonsim.engine.inputs import Register, correlations, register, still_open
from aksonsim.engine.limits import cut_to_limits, halves
from aksonsim.engine.lines import Lines, check_payers, lines
from aksonsim.engine.municipalities import People, arrange, municipal_arrays
from aksonsim.engine.parts import Parts
from aksonsim.engine.plan_benefits import BenefitPlan, benefit_plan
from aksonsim.engine.plan_cost import cost_arrays, size
from aksonsim.engine.plan_events import event_arrays, occurrence_arrays
from aksonsim.engine.plan_finance import finance_arrays
from aksonsim.engine.plan_levels import level_arrays
from aksonsim.engine.plan_price import price_arrays
from aksonsim.engine.plan_time import reference_dates, schedule_arrays
from aksonsim.engine.plan_uptake import UptakePlan, uptake_plan
from aksonsim.engine.reach import outline, patterns, reached
from aksonsim.errors import AksonsimError, LawError, Problem, ScenarioError
from aksonsim.kernels.cost import CostArrays
from aksonsim.kernels.events import EventArrays
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.kernels.municipal import MunicipalArrays
from aksonsim.kernels.occurrences import OccurrenceArrays
from aksonsim.kernels.price_levels import LevelArrays
from aksonsim.kernels.schedule import ScheduleArrays
from aksonsim.kernels.years import GroupArrays
from aksonsim.model.correlations import Correlation
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Municipality
from aksonsim.money import currency
from aksonsim.sampling.block import Prepared, prepare
from aksonsim.sampling.designs import LARGEST
from aksonsim.sampling.tables import TableCache

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """A scenario as arrays. ``wind_down`` months; ``participation`` float64[2] where uptake is not simulated.

    ``scenario`` as it is planned: at its status date, where what is ``stated`` has one.
    ``scale``: how many units of amounts per inhabitant (NOK) make one of amounts (MNOK).
    """

    scenario: Scenario
    stated: Scenario
    inputs: Register
    sampler: Prepared
    events: EventArrays
    occurrences: OccurrenceArrays
    schedule: ScheduleArrays
    cost: CostArrays
    groups: GroupArrays
    finance: FinanceArrays
    levels: LevelArrays | None
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
    parts: Parts | None = None,
) -> Plan:
    """Resolve a scenario into arrays.

    Parameters: ``municipalities`` of the scenario's population (empty where it has none); ``draws`` and ``method``
    matter to lhs and sobol; ``cache`` keeps quantile tables, ``parts`` those of other plans.

    Raises ScenarioError, each problem a sentence, where no model can be made of what is stated, and AksonsimError for
    more draws than a design has.
    """
    if method != "mc" and draws > LARGEST:
        raise AksonsimError(f"draws must be at most {LARGEST} for {method}, not {draws}")
    part = parts if parts is not None else _made
    people = None
    if scenario.population is not None:
        if not municipalities:
            raise ScenarioError([Problem("", "population", "no municipality is left after exclusion")])
        people = part(arrange, municipalities, scenario.uptake.pioneers if scenario.uptake else ())
    file, scenario = scenario, as_of(scenario)
    counties = people.counties if people and scenario.uptake else ()
    entered = part(register, scenario, counties)
    if scenario is not file:
        stated = register(file, counties)
        still = still_open(correlations(file, stated), stated, entered)
        scenario = scenario.model_copy(update={"correlations": still})
    tied = part(correlations, scenario, entered)
    before = parts.last(_drawn) if parts is not None else None
    inputs, sampler = part(
        _drawn, entered, tied, draws, seed, method, cache=cache, like=before[1] if before is not None else None
    )
    modes = part(most_likely, inputs, sampler)
    events = part(event_arrays, scenario, inputs)
    schedule = part(schedule_arrays, scenario, inputs)
    dates = part(reference_dates, scenario, inputs, schedule, modes)
    cost_lines = part(lines, scenario, inputs, modes, dates)
    part(check_payers, scenario, cost_lines)
    reach = part(reached, part(patterns, scenario), part(outline, scenario), scenario=scenario)
    cost, groups = part(cost_arrays, scenario, inputs, cost_lines, reach)
    finance = part(finance_arrays, scenario)
    scale = currency(scenario.currency).scale
    municipal = None
    if people is not None:
        equal = scenario.financing.sharing.equal if scenario.financing else 0.0
        municipal = part(municipal_arrays, people, equal, part(size, cost_lines, cost, modes), scale)
    uptake = None
    if scenario.uptake is not None and people is not None:
        price = part(price_arrays, scenario, cost_lines, finance, dates, people.total)
        uptake = uptake_plan(scenario, scenario.uptake, people, inputs, price, dates, seed, part)
    return Plan(
        scenario=scenario,
        stated=file,
        inputs=inputs,
        sampler=sampler,
        events=events,
        occurrences=part(occurrence_arrays, scenario, inputs),
        schedule=schedule,
        cost=cost,
        groups=groups,
        finance=finance,
        levels=part(level_arrays, scenario, inputs),
        lines=cost_lines,
        dates=dates,
        wind_down=scenario.gate.stop.wind_down if scenario.gate else 0.0,
        participation=part(_participation, scenario),
        people=people,
        scale=scale,
        municipal=municipal,
        uptake=uptake,
        benefits=part(benefit_plan, scenario, inputs, cost_lines, cost, groups, dates),
    )


def _made(make: Callable[..., Any], *of: Any, **how: Any) -> Any:
    return make(*of, **how)


def _participation(scenario: Scenario) -> Float:
    stated = scenario.participation
    return np.array([stated.inhabitants, stated.gps] if stated else [1.0, 1.0])


def most_likely(inputs: Register, sampler: Prepared) -> Float:
    """Return the most likely value of each input, 0 on its line for a bare uniform."""
    affine = inputs.affine
    modes: Float = affine[:, 0] + affine[:, 1] * np.nan_to_num(sampler.modes)
    return modes


def _drawn(
    stated: Register,
    tied: tuple[Correlation, ...],
    draws: int,
    seed: int,
    method: str,
    *,
    cache: TableCache | None,
    like: Prepared | None,
) -> tuple[Register, Prepared]:
    """Return the inputs as they are drawn, those cut that reach beyond what is possible, and their arrays."""
    inputs = Register(stated.names, [*stated.estimates], stated.lines, stated.rows, stated.signed)

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
                like=like,
            )
        except LawError as error:
            name, _, what = str(error).partition(": ")
            path, *sentence = (name, *halves(what)) if name in inputs.rows else ("correlations", str(error))
            raise ScenarioError([Problem("", path, *sentence)]) from error

    sampler = prepared()
    if cut_to_limits(inputs, sampler):
        sampler = prepared()
    return inputs, sampler


def check(scenario: Scenario, municipalities: Sequence[Municipality], cache: TableCache | None = None) -> None:
    """Raise what a run would raise before its first draw: distributions, correlations, people, references in time."""
    plan(scenario, municipalities, draws=1, seed=0, cache=cache)
