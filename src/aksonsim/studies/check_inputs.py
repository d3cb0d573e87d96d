"""What a reviewer looks for in a register before any draw: a function for each check, a sentence for each finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aksonsim.engine.inputs import driver_line
from aksonsim.model.cost import CostElement, Event
from aksonsim.model.estimate import Constant, Estimate, MinModeMax, P10ModeP90
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of

Severity = Literal["warning", "note"]

KS2_SD = 0.16
"""Standard deviation of final cost from the steering frame over 78 KS2 projects (Concept report 51, table 6-1)."""
KS2_SPAN = 2 * 1.2815515655446004 * KS2_SD
"""What a normal law with that deviation spans from P10 to P90, as a share of the frame: 0.41."""
DRIVER_RANGE = (0.6, 1.6)
"""Where P10 and P90 of a calibrated driver may lie; outside, the driver stands for more than its name says."""
SHOWN = 8
"""Items named in one sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a reviewer's look: which check, how grave, where in the file, in a sentence."""

    check: str
    severity: Severity
    path: str
    sentence: str


def check_inputs(scenario: Scenario) -> list[Finding]:
    """Return what the checks find in a register, before any draw."""
    checks: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
        narrow_estimates,
        independent_register,
        wide_drivers,
        exposure_sums,
        counted_twice,
        without_consequence,
        unidentified,
    )
    return [finding for check in checks for finding in check(scenario)]


def narrow_estimates(scenario: Scenario) -> Iterator[Finding]:
    """Three-point estimates of cost that span less from P10 to P90 than whole projects turned out to do."""
    points = [(e.id, e.estimate) for e in scenario.costs if isinstance(e.estimate, MinModeMax | P10ModeP90)]
    spans = sorted((span(estimate) / estimate.mode, name) for name, estimate in points if estimate.mode > 0)
    narrow = [f"{name} {100 * width:.0f} %" for width, name in spans if width < KS2_SPAN]
    if narrow:
        yield Finding(
            "narrow estimate",
            "note",
            "costs",
            f"{len(narrow)} of {len(points)} three-point estimates span less from P10 to P90 than {100 * KS2_SPAN:.0f} "
            f"% of their mode, what whole KS2 projects spanned about their steering frame (SD {100 * KS2_SD:.0f} %, "
            f"n = 78, Concept report 51; roads, defence and buildings, milder than IT): {listed(narrow)}",
        )


def span(estimate: MinModeMax | P10ModeP90) -> float:
    """Return P90 - P10 of a three-point estimate."""
    if isinstance(estimate, P10ModeP90):
        return estimate.p90 - estimate.p10
    built = distribution_of(estimate)
    return float(np.asarray(built.isf(0.1)) - np.asarray(built.ppf(0.1)))


def independent_register(scenario: Scenario) -> Iterator[Finding]:
    """A register, or a programme of one, whose uncertain lines are neither correlated nor hit by a common driver."""
    lines = [element for element in scenario.costs if not isinstance(element.estimate, Constant)]
    groups = {"the register": lines}
    if _have_something_in_common(scenario, {line.id for line in lines}):
        programmes = dict.fromkeys(line.programme for line in lines if line.programme is not None)
        groups = {name: [line for line in lines if line.programme == name] for name in programmes}
    for name, own in groups.items():
        if len(own) < 2 or _have_something_in_common(scenario, {line.id for line in own}):
            continue
        sd = [distribution_of(line.estimate).sd for line in own]
        alone, all_in_step = math.hypot(*sd), math.fsum(sd)
        factor = math.sqrt(0.7 + 0.3 * (all_in_step / alone) ** 2)
        yield Finding(
            "all independent",
            "warning",
            "correlations",
            f"the {len(own)} uncertain lines of {name} are independent of each other: with a correlation of 0.3 their "
            f"standard deviation would be {factor:.1f} times as large",
        )


def _have_something_in_common(scenario: Scenario, lines: set[str]) -> bool:
    for correlation in scenario.correlations:
        members = {
            name for member in correlation.between or correlation.group or () for name in _lines(scenario, member)
        }
        if correlation.rho != 0 and len(members & lines) > 1:
            return True
    return any(len(exposed(scenario, driver.exposure) & lines) > 1 for driver in scenario.drivers)


def _lines(scenario: Scenario, member: str) -> tuple[str, ...]:
    return scenario.match(member.removeprefix("costs[").removesuffix("]"))


def exposed(scenario: Scenario, exposure: dict[str, float]) -> set[str]:
    """Return the elements that a driver's exposure reaches."""
    return {name for pattern, share in exposure.items() if share > 0 for name in scenario.match(pattern)}


