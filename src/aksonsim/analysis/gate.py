"""The commitment gate: how often it is passed on time, late or never, and what lateness costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, values
from aksonsim.results.means import apart

OUTCOMES = ("on_time", "late", "stopped")
"""Meanings of ``gate_outcome`` 0, 1 and 2."""


def gate_summary(ds: xr.Dataset, scenario: str) -> dict[str, Any]:
    """Return the probability of each outcome of the gate with its Wilson interval; empty without a gate."""
    outcome = values(ds, "gate_outcome", scenario)
    if outcome is None:
        return {}
    counts = np.bincount(outcome[outcome >= 0], minlength=len(OUTCOMES))
    n = int(counts.sum())
    return {
        name: {"value": int(count) / n, "ci": pc.probability_interval(int(count), n)}
        for name, count in zip(OUTCOMES, counts, strict=True)
    }


def stopped(ds: xr.Dataset, scenario: str) -> Mask | None:
    """Return which draws stop at the gate; None where none does or there is no gate."""
    outcome = values(ds, "gate_outcome", scenario)
    if outcome is None:
        return None
    stop: Mask = outcome == 2
    return stop if stop.any() else None


def late_gate(ds: xr.Dataset, scenario: str) -> dict[str, Any]:
    """Compare the draws that pass the gate late with those that pass on time; empty if either is missing.

    Returns
    -------
    dict
        ``draws`` (late ones), ``cost`` = mean total cost given late minus given on time, ``programmes`` = the
        same of each programme, ``price_per_inhabitant``, each with ``*_ci`` (95 %, two independent means, Welch);
        ``months_on_time`` and ``months_late`` = median months from start to the gate.

    Notes
    -----
    A difference between groups of draws, not an effect: what makes councils slow (delays, prices) costs by itself,
    and where fewer commit in time fewer introduction projects are paid for.
    """
    outcome, total = values(ds, "gate_outcome", scenario), values(ds, "cost_total", scenario)
    if outcome is None or total is None:
        return {}
    on_time, late = outcome == 0, outcome == 1
    if np.count_nonzero(on_time) < 2 or np.count_nonzero(late) < 2:
        return {}
    result: dict[str, Any] = {"draws": int(np.count_nonzero(late))} | _difference("cost", total, late, on_time)
    by_programme = values(ds, "cost_programme", scenario)
    if by_programme is not None:
        result["programmes"] = {
            name: _difference("cost", by_programme[:, i], late, on_time)
            for i, name in enumerate(labels(ds, "programme"))
        }
    price = values(ds, "price_per_inhabitant", scenario)
    if price is not None:
        result |= _difference("price_per_inhabitant", price, late, on_time)
    months = values(ds, "gate_month", scenario)
    if months is not None:
        result["months_on_time"] = pc.percentile(months[on_time], 0.5)
        result["months_late"] = pc.percentile(months[late], 0.5)
    return result


def _difference(key: str, x: npt.NDArray[Any], late: Mask, on_time: Mask) -> dict[str, Any]:
    """Return the mean of the late draws minus that of those on time, with its interval."""
    difference, interval = apart(x[late], x[on_time])
    return {key: difference, f"{key}_ci": interval}
