"""How the model fares against what happened: uptake, percentiles of finished projects, and the gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from aksonsim.analysis.backtest import coverage, scores, told
from aksonsim.analysis.gate import gate_summary
from aksonsim.api import DRAWS
from aksonsim.doors import door
from aksonsim.engine.calendar import deadline_month
from aksonsim.engine.variables import GATE_OUTCOMES
from aksonsim.errors import AksonsimError
from aksonsim.files.reference import observed
from aksonsim.model.observed import GateOutcome
from aksonsim.model.scenario import Scenario
from aksonsim.results import access as stated
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.studies.backtest_uptake import (
    COUNTY_DRAWS,
    Simulate,
    helseplattformen,
    scenarios,
    signing_round,
    simulator,
)

Json = dict[str, Any]

FEWEST = 100


def work(draws: int) -> int:
    """Return the draws of all simulations of a backtest, for a progress bar."""
    rounds = len(scenarios("signing_round"))
    return (len(scenarios("helseplattformen")) + rounds + 1) * draws + rounds * min(draws, COUNTY_DRAWS)


@door
def backtest(
    *, draws: int = DRAWS, seed: int = 1, threads: int | None = None, progress: Callable[[int], None] | None = None
) -> Json:
    """Put what was observed to the model. Nothing is fitted to what is tested (docs/explanation/validation.md).

    Returns
    -------
    dict
        ``helseplattformen`` and ``signing_round`` (`studies.backtest_uptake`), ``coverage`` of Norwegian P50s and
        P85s (`analysis.backtest.coverage`), ``gate``.

    Raises
    ------
    AksonsimError
        Too few draws to place anything among them.
    """
    if draws < FEWEST:
        raise AksonsimError(f"a backtest needs at least {FEWEST} draws, not {draws}")
    seen = observed()
    run = simulator(seed, threads, progress)
    found = {
        "draws": draws,
        "seed": seed,
        "helseplattformen": helseplattformen(seen.helseplattformen, run, draws),
        "signing_round": signing_round(seen.signing_round, run, draws),
        "coverage": [
            {"id": study.id, "title": {"en": study.title, "nb": study.title_nb}, "overlaps": study.overlaps}
            | {"source": study.source, "certainty": study.certainty}
            | coverage(study.exceeded.count, study.exceeded.of, study.promised)
            for study in seen.coverage
        ],
        "gate": gate(seen.gate, run, draws),
    }
    cleaned = stated.finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def gate(seen: GateOutcome, run: Simulate, draws: int) -> Json:
    """Put what became of the commitment gate to the model.

    Returns
    -------
    dict
        ``outcome`` observed; ``chances`` of the model with intervals; ``scores`` of the model, of even chances, and of
        the published band (its middle for a missed gate, in two halves: the band does not say which), both for the
        three outcomes and for passed in time or not; ``committed``: P10, P50, P90 of inhabitants committed at the last
        round before the deadline; ``basis``: when the decision basis of the many could be ready in the model at the
        earliest and latest, and when it was not yet.
    """
    (scenario,) = scenarios("gate")
    ds = run(scenario, "standard", draws)
    chances = gate_summary(ds, scenario.name)
    assert chances is not None
    model = {name: chance.value for name, chance in chances.items()}
    missed = 0.5 * sum(seen.missed_band)
    forecasts = {
        "model": model,
        "even": dict.fromkeys(GATE_OUTCOMES, 1 / len(GATE_OUTCOMES)),
        "published": {"on_time": 1 - missed, "late": missed / 2, "stopped": missed / 2},
    }
    in_time = "in_time" if seen.outcome == "on_time" else "not_in_time"
    two = {name: {"in_time": p["on_time"], "not_in_time": 1 - p["on_time"]} for name, p in forecasts.items()}
    two["even"] = {"in_time": 0.5, "not_in_time": 0.5}
    share, months = (stated.values(ds, name, scenario.name) for name in ("commitment_share", "quarter_month"))
    assert share is not None
    assert months is not None
    assert scenario.gate is not None
    last = int(np.searchsorted(months, deadline_month(scenario.gate.deadline, scenario.start), side="right")) - 1
    return {
        "outcome": seen.outcome,
        "source": seen.source,
        "certainty": seen.certainty,
        "chances": chances.to_json(),
        "scores": {name: scores(p, seen.outcome) for name, p in forecasts.items()},
        "scores_in_time": {name: scores(p, in_time) for name, p in two.items()},
        "committed": told(share[:, stated.labels(ds, "basis").index("inhabitants"), last].astype(np.float64)),
        "basis": _readiness(scenario, seen.basis_not_before),
    }


def _readiness(scenario: Scenario, not_before: dt.date) -> Json:
    """Return the first and last date at which the decision basis of the many could be ready in the model."""
    assert scenario.uptake is not None
    ready = scenario.uptake.basis_ready.others
    delay = distribution_of(ready.delay) if ready.delay is not None else None
    ends = delay.support if delay is not None else (0.0, 0.0)
    first, last = (stated.date_after(ready.date, months) for months in ends)
    return {
        "earliest": first.isoformat(),
        "latest": last.isoformat(),
        "not_before": not_before.isoformat(),
        "possible": last >= not_before,
    }
