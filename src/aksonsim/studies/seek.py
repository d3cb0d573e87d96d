"""Which value of one assumption makes a figure equal a target, and how plausible that value is; or why none does.

All runs have the same draws, so the figure is a deterministic and, but for the grain of single draws, smooth function
of the value, and its root can be found by bracketing. That the root would be another with other draws is told by its
interval: the error of the figure at the root, divided by how steeply the figure moves there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aksonsim import money
from aksonsim.doors import door
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.access import finite
from aksonsim.results.means import mean_of
from aksonsim.results.quantity import Output
from aksonsim.studies.levers import Lever
from aksonsim.studies.question import Question, key

Json = dict[str, Any]

GRID = 9
"""Values that are tried first, evenly over the range."""
USUAL_RUNS = 20
"""Runs that a search makes, about."""
TOLERANCE = 1e-6
"""Of the range: how exactly the root on these draws is found."""
JUMP = 1e-3
"""Of the figure's way through a bracket: what it may miss the target by and still move steadily."""


@door
@dataclass(frozen=True)
class Goal:
    """The figure that is to be reached: the percentile ``at`` (None: the mean) of the question's output."""

    at: float | None
    target: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.target):
            raise AksonsimError(f"the target must be a number, not {self.target}")
        if self.at is not None and not 0 < self.at < 1:
            raise AksonsimError(f"the percentile must lie between 0 and 1, not {self.at}")

    @property
    def name(self) -> str:
        """The figure's name: ``mean``, ``P85``."""
        return "mean" if self.at is None else key(self.at).upper()


@dataclass(frozen=True)
class Point:
    """A value that was tried, and the figure there with its 95 % interval."""

    value: float
    figure: float
    interval: pc.Interval

    def told(self) -> Json:
        """Return the point as JSON."""
        return {"value": self.value, "figure": self.figure, "figure_ci": self.interval}


class _Search:
    """The figure as a function of the lever's value, each value run once."""

    def __init__(self, question: Question, lever: Lever, goal: Goal) -> None:
        self.question, self.lever, self.goal = question, lever, goal
        self.points: dict[float, Point] = {}

    def at(self, value: float) -> Point:
        """Return the figure at a value."""
        if value not in self.points:
            ds = self.question.run(self.lever.plan(value))
            try:
                self.points[value] = self.point(value, self.question.read(ds))
            except ResultError as error:
                raise AksonsimError(
                    f"with {self.lever.by} at {value:.6g}: {error}; narrow the range: --between"
                ) from None
        return self.points[value]

    def point(self, value: float, output: Output) -> Point:
        """Return the figure of one run."""
        kept = output.values[output.counts]
        if self.goal.at is None:
            mean = mean_of(kept)
            return Point(value, mean.value, mean.interval)
        found = pc.select(kept, pc.Wanted((self.goal.at,), (self.goal.at,)))
        return Point(value, found.percentiles[self.goal.at], found.intervals[self.goal.at])

    def off(self, value: float) -> float:
        """Return how far the figure is above the target."""
        return self.at(value).figure - self.goal.target

    def guess(self, bracket: tuple[float, float]) -> float:
        """Return where the straight line between two values meets the target."""
        a, b = bracket
        rise = self.off(b) - self.off(a)
        return a - self.off(a) * (b - a) / rise if rise else a


