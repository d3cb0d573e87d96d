"""The register of everything stochastic: each input once, by its name, which is also the key of its stream."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import months_in
from aksonsim.errors import Problem, ScenarioError
from aksonsim.model.actuals import Drawn
from aksonsim.model.correlations import Correlation
from aksonsim.model.cost import CostElement, Driver
from aksonsim.model.estimate import Constant, Estimate, MeanSd, Percentiles
from aksonsim.model.quantity_price import QuantityPrice
from aksonsim.model.scenario import Scenario

ONE = Constant(value=1.0)
_BY_ID = ("costs", "drivers", "activities", "exchange", "indices")
"""Sections whose items a correlation may name by their id alone."""


@dataclass
class Register:
    """Names, estimates (None: a raw uniform) and the line ``shift + factor x`` that each sampled value is put on."""

    names: list[str] = field(default_factory=list)
    estimates: list[Drawn | None] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    """Drivers that are amounts of money, which may be negative."""

    def add(self, name: str, estimate: Drawn | None, line: tuple[float, float] = (0.0, 1.0)) -> None:
        """Enter an input; its row is the order of entry."""
        self.rows[name] = len(self.names)
        self.names.append(name)
        self.estimates.append(estimate)
        self.lines.append(line)

    def row(self, name: str) -> int:
        """Return the row of an input, -1 when it is not there."""
        return self.rows.get(name, -1)

    @property
    def affine(self) -> NDArray[np.float64]:
        """Shift and factor of each input, float64[K, 2]."""
        return np.array(self.lines, dtype=np.float64).reshape(-1, 2)


def driver_line(driver: Driver, scenario: Scenario) -> tuple[float, float]:
    """Return (shift, factor) of ``1 + centre + spread (M - 1)`` for a driver's programme; an addition has none."""
    for programme in scenario.programmes:
        if programme.id == driver.programme:
            return 1.0 + programme.driver_centre - programme.driver_spread, programme.driver_spread
    return 0.0, 1.0


@lru_cache(maxsize=256)  # one object for one number: who compares estimates by identity finds them the same
def _certain(value: float) -> Constant:
    return Constant(value=value)


@lru_cache(maxsize=256)
def mean_one(sd: float) -> Estimate:
    """Return the lognormal exp(sd z - sd^2 / 2), whose mean is 1."""
    return MeanSd(mean=1.0, sd=math.sqrt(math.expm1(sd * sd)), shape="lognormal")


@lru_cache(maxsize=256)
def median_one(sd: float) -> Estimate:
    """Return the lognormal exp(sd z), whose median is 1."""
    z85 = 1.0364333894937898  # standard normal quantile at 0.85
    return Percentiles(points=((0.5, 1.0), (0.85, math.exp(sd * z85))), shape="lognormal")


def register(scenario: Scenario, counties: tuple[str, ...]) -> Register:
    """Enter every input of a scenario. ``counties``: those whose councils vote."""
    out = Register()
    for element in scenario.costs:
        _enter_cost(element, out)
    for driver in scenario.drivers:
        name = f"drivers[{driver.id}]"
        out.add(name, driver.estimate, driver_line(driver, scenario))
        if driver.addition is not None:
            out.signed.add(name)
    for event in scenario.events:
        if event.represented_by is not None:
            continue
        out.add(f"events[{event.id}].occurs", None)
        for part in ("cost", "multiplier", "uptake"):
            estimate = getattr(event, part)
            if estimate is not None:
                out.add(f"events[{event.id}].{part}", estimate)
        if event.mitigation is not None and event.mitigation.active and event.mitigation.cost > 0:
            out.add(f"events[{event.id}].mitigation", _certain(event.mitigation.cost))
        for delay in event.delays:
            estimate, unit = delay.stated
            line = (0.0, months_in(unit, scenario.work_week))
            out.add(f"events[{event.id}].delay[{delay.activity}]", estimate, line)
    for activity in scenario.activities:
        if activity.duration is not None:
            line = (0.0, months_in(activity.unit or "months", scenario.work_week))
            out.add(f"activities[{activity.id}]", activity.duration, line)
    for element in scenario.costs:
        if isinstance(element.estimate, QuantityPrice) and element.estimate.factor is None:
            out.add(f"costs[{element.id}].quantity", element.estimate.quantity)
    for rate in scenario.exchange:
        out.add(f"exchange[{rate.id}]", rate.rate)
    for index in scenario.indices:
        if index.growth is not None:
            out.add(f"indices[{index.id}]", index.growth)
    for name, done in scenario.actuals.costs.items() if scenario.actuals else ():
        out.add(f"costs[{name}].paid", _certain(done.paid))
    _people(scenario, counties, out)
    return out


