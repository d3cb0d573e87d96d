"""What a reviewer looks for in a register before any draw: a function for each check, a sentence for each finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aksonsim.engine.actuals import beyond
from aksonsim.engine.inputs import driver_line
from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact
from aksonsim.language.text import Listed, Text, _
from aksonsim.model.cost import CostElement
from aksonsim.model.estimate import Constant, MinModeMax, PercentilesAndMode
from aksonsim.model.events import Event
from aksonsim.model.quantity_price import CostEstimate, QuantityPrice
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of

Severity = Literal["warning", "note"]

KS2_SD = 0.16
"""Standard deviation of final cost from the steering frame over 78 KS2 projects (Concept report 51, table 6-1)."""
KS2_SPAN = 2 * 1.2815515655446004 * KS2_SD
"""What a normal distribution with that deviation spans from P10 to P90, as a share of the frame: 0.41."""
DRIVER_RANGE = (0.6, 1.6)
"""Where P10 and P90 of a calibrated driver may lie; outside, the driver stands for more than its name says."""
SPAN, SD = Digits(f"{100 * KS2_SPAN:.0f}"), Digits(f"{100 * KS2_SD:.0f}")
"""Both in per cent, as sentences have them."""
SHOWN = 8
"""Items named in one sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a reviewer's look: which check, how grave, where in the file, in a sentence."""

    check: Text
    severity: Severity
    path: str
    sentence: Text


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
        beyond_estimates,
    )
    return [finding for check in checks for finding in check(scenario)]


def narrow_estimates(scenario: Scenario) -> Iterator[Finding]:
    """Three-point estimates of cost that span less from P10 to P90 than whole projects turned out to do."""
    points = [(e.id, e.estimate) for e in scenario.costs if isinstance(e.estimate, MinModeMax | PercentilesAndMode)]
    spans = sorted((span(estimate) / estimate.mode, name) for name, estimate in points if estimate.mode > 0)
    narrow = [f"{name} {100 * width:.0f} %" for width, name in spans if width < KS2_SPAN]
    if narrow:
        yield Finding(
            _("narrow estimate"),
            "note",
            "costs",
            _(
                "{count} of {all} three-point estimates span less from P10 to P90 than {span} % of their mode, what "
                "whole KS2 projects spanned about their steering frame (SD {sd} %, n = 78, Concept report 51; roads, "
                "defence and buildings, milder than IT): {names}",
                count=len(narrow),
                all=len(points),
                span=SPAN,
                sd=SD,
                names=listed(narrow),
            ),
        )


def span(estimate: MinModeMax | PercentilesAndMode) -> float:
    """Return P90 - P10 of a three-point estimate."""
    if isinstance(estimate, PercentilesAndMode) and {"p10", "p90"} == set(estimate.percentiles):
        return estimate.percentiles["p90"] - estimate.percentiles["p10"]
    built = distribution_of(estimate)
    return float(np.asarray(built.isf(0.1)) - np.asarray(built.ppf(0.1)))


def independent_register(scenario: Scenario) -> Iterator[Finding]:
    """A register, or a programme of one, whose uncertain lines are neither correlated nor hit by a common driver."""
    lines = [element for element in scenario.costs if not element.certain]
    groups: dict[str | Text, list[CostElement]] = {_("the register"): lines}
    if _have_something_in_common(scenario, {line.id for line in lines}):
        programmes = dict.fromkeys(line.programme for line in lines if line.programme is not None)
        groups = {str(name): [line for line in lines if line.programme == name] for name in programmes}
    for name, own in groups.items():
        if len(own) < 2 or _have_something_in_common(scenario, {line.id for line in own}):
            continue
        sd = [line.sign * _sd(line.estimate) for line in own]
        alone, all_in_step = math.hypot(*sd), math.fsum(sd)
        factor = math.sqrt(0.7 + 0.3 * (all_in_step / alone) ** 2)
        yield Finding(
            _("all independent"),
            "warning",
            "correlations",
            _(
                "the {count} uncertain lines of {name} are independent of each other: with a correlation of {rho} "
                "their standard deviation would be {factor} times as large",
                count=len(own),
                name=name,
                rho=Digits("0.3"),
                factor=Digits(f"{factor:.1f}"),
            ),
        )


def _sd(stated: CostEstimate) -> float:
    """Return the standard deviation of a cost line; of a quantity and a price, which are independent, that of both."""
    if not isinstance(stated, QuantityPrice):
        return distribution_of(stated).sd
    count, price = distribution_of(stated.quantity), distribution_of(stated.price)
    squares = (count.sd**2 + count.mean**2) * (price.sd**2 + price.mean**2)
    return math.sqrt(max(squares - (count.mean * price.mean) ** 2, 0.0))


def _have_something_in_common(scenario: Scenario, lines: set[str]) -> bool:
    for correlation in scenario.correlations:
        members = {name for member in correlation.members for name in _lines(scenario, member)}
        stated = correlation.matrix
        some = correlation.common != 0 if stated is None else any(rho != 0 for _i, _j, rho in stated.pairs())
        if some and len(members & lines) > 1:
            return True
    multipliers = [driver for driver in scenario.drivers if driver.multiplier is not None]
    return any(len(exposed(scenario, driver.exposure) & lines) > 1 for driver in multipliers)


