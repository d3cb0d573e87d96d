"""The pictures of cost: ladder, S-curves, payers, what P85 depends on. Each places the numbers it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup

from aksonsim.plots import looks
from aksonsim.reports.svg import WIDTH, Drawing, Format, Scale
from aksonsim.results.statistic import UNKNOWN, Statistic

LABELS = 200.0
"""Room for labels to the left of bars."""
MARKED = 11
"""Points of a curve from one mark to the next."""
AT = tuple(i / 100 for i in range(1, 100))
"""Probabilities that an S-curve is drawn through."""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of the ladder: label, where it starts and ends, its look, and its figure in words."""

    label: str
    start: float
    end: float
    look: str
    told: str


def ladder(steps: Sequence[Step], mean: tuple[int, float, str], form: Format, alt: str) -> Markup:
    """Draw bars from base cost to cost frame; ``mean`` is the row, place and label of the expected cost's mark."""
    high = 1.02 * max(max(step.start, step.end) for step in steps)
    bottom = 27.0 * len(steps) + 6
    picture = Drawing(bottom + 46)
    across = Scale(min(0.0, *(min(step.start, step.end) for step in steps)), high, LABELS, WIDTH - 96)
    picture.horizontal(across, 4, bottom, form, 6)
    for place, step in enumerate(steps):
        y = 8.0 + 27 * place
        tip = f"{step.label}: {step.told}"
        picture.rect(across(step.start), y, across(step.end) - across(step.start), 19, step.look, tip)
        picture.label(LABELS - 8, y + 10, step.label, 26)
        end = max(step.start, step.end, mean[1] if place == mean[0] else step.end)
        picture.text(across(end) + (11 if place == mean[0] else 6), y + 14, step.told)
    picture.dot(across(mean[1]), 17.5 + 27 * mean[0], 5, "black ring", mean[2])
    picture.legend(bottom + 40, [("dot", "black ring", mean[2])], LABELS)
    return picture.svg(alt)


@dataclass(frozen=True, slots=True)
class Curve:
    """An S-curve: label, look, costs at the probabilities of the picture, and tips and marks where it has any.

    Costs that are fewer than the probabilities end where the picture does. ``marker`` is one of
    `aksonsim.plots.looks.MARKERS`.
    """

    label: str
    look: str
    costs: Sequence[float]
    tips: Sequence[str] = ()
    marker: str = ""

    @classmethod
    def at(cls, place: int, label: str, costs: Sequence[float], tips: Sequence[str] = ()) -> Self:
        """Return the curve at a place, in its look; black and unbroken is what the rest is compared with."""
        found = looks.look(place)
        dashed = "" if found.dash == "solid" else f" {found.dash}"
        return cls(label, f"{found.colour}{dashed}", costs, tips, found.marker)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve that is told of: cost, probability, look, and its words."""

    cost: float
    probability: float
    look: str
    told: str


def curves(
    drawn: Sequence[Curve],
    marks: Sequence[Mark],
    probability: Sequence[float],
    forms: tuple[Format, Format],
    axes: tuple[str, str],
    alt: str,
) -> Markup:
    """Draw S-curves over one axis of cost; ``forms`` and ``axes`` write the numbers and names of cost and chance."""
    low, high = min(min(c.costs) for c in drawn), max(max(c.costs) for c in drawn)
    low = 0.0 if low < 0.35 * high else low - 0.03 * (high - low)
    left, top, bottom = 58.0, 26.0, 330.0
    picture = Drawing(900)
    across, up = Scale(low, high, left, WIDTH - 14), Scale(0, 1, bottom, top)
    picture.vertical(up, left, WIDTH - 14, forms[1])
    picture.horizontal(across, top, bottom, forms[0])
    picture.text(8, 14, axes[1], "start", "axis")
    picture.text(WIDTH - 14, bottom + 34, axes[0], "end", "axis")
    for curve in drawn:
        points = [(across(x), up(p)) for x, p in zip(curve.costs, probability, strict=False)]
        picture.path(points, f"line {curve.look}")
        for x, y in points[MARKED // 2 :: MARKED] if curve.marker else ():
            picture.mark(x, y, curve.marker, curve.look)
    for mark in marks:
        x, y = across(mark.cost), up(mark.probability)
        picture.line(x, y, x, bottom, "guide")
        picture.dot(x, y, 5.5, f"{mark.look} ring", mark.told)
    for curve in drawn:
        for x, p, tip in zip(curve.costs, probability, curve.tips, strict=False):
            picture.rect(across(x) - 14, up(p) - 2, 28, 4, "hit", tip)
    entries = [(f"line {curve.marker}".strip(), f"line {curve.look}", curve.label) for curve in drawn]
    entries += [("dot", f"{mark.look} ring", mark.told) for mark in marks]
    picture.height = picture.legend(bottom + 58, entries) + 10
    return picture.svg(alt)


def tenths(
    amounts: Sequence[tuple[str, str, Sequence[float], Sequence[str]]], form: Format, axis: str, alt: str
) -> Markup:
    """Draw stacked columns; each part has label, look, amounts and tips, one a column."""
    count = len(amounts[0][2])
    sums = [sum(part[2][i] for part in amounts) for i in range(count)]
    left, top, bottom = 58.0, 10.0, 240.0
    picture = Drawing(bottom + 66)
    up = Scale(0, 1.04 * max(sums), bottom, top)
    picture.vertical(up, left, WIDTH - 14, form)
    each = (WIDTH - 14 - left) / count
    for i in range(count):
        below = 0.0
        for _, look, values, tips in amounts:
            y = up(below + values[i])
            picture.rect(left + each * (i + 0.12), y, each * 0.76, up(below) - y, look, tips[i])
            below += values[i]
        picture.text(left + each * (i + 0.5), bottom + 16, str(i + 1), "middle", "axis")
    picture.text(WIDTH - 14, bottom + 34, axis, "end", "axis")
    picture.legend(bottom + 56, [("box", look, label) for label, look, _, _ in amounts], left)
    return picture.svg(alt)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the tornado: label, size, and its words."""

    label: str
    size: Statistic
    tip: str


