"""The summary of a run: cost, payers, gate and adoption, over all draws and given that the gate is passed.

Intervals are 95 % and suppose independent draws (method ``mc``). Latin hypercube and Sobol designs err less, so for
them the intervals are upper guides.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr

from aksonsim import money
from aksonsim.analysis import fans
from aksonsim.analysis.describe import (
    Adoption,
    Amounts,
    GroupCost,
    Milestone,
    StatePart,
    adoption_fans,
    costs,
    groups,
    milestones,
    payers,
    price,
    state_part,
)
from aksonsim.analysis.economics import NetPresentValue, npv
from aksonsim.analysis.gate import OUTCOMES, GateOutcomes, LateGate, conditions, gate_summary, late_gate
from aksonsim.analysis.status import Status, status
from aksonsim.doors import door
from aksonsim.language.text import Text, Title, _
from aksonsim.results.access import dated, names, require_result, scenario_of, stated, title, varies
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.result import Result
from aksonsim.results.rows import Rows
from aksonsim.results.statistic import Statistic

STATISTICS = ("base_cost", "base", "mean", "sd", "sd_share", "p10", "p50", "p80", "p85", "prob_base")
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


@frozen
class Block:
    """One scenario under one condition; what was not simulated is empty.

    Amounts as in the Dataset, shares and probabilities as fractions, times in months after start. Milestones only
    given that the gate is passed, or without a gate. ``nominal``: the total at the prices of the years that it is paid
    in.
    """

    condition: Condition = shaped(hidden=True, label=True)
    draws: int
    costs: Mapping[str, Amounts] = shaped(sparse=True)
    nominal: Amounts | None = shaped(sparse=True)
    payers: Mapping[str, Amounts] = shaped(sparse=True)
    groups: Mapping[str, GroupCost] = shaped(sparse=True)
    state: StatePart | None = shaped(sparse=True)
    adoption: Adoption = shaped(sparse=True)
    milestones: Mapping[str, Milestone] = shaped(sparse=True)
    price_per_inhabitant: Amounts | None = shaped(sparse=True)
    tariff: Amounts | None = shaped(sparse=True)
    npv: NetPresentValue | None = shaped(sparse=True)


@frozen
class Stopped:
    """The draws that stop at the gate: the cost sunk in them by programme and in total, and who pays it."""

    draws: int
    sunk: Mapping[str, Amounts]
    payers: Mapping[str, Amounts]


@frozen
class ScenarioSummary:
    """One scenario over ``every`` draw, and where it has a gate over those that pass it; ``status`` at its date.

    ``changed``: what overlays and settings changed; ``inert``: what of that has no effect, and why.
    """

    scenario: str = shaped(hidden=True, label=True)
    title: Title = shaped(hidden=True)
    changed: tuple[str, ...] = shaped(sparse=True)
    inert: tuple[Text, ...] = shaped(sparse=True)
    status: Status | None = shaped(sparse=True)
    every: Block = shaped(spread=True)
    targets: tuple[fans.Target, ...] = shaped(sparse=True)
    gate: GateOutcomes | None = shaped(sparse=True)
    late_gate: LateGate | None = shaped(sparse=True)
    stopped: Stopped | None = shaped(sparse=True)
    given_passed: Block | None = shaped(sparse=True)

    @property
    def main(self) -> Block:
        """What is told of first: the draws that pass the gate, all where there is none."""
        return self.every if self.given_passed is None else self.given_passed


@frozen
class Summary(Result):
    """What a run says, by scenario, and what makes it repeatable.

    ``start`` is None where nothing has dates. ``base_supposes``: what base estimates suppose that the simulation does
    not.
    """

    title: str = shaped(sparse=True)
    aksonsim_version: str
    seed: str
    draws: int
    method: str = shaped(sparse=True)
    digest: str = shaped(sparse=True)
    start: dt.date | None = shaped(sparse=True)
    money: Mapping[str, Any] = shaped(spread=True)
    base_supposes: tuple[Text, ...]
    scenarios: Mapping[str, ScenarioSummary]

    def to_dataset(self) -> xr.Dataset:
        """Return the figures as labelled arrays.

        ``cost`` (scenario, condition, item, statistic) with ``cost_interval`` (..., bound); items are ``total``, the
        programmes and the payers. ``gate`` (scenario, outcome) with ``gate_interval``; ``adoption`` (scenario,
        condition, measure, year, quantile); ``draws`` (scenario, condition). Condition ``given_passed`` holds the
        draws that pass the gate. NaN where a scenario does not simulate it. Amounts in the currency, the rest shares.
        """
        found = list(self.scenarios.values())
        blocks = [[one.every, one.given_passed] for one in found]
        known = [block for pair in blocks for block in pair if block is not None]
        items = dict.fromkeys(name for block in known for name in (*block.costs, *block.payers) if name != "total")
        of = [[_amounts_of(block, ["total", *items]) for block in pair] for pair in blocks]
        coords: dict[str, Any] = {
            "scenario": list(self.scenarios),
            "condition": [str(condition) for condition in Condition],
            "item": ["total", *items],
            "statistic": list(STATISTICS),
            "bound": ["lower", "upper"],
        }
        lead, cell = ("scenario", "condition"), ("item", "statistic")
        variables: dict[str, Any] = {
            "draws": (lead, np.array([[block.draws if block else 0 for block in pair] for pair in blocks])),
            "cost": ((*lead, *cell), np.array(of)[..., 0], {"units": self.money["currency"]}),
            "cost_interval": ((*lead, *cell, "bound"), np.array(of)[..., 1:], {"level": 0.95}),
        }
        if any(one.gate for one in found):
            coords["outcome"] = list(OUTCOMES)
            gates = [[getattr(one.gate, outcome, None) for outcome in OUTCOMES] for one in found]
            chances = np.array([[_figure(chance) for chance in row] for row in gates])
            variables["gate"] = (("scenario", "outcome"), chances[..., 0])
            variables["gate_interval"] = (("scenario", "outcome", "bound"), chances[..., 1:], {"level": 0.95})
        measures = list(dict.fromkeys(measure for one in found for measure in one.every.adoption))
        if measures:
            years = list(next(one.every.adoption[m] for one in found for m in measures if m in one.every.adoption))
            coords |= {"measure": measures, "year": years, "quantile": list(QUANTILES.values())}
            shares = [[_shares(block, measures, years) for block in pair] for pair in blocks]
            variables["adoption"] = ((*lead, "measure", "year", "quantile"), shares)
        return xr.Dataset(variables, _coordinates(tuple((name, tuple(labels)) for name, labels in coords.items())))


@lru_cache(maxsize=8)  # for results alike: making the indexes takes longer than finding the figures
def _coordinates(labels: tuple[tuple[str, tuple[Any, ...]], ...]) -> xr.Coordinates:
    return xr.Dataset(coords={name: list(values) for name, values in labels}).coords


def _amounts_of(block: Block | None, items: list[str]) -> list[Any]:
    """Return value and bounds of each statistic of each item, NaN where there is none."""
    known = {**block.payers, **block.costs} if block else {}
    return [[_figure(getattr(known.get(item), name, None)) for name in STATISTICS] for item in items]


def _figure(found: Statistic | float | None) -> tuple[float, float, float]:
    """Return a figure and its interval; NaN where there is none, or no bound."""
    if not isinstance(found, Statistic):
        return math.nan if found is None else found, math.nan, math.nan
    low, high = (bound if math.isfinite(bound) else math.nan for bound in found.interval or (math.nan, math.nan))
    return found.value, low, high


def _shares(block: Block | None, measures: list[str], years: list[int]) -> list[Any]:
    adoption = block.adoption if block else {}
    rows = [[adoption.get(measure, {}).get(year) for year in years] for measure in measures]
    none = (math.nan,) * len(QUANTILES)
    return [[none if one is None else (one.p10, one.p50.value, one.p90) for one in row] for row in rows]


@door
def summarise(ds: xr.Dataset) -> Summary:
    """Summarise a run.

    Parameters
    ----------
    ds
        A result of `aksonsim.simulate`, or one read from a file.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    require_result(ds)
    return summary_of(ds, {name: conditions(ds, name) for name in names(ds)})


