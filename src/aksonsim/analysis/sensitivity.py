"""What an output depends on, read from one run: the factors it holds, and their shares of its variance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.correlated import Group, groups
from aksonsim.analysis.shares import NoShares, additive_shares, regression_shares
from aksonsim.language.text import Text, Title, _, as_title
from aksonsim.model.reserved import PROJECT_WIDE
from aksonsim.results.access import labels, stated, title, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Output
from aksonsim.results.statistic import Statistic, symmetric

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that an output may depend on.

    ``name`` as the file has it (``drivers[scope]``, ``events[A.G2]``); ``kind`` input, event, part, or outcome (an
    event that the model itself produces: no cause); ``level`` float64[draw] that bins go by (for an event how often it
    occurred, 1 and 0 unless it states a frequency); ``columns`` float64[draw, c] that a regression takes: for an event
    its level, and its consequences where it occurred. ``members`` of a group of correlated inputs, which has no level
    of its own (see `grouped`).
    """

    name: str
    kind: str
    level: Array
    columns: Array
    title: Title
    members: tuple[str, ...] = ()


@frozen
class PartShare:
    """Share of the variance of a sum that one of its parts carries."""

    name: str = shaped(label=True)
    title: Title
    share: Statistic


@frozen
class InputShare:
    """Share of an output's variance that one factor carries.

    ``direction``: +1 where the output rises with it, -1 where it falls, 0 of a group of inputs,
    whose ``members`` it has.
    """

    name: str = shaped(label=True)
    title: Title
    share: Statistic
    kind: str
    direction: int
    members: tuple[str, ...] = shaped(sparse=True, default=())


@frozen
class InputShares:
    """Shares of an output's variance by falling size; with the residual they sum to 1.

    ``residual``: interactions, curvature, and what no input holds (see `aksonsim.analysis.shares`). ``sd`` in the
    output's unit.
    """

    rows: tuple[InputShare, ...]
    residual: Statistic
    sd: float
    draws: int
    condition: Condition


def factors(ds: xr.Dataset, scenario: str) -> list[Factor]:
    """Return what a result holds of what its outputs depend on.

    All inputs and events if inputs were kept, else drivers and events, else the cost of each programme (a part, not a
    cause). An event's consequences belong to the event, since they act only where it occurs.
    """
    found: list[Factor] = []

    def add(name: str, kind: str, level: Array, columns: Array) -> None:
        found.append(Factor(name, kind, level, columns, title_of(ds, name)))

    inputs, occurred = values(ds, "input", scenario), values(ds, "event_occurred", scenario)
    names = [] if inputs is None else labels(ds, "input_name")
    consequences: dict[str, list[Array]] = {}
    if inputs is not None:
        for i, name in enumerate(names):
            column = inputs[:, i]
            if np.isnan(column[0]) or column.min() == column.max():
                continue
            if not name.startswith("events["):
                add(name, "input", column, column[:, None])
            elif not name.endswith("].occurs"):
                consequences.setdefault(name[: name.index("].") + 1], []).append(column)
    else:
        for variable, dim in (("driver", "driver_name"), ("driver_addition", "addition_name")):
            drivers = values(ds, variable, scenario)
            for i, name in enumerate(labels(ds, dim) if drivers is not None else ()):
                if drivers is not None and drivers[:, i].min() < drivers[:, i].max():
                    add(f"drivers[{name}]", "input", drivers[:, i], drivers[:, i, None])
    counted = values(ds, "event_count", scenario)
    often = occurred if counted is None else counted
    if often is not None:
        chance = values(ds, "event_probability", scenario)
        for i, name in enumerate(labels(ds, "event")):
            kind = "event" if chance is not None and not np.isnan(chance[i]) else "outcome"
            here = np.maximum(often[:, i], 0).astype(np.float64)
            if here.min() < here.max():
                # Of several occurrences the consequences are sums (or products) of their own, and nothing without any.
                once = here.max() <= 1
                acting = [
                    (column - column.mean()) * (here if once else 1.0)
                    for column in consequences.get(f"events[{name}]", [])
                ]
                add(f"events[{name}]", kind, here, np.column_stack([here, *acting]))
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
        columns = np.hstack([factor.columns for factor in inside])
        titled = group.title([title_of(ds, name) for name in group.members])
        merged = Factor(group.name, "input", columns[:, 0], columns, titled, group.members)
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
    names = [] if cost is None else [f"programmes[{name}]" for name in labels(ds, "programme")]
    if cost is None:
        return []
    return [Factor(name, "part", cost[:, i], cost[:, i, None], title_of(ds, name)) for i, name in enumerate(names)]


