"""The sections about cost: the ladder, the S-curve, who pays."""

from __future__ import annotations

from typing import Any

import numpy as np

from aksonsim.analysis import fans
from aksonsim.analysis.describe import distribution
from aksonsim.plots.words import date
from aksonsim.report import charts
from aksonsim.report.context import Context
from aksonsim.report.document import Block, Figure, Part, Table, Text, table
from aksonsim.report.numbers import percent, signed
from aksonsim.report.sentences import sentence
from aksonsim.results import access as stated
from aksonsim.results import percentiles as pc

Json = dict[str, Any]

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
NAMES = {"expected_addition_p50": "addition_to_p50", "p50": "steering_frame", "cut_total": "cut_list"}
ROWS = (
    *("base_cost", "unspecified", "base_estimate", "expected_addition_p50", "expected_addition_mean", "p50", "mean"),
    *("contingency", "p85", "cut_total", "cost_frame"),
)
AT = (0.05, 0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95)
LOOKS = {"state": "vermilion", "municipal": "sky"}


def ladder(ctx: Context, name: str) -> Block:
    """Tell the steps from base cost to cost frame."""
    found = ctx.ladder(name)
    if not found:
        return Block(name, (Text((ctx.word("no_pass" if not ctx.passes(name) else "no_ladder"),), "note"),))
    ladders = found["ladders"]
    total = ladders["total"]
    labels = {key: ctx.word(NAMES.get(key, key)) for key in STEPS}
    steps = [
        charts.Step(
            label=labels[key],
            start=total[start] if start else 0.0,
            end=(total[start] if start else 0.0) + total[key],
            look=look,
            told=f"{'−' if key == 'cut_total' else ''}{ctx.figure(total, key)}",
        )
        for key, (start, look) in STEPS.items()
        if key != "cut_total" or total["cuts"]
    ]
    mean = f"{ctx.word('mean')}: {ctx.figure(total, 'mean')}"
    title = sentence("ladder", ctx.lang, p50=ctx.figure(total, "p50"), p85=ctx.figure(total, "p85"), unit=ctx.currency)
    at = [step.label for step in steps].index(labels["p50"])
    alt = "; ".join(f"{step.label}: {step.told}" for step in steps)
    svg = charts.ladder(steps, (at, total["mean"], mean), ctx.amount, f"{title} {alt}")
    notes = [f"{ctx.condition(name)}; {ctx.unit}."]
    notes += [ctx.word("full")] if found["varies"] else []
    notes += (
        [ctx.word("cuts_after", date=date(found["decided"], ctx.lang))] if total["cuts"] and found["decided"] else []
    )
    programmes = [one for one in ladders if one != "total"]
    shown = [*(programmes if len(programmes) > 1 else []), "total"]
    rows = [
        [_step_label(ctx, key), *(ctx.figure(ladders[one], key) for one in shown)]
        for key in ROWS
        if key != "cut_total" or total["cuts"]
    ]
    heads = [ctx.word("step"), *(ctx.title("programme", one) for one in shown)]
    caption = "ladder_table" if len(shown) > 1 else "ladder_table_total"
    steps_table = table(ctx.word(caption, unit=ctx.unit), heads, rows)
    parts: list[Part] = [Figure(title, svg, " ".join(notes)), steps_table]
    if sums := found["dependence"]:
        told = ctx.measured(sums["percentile_of_sum"], sums["percentile_of_sum_ci"])
        added = ctx.measured(sums["sum_of_percentiles"], sums["percentile_of_sum_ci"], error=False)
        parts.append(Text((sentence("p85s_do_not_add", ctx.lang, added=added, p85=told, unit=ctx.currency),), "note"))
    return Block(name, tuple(parts))


def _step_label(ctx: Context, key: str) -> str:
    return ctx.word("addition_mean") if key == "expected_addition_mean" else ctx.word(NAMES.get(key, key))


