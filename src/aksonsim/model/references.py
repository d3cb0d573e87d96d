"""References inside a scenario: ids that are unique and nobody else's, and names that lead somewhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aksonsim.model.base import names_cited
from aksonsim.model.claims import date_problems
from aksonsim.model.claims import problems as claim_problems
from aksonsim.model.estimate import Constant
from aksonsim.model.groups import circle
from aksonsim.model.naming import Loc, matches_nothing, unknown
from aksonsim.model.references_money import actuals, indices
from aksonsim.model.reserved import PROJECT_WIDE_DRIVERS, PROJECT_WIDE_EVENTS, hides, objection

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

SECTIONS = ("programmes", "groups", "costs", "exchange", "indices", "drivers", "events", "activities", "cuts")
"""Lists whose items are known by their id."""


def _own_names(section: str, ids: list[str]) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for every id that stands twice or is a word of the software's own."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield (section, index, "id"), f"id {name} stands twice"
        elif sentence := objection(section, name):
            yield (section, index, "id"), sentence
        seen.add(name)


def _other_names(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for names of unlike things that are looked up in one place."""
    for name, variant in s.scenarios.items():
        if variant.changes and (sentence := hides(name, s.name)):
            yield ("scenarios", name), sentence
    members = {p.id: [e.id for e in s.costs if e.programme == p.id] for p in s.programmes}
    for i, element in enumerate(s.costs):
        if members.get(element.id, [element.id]) != [element.id]:
            what = f"id {element.id} is that of a programme with other elements too, so a pattern would mean either"
            yield ("costs", i, "id"), f"{what}; give one of the two another id"
    known: set[str] = set()
    for i, tie in enumerate(s.correlations):  # a stream has the name of its correlation
        if tie.id is not None and tie.name in known:
            yield ("correlations", i, "id"), f"id {tie.id} stands twice"
        known.add(tie.name)


