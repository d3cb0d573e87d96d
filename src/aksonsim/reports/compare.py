"""The section that sets the scenarios side by side."""

from __future__ import annotations

from dataclasses import replace

from aksonsim.analysis import fans
from aksonsim.analysis.comparison import Comparison, compare
from aksonsim.analysis.joint_confidence import PROMISES, finish_name
from aksonsim.analysis.scenario_columns import Column, from_results
from aksonsim.language.text import Words, _, ngettext
from aksonsim.reports import charts
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Cell, Figure, Part, Table, Text, table
from aksonsim.reports.tables import pick
from aksonsim.reports.tables import table as table_of
from aksonsim.results.access import dated, month_date
from aksonsim.results.statistic import quantiles
from aksonsim.views import comparison as view
from aksonsim.views.document import Table as Tabled

GLANCE = (
    *("cost_p85", "cost_payer[state]_mean", "cost_payer[municipal]_mean"),
    *("price_p50", "gate_on_time", "live_p50"),
)
TABLES = ("cost", "payer", "gate", "adoption", "price", "npv", "same_draws", "joint")
LAST = ("same_draws", "joint")
AT = (0.1, 0.25, 0.5, 0.75, 0.85, 0.9)
LIVE, YEAR = 0.85, 2030
"""What is promised where the scenario states no goal."""


def comparison(ctx: Context) -> tuple[Block, Block]:
    """Tell what each scenario changes: at a glance, for the summary, and in full."""
    columns = from_results([("", ctx.ds)])
    live, year = _goal(ctx, columns[0])
    found = compare(columns, live=live, year=year)
    note = ctx.text(
        _(
            "Small print: the difference from “{base}” on the same draws. Blue: better; orange: "
            "worse; uncoloured: the simulation cannot distinguish them, or neither is better. Where "
            "fewer take part, cost is lower as well.",
            base=ctx.scenario(found.base),
        )
    )
    better = {metric.key: metric.better for metric in found.metrics} | dict.fromkeys(PROMISES, "more")
    shown = pick(view.blocks(found), *TABLES)
    spread, curves = _spreads(ctx, found), _curves(ctx, columns)
    parts: list[Part] = [curves] if spread is None else [spread, curves]
    parts += [table_of(ctx, one, better=better) for one in shown if one.name not in LAST]
    parts.append(Text((note,), "note"))
    parts += [table_of(ctx, one, better=better) for one in shown if one.name in LAST]
    glance = _finished(ctx, columns, table_of(ctx, _glance(found), better=better))
    return Block("", (glance, Text((f"{ctx.unit}. {note}",), "note"))), Block("", tuple(parts))


def _glance(found: Comparison) -> Tabled:
    """Return the table of what matters most in each scenario."""
    known = {metric.key: metric for metric in found.metrics}
    metrics = [known[key] for key in GLANCE if key in known]
    table = Tabled("glance", _("The scenarios at a glance: who loses, and when"), (), ())
    heads: dict[str, Words] = {
        "price_p50": _("{each} per inhabitant, P50", each=found.money["currency_per_inhabitant"]),
        "gate_on_time": _("Gate passed on time"),
        "live_p50": _("Inhabitants live {year}, P50", year=str(found.joint.year)),
    }
    made = view.figures(found, metrics, table)
    return replace(made, columns=tuple(replace(one, title=heads.get(one.key, one.title)) for one in made.columns))


def _finished(ctx: Context, columns: tuple[Column, ...], told: Table) -> Table:
    """Return a table with a column more: the median month in which the work ends, where that is simulated."""
    months = []
    known = dated(ctx.ds)
    for column in columns:
        milestones = ctx.told(column.name).milestones
        month = milestones[finish_name(column)].p50 if milestones else None
        # A hyphen that no line breaks at.
        months.append("–" if month is None else month_date(ctx.ds, month).strftime("%Y\u2011%m"))
    if not known or set(months) == {"–"}:
        return told
    rows = tuple((*row, Cell(month)) for row, month in zip(told.rows, months, strict=True))
    return replace(told, head=(*told.head, ctx.text(_("Finished, P50"))), rows=rows)


def _goal(ctx: Context, base: Column) -> tuple[float, int]:
    """Return the share of inhabitants promised to be live, and by the end of which year."""
    if ctx.passes(base.name):
        for target in fans.target_chances(ctx.ds, base.name, ctx.given(base.name)):
            if target.measure == "inhabitants":
                return target.share, target.year
    return LIVE, YEAR


def _spreads(ctx: Context, found: Comparison) -> Figure | None:
    known = {metric.key: metric.scenarios for metric in found.metrics}
    p50, p85 = (known.get(key, {}) for key in ("cost_p50", "cost_p85"))
    rows = []
    for name, high in p85.items():
        label, ends = ctx.scenario(name), (p50[name].figure, high.figure)
        rows.append(charts.Spread(label, *ends, "{}: P50: {}, P85: {}".format(label, *map(ctx.figure, ends))))
    if not rows:
        return None
    order = sorted(rows, key=lambda one: one.p85.value)
    least, most = (ctx.figure(one.p85) for one in (order[0], order[-1]))
    title = ctx.text(
        _(
            "P85 goes from {low} in “{cheap}” to {high} {unit} in “{dear}”",
            low=least,
            cheap=order[0].label,
            high=most,
            dear=order[-1].label,
            unit=ctx.currency,
        )
    )
    alt = f"{title}. {'; '.join(one.tip for one in rows)}"
    svg = charts.spreads(rows, ("P50", "P85"), ctx.amount, alt)
    return Figure(title, svg, _condition(ctx, found.columns))


def _condition(ctx: Context, columns: tuple[Column, ...]) -> str:
    """Return which draws are told of, and in which money."""
    draws = ngettext("{count} common draw", "{count} common draws", ctx.ds.sizes["draw"])
    gated = any(column.passed is not None for column in columns)
    common = ctx.text(_("{draws}; {unit}.", draws=draws, unit=ctx.unit))
    given = ctx.text(_("Given that the gate is passed;"))
    return f"{given} {common}" if gated else common


def _curves(ctx: Context, columns: tuple[Column, ...]) -> Figure:
    drawn, rows = [], []
    for place, column in enumerate(columns):
        label = ctx.scenario(column.name)
        kept = column.sample("cost_total", given_passed=True).kept
        rows.append([label, *(ctx.figure(one) for one in quantiles(kept, AT))])
        drawn.append(charts.Curve.at(place, label, [one.value for one in quantiles(kept, charts.AT)]))
    # One heavy tail must not press the curves together: it may leave the picture above its P90.
    most = sorted(curve.costs[-1] for curve in drawn)[-2:][0]
    most = max(most, *(curve.costs[charts.AT.index(0.9)] for curve in drawn))
    drawn = [replace(curve, costs=[cost for cost in curve.costs if cost <= most]) for curve in drawn]
    title = ctx.text(
        _("Where the curves lie apart, the scenario changes the cost; where they lie on each other, it does not")
    )
    axes = ctx.text(_("Cost, {unit}", unit=ctx.unit)), ctx.text(_("Probability that the cost is not exceeded"))
    alt = f"{title}: {'; '.join(curve.label for curve in drawn)}"
    svg = charts.curves(drawn, (), charts.AT, (ctx.amount, ctx.percents), axes, alt)
    heads = [ctx.text(_("Scenario")), *(f"P{100 * p:.0f}" for p in AT)]
    return Figure(
        title,
        svg,
        _condition(ctx, columns),
        table(ctx.text(_("Percentiles of cost, {unit}", unit=ctx.unit)), heads, rows),
    )
