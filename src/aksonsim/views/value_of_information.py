"""What would be worth finding out before the decision, as tables and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksonsim.analysis.value_of_information import Information, Known
from aksonsim.language.rounding import round_to_error
from aksonsim.language.text import Words, _, ngettext
from aksonsim.results.statistic import Statistic
from aksonsim.views import common
from aksonsim.views.document import Column, Document, Formed, Named, Note, Picture, Row, Table, join

DECIDED = {"go ahead": _("go ahead"), "stop": _("stop")}


def view(result: Information) -> Document:
    """Return the document of a value of information."""
    about = result.about
    return Document(
        title=_("{title}: value of information", title=about.title),
        under=(common.scope(about, result.counted), worth(result)),
        blocks=join(
            _before(result),
            _ranked("rows", _("Knowing one thing (EVPPI), independent of the others"), result.rows),
            _ranked("groups", _("Knowing a group of things"), result.groups),
            _ranked("outcomes", _("Waiting for what the model itself simulates"), result.outcomes),
            _nested(result),
            *map(Note, _sentences(result)),
            Picture("information", _("Value of information"), common.drawn("information", result)),
        ),
        foot=(common.provenance(about),),
        about=(*common.rests_on(about), ("decision", result.decision)),
    )


def worth(result: Information) -> Words:
    """Return what going ahead is worth in a draw."""
    if result.frame is None:
        return _("Go ahead: the net present value, without VAT. Stop now: nothing.")
    frame = Statistic(float(f"{result.frame:.5g}"))
    return _("Go ahead: what is left of a cost frame of {frame}. Stop now: nothing.", frame=frame)


def _before(result: Information) -> Table:
    rows = (
        Row((_("expected worth of going ahead"), result.mean)),
        Row((_("decision without more information"), DECIDED[result.without])),
        Row((_("chance that it turns out wrong"), Formed(result.prob_regret, "percent"))),
        Row((_("knowing everything beforehand (EVPI)"), result.evpi)),
    )
    return Table("decision", _("Before the decision"), (Column("figure", "", "text"), Column("value", "")), rows)


def _ranked(name: str, title: Words, known: Sequence[Known]) -> Iterator[Table | Note]:
    """Yield what changes the decision in any draw, and how many never do."""
    columns = (
        Column("name", "", "text"),
        Column("worth", _("worth")),
        Column("plug_in", _("plug-in estimate (biased upwards)")),
        Column("share", _("of EVPI"), "percent"),
        Column("changes", _("changes the decision"), "percent"),
        Column("explained", _("explains"), "percent"),
    )
    matter = [row for row in known if row.changes.value > 0]
    yield Table(name, title, columns, tuple(map(_row, matter)), ranked=len(matter))
    if matter and len(known) > len(matter):
        never = len(known) - len(matter)
        yield Note(
            ngettext(
                "{count} of {all} never changes the decision and is worth nothing for it.",
                "{count} of {all} never change the decision and are worth nothing for it.",
                never,
                all=len(known),
            )
        )


def _row(row: Known) -> Row:
    plug_in = float(round_to_error(row.partial.plug_in, row.value.half))
    share, explained = (round(one, 3) for one in (row.share, row.partial.explained))
    label = Named(row.name, row.title) if row.kind in ("input", "event") else row.title
    return Row((label, row.value, plug_in, round(share, 2), row.changes, explained))


def _nested(result: Information) -> Table:
    known = {row.name: row for row in result.rows}
    columns = (
        Column("name", "", "text"),
        Column("regression", _("by regression")),
        Column("nested", _("by nested runs")),
        Column("runs", _("runs"), "count"),
    )
    rows = tuple(
        Row((row.name, known[row.name].value if row.name in known else None, row.value, row.runs))
        for row in result.nested
    )
    return Table("nested", _("By brute force beside it"), columns, rows)


def _sentences(result: Information) -> Iterator[Words]:
    """Yield in words what to find out first, and how far to trust the tables."""
    if not result.settled:
        yield _("Whether going ahead is worth anything is within the error: more draws, before anything else.")
    clear = [row for row in result.rows if row.value.decided and row.value.value > 0]
    if not (result.evpi.decided and result.evpi.value > 0):
        yield _("Nothing that could be found out would change this decision.")
    elif not clear:
        yield _("No single thing is worth finding out for this decision; see the groups.")
    else:
        first = clear[0]
        yield _(
            "Find out first: {title} ({name}), worth {value}, {share} % of knowing everything.",
            title=first.title,
            name=first.name,
            value=first.value,
            share=round(100 * first.share),
        )
        if then := [row.title for row in clear[1:4]]:
            yield _("Then: {titles}.", titles=_listed(then))
    yield _(
        "Worth: each draw decided by a fit without it, at most the truth but for error; the plug-in estimate is the "
        "plain formula. Values of single things do not add."
    )


def _listed(titles: Sequence[Words]) -> Words:
    """Return titles one after the other."""
    found = titles[0]
    for title in titles[1:]:
        found = _("{first}; {then}", first=found, then=title)
    return found
