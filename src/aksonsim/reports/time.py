"""The section about time: when activities end, and how surely cost and finish are kept together."""

from __future__ import annotations

from contextlib import suppress

from aksonsim.analysis.jcl import jcl
from aksonsim.errors import AksonsimError
from aksonsim.language.text import _
from aksonsim.reports import charts
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Figure, Part
from aksonsim.reports.tables import parts, pick, summarised
from aksonsim.reports.tables import table as table_of
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic
from aksonsim.studies.schedule import Schedule
from aksonsim.views import jcl as jcl_view
from aksonsim.views import schedule as schedule_view
from aksonsim.views.document import Document

TOP = 8
"""Rows of what lies on the longest path, and of what delays it."""


def schedule(ctx: Context, name: str) -> Block | None:
    """Tell when activities end, P10 to P85 beside the reference date, and cost and finish together."""
    shown = ctx.told(name).milestones
    if not shown or not ctx.passes(name):
        return None
    start = stated.start(ctx.ds) if stated.dated(ctx.ds, name) else None

    def place(month: float) -> Statistic:
        return Statistic(stated.on_axis(start, month))

    rows = [
        charts.Spread(
            ctx.text(_("Gate passed")) if milestone == "gate" else ctx.title("activity", milestone),
            place(one.p50),
            place(one.p85),
            milestone,
            p10=place(one.p10),
            mark=None if one.reference is None else place(one.reference),
        )
        for milestone, one in shown.items()
    ]
    title = ctx.text(_("When activities end"))
    legend = ("P50", "P85", "P10", ctx.text(_("Reference date")))
    svg = charts.spreads(rows, legend, _moment if start else ctx.amount, title)
    after = ctx.text(_("months after the start"))
    unit = "" if start else f"; {after}"
    note = f"{ctx.condition(name)}{unit}."
    made: list[Part] = [Figure(title, svg, note), *summarised(ctx, name, "milestones")]
    if name in ctx.inputs.schedules:
        made += _moves(ctx, ctx.inputs.schedules[name])
    elif not ctx.inputs.draws:
        made.append(ctx.note(_("What lies on the longest path takes running the scenario again (--no-rerun).")))
    if ctx.costly(name):
        with suppress(AksonsimError):  # one draw alone, or no reference schedule
            made += [table_of(ctx, one) for one in pick(jcl_view.blocks(jcl(ctx.ds, name)), "joint", "frontier")]
    return Block(name, tuple(made))


def _moves(ctx: Context, found: Schedule) -> list[Part]:
    """Return what lies on the longest path most often and what moves the finish, the first rows of each."""
    shown = Document("", schedule_view.blocks(found)[1:]).cut(TOP, "aksonsim schedule")
    return parts(ctx, shown.blocks)


def _moment(year: float) -> str:
    """Return a place on the axis of years: the year, or its month."""
    whole, month = divmod(round(12 * year), 12)
    return f"{whole}-{month + 1:02d}" if month else str(whole)
