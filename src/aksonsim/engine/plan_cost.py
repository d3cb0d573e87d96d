"""Cost, payers and the price that councils are told, as arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import month_of
from aksonsim.engine.inputs import Register
from aksonsim.engine.plan_time import milestone_index, year_starts
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.cost import ALWAYS, AT_STOP, FIRST_YEAR, CostArrays, GroupArrays
from aksonsim.kernels.council_arrays import PriceArrays
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.model.cost import CostElement, Programme
from aksonsim.model.reserved import ALL, TERMINATION
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Lines:
    """The cost lines as columns, in file order: base amounts at P = 1, M = 1."""

    elements: tuple[CostElement, ...]
    programmes: tuple[Programme, ...]
    base: Float
    """Most likely value, MNOK."""
    estimate: Float
    """Most likely value with unspecified, MNOK."""
    reference: Float
    """Duration of the element's activity in the reference schedule, months (1 where it has none)."""
    moved: NDArray[np.bool_]
    """The activity is a hammock: a moved date of others prolongs it."""

    def programme_of(self, element: CostElement) -> int:
        """Return the index of an element's programme."""
        return next(i for i, p in enumerate(self.programmes) if p.id == (element.programme or ALL))

    def flags(self, name: str) -> NDArray[np.bool_]:
        """Return a yes-or-no of each element's programme."""
        return np.array([getattr(self.programmes[self.programme_of(e)], name) for e in self.elements], dtype=np.bool_)


def lines(scenario: Scenario, modes: Float, dates: Float) -> Lines:
    """Lay out the cost lines. ``modes`` by input row, elements first; ``dates`` of the reference schedule.

    Where a stop costs something, the termination lump is a last line, whose base is nought.
    """
    elements = scenario.costs
    base = np.array([e.base if e.base is not None else modes[i] for i, e in enumerate(elements)])
    stop = scenario.gate.stop if scenario.gate else None
    if stop is not None and stop.termination is not None:
        last = CostElement(
            id=TERMINATION,
            title="Termination after a stop",
            title_nb="Avvikling etter stans",
            estimate=stop.termination,
            programme=stop.programme,
            state_share=stop.state_share,
        )
        elements, base = (*elements, last), np.append(base, 0.0)
    unspecified = np.array([scenario.unspecified if e.payable else 0.0 for e in elements])
    hammocks = {a.id for a in scenario.activities if a.hammock is not None}
    reference = np.ones(len(elements))
    for i, e in enumerate(elements):
        if e.activity is not None:
            end = milestone_index(scenario, e.activity)
            reference[i] = dates[end] - dates[end - 1]
    return Lines(
        elements=elements,
        programmes=scenario.programmes or (Programme(id=ALL),),
        base=base,
        estimate=base * (1.0 + unspecified),
        reference=reference,
        moved=np.array([e.activity in hammocks for e in elements]),
    )


def check_payers(scenario: Scenario, cost: Lines) -> None:
    """Refuse a state share where each municipality bears its own cost: there is nobody to share it with."""
    problems = [
        Problem(
            "",
            f"costs[{e.id}].state_share",
            f"programme {e.programme} is not shared, and a state share is modelled for shared programmes only",
            "state_share: 0, or shared: true for the programme",
        )
        for e, shared in zip(cost.elements, cost.flags("shared"), strict=True)
        if e.state_share > 0 and not shared
    ]
    if problems:
        raise ScenarioError(problems)


def _sparse(rows: Sequence[Iterable[tuple[float, ...]]], columns: int) -> list[Float]:
    """Lay rows of tuples end to end: where each begins, then one column per tuple place."""
    flat = [entry for row in rows for entry in row]
    firsts = np.concatenate([[0], np.cumsum([len(list(row)) for row in rows])])
    return [firsts, *(np.array([entry[c] for entry in flat], dtype=np.float64) for c in range(columns))]


def _int(values: Float) -> NDArray[np.int64]:
    return values.astype(np.int64)


