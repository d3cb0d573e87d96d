"""Two scenarios of one run: mean, P50 and P85 of the first less those of the second, and how often it is cheaper."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, passed, pick
from aksonsim.results.differences import Sample, mean_difference, percentile_difference

AT = (0.5, 0.85)


def prob_cheaper(first: Sample, second: Sample, level: float = 0.95) -> dict[str, Any]:
    """Return the chance that the first costs less than the second in the same world.

    Returns
    -------
    dict
        ``value`` and ``ci`` (Wilson); ``equal``, the share of draws in which both cost the same; ``draws``, those
        that count in both. Empty where none does.
    """
    both = np.ones(first.draws.size, dtype=bool)
    for sample in (first, second):
        if sample.inside is not None:
            both &= sample.inside
    draws = int(np.count_nonzero(both))
    if draws == 0:
        return {}
    a, b = first.draws[both], second.draws[both]
    count = int(np.count_nonzero(a < b))
    return {
        "value": count / draws,
        "ci": pc.probability_interval(count, draws, level),
        "equal": int(np.count_nonzero(a == b)) / draws,
        "draws": draws,
    }


def differences(ds: xr.Dataset, first: str, second: str, variable: str = "cost_total") -> dict[str, Any]:
    """Compare two scenarios of one run: mean, P50 and P85 of the first less those of the second.

    Parameters
    ----------
    ds
        A result with both scenarios.
    first, second
        Names of scenarios.
    variable
        A variable with one value a draw, without NaN where the gate is passed.

    Returns
    -------
    dict
        ``given_passed`` (each scenario given that its own gate is passed; absent where neither has a gate) and
        ``all``, each with ``mean, p50, p85`` and ``*_ci``, and ``prob_cheaper``; a condition under which fewer than
        two draws count in either scenario is absent, and so is one under which the variable has NaN.

    Raises
    ------
    ResultError
        If the file lacks a scenario or the variable.
    """
    first, second = pick(ds, first), pick(ds, second)
    arrays = [fans.need(ds, name, variable, variable) for name in (first, second)]
    masks = [passed(ds, name) for name in (first, second)]
    conditions: dict[str, list[Mask | None]] = {"all": [None, None]}
    if any(mask is not None for mask in masks):
        conditions["given_passed"] = masks
    found = {}
    for condition, inside in conditions.items():
        samples = [Sample(array, mask) for array, mask in zip(arrays, inside, strict=True)]
        if all(sample.kept.size > 1 and not np.isnan(sample.kept).any() for sample in samples):
            found[condition] = _described(*samples)
    return found


def _described(first: Sample, second: Sample) -> dict[str, Any]:
    named = {"mean": mean_difference(first, second)}
    named |= {f"p{p * 100:.0f}": percentile_difference(first, second, p) for p in AT}
    result: dict[str, Any] = {}
    for key, difference in named.items():
        result |= {key: difference.value, f"{key}_ci": difference.interval}
    return result | {"prob_cheaper": prob_cheaper(first, second)}
