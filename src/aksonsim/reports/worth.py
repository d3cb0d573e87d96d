"""The section about what the programme is worth: net present value, and the effects that are listed beside it."""

from __future__ import annotations

from aksonsim.analysis.beside_npv import effects
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Part
from aksonsim.reports.tables import parts, summarised
from aksonsim.results.access import passed
from aksonsim.views import common
from aksonsim.views.beside_npv import effect_blocks
from aksonsim.views.economics import CONDITIONS


def worth(ctx: Context, name: str) -> Block | None:
    """Tell the net present value, and beside it the effects with a price and without."""
    npv: list[Part] = [*summarised(ctx, name, "npv")]
    if not npv:
        return None
    mask = passed(ctx.ds, name) if ctx.passes(name) else None
    condition = CONDITIONS["all" if mask is None else "given_passed"]
    beside = effect_blocks(effects(ctx.ds, name, mask), condition, common.prices(ctx.money), ())
    return Block(name, (*npv, *parts(ctx, beside)))