def cost_arrays(scenario: Scenario, inputs: Register, cost: Lines) -> tuple[CostArrays, GroupArrays]:
    """Build the cost lines and the groups of those that are spread alike."""
    names = [e.id for e in cost.elements]
    drivers: list[list[tuple[float, ...]]] = [[] for _ in names]
    for k, driver in enumerate(scenario.drivers):
        for pattern, share in driver.exposure.items():
            for name in scenario.match(pattern):
                if share > 0:
                    drivers[names.index(name)].append((k, share))
    for exposed in drivers:
        exposed.sort()
    multipliers: list[list[tuple[float, ...]]] = [[] for _ in names]
    lumps: list[list[tuple[float, ...]]] = [[] for _ in names]
    for k, event in enumerate(scenario.events):
        hit = sorted({names.index(name) for pattern in event.targets for name in scenario.match(pattern)})
        if event.multiplier is not None:
            for i in hit:
                multipliers[i].append((k, inputs.row(f"events[{event.id}].multiplier")))
        if event.cost is not None:
            for i, share in zip(hit, _by_base(cost.base[hit]), strict=True):
                lumps[i].append((k, inputs.row(f"events[{event.id}].cost"), share))
        measure = inputs.row(f"events[{event.id}].mitigation")
        if measure >= 0:
            for i, share in zip(hit, _by_base(cost.base[hit]), strict=True):
                lumps[i].append((ALWAYS, measure, share))
    tau = np.array([e.time_share for e in cost.elements]) if scenario.links.delay_to_cost else np.zeros(len(names))
    tau = np.where(cost.reference > 0, tau, 0.0)
    activities = {a.id: i for i, a in enumerate(scenario.activities)}
    activity = np.array([activities[e.activity] if e.activity else FIRST_YEAR for e in cost.elements], dtype=np.int64)
    row = np.array([inputs.row(f"costs[{name}]") for name in names], dtype=np.int64)
    goes_on = cost.flags("survives_stop").astype(np.uint8)
    if names[-1] == TERMINATION:
        row[-1], activity[-1], goes_on[-1] = inputs.row("gate.termination"), AT_STOP, 1
    programme = np.array([cost.programme_of(e) for e in cost.elements], dtype=np.int64)
    group_of: dict[tuple[int, int], int] = {}
    group = np.array([group_of.setdefault((a, p), len(group_of)) for a, p in zip(activity, programme, strict=True)])
    varies = [(e.varies.inhabitants, e.varies.gps) if e.varies else (0.0, 0.0) for e in cost.elements]
    driver_first, driver_index, exposure = _sparse(drivers, 2)
    multiply_first, multiply_event, multiply_row = _sparse(multipliers, 2)
    lump_first, lump_event, lump_row, lump_share = _sparse(lumps, 3)
    arrays = CostArrays(
        row=row,
        unspecified=np.array([scenario.unspecified if e.payable else 0.0 for e in cost.elements]),
        varies=np.array(varies),
        basis=np.array([int(e.varies is not None and e.varies.of == "live") for e in cost.elements], dtype=np.int64),
        activity=activity,
        time_share=tau,
        reference=np.where(cost.reference > 0, cost.reference, 1.0),
        goes_on=goes_on,
        driver_first=_int(driver_first),
        driver=_int(driver_index),
        exposure=exposure,
        multiply_first=_int(multiply_first),
        multiply_event=_int(multiply_event),
        multiply_row=_int(multiply_row),
        lump_first=_int(lump_first),
        lump_event=_int(lump_event),
        lump_row=_int(lump_row),
        lump_share=lump_share,
        group=group.astype(np.int64),
        tag=np.array([e.state_share for e in cost.elements]),
        driver_row=np.array([inputs.row(f"drivers[{d.id}]") for d in scenario.drivers], dtype=np.int64),
    )
    keys = list(group_of)
    groups = GroupArrays(
        activity=np.array([a for a, _ in keys], dtype=np.int64),
        programme=np.array([p for _, p in keys], dtype=np.int64),
        goes_on=np.array([a == AT_STOP or cost.programmes[p].survives_stop for a, p in keys], dtype=np.uint8),
        capped=np.array([not cost.programmes[p].outside_cap for _, p in keys], dtype=np.uint8),
        shared=np.array([cost.programmes[p].shared for _, p in keys], dtype=np.uint8),
        year_start=year_starts(scenario),
    )
    return arrays, groups


def _by_base(base: Float) -> Float:
    """Return shares proportional to base cost, equal where all are nought."""
    total = base.sum()
    return base / total if total > 0 else np.full(base.size, 1.0 / base.size)


