"""The pictures of commitment and adoption, and of what each municipality pays. Each places the numbers it is given."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aksonsim.reports.svg import CHARACTER, WIDTH, Drawing, Format, Scale

Band = Sequence[Sequence[float]]
"""P10, P25, P50, P75 and P90 along an axis."""


def outcomes(parts: Sequence[tuple[str, float, str, str]], alt: str) -> Markup:
    """Draw one bar of chances that sum to 1: label, chance, look and its words."""
    picture = Drawing(60)
    left = 8.0
    for _, chance, look, told in parts:
        width = chance * (WIDTH - 16)
        picture.rect(left, 6, width, 26, look, told)
        left += width
    picture.height = picture.legend(56, [("box", look, told) for _, _, look, told in parts]) + 10
    return picture.svg(alt)


@dataclass(frozen=True, slots=True)
class Panel:
    """A fan along time: title, places on the axis, quantiles, tips, a level and goals (place, share)."""

    title: str
    at: Sequence[float]
    band: Band
    tips: Sequence[str]
    level: float | None = None
    goals: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """The axis of time: places and texts of its years, and a date that a line stands at, if any."""

    years: Sequence[tuple[float, str]]
    date: float | None = None


def fans(panels: Sequence[Panel], time: Time, legend: Sequence[tuple[str, str, str]], form: Format, alt: str) -> Markup:
    """Draw how shares spread along time, a panel a measure."""
    left, gap, top, bottom = 50.0, 16.0, 30.0, 250.0
    each = (WIDTH - left - 14 - gap * (len(panels) - 1)) / len(panels)
    picture = Drawing(bottom + 60)
    up = Scale(0, 1, bottom, top)
    low, high = min(p.at[0] for p in panels), max(p.at[-1] for p in panels)
    every = math.ceil(len(time.years) * (4.5 * CHARACTER + 6) / each)
    for place, panel in enumerate(panels):
        start = left + place * (each + gap)
        across = Scale(low, high, start, start + each)
        for share in (0, 0.2, 0.4, 0.6, 0.8, 1):
            picture.line(start, up(share), start + each, up(share), "grid")
            if place == 0:
                picture.text(start - 6, up(share) + 4, form(share), "end", "axis")
        for i, (year, text) in enumerate(time.years):
            picture.line(across(year), bottom, across(year), bottom + 4, "middle")
            if i % every == 0:
                picture.text(across(year), bottom + 18, text, "middle", "axis")
        picture.text(start, top - 12, panel.title, "start", "strong")
        _fan(picture, panel, across, up)
        if time.date is not None:
            picture.line(across(time.date), top, across(time.date), bottom, "deadline")
        if panel.level is not None:
            picture.line(start, up(panel.level), start + each, up(panel.level), "level")
        for year, share in panel.goals:
            picture.dot(across(year), up(share), 6, "vermilion ring")
        _tips(picture, panel, across, (top, bottom))
    picture.height = picture.legend(bottom + 44, legend, left) + 10
    return picture.svg(alt)


def _fan(picture: Drawing, panel: Panel, across: Scale, up: Scale) -> None:
    p10, p25, p50, p75, p90 = panel.band
    for lower, upper, look in ((p10, p90, "pale"), (p25, p75, "soft")):
        there = [(across(x), up(y)) for x, y in zip(panel.at, lower, strict=True)]
        back = [(across(x), up(y)) for x, y in zip(panel.at, upper, strict=True)]
        picture.path([*there, *reversed(back)], look, closed=True)
    picture.path([(across(x), up(y)) for x, y in zip(panel.at, p50, strict=True)], "line blue")


def _tips(picture: Drawing, panel: Panel, across: Scale, reach: tuple[float, float]) -> None:
    """Add a strip over each place of the axis that tells its figures."""
    top, bottom = reach
    places = [across(x) for x in panel.at]
    edges = [places[0], *((a + b) / 2 for a, b in itertools.pairwise(places)), places[-1]]
    for (first, last), tip in zip(itertools.pairwise(edges), panel.tips, strict=True):
        picture.rect(first, top, last - first, bottom - top, "hit", tip)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: key, chance, inhabitants, and its words."""

    key: str
    chance: float
    inhabitants: float
    tip: str


def counties(rows: Sequence[tuple[str, Sequence[Place]]], form: Format, words: tuple[str, str], alt: str) -> Markup:
    """Draw a dot for each municipality, a row a county; ``words`` name the axis and the dots."""
    left = 190.0
    bottom = 32.0 * len(rows) + 4
    picture = Drawing(bottom + 54)
    across = Scale(0, 1, left + 12, WIDTH - 20)
    picture.horizontal(across, 4, bottom, form, 5)
    picture.text(WIDTH - 20, bottom + 34, words[0], "end", "axis")
    for i, (county, places) in enumerate(rows):
        y = 20.0 + 32 * i
        picture.label(left - 8, y, county, 26)
        for j, place in enumerate(places):
            lane = (0, 5, -5, 9, -9)[j % 5]
            radius = 2.5 + math.sqrt(place.inhabitants) / 110
            picture.dot(across(place.chance), y + lane, radius, "place", place.tip, place.key)
    picture.legend(bottom + 46, [("dot", "place", words[1])], 8)
    return picture.svg(alt)
