"""What an output depends on: a section for each method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from aksonsim.analysis.bins import Change
from aksonsim.analysis.sensitivity import PartShare
from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Words, _, ngettext
from aksonsim.results.measure import MEAN, P50, Measure
from aksonsim.results.statistic import Statistic
from aksonsim.studies.bands import BandEnds, Bands
from aksonsim.studies.decompose import Decomposition, Level
from aksonsim.studies.leave_one_out import LeaveOneOut, Removal
from aksonsim.studies.methods import CAVEATS, METHODS
from aksonsim.studies.sensitivity import Answer, Bins, Euler, LeftOut, PartsOfPercentile, Sensitivity, Shares
from aksonsim.studies.sobol import Sobol
from aksonsim.studies.stress import AtRho, Stress
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Formed, Heading, Named, Note, Picture, Row, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Parts = TypeVar("Parts", tuple[PartShare, ...], PartsOfPercentile)

DIMS = {"element": _("element"), "programme": _("programme"), "payer": _("payer")}
SOURCES = {
    text.message: text
    for text in (
        _("participation, schedule and other"),
        _("estimates, independent"),
        _("correlation of estimates"),
        _("estimates and drivers"),
        _("drivers"),
        _("events and delays"),
    )
}
"""Steps and sources of `aksonsim.studies.decompose`, as readers see them."""
NOBODY = {"participation, schedule and other": _("schedule and other")}
"""Of a scenario without participation."""
ITEM = Column("name", "", "text")
SHARE = Column("share", _("share of variance"), "percent", adds=True)


def view(result: Sensitivity) -> Document:
    """Return the document of a sensitivity study."""
    about = result.about
    return Document(
        title=common.heading(about),
        under=(common.scope(about, result.draws_that_count),),
        blocks=tuple(block for name, answer in result.methods.items() for block in _blocks(name, answer, result)),
        foot=(common.provenance(about),),
        about=(*common.rests_on(about), ("at", result.at)),
    )


def _blocks(name: str, answer: Answer, result: Sensitivity) -> Iterator[Block]:
    if isinstance(answer, LeftOut):
        yield Note(_("{method} is left out: {why}", method=name, why=answer.left_out))
        return
    yield Heading(METHODS[name])
    yield from _SECTIONS[type(answer)](answer, _Section(name, Measure(result.at)))
    if name in CAVEATS:
        yield Note(CAVEATS[name])
    if type(answer) in DRAWN:
        yield Picture(name, METHODS[name], partial(_drawn, result, name))


def _drawn(result: Sensitivity, method: str, lang: Lang) -> Figure:
    from aksonsim.plots.sensitivity import draw

    return draw(result, method, lang)


@dataclass(frozen=True, slots=True)
class _Section:
    """The name of a method, and the percentile asked about."""

    method: str
    at: Measure

    def table(
        self, part: str, title: Words, columns: Sequence[Column], rows: Sequence[Row], last: Sequence[Row] = ()
    ) -> Table:
        """Return a table of rows by what matters most, before those that are always shown."""
        name = f"{self.method} {part}".strip()
        return Table(name, title, tuple(columns), (*rows, *last), ranked=len(rows))


def _row(item: Any, *cells: Cell) -> Row:
    return Row((_label(item.name, item.title), *cells))


def _divided(parts: Mapping[str, Parts]) -> Iterator[tuple[str, Parts]]:
    """Yield the dimensions that divide a total at all; elements in any case."""
    for dim, found in parts.items():
        if dim == "element" or len(found if isinstance(found, tuple) else found.rows) > 1:
            yield dim, found


def _label(name: str, title: Words) -> Words | Named:
    """Return how a row is called: what is one item of the file by its name too, all else by its title."""
    one = "[" in name and " + " not in name and not name.startswith("correlation")
    return Named(name, title) if one else title


def _shares(found: Shares, section: _Section) -> Iterator[Block]:
    sd = Statistic(found.inputs.sd)
    direction = {1: _("rises"), -1: _("falls"), 0: None}
    yield section.table(
        "inputs",
        _("Share of the variance by input (SD {sd}); with the residual they sum to 100 %", sd=sd),
        (ITEM, SHARE, Column("direction", _("direction"), "text")),
        [_row(row, row.share, direction[row.direction]) for row in found.inputs.rows],
        [Row((_("interaction and residual"), found.inputs.residual, None))],
    )
    for dim, rows in _divided(found.parts):
        title = _("Share of the variance by {dim}; they sum to 100 %", dim=DIMS[dim])
        yield section.table(f"parts {dim}", title, (ITEM, SHARE), [_row(row, row.share) for row in rows])


def _bins(found: Bins, section: _Section) -> Iterator[Block]:
    columns = (
        ITEM,
        Column("low", _("lowest decile"), signed=True),
        Column("high", _("highest decile"), signed=True),
        Column("change", _("difference"), signed=True),
        Column("share", _("share of variance"), "percent"),
    )
    for measure, rows in found.changes.items():
        title = _(
            "{measure} in the lowest and highest decile of an input, less that of all draws", measure=measure.title
        )
        yield section.table(measure.key, title, columns, [_change(row) for row in rows])


def _change(row: Change) -> Row:
    title: Words = _("(outcome) {title}", title=row.title) if row.kind == "outcome" else row.title
    return Row((_label(row.name, title), row.low, row.high, row.change, row.share))


def _leave_one_out(found: LeaveOneOut, section: _Section) -> Iterator[Block]:
    columns = (
        ITEM,
        Column("change", section.at.title, signed=True),
        Column("mean_change", _("mean"), signed=True),
    )

    def rows(removals: Iterable[Removal]) -> list[Row]:
        return [_row(row, row.change, row.mean_change) for row in removals]

    title = _("What each event, driver, other input and correlation adds: with it less without it")
    yield section.table("", title, columns, rows(found.rows))
    yield section.table("together", _("All of a kind at once"), columns, rows(found.together))


def _bands(found: Bands, section: _Section) -> Iterator[Block]:
    columns = (
        ITEM,
        Column("probability_low", _("probability, low end"), "percent"),
        Column("probability_high", _("probability, high end"), "percent"),
        Column("low", _("{measure}, low end", measure=section.at.title), signed=True),
        Column("high", _("{measure}, high end", measure=section.at.title), signed=True),
        Column("low_mean", _("{measure}, low end", measure=MEAN.title), signed=True),
        Column("high_mean", _("{measure}, high end", measure=MEAN.title), signed=True),
    )

    def row(one: BandEnds) -> Row:
        band: tuple[Cell, ...] = one.band or (None, None)
        if one.years is not None:
            low, high = one.band
            band = (common.a_year(low), common.a_year(high, one.years))
        label = Named(one.name, one.title) if one.band else one.title
        return Row((label, *band, one.low, one.high, one.low_mean, one.high_mean))

    title = _("Events at both ends of their band of probability, less the run at its middle")
    yield section.table("", title, columns, [row(one) for one in found.rows])
    yield section.table("together", _("All at one end"), columns, [row(one) for one in found.together])


def _sobol(found: Sobol, section: _Section) -> Iterator[Block]:
    columns = (
        ITEM,
        Column("first", _("first-order index"), "percent"),
        Column("total", _("total index"), "percent"),
        Column("exceed", _("total index of being above {measure}", measure=section.at.title), "percent"),
    )
    title = _(
        "Sobol' indices over all draws ({runs} runs, {draws} each; correlated inputs as one)",
        runs=found.runs,
        draws=ngettext("{count} draw", "{count} draws", found.draws),
    )
    whole = [row for row in found.rows if row.part_of is None]
    parts = [row for row in found.rows if row.part_of is not None]
    rows = [_row(row, row.first, row.total, row.exceed) for row in whole]
    yield section.table("", title, columns, rows, [Row((_("interaction"), found.interaction, None, None))])
    for row in whole:
        if len(row.members) > 1 and not row.name.startswith("events["):
            yield Note(_("{name}: {count} inputs, drawn anew together", name=row.name, count=len(row.members)))
    rows = [_row(row, row.first, row.total, row.exceed) for row in parts]
    yield section.table("parts", _("Single parts of events"), columns, rows)


def _euler(found: Euler, section: _Section) -> Iterator[Block]:
    at = section.at.title
    columns = (
        ITEM,
        Column("value", _("contribution to {measure}", measure=at), adds=True),
        Column("mean", _("mean"), adds=True),
    )
    for dim, parts in _divided(found.parts):
        title = _(
            "Contributions to {measure} by {dim}: E[part | total at {measure}], {draws}",
            measure=at,
            dim=DIMS[dim],
            draws=ngettext("{count} draw", "{count} draws", parts.draws),
        )
        rows = [_row(row, row.value, row.mean) for row in parts.rows]
        yield section.table(dim, title, columns, rows, [Row((_("sum"), parts.sum, parts.mean))])


def _stress(found: Stress, section: _Section) -> Iterator[Block]:
    at = section.at.title
    columns = (
        Column("rho", _("correlation"), "plain"),
        Column("value", at),
        Column("normal", _("normal")),
        Column("lognormal", _("lognormal")),
    )

    def rows(known: Iterable[AtRho]) -> list[Row]:
        return [Row((row.rho, row.value, row.normal, row.lognormal)) for row in known]

    def table(part: str, title: Text, rows: list[Row]) -> Table:
        return Table(f"{section.method} {part}", title, columns, tuple(rows))

    if among := found.programmes:
        total = Row((_("as simulated"), among.simulated, None, None))
        summed = Row((_("sum of the {measure}s", measure=at), among.sum_of_percentiles, None, None))
        title = _(
            "{measure} of the total against a common correlation among the programmes ({members})",
            measure=at,
            members=", ".join(among.members),
        )
        yield table("programmes", title, [*rows(among.rows), total, summed])
    if group := found.group:
        title = _(
            "{measure} of the total against a common correlation in the group; in the file {rho} ({members})",
            measure=at,
            rho=Statistic(group.stated),
            members=", ".join(group.members),
        )
        yield table("group", title, rows(group.rows))


def _decompose(found: Decomposition, section: _Section) -> Iterator[Block]:
    percentiles = tuple(dict.fromkeys((P50, section.at)))
    columns = (
        ITEM,
        Column("addition", _("expected addition"), signed=True),
        Column("variance", _("share of variance"), "percent"),
        *(Column(measure.key, measure.title, signed=True) for measure in percentiles),
    )
    words = SOURCES if found.participates else SOURCES | NOBODY
    rows: list[Row] = []
    if found.base is not None:
        base = Formed(found.base, "amount")
        rows.append(Row((_("base estimate"), base, None, *(base for _m in percentiles))))
    for step in found.steps:
        added = (step.added.percentiles[measure] for measure in percentiles)
        label = _("+ {source}", source=words[step.name])
        rows.append(Row((label, step.added.addition, step.variance_share, *added)))
    last = found.steps[-1].level
    mean, *others = (Formed(last.measures[measure], "amount") for measure in (MEAN, *percentiles))
    rows.append(Row((_("sum"), mean, _("SD {sd}", sd=Statistic(last.sd)), *others)))
    title = _("Expected addition, variance and percentiles, one source after the other on common draws")
    yield Table("decompose steps", title, columns, tuple(rows))
    yield _estimates_and_events(found, last, percentiles)
    sources = [
        Row((_("joint effect") if name == "joint" else _("{source}, alone", source=words[name]), row.share))
        for name, row in found.sources.items()
    ]
    yield Table("decompose sources", _("Variance over all draws by source"), (ITEM, SHARE), tuple(sources))


def _estimates_and_events(found: Decomposition, last: Level, percentiles: Sequence[Measure]) -> Table:
    columns = (
        ITEM,
        Column("mean", _("expected")),
        Column("sd", _("SD")),
        *(Column(measure.key, measure.title) for measure in percentiles),
    )

    def level(label: Words, of: Level) -> Row:
        return Row((label, of.measures[MEAN], of.sd, *(of.measures[measure] for measure in percentiles)))

    added = found.events.added
    steps = (
        Formed(one, "amount", signed=True) for one in (added.addition, *(added.percentiles[m] for m in percentiles))
    )
    mean, *others = steps
    rows = (
        level(_("estimate uncertainty: events off"), found.events.without),
        Row((_("events add"), mean, None, *others)),
        level(_("estimate and event uncertainty"), last),
    )
    return Table("decompose events", _("Estimate and event uncertainty"), columns, rows)


DRAWN = (Shares, Bins, LeaveOneOut, Bands, Sobol, Euler)
"""Answers that have a picture."""
_SECTIONS: dict[type, Callable[[Any, _Section], Iterator[Block]]] = {
    Shares: _shares,
    Bins: _bins,
    LeaveOneOut: _leave_one_out,
    Bands: _bands,
    Sobol: _sobol,
    Euler: _euler,
    Stress: _stress,
    Decomposition: _decompose,
}
