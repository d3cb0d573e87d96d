"""A percentile of an output where an input is low and where it is high, and without an event, read from one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.correlated import groups
from aksonsim.analysis.sensitivity import Factor, grouped, variance_shares
from aksonsim.language.text import Title
from aksonsim.results.access import stated
from aksonsim.results.measure import Measure, difference
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.quantity import Output
from aksonsim.results.statistic import UNKNOWN, Statistic, quantile

Array = npt.NDArray[np.float64]

BIN = 0.1
"""Share of the draws in the lowest and in the highest bin of an input."""


@frozen
class Change:
    """How a percentile of an output moves with a factor; figures are None where the run cannot tell.

    Of an input: ``low`` and ``high``, the percentile in its lowest and highest bin less that of all draws, ``change``
    high less low. Of an event: ``change``, the percentile of all draws less that without it, its probability counted;
    ``low`` is the opposite, ``high`` None. ``draws`` that were read; ``share`` of the variance, None where there are
    too few draws for shares.
    """

    name: str = shaped(label=True)
    title: Title
    kind: str
    change: Statistic | None = None
    low: Statistic | None = None
    high: Statistic | None = None
    draws: tuple[int, ...]
    share: Statistic | None

    def to_json(self) -> dict[str, Plain]:
        """Return its fields; a figure that there is not is null, and so is its interval."""
        return dict.fromkeys(("change_ci", "low_ci", "high_ci")) | fields_of(self)


def bin_changes(
    ds: xr.Dataset,
    scenario: str,
    output: Output,
    p: float,
    share: float = BIN,
    carried: Mapping[str, Statistic] | None = None,
) -> tuple[Change, ...]:
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
    tuple of Change
        By falling ``share`` of the variance (by the size of ``change`` where there are too few draws for shares), what
        the model itself produces last. The run cannot tell of fewer than 50 draws, nor of an event that is given
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
    rows = []
    for factor in known:
        named: dict[str, Any] = {
            "name": factor.name,
            "title": factor.title,
            "kind": factor.kind,
            "share": carried.get(factor.name),
        }
        if factor.kind not in ("event", "outcome"):
            row = _ends(named, factor, output, p, int(share * output.draws))
        elif factor.name in tied:
            row = Change(**named, draws=(output.draws,))
        else:
            row = _without(named, factor, output, p)
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: _order(row, bool(carried))))


def shares_of(ds: xr.Dataset, scenario: str, output: Output) -> dict[str, Statistic]:
    """Return the share of variance of each factor, correlated inputs as one; empty where there are too few draws."""
    try:
        rows = variance_shares(ds, scenario, output, groups_as_one=True).rows
    except ValueError:
        return {}
    return {row.name: row.share for row in rows}


def _order(row: Change, by_share: bool) -> tuple[bool, float]:
    size = row.share if by_share else row.change
    return row.kind == "outcome", 0.0 if size is None else -(size.value if by_share else abs(size.value))


def _tied_events(ds: xr.Dataset, scenario: str) -> set[str]:
    """Return the events whose absence in a draw says something about other inputs."""
    events = stated(ds, scenario).get("events") or ()
    found = {f"events[{event['id']}]" for event in events if event.get("given")}
    members = [member for group in groups(ds, scenario) for member in group.members if member.startswith("events[")]
    return found | {member[: member.index("]") + 1] for member in members}


def _without(named: Mapping[str, Any], event: Factor, output: Output, p: float) -> Change:
    without = np.where(event.level > 0, np.nan, output.values)
    left = int(np.count_nonzero(~np.isnan(without)))
    draws = left, output.draws - left
    if left < LEAST:
        return Change(**named, draws=draws)
    change = difference(output.values, without, Measure(p))
    return Change(**named, change=change, low=change.scaled(-1.0), draws=draws)


def _ends(named: Mapping[str, Any], factor: Factor, output: Output, p: float, size: int) -> Change:
    if size < LEAST:
        return Change(**named, draws=(size, size))
    counts = output.counts
    y = output.values[counts]
    order = np.argsort(_level(factor, counts, y), kind="stable")
    whole, low, high = (quantile(x, p) for x in (y, y[order[:size]], y[order[y.size - size :]]))
    return Change(
        **named,
        change=_difference(high, low),
        low=_difference(low, whole),
        high=_difference(high, whole),
        draws=(size, size),
    )


def _level(factor: Factor, counts: npt.NDArray[np.bool_], y: Array) -> Array:
    """Return what bins go by: the input itself; of several, the line through them that fits the output best."""
    if len(factor.members) < 2:
        return factor.level[counts]
    columns = factor.columns[counts] - factor.columns[counts].mean(axis=0)
    fitted: Array = columns @ np.linalg.lstsq(columns, y - y.mean(), rcond=1e-10)[0]
    return fitted


def _difference(one: Statistic, other: Statistic) -> Statistic:
    """Return a difference of two estimates and its interval from theirs."""
    a, b = one.value, other.value
    (a_low, a_high), (b_low, b_high) = one.interval or UNKNOWN, other.interval or UNKNOWN
    below, above = float(np.hypot(a - a_low, b_high - b)), float(np.hypot(a_high - a, b - b_low))
    return Statistic(a - b, (a - b - below, a - b + above), one.draws)
