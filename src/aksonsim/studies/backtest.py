"""How the model fares against what happened: uptake, percentiles of finished projects, and the gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np

from aksonsim.analysis.backtest import Coverage, Scores, band, coverage, scores
from aksonsim.analysis.gate import GateOutcomes, conditions, gate_summary
from aksonsim.api import DRAWS
from aksonsim.doors import door
from aksonsim.engine.calendar import deadline_month
from aksonsim.engine.variables import GATE_OUTCOMES
from aksonsim.errors import AksonsimError
from aksonsim.files.reference import observed
from aksonsim.language.text import Title
from aksonsim.model.observed import GateOutcome
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import date_after, labels, values
from aksonsim.results.measure import Measure
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.studies.backtest_uptake import (
    COUNTY_DRAWS,
    Simulate,
    UptakeReading,
    UptakeRound,
    helseplattformen,
    scenarios,
    signing_round,
    simulator,
)

FEWEST = 100


@frozen
class CoverageStudy:
    """A study of finished projects; ``overlaps``: with one before it."""

    id: str = shaped(label="study")
    title: Title = shaped(languages=True)
    overlaps: bool
    source: str
    certainty: str
    found: Coverage = shaped(spread=True)


@frozen
class Readiness:
    """When the decision basis of the many could be ready in the model, and when it was not yet in reality."""

    earliest: dt.date
    latest: dt.date
    not_before: dt.date
    possible: bool


@frozen
class GateTest:
    """What became of the commitment gate, beside the model.

    ``scores`` of the model, of even chances, and of the published band (its middle for a missed gate, in two halves:
    the band does not say which), for the three outcomes and for passed in time or not; ``committed``: inhabitants
    committed at the last round before the deadline.
    """

    outcome: str
    source: str
    certainty: str
    chances: GateOutcomes
    scores: Mapping[str, Scores]
    scores_in_time: Mapping[str, Scores]
    committed: Mapping[Measure, Statistic]
    basis: Readiness


@frozen
class Backtest(Result):
    """How the model fares against what happened; nothing is fitted to what is tested."""

    draws: int
    seed: int
    helseplattformen: Mapping[str, UptakeReading]
    signing_round: Mapping[str, UptakeRound]
    coverage: tuple[CoverageStudy, ...]
    gate: GateTest


def work(draws: int) -> int:
    """Return the draws of all simulations of a backtest, for a progress bar."""
    rounds = len(scenarios("signing_round"))
    return (len(scenarios("helseplattformen")) + rounds + 1) * draws + rounds * min(draws, COUNTY_DRAWS)


@door
def backtest(
    *, draws: int = DRAWS, seed: int = 1, threads: int | None = None, progress: Callable[[int], None] | None = None
) -> Backtest:
    """Compare the model with what happened. Nothing is fitted to what is tested (docs/explanation/validation.md).

    Raises
    ------
    AksonsimError
        Too few draws to place anything among them.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.backtest(draws=100)
    >>> result.gate.outcome, result.helseplattformen["mixed"].inside[1]
    ('stopped', 8)
    """
    if draws < FEWEST:
        raise AksonsimError(f"a backtest needs at least {FEWEST} draws, not {draws}")
    seen = observed()
    run = simulator(seed, threads, progress)
    return Backtest(
        draws=draws,
        seed=seed,
        helseplattformen=helseplattformen(seen.helseplattformen, run, draws),
        signing_round=signing_round(seen.signing_round, run, draws),
        coverage=tuple(
            CoverageStudy(
                id=study.id,
                title=Title(study.title, study.title_nb),
                overlaps=study.overlaps,
                source=study.source,
                certainty=study.certainty,
                found=coverage(study.exceeded.count, study.exceeded.of, study.promised),
            )
            for study in seen.coverage
        ),
        gate=gate(seen.gate, run, draws),
    )


def gate(seen: GateOutcome, run: Simulate, draws: int) -> GateTest:
    """Compare what became of the commitment gate with the model."""
    (scenario,) = scenarios("gate")
    ds = run(scenario, "standard", draws)
    chances = gate_summary(conditions(ds, scenario.name))
    assert chances is not None
    missed = 0.5 * sum(seen.missed_band)
    forecasts = {
        "model": {name: chance.value for name, chance in chances.items()},
        "even": dict.fromkeys(GATE_OUTCOMES, 1 / len(GATE_OUTCOMES)),
        "published": {"on_time": 1 - missed, "late": missed / 2, "stopped": missed / 2},
    }
    in_time = "in_time" if seen.outcome == "on_time" else "not_in_time"
    two = {name: {"in_time": p["on_time"], "not_in_time": 1 - p["on_time"]} for name, p in forecasts.items()}
    two["even"] = {"in_time": 0.5, "not_in_time": 0.5}
    share, months = (values(ds, name, scenario.name) for name in ("commitment_share", "quarter_month"))
    assert share is not None
    assert months is not None
    assert scenario.gate is not None
    last = int(np.searchsorted(months, deadline_month(scenario.gate.deadline, scenario.start), side="right")) - 1
    return GateTest(
        outcome=seen.outcome,
        source=seen.source,
        certainty=seen.certainty,
        chances=chances,
        scores={name: scores(p, seen.outcome) for name, p in forecasts.items()},
        scores_in_time={name: scores(p, in_time) for name, p in two.items()},
        committed=band(share[:, labels(ds, "basis").index("inhabitants"), last].astype(np.float64)),
        basis=_readiness(scenario, seen.basis_not_before),
    )


def _readiness(scenario: Scenario, not_before: dt.date) -> Readiness:
    """Return the first and last date at which the decision basis of the many could be ready in the model."""
    assert scenario.uptake is not None
    ready = scenario.uptake.basis_ready.others
    delay = distribution_of(ready.delay) if ready.delay is not None else None
    ends = delay.support if delay is not None else (0.0, 0.0)
    first, last = (date_after(ready.date, months) for months in ends)
    return Readiness(earliest=first, latest=last, not_before=not_before, possible=last >= not_before)
