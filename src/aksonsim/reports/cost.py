"""The sections about cost: the ladder, the S-curve, who pays."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from aksonsim.analysis import fans, percentile_table
from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.elements import elements
from aksonsim.errors import AksonsimError
from aksonsim.language.text import _
from aksonsim.plots.ladder import NAMES as STEP_NAMES
from aksonsim.plots.names import PAYERS
from aksonsim.reports import charts, tables
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Figure, Part, table
from aksonsim.reports.tables import pick, summarised
from aksonsim.reports.tables import table as table_of
from aksonsim.results import access as stated
from aksonsim.results.statistic import quantiles
from aksonsim.studies.reference_classes import of_result
from aksonsim.views import document as views
from aksonsim.views import elements as elements_view
from aksonsim.views import ladder as ladder_view
from aksonsim.views import percentile_table as percentiles_view
from aksonsim.views import reference_classes as outside_view

STEPS = {
    # key of the step: where it starts, its look
    "base_cost": ("", "blue"),
    "unspecified": ("base_cost", "orange"),
    "base_estimate": ("", "blue"),
    "expected_addition_p50": ("base_estimate", "orange"),
    "p50": ("", "blue"),
    "contingency": ("p50", "orange"),
    "p85": ("", "blue"),
    "cut_total": ("cost_frame", "green"),
    "cost_frame": ("", "blue"),
}
NAMES = STEP_NAMES | {"mean": _("Expected cost")}
NO_FRAME = _("No draw passes the gate: there is no cost frame.")
PERCENTILES = ("p1", "p5", "p10", "p25", "p50", "p75", "p80", "p85", "p90", "p95", "p99")
"""Those of the table; of parts as columns, which a page has room for."""
AT = (0.05, 0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95)
LOOKS = {"state": "vermilion", "municipal": "sky"}


def percentiles(ctx: Context, name: str) -> Block | None:
    """Tell percentiles of the total, and folded away those of its parts and of budget years."""
    if not ctx.costly(name) or not ctx.passes(name):
        return None
    found = percentile_table.percentiles(ctx.ds, PERCENTILES)
    shown = percentiles_view.tables(name, found.scenarios[name], found)
    kept = [part for part in shown if isinstance(part, views.Table | views.Note)]
    folded = [part.name for part in kept if isinstance(part, views.Table) and part.name != "percentiles total"]
    parts = tables.parts(ctx, kept, folded=folded)
    if "cost_element" in ctx.ds and found.scenarios[name].draws >= LEAST:
        folded = ["elements", "elements shares"]
        parts += tables.parts(ctx, elements_view.blocks(elements(ctx.ds, name)), folded=folded)
    return Block(name, tuple(parts))


def outside(ctx: Context, name: str) -> Block | None:
    """Set the total beside finished projects of the scenario's own kind, where it states one."""
    if not ctx.costly(name) or not ctx.passes(name):
        return None
    with suppress(AksonsimError):  # no base estimate, or one draw alone
        if found := of_result(ctx.ds, name):
            shown = (*outside_view.blocks(found), *outside_view.sources(found))
            notes = [ctx.note(words) for words in (f"{ctx.condition(name)}.", *outside_view.under(found)[1:])]
            return Block(name, (*notes, *tables.parts(ctx, shown, folded=("places", "cases"))))
    return None


def ladder(ctx: Context, name: str) -> Block | None:
    """Tell the steps from base cost to cost frame."""
    if not ctx.costly(name):
        return None
    found = ctx.ladder(name)
    if not found:
        none = _("The scenario has no programmes with base estimates: no ladder.")
        return Block(name, (ctx.note(none if ctx.passes(name) else NO_FRAME),))
    total = found.ladders["total"]
    labels = {key: ctx.text(NAMES[key]) for key in STEPS}
    steps = []
    for key, (start, look) in STEPS.items():
        if key != "cut_total" or total.cuts:
            begin, size = getattr(total, start).value if start else 0.0, getattr(total, key)
            told = f"{'−' if key == 'cut_total' else ''}{ctx.figure(size)}"
            steps.append(charts.Step(label=labels[key], start=begin, end=begin + size.value, look=look, told=told))
    mean = f"{ctx.text(NAMES['mean'])}: {ctx.figure(total.mean)}"
    title = ctx.text(
        _(
            "The steering frame is {p50} and P85 {p85} {unit}",
            p50=ctx.figure(total.p50),
            p85=ctx.figure(total.p85),
            unit=ctx.currency,
        )
    )
    at = [step.label for step in steps].index(labels["p50"])
    alt = "; ".join(f"{step.label}: {step.told}" for step in steps)
    svg = charts.ladder(steps, (at, total.mean.value, mean), ctx.amount, f"{title} {alt}")
    notes = [f"{ctx.condition(name)}; {ctx.unit}."]
    if found.varies:
        varies = _(
            "Base cost and base estimate suppose full participation; the rest follows who takes part in the simulation."
        )
        notes.append(ctx.text(varies))
    if total.cuts and found.decided:
        notes.append(ctx.text(_("Cuts that can still be made after {date} count.", date=found.decided)))
    shown = pick(ladder_view.blocks(found), "ladder", "cuts", "correlation")
    return Block(name, (Figure(title, svg, " ".join(notes)), *(table_of(ctx, one) for one in shown)))


