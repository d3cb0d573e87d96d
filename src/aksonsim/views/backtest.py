"""The model beside what happened: uptake, percentiles of finished projects, and the gate."""

from __future__ import annotations

import math
from collections.abc import Iterator

from aksonsim.analysis.backtest import BAND, Placed
from aksonsim.language.text import Words, _
from aksonsim.plots.names import MEASURES, OUTCOMES
from aksonsim.results.measure import P10, P50, P90
from aksonsim.results.percentiles import Interval
from aksonsim.results.statistic import Statistic
from aksonsim.studies.backtest import Backtest, CoverageStudy, GateTest
from aksonsim.studies.backtest_uptake import UptakeReading, UptakeRound
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Formed, Note, Picture, Row, Table, join, rows

FORECASTS: dict[str, Words] = {
    "model": _("the model"),
    "even": _("even chances"),
    "published": _("published band, middle"),
}


def view(result: Backtest) -> Document:
    """Return the document of a backtest."""
    title = _("Backtest: what happened beside what the model says, nothing fitted to it")
    return Document(
        title=title,
        under=(_("{draws} draws, seed {seed}", draws=result.draws, seed=str(result.seed)),),
        blocks=join(
            *(_reading(one) for one in result.helseplattformen.values()),
            *_rounds(tuple(result.signing_round.values())),
            _coverage(result.coverage),
            *_gate(result.gate),
            Picture("backtest", title, common.drawn("backtest", result)),
        ),
        foot=(_("±: half the 95 % interval of the Monte Carlo error."),),
        about=(("draws", result.draws), ("seed", result.seed)),
    )


def _columns(first: tuple[Column, ...]) -> tuple[Column, ...]:
    return (
        *first,
        Column("observed", _("observed"), "percent"),
        *(Column(measure.key, measure.title, "percent") for measure in BAND),
        Column("place", _("observed is"), "place"),
        Column("chance", _("chance of it"), "chance"),
        Column("inside", _("inside"), "text"),
    )


def _reading(one: UptakeReading) -> Table:
    inside, tests = one.inside
    made = []
    for test in one.tests:
        found = test.found
        percentiles = (found.percentiles[measure] for measure in BAND)
        if isinstance(found, Placed):
            seen: tuple[Cell, ...] = (_rounded(found.observed), *percentiles, found.place, None)
        else:
            bound = _("> {percent} %", percent=Statistic(100 * found.more_than))
            seen = (bound, *percentiles, None, found.chance)
        made.append((test.date, MEASURES[test.basis], *seen, found.inside))
    title = _(
        "{title} [{name}]: {inside} of {tests} inside P10–P90",
        title=one.title,
        name=one.name,
        inside=inside,
        tests=tests,
    )
    columns = _columns((Column("date", _("date"), "date"), Column("basis", _("share of"), "text")))
    return Table("uptake", title, columns, rows(made), "", (("reading", one.name),))


def _rounds(several: tuple[UptakeRound, ...]) -> Iterator[Block]:
    made: list[tuple[Cell, ...]] = []
    for one in several:
        for label, seen in (
            (MEASURES["municipalities"], one.municipalities),
            (MEASURES["inhabitants"], one.inhabitants),
            (_("difference of the two"), one.skew),
        ):
            percentiles = (seen.percentiles[measure] for measure in BAND)
            made.append((one.name, label, _rounded(seen.observed), *percentiles, seen.place, None, seen.inside))
        county = one.county
        label = _("all {count} of {county}", count=county.of, county=county.name)
        counts = (Formed(county.percentiles[measure], "count") for measure in BAND)
        made.append((one.name, label, Formed(float(county.of), "count"), *counts, None, county.chance, None))
    columns = _columns((Column("reading", "", "text"), Column("what", "", "text", wide=True)))
    yield Table("signing_round", _("Declarations of intent, 1 July 2020: one round, statuses off"), columns, rows(made))
    for one in several:
        yield Note(
            _(
                "{name}: hazard of the round {hazard}; the observed share needs {needed}",
                name=one.name,
                hazard=Statistic(round(one.hazard, 2)),
                needed=Statistic(round(one.hazard_needed, 2)),
            )
        )


def _coverage(studies: tuple[CoverageStudy, ...]) -> Table:
    columns = (
        Column("study", "", "text"),
        Column("exceeded", _("exceeded"), "count"),
        Column("of", _("of all"), "count"),
        Column("promised", _("promised"), "percent"),
        Column("share", _("observed"), "percent"),
        Column("exact", _("exact 95 %"), "text"),
        Column("wilson", _("Wilson 95 %"), "text"),
        Column("p_two_sided", _("p two-sided"), "three"),
        Column("p_more", _("p of more"), "three"),
    )

    def row(study: CoverageStudy) -> Row:
        found = study.found
        title = _("{title} (overlaps)", title=study.title) if study.overlaps else study.title
        shares = _rounded(found.promised), _rounded(found.share)
        bounds = _range(found.exact_ci), _range(found.wilson_ci)
        return Row((title, found.exceeded, found.of, *shares, *bounds, found.p_two_sided, found.p_more))

    title = _("How often finished Norwegian projects exceeded a quality-assured percentile")
    return Table("coverage", title, columns, tuple(map(row, studies)))


def _gate(gate: GateTest) -> Iterator[Block]:
    columns = (
        Column("outcome", "", "text"),
        Column("model", _("the model"), "percent"),
        Column("happened", _("happened"), "text"),
    )
    made = rows((OUTCOMES[name], chance, "x" if name == gate.outcome else "") for name, chance in gate.chances.items())
    yield Table("gate", _("What became of the gate"), columns, made)
    scores = (
        Column("forecast", "", "text"),
        Column("chance", _("chance given"), "three"),
        Column("brier", "Brier", "three"),
        Column("log", "log", "three"),
        Column("expected_log", _("expected log"), "three"),
        Column("in_time_chance", _("in time: chance"), "three"),
        Column("in_time_brier", "Brier", "three"),
        Column("in_time_log", "log", "three"),
    )
    scored = []
    for name, label in FORECASTS.items():
        three, two = gate.scores[name], gate.scores_in_time[name]
        figures = (three.chance, three.brier, three.log, three.expected_log, two.chance, two.brier, two.log)
        scored.append((label, *(x if math.isfinite(x) else _("infinite") for x in figures)))
    yield Table("scores", _("Scores of that outcome (0 is best)"), scores, rows(scored))
    low, middle, high = (gate.committed[measure].scaled(100) for measure in (P10, P50, P90))
    yield Note(
        _(
            "Inhabitants committed at the last round before the deadline, the model: P10 {low} %, P50 {middle} %, "
            "P90 {high} %",
            low=low,
            middle=middle,
            high=high,
        )
    )
    basis = gate.basis
    said = _(
        "Decision basis of the many: in the model ready {earliest} to {latest}; in reality not before {not_before}",
        earliest=basis.earliest,
        latest=basis.latest,
        not_before=basis.not_before,
    )
    yield Note(said if basis.possible else _("{said}: outside everything the model holds possible", said=said))


def _rounded(share: float) -> Statistic:
    """Return a share to a tenth of a per cent."""
    return Statistic(round(share, 3))


def _range(ends: Interval) -> Words:
    low, high = (Statistic(round(100 * end, 1)) for end in ends)
    return _("{low}–{high} %", low=low, high=high)
