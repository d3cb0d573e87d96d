"""The sections about cost: the ladder, the S-curve, who pays."""

from __future__ import annotations

from typing import Any

import numpy as np

from aksonsim.analysis import fans
from aksonsim.analysis.describe import amounts
from aksonsim.language.numbers import date
from aksonsim.language.text import _
from aksonsim.plots.ladder import NAMES as STEP_NAMES
from aksonsim.plots.names import PAYERS
from aksonsim.reports import charts
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Figure, Part, table
from aksonsim.reports.tables import pick, summarised
from aksonsim.reports.tables import table as table_of
from aksonsim.results import access as stated
from aksonsim.results import percentiles as pc
from aksonsim.views import ladder as ladder_view

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
NAMES = STEP_NAMES | {
    "mean": _("Expected cost"),
}
AT = (0.05, 0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95)
LOOKS = {"state": "vermilion", "municipal": "sky"}


def ladder(ctx: Context, name: str) -> Block:
    """Tell the steps from base cost to cost frame."""
    found = ctx.ladder(name)
    if not found:
        return Block(
            name,
            (
                ctx.note(
                    _("No draw passes the gate: there is no cost frame.")
                    if not ctx.passes(name)
                    else _("The scenario has no programmes with base estimates: no ladder.")
                ),
            ),
        )
    ladders = found.ladders
    total = ladders["total"]
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
    notes += (
        [
            ctx.text(
                _(
                    "Base cost and base estimate suppose full participation; the rest follows who takes part "
                    "in the simulation."
                )
            )
        ]
        if found.varies
        else []
    )
    notes += (
        [ctx.text(_("Cuts that can still be made after {date} count.", date=date(found.decided.isoformat(), ctx.lang)))]
        if total.cuts and found.decided
        else []
    )
    shown = pick(ladder_view.blocks(found), "ladder", "cuts", "correlation")
    return Block(name, (Figure(title, svg, " ".join(notes)), *(table_of(ctx, one) for one in shown)))


def s_curve(ctx: Context, name: str) -> Block:
    """Tell how likely each cost is not to be exceeded."""
    if not ctx.passes(name):
        return Block(name, (ctx.note(_("No draw passes the gate: there is no cost frame.")),))
    parts = ctx.parts(name)
    probability = [i / 100 for i in range(1, 100)]
    drawn, heads, columns = [], [ctx.text(_("Probability that the cost is not exceeded"))], []
    for place, (part, values, _base) in enumerate(parts):
        wanted = pc.select(values, pc.Wanted((*probability, *AT), (*probability, *AT)))
        costs = [wanted.percentiles[p] for p in probability]
        told = [f"P{p * 100:.0f}: {ctx.measured(wanted.percentiles[p], wanted.intervals[p])}" for p in probability]
        label = ctx.title("programme", part)
        drawn.append(charts.Curve.at(place, label, costs, [f"{label}, {tip}" for tip in told]))
        heads.append(label)
        columns.append([ctx.measured(wanted.percentiles[p], wanted.intervals[p]) for p in AT])
    whole = fans.need(ctx.ds, name, "cost_total", "total cost")
    if ctx.gated(name) and ctx.told(name).draws < whole.size:
        chosen = pc.select(whole, pc.Wanted(tuple(probability)))
        drawn.append(
            charts.Curve(
                ctx.text(_("Total over all draws, stopped ones included")),
                "grey dash",
                [chosen.percentiles[p] for p in probability],
            )
        )
    base = parts[0][2]
    found = amounts(parts[0][1], base, base)
    marks = [
        charts.Mark(found.p50.value, 0.5, "blue", f"P50: {ctx.figure(found.p50)}"),
        charts.Mark(found.p85.value, 0.85, "vermilion", f"P85: {ctx.figure(found.p85)}"),
    ]
    rows = [[f"P{p * 100:.0f}", *(column[i] for column in columns)] for i, p in enumerate(AT)]
    title = ctx.text(
        _(
            "Half of the draws stay below {p50}, 85 % below {p85} {unit}",
            p50=ctx.figure(found.p50),
            p85=ctx.figure(found.p85),
            unit=ctx.currency,
        )
    )
    if base is not None and found.prob_base is not None:
        chance = ctx.percent(found.prob_base)
        title = ctx.text(
            _(
                "The base estimate of {base} {unit} holds with a chance of {chance}",
                base=ctx.measured(base, None),
                chance=chance,
                unit=ctx.currency,
            )
        )
        told_base = f"{ctx.text(NAMES['base_estimate'])}: {ctx.measured(base, None)}"
        marks.insert(0, charts.Mark(base, found.prob_base.value, "orange", told_base))
        rows.append(
            [
                ctx.text(_("Chance to stay below the base estimate")),
                *(_below(ctx, values, of) for _name, values, of in parts),
            ]
        )
    alt = f"{title} {'; '.join(mark.told for mark in marks)}"
    axes = ctx.text(_("Cost, {unit}", unit=ctx.unit)), ctx.text(_("Probability that the cost is not exceeded"))
    svg = charts.curves(drawn, marks, probability, (ctx.amount, ctx.percents), axes, alt)
    figures = table(ctx.text(_("Percentiles of cost, {unit}", unit=ctx.unit)), heads, rows)
    return Block(name, (Figure(title, svg, f"{ctx.condition(name)}; {ctx.unit}.", figures),))


def _below(ctx: Context, values: Any, base: float | None) -> str:
    found = amounts(values, base, base).prob_base
    return "" if found is None else ctx.percent(found)


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