def s_curve(ctx: Context, name: str) -> Block | None:
    """Tell how likely each cost is not to be exceeded."""
    if not ctx.costly(name):
        return None
    if not ctx.passes(name):
        return Block(name, (ctx.note(NO_FRAME),))
    drawn, heads, columns = [], [ctx.text(_("Probability that the cost is not exceeded"))], []
    for place, (part, values) in enumerate(ctx.parts(name)):
        costs = quantiles(values, (*charts.AT, *AT))
        label = ctx.title("programme", part)
        tips = [f"{label}, P{p * 100:.0f}: {ctx.figure(one)}" for p, one in zip(charts.AT, costs, strict=False)]
        drawn.append(charts.Curve.at(place, label, [one.value for one in costs[: len(charts.AT)]], tips))
        heads.append(label)
        columns.append([ctx.figure(one) for one in costs[len(charts.AT) :]])
    whole = fans.need(ctx.ds, name, "cost_total", "total cost")
    if ctx.gated(name) and ctx.told(name).draws < whole.size:
        label = ctx.text(_("Total over all draws, stopped ones included"))
        drawn.append(charts.Curve(label, "grey dash", [one.value for one in quantiles(whole, charts.AT)]))
    total = ctx.told(name).costs["total"]
    figures = {"p50": ctx.figure(total.p50), "p85": ctx.figure(total.p85), "unit": ctx.currency}
    marks = [
        charts.Mark(total.p50.value, 0.5, "blue", f"P50: {figures['p50']}"),
        charts.Mark(total.p85.value, 0.85, "vermilion", f"P85: {figures['p85']}"),
    ]
    title = ctx.text(_("Half of the draws stay below {p50}, 85 % below {p85} {unit}", **figures))
    if total.base is not None and total.prob_base is not None:
        base, chance = ctx.figure(total.base), ctx.percent(total.prob_base)
        title = ctx.text(
            _(
                "The base estimate of {base} {unit} holds with a chance of {chance}",
                base=base,
                chance=chance,
                unit=ctx.currency,
            )
        )
        of_base = f"{ctx.text(NAMES['base_estimate'])}: {base}"
        marks.insert(0, charts.Mark(total.base.value, total.prob_base.value, "orange", of_base))
    alt = f"{title} {'; '.join(mark.told for mark in marks)}"
    axes = ctx.text(_("Cost, {unit}", unit=ctx.unit)), ctx.text(_("Probability that the cost is not exceeded"))
    svg = charts.curves(drawn, marks, charts.AT, (ctx.amount, ctx.percents), axes, alt)
    rows = [[f"P{p * 100:.0f}", *(column[i] for column in columns)] for i, p in enumerate(AT)]
    percentiles = table(ctx.text(_("Percentiles of cost, {unit}", unit=ctx.unit)), heads, rows)
    figure = Figure(title, svg, f"{ctx.condition(name)}; {ctx.unit}.", percentiles)
    # With payers the table of cost stands where these are told of.
    cost = () if ctx.told(name).payers else ("cost",)
    return Block(name, (figure, *summarised(ctx, name, *cost, "groups")))


def payers(ctx: Context, name: str) -> Block | None:
    """Tell what state and municipalities pay, and who bears the additional cost above P85."""
    told = ctx.told(name)
    if not told.payers or not ctx.passes(name):
        return None
    parts: list[Part] = []
    tail = ctx.tail(name)
    split = fans.tail_split(ctx.ds, name, ctx.given(name))
    names = stated.labels(ctx.ds, "payer")
    groups = [
        (
            ctx.text(PAYERS[payer]),
            LOOKS.get(payer, "green"),
            [float(v) for v in split[i]],
            [f"{ctx.text(PAYERS[payer])}, {k + 1}: {_short(ctx, v)}" for k, v in enumerate(split[i])],
        )
        for i, payer in enumerate(names)
    ]
    rows = [[str(k + 1), *(_short(ctx, split[i, k]) for i in range(len(names)))] for k in range(split.shape[1])]
    tenths = table(
        ctx.text(_("Expected cost by decile of the draws, {unit}", unit=ctx.unit)),
        [ctx.text(_("Decile, by total cost")), *(ctx.text(PAYERS[payer]) for payer in names)],
        rows,
    )
    means = {payer: ctx.figure(told.payers[payer].mean) for payer in names}
    if tail and "municipal" in tail.payer:
        chance = ctx.percent(tail.payer["municipal"].extra_share)
        title = ctx.text(
            _("The municipalities bear {share} of the additional cost where the total exceeds P85", share=chance)
        )
    else:
        title = ctx.text(
            _("The state is expected to pay {state}, the municipalities {municipal} {unit}", **means, unit=ctx.currency)
        )
    alt = f"{title} {'; '.join(f'{ctx.text(PAYERS[payer])}: {means[payer]}' for payer in names)}"
    svg = charts.tenths(groups, ctx.amount, ctx.text(_("Decile, by total cost")), alt)
    parts.append(Figure(title, svg, f"{ctx.condition(name)}; {ctx.unit}.", tenths))
    parts += summarised(ctx, name, "cost")
    if state := told.state:
        cap = fans.state_cap(ctx.ds, name)
        chance = ctx.percent(state.prob_cap_binds)
        if cap is not None:
            amount = f"{ctx.amount(round(cap))} {ctx.currency}"
            parts.append(ctx.note(_("The state's cap of {cap} binds in {chance} of draws.", cap=amount, chance=chance)))
    if found := ctx.ladder(name):
        parts += [table_of(ctx, one) for one in pick(ladder_view.blocks(found), "tail")]
    parts += summarised(ctx, name, "price")
    return Block(name, tuple(parts))


def _short(ctx: Context, value: float) -> str:
    """Return a mean of a decile of the draws, whose error is not known, to tens."""
    return ctx.amount(float(np.round(value, -1))) if abs(value) >= 100 else ctx.amount(round(float(value), 1))