def _lines(scenario: Scenario, member: str) -> tuple[str, ...]:
    return scenario.match(member.removeprefix("costs[").removesuffix("]"))


def exposed(scenario: Scenario, exposure: dict[str, float]) -> set[str]:
    """Return the elements that a driver's exposure reaches."""
    return {name for pattern, share in exposure.items() if share > 0 for name in scenario.match(pattern)}


def wide_drivers(scenario: Scenario) -> Iterator[Finding]:
    """Drivers whose P10 or P90, after the programme's knobs, is more than a named cause can be believed to do."""
    low, high = DRIVER_RANGE
    for driver in scenario.drivers:
        if driver.multiplier is None or isinstance(driver.multiplier, Constant):
            continue
        shift, factor = driver_line(driver, scenario)
        built = distribution_of(driver.multiplier)
        p10, p90 = (shift + factor * float(np.asarray(x)) for x in (built.ppf(0.1), built.isf(0.1)))
        if p10 < low or p90 > high:
            yield Finding(
                _("wide driver"),
                "warning",
                f"drivers[{driver.id}].multiplier",
                _(
                    "the {kind} driver {name} goes from {p10} to {p90} (P10 to P90), outside {low} to {high}: it "
                    "stands for more than its name says",
                    kind=_("stated") if driver.programme is None else _("calibrated"),
                    name=driver.id,
                    p10=Digits(f"{p10:.2f}"),
                    p90=Digits(f"{p90:.2f}"),
                    low=Digits(f"{low:g}"),
                    high=Digits(f"{high:g}"),
                ),
            )


def beyond_estimates(scenario: Scenario) -> Iterator[Finding]:
    """Actual amounts and times that are more than their estimates can be: those who estimated were too sure."""
    for path, actual, most in beyond(scenario):
        yield Finding(
            _("actual beyond the estimate"),
            "warning",
            path,
            _(
                "{actual} is more than the estimate can be, at most {most}: nothing is left of it, and what remains "
                "has to be estimated anew (remaining)",
                actual=Digits(exact(actual)),
                most=Digits(exact(most)),
            ),
        )


def exposure_sums(scenario: Scenario) -> Iterator[Finding]:
    """Elements more than wholly exposed to drivers, which then multiply each other."""
    sums: dict[str, float] = {}
    for driver in scenario.drivers if scenario.drivers_combine == "product" else ():
        for pattern, share in driver.exposure.items() if driver.multiplier is not None else ():
            for name in scenario.match(pattern):
                sums[name] = sums.get(name, 0.0) + share
    over = [
        Listed((name, Digits(f"{total:.1f}")), " ")
        for name, total in sorted(sums.items(), key=lambda item: -item[1])
        if total > 1 + 1e-9
    ]
    if over:
        yield Finding(
            _("exposure above one"),
            "note",
            "drivers",
            _(
                "{count} of {all} elements are exposed to drivers by more than 1 in sum, so that several multiply the "
                "same amount: {names}",
                count=len(over),
                all=len(scenario.costs),
                names=listed(over),
            ),
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
            _("possibly counted twice"),
            "note",
            "drivers",
            _(
                "{events} put cost (expected {expected} {currency} together) on elements exposed to {drivers} without "
                "being part_of a driver: each must be a cause that no driver covers",
                events=listed(events),
                expected=Digits(f"{expected:.0f}"),
                currency=scenario.currency,
                drivers=listed(drivers),
            ),
        )


def _chance(event: Event, events: dict[str, Event]) -> float:
    """Return how often an event is expected, those it is given included: a probability, or more with a frequency."""
    before = _chance(events[event.given], events) if event.given is not None else 1.0
    number = event.occurrences
    chance = event.current_probability if number is None else number
    return chance * before + event.current_otherwise * (1.0 - before)


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
            _("no consequence"),
            "note",
            "events",
            _(
                "{count} of {all} events have no consequence in the model: {names}",
                count=len(idle),
                all=len(scenario.events),
                names=listed(idle),
            ),
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
            _("not identified"),
            "warning",
            "uptake",
            _(
                "one published figure, the chance of missing the gate, stands against {count} parameters: it "
                "identifies {known} given the rest, and nothing identifies {names}; other values of these, with scale "
                "fitted again, give the same chance and another path",
                count=len(used) + 1,
                known=listed(IDENTIFIED),
                names=Listed(tuple(used)),
            ),
        )


def looks_like_percentiles(estimate: CostEstimate) -> bool:
    """Return whether a minimum and maximum span no more than the reference class does from P10 to P90."""
    if not isinstance(estimate, MinModeMax) or not estimate.min < estimate.mode < estimate.max:
        return False
    return estimate.mode > 0 and estimate.max - estimate.min < KS2_SPAN * estimate.mode


def suspects(costs: Sequence[CostElement]) -> list[str]:
    """Return the elements whose minimum and maximum look like P10 and P90."""
    return [element.id for element in costs if looks_like_percentiles(element.estimate)]


def listed(names: Sequence[object]) -> Listed | Text:
    """Return names in a row, and how many more there are."""
    first, more = Listed(tuple(names[:SHOWN])), len(names) - SHOWN
    return _("{names} and {count} more", names=first, count=more) if more > 0 else first
