"""A published figure held against a result: the model's own figure, where the stated one lies, and what that means."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.engine.calendar import DAYS_IN_MONTH
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, passed, stated, values
from aksonsim.results.means import influenced, sd_of
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Quantity
from aksonsim.results.statistic import UNKNOWN, Statistic, cv, mean, probability, quantile, sd

Array = npt.NDArray[Any]
Given = Literal["passed", "all"]

BATCHES = 20
"""Batches for the error of a statistic that has no closed form; 19 degrees of freedom."""
HALF_A_DAY = 0.5 / DAYS_IN_MONTH
"""Months."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim asks of a result.

    The ``quantity``, ``statistic`` (``p50``, ``mean``, ``prob``, ...; see docs/explanation/check.md), ``value`` and
    ``tolerance`` in the quantity's unit, a date in months (``dated``: it was stated as one); ``against`` with
    ``prob_below``, ``of`` with ``share_of``; ``given`` None: the draws that pass the gate for money, all otherwise.
    """

    quantity: Quantity
    statistic: str
    value: float
    tolerance: float = 0.0
    against: float | Literal["base"] | None = None
    of: Quantity | None = None
    given: Given | None = None
    probability: float | None = field(default=None)
    """Of a percentile; None for another statistic."""
    dated: bool = False

    @property
    def condition(self) -> Given:
        """Which draws are asked."""
        return self.given or ("passed" if self.quantity.is_money else "all")


@frozen
class Place:
    """Where a value lies among draws, and how often and by how much they exceed it.

    ``place``: P(X <= value); ``place_from``: P(X < value); ``mean_excess``: E[X - value | X > value], None where no
    draw exceeds it.
    """

    place: Statistic
    place_from: float
    chance_exceeded: Statistic
    mean_excess: Statistic | None = shaped(interval=True)


@frozen
class Comparison:
    """A stated figure beside the model's own.

    ``model`` has no interval where it is not drawn; ``place`` is None where the figure cannot be placed among draws;
    ``difference``: stated less model; ``agrees``: the model's interval meets the stated value ± tolerance.
    """

    condition: str
    draws: int
    model: Statistic = shaped("own", interval=True)
    place: Place | None = shaped(spread=True)
    difference: float
    agrees: bool


def answer(ds: xr.Dataset, scenario: str, asked: Asked) -> Comparison | None:
    """Hold a stated figure against one scenario of a result; None where it does not simulate the quantity.

    Parameters
    ----------
    ds
        A result of aksonsim.
    scenario
        Its name.
    asked
        The figure and what it is said to be.
    """
    x = drawn(ds, scenario, asked.quantity, asked.condition)
    if asked.statistic == "stated":
        return _input(ds, scenario, asked)
    if x is None or x.size == 0:
        return None
    if asked.statistic == "share_of":
        whole = None if asked.of is None else drawn(ds, scenario, asked.of, asked.condition)
        if whole is None or whole.size != x.size:
            return None
        model: Statistic | None = _share(x, whole)
        x = x / whole
    else:
        model = _model(ds, scenario, asked, x)
    if model is None:
        return None
    placed = None
    if asked.statistic not in ("prob", "prob_below", "sd", "cv", "sd_share"):
        slack = HALF_A_DAY if asked.dated else 1e-9 * abs(asked.value)
        placed = place(x, asked.value, slack, reaching=asked.statistic == "goal")
    return _judged(asked, asked.condition, x.size, model, placed)


def _model(ds: xr.Dataset, scenario: str, asked: Asked, x: Array) -> Statistic | None:
    """Return the model's own figure from the draws of a quantity."""
    if asked.probability is not None:
        return quantile(x, asked.probability)
    match asked.statistic:
        case "goal":
            return quantile(x, 0.5)
        case "mean":
            return mean(x)
        case "sd" | "cv":
            found = (sd if asked.statistic == "sd" else cv)(x)
            return None if x.size < 2 or math.isnan(found.value) else found
        case "sd_share":
            return _batched(x, lambda part: sd_of(part) / pc.percentile(part, 0.5))
        case "base" | "base_cost":
            base = _base(ds, scenario, asked, asked.statistic)
            return None if base is None else Statistic(base)
    met = _met(ds, scenario, asked, x)
    return None if met is None else probability(met, x.size)


