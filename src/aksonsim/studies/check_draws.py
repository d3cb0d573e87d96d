"""What a reviewer looks for in a run: what the variance rests on, and what another reading of the register gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.shares import Shares, regression_shares
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Listed, Text, _, ngettext
from aksonsim.model.base import Basis, Origin, Stated
from aksonsim.model.estimate import MinModeMax, PercentilesAndMode
from aksonsim.model.reserved import PROJECT_WIDE
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, passed, values
from aksonsim.results.means import sd_of
from aksonsim.results.statistic import Statistic, quantile
from aksonsim.studies.check_inputs import KS2_SD, SD, SPAN, Finding, Severity, listed, suspects
from aksonsim.studies.check_together import together

Array = npt.NDArray[np.float64]
Simulate = Callable[[Scenario], xr.Dataset]

MINOR = 0.05
"""Below this share of the variance of the total events hardly matter."""
RESTS = 0.5
"""Above this share of the variance, what is merely assumed, or says nothing of its basis, drives the percentiles."""

_INPUT = re.compile(
    r"(costs|drivers|events|activities|benefits)\[(.+?)\](?:\.(?:occurs|cost|multiplier|uptake|mitigation|delay).*)?$"
)


def check_draws(scenario: Scenario, ds: xr.Dataset, simulate: Simulate) -> list[Finding]:
    """Return what the checks find in a run of a scenario with its inputs kept.

    Parameters
    ----------
    scenario
        The scenario.
    ds
        A result that holds it, run with ``keep="inputs"``.
    simulate
        Runs a changed scenario on the same draws.
    """
    found = [*narrow_outcomes(scenario, ds), *other_reading(scenario, ds, simulate), *together(scenario, ds)]
    parts = variance_parts(scenario, ds)
    if parts is None:
        return found
    return [*found, *minor_events(scenario, *parts), *assumed(scenario, *parts)]


def narrow_outcomes(scenario: Scenario, ds: xr.Dataset) -> list[Finding]:
    """Programmes whose standard deviation, all things drawn, is below that of finished KS2 projects."""
    cost = values(ds, "cost_programme", scenario.name)
    if cost is None:
        return []
    mask = passed(ds, scenario.name)
    kept = cost if mask is None else cost[mask]
    if kept.shape[0] < 2:
        return []
    spread = [(name, sd_of(x), float(np.median(x))) for name, x in zip(labels(ds, "programme"), kept.T, strict=True)]
    shares = [(name, sd / p50) for name, sd, p50 in spread if p50 > 0 and name not in PROJECT_WIDE]
    narrow = [f"{name} {100 * share:.0f} %" for name, share in shares if 0 < share < KS2_SD]
    if not narrow:
        return []
    sentence = _(
        "the simulated cost has a standard deviation below {sd} % of its P50, what KS2 projects had about their "
        "steering frame (n = 78, Concept report 51): {names}",
        sd=SD,
        names=listed(narrow),
    )
    return [Finding(_("narrow outcome"), "warning", "programmes", sentence)]


def other_reading(scenario: Scenario, ds: xr.Dataset, simulate: Simulate) -> list[Finding]:
    """Minima and maxima that look like P10 and P90, and the P85 of the total if that is what they are."""
    names = suspects(scenario.costs)
    if not names:
        return []
    p85, other = (_p85(of, scenario.name) for of in (ds, simulate(read_as_percentiles(scenario, names))))
    sentence = ngettext(
        "minimum and maximum of {count} element lie less than {span} % of the mode apart, like a P10 and a P90: "
        "{names}; read so, the P85 of the total is {other} instead of {p85} {currency}",
        "minimum and maximum of {count} elements lie less than {span} % of the mode apart, like a P10 and a P90: "
        "{names}; read so, the P85 of the total is {other} instead of {p85} {currency}",
        len(names),
        span=SPAN,
        names=listed(names),
        other=other,
        p85=p85,
        currency=scenario.currency,
    )
    return [Finding(_("minimum and maximum like P10 and P90"), "warning", "costs", sentence)]


def read_as_percentiles(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return a scenario in which minimum and maximum of some elements are their P10 and P90."""
    chosen = set(names)

    def changed(estimate: MinModeMax) -> PercentilesAndMode:
        points = ((0.1, estimate.min), (0.9, estimate.max))
        return PercentilesAndMode(points=points, mode=estimate.mode, shape=estimate.shape)

    costs = tuple(
        element.model_copy(update={"estimate": changed(element.estimate)})
        if element.id in chosen and isinstance(element.estimate, MinModeMax)
        else element
        for element in scenario.costs
    )
    return scenario.model_copy(update={"costs": costs})


def _p85(ds: xr.Dataset, scenario: str) -> Statistic:
    return quantile(_total(ds, scenario), 0.85)


def _total(ds: xr.Dataset, scenario: str) -> Array:
    """Return the total's draws that pass the gate."""
    total = values(ds, "cost_total", scenario)
    assert total is not None
    mask = passed(ds, scenario)
    return np.asarray(total if mask is None else total[mask], dtype=np.float64)


