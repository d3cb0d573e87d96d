"""The uptake model against what happened, with the hazards of the reference case and nothing fitted to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from aksonsim.analysis.backtest import against, against_bound, at_month, fan, told
from aksonsim.api import simulate
from aksonsim.engine.calendar import month_of
from aksonsim.engine.variables import Keep
from aksonsim.files.load import load_all
from aksonsim.files.reference import shipped
from aksonsim.model.observed import SigningRound, Standing
from aksonsim.model.scenario import Scenario
from aksonsim.results import access as stated
from aksonsim.results.percentiles import probability_interval

Json = dict[str, Any]
Simulate = Callable[[Scenario, Keep, int], xr.Dataset]

COUNTY_DRAWS = 20_000
"""Draws in which each municipality is looked at; their number is memory."""


def simulator(seed: int, threads: int | None, progress: Callable[[int], None] | None) -> Simulate:
    """Return a function that simulates a scenario with one seed."""

    def run(scenario: Scenario, keep: Keep, draws: int) -> xr.Dataset:
        return simulate(scenario, draws=draws, seed=seed, keep=keep, threads=threads, progress=progress)

    return run


def scenarios(name: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a backtest's shipped file, the base first."""
    with shipped("backtest", f"{name}.yaml") as path:
        return load_all(path)


def helseplattformen(standings: tuple[Standing, ...], run: Simulate, draws: int) -> Json:
    """Put the dates of Helseplattformen to the uptake model, under each reading of its statuses.

    Returns
    -------
    dict
        By scenario: ``title``; ``tests``, one a figure that was observed and not given, with ``date``, ``basis`` and
        what `analysis.backtest.against` or `against_bound` say; ``inside`` of how many tests lie from P10 to P90;
        ``rounds`` (dates) and ``fan`` by basis.
    """
    return {
        scenario.name: _standings(scenario, standings, run(scenario, "standard", draws))
        for scenario in scenarios("helseplattformen")
    }


def _standings(scenario: Scenario, standings: tuple[Standing, ...], ds: xr.Dataset) -> Json:
    share = stated.values(ds, "commitment_share", scenario.name)
    months = stated.values(ds, "quarter_month", scenario.name)
    assert share is not None
    assert months is not None
    assert scenario.uptake is not None
    bases = stated.labels(ds, "basis")
    tests: list[Json] = []
    for standing in standings:
        if standing.given and standing.date < scenario.uptake.basis_ready.others.date:
            continue
        month = month_of(standing.date + dt.timedelta(days=1), scenario.start)  # a day counts with its votes
        by_basis = {basis: at_month(share[:, i], months, month) for i, basis in enumerate(bases)}
        head = {"date": standing.date.isoformat(), "source": standing.source, "certainty": standing.certainty}
        if standing.more_than is not None:
            bound = against_bound(by_basis["municipalities"], standing.more_than)
            tests.append(head | {"basis": "municipalities"} | bound)
        if standing.municipalities is not None:
            seen = against(by_basis["municipalities"], standing.municipalities.share)
            tests.append(head | {"basis": "municipalities"} | seen)
        if standing.inhabitants is not None:
            tests.append(head | {"basis": "inhabitants"} | against(by_basis["inhabitants"], standing.inhabitants))
    return {
        "title": stated.title(ds, "scenario", scenario.name),
        "tests": tests,
        "inside": [sum(test["inside"] for test in tests), len(tests)],
        "rounds": stated.labels(ds, "quarter"),
        "fan": {basis: fan(share[:, i]) for i, basis in enumerate(bases)},
    }


def signing_round(seen: SigningRound, run: Simulate, draws: int) -> Json:
    """Put the declarations of intent of July 2020 to one round of the uptake model, statuses off.

    Returns
    -------
    dict
        By scenario: ``title``; ``municipalities`` and ``inhabitants`` (`analysis.backtest.against`); ``skew``: share of
        inhabitants less share of municipalities, the same way; ``county``: chance that all of the county signs;
        ``hazard`` of the model and ``hazard_needed``, at which the expected share would be the observed one if nothing
        but chance varied; ``histogram`` (edges, share of draws) by basis.
    """
    return {scenario.name: _round(scenario, seen, run, draws) for scenario in scenarios("signing_round")}


def _round(scenario: Scenario, seen: SigningRound, run: Simulate, draws: int) -> Json:
    assert scenario.uptake is not None
    ds = run(scenario, "standard", draws)
    share = stated.values(ds, "commitment_share", scenario.name)
    assert share is not None
    bases = stated.labels(ds, "basis")
    by_basis = {basis: share[:, i, -1].astype(np.float64) for i, basis in enumerate(bases)}
    observed = {"municipalities": seen.municipalities.share, "inhabitants": seen.inhabitants}
    edges = np.linspace(0.0, 1.0, 41)
    skew = by_basis["inhabitants"] - by_basis["municipalities"]
    return {
        "title": stated.title(ds, "scenario", scenario.name),
        **{basis: against(values, observed[basis]) for basis, values in by_basis.items()},
        "skew": against(skew, observed["inhabitants"] - observed["municipalities"]),
        "county": _county(scenario, seen, run, draws),
        "hazard": scenario.uptake.scale * scenario.uptake.hazard.unsigned,
        "hazard_needed": float(-np.log1p(-observed["municipalities"])),
        "edges": edges.tolist(),
        "histogram": {b: (np.histogram(v, edges)[0] / v.size).tolist() for b, v in by_basis.items()},
    }


def _county(scenario: Scenario, seen: SigningRound, run: Simulate, draws: int) -> Json:
    """Return the chance that every municipality of the county signs."""
    n = min(draws, COUNTY_DRAWS)
    ds = run(scenario, "full", n)
    here = np.array(stated.labels(ds, "county")) == seen.county
    month = stated.values(ds, "municipality_commit_month", scenario.name)
    assert month is not None
    signed = np.isfinite(month[:, here]).sum(axis=1)
    every = int(np.count_nonzero(signed == seen.county_municipalities.of))
    return {
        "name": seen.county,
        "of": seen.county_municipalities.of,
        "draws": n,
        "chance": every / n,
        "chance_ci": probability_interval(every, n),
        **told(signed.astype(np.float64)),
    }