def s_curve(ctx: Context, name: str) -> Block:
    """Tell how likely each cost is not to be exceeded."""
    if not ctx.passes(name):
        return Block(name, (Text((ctx.word("no_pass"),), "note"),))
    parts = ctx.parts(name)
    probability = [i / 100 for i in range(1, 100)]
    drawn, heads, columns = [], [ctx.word("percentile")], []
    for place, (part, values, _) in enumerate(parts):
        wanted = pc.select(values, pc.Wanted((*probability, *AT), (*probability, *AT)))
        costs = [wanted.percentiles[p] for p in probability]
        told = [f"P{p * 100:.0f}: {ctx.measured(wanted.percentiles[p], wanted.intervals[p])}" for p in probability]
        label = ctx.title("programme", part)
        drawn.append(charts.Curve.at(place, label, costs, [f"{label}, {tip}" for tip in told]))
        heads.append(label)
        columns.append([ctx.measured(wanted.percentiles[p], wanted.intervals[p]) for p in AT])
    whole = fans.need(ctx.ds, name, "cost_total", "total cost")
    if ctx.gated(name) and ctx.told(name)["draws"] < whole.size:
        chosen = pc.select(whole, pc.Wanted(tuple(probability)))
        drawn.append(charts.Curve(ctx.word("all_draws"), "grey dash", [chosen.percentiles[p] for p in probability]))
    base = parts[0][2]
    found = distribution(parts[0][1], base, base)
    marks = [
        charts.Mark(found["p50"], 0.5, "blue", f"P50: {ctx.figure(found, 'p50')}"),
        charts.Mark(found["p85"], 0.85, "vermilion", f"P85: {ctx.figure(found, 'p85')}"),
    ]
    rows = [[f"P{p * 100:.0f}", *(column[i] for column in columns)] for i, p in enumerate(AT)]
    title = sentence("curve", ctx.lang, p50=ctx.figure(found, "p50"), p85=ctx.figure(found, "p85"), unit=ctx.currency)
    if base is not None:
        chance = percent(found["prob_base"], found["prob_base_ci"], ctx.lang)
        title = sentence("curve_base", ctx.lang, base=ctx.measured(base, None), chance=chance, unit=ctx.currency)
        told_base = f"{ctx.word('base_estimate')}: {ctx.measured(base, None)}"
        marks.insert(0, charts.Mark(base, found["prob_base"], "orange", told_base))
        rows.append([ctx.word("below_base"), *(_below(ctx, values, of) for _, values, of in parts)])
    alt = f"{title} {'; '.join(mark.told for mark in marks)}"
    axes = ctx.word("cost_axis", unit=ctx.unit), ctx.word("not_exceeded")
    svg = charts.curves(drawn, marks, probability, (ctx.amount, ctx.percents), axes, alt)
    figures = table(ctx.word("curve_table", unit=ctx.unit), heads, rows)
    return Block(name, (Figure(title, svg, f"{ctx.condition(name)}; {ctx.unit}.", figures),))


def _below(ctx: Context, values: Any, base: float | None) -> str:
    if base is None:
        return ""
    found = distribution(values, base, base)
    return percent(found["prob_base"], found["prob_base_ci"], ctx.lang)