_SECTIONS = {
    "costs": "element",
    "drivers": "driver",
    "events": "event",
    "activities": "activity",
    "exchange": "exchange",
    "indices": "index",
    "programmes": "programme",
    "benefits": "benefit",
}
_PARTS: dict[str, Callable[[Title], Text]] = {
    "quantity": lambda line: _("{line}: quantity", line=line),
    "price": lambda line: _("{line}: price", line=line),
}
INPUTS = {
    "uptake.confidence": _("Confidence of the councils"),
    "uptake.withdrawal": _("Readiness to withdraw"),
    "uptake.basis_ready.pioneers": _("Decision basis of the pioneers"),
    "uptake.basis_ready.others": _("Decision basis of the others"),
    "gate.termination": _("Cost of a stop"),
    "rollout.capacity": _("Capacity of the rollout"),
    "rollout.gps": _("Practitioners who join in the end"),
}
"""Inputs that the file gives no title to."""


def title_of(ds: xr.Dataset, name: str) -> Title:
    """Return the title of an input, event (or whether it occurs) or part; its name where it has none."""
    if name in INPUTS:
        return as_title(INPUTS[name])
    whole, _point, part = name.rpartition(".")
    if part in _PARTS and whole.startswith("costs["):
        return as_title(_PARTS[part](title_of(ds, whole)))
    section, _bracket, rest = name.removesuffix(".occurs").partition("[")
    if section not in _SECTIONS or rest.find("]") != len(rest) - 1:
        return Title(name, name)
    return Title(*(title(ds, _SECTIONS[section], rest[:-1], lang) for lang in ("en", "nb")))


def variance_shares(ds: xr.Dataset, scenario: str, output: Output, *, groups_as_one: bool = False) -> InputShares:
    """Return the share of an output's variance that each factor carries, and the residual; together they are 1.

    Parameters
    ----------
    ds, scenario, output
        A result, one of its scenarios, and an output of it.
    groups_as_one
        Give what is correlated one share (`grouped`), without a direction.

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
        raise NoShares(_("the result holds nothing that {output} could depend on", output=output.name))
    columns = np.hstack([factor.columns[counts] for factor in known])
    y = output.values[counts]
    shares = regression_shares(columns, owners, y)
    rows = [
        InputShare(
            name=factor.name,
            title=factor.title,
            share=symmetric(shares.share[k], shares.half[k], output.draws),
            kind=factor.kind,
            direction=0 if factor.members else _direction(factor.level[counts], y),
            members=factor.members,
        )
        for k, factor in enumerate(known)
    ]
    return InputShares(
        rows=tuple(sorted(rows, key=lambda row: -row.share.value)),
        residual=symmetric(shares.residual, shares.residual_half, output.draws),
        sd=float(np.sqrt(shares.variance)),
        draws=output.draws,
        condition=output.condition,
    )


def _direction(x: Array, y: Array) -> int:
    return int(np.sign(np.mean((x - x.mean()) * (y - y.mean()))))


def part_shares(ds: xr.Dataset, scenario: str, output: Output) -> dict[str, tuple[PartShare, ...]]:
    """Return the covariance share of each part of a total cost, by element, programme and payer; each sums to 1.

    Empty for an output that is no sum of parts (see `parts_of`).
    """
    found = {}
    for dim, (names, parts) in parts_of(ds, scenario, output).items():
        shares = additive_shares(parts)
        rows = [
            PartShare(name=name, title=title_of(ds, name), share=symmetric(shares.share[k], shares.half[k], len(parts)))
            for k, name in enumerate(names)
        ]
        found[dim] = tuple(sorted(rows, key=lambda row: -row.share.value))
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
    resolved = stated(ds, scenario)
    owner = {element["id"]: element.get("programme") for element in resolved.get("costs") or ()}
    # What a stop costs is an element that the file states under the gate.
    owner["termination"] = ((resolved.get("gate") or {}).get("stop") or {}).get("programme")
    owner |= {line: line for line in PROJECT_WIDE}
    return [i for i, name in enumerate(names) if owner.get(name) == programme]