def wide_drivers(scenario: Scenario) -> Iterator[Finding]:
    """Drivers whose P10 or P90, after the programme's knobs, is more than a named cause can be believed to do."""
    low, high = DRIVER_RANGE
    for driver in scenario.drivers:
        if isinstance(driver.multiplier, Constant):
            continue
        shift, factor = driver_line(driver, scenario)
        built = distribution_of(driver.multiplier)
        p10, p90 = (shift + factor * float(np.asarray(x)) for x in (built.ppf(0.1), built.isf(0.1)))
        if p10 < low or p90 > high:
            knobs = "calibrated" if driver.programme is not None else "stated"
            yield Finding(
                "wide driver",
                "warning",
                f"drivers[{driver.id}].multiplier",
                f"the {knobs} driver {driver.id} goes from {p10:.2f} to {p90:.2f} (P10 to P90), outside {low:g} to "
                f"{high:g}: it stands for more than its name says",
            )


def exposure_sums(scenario: Scenario) -> Iterator[Finding]:
    """Elements more than wholly exposed to drivers, which then multiply each other."""
    sums: dict[str, float] = {}
    for driver in scenario.drivers:
        for pattern, share in driver.exposure.items():
            for name in scenario.match(pattern):
                sums[name] = sums.get(name, 0.0) + share
    over = [
        f"{name} {total:.1f}" for name, total in sorted(sums.items(), key=lambda item: -item[1]) if total > 1 + 1e-9
    ]
    if over:
        yield Finding(
            "exposure above one",
            "note",
            "drivers",
            f"{len(over)} of {len(scenario.costs)} elements are exposed to drivers by more than 1 in sum, so that "
            f"several multiply the same amount: {listed(over)}",
        )


def counted_twice(scenario: Scenario) -> Iterator[Finding]:
    """Events that put cost on elements a driver exposes without being named a cause of that driver."""
    known = {event.id: event for event in scenario.events}
    costly = [e for e in scenario.events if (e.cost or e.multiplier) and e.part_of is None and not e.represented_by]
    matched = {event.id: {name for pattern in event.targets for name in scenario.match(pattern)} for event in costly}
    groups: dict[tuple[str, ...], list[str]] = {}
    for driver in scenario.drivers:
        reached = exposed(scenario, driver.exposure)
        groups.setdefault(tuple(name for name, on in matched.items() if on & reached), []).append(driver.id)
    for events, drivers in groups.items():
        if not events:
            continue
        lumps = [(known[name].cost, _chance(known[name], known)) for name in events]
        expected = math.fsum(chance * distribution_of(cost).mean for cost, chance in lumps if cost is not None)
        yield Finding(
            "possibly counted twice",
            "note",
            "drivers",
            f"{listed(events)} put cost (expected {expected:.0f} {scenario.currency} together) on elements exposed to "
            f"{listed(drivers)} without being part_of a driver: each must be a cause that no driver covers",
        )


def _chance(event: Event, events: dict[str, Event]) -> float:
    """Return the probability of an event, of those it is given included."""
    before = _chance(events[event.given], events) if event.given is not None else 1.0
    return event.current_probability * before


def without_consequence(scenario: Scenario) -> Iterator[Finding]:
    """Events that change nothing when they happen."""
    parents = {event.given for event in scenario.events}
    idle = [
        event.id
        for event in scenario.events
        if not (event.cost or event.multiplier or event.delays or event.uptake or event.represented_by)
        and event.id not in parents
    ]
    if idle:
        yield Finding(
            "no consequence",
            "note",
            "events",
            f"{len(idle)} of {len(scenario.events)} events have no consequence in the model: {listed(idle)}",
        )


IDENTIFIED = ("scale",)
"""Parameters of uptake that the published chance of missing the gate is calibrated with."""
UPTAKE_PARAMETERS = (
    "hazard",
    "refusal",
    "own",
    "size_exponent",
    "peer",
    "county_peer",
    "live_pull",
    "confidence_sd",
    "county_confidence_sd",
    "deadline_effect",
    "affordability",
    "options",
    "withdrawal",
)


def unidentified(scenario: Scenario) -> Iterator[Finding]:
    """Parameters of uptake that no published figure identifies."""
    uptake = scenario.uptake
    if uptake is None:
        return
    fields = type(uptake).model_fields
    used = [name for name in UPTAKE_PARAMETERS if getattr(uptake, name) != fields[name].default]
    if used:
        yield Finding(
            "not identified",
            "warning",
            "uptake",
            f"one published figure, the chance of missing the gate, stands against {len(used) + 1} parameters: it "
            f"identifies {listed(IDENTIFIED)} given the rest, and nothing identifies {listed(used, shown=len(used))}; "
            "other values of these, with scale fitted again, give the same chance and another path",
        )


def looks_like_percentiles(estimate: Estimate) -> bool:
    """Return whether a minimum and maximum span no more than the reference class does from P10 to P90."""
    if not isinstance(estimate, MinModeMax) or not estimate.min < estimate.mode < estimate.max:
        return False
    return estimate.mode > 0 and estimate.max - estimate.min < KS2_SPAN * estimate.mode


def suspects(costs: Sequence[CostElement]) -> list[str]:
    """Return the elements whose minimum and maximum look like P10 and P90."""
    return [element.id for element in costs if looks_like_percentiles(element.estimate)]


def listed(names: Sequence[str], shown: int = SHOWN) -> str:
    """Return names in a row, and how many more there are."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
