"""What an output depends on, read from one run: the factors it holds, and their shares of its variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.correlated import Group, groups
from aksonsim.analysis.shares import Shares, additive_shares, regression_shares
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, title, values
from aksonsim.results.quantity import Output

Array = npt.NDArray[np.float64]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that an output may depend on.

    ``name`` as the file has it (``drivers[scope]``, ``events[A.G2]``); ``kind`` input, event, part, or outcome (an
    event that the model itself produces: no cause); ``level`` float64[draw] that bins go by (1 and 0 for an event);
    ``columns`` float64[draw, c] that a regression takes: for an event whether it occurred, and its consequences where
    it did. ``titles`` in English and Norwegian where they are not those of the name; ``members`` of a group of
    correlated inputs, which has no level of its own (see `grouped`).
    """

    name: str
    kind: str
    level: Array
    columns: Array
    titles: tuple[str, str] | None = None
    members: tuple[str, ...] = ()


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


def grouped(ds: xr.Dataset, scenario: str) -> list[Factor]:
    """Return the factors of a result with all that is correlated as one.

    Where one of two correlated inputs is low the other tends to be low too, so what an output does there is the effect
    of both. A group's ``columns`` are those of the members that the result holds.
    """
    known = factors(ds, scenario)
    for group in groups(ds, scenario):
        inside = [factor for factor in known if _stands_in(factor, group)]
        if not inside:
            continue
        named = [{lang: title_of(ds, name, lang) for lang in ("en", "nb")} for name in group.members]
        titles = tuple(group.title((one[lang] for one in named), lang) for lang in ("en", "nb"))
        columns = np.hstack([factor.columns for factor in inside])
        merged = Factor(group.name, "input", columns[:, 0], columns, (titles[0], titles[1]), group.members)
        place = known.index(inside[0])
        known = [*known[:place], merged, *(factor for factor in known[place:] if factor not in inside)]
    return known


def _stands_in(factor: Factor, group: Group) -> bool:
    """Whether a factor, or a part of an event, is a member of a group."""
    return factor.kind != "part" and any(
        member == factor.name or member.startswith(f"{factor.name}.") for member in group.members
    )


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
    "benefits": "benefit",
}
INPUTS = {
    "uptake.confidence": ("Confidence of the councils", "Kommunestyrenes tillit"),
    "uptake.withdrawal": ("Readiness to withdraw", "Tilbøyelighet til å trekke seg"),
    "uptake.basis_ready.pioneers": ("Decision basis of the pioneers", "Beslutningsgrunnlag for de første"),
    "uptake.basis_ready.others": ("Decision basis of the others", "Beslutningsgrunnlag for de øvrige"),
    "gate.termination": ("Cost of a stop", "Kostnad ved stans"),
    "rollout.capacity": ("Capacity of the rollout", "Kapasitet i innføringen"),
    "rollout.gps": ("Practitioners who join in the end", "Fastleger som blir med til slutt"),
}
"""Inputs that the file gives no title to, in English and Norwegian."""


def title_of(ds: xr.Dataset, name: str, lang: str = "en") -> str:
    """Return the title of an input, event or part in a language; its name where it has none."""
    if name in INPUTS:
        return INPUTS[name][1 if lang == "nb" else 0]
    section, bracket, rest = name.partition("[")
    if not bracket or section not in _SECTIONS or not rest.endswith("]"):
        return name
    return title(ds, _SECTIONS[section], rest[:-1], lang)


def titles_of(ds: xr.Dataset, factor: Factor) -> tuple[str, str]:
    """Return the titles of a factor in English and Norwegian."""
    return factor.titles or (title_of(ds, factor.name), title_of(ds, factor.name, "nb"))


def variance_shares(ds: xr.Dataset, scenario: str, output: Output, *, groups_as_one: bool = False) -> Json:
    """Return the share of an output's variance that each factor carries, and the residual; together they are 1.

    Parameters
    ----------
    ds, scenario, output
        A result, one of its scenarios, and an output of it.
    groups_as_one
        Give what is correlated one share (`grouped`), without a direction.

    Returns
    -------
    dict
        ``rows`` by falling share: name, title and ``title_nb``, kind, share, share_ci, ``direction`` (+1: the output
        rises with it, -1); and ``residual`` with ``residual_ci``: interactions, curvature, and what no input holds (see
        `aksonsim.analysis.shares`). ``sd`` in the output's unit.

    Raises
    ------
    ValueError
        Where the output does not vary, or there are too few draws for so many inputs.
    """
    counts = output.counts
    found = grouped(ds, scenario) if groups_as_one else factors(ds, scenario)
    known = [factor for factor in found if factor.kind != "outcome"]
    owners = [k for k, factor in enumerate(known) for _ in range(factor.columns.shape[1])]
    if not known:
        raise ValueError(f"the result holds nothing that {output.name} could depend on")
    columns = np.hstack([factor.columns[counts] for factor in known])
    y = output.values[counts]
    shares = regression_shares(columns, owners, y)
    rows = _rows(shares, [factor.name for factor in known], ds)
    for row, factor in zip(rows, known, strict=True):
        row |= {"kind": factor.kind} | dict(zip(("title", "title_nb"), titles_of(ds, factor), strict=True))
        row["direction"] = 0 if factor.members else _direction(factor.level[counts], y)
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
    from aksonsim.results.access import stated

    resolved = stated(ds, scenario)
    owner = {element["id"]: element.get("programme") for element in resolved.get("costs") or ()}
    # What a stop costs is an element that the file states under the gate.
    owner["termination"] = ((resolved.get("gate") or {}).get("stop") or {}).get("programme")
    owner["project_wide_events"] = "project_wide_events"
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