def summary_of(ds: xr.Dataset, given: Mapping[str, Mapping[str, Rows]]) -> Summary:
    """Return the summary of draws by scenario and condition (`conditions`); ``ds`` says what they are about."""
    attrs = ds.attrs
    return Summary(
        title=str(attrs.get("title", "")),
        aksonsim_version=str(attrs["aksonsim_version"]),
        seed=str(attrs["seed"]),
        draws=int(attrs.get("draws", ds.sizes["draw"])),
        method=str(attrs.get("method", "")),
        digest=str(attrs.get("digest", "")),
        start=dt.date.fromisoformat(attrs["start"]) if "start" in attrs and dated(ds) else None,
        money=money.attributes_of(attrs),
        base_supposes=supposes(ds),
        scenarios={name: _scenario(ds, name, given[name]) for name in names(ds)},
    )


def supposes(ds: xr.Dataset) -> tuple[Text, ...]:
    """Return what base estimates suppose that the simulation does not; nothing where there are none."""
    if "base_estimate" not in ds:
        return ()
    found = [(_("full participation"), any(varies(ds, name) for name in names(ds)))]
    found.append((_("no events"), any(stated(ds, name).get("events") for name in names(ds))))
    return tuple(what for what, there in found if there)


def _scenario(ds: xr.Dataset, name: str, given: Mapping[str, Rows]) -> ScenarioSummary:
    every, passed, stop = given[Condition.ALL], given.get(Condition.PASSED), given.get("stopped")
    adoption, adoption_passed = adoption_fans(ds, name, passed.mask if passed else None)
    told = stated(ds, name)
    changed = tuple(told.get("changed") or ())
    counts = passed is None or passed.draws > 0
    return ScenarioSummary(
        scenario=name,
        title=Title(title(ds, "scenario", name), title(ds, "scenario", name, "nb")),
        changed=changed,
        inert=tuple(_inert(told, changed)),
        status=status(scenario_of(ds, name)) if told.get("actuals") else None,
        every=_block(every, Condition.ALL, adoption),
        targets=fans.target_chances(ds, name, fans.given_passed(ds, name)) if counts else (),
        gate=gate_summary(given),
        late_gate=late_gate(given),
        stopped=_stopped(stop) if stop and stop.draws else None,
        given_passed=None if passed is None else _block(passed, Condition.PASSED, adoption_passed),
    )


