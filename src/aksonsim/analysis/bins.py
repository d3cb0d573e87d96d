"""A percentile of an output where an input is low and where it is high, and without an event, read from one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.correlated import groups
from aksonsim.analysis.sensitivity import Factor, grouped, titles_of, variance_shares
from aksonsim.results import percentiles as pc
from aksonsim.results.access import stated
from aksonsim.results.paired import percentile_difference
from aksonsim.results.quantity import Output

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

BIN = 0.1
"""Share of the draws in the lowest and in the highest bin of an input."""
LEAST = 50
"""Draws that a percentile is read from at least."""


def bin_changes(
    ds: xr.Dataset,
    scenario: str,
    output: Output,
    p: float,
    share: float = BIN,
    carried: Mapping[str, float] | None = None,
) -> list[Json]:
    """Return how a percentile of an output moves with each factor of a run, by the share of variance of each.

    Parameters
    ----------
    ds, scenario, output
        A result, one of its scenarios, and an output of it.
    p
        Probability of the percentile.
    share
        Share of the draws in a bin, inside (0, 0.5].
    carried
        What `shares_of` says, where it is known: the regression takes longer than all else.

    Returns
    -------
    list of dict
        By falling ``share`` of the variance (by the size of ``change`` where there are too few draws for shares), what
        the model itself produces last. Of an input: ``low`` and ``high``, the percentile in its lowest and highest bin
        less that of all draws, ``change`` high less low. Of an event: ``change``, the percentile of all draws less that
        without it, its probability counted; ``low`` is the opposite, ``high`` None. Each with ``*_ci``, and ``draws``
        that were read. All None where the run cannot tell: of fewer than 50 draws, and of an event that is given
        another one or correlated.

    Notes
    -----
    An event is drawn by itself, so the draws in which it does not occur are the model without it; they are among all
    draws, and the interval is that of a difference on common draws. What happens *where* it occurs says nothing about
    how much it matters: a rare event would lead every list.

    Correlated inputs are one factor, lowest where the regression of the output on them is lowest. A bin's percentile
    has the interval of its order statistics; the interval of a difference is made of both (Zou and Donner 2008,
    doi:10.1002/sim.2923). Against the percentile of all draws, of which the bin is a part, this is a little too wide.
    """
    if not 0 < share <= 0.5:
        raise ValueError(f"share must be in (0, 0.5]; got {share}")
    known = grouped(ds, scenario)
    carried = shares_of(ds, scenario, output) if carried is None else carried
    tied = _tied_events(ds, scenario)
    rows: list[Json] = []
    for factor in known:
        title, norwegian = titles_of(ds, factor)
        row: Json = {"name": factor.name, "title": title, "title_nb": norwegian, "kind": factor.kind}
        if factor.kind in ("event", "outcome"):
            row |= _without(factor, output, p) if factor.name not in tied else _unknown(output.draws)
        else:
            row |= _ends(factor, output, p, int(share * output.draws))
        rows.append(row | {"share": carried.get(factor.name)})
    return sorted(rows, key=lambda row: _order(row, bool(carried)))


def shares_of(ds: xr.Dataset, scenario: str, output: Output) -> dict[str, float]:
    """Return the share of variance of each factor, correlated inputs as one; empty where there are too few draws."""
    try:
        rows = variance_shares(ds, scenario, output, groups_as_one=True)["rows"]
    except ValueError:
        return {}
    return {row["name"]: row["share"] for row in rows}


def _order(row: Json, by_share: bool) -> tuple[bool, float]:
    size = row["share"] if by_share else abs(row["change"] or 0.0)
    return row["kind"] == "outcome", -(size if size is not None else 0.0)


def _tied_events(ds: xr.Dataset, scenario: str) -> set[str]:
    """Return the events whose absence in a draw says something about other inputs."""
    events = stated(ds, scenario).get("events") or ()
    found = {f"events[{event['id']}]" for event in events if event.get("given")}
    members = [member for group in groups(ds, scenario) for member in group.members if member.startswith("events[")]
    return found | {member[: member.index("]") + 1] for member in members}


def _unknown(*draws: int) -> Json:
    nothing = {key: None for name in ("change", "low", "high") for key in (name, f"{name}_ci")}
    return nothing | {"draws": [int(n) for n in draws]}


def _without(event: Factor, output: Output, p: float) -> Json:
    occurred = event.level == 1
    without = np.where(occurred, np.nan, output.values)
    left = int(np.count_nonzero(~np.isnan(without)))
    if left < LEAST:
        return _unknown(left, output.draws - left)
    change, interval = percentile_difference(output.values, without, p).pair
    low = {"low": 0.0 - change, "low_ci": (-interval[1], -interval[0])}
    return (
        {"change": change, "change_ci": interval}
        | low
        | {
            "high": None,
            "high_ci": None,
            "draws": [left, output.draws - left],
        }
    )


def _ends(factor: Factor, output: Output, p: float, size: int) -> Json:
    if size < LEAST:
        return _unknown(size, size)
    counts = output.counts
    y = output.values[counts]
    order = np.argsort(_level(factor, counts, y), kind="stable")
    whole, at_low, at_high = (_percentile(x, p) for x in (y, y[order[:size]], y[order[y.size - size :]]))
    row: Json = {}
    for key, one, other in (("change", at_high, at_low), ("low", at_low, whole), ("high", at_high, whole)):
        row[key], row[f"{key}_ci"] = _difference(one, other)
    return row | {"draws": [size, size]}


def _level(factor: Factor, counts: npt.NDArray[np.bool_], y: Array) -> Array:
    """Return what bins go by: the input itself; of several, the line through them that fits the output best."""
    if len(factor.members) < 2:
        return factor.level[counts]
    columns = factor.columns[counts] - factor.columns[counts].mean(axis=0)
    fitted: Array = columns @ np.linalg.lstsq(columns, y - y.mean(), rcond=1e-10)[0]
    return fitted


def _percentile(y: Array, p: float) -> tuple[float, pc.Interval]:
    found = pc.select(y, pc.Wanted((p,), (p,)))
    return found.percentiles[p], found.intervals[p]


def _difference(one: tuple[float, pc.Interval], other: tuple[float, pc.Interval]) -> tuple[float, pc.Interval]:
    """Return a difference of two estimates and its interval from theirs."""
    (a, (a_low, a_high)), (b, (b_low, b_high)) = one, other
    difference = a - b
    below, above = float(np.hypot(a - a_low, b_high - b)), float(np.hypot(a_high - a, b - b_low))
    return difference, (difference - below, difference + above)
