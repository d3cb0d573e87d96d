"""The sections that say why: what drives P85, published figures tested against the model, and the basis of it all."""

from __future__ import annotations

from aksonsim.analysis.sensitivity import InputShare
from aksonsim.language.text import _, translate
from aksonsim.plots.names import condition
from aksonsim.reports import charts, tables
from aksonsim.reports.context import Context, capital
from aksonsim.reports.document import Block, Figure, table
from aksonsim.reports.numbers import fixed
from aksonsim.results.access import stated as stated_of
from aksonsim.studies.leave_one_out import Removal
from aksonsim.views import check
from aksonsim.views import ledger as ledger_view

BARS = 12


def tornado(ctx: Context, name: str) -> Block | None:
    """Tell what moves P85 most: by leaving it out, or by shares of the variance where nothing was run again."""
    if not ctx.costly(name):
        return None
    found = ctx.inputs.drivers[name]
    rows = found.causes[:BARS]
    if not rows or found.p85 is None:
        return Block(name, (ctx.note(_("Too few draws, or nothing varies.")),))
    shared = found.removals is None
    bars, told = [], []
    for one in rows:
        label = title_of(ctx, one)
        if isinstance(one, InputShare):
            figure, text = one.share.scaled(100.0), ctx.figure(one.share, "percent")
        else:
            figure, text = one.change, ctx.figure(one.change, signed=True)
        bars.append(charts.Bar(label, figure, f"{label}: {text}"))
        told.append([label, text])
    p85 = ctx.text(_("P85 of all these draws: {value}", value=ctx.figure(found.p85)))
    title = ctx.text(
        _("“{first}” has the largest share of the variance of the total", first=bars[0].label)
        if shared
        else _("Taking out “{first}” changes P85 more than taking out anything else", first=bars[0].label)
    )
    alt = f"{title}. {'; '.join(bar.tip for bar in bars[:3])}"
    legend = (
        ctx.text(_("Share of the variance") if shared else _("P85 with it minus P85 without it")),
        p85 if not shared else ctx.text(_("Nothing")),
    )
    svg = charts.tornado(bars, legend, ctx.amount, alt)
    draws = ctx.text(condition(found.condition, found.draws))
    explained = ctx.text(
        _(
            "By a regression of the total on all that varies; what is correlated has one share. The "
            "rest is interaction, and what the file does not hold."
        )
        if shared
        else _(
            "The scenario is run again on the same draws with one thing taken out at a time: an "
            "event does not occur, a driver multiplies by 1, all else is as in the base estimate. "
            "What is correlated is taken out together. How likely an event is, is in its figure."
        )
    )
    note = f"{capital(draws)}; {'%' if shared else ctx.unit}. {explained}"
    if not found.whole:
        kept = _(
            "The file does not hold the sampled estimates, and the scenario was not run again: drivers and events "
            "alone are shown."
        )
        note += f" {ctx.text(kept)}"
    caption = (
        ctx.text(_("Share of the variance of the total"))
        if shared
        else ctx.text(_("Change of P85 without it, {unit}", unit=ctx.unit))
    )
    return Block(name, (Figure(title, svg, note, table(caption, [ctx.text(_("Assumption")), legend[0]], told)),))


def title_of(ctx: Context, row: Removal | InputShare) -> str:
    """Return the title of what moves P85."""
    return fixed(translate(row.title, ctx.lang))


def claims(ctx: Context) -> Block | None:
    """Tell what published figures are in the model, and the notes on the register; None without either."""
    found = ctx.inputs.claims
    none = not any(stated_of(ctx.ds, name).get("claims") for name in ctx.names)
    if found is None and none:
        return None
    if found is None:
        skipped = _("Left out: it takes running the scenarios again, which was switched off (--no-rerun).")
        return Block("", (ctx.note(skipped),))
    made = tables.parts(ctx, check.blocks(found), folded=("arithmetic", "warnings", "notes"))
    if not made and none:
        return None
    return Block("", tuple(made) or (ctx.note(_("The scenario states no published figures.")),))


def ledger(ctx: Context) -> Block:
    """Tell what the figures of the main scenario rest on."""
    shown = ledger_view.blocks(ctx.inputs.ledger)
    # Notes repeat themselves from number to number: a tenth of the page.
    return Block("", tuple(tables.parts(ctx, shown, folded=("numbers", "sources"), without="note")))
