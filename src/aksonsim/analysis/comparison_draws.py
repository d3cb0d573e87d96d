"""What pictures of a comparison show of its draws: S-curves, spreads, and cost against the end of the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis import fans
from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.joint_confidence import LEVELS, cost_and_finish, finish_name, frontier
from aksonsim.errors import NotSimulatedError
from aksonsim.language.text import Title
from aksonsim.results.access import dated, on_axis, start, title
from aksonsim.results.quantity import Condition

Array = npt.NDArray[np.float64]
OUTER = (0.002, 0.998)
"""Quantiles of all draws between which cost and date are drawn."""


@dataclass(frozen=True, slots=True)
class Curve:
    """An S-curve: amounts and the probability of not exceeding each, float64[points]; two of its quantiles."""

    amount: Array
    probability: Array
    p90: float
    p99: float


def curves(found: Comparison, condition: Condition) -> dict[str, Curve]:
    """Return the S-curve of the compared quantity by scenario."""
    made = {}
    for column in found.columns:
        kept = column.sample(found.output, given_passed=condition is Condition.PASSED).kept
        amount, probability = fans.curve(kept)
        p90, p99 = (float(np.interp(p, probability, amount)) for p in (0.9, 0.99))
        made[column.name] = Curve(amount, probability, p90, p99)
    return made


def spreads(found: Comparison, of: str, condition: Condition, names: Mapping[str, object]) -> dict[str, Array]:
    """Return P10 and P90 of a quantity's draws, float64[2], of some scenarios by name."""
    made = {}
    for column in found.columns:
        if column.name in names:
            kept = column.sample(of, given_passed=condition is Condition.PASSED).kept
            made[column.name] = fans.quantiles(kept[:, None], (0.1, 0.9))[:, 0]
    return made


@dataclass(frozen=True, slots=True)
class Finish:
    """Cost and end of the work of each draw that passes the gate, float64[draw], as a year with its fraction.

    ``frontiers``: by joint confidence, dates and the least cost that is kept with each.
    """

    year: Array
    cost: Array
    frontiers: Mapping[float, tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class Finishes:
    """Cost and end of the work of the scenarios, and between which years and costs nearly all draws lie."""

    milestone: Title
    sides: Mapping[str, Finish]
    years: tuple[float, float]
    costs: tuple[float, float]


def finishes(found: Comparison, most: int) -> Finishes:
    """Return cost against the end of the work of the first scenarios.

    Raises ResultError where the result holds no dates.
    """
    first = found.columns[0]
    milestone = finish_name(first)
    pairs = {column.name: cost_and_finish(column, milestone) for column in found.columns[:most]}
    if not dated(first.ds):
        raise NotSimulatedError("no scenario has dates")
    sides = {}
    for name, (cost, month) in pairs.items():
        year = on_axis(start(first.ds), month)
        sides[name] = Finish(year, cost, {level: frontier(cost, year, level) for level in LEVELS})
    english, norwegian = (title(first.ds, "activity", milestone, lang) for lang in ("en", "nb"))
    years, costs = (
        tuple(np.quantile(np.concatenate([getattr(side, axis) for side in sides.values()]), OUTER))
        for axis in ("year", "cost")
    )
    return Finishes(Title(english, norwegian), sides, (years[0], years[1]), (costs[0], costs[1]))