@door
def seek(question: Question, lever: Lever, goal: Goal) -> Json:
    """Find the value of a lever at which a figure equals a target.

    Parameters
    ----------
    question
        Output, condition, draws and seed; its ``at`` is not used.
    lever
        What is turned.
    goal
        Which figure is to reach what.

    Returns
    -------
    dict
        ``scenario, title, changed, output, units, at, target, by, kind, what, draws, draws_that_count, seed, condition,
        aksonsim_version, currency, price_year``; ``stated``: the lever's value in the file (None: it has a law) and
        the figure there; ``span`` that was tried and ``curve``, the figure along it; ``found``: ``value`` with
        ``value_ci`` (None where the figure hardly moves), the ``figure`` there with ``figure_ci``, ``slope`` of the
        figure and ``plausibility`` (see `aksonsim.studies.levers`), or None and a ``reason``; ``nearest`` of the curve
        to the target; ``others``: where else the figure equals it.
    """
    search = _Search(question, lever, goal)
    base = question.run(question.plan)
    output = question.read(base)
    low, high = lever.span
    tried = {float(x) for x in np.linspace(low, high, GRID)}
    if lever.stated is not None and low < lever.stated < high:
        tried.add(lever.stated)
    curve = [search.at(x) for x in sorted(tried)]
    met = [_found(search, bracket) for bracket in _brackets(search, curve)]
    roots = [answer for answer in met if not answer.pop("jump")]
    told: Json = {
        "scenario": question.scenario.name,
        "title": question.scenario.title,
        "changed": list(question.scenario.changes_made),
        "output": question.output,
        "units": output.units,
        "at": goal.name,
        "target": goal.target,
        "by": lever.by,
        "kind": lever.kind,
        "what": lever.what,
        "draws": question.draws,
        "draws_that_count": output.draws,
        "seed": question.seed,
        "condition": output.condition,
        "aksonsim_version": str(base.attrs["aksonsim_version"]),
        **money.attributes(question.scenario.currency, question.scenario.price_year),
        "stated": search.point(math.nan if lever.stated is None else lever.stated, output).told(),
        "span": [low, high],
        "curve": [point.told() for point in curve],
        "found": roots[0] if roots else None,
        "reason": "" if roots else _jump(met[0], goal) if met else _reason(curve, goal),
        "nearest": _nearest(curve, goal).told(),
        "others": [answer["value"] for answer in roots[1:]],
    }
    cleaned = finite(told)
    assert isinstance(cleaned, dict)
    return cleaned


def _brackets(search: _Search, curve: Sequence[Point]) -> list[tuple[float, float]]:
    """Return pairs of values between which the figure meets the target, the one nearest to the file's value first."""
    if all(point.figure == curve[0].figure for point in curve):
        return []
    stated, (low, high) = search.lever.stated, search.lever.span
    centre = 0.5 * (low + high) if stated is None else stated
    found: dict[float, tuple[float, float]] = {}
    for a, b in itertools.pairwise(point.value for point in curve):
        if search.off(a) * search.off(b) <= 0:
            found.setdefault(search.guess((a, b)), (a, b))
    return [found[guess] for guess in sorted(found, key=lambda guess: abs(guess - centre))]


def _found(search: _Search, bracket: tuple[float, float]) -> Json:
    """Return the root in a bracket, its interval and plausibility; ``jump`` where the figure skips the target."""
    from scipy.optimize import brentq

    a, b = bracket
    low, high = search.lever.span
    met = [x for x in bracket if search.off(x) == 0]
    root = met[0] if met else float(brentq(search.off, a, b, xtol=TOLERANCE * (high - low)))
    point = search.at(root)
    chord = abs(search.off(b) - search.off(a)) / (b - a)
    # Steps as wide as the interval will be: narrower ones would measure the grain of single draws.
    step = half_width(point.interval) / chord if chord else math.inf
    step = min(max(step, 2e-3 * (high - low)), 0.1 * (high - low))
    below, above = search.at(max(root - step, low)), search.at(min(root + step, high))
    slope = (above.figure - below.figure) / (above.value - below.value)
    interval = None
    if slope:
        ends = sorted(root + (search.goal.target - figure) / slope for figure in point.interval)
        interval = (max(ends[0], low), min(ends[1], high))
    # A figure that moves steadily is met to about the tolerance of its way through the bracket; over a jump it is not.
    missed = abs(search.off(root))
    jump = missed > max(half_width(point.interval), JUMP * chord * (b - a))
    told = point.told() | {"value_ci": interval, "slope": slope, "jump": jump}
    return told | {"plausibility": search.lever.plausibility(root)}


def _jump(answer: Json, goal: Goal) -> str:
    """Return why a value at which the figure jumps over the target is none."""
    return f"at {answer['value']:.6g} {goal.name} jumps over {goal.target:.10g}, and nowhere else does it come past it"


def _reason(curve: Sequence[Point], goal: Goal) -> str:
    """Return why no value was found."""
    first, last = curve[0], curve[-1]
    between = f"between {first.value:.6g} and {last.value:.6g}"
    if all(point.figure == first.figure for point in curve):
        return f"inert: {between} it does not move {goal.name} in any way"
    nearest = _nearest(curve, goal)
    side = "below" if nearest.figure < goal.target else "above"
    inside = nearest.interval[0] <= goal.target <= nearest.interval[1]
    doubt = "; that is within the error of the simulation, and more draws would tell" if inside else ""
    return f"{between} {goal.name} stays {side} {goal.target:.10g}; it comes nearest at {nearest.value:.6g}{doubt}"


def _nearest(curve: Sequence[Point], goal: Goal) -> Point:
    """Return the point whose figure is nearest to the target."""
    return min(curve, key=lambda point: abs(point.figure - goal.target))
