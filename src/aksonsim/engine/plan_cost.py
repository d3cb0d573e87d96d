"""Cost and payers as arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import month_of
from aksonsim.engine.inputs import Register
from aksonsim.engine.packing import end_to_end, flags, ints
from aksonsim.engine.plan_time import milestone_index, year_starts
from aksonsim.engine.reach import Reached
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.cost import ALWAYS, AT_STOP, FIRST_YEAR, CostArrays, GroupArrays
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.language.text import Text, _, translate
from aksonsim.model.cost import CostElement, Driver, Programme
from aksonsim.model.estimate import Constant
from aksonsim.model.reserved import ALL, PROJECT_WIDE, PROJECT_WIDE_DRIVERS, PROJECT_WIDE_EVENTS, TERMINATION
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]

STOP = _("Termination after a stop")
WIDE = {PROJECT_WIDE_EVENTS: _("Project-wide events"), PROJECT_WIDE_DRIVERS: _("Project-wide drivers")}
"""Titles of the lines of events and of drivers that are about no element in particular."""


@dataclass(frozen=True)
class Lines:
    """The cost lines as columns, in file order: base amounts at P = 1, M = 1.

    Project-wide events, and after them project-wide drivers, come last, in one part for each element whose time, payers
    and VAT that part has. Results know the parts as one line, by one id, of a programme of its own where the file has
    programmes.
    """

    elements: tuple[CostElement, ...]
    programmes: tuple[Programme, ...]
    base: Float
    """Most likely value, in the file's currency."""
    estimate: Float
    """Most likely value with unspecified, in the file's currency."""
    reference: Float
    """Duration of the element's activity in the reference schedule, months (1 where it has none)."""
    moved: NDArray[np.bool_]
    """The activity is a hammock: a moved date of others prolongs it."""

    @cached_property
    def programme(self) -> tuple[int, ...]:
        """The index of each element's programme."""
        places = {p.id: i for i, p in reversed([*enumerate(self.programmes)])}
        return tuple(places[e.programme or ALL] for e in self.elements)

    @property
    def reported(self) -> list[int]:
        """The index of the programme that results count each element in."""
        own = {p.id: i for i, p in enumerate(self.programmes) if p.id in PROJECT_WIDE}
        return [own.get(e.id, of) for e, of in zip(self.elements, self.programme, strict=True)]

    @property
    def labels(self) -> tuple[str, ...]:
        """The ids of the lines as results know them: the parts of a project-wide line are one."""
        return tuple(dict.fromkeys(element.id for element in self.elements))

    def flags(self, name: str) -> NDArray[np.bool_]:
        """Return a yes-or-no of each element's programme."""
        stated = [getattr(programme, name) for programme in self.programmes]
        return np.array([stated[i] for i in self.programme], dtype=np.bool_)


def lines(scenario: Scenario, inputs: Register, modes: Float, dates: Float) -> Lines:
    """Lay out the cost lines. ``modes`` by input row, elements first; ``dates`` of the reference schedule.

    Where a stop costs something, the termination lump is a line after them, and so are project-wide events and drivers;
    the base of all these is zero.
    """
    elements, programmes = scenario.costs, scenario.programmes or (Programme(id=ALL),)
    rows = [inputs.row(f"costs[{e.id}].quantity") for e in elements]
    counts = [1.0 if row < 0 else modes[row] for row in rows]
    base = np.array([e.base if e.base is not None else modes[i] * counts[i] for i, e in enumerate(elements)])
    base = np.array([e.sign for e in elements]) * base
    stop = scenario.gate.stop if scenario.gate else None
    if stop is not None and stop.termination is not None:
        last = CostElement(
            id=TERMINATION,
            **_titles(STOP),
            estimate=stop.termination,
            programme=stop.programme,
            state_share=stop.state_share,
        )
        elements, base = (*elements, last), np.append(base, 0.0)
    for line, items in ((PROJECT_WIDE_EVENTS, scenario.events), (PROJECT_WIDE_DRIVERS, scenario.drivers)):
        if any(item.project_wide for item in items):
            parts = _parts(scenario, base, line)
            elements, base = (*elements, *parts), np.append(base, np.zeros(len(parts)))
            if scenario.programmes:
                programmes = (*programmes, Programme(id=line, **_titles(WIDE[line])))
    unspecified = np.array([scenario.unspecified if e.payable else 0.0 for e in elements])
    hammocks = {a.id for a in scenario.activities if a.hammock is not None}
    reference = np.ones(len(elements))
    for i, e in enumerate(elements):
        if e.activity is not None:
            end = milestone_index(scenario, e.activity)
            reference[i] = dates[end] - dates[end - 1]
            if reference[i] == 0.0 and e.time_share > 0.0:
                what = f"{e.activity} takes no time in the reference schedule, so no share of {e.id} can run with it"
                raise ScenarioError([Problem("", f"costs[{e.id}].time_share", what)])
    return Lines(
        elements=elements,
        programmes=programmes,
        base=base,
        estimate=base * (1.0 + unspecified),
        reference=reference,
        moved=np.array([e.activity in hammocks for e in elements]),
    )


