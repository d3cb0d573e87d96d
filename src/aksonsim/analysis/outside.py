"""The outside view: one amount of a run beside laws that other projects suggest for it."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from aksonsim.results import percentiles as pc
from aksonsim.results.means import mean_of

Json = dict[str, Any]
Array = npt.NDArray[np.float64]

AT = (0.1, 0.5, 0.85, 0.95)
"""Percentiles that are told."""
POINTS = np.linspace(0.005, 0.985, 197)
"""Probabilities at which curves are told. No further: a tail that was cut by assumption would be shown."""


class Curve(Protocol):
    """A law of the ratio actual / estimate."""

    def ppf(self, p: npt.ArrayLike) -> Array:
        """Return quantiles."""

    def cdf(self, x: npt.ArrayLike) -> Array:
        """Return P(X <= x)."""

    def sf(self, x: npt.ArrayLike) -> Array:
        """Return P(X > x)."""


def key(p: float) -> str:
    """Return a percentile's name: ``p85``."""
    return f"p{p * 100:.0f}"


def model_view(values: Array, base: float) -> Json:
    """Return the model's own percentiles (``p10`` ... with ``*_ci``), ``prob_above_base`` and curve.

    Parameters
    ----------
    values
        float64[draw], at least two.
    base
        Base estimate.
    """
    found = pc.select(values, pc.Wanted(AT, AT))
    out: Json = {key(p): found.percentiles[p] for p in AT}
    out |= {f"{key(p)}_ci": found.intervals[p] for p in AT}
    above = int(np.count_nonzero(values > base))
    out |= {"prob_above_base": above / values.size, "prob_above_base_ci": pc.probability_interval(above, values.size)}
    return out | {"curve": _points(np.quantile(values, POINTS))}


def class_view(values: Array, model: Json, law: Curve, foundation: float, base: float) -> Json:
    """Return a class's percentiles of the amount, and where model and class lie in each other.

    Parameters
    ----------
    values
        The model's draws, float64[draw].
    model
        What `model_view` returns of them.
    law
        Ratio of actual cost to ``foundation``.
    foundation
        The amount that the ratio is put on.
    base
        Base estimate.

    Returns
    -------
    dict
        ``p10, p50, p85, p95`` (exact of the stated law: no draws); ``ratio`` the same as ratios;
        ``prob_above_base``; ``model_p50_at, model_p85_at``: probability of the class that the model's percentile is
        not exceeded, with the interval that the percentile's own error gives; ``p50_in_model, p85_in_model``: share of
        the model's draws up to the class's percentile, with Wilson intervals; ``curve``.
    """
    ratio = {key(p): float(law.ppf(np.array([p]))[0]) for p in AT}
    out: Json = {name: foundation * x for name, x in ratio.items()}
    out |= {
        "ratio": ratio,
        "foundation": foundation,
        "prob_above_base": float(law.sf(np.array([base / foundation]))[0]),
    }
    for name in ("p50", "p85"):
        at = np.array([model[name], *model[f"{name}_ci"]])
        place = law.cdf(np.nan_to_num(at, posinf=0.0, neginf=0.0) / foundation)
        low, high = np.where(np.isfinite(at), place, (0.0, 0.0, 1.0))[1:]  # too few draws for a bound: none
        out |= {f"model_{name}_at": float(place[0]), f"model_{name}_at_ci": (float(low), float(high))}
        out |= _share(f"{name}_in_model", values, out[name])
    return out | {"curve": _points(foundation * law.ppf(POINTS))}


def case_view(values: Array, ratio: float, base: float) -> Json:
    """Return a single case's ``amount`` on the base estimate, and the share of the model's draws up to it."""
    return {"amount": ratio * base} | _share("in_model", values, ratio * base)


def delay_view(years: Array, per_year: float, base: float) -> Json:
    """Return what a class that prints a price of delay says of the model's own.

    Parameters
    ----------
    years
        How much later than planned each draw ends, float64[draw].
    per_year
        What a year adds to actual / estimate.
    base
        Base estimate.

    Returns
    -------
    dict
        ``years``: expected delay, with its interval; ``amount``: what it adds.
    """
    late = mean_of(years)
    mean, interval = late.value, late.interval
    scale = per_year * base
    return {
        "per_year": per_year,
        "years": mean,
        "years_ci": interval,
        "amount": scale * mean,
        "amount_ci": (scale * interval[0], scale * interval[1]),
    }


def _share(name: str, values: Array, amount: float) -> Json:
    below = int(np.count_nonzero(values <= amount))
    return {name: below / values.size, f"{name}_ci": pc.probability_interval(below, values.size)}


def _points(amounts: Array) -> list[tuple[float, float]]:
    return [(float(x), float(p)) for x, p in zip(amounts, POINTS, strict=True)]