def _enter_cost(element: CostElement, out: Register) -> None:
    """Enter the estimate of an element: of a quantity and a price the uncertain one, or the price of two."""
    stated = element.estimate
    if not isinstance(stated, QuantityPrice):
        out.add(f"costs[{element.id}]", stated)
    elif stated.factor is None:
        out.add(f"costs[{element.id}].price", stated.price)
    else:
        out.add(f"costs[{element.id}]", stated.drawn, (0.0, stated.factor))


def _people(scenario: Scenario, counties: tuple[str, ...], out: Register) -> None:
    """Enter the inputs of uptake, gate and rollout."""
    uptake, gate, rollout = scenario.uptake, scenario.gate, scenario.rollout
    if uptake is not None:
        out.add("uptake.confidence", mean_one(uptake.confidence_sd) if uptake.confidence_sd else ONE)
        for county in counties:
            shock = mean_one(uptake.county_confidence_sd) if uptake.county_confidence_sd else ONE
            out.add(f"uptake.county[{county}]", shock)
        for group in ("pioneers", "others"):
            delay = getattr(uptake.basis_ready, group).delay
            if delay is not None:
                out.add(f"uptake.basis_ready.{group}", delay)
        if uptake.withdrawal is not None and uptake.withdrawal.spread:
            out.add("uptake.withdrawal", median_one(uptake.withdrawal.spread))
    if gate is not None:
        for k in range(gate.extensions.number if gate.extensions else 0):
            out.add(f"gate.extension[{k + 1}]", None)
        if gate.stop.termination is not None:
            out.add("gate.termination", gate.stop.termination)
    if rollout is not None:
        if rollout.capacity_factor is not None:
            out.add("rollout.capacity", rollout.capacity_factor)
        if rollout.gps is not None:
            out.add("rollout.gps", rollout.gps.final)
    for item in scenario.benefits.items if scenario.benefits else ():
        if item.multiplier is not None:
            out.add(f"benefits[{item.id}]", item.multiplier)


def correlations(scenario: Scenario, inputs: Register) -> tuple[Correlation, ...]:
    """Resolve the members of every correlation to input names; raises ScenarioError for those that name nothing."""
    out, problems = [], []
    for index, stated in enumerate(scenario.correlations):
        try:
            out.append(_resolve(scenario, inputs, stated))
        except LookupError as error:
            problems.append(Problem("", f"correlations[{index}]", str(error.args[0])))
    if problems:
        raise ScenarioError(problems)
    return tuple(out)


def still_open(tied: tuple[Correlation, ...], stated: Register, left: Register) -> tuple[Correlation, ...]:
    """Return correlations of what is ``left`` of the inputs ``stated``: what is settled is correlated with nothing."""
    return tuple(now for correlation in tied if (now := _among_open(correlation, stated, left)) is not None)


