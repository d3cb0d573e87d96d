"""References of what is about money and time of payment: price indices, and actuals to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aksonsim.model.naming import Loc, matches_nothing, unknown

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario


def indices(s: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for two rates of VAT, two indices of one line, and levels that end before they are needed."""
    if s.benefits is not None and "vat" in s.benefits.model_fields_set and s.vat not in (None, s.benefits.vat):
        yield ("vat",), f"the rate of VAT is {s.vat} here and {s.benefits.vat} in benefits; state it once"
    followed: dict[str, str] = {}
    rest = [index.id for index in s.indices if not index.targets]
    for i, index in enumerate(s.indices):
        if "start" not in s.model_fields_set:
            yield ("indices", i), "levels of prices count from the year that the file starts in; state start"
        if not index.targets and rest[0] != index.id:
            yield ("indices", i), f"{rest[0]} and {index.id} both have all lines that follow no other; state on"
        for pattern in index.targets:
            if not (matched := s.match(pattern)):
                yield ("indices", i, "on"), matches_nothing(pattern, s)
            for name in matched:
                if name in followed:
                    what = f"element {name} follows index {followed[name]} and {index.id}; one may match it"
                    yield ("indices", i, "on"), what
                followed[name] = index.id
        years = sorted(index.levels)
        if not years or s.price_year is None:
            continue
        if s.price_year not in index.levels:
            yield ("indices", i, "levels"), f"no level for the price year {s.price_year}, which the others are over"
        elif index.growth is None and (years[0] > s.start.year or years[-1] < s.last_year):
            ends = f"levels from {years[0]} to {years[-1]} do not reach from {s.start.year} to {s.last_year}"
            yield ("indices", i, "levels"), f"{ends}; state the missing years, or growth before and after them"


def actuals(s: Scenario, activities: list[str], events: list[str]) -> Iterator[tuple[Loc, str]]:
    """Yield a problem for actuals of what does not exist, and for dates that are not past at the status date."""
    known = s.actuals
    if known is None:
        return
    if s.uptake is not None:
        what = "what councils have decided cannot be stated yet, so a file with uptake has no actuals"
        yield ("actuals",), f"{what}; leave out uptake and state participation"
    if "start" not in s.model_fields_set:
        yield ("actuals", "date"), "a status date takes a start of the file; state start"
        return
    if known.date < s.start:
        yield ("actuals", "date"), f"status date {known.date} lies before the start of the file, {s.start}; state start"
    if known.date.year > s.last_year:
        yield ("actuals", "date"), f"status date {known.date} lies after the last year, {s.last_year}; state horizon"
    ids = [e.id for e in s.costs]
    known_ids = {"costs": ("cost element", ids), "activities": ("activity", activities), "events": ("event", events)}
    for section, (kind, names) in known_ids.items():
        for name in getattr(known, section):
            if name not in names:
                yield ("actuals", section, name), unknown(kind, name, names)
    hammocks = [a.id for a in s.activities if a.hammock is not None]
    for name, done in known.activities.items():
        if name in hammocks:
            yield ("actuals", "activities", name), f"{name} lies between two milestones and has no dates of its own"
        if done.start < s.start:
            yield ("actuals", "activities", name, "start"), f"{done.start} lies before the start of the file, {s.start}"
        for key, day in (("start", done.start), ("finish", done.finish)):
            if day is not None and day > known.date:
                yield ("actuals", "activities", name, key), f"{day} lies after the status date {known.date}"