def tornado(rows: Sequence[Bar], legend: tuple[str, str], form: Format, alt: str) -> Markup:
    """Draw what each thing adds to a percentile, or carries of a variance; ``legend`` tells of bars and middle line."""
    ends = [v for row in rows for v in (row.size.value, *_reach(row.size))]
    left = 252.0
    bottom = 30.0 * len(rows) + 6
    picture = Drawing(bottom + 70)
    across = Scale(min(0.0, *ends), max(0.0, *ends), left + 8, WIDTH - 20)
    picture.horizontal(across, 4, bottom, form)
    for place, row in enumerate(rows):
        y = 8.0 + 30 * place
        picture.rect(across(0), y, across(row.size.value) - across(0), 20, "blue", row.tip)
        low, high = _reach(row.size)
        picture.line(across(low), y + 10, across(high), y + 10, "whisker")
        picture.label(left, y + 10, row.label, 33)
    picture.line(across(0), 2, across(0), bottom, "middle")
    entries = [("box", "blue", legend[0]), ("line", "line black", legend[1])]
    picture.height = picture.legend(bottom + 40, entries) + 10
    return picture.svg(alt)


@dataclass(frozen=True, slots=True)
class Spread:
    """A row of spreads: label, P50 and P85, its words, and P10 and what it is held against where these are shown."""

    label: str
    p50: Statistic
    p85: Statistic
    tip: str
    p10: Statistic | None = None
    mark: Statistic | None = None


def spreads(rows: Sequence[Spread], legend: Sequence[str], form: Format, alt: str) -> Markup:
    """Draw P50 and P85 of each row; ``legend`` names them, then P10 and the mark where rows have these."""
    ends = [_reach(end) for row in rows for end in (row.p10, row.p50, row.p85, row.mark) if end is not None]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    reach = high - low
    left = 240.0
    bottom = 34.0 * len(rows) + 6
    picture = Drawing(bottom + 50)
    across = Scale(max(0.0, low - 0.06 * reach) if low >= 0 else low, high + 0.06 * reach, left + 8, WIDTH - 20)
    picture.horizontal(across, 4, bottom, form, 6)
    for place, row in enumerate(rows):
        y = 20.0 + 34 * place
        first = (row.p10 or row.p50).value
        picture.rect(across(first), y - 3, across(row.p85.value) - across(first), 6, "soft", row.tip)
        if row.p10 is not None:
            picture.line(across(first), y - 6, across(first), y + 6, "whisker")
        if row.mark is not None:
            picture.mark(across(row.mark.value), y, "diamond", "orange")
        for end, look in ((row.p50, "blue ring"), (row.p85, "vermilion ring")):
            first, last = _reach(end)
            picture.line(across(first), y, across(last), y, "whisker")
            picture.dot(across(end.value), y, 6, look, row.tip)
        picture.label(left, y, row.label, 32)
    looks_of = (("dot", "blue ring"), ("dot", "vermilion ring"), ("line", "whisker"), ("line diamond", "line orange"))
    picture.legend(bottom + 42, [(*look, text) for look, text in zip(looks_of, legend, strict=False)], left)
    return picture.svg(alt)


def _reach(one: Statistic) -> tuple[float, float]:
    """Return the interval of a figure; a bound for which there are too few draws stands at the figure itself."""
    low, high = (bound if math.isfinite(bound) else one.value for bound in one.interval or UNKNOWN)
    return low, high