def _among_open(tied: Correlation, stated: Register, left: Register) -> Correlation | None:
    """Return a correlation among its members that are still drawn; None where fewer than two are."""

    def is_open(name: str) -> bool:
        settled = name not in left.rows or isinstance(left.estimates[left.rows[name]], Constant)
        return not settled or isinstance(stated.estimates[stated.rows[name]], Constant)  # which is refused later

    kept = [i for i, name in enumerate(tied.members) if is_open(name)]
    if len(kept) < 2 or len(kept) == len(tied.members):
        return tied if len(kept) >= 2 else None
    members = tuple(tied.members[i] for i in kept)
    if tied.matrix is None:
        return tied.model_copy(update={"group": members})
    rho = {(i, j): value for i, j, value in tied.matrix.pairs()}
    rows = tuple(tuple(1.0 if i == j else rho[j, i] for j in kept[: k + 1]) for k, i in enumerate(kept))
    return tied.model_copy(update={"matrix": tied.matrix.model_copy(update={"members": members, "rows": rows})})


def _resolve(scenario: Scenario, inputs: Register, stated: Correlation) -> Correlation:
    members: dict[str, None] = {}  # in order, each once
    for name in stated.members:
        found = _members(scenario, inputs, name)
        if not found:
            near = difflib.get_close_matches(name, [*_ids(scenario), *inputs.rows], n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise LookupError(f"{name} is no element, driver, activity, event or input, no pattern of elements{hint}")
        if stated.between is not None and len(found) > 1:
            raise LookupError(f"{name} stands for {len(found)} inputs; between takes one on each side, group many")
        if stated.matrix is not None and (len(found) > 1 or found[0] in members):
            what = f"{len(found)} inputs" if len(found) > 1 else f"{found[0]}, which another member names too"
            raise LookupError(f"{name} stands for {what}; each member of a matrix is one input")
        members.update(dict.fromkeys(found))
    for member in members:
        if (event := _repeated(scenario, member)) is not None:
            raise LookupError(
                f"{member} is drawn anew at each occurrence of event {event}, so it has no correlation with what is "
                f"drawn once; correlate events[{event}].occurs, which sets how often it occurs"
            )
    if len(members) < 2:
        raise LookupError(f"needs at least two different inputs, not {', '.join(members)}")
    if stated.matrix is not None:
        matrix = stated.matrix.model_copy(update={"members": tuple(members)})
        return stated.model_copy(update={"matrix": matrix})
    kind = "between" if stated.between is not None else "group"
    return stated.model_copy(update={"id": stated.name, kind: tuple(members)})


def _repeated(scenario: Scenario, name: str) -> str | None:
    """Return the event with a frequency whose consequence an input is."""
    for event in scenario.events:
        if event.frequency is not None and name.startswith(f"events[{event.id}].") and not name.endswith("].occurs"):
            return event.id
    return None


def _ids(scenario: Scenario) -> list[str]:
    return [item.id for section in (*_BY_ID, "groups", "events") for item in getattr(scenario, section)]


def _members(scenario: Scenario, inputs: Register, name: str) -> list[str]:
    """Return the inputs that a member's name stands for: an input, an id, or the uncertain elements of a pattern.

    An event's id stands for its occurrence, unless it is the id of anything else.
    """
    own = [name] if name in inputs.rows else []
    found = own + [full for section in _BY_ID if (full := f"{section}[{name}]") in inputs.rows]
    if len(found) > 1:
        raise LookupError(f"{name} stands for {' and '.join(found)}; write the one that is meant in full")
    if not found and f"costs[{name}].price" in inputs.rows:
        raise LookupError(f"{name} has a quantity and a price; write costs[{name}].price or costs[{name}].quantity")
    if found and any(group.id == name for group in scenario.groups):
        raise LookupError(f"{name} stands for a group of elements and for {found[0]}; write {found[0]}, or rename one")
    if found:
        return found
    if matched := scenario.match(name):
        uncertain = {e.id for e in scenario.costs if not e.certain}
        lines = [f"costs[{element}]" for element in matched if element in uncertain]
        return [line if line in inputs.rows else f"{line}.price" for line in lines]
    if (occurs := f"events[{name}].occurs") in inputs.rows:
        return [occurs]
    if any(event.id == name for event in scenario.events):
        raise LookupError(f"event {name} is produced by the model itself, so whether it occurs is not drawn")
    return []
