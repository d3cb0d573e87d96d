"""The uptake model against what happened, with the hazards of the reference case and nothing fitted to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from aksonsim.analysis.backtest import Bounded, Placed, against, against_bound, at_month, band, fan
from aksonsim.api import simulate
from aksonsim.engine.calendar import month_of
from aksonsim.engine.variables import Keep
from aksonsim.files.load import load_all
from aksonsim.files.reference import shipped
from aksonsim.language.text import Title
from aksonsim.model.observed import SigningRound, Standing
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, title, values
from aksonsim.results.measure import Measure
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, probability

Simulate = Callable[[Scenario, Keep, int], xr.Dataset]

COUNTY_DRAWS = 20_000
"""Draws in which each municipality is looked at; their number is memory."""


@frozen
class UptakeTest:
    """The model beside a figure that was observed at a date and not given to it."""

    date: dt.date = shaped(label=True)
    source: str
    certainty: str
    basis: str = shaped(label=True)
    found: Placed | Bounded = shaped(spread=True)


@frozen
class UptakeReading:
    """The dates of Helseplattformen under one reading of its statuses.

    ``inside`` of how many tests lie from P10 to P90; ``fan``: quantiles by basis at each of the ``rounds`` (dates).
    """

    name: str = shaped(hidden=True, label="reading")
    title: Title
    tests: tuple[UptakeTest, ...]
    inside: tuple[int, int]
    rounds: tuple[str, ...]
    fan: Mapping[str, Mapping[Measure, tuple[float, ...]]]


@frozen
class County:
    """How many of a county's municipalities sign, and the chance that every one does."""

    name: str
    of: int
    draws: int
    chance: Statistic
    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)


@frozen
class UptakeRound:
    """The declarations of intent of July 2020 beside one round of the uptake model, statuses off.

    ``skew``: share of inhabitants less share of municipalities; ``hazard`` of the model and ``hazard_needed``, at which
    the expected share would be the observed one if nothing but chance varied; ``histogram`` (``edges``, share of draws)
    by basis.
    """

    name: str = shaped(hidden=True, label="reading")
    title: Title
    municipalities: Placed
    inhabitants: Placed
    skew: Placed
    county: County
    hazard: float
    hazard_needed: float
    edges: tuple[float, ...]
    histogram: Mapping[str, tuple[float, ...]]


def simulator(seed: int, threads: int | None, progress: Callable[[int], None] | None) -> Simulate:
    """Return a function that simulates a scenario with one seed."""

    def run(scenario: Scenario, keep: Keep, draws: int) -> xr.Dataset:
        return simulate(scenario, draws=draws, seed=seed, keep=keep, threads=threads, progress=progress)

    return run


def scenarios(name: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a backtest's shipped file, the base first."""
    with shipped("backtest", f"{name}.yaml") as path:
        return load_all(path)


def helseplattformen(standings: tuple[Standing, ...], run: Simulate, draws: int) -> dict[str, UptakeReading]:
    """Compare the dates of Helseplattformen with the uptake model, under each reading of its statuses."""
    return {
        scenario.name: _standings(scenario, standings, run(scenario, "standard", draws))
        for scenario in scenarios("helseplattformen")
    }


def _standings(scenario: Scenario, standings: tuple[Standing, ...], ds: xr.Dataset) -> UptakeReading:
    share = values(ds, "commitment_share", scenario.name)
    months = values(ds, "quarter_month", scenario.name)
    assert share is not None
    assert months is not None
    assert scenario.uptake is not None
    bases = labels(ds, "basis")
    tests: list[UptakeTest] = []
    for standing in standings:
        if standing.given and standing.date < scenario.uptake.basis_ready.others.date:
            continue
        month = month_of(standing.date + dt.timedelta(days=1), scenario.start)  # a day counts with its votes
        by_basis = {basis: at_month(share[:, i], months, month) for i, basis in enumerate(bases)}

        def test(basis: str, found: Placed | Bounded, seen: Standing = standing) -> UptakeTest:
            return UptakeTest(date=seen.date, source=seen.source, certainty=seen.certainty, basis=basis, found=found)

        decided = by_basis["municipalities"]
        if standing.more_than is not None:
            tests.append(test("municipalities", against_bound(decided, standing.more_than)))
        if standing.municipalities is not None:
            tests.append(test("municipalities", against(decided, standing.municipalities.share)))
        if standing.inhabitants is not None:
            tests.append(test("inhabitants", against(by_basis["inhabitants"], standing.inhabitants)))
    return UptakeReading(
        name=scenario.name,
        title=_title(ds, scenario),
        tests=tuple(tests),
        inside=(sum(test.found.inside for test in tests), len(tests)),
        rounds=tuple(labels(ds, "quarter")),
        fan={basis: fan(share[:, i]) for i, basis in enumerate(bases)},
    )


def _title(ds: xr.Dataset, scenario: Scenario) -> Title:
    return Title(title(ds, "scenario", scenario.name), title(ds, "scenario", scenario.name, "nb"))


def signing_round(seen: SigningRound, run: Simulate, draws: int) -> dict[str, UptakeRound]:
    """Compare the declarations of intent of July 2020 with one round of the uptake model, statuses off."""
    return {scenario.name: _round(scenario, seen, run, draws) for scenario in scenarios("signing_round")}


def _round(scenario: Scenario, seen: SigningRound, run: Simulate, draws: int) -> UptakeRound:
    assert scenario.uptake is not None
    ds = run(scenario, "standard", draws)
    share = values(ds, "commitment_share", scenario.name)
    assert share is not None
    by_basis = {basis: share[:, i, -1].astype(np.float64) for i, basis in enumerate(labels(ds, "basis"))}
    municipalities, inhabitants = by_basis["municipalities"], by_basis["inhabitants"]
    signed = seen.municipalities.share
    edges = np.linspace(0.0, 1.0, 41)
    return UptakeRound(
        name=scenario.name,
        title=_title(ds, scenario),
        municipalities=against(municipalities, signed),
        inhabitants=against(inhabitants, seen.inhabitants),
        skew=against(inhabitants - municipalities, seen.inhabitants - signed),
        county=_county(scenario, seen, run, draws),
        hazard=scenario.uptake.scale * scenario.uptake.hazard.unsigned,
        hazard_needed=float(-np.log1p(-signed)),
        edges=tuple(edges.tolist()),
        histogram={b: tuple((np.histogram(v, edges)[0] / v.size).tolist()) for b, v in by_basis.items()},
    )


def _county(scenario: Scenario, seen: SigningRound, run: Simulate, draws: int) -> County:
    """Return the chance that every municipality of the county signs."""
    n = min(draws, COUNTY_DRAWS)
    ds = run(scenario, "full", n)
    here = np.array(labels(ds, "county")) == seen.county
    month = values(ds, "municipality_commit_month", scenario.name)
    assert month is not None
    signed = np.isfinite(month[:, here]).sum(axis=1)
    every = int(np.count_nonzero(signed == seen.county_municipalities.of))
    return County(
        name=seen.county,
        of=seen.county_municipalities.of,
        draws=n,
        chance=probability(every, n),
        percentiles=band(signed.astype(np.float64)),
    )
