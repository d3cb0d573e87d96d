"""Which value of one assumption makes a figure equal a target, and how plausible that value is; or why none does.

All runs have the same draws, so the figure is a deterministic and, but for the grain of single draws, smooth function
of the value, and its root can be found by bracketing. That the root would be another with other draws is shown by its
interval: the error of the figure at the root, divided by how steeply the figure moves there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from aksonsim.doors import door
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.text import Words, _
from aksonsim.results.measure import Measure, statistics
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.quantity import Output
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic
from aksonsim.studies.question import Question
from aksonsim.studies.scenario_parameters import Span
from aksonsim.studies.seek_parameters import Parameter, Plausibility

GRID = 9
"""Values that are tried first, evenly over the range."""
USUAL_RUNS = 20
"""Runs that a search makes, about."""
TOLERANCE = 1e-6
"""Of the range: how exactly the root on these draws is found."""
JUMP = 1e-3
"""Of the figure's way through a bracket: what it may miss the target by and still move steadily."""


@frozen
class SeekPoint:
    """A value that was tried (NaN: none, as the file states it), and the figure there."""

    parameter: float = shaped("value", label=True)
    figure: Statistic


@frozen
class SeekRoot:
    """A value at which the figure equals the target.

    ``value`` has the interval that the error of the figure leaves it, none where the figure hardly moves; ``slope``:
    by how much the figure rises for each unit of the value.
    """

    value: Statistic
    figure: Statistic
    slope: float
    plausibility: Plausibility
    jumps: bool = shaped(hidden=True, default=False)

    def to_json(self) -> dict[str, Plain]:
        """Return it as plain data; ``value_ci`` is null where there is none."""
        return {"value": None, "value_ci": None} | fields_of(self)


@frozen
class Seek(Result):
    """The value of a parameter at which a figure equals a target, or the reason why there is none.

    ``at``: which figure; ``stated``: the parameter's value in the file (NaN: it has a distribution) and the figure
    there; ``span``: the values tried, ``curve`` the figure along it; ``nearest`` of the curve to the target;
    ``others``: where else the figure equals it.
    """

    about: About = shaped(spread=True)
    at: Words
    target: float
    by: str
    kind: str
    what: Words
    draws_that_count: int
    stated: SeekPoint
    span: Span
    curve: tuple[SeekPoint, ...]
    found: SeekRoot | None
    reason: Words
    nearest: SeekPoint
    others: tuple[float, ...]


class _Search:
    """The figure as a function of the parameter's value, each value run once."""

    def __init__(self, question: Question, parameter: Parameter, measure: Measure, target: float) -> None:
        self.question, self.parameter, self.measure, self.target = question, parameter, measure, target
        self.points: dict[float, SeekPoint] = {}

    def at(self, value: float) -> SeekPoint:
        """Return the figure at a value."""
        return self.along((value,))[0]

    def along(self, values: Sequence[float]) -> tuple[SeekPoint, ...]:
        """Return the figure at several values."""
        new = [value for value in values if value not in self.points]
        for value, ds in zip(new, self.question.runs(map(self.parameter.plan, new)), strict=True):
            try:
                self.points[value] = self.point(value, self.question.read(ds))
            except ResultError as error:
                raise AksonsimError(
                    f"with {self.parameter.by} at {value:.6g}: {error}; narrow the range: --between"
                ) from None
        return tuple(self.points[value] for value in values)

    def point(self, value: float, output: Output) -> SeekPoint:
        """Return the figure of one run."""
        kept = output.values[output.counts]
        return SeekPoint(parameter=value, figure=statistics(kept, (self.measure,))[self.measure])

    def off(self, value: float) -> float:
        """Return how far the figure is above the target."""
        return self.at(value).figure.value - self.target

    def guess(self, bracket: tuple[float, float]) -> float:
        """Return where the straight line between two values meets the target."""
        a, b = bracket
        rise = self.off(b) - self.off(a)
        return a - self.off(a) * (b - a) / rise if rise else a


