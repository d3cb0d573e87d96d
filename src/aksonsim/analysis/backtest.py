"""Backtests: where an observation lies among draws, how often percentiles held, and how a forecast scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.fans import FAN
from aksonsim.results import percentiles as pc

Json = dict[str, Any]
Array = npt.NDArray[np.float64]

BAND = (0.1, 0.9)
"""The band that an observation should lie inside in four cases of five."""


def at_month(table: npt.NDArray[Any], months: Array, month: float) -> Array:
    """Return each draw's value at a month, on a line between rounds: a round stands for the votes of its quarter.

    Parameters
    ----------
    table
        (draw, round).
    months
        float64[round], rising: when each round stands.
    month
        Before the first round the value is nought, after the last it stays.
    """
    place = int(np.searchsorted(months, month, side="right"))
    if place == 0:
        return np.zeros(table.shape[0])
    before = np.asarray(table[:, place - 1], dtype=np.float64)
    if place == months.size:
        return before
    part = (month - months[place - 1]) / (months[place] - months[place - 1])
    return np.asarray(before + part * (table[:, place] - before))


def told(values: Array) -> Json:
    """Return P10, P50 and P90 of draws with their intervals."""
    at = (*BAND, 0.5)
    found = pc.select(values, pc.Wanted(at, at))
    out = {f"p{p * 100:.0f}": found.percentiles[p] for p in sorted(at)}
    return out | {f"p{p * 100:.0f}_ci": found.intervals[p] for p in sorted(at)}


def against(values: Array, observed: float) -> Json:
    """Return P10, P50, P90 of draws beside an observation.

    Returns
    -------
    dict
        What `told` does, ``observed``, ``place`` (share of draws below it, ties by half) with its Wilson interval, and
        ``inside``: whether it lies from P10 to P90.
    """
    out = told(values)
    below = int(np.count_nonzero(values < observed) + 0.5 * np.count_nonzero(values == observed))
    place = {"place": below / values.size, "place_ci": pc.probability_interval(below, values.size)}
    return out | {"observed": observed, **place, "inside": out["p10"] <= observed <= out["p90"]}


def against_bound(values: Array, bound: float) -> Json:
    """Return P10, P50, P90 of draws, and the chance of more than a bound, where only that was observed."""
    above = int(np.count_nonzero(values > bound))
    chance = {"chance": above / values.size, "chance_ci": pc.probability_interval(above, values.size)}
    out = told(values)
    return out | {"more_than": bound, **chance, "inside": out["p90"] > bound}


def fan(table: npt.NDArray[Any]) -> Json:
    """Return quantiles of (draw, round) by round, as pictures show them."""
    return {f"p{p * 100:.0f}": np.quantile(table, p, axis=0).astype(float).tolist() for p in FAN}


def coverage(exceeded: int, of: int, promised: float) -> Json:
    """Return how often a percentile was exceeded against what it promises.

    Parameters
    ----------
    exceeded, of
        Projects above the percentile, of so many.
    promised
        Chance of exceeding it: 0.15 for a P85.

    Returns
    -------
    dict
        ``share``; ``exact_ci`` (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404) and ``wilson_ci``, 95 %;
        ``p_two_sided`` and ``p_more``, exact binomial: the chance of so far from, or so many above, what is promised.
    """
    from scipy.stats import binomtest

    tested = binomtest(exceeded, of, promised)
    low, high = tested.proportion_ci(0.95, "exact")
    return {
        "exceeded": exceeded,
        "of": of,
        "promised": promised,
        "share": exceeded / of,
        "exact_ci": (float(low), float(high)),
        "wilson_ci": pc.probability_interval(exceeded, of),
        "p_two_sided": float(tested.pvalue),
        "p_more": float(binomtest(exceeded, of, promised, alternative="greater").pvalue),
    }


def scores(chances: Mapping[str, float], outcome: str) -> Json:
    """Return the Brier score (0 best, 2 worst) and the logarithmic score (nats, 0 best) of one outcome.

    Both are proper: in expectation nobody does better than by telling what he believes (Brier 1950; Good 1952). A
    chance of nought for what happened scores infinity. ``chance`` is what was given to the outcome, ``expected_log``
    the score that the forecast expects of itself.
    """
    chance = chances[outcome]
    return {
        "chance": chance,
        "brier": sum((p - (name == outcome)) ** 2 for name, p in chances.items()),
        "log": -math.log(chance) if chance > 0 else math.inf,
        "expected_log": -sum(p * math.log(p) for p in chances.values() if p > 0),
    }