def payers(ctx: Context, name: str) -> Block | None:
    """Tell what state and municipalities pay, and who carries the tail."""
    told = ctx.told(name)
    if "payers" not in told or not ctx.passes(name):
        return None
    parts: list[Part] = []
    tail = ctx.ladder(name).get("tail", {})
    split = fans.tail_split(ctx.ds, name, ctx.given(name))
    names = stated.labels(ctx.ds, "payer")
    groups = [
        (
            ctx.word(payer),
            LOOKS.get(payer, "green"),
            [float(v) for v in split[i]],
            [f"{ctx.word(payer)}, {k + 1}: {_short(ctx, v)}" for k, v in enumerate(split[i])],
        )
        for i, payer in enumerate(names)
    ]
    rows = [[str(k + 1), *(_short(ctx, split[i, k]) for i in range(len(names)))] for k in range(split.shape[1])]
    tenths = table(
        ctx.word("tenths_table", unit=ctx.unit), [ctx.word("tenth"), *(ctx.word(payer) for payer in names)], rows
    )
    means = {payer: ctx.figure(told["payers"][payer], "mean") for payer in names}
    if tail and "municipal" in tail["parts"].get("payer", {}):
        share = tail["parts"]["payer"]["municipal"]
        chance = percent(share["extra_share"], share["extra_share_ci"], ctx.lang)
        title = sentence("tail", ctx.lang, share=chance)
    else:
        title = sentence("payers_plain", ctx.lang, **means, unit=ctx.currency)
    alt = f"{title} {'; '.join(f'{ctx.word(payer)}: {means[payer]}' for payer in names)}"
    svg = charts.tenths(groups, ctx.amount, ctx.word("tenth"), alt)
    parts.append(Figure(title, svg, f"{ctx.condition(name)}; {ctx.unit}.", tenths))
    parts.append(_payer_table(ctx, told))
    if state := told.get("state"):
        cap = fans.state_cap(ctx.ds, name)
        chance = percent(state["prob_cap_binds"], state["prob_cap_binds_ci"], ctx.lang)
        if cap is not None:
            amount = f"{ctx.amount(round(cap))} {ctx.currency}"
            parts.append(Text((ctx.word("cap", cap=amount, chance=chance),), "note"))
    if tail:
        parts.append(_tail_table(ctx, tail["parts"], told))
    if prices := _prices(ctx, told):
        parts.append(prices)
    return Block(name, tuple(parts))


def _short(ctx: Context, value: float) -> str:
    """Return a mean of a tenth of the draws, whose error is not known, to tens."""
    return ctx.amount(float(np.round(value, -1))) if abs(value) >= 100 else ctx.amount(round(float(value), 1))


def _payer_table(ctx: Context, told: Json) -> Table:
    keys = {"base": "base_estimate", "mean": "mean", "p10": "P10", "p50": "P50", "p85": "P85"}
    heads = [ctx.word("payer"), *(label if label[0] == "P" else ctx.word(label) for label in keys.values())]
    rows = [[ctx.word(payer), *(ctx.figure(block, key) for key in keys)] for payer, block in told["payers"].items()]
    return table(ctx.word("payers_table", unit=ctx.unit), heads, rows)


def _tail_table(ctx: Context, parts: Json, told: Json) -> Table:
    heads = [ctx.word(key) for key in ("tail_part", "tail_mean", "tail_above", "tail_extra", "tail_share")]
    groups = [(ctx.word(one), told["payers"][one], row) for one, row in parts.get("payer", {}).items()]
    groups += [
        (ctx.title("programme", one), told["costs"][one], row) for one, row in parts.get("programme", {}).items()
    ]
    rows = [
        [
            label,
            ctx.figure(whole, "mean"),
            ctx.figure(row, "tail"),
            signed(row, "extra", ctx.lang),
            percent(row["extra_share"], row["extra_share_ci"], ctx.lang),
        ]
        for label, whole, row in groups
    ]
    return table(ctx.word("tail_table", unit=ctx.unit), heads, rows)


def _prices(ctx: Context, told: Json) -> Table | None:
    rows = [
        [ctx.word(label), *(ctx.figure(told[key], at) for at in ("p10", "p50", "mean", "p85"))]
        for key, label in (("price_per_inhabitant", "investment"), ("tariff", "tariff"))
        if "p50" in told.get(key, {})
    ]
    heads = [ctx.word("price"), "P10", "P50", ctx.word("expected"), "P85"]
    return (
        table(
            ctx.word("prices_table", unit=ctx.word("prices", currency=ctx.single, year=ctx.money["price_year"])),
            heads,
            rows,
        )
        if rows
        else None
    )
