"""The assumptions ledger: every number of a scenario, where it comes from, and its share of the total's variance.

An estimate is one line, as it is written in the file; any other number or date is a line each. What equals its default
is left out (``aksonsim show --defaults`` lists it).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.sensitivity import variance_shares
from aksonsim.analysis.shares import NoShares
from aksonsim.doors import door
from aksonsim.files.dump import flow
from aksonsim.language.text import Words, _
from aksonsim.model.base import Frozen, Origin, Stated, citations_of
from aksonsim.model.estimate import Constant, Form
from aksonsim.model.likelihood import Range
from aksonsim.model.scenario import Scenario
from aksonsim.model.schedule import Activity, Link
from aksonsim.results.plain import Plain, frozen, plain, shaped
from aksonsim.results.quantity import output
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic, symmetric
from aksonsim.studies.question import must_hold

if TYPE_CHECKING:
    import xarray as xr

LEFT_OUT = frozenset(
    {"schema_", "title", "title_nb", "source", "basis", "note", "sources", "defaults", "scenarios", "claims"}
)
"""Fields that are no assumption of the model: words, origins, other scenarios, and what others have published."""

_HOME = {
    "uptake.confidence_sd": r"uptake\.confidence",
    "uptake.county_confidence_sd": r"uptake\.county\[.*\]",
    "uptake.basis_ready.pioneers.delay": r"uptake\.basis_ready\.pioneers",
    "uptake.basis_ready.others.delay": r"uptake\.basis_ready\.others",
    "uptake.withdrawal.spread": r"uptake\.withdrawal",
    "gate.extensions.probability": r"gate\.extension\[\d+\]",
    "gate.stop.termination": r"gate\.termination",
    "rollout.capacity_factor": r"rollout\.capacity",
    "rollout.gps.final": r"rollout\.gps",
}
"""Path of a number -> pattern of the inputs that are drawn from it, where their names differ."""
_ITEM = re.compile(r"(costs|exchange|indices|drivers|activities|events|benefits)(?:\.items)?(\[.*?\])\.(?:\w+)")
_TIMED = ("duration", "lag")
"""Numbers with a unit of time, which is said after them where it is stated."""
_DRAWN = {
    "costs": ("estimate",),
    "exchange": ("rate",),
    "indices": ("growth",),
    "drivers": ("multiplier", "addition"),
    "activities": ("duration",),
    "events": ("probability", "frequency"),
    "benefits": ("multiplier",),
}
"""Section -> the keys, one of which an item has, that its input (for events: the event as a whole) is told at."""


@frozen
class Entry:
    """One number. ``source`` names entries of the file's ``sources``; ``basis`` is empty where the file says none.

    Source, basis and note are the entry's own, or those of what it stands in. ``share`` is that of the variance of the
    total (given that the gate is passed where there is one) of the input drawn from it; None for what is not drawn,
    and for what is listed elsewhere: an event's share stands at its probability or frequency.
    """

    path: str = shaped(label=True)
    value: str
    share: Statistic | None = None
    basis: str
    source: str
    note: str
    of_section: tuple[str, ...] = ()
    """Which of source and basis are those of the section (``defaults``)."""

    def to_json(self) -> dict[str, Plain]:
        """Return it as a row of numbers and texts: ``half`` is half the 95 % interval of the share."""
        share, half = (None, None) if self.share is None else (self.share.value, self.share.half)
        row = {"path": self.path, "value": self.value, "share": plain(share), "half": plain(half)}
        row |= {"basis": self.basis, "source": self.source, "note": self.note}
        return row | ({"of_section": list(self.of_section)} if self.of_section else {})


@frozen
class Ledger(Result):
    """The entries in file order; ``residual`` is the share of variance that no input has by itself.

    That is interactions, nonlinear effects and the municipalities' own choices; shares and residual sum to 1. Without
    shares it is None, and ``why`` says why there are none. ``origin`` says how the draws were made, empty without any.
    """

    stated: Scenario = shaped(hidden=True)
    origin: Mapping[str, str] = shaped(hidden=True)
    draws: int = 0
    condition: str = ""
    residual: Statistic | None = None
    why: Words = ""
    entries: tuple[Entry, ...]

    @property
    def by_basis(self) -> dict[str, Statistic]:
        """The share of variance by basis of the entry, the largest first; empty without a result."""
        found: dict[str, list[Statistic]] = {}
        for entry in self.entries:
            if entry.share is not None:
                found.setdefault(entry.basis, []).append(entry.share)
        shares = {basis: _sum(parts) for basis, parts in found.items()}
        return dict(sorted(shares.items(), key=lambda item: -item[1].value))

    def to_json(self) -> dict[str, Plain]:
        """Return what ``--json`` prints; shares of bases and the residual as numbers."""
        return {
            "scenario": self.stated.name,
            "draws": self.draws,
            "condition": self.condition,
            "residual": plain(self.residual and self.residual.value),
            "why": plain(self.why),
            "by_basis": {basis: plain(share.value) for basis, share in self.by_basis.items()},
            "entries": plain(self.entries),
        }


@door
def ledger(scenario: Scenario, result: xr.Dataset | None = None) -> Ledger:
    """List every number of a scenario.

    Parameters
    ----------
    scenario : Scenario
        As resolved.
    result : xarray.Dataset, optional
        One that holds the scenario, with inputs kept. Without it there are no shares of variance.

    Returns
    -------
    Ledger

    Raises
    ------
    ResultError
        If the result was run with another scenario, does not hold its total, or fewer than two draws count.

    Notes
    -----
    A share is that of a linear regression on all inputs (`aksonsim.analysis.shares`): shares of correlated inputs
    divide what they have in common, and one may be negative.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> found = aksonsim.ledger(bridge, aksonsim.simulate(bridge, draws=1000, keep="inputs"))
    >>> [(one.path, round(one.share.value, 2)) for one in found.entries if one.share]
    [('costs[a].estimate', 0.2), ('costs[b].estimate', 0.8)]
    """
    entries = tuple(_entries(scenario, "", Entry(path="", value="", basis="", source="", note="")))
    if result is None:
        return Ledger(stated=scenario, origin={}, entries=entries, why=_("nothing was simulated"))
    must_hold(result, scenario)
    if "cost_total" not in result:
        return Ledger(stated=scenario, origin={}, entries=entries, why=_("the file has no costs"))
    origin = {key: str(result.attrs[key]) for key in ("seed", "draws", "method", "digest")}
    try:
        found = variance_shares(result, scenario.name, output(result, scenario.name, "cost_total"))
    except NoShares as reason:  # too few draws for so many inputs, or a total that does not vary
        return Ledger(stated=scenario, origin=origin, entries=entries, why=reason.why)
    rows = {row.name: row for row in found.rows}
    placed = []
    for entry in entries:
        drawn = [rows.pop(name) for name in list(rows) if _drawn_from(entry, name)]
        placed.append(replace(entry, share=_sum([row.share for row in drawn])) if drawn else entry)
    # An input whose number equals its default has no line; its share is not lost.
    left = _sum([row.share for row in rows.values()])
    residual = symmetric(found.residual.value + left.value, math.hypot(found.residual.half, left.half))
    return Ledger(
        stated=scenario,
        origin=origin,
        entries=tuple(placed),
        residual=residual,
        condition=found.condition,
        draws=found.draws,
    )


_FACTOR = re.compile(r"(costs\[.*\])\.estimate\.(quantity|price)")


def _sum(shares: Sequence[Statistic]) -> Statistic:
    """Return the sum of some shares; their errors add in squares."""
    return symmetric(sum(share.value for share in shares), math.hypot(*(share.half for share in shares)))


def _drawn_from(entry: Entry, name: str) -> bool:
    """Whether an input (or event) of the model is drawn from the number at a path."""
    path = entry.path
    if (factor := _FACTOR.fullmatch(path)) is not None:  # the uncertain one of two is the line itself
        return name == f"{factor[1]}.{factor[2]}" or (name == factor[1] and entry.value.startswith("{"))
    if path in _HOME:
        return re.fullmatch(_HOME[path], name) is not None
    item = _ITEM.fullmatch(path)
    if item is None or item[1] + item[2] != name:
        return False
    return path.endswith(tuple(f"].{key}" for key in _DRAWN[item[1]]))


def _entries(value: Any, path: str, above: Entry) -> Iterator[Entry]:
    """Yield an entry for each number in a value; ``above`` holds the origin of what it stands in."""
    if isinstance(value, Form | Constant | Range):
        stated = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        yield replace(above, path=path, value=_short(stated))
    elif isinstance(value, Frozen):
        within = _origin(value, above) if isinstance(value, Stated) else above
        unit = value.unit if isinstance(value, Activity | Link) else None
        for name, field in type(value).model_fields.items():
            # a lag without a unit has that of its activity
            inner = value.links if isinstance(value, Activity) and name == "after" else getattr(value, name)
            if name not in LEFT_OUT and inner != field.default:
                here = _of_section(value.defaults.of(name), within) if isinstance(value, Scenario) else within
                for entry in _entries(inner, f"{path}.{field.alias or name}" if path else name, here):
                    yield replace(entry, value=f"{entry.value} {unit}") if name in _TIMED and unit else entry
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _entries(inner, f"{path}[{key}]", above)
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            label = getattr(inner, "id", None) or getattr(inner, "code", None) or i
            yield from _entries(inner, f"{path}[{label}]", above)
    elif isinstance(value, int | float | dt.date) and not isinstance(value, bool):
        yield replace(above, path=path, value=value.isoformat() if isinstance(value, dt.date) else flow(value))


def _origin(value: Stated, above: Entry) -> Entry:
    """Return source, basis and note of a value, each taken from what it stands in where it has none.

    The note of the scenario itself is about the whole, so it is nobody's.
    """
    return replace(
        above,
        source=", ".join(value.citations) or above.source,
        basis=value.basis or above.basis,
        note=value.note or above.note if not isinstance(value, Scenario) else "",
        of_section=tuple(key for key in above.of_section if not getattr(value, key)),
    )


def _of_section(default: Origin, above: Entry) -> Entry:
    """Return source and basis of the items of a section, each taken from the scenario where the section has none."""
    return replace(
        above,
        source=", ".join(citations_of(default.source)) or above.source,
        basis=default.basis or above.basis,
        of_section=tuple(key for key in ("source", "basis") if getattr(default, key)),
    )


def _short(stated: Any) -> str:
    """Return an estimate as it is written; of observations only how many there are."""
    if isinstance(stated, dict) and "observations" in stated:
        stated = stated | {"observations": f"{len(stated['observations'])} values"}
    return flow(stated)