def drawn(ds: xr.Dataset, scenario: str, quantity: Quantity, given: Given) -> Array | None:
    """Return the draws of a quantity under a condition as float64, undefined ones left out; None: not simulated."""
    column = quantity.draws(ds, scenario)
    if column is None:
        return None
    mask = passed(ds, scenario) if given == "passed" else None
    x = np.asarray(column if mask is None else column[mask], dtype=np.float64)
    # A price after a stop is not defined.
    return x[~np.isnan(x)] if np.isnan(x).any() else x


def place(x: Array, value: float, slack: float = 0.0, *, reaching: bool = False) -> Place:
    """Return where a value lies among draws, and how often and by how much they exceed it (``reaching``: or equal it).

    Draws within ``slack`` of the value count as equal to it: a payment at its cap is at the cap, an end on a day is on
    the day.
    """
    n = x.size
    at_most, below = int(np.count_nonzero(x <= value + slack)), int(np.count_nonzero(x < value - slack))
    over = x[x >= value - slack] if reaching else x[x > value + slack]
    excess = float(over.mean()) - value if over.size else None
    return Place(
        place=probability(at_most, n),
        place_from=below / n,
        chance_exceeded=probability(over.size, n),
        mean_excess=None if excess is None else Statistic(excess, influenced(excess, over), over.size),
    )


def _batched(x: Array, statistic: Callable[[Array], float]) -> Statistic:
    """Return a statistic of all draws, with the interval that batches of them give (Student, 19 degrees of freedom)."""
    found = statistic(x)
    if x.size < 10 * BATCHES:
        return Statistic(found, UNKNOWN, x.size)
    half = 2.093 * sd_of(np.array([statistic(part) for part in np.array_split(x, BATCHES)])) / math.sqrt(BATCHES)
    return Statistic(found, (found - half, found + half), x.size)


def _share(x: Array, whole: Array) -> Statistic:
    """Return the ratio of two means with its interval (delta method); such shares of one whole add up."""
    ratio = float(x.mean() / whole.mean())
    return Statistic(ratio, influenced(ratio, (x - ratio * whole) / float(whole.mean())), x.size)


def _met(ds: xr.Dataset, scenario: str, asked: Asked, x: Array) -> int | None:
    if asked.statistic == "prob":
        return int(np.count_nonzero(x))
    limit = _base(ds, scenario, asked, "base") if asked.against == "base" else asked.against
    return None if limit is None else int(np.count_nonzero(x < limit))


def _base(ds: xr.Dataset, scenario: str, asked: Asked, which: str) -> float | None:
    """Return the base estimate or base cost of the programmes asked for, or of all; of the net benefit its base."""
    if asked.quantity.name == "npv":
        worth = values(ds, "npv_base", scenario)
        return None if worth is None else float(worth)
    amounts = values(ds, "base_estimate" if which == "base" else "base_cost", scenario)
    if amounts is None:
        return None
    known = labels(ds, "programme")
    wanted = [name for _, name in asked.quantity.names()] or known
    return math.fsum(float(amounts[known.index(name)]) for name in wanted)


def _input(ds: xr.Dataset, scenario: str, asked: Asked) -> Comparison | None:
    """Compare with what the scenario states and does not simulate: the number of signatories."""
    total = ((stated(ds, scenario).get("uptake") or {}).get("signed_total") or {}).get("municipalities")
    return None if total is None else _judged(asked, "all", 0, Statistic(float(total)), None)


def _judged(asked: Asked, condition: str, draws: int, model: Statistic, placed: Place | None) -> Comparison:
    low, high = model.interval or (model.value, model.value)
    reached = asked.statistic == "goal" and high >= asked.value - asked.tolerance
    agrees = reached or (low <= asked.value + asked.tolerance and high >= asked.value - asked.tolerance)
    difference = asked.value - model.value
    return Comparison(
        condition=condition, draws=draws, model=model, place=placed, difference=difference, agrees=bool(agrees)
    )