def _without_costs(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield a problem where a file without cost lines has nothing to simulate, or something about cost lines."""
    sections = ("population", "uptake", "financing", "benefits")
    about = [section for section in sections if getattr(s, section) is not None]
    about += [f"drivers[{driver.id}]" for driver in s.drivers if not driver.project_wide]
    about += [f"events[{e.id}]" for e in s.events if e.multiplier or (e.cost is not None and e.on is not None)]
    if about:
        most = ", ".join(about[:6]) + (f" and {len(about) - 6} others" if len(about) > 6 else "")
        yield ("costs",), f"the file has no cost lines, which are needed by {most}"
    elif not s.activities and not any([*(e.project_wide for e in s.events), *(d.project_wide for d in s.drivers)]):
        yield ("costs",), "nothing to simulate; needs costs, events that cost something, or activities"


def _groups(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for every group that does not exist, stands under itself, or has the id of something else."""
    known = [group.id for group in s.groups]
    others = {p.id: "a programme" for p in s.programmes} | {e.id: "an element" for e in s.costs}
    for section in ("groups", "costs"):
        for i, item in enumerate(getattr(s, section)):
            if item.under is not None and item.under not in known:
                yield (section, i, "under"), unknown("group", item.under, known)
    for i, group in enumerate(s.groups):
        if group.id in others:
            what = f"id {group.id} is that of a group and of {others[group.id]}"
            yield ("groups", i, "id"), f"{what}, so a pattern would mean either; give one of the two another id"
    if round_about := circle(s.groups):
        at = known.index(round_about[0])
        yield ("groups", at, "under"), f"group {round_about[0]} stands under itself: {' under '.join(round_about)}"


def _without_price_year(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for everything that turns amounts of one year's prices into those of a year that is unstated."""
    if s.benefits is not None:
        yield ("benefits",), "present values need the price year of the file; state price_year"
    if s.financing is not None and s.financing.cap_price_factor != 1:
        yield ("financing", "cap_price_factor"), "turns the cap into the file's price year; state price_year"
    for i in range(len(s.indices)):
        yield ("indices", i), "levels of prices count from the price year of the file; state price_year"
    for i, claim in enumerate(s.claims):
        if claim.factor != 1:
            yield ("claims", i, "factor"), "turns the claim into the file's price year; state price_year"


def problems(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield every reference in the file that does not hold, as (place, sentence)."""
    programmes = [p.id for p in s.programmes]
    activities = [a.id for a in s.activities]
    rates = [rate.id for rate in s.exchange]
    drivers = [d.id for d in s.drivers]
    events = [e.id for e in s.events]
    if not s.costs and (found := list(_without_costs(s))):
        yield from found  # alone: each name of an element would be told as unknown
        return
    if found := list(_groups(s)):
        yield from found  # alone: what stands under a group cannot be known
        return
    if s.price_year is None:
        yield from _without_price_year(s)
    for section in SECTIONS:
        yield from _own_names(section, [item.id for item in getattr(s, section)])
    yield from _other_names(s)
    yield from _sources(s)
    for i, element in enumerate(s.costs):
        if element.programme is not None and element.programme not in programmes:
            yield ("costs", i, "programme"), unknown("programme", element.programme, programmes)
        if element.programme is None and programmes:
            yield ("costs", i), f"element {element.id} names no programme; known: {', '.join(programmes)}"
        if element.activity is not None and element.activity not in activities:
            yield ("costs", i, "activity"), unknown("activity", element.activity, activities)
        if element.currency is not None and element.currency not in rates:
            yield ("costs", i, "currency"), unknown("currency", element.currency, rates)
        if element.time_share > 0 and element.activity is None:
            yield ("costs", i, "time_share"), "a share that runs with time needs an activity"
        if element.varies is not None and s.participation is None and s.uptake is None:
            yield ("costs", i, "varies"), "a share that varies with participation needs participation or uptake"
    for i, driver in enumerate(s.drivers):
        if driver.programme is not None and driver.programme not in programmes:
            yield ("drivers", i, "programme"), unknown("programme", driver.programme, programmes)
        taken: dict[str, str] = {}
        for pattern in driver.exposure:
            matched = s.match(pattern)
            if not matched:
                yield ("drivers", i, "exposure", pattern), matches_nothing(pattern, s)
            for name in matched:
                if name in taken:
                    yield (
                        ("drivers", i, "exposure", pattern),
                        f"element {name} is matched by {taken[name]} and by {pattern}; one pattern may match it",
                    )
                taken[name] = pattern
    yield from _events(s, events, drivers, activities)
    yield from _activities(s, activities)
    yield from _units(s)
    yield from _people(s, programmes, activities)
    yield from indices(s)
    yield from actuals(s, activities, events)
    if s.benefits is not None:
        rollout = (s.rollout is not None, s.rollout is not None and s.rollout.gps is not None) if s.uptake else None
        yield from s.benefits.problems(s.sources, activities, rollout)
    for i, cut in enumerate(s.cuts):
        if cut.programme is not None and cut.programme not in programmes:
            yield ("cuts", i, "programme"), unknown("programme", cut.programme, programmes)
    # A resolved scenario no longer lists its siblings, so what it names is checked in the base file alone.
    siblings = [s.name, *s.scenarios] if s.scenarios else []
    yield from date_problems(s.claims, s.start if "start" in s.model_fields_set else None)
    yield from claim_problems(s.claims, names_in_results(s) | {"scenario": siblings})


def names_in_results(s: Scenario) -> dict[str, list[str]]:
    """Return what quantities may be about by its kind; project-wide lines where there are any."""
    names = {
        "programme": [p.id for p in s.programmes],
        "group": [group.id for group in s.groups],
        "element": [e.id for e in s.costs],
        "event": [e.id for e in s.events],
        "milestone": list(s.milestones),
        "scenario": [],
    }
    for line, items in ((PROJECT_WIDE_EVENTS, s.events), (PROJECT_WIDE_DRIVERS, s.drivers)):
        if any(item.project_wide for item in items):
            names["element"].append(line)
            names["programme"] += [line] if s.programmes else []
    return names


def _sources(s: Scenario) -> Iterator[tuple[Loc, str]]:
    for section in (*SECTIONS, "correlations", "claims"):
        for i, item in enumerate(getattr(s, section)):
            for name in item.source_names:
                if name not in s.sources:
                    yield (section, i, "source"), unknown("source", name, s.sources)
    for section in type(s.defaults).model_fields:
        for name in names_cited(s.defaults.of(section).source):
            if name not in s.sources:
                yield ("defaults", section, "source"), unknown("source", name, s.sources)
    for name, variant in s.scenarios.items():
        for cited in variant.source_names:
            if cited not in s.sources:
                yield ("scenarios", name, "source"), unknown("source", cited, s.sources)


def _events(s: Scenario, events: list[str], drivers: list[str], activities: list[str]) -> Iterator[tuple[Loc, str]]:
    given = {event.id: event.given for event in s.events}
    for i, event in enumerate(s.events):
        if event.multiplier is not None or (event.cost is not None and event.on is not None):
            for pattern in event.targets:
                if not s.match(pattern):
                    yield ("events", i, "on"), matches_nothing(pattern, s)
        if event.given is not None:
            if event.given not in events:
                yield ("events", i, "given"), unknown("event", event.given, events)
            else:
                if s.events[events.index(event.given)].frequency is not None:
                    what = f"event {event.id} is given {event.given}, which states a frequency"
                    yield ("events", i, "given"), f"{what}: whether it may follow each occurrence is not said by given"
                seen: set[str] = {event.id}
                at: str | None = event.given
                while at is not None and at not in seen:
                    seen.add(at)
                    at = given.get(at)
                if at == event.id:
                    yield ("events", i, "given"), f"event {event.id} is given itself, through {event.given}"
        if event.part_of is not None and event.part_of not in drivers:
            yield ("events", i, "part_of"), unknown("driver", event.part_of, drivers)
        if event.uptake is not None and s.uptake is None:
            yield ("events", i, "uptake"), "an effect on uptake needs the section uptake"
        if event.represented_by in ("uptake", "rollout") and s.population is None:
            yield ("events", i, "represented_by"), f"{event.represented_by} is not simulated: no section population"
        delayed = [delay.activity for delay in event.delays]
        for delay in event.delays:
            if delayed.count(delay.activity) > 1:
                yield ("events", i, "delay"), f"activity {delay.activity} stands twice; state its delay once"
            if delay.activity not in activities:
                yield ("events", i, "delay", "activity"), unknown("activity", delay.activity, activities)
            elif next(a for a in s.activities if a.id == delay.activity).hammock is not None:
                yield ("events", i, "delay", "activity"), f"{delay.activity} is a hammock: others set its ends"


def _activities(s: Scenario, activities: list[str]) -> Iterator[tuple[Loc, str]]:
    plain = {a.id for a in s.activities if a.hammock is None}
    edges = {a.id: [link.activity for link in a.links if link.activity in plain] for a in s.activities}
    for i, activity in enumerate(s.activities):
        for j, link in enumerate(activity.links):
            if link.activity == "gate":
                continue
            if link.activity != "start" and link.activity not in plain:
                known = ["start", "gate", *sorted(plain)]
                yield ("activities", i, "after", j), unknown("predecessor", link.activity, known)
        for j, milestone in enumerate(activity.hammock or ()):
            if milestone not in s.milestones or milestone.removesuffix(".start") not in {"start", "gate", *plain}:
                yield ("activities", i, "hammock", j), unknown("milestone", milestone, s.milestones)
    state: dict[str, int] = {}

    def cycle(name: str, path: list[str]) -> list[str] | None:
        if state.get(name) == 2:
            return None
        if state.get(name) == 1:
            return [*path[path.index(name) :], name]
        state[name] = 1
        for before in edges.get(name, ()):
            found = cycle(before, [*path, name])
            if found:
                return found
        state[name] = 2
        return None

    for i, activity in enumerate(s.activities):
        found = cycle(activity.id, [])
        if found:
            types = {(a.id, link.activity): link.type for a in s.activities for link in a.links}
            steps = (
                name if types[pair] == "FS" else f"{name} ({types[pair]})"
                for pair in itertools.pairwise(found)
                for name in pair[1:]
            )
            path = " after ".join([found[0], *steps])
            alone = f"activity {found[0]} is linked to itself"
            yield ("activities", i, "after"), alone if len(found) == 2 else f"predecessors go in a circle: {path}"
            return


def _units(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield where time has no unit, in a file that does not only count months, or days have no known length."""
    units: dict[Loc, str | None] = {}
    for i, activity in enumerate(s.activities):
        if activity.duration not in (None, Constant(value=0.0)) or activity.unit is not None:
            units["activities", i, "unit"] = activity.unit
        for j, link in enumerate(activity.links):
            if link.lag != 0.0 or link.unit is not None:
                units["activities", i, "after", j] = link.unit
    for i, event in enumerate(s.events):
        for j, delay in enumerate(event.delays):
            units["events", i, "delay", *((j,) if isinstance(event.delay, tuple) else ())] = delay.stated[1]
    days = [place for place, unit in units.items() if unit == "days"]
    if days and s.work_week is None:
        what = "time in days needs work_week in the file: 5 (working days, five a week) or 7 (calendar days)"
        yield days[0], what
    if s.work_week is not None or not {"days", "weeks"}.isdisjoint(units.values()):
        for place, unit in units.items():
            if unit is None:
                what = "duration" if place[2] == "unit" else "lag"
                yield (
                    place[:2] if what == "duration" else place,
                    (
                        f"the {what} has no unit, and the file does not count all time in months; "
                        "add unit: days, weeks or months"
                    ),
                )


def _people(s: Scenario, programmes: list[str], activities: list[str]) -> Iterator[tuple[Loc, str]]:
    if s.uptake is not None:
        if s.population is None:
            yield ("uptake",), "uptake needs the section population"
        if s.participation is not None:
            yield ("participation",), "participation is simulated by uptake: state one of the two"
        at = s.uptake.withdrawal.at if s.uptake.withdrawal else None
        if at is not None and at not in activities:
            yield ("uptake", "withdrawal", "at"), unknown("activity", at, activities)
    if s.gate is not None:
        if s.uptake is None:
            yield ("gate",), "a gate needs the section uptake"
        if s.gate.stop.programme is not None and s.gate.stop.programme not in programmes:
            yield ("gate", "stop", "programme"), unknown("programme", s.gate.stop.programme, programmes)
        if s.gate.stop.termination is not None and s.gate.stop.programme is None and programmes:
            yield ("gate", "stop", "termination"), f"needs stop.programme; known: {', '.join(programmes)}"
        for name in ("deadline", "planned"):
            if getattr(s.gate, name) < s.start:
                yield ("gate", name), f"{name} {getattr(s.gate, name)} lies before start {s.start}"
    if s.rollout is not None:
        if s.uptake is None:
            yield ("rollout",), "a rollout needs the section uptake"
        if s.rollout.activity not in activities:
            yield ("rollout", "activity"), unknown("activity", s.rollout.activity, activities)
    if s.last_year < s.start.year:
        yield ("horizon",), f"horizon {s.last_year} lies before start {s.start}"
    if s.benefits is not None and s.benefits.last_year > s.last_year:
        known = f"last_year {s.benefits.last_year} lies after the last year that is simulated, {s.last_year}"
        yield ("benefits", "last_year"), f"{known}; state horizon: {s.benefits.last_year}"
