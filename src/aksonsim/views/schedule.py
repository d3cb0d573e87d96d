"""The schedule: when activities end, what lies on the longest path, and what moves the finish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aksonsim.language.text import Text, Words, _
from aksonsim.results.quantity import Condition
from aksonsim.studies.schedule import Cause, Mover, Schedule
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Named, Note, Picture, Table, join, rows
from aksonsim.views.summary import TIME, milestones


def view(result: Schedule) -> Document:
    """Return the document of a schedule."""
    about = result.about
    return Document(
        title=_("{title}: schedule", title=about.title),
        under=(common.scope(replace(about, units=""), result.used),),
        blocks=blocks(result),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def blocks(result: Schedule) -> tuple[Block, ...]:
    """Return the schedule of one scenario as a part of a document."""
    keys: tuple[tuple[str, Words], ...] = (("scenario", result.about.scenario),)
    unit: Words = TIME.get((result.unit, result.work_week), _("months"))
    gated = result.about.condition is Condition.PASSED
    title = _("Milestones given that the gate is passed") if gated else _("Milestones")
    return join(
        milestones(result.milestones, result.start, title, keys),
        _path(result, unit, keys),
        _rule(result),
        _causes(result, unit, keys),
        Picture("schedule", title, common.drawn("schedule", result, "of")),
    )


def _path(result: Schedule, unit: Words, keys: tuple[tuple[str, Words], ...]) -> Table:
    held = any(one.held for one in result.activities.values())
    columns = [
        common.LABEL,
        Column("critical", _("on the longest path"), "percent"),
        *([Column("held", _("path begins at its date"), "percent")] if held else []),
        Column("reference", _("planned"), "decimal"),
        Column("duration", _("expected duration")),
        Column("mean", _("finish later by, mean"), signed=True),
        Column("p85", _("P85"), signed=True),
    ]
    body: list[list[Cell]] = [
        [
            Named(name, one.title),
            one.critical,
            *([one.held] if held else []),
            one.reference,
            one.duration,
            one.mean,
            one.p85,
        ]
        for name, one in result.activities.items()
    ]
    title = _("Longest path to {milestone}, and what each duration adds to it", milestone=result.milestone)
    return Table("activities", title, tuple(columns), rows(body), unit, keys, ranked=len(body))


def _rule(result: Schedule) -> Iterable[Note]:
    yield Note(
        _(
            "On the longest path: share of draws in which the activity's own duration carries the finish. Paths that "
            "are equally long all count, so the shares may add up to more than 100 %. Later by: against the same draws "
            "with this activity alone at its planned duration, without delays; these do not add up."
        )
    )
    if result.gate is not None:
        yield Note(
            _("The date of the gate lies on the longest path in {chance} of draws.", chance=_percent(result.gate))
        )


def _percent(gate: Cause) -> Text:
    return _("{percent} %", percent=gate.chance.scaled(100.0))


def _causes(result: Schedule, unit: Words, keys: tuple[tuple[str, Words], ...]) -> Table:
    columns = (
        common.LABEL,
        Column("chance", _("occurs"), "percent"),
        Column("mean", _("finish later by, mean"), signed=True),
        Column("p85", _("P85"), signed=True),
    )
    body: list[list[Cell]] = [[Named(name, one.title), one.chance, *_moves(one)] for name, one in result.events.items()]
    if result.gate is not None:
        body.append([_("gate, against its planned date"), None, *_moves(result.gate)])
    title = _("What each delay adds to {milestone}: without it, on the same draws", milestone=result.milestone)
    return Table("delays", title, columns, rows(body), unit, keys, ranked=len(result.events))


def _moves(one: Mover) -> tuple[Cell, Cell]:
    return one.mean, one.p85