@door
def seek(question: Question, parameter: Parameter, at: Measure, target: float) -> Seek:
    """Find the value of a parameter at which a figure equals a target.

    Parameters
    ----------
    question
        Output, condition, draws and seed; its ``at`` is not used. There are about `USUAL_RUNS` runs.
    parameter
        What changes (`aksonsim.studies.seek_parameters.parameter`).
    at
        Which figure: the mean, SD, SD / mean, or a percentile.
    target
        What it is to be, in the unit of the output.
    """
    searched = _Search(question, parameter, at, target)
    base = question.run(question.plan)
    output = question.read(base)
    about = question.about(base, output)
    low, high = parameter.span
    tried = {float(x) for x in np.linspace(low, high, GRID)}
    if parameter.stated is not None and low < parameter.stated < high:
        tried.add(parameter.stated)
    curve = searched.along(sorted(tried))
    met = [_root(searched, bracket) for bracket in _brackets(searched, curve)]
    roots = [root for root in met if not root.jumps]
    reason: Words = ""
    if not roots:
        reason = _jump(met[0], searched) if met else _reason(curve, searched)
    return Seek(
        about=replace(about, units="1") if at.word == "cv" else about,
        at=at.title,
        target=target,
        by=parameter.by,
        kind=parameter.kind,
        what=parameter.what,
        draws_that_count=output.draws,
        stated=searched.point(math.nan if parameter.stated is None else parameter.stated, output),
        span=(low, high),
        curve=curve,
        found=roots[0] if roots else None,
        reason=reason,
        nearest=_nearest(curve, target),
        others=tuple(root.value.value for root in roots[1:]),
    )


def _brackets(search: _Search, curve: Sequence[SeekPoint]) -> list[tuple[float, float]]:
    """Return pairs of values between which the figure meets the target, the one nearest to the file's value first."""
    if all(point.figure.value == curve[0].figure.value for point in curve):
        return []
    stated, (low, high) = search.parameter.stated, search.parameter.span
    centre = 0.5 * (low + high) if stated is None else stated
    found: dict[float, tuple[float, float]] = {}
    for a, b in itertools.pairwise(point.parameter for point in curve):
        if search.off(a) * search.off(b) <= 0:
            found.setdefault(search.guess((a, b)), (a, b))
    return [found[guess] for guess in sorted(found, key=lambda guess: abs(guess - centre))]


def _root(search: _Search, bracket: tuple[float, float]) -> SeekRoot:
    """Return the root in a bracket, its interval and plausibility; ``jumps`` where the figure skips the target."""
    from scipy.optimize import brentq

    a, b = bracket
    low, high = search.parameter.span
    met = [x for x in bracket if search.off(x) == 0]
    root = met[0] if met else float(brentq(search.off, a, b, xtol=TOLERANCE * (high - low)))
    figure = search.at(root).figure
    chord = abs(search.off(b) - search.off(a)) / (b - a)
    # Steps as wide as the interval will be: narrower ones would measure the grain of single draws.
    step = figure.half / chord if chord else math.inf
    step = min(max(step, 2e-3 * (high - low)), 0.1 * (high - low))
    below, above = search.at(max(root - step, low)), search.at(min(root + step, high))
    slope = (above.figure.value - below.figure.value) / (above.parameter - below.parameter)
    interval = None
    if slope and figure.interval:
        ends = sorted(root + (search.target - bound) / slope for bound in figure.interval)
        interval = (max(ends[0], low), min(ends[1], high))
    # A figure that moves steadily is met to about the tolerance of its way through the bracket; over a jump it is not.
    missed = abs(search.off(root))
    return SeekRoot(
        value=Statistic(root, interval, figure.draws),
        figure=figure,
        slope=slope,
        plausibility=search.parameter.plausibility(root),
        jumps=missed > max(figure.half, JUMP * chord * (b - a)),
    )


def _jump(root: SeekRoot, search: _Search) -> Words:
    """Return why a value at which the figure jumps over the target is none."""
    return _(
        "at {value} {figure} jumps over {target}, and equals it nowhere else",
        value=Statistic(root.value.value),
        figure=search.measure.title,
        target=Statistic(search.target),
    )


def _reason(curve: Sequence[SeekPoint], search: _Search) -> Words:
    """Return why no value was found."""
    first, last = curve[0], curve[-1]
    known = {
        "low": Statistic(first.parameter),
        "high": Statistic(last.parameter),
        "figure": search.measure.title,
        "target": Statistic(search.target),
    }
    if all(point.figure.value == first.figure.value for point in curve):
        return _("inert: between {low} and {high} it does not move {figure} in any way", **known)
    nearest = _nearest(curve, search.target)
    known["nearest"] = Statistic(nearest.parameter)
    below = nearest.figure.value < search.target
    interval = nearest.figure.interval
    said = (
        _("between {low} and {high} {figure} stays below {target}; it comes nearest at {nearest}", **known)
        if below
        else _("between {low} and {high} {figure} stays above {target}; it comes nearest at {nearest}", **known)
    )
    if interval and interval[0] <= search.target <= interval[1]:
        return _("{said}; that is within the error of the simulation, and more draws would decide", said=said)
    return said


def _nearest(curve: Sequence[SeekPoint], target: float) -> SeekPoint:
    """Return the point whose figure is nearest to the target."""
    return min(curve, key=lambda point: abs(point.figure.value - target))
