"""A published figure put to a result: the model's own figure, where the stated one lies, and what that means."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, passed, stated, values
from aksonsim.results.means import influenced, mean_of, sd_of
from aksonsim.results.quantity import Quantity

Json = dict[str, Any]
Array = npt.NDArray[Any]
Given = Literal["passed", "all"]

BATCHES = 20
"""Batches for the error of a statistic that has no closed form; 19 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim asks of a result.

    The ``quantity``, ``statistic`` (``p50``, ``mean``, ``prob``, ...; see docs/explanation/check.md), ``value`` in the
    quantity's unit, ``tolerance`` relative to it; ``against`` with ``prob_below``, ``of`` with ``share_of``; ``given``
    None: the draws that pass the gate for money, all otherwise.
    """

    quantity: Quantity
    statistic: str
    value: float
    tolerance: float = 0.02
    against: float | Literal["base"] | None = None
    of: Quantity | None = None
    given: Given | None = None
    probability: float | None = field(default=None)
    """Of a percentile; None for another statistic."""

    @property
    def condition(self) -> Given:
        """Which draws are asked."""
        return self.given or ("passed" if self.quantity.is_money else "all")


def answer(ds: xr.Dataset, scenario: str, asked: Asked) -> Json | None:
    """Put a stated figure to one scenario of a result.

    Parameters
    ----------
    ds
        A result of aksonsim.
    scenario
        Its name.
    asked
        The figure and what it is said to be.

    Returns
    -------
    dict or None
        ``own`` with ``own_ci`` (the model's figure, 95 %; no interval for what is not drawn); where the figure can be
        placed among draws ``place`` = P(X <= value) with ``place_ci`` and ``place_from`` = P(X < value),
        ``chance_exceeded`` with ``_ci``, ``mean_excess`` = E[X - value | X > value] with ``_ci``; ``difference`` =
        value - own, ``agrees`` (the interval of ``own`` meets value x (1 ± tolerance)), ``condition``, ``draws``. None
        where the scenario does not simulate the quantity.
    """
    x = drawn(ds, scenario, asked.quantity, asked.condition)
    if asked.statistic == "stated":
        return _told(ds, scenario, asked)
    if x is None or x.size == 0:
        return None
    n = x.size
    found: Json = {"condition": asked.condition, "draws": int(n)}
    if asked.probability is not None:
        chosen = pc.select(x, pc.Wanted((asked.probability,), (asked.probability,)))
        found |= {"own": chosen.percentiles[asked.probability], "own_ci": chosen.intervals[asked.probability]}
    elif asked.statistic == "goal":
        chosen = pc.select(x, pc.Wanted((0.5,), (0.5,)))
        found |= {"own": chosen.percentiles[0.5], "own_ci": chosen.intervals[0.5]}
    elif asked.statistic == "mean":
        mean = mean_of(x)
        found |= {"own": mean.value, "own_ci": mean.interval}
    elif asked.statistic == "sd_share":
        found |= _batched(x, lambda part: sd_of(part) / pc.percentile(part, 0.5))
    elif asked.statistic in ("base", "base_cost"):
        base = _base(ds, scenario, asked, asked.statistic)
        if base is None:
            return None
        found |= {"own": base, "own_ci": None}
    elif asked.statistic == "share_of":
        whole = None if asked.of is None else drawn(ds, scenario, asked.of, asked.condition)
        if whole is None or whole.size != n:
            return None
        found |= _share(x, whole)
        x = x / whole
    else:
        met = _met(ds, scenario, asked, x)
        if met is None:
            return None
        found |= {"own": met / n, "own_ci": pc.probability_interval(met, n)}
    if asked.statistic not in ("prob", "prob_below", "sd_share"):
        found |= place(x, asked.value, reaching=asked.statistic == "goal")
    return _judged(found, asked)


def drawn(ds: xr.Dataset, scenario: str, quantity: Quantity, given: Given) -> Array | None:
    """Return the draws of a quantity under a condition as float64, undefined ones left out; None: not simulated."""
    column = quantity.draws(ds, scenario)
    if column is None:
        return None
    mask = passed(ds, scenario) if given == "passed" else None
    x = np.asarray(column if mask is None else column[mask], dtype=np.float64)
    # A price after a stop is not defined.
    return x[~np.isnan(x)] if np.isnan(x).any() else x


def place(x: Array, value: float, *, reaching: bool = False) -> Json:
    """Return where a value lies among draws, and how often and by how much they exceed it (``reaching``: or equal it).

    Draws within 1e-9 of the value count as equal to it, so that a payment at its cap is at the cap.
    """
    n, slack = x.size, 1e-9 * abs(value)
    at_most, below = int(np.count_nonzero(x <= value + slack)), int(np.count_nonzero(x < value - slack))
    over = x[x >= value - slack] if reaching else x[x > value + slack]
    excess = float(over.mean()) - value if over.size else None
    return {
        "place": at_most / n,
        "place_ci": pc.probability_interval(at_most, n),
        "place_from": below / n,
        "chance_exceeded": over.size / n,
        "chance_exceeded_ci": pc.probability_interval(over.size, n),
        "mean_excess": excess,
        "mean_excess_ci": None if excess is None else influenced(excess, over),
    }


def _batched(x: Array, statistic: Any) -> Json:
    """Return a statistic of all draws, with the interval that batches of them give (Student, 19 degrees of freedom)."""
    own = statistic(x)
    if x.size < 10 * BATCHES:
        return {"own": own, "own_ci": (-math.inf, math.inf)}
    half = 2.093 * sd_of(np.array([statistic(part) for part in np.array_split(x, BATCHES)])) / math.sqrt(BATCHES)
    return {"own": own, "own_ci": (own - half, own + half)}


def _share(x: Array, whole: Array) -> Json:
    """Return the ratio of two means with its interval (delta method); such shares of one whole add up."""
    ratio = float(x.mean() / whole.mean())
    return {"own": ratio, "own_ci": influenced(ratio, (x - ratio * whole) / float(whole.mean()))}


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


def _told(ds: xr.Dataset, scenario: str, asked: Asked) -> Json | None:
    """Return what the model is told and does not simulate: the number of signatories."""
    total = ((stated(ds, scenario).get("uptake") or {}).get("signed_total") or {}).get("municipalities")
    if total is None:
        return None
    return _judged({"condition": "all", "draws": 0, "own": float(total), "own_ci": None}, asked)


def _judged(found: Json, asked: Asked) -> Json:
    low, high = found["own_ci"] or (found["own"], found["own"])
    band = asked.tolerance * abs(asked.value)
    reached = asked.statistic == "goal" and high >= asked.value - band
    agrees = reached or (low <= asked.value + band and high >= asked.value - band)
    return found | {"difference": asked.value - found["own"], "agrees": bool(agrees)}
