"""The section about time: when activities end, and how surely cost and finish are kept together."""

from __future__ import annotations

from contextlib import suppress

from aksonsim.analysis.jcl import jcl
from aksonsim.errors import AksonsimError
from aksonsim.language.text import _
from aksonsim.reports import charts
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Figure, Part
from aksonsim.reports.tables import pick, summarised
from aksonsim.reports.tables import table as table_of
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic
from aksonsim.views import jcl as jcl_view


def schedule(ctx: Context, name: str) -> Block | None:
    """Tell when activities end, P10 to P85 beside the reference date, and cost and finish together."""
    shown = ctx.told(name).milestones
    if not shown or not ctx.passes(name):
        return None
    start = stated.start(ctx.ds) if stated.dated(ctx.ds, name) else None
    zero, length = (start.year + (start.month - 1) / 12, 12.0) if start else (0.0, 1.0)

    def place(month: float) -> Statistic:
        return Statistic(zero + month / length)

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
    parts: list[Part] = [Figure(title, svg, note), *summarised(ctx, name, "milestones")]
    if ctx.costly(name):
        with suppress(AksonsimError):  # one draw alone, or no reference schedule
            parts += [table_of(ctx, one) for one in pick(jcl_view.blocks(jcl(ctx.ds, name)), "joint", "frontier")]
    return Block(name, tuple(parts))


def _moment(year: float) -> str:
    """Return a place on the axis of years: the year, or its month."""
    whole, month = divmod(round(12 * year), 12)
    return f"{whole}-{month + 1:02d}" if month else str(whole)
