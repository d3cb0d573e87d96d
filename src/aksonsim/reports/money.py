"""The section about money over time: what each budget year takes, and what is still to be paid as phases end."""

from __future__ import annotations

from aksonsim.reports import tables
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block
from aksonsim.views import document as views
from aksonsim.views import ladder as ladder_view

SHOWN = ("cash", "cash nominal", "drawdown")
"""Tables of the ladder's document that are about time; the notes after each belong to it."""


def money(ctx: Context, name: str) -> Block | None:
    """Tell what budget years take, that their percentiles do not add, and how the contingency is drawn down."""
    found = ctx.ladder(name) if ctx.costly(name) else None
    if not found or not found.decided or found.cash is None:
        return None
    kept: list[views.Block] = []
    wanted = False
    for block in ladder_view.blocks(found):
        if isinstance(block, views.Table):
            wanted = block.name in SHOWN
        if wanted:
            kept.append(block)
    return Block(name, tuple(tables.parts(ctx, kept, folded=["drawdown"] if found.cash.nominal else [])))