def _titles(words: Text) -> dict[str, str]:
    return {"title": translate(words, "en"), "title_nb": translate(words, "nb")}


def _parts(scenario: Scenario, base: Float, line: str) -> tuple[CostElement, ...]:
    """Return a project-wide line in parts: one for each element that has a share of it by base cost.

    Without elements it is one part that falls evenly on the first year.
    """
    if not scenario.costs:
        programme = line if scenario.programmes else None
        alone = {"id": line, "programme": programme, **_titles(WIDE[line])}
        return (CostElement(estimate=Constant(value=0.0), **alone),)
    return tuple(
        CostElement(
            id=line,
            **_titles(WIDE[line]),
            estimate=Constant(value=0.0),
            programme=e.programme,
            activity=e.activity,
            state_share=e.state_share,
            vat_share=e.vat_share,
        )
        for e, share in zip(scenario.costs, _by_base(base[: len(scenario.costs)]), strict=True)
        if share > 0
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


def _exposures(scenario: Scenario, reach: Reached, count: int) -> list[list[tuple[float, ...]]]:
    """Return (driver, share) of each element."""
    exposed: list[list[tuple[float, ...]]] = [[] for _ in range(count)]
    for k, driver in enumerate(multiplying(scenario)):
        for i, share in _exposed(reach, driver):
            exposed[i].append((k, share))
    return [sorted(row) for row in exposed]


def multiplying(scenario: Scenario) -> tuple[Driver, ...]:
    """Return the drivers that multiply."""
    return tuple(driver for driver in scenario.drivers if driver.multiplier is not None)


def adding(scenario: Scenario) -> tuple[Driver, ...]:
    """Return the drivers that add an amount."""
    return tuple(driver for driver in scenario.drivers if driver.addition is not None)


def _exposed(reach: Reached, driver: Driver) -> list[tuple[int, float]]:
    """Return the elements that a driver reaches, each with its share."""
    return [(i, share) for pattern, share in driver.exposure.items() if share > 0 for i in reach[pattern]]


def _additions(
    scenario: Scenario, inputs: Register, cost: Lines, names: list[str], reach: Reached
) -> list[list[tuple[float, ...]]]:
    """Return (event, row, share) of each element's part of what drivers add, which is certain to fall due."""
    lumps: list[list[tuple[float, ...]]] = [[] for _ in names]
    own = _by_base(cost.base[: len(scenario.costs)])
    parts = [i for i, name in enumerate(names) if name == PROJECT_WIDE_DRIVERS]
    for driver in adding(scenario):
        row = inputs.row(f"drivers[{driver.id}]")
        if driver.project_wide:
            hit, split = parts, own[own > 0] if own.size else np.ones(1)
        else:
            exposed = _exposed(reach, driver)
            hit = [i for i, _ in exposed]
            share = np.array([share for _, share in exposed])
            # Where nothing has a base, the shares alone decide.
            split = _by_base(cost.base[hit] * share if cost.base[hit].any() else share)
        for i, part in zip(hit, split, strict=True):
            lumps[i].append((ALWAYS, row, part))
    return lumps


def _of_events(
    scenario: Scenario, inputs: Register, cost: Lines, names: list[str], reach: Reached
) -> tuple[list[list[tuple[float, ...]]], list[list[tuple[float, ...]]]]:
    """Return (event, row) of each element's multipliers and (event, row, share) of its lumps."""
    multipliers: list[list[tuple[float, ...]]] = [[] for _ in names]
    lumps: list[list[tuple[float, ...]]] = [[] for _ in names]
    own = _by_base(cost.base[: len(scenario.costs)])
    parts = [i for i, name in enumerate(names) if name == PROJECT_WIDE_EVENTS]
    for k, event in enumerate(scenario.events):
        hit = sorted({i for pattern in event.targets for i in reach[pattern]})
        if event.multiplier is not None:
            for i in hit:
                multipliers[i].append((k, inputs.row(f"events[{event.id}].multiplier")))
        spread: list[tuple[int, float]] = []
        if event.on is not None:
            spread = list(zip(hit, _by_base(cost.base[hit]), strict=True))
        elif event.project_wide:
            spread = list(zip(parts, own[own > 0] if own.size else (1.0,), strict=True))
        measure = inputs.row(f"events[{event.id}].mitigation")
        for i, share in spread:
            if event.cost is not None:
                lumps[i].append((k, inputs.row(f"events[{event.id}].cost"), share))
            if measure >= 0:
                lumps[i].append((ALWAYS, measure, share))
    return multipliers, lumps


def cost_arrays(scenario: Scenario, inputs: Register, cost: Lines, reach: Reached) -> tuple[CostArrays, GroupArrays]:
    """Build the cost lines and the groups of those that are spread alike."""
    names = [e.id for e in cost.elements]
    driver_first, driver, exposure = end_to_end(_exposures(scenario, reach, len(names)), np.int64, np.float64)
    multipliers, lumps = _of_events(scenario, inputs, cost, names, reach)
    added = _additions(scenario, inputs, cost, names, reach)
    lumps = [[*of_events, *of_drivers] for of_events, of_drivers in zip(lumps, added, strict=True)]
    multiply_first, multiply_event, multiply_row = end_to_end(multipliers, np.int64, np.int64)
    lump_first, lump_event, lump_row, lump_share = end_to_end(lumps, np.int64, np.int64, np.float64)
    tau = np.array([e.time_share for e in cost.elements]) if scenario.links.delay_to_cost else np.zeros(len(names))
    tau = np.where(cost.reference > 0, tau, 0.0)
    activities = {a.id: i for i, a in enumerate(scenario.activities)}
    activity = ints(activities[e.activity] if e.activity else FIRST_YEAR for e in cost.elements)
    row = ints(max(inputs.row(f"costs[{name}]"), inputs.row(f"costs[{name}].price")) for name in names)
    goes_on = cost.flags("survives_stop").astype(np.uint8)
    if TERMINATION in names:
        i = names.index(TERMINATION)
        row[i], activity[i], goes_on[i] = inputs.row("gate.termination"), AT_STOP, 1
    kinds = [*zip(activity.tolist(), cost.programme, cost.reported, strict=True)]
    keys = list(dict.fromkeys(kinds))
    varies = [(e.varies.inhabitants, e.varies.gps) if e.varies else (0.0, 0.0) for e in cost.elements]
    arrays = CostArrays(
        row=row,
        quantity_row=ints(inputs.row(f"costs[{e.id}].quantity") for e in cost.elements),
        sign=np.array([e.sign for e in cost.elements]),
        unspecified=np.array([scenario.unspecified if e.payable else 0.0 for e in cost.elements]),
        varies=np.array(varies).reshape(-1, 2),
        basis=ints(int(e.varies is not None and e.varies.of == "live") for e in cost.elements),
        activity=activity,
        time_share=tau,
        reference=np.where(cost.reference > 0, cost.reference, 1.0),
        goes_on=goes_on,
        driver_first=driver_first,
        driver=driver,
        exposure=exposure,
        multiply_first=multiply_first,
        multiply_event=multiply_event,
        multiply_row=multiply_row,
        lump_first=lump_first,
        lump_event=lump_event,
        lump_row=lump_row,
        lump_share=lump_share,
        group=ints(keys.index(kind) for kind in kinds),
        tag=np.array([e.state_share for e in cost.elements]),
        driver_row=ints(inputs.row(f"drivers[{d.id}]") for d in multiplying(scenario)),
        drivers_add_up=int(scenario.drivers_combine == "sum"),
    )
    groups = GroupArrays(
        activity=ints(a for a, _, _ in keys),
        programme=ints(reported for _, _, reported in keys),
        goes_on=flags(a == AT_STOP or cost.programmes[p].survives_stop for a, p, _ in keys),
        capped=flags(not cost.programmes[p].outside_cap for _, p, _ in keys),
        shared=flags(cost.programmes[p].shared for _, p, _ in keys),
        year_start=year_starts(scenario),
    )
    return arrays, groups


def _by_base(base: Float) -> Float:
    """Return shares proportional to base cost, equal where all are zero; an income has none beside costs."""
    cost = np.maximum(base, 0.0) if (base > 0.0).any() else np.abs(base)
    total = cost.sum()
    return cost / total if total > 0 else np.full(base.size, 1.0 / max(base.size, 1))


def size(cost: Lines, arrays: CostArrays, modes: Float) -> float:
    """Return the order of what is paid: the lines, an income without its sign, or the lumps where these are more."""
    lumps = np.abs(arrays.lump_share * modes[arrays.lump_row]) if arrays.lump_row.size else np.zeros(1)
    return max(float(np.abs(cost.estimate).sum()), float(lumps.sum()))


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
