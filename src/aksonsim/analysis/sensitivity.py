"""What an output depends on, read from one run: the factors it holds, their shares of variance, and their bins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import percentiles as pc
from aksonsim.analysis.outputs import Output
from aksonsim.analysis.shares import Shares, additive_shares, regression_shares
from aksonsim.analysis.stated import labels, title, values

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

BIN = 0.1
"""Share of the draws in the lowest and in the highest bin of an input."""
LEAST = 50
"""Draws that a bin needs to be told of."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that an output may depend on.

    ``name`` as the file has it (``drivers[scope]``, ``events[A.G2]``); ``kind`` input, event, part, or outcome (an
    event that the model itself produces: no cause); ``level`` float64[draw] that bins go by (1 and 0 for an event);
    ``columns`` float64[draw, c] that a regression takes: for an event whether it occurred, and its consequences where
    it did.
    """

    name: str
    kind: str
    level: Array
    columns: Array


def factors(ds: xr.Dataset, scenario: str) -> list[Factor]:
    """Return what a result holds of what its outputs depend on.

    All inputs and events if inputs were kept, else drivers and events, else the cost of each programme (a part, not a
    cause). An event's consequences belong to the event, since they act only where it occurs.
    """
    found: list[Factor] = []
    inputs, occurred = values(ds, "input", scenario), values(ds, "event_occurred", scenario)
    names = [] if inputs is None else labels(ds, "input_name")
    consequences: dict[str, list[Array]] = {}
    if inputs is not None:
        for i, name in enumerate(names):
            column = inputs[:, i]
            if np.isnan(column[0]) or column.min() == column.max():
                continue
            if not name.startswith("events["):
                found.append(Factor(name, "input", column, column[:, None]))
            elif not name.endswith("].occurs"):
                consequences.setdefault(name[: name.index("].") + 1], []).append(column)
    else:
        drivers = values(ds, "driver", scenario)
        if drivers is not None:
            for i, name in enumerate(labels(ds, "driver_name")):
                if drivers[:, i].min() < drivers[:, i].max():
                    found.append(Factor(f"drivers[{name}]", "input", drivers[:, i], drivers[:, i, None]))
    if occurred is not None:
        chance = values(ds, "event_probability", scenario)
        for i, name in enumerate(labels(ds, "event")):
            kind = "event" if chance is not None and not np.isnan(chance[i]) else "outcome"
            here = np.maximum(occurred[:, i], 0).astype(np.float64)
            if here.min() < here.max():
                acting = [(column - column.mean()) * here for column in consequences.get(f"events[{name}]", [])]
                found.append(Factor(f"events[{name}]", kind, here, np.column_stack([here, *acting])))
    return found or _programmes(ds, scenario)


def _programmes(ds: xr.Dataset, scenario: str) -> list[Factor]:
    cost = values(ds, "cost_programme", scenario)
    if cost is None:
        return []
    return [
        Factor(f"programmes[{name}]", "part", cost[:, i], cost[:, i, None])
        for i, name in enumerate(labels(ds, "programme"))
    ]


_SECTIONS = {
    "costs": "element",
    "drivers": "driver",
    "events": "event",
    "activities": "activity",
    "programmes": "programme",
}


def title_of(ds: xr.Dataset, name: str, lang: str = "en") -> str:
    """Return the title of a factor in a language; its name where it has none."""
    section, bracket, rest = name.partition("[")
    if not bracket or section not in _SECTIONS or not rest.endswith("]"):
        return name
    return title(ds, _SECTIONS[section], rest[:-1], lang)


def variance_shares(ds: xr.Dataset, scenario: str, output: Output) -> Json:
    """Return the share of an output's variance that each factor carries, and the residual; together they are 1.

    Returns
    -------
    dict
        ``rows`` by falling share: name, title, share, share_ci, ``direction`` (+1: the output rises with it, -1); and
        ``residual`` with ``residual_ci``: interactions, curvature, and what no input holds (see
        `aksonsim.analysis.shares`). ``sd`` in the output's unit.

    Raises
    ------
    ValueError
        Where the output does not vary, or there are too few draws for so many inputs.
    """
    counts = output.counts
    known = [factor for factor in factors(ds, scenario) if factor.kind != "outcome"]
    groups = [k for k, factor in enumerate(known) for _ in range(factor.columns.shape[1])]
    if not known:
        raise ValueError(f"the result holds nothing that {output.name} could depend on")
    columns = np.hstack([factor.columns[counts] for factor in known])
    y = output.values[counts]
    shares = regression_shares(columns, groups, y)
    directions = [_direction(factor.level[counts], y) for factor in known]
    rows = _rows(shares, [factor.name for factor in known], ds)
    for row, direction in zip(rows, directions, strict=True):
        row["direction"] = direction
    return {
        "rows": sorted(rows, key=lambda row: -row["share"]),
        "residual": shares.residual,
        "residual_ci": _around(shares.residual, shares.residual_half),
        "sd": float(np.sqrt(shares.variance)),
        "draws": output.draws,
        "condition": output.condition,
    }


def _direction(x: Array, y: Array) -> int:
    return int(np.sign(np.mean((x - x.mean()) * (y - y.mean()))))


def part_shares(ds: xr.Dataset, scenario: str, output: Output) -> Json:
    """Return the covariance share of each part of a total cost, by element, programme and payer; each sums to 1.

    Empty for an output that is no sum of parts (see `parts_of`).
    """
    found: Json = {}
    for dim, (names, parts) in parts_of(ds, scenario, output).items():
        shares = additive_shares(parts)
        found[dim] = sorted(_rows(shares, names, ds), key=lambda row: -row["share"])
    return found


def parts_of(ds: xr.Dataset, scenario: str, output: Output) -> dict[str, tuple[list[str], Array]]:
    """Return the parts that an output is the sum of: by dimension, names and float64[draws that count, parts].

    The total cost has elements, programmes and payers, one programme its elements; all else has none.
    """
    counts = output.counts
    whole = output.name == "cost_total"
    only = output.name.removeprefix("cost_programme[").removesuffix("]") if not whole else None
    if only is not None and not output.name.startswith("cost_programme["):
        return {}
    found: dict[str, tuple[list[str], Array]] = {}
    elements = values(ds, "cost_element", scenario)
    if elements is not None:
        names = labels(ds, "element")
        chosen = range(len(names)) if only is None else _elements_of(ds, scenario, names, only)
        found["element"] = [f"costs[{names[i]}]" for i in chosen], elements[counts][:, list(chosen)]
    for dim, section in (("programme", "programmes"), ("payer", "payers")) if whole else ():
        parts = values(ds, f"cost_{dim}", scenario)
        if parts is not None:
            found[dim] = [f"{section}[{name}]" for name in labels(ds, dim)], parts[counts]
    return found


def _elements_of(ds: xr.Dataset, scenario: str, names: list[str], programme: str) -> list[int]:
    from aksonsim.analysis.stated import stated

    resolved = stated(ds, scenario)
    owner = {element["id"]: element.get("programme") for element in resolved.get("costs") or ()}
    # What a stop costs is an element that the file states under the gate.
    owner["termination"] = ((resolved.get("gate") or {}).get("stop") or {}).get("programme")
    return [i for i, name in enumerate(names) if owner.get(name) == programme]


def _rows(shares: Shares, names: list[str], ds: xr.Dataset) -> list[Json]:
    return [
        {
            "name": name,
            "title": title_of(ds, name),
            "share": float(shares.share[k]),
            "share_ci": _around(float(shares.share[k]), float(shares.half[k])),
        }
        for k, name in enumerate(names)
    ]


def _around(value: float, half: float) -> pc.Interval:
    return value - half, value + half


def bin_changes(ds: xr.Dataset, scenario: str, output: Output, p: float, share: float = BIN) -> list[Json]:
    """Return how a percentile of an output moves between the lowest and the highest bin of each factor.

    Parameters
    ----------
    ds, scenario, output
        A result, one of its scenarios, and an output of it.
    p
        Probability of the percentile.
    share
        Share of the draws in a bin, inside (0, 0.5]; an event's bins are the draws where it did not and did occur.

    Returns
    -------
    list of dict
        Sorted by the size of ``change`` (high less low bin), each with ``low`` and ``high`` (the percentile in each bin
        less the percentile of all draws) and their ``*_ci``, and ``draws`` in each bin. Factors with fewer than 50
        draws in a bin are left out.

    Notes
    -----
    A bin's percentile has the interval of its order statistics; the interval of a difference is made of both (Zou and
    Donner 2008, doi:10.1002/sim.2923). Against the percentile of all draws, of which the bin is a part, this is a
    little too wide. The bins are groups of draws, not experiments: what is correlated with the factor moves with it.
    """
    if not 0 < share <= 0.5:
        raise ValueError(f"share must be in (0, 0.5]; got {share}")
    counts = output.counts
    y = output.values[counts]
    whole = _percentile(y, p)
    size = int(share * y.size)
    rows: list[Json] = []
    for factor in factors(ds, scenario):
        level = factor.level[counts]
        if factor.kind in ("event", "outcome"):
            low, high = y[level == 0], y[level == 1]
        else:
            order = np.argsort(level, kind="stable")
            low, high = y[order[:size]], y[order[y.size - size :]]
        if min(low.size, high.size) < LEAST:
            continue
        at_low, at_high = _percentile(low, p), _percentile(high, p)
        row: Json = {"name": factor.name, "title": title_of(ds, factor.name), "kind": factor.kind}
        for key, one, other in (("change", at_high, at_low), ("low", at_low, whole), ("high", at_high, whole)):
            row[key], row[f"{key}_ci"] = _difference(one, other)
        rows.append(row | {"draws": [int(low.size), int(high.size)]})
    return sorted(rows, key=lambda row: -abs(row["change"]))


def _percentile(y: Array, p: float) -> tuple[float, pc.Interval]:
    found = pc.select(y, pc.Wanted((p,), (p,)))
    return found.percentiles[p], found.intervals[p]


def _difference(one: tuple[float, pc.Interval], other: tuple[float, pc.Interval]) -> tuple[float, pc.Interval]:
    """Return a difference of two estimates and its interval from theirs."""
    (a, (a_low, a_high)), (b, (b_low, b_high)) = one, other
    difference = a - b
    below, above = float(np.hypot(a - a_low, b_high - b)), float(np.hypot(a_high - a, b - b_low))
    return difference, (difference - below, difference + above)