def _inert(told: Mapping[str, Any], changed: tuple[str, ...]) -> list[Text]:
    """Return what was changed of measures that are not taken."""
    found = []
    for event in told.get("events") or ():
        name = event["id"]
        off = event.get("mitigation") and not event["mitigation"].get("active")
        if off and any(f"[{name}].mitigation" in change for change in changed):
            found.append(
                _(
                    "the measure of {event} stays inactive, so what is changed of it has no effect; set "
                    "events[{event}].mitigation.active to true",
                    event=name,
                )
            )
    return found


def _block(rows: Rows, condition: Condition, adoption: Adoption) -> Block:
    none = rows.draws == 0
    return Block(
        condition=condition,
        draws=rows.draws,
        costs={} if none else costs(rows),
        nominal=None if none else price(rows, "cost_nominal"),
        payers={} if none else payers(rows),
        groups={} if none else groups(rows),
        state=None if none else state_part(rows),
        adoption={} if none else adoption,
        milestones={} if none else milestones(rows),
        price_per_inhabitant=None if none else price(rows, "price_per_inhabitant"),
        tariff=None if none else price(rows, "tariff_per_inhabitant"),
        npv=None if none else npv(rows),
    )


def _stopped(rows: Rows) -> Stopped:
    """Describe the stopped draws; the base estimate means nothing for the cost sunk in them."""
    return Stopped(draws=rows.draws, sunk=costs(rows, based=False), payers=payers(rows, based=False))
