"""Cost and payers as arrays."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import month_of
from aksonsim.engine.inputs import Register
from aksonsim.engine.lines import Lines, by_base
from aksonsim.engine.packing import end_to_end, flags, ints
from aksonsim.engine.plan_levels import followed
from aksonsim.engine.plan_time import year_starts
from aksonsim.engine.reach import Reached
from aksonsim.kernels.cost import ALWAYS, AT_STOP, FIRST_YEAR, CostArrays
from aksonsim.kernels.years import GroupArrays
from aksonsim.model.cost import Driver
from aksonsim.model.reserved import PROJECT_WIDE_DRIVERS, PROJECT_WIDE_EVENTS, TERMINATION
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]


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
    own = by_base(cost.base[: len(scenario.costs)])
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
            split = by_base(cost.base[hit] * share if cost.base[hit].any() else share)
        for i, part in zip(hit, split, strict=True):
            lumps[i].append((ALWAYS, row, part))
    return lumps


def _of_events(
    scenario: Scenario, inputs: Register, cost: Lines, names: list[str], reach: Reached
) -> tuple[list[list[tuple[float, ...]]], list[list[tuple[float, ...]]]]:
    """Return (event, row) of each element's multipliers and (event, row, share) of its lumps."""
    multipliers: list[list[tuple[float, ...]]] = [[] for _ in names]
    lumps: list[list[tuple[float, ...]]] = [[] for _ in names]
    own = by_base(cost.base[: len(scenario.costs)])
    parts = [i for i, name in enumerate(names) if name == PROJECT_WIDE_EVENTS]
    for k, event in enumerate(scenario.events):
        hit = sorted({i for pattern in event.targets for i in reach[pattern]})
        if event.multiplier is not None:
            for i in hit:
                multipliers[i].append((k, inputs.row(f"events[{event.id}].multiplier")))
        spread: list[tuple[int, float]] = []
        if event.on is not None:
            spread = list(zip(hit, by_base(cost.base[hit]), strict=True))
        elif event.project_wide:
            spread = list(zip(parts, own[own > 0] if own.size else (1.0,), strict=True))
        measure = inputs.row(f"events[{event.id}].mitigation")
        for i, share in spread:
            if event.cost is not None:
                lumps[i].append((k, inputs.row(f"events[{event.id}].cost"), share))
            if measure >= 0:
                lumps[i].append((ALWAYS, measure, share))
    return multipliers, lumps


class _Kind(NamedTuple):
    """What elements that are spread alike have in common; `GroupArrays` has it in numbers."""

    activity: int
    programme: int
    reported: int
    since: float
    until: float
    follows: int


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
    paid = cost.paid.tolist()
    own = [(".paid",) if part else ("", ".price") for part in paid]
    row = ints(max(inputs.row(f"costs[{name}]{end}") for end in ends) for name, ends in zip(names, own, strict=True))
    count = [-1 if part else inputs.row(f"costs[{name}].quantity") for name, part in zip(names, paid, strict=True)]
    goes_on = (cost.flags("survives_stop") | cost.paid).astype(np.uint8)
    if TERMINATION in names:
        i = names.index(TERMINATION)
        row[i], activity[i], goes_on[i] = inputs.row("gate.termination"), AT_STOP, 1
    date = month_of(scenario.actuals.date, scenario.start) if scenario.actuals else -math.inf
    index = followed(scenario)
    since = [-math.inf if part else date for part in paid]
    until = [date if part else math.inf for part in paid]
    follows = [index.get(name, index[None]) for name in names]
    of = zip(activity.tolist(), cost.programme, cost.reported, since, until, follows, strict=True)
    kinds = [_Kind(*each) for each in of]
    keys = list(dict.fromkeys(kinds))
    varies = [(e.varies.inhabitants, e.varies.gps) if e.varies else (0.0, 0.0) for e in cost.elements]
    arrays = CostArrays(
        row=row,
        quantity_row=ints(count),
        rate_row=ints(inputs.row(f"exchange[{e.currency}]") for e in cost.elements),
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
        activity=ints(kind.activity for kind in keys),
        programme=ints(kind.reported for kind in keys),
        goes_on=flags(
            kind.activity == AT_STOP or cost.programmes[kind.programme].survives_stop or kind.until < math.inf
            for kind in keys
        ),
        capped=flags(not cost.programmes[kind.programme].outside_cap for kind in keys),
        shared=flags(cost.programmes[kind.programme].shared for kind in keys),
        since=np.array([kind.since for kind in keys]),
        until=np.array([kind.until for kind in keys]),
        follows=ints(kind.follows for kind in keys),
        year_start=year_starts(scenario),
    )
    return arrays, groups


def size(cost: Lines, arrays: CostArrays, modes: Float) -> float:
    """Return the order of what is paid: the lines, an income without its sign, or the lumps where these are more."""
    lumps = np.abs(arrays.lump_share * modes[arrays.lump_row]) if arrays.lump_row.size else np.zeros(1)
    return max(float(np.abs(cost.estimate).sum()), float(lumps.sum()))