def finance_arrays(scenario: Scenario) -> FinanceArrays:
    """Build the rules of payment; without a section the state pays its tagged shares without limit."""
    financing = scenario.financing
    starts = year_starts(scenario)
    funded = np.ones(starts.size - 1)
    if financing is None:
        return FinanceArrays(cap=math.inf, funded=funded, ceiling=math.inf, annuity=math.nan)
    if financing.state_ends is not None:
        ends = month_of(financing.state_ends, scenario.start)
        funded = np.clip((ends - starts[:-1]) / np.diff(starts), 0.0, 1.0)
    rate, years = financing.loan.rate, financing.loan.years
    return FinanceArrays(
        cap=math.inf if financing.cap is None else financing.cap * financing.cap_price_factor,
        funded=funded,
        ceiling=math.inf if financing.municipal_ceiling is None else financing.municipal_ceiling,
        annuity=1.0 / years if rate == 0 else rate / -math.expm1(-years * math.log1p(rate)),
    )


def base_by_payer(cost: Lines, finance: FinanceArrays, amounts: Float) -> Float:
    """Return (state, municipal) of deterministic element amounts, cap applied, float64[2]."""
    tag = np.array([e.state_share for e in cost.elements])
    outside = cost.flags("outside_cap")
    capped = min(float((tag * amounts)[~outside].sum()), finance.cap)
    state = capped + float((tag * amounts)[outside].sum())
    return np.array([state, float(amounts.sum()) - state])


def price_arrays(scenario: Scenario, cost: Lines, finance: FinanceArrays, dates: Float, total: int) -> PriceArrays:
    """Build the price councils are told: the published frame per inhabitant, and how known delay raises it.

    Shared programmes only; base estimates times ``uplift`` (P50 over base); a moved date prolongs hammocks only.
    Amounts are MNOK per unit of participation, so that the price in NOK per inhabitant is 1e6 / ``total`` times it.
    """
    afford = scenario.uptake.affordability if scenario.uptake else None
    uplift = afford.uplift if afford else 1.0
    shared, capped = cost.flags("shared"), ~cost.flags("outside_cap")
    vary = np.array([e.varies.inhabitants + e.varies.gps if e.varies else 0.0 for e in cost.elements])
    tag = np.array([e.state_share for e in cost.elements])
    tau = np.array([e.time_share for e in cost.elements])
    amount = np.where(shared, uplift * cost.estimate, 0.0)
    reference = np.where(cost.reference > 0, cost.reference, np.inf)
    growth = np.where(cost.moved, amount * tau / reference, 0.0)
    if not (scenario.links.delay_to_price and scenario.links.delay_to_cost):
        growth = np.zeros_like(growth)
    tagged = np.where(capped, tag, 0.0)
    fixed = np.array([(x * (1 - tag) * (1 - vary)).sum() for x in (amount, growth)])
    by_state = np.array([(x * tagged).sum() for x in (amount, growth)])
    ends = scenario.financing.state_ends if scenario.financing else None
    month = month_of(ends, scenario.start) if ends else math.inf
    cap_after = min(finance.cap, float((amount * tagged * _done_by(scenario, cost, dates, month)).sum()))
    gate = scenario.gate
    variable = float((amount * (1 - tag) * vary).sum())
    expected = afford.expected_share if afford else 1.0
    borne = min(float(fixed[0] + max(by_state[0] - finance.cap, 0.0)), finance.ceiling)
    return PriceArrays(
        fixed=fixed,
        tagged=by_state,
        variable=variable,
        cap=finance.cap,
        cap_after=cap_after,
        ends=month,
        ceiling=finance.ceiling,
        reference=afford.reference_price * total / 1e6 if afford else borne / expected + variable,
        planned=month_of(gate.planned, scenario.start) if gate else 0.0,
        expected=expected,
        weight=afford.weight_committed if afford else 0.0,
        elasticity=afford.elasticity if afford and scenario.links.price_to_uptake else 0.0,
        floor=afford.floor if afford else 1.0,
        top=afford.ceiling if afford else 1.0,
    )


def _done_by(scenario: Scenario, cost: Lines, dates: Float, month: float) -> Float:
    """Return the part of each element that the reference schedule has done by a month."""
    out = np.ones(len(cost.elements))
    for i, e in enumerate(cost.elements):
        if math.isfinite(month):
            end = milestone_index(scenario, e.activity) if e.activity else 0
            first, last = (dates[end - 1], dates[end]) if e.activity else (0.0, 12.0)
            out[i] = np.clip((month - first) / max(last - first, 1e-9), 0.0, 1.0)
    return out