def variance_parts(scenario: Scenario, ds: xr.Dataset) -> tuple[list[str], Shares] | None:
    """Return the inputs and their shares of the variance of the total; None where too few draws or nothing varies.

    An event counts as what it did: its cost, delay or multiplier where it occurred, and whether it did.
    """
    inputs = values(ds, "input", scenario.name)
    if inputs is None or "cost_total" not in ds:
        return None
    mask = passed(ds, scenario.name)
    rows = slice(None) if mask is None else mask
    names = labels(ds, "input_name")
    occurred = values(ds, "event_occurred", scenario.name)
    place = {name: i for i, name in enumerate(labels(ds, "event"))} if occurred is not None else {}
    columns: list[Array] = []
    kept: list[str] = []
    for i, name in enumerate(names):
        column = np.asarray(inputs[rows, i], dtype=np.float64)
        match = _INPUT.match(name)
        if match is not None and match[1] == "benefits":
            continue  # no part of any cost
        if match is not None and match[1] == "events" and occurred is not None and match[2] in place:
            happened = np.asarray(occurred[rows, place[match[2]]] == 1, dtype=np.float64)
            column = happened if name.endswith(".occurs") else happened * column
        if not np.isnan(column).any() and column.size and np.ptp(column) > 0:
            columns.append(column)
            kept.append(name)
    total = _total(ds, scenario.name)
    if not columns or total.size < 2 * len(columns) + 100 or np.ptp(total) == 0:
        return None
    return kept, regression_shares(np.column_stack(columns), range(len(columns)), total)


def _sum(shares: Shares, chosen: list[int]) -> Statistic:
    """Return the sum of some shares, in per cent; errors of regression shares are taken as independent."""
    share = float(shares.share[chosen].sum())
    half = float(np.sqrt(np.square(shares.half[chosen]).sum()))
    return Statistic(share, (share - half, share + half)).scaled(100.0)


def minor_events(scenario: Scenario, names: list[str], shares: Shares) -> list[Finding]:
    """Say that a register of events has next to none of the variance."""
    drawn = [event.id for event in scenario.events if event.represented_by is None]
    share = _sum(shares, [i for i, name in enumerate(names) if name.startswith("events[")])
    if not drawn or share.value >= 100 * MINOR:
        return []
    sentence = ngettext(
        "{share} % of the variance of the total cost comes from the {count} event that is drawn; the percentiles would "
        "be nearly the same without the register of events",
        "{share} % of the variance of the total cost comes from the {count} events that are drawn; the percentiles "
        "would be nearly the same without the register of events",
        len(drawn),
        share=share,
    )
    return [Finding(_("events hardly matter"), "warning", "events", sentence)]


BASES = {
    "documented": _("documented"),
    "derived": _("derived"),
    "elicited": _("elicited"),
    "assumed": _("assumed"),
    "": _("not stated"),
}
"""What readers call the basis of a number."""


def assumed(scenario: Scenario, names: list[str], shares: Shares) -> list[Finding]:
    """Say how much of the variance rests on entries whose numbers are merely assumed."""
    by_basis: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        by_basis[basis_of(scenario, name) or ""].append(i)
    share = _sum(shares, by_basis.get("assumed", []))
    rest = {BASES[basis]: float(shares.share[chosen].sum()) for basis, chosen in by_basis.items() if basis != "assumed"}
    unstated = rest.get(BASES[""], 0.0)
    rest[_("interactions, nonlinear effects and what no input holds")] = shares.residual
    others = tuple(
        Listed((Digits(f"{100 * value:z.0f}"), "%", what), " ") for what, value in rest.items() if abs(value) >= 0.005
    )
    sentence: Text = _(
        "{share} % of the variance of the total cost rests on entries that are merely assumed (the rest: {others})",
        share=share,
        others=Listed(others),
    )
    bare = sum(not _has_origin(scenario, name) for name in names)
    severity: Severity = "warning" if share.value / 100 + unstated > RESTS else "note"
    if bare:
        lacking = _("no source for {count} of {all} numbers", count=bare, all=len(names))
        sentence = _("{first}; {second}", first=lacking, second=sentence) if by_basis.get("assumed") else lacking
        if bare == len(names):  # a first file: nothing is claimed, so there is nothing to warn of
            severity = "note"
    return [Finding(_("rests on assumptions"), severity, "", sentence)]


def basis_of(scenario: Scenario, name: str) -> Basis | None:
    """Return the basis of the entry that an input comes from; None where the file does not say."""
    entry = entry_of(scenario, name)
    return (entry.basis if entry is not None else None) or _of_section(scenario, name).basis


def _has_origin(scenario: Scenario, name: str) -> bool:
    """Whether the file says a source or basis of the entry that an input comes from, or of its section."""
    entry = entry_of(scenario, name)
    return bool((entry and entry.source) or _of_section(scenario, name).source or basis_of(scenario, name))


def _of_section(scenario: Scenario, name: str) -> Origin:
    """Return source and basis of the section that an input comes from."""
    match = _INPUT.match(name)
    return scenario.defaults.of(match[1]) if match is not None else Origin()


def entry_of(scenario: Scenario, name: str) -> Stated | None:
    """Return the entry that an input comes from."""
    match = _INPUT.match(name)
    if match is not None:
        section = getattr(scenario, match[1])
        items: Iterable[Stated] = section.items if match[1] == "benefits" else section
        return next((item for item in items if getattr(item, "id", None) == match[2]), None)
    gate, uptake, rollout = scenario.gate, scenario.uptake, scenario.rollout
    homes: dict[str, Stated | None] = {
        "uptake.basis_ready.others": uptake and uptake.basis_ready.others,
        "uptake.basis_ready.pioneers": uptake and uptake.basis_ready.pioneers,
        "uptake.withdrawal": uptake and uptake.withdrawal,
        "gate.termination": gate and gate.stop,
        "rollout.gps": rollout and rollout.gps,
    }
    if name.startswith("gate.extension"):
        home: Stated | None = gate and gate.extensions
    else:
        home = homes.get(name) or getattr(scenario, name.partition(".")[0], None)
    return home if isinstance(home, Stated) else None
