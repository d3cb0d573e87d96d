"""The section that sets the scenarios side by side."""

from __future__ import annotations

from dataclasses import replace

from aksonsim.analysis import fans
from aksonsim.analysis.comparison import losses
from aksonsim.analysis.comparison_metrics import Compared, Metric, side_by_side
from aksonsim.analysis.draw_by_draw import same_draws
from aksonsim.analysis.joint_confidence import PROMISES, Promises, finish_name, joint
from aksonsim.analysis.scenario_columns import Column, check, from_results
from aksonsim.language.text import Words, _, ngettext
from aksonsim.reports import charts
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Cell, Figure, Part, Row, Table, Text, table
from aksonsim.reports.numbers import FIXED, measured, number, percent, share, signed
from aksonsim.results import percentiles as pc
from aksonsim.results.access import dated, month_date
from aksonsim.results.statistic import Statistic

COST = (
    *("cost_p50", "cost_p85", "cost_frame"),
    *("cost_payer[state]_mean", "cost_payer[municipal]_mean", "cost_payer[municipal]_p85"),
)
GLANCE = (
    *("cost_p85", "cost_payer[state]_mean", "cost_payer[municipal]_mean"),
    *("price_p50", "gate_on_time", "live_p50"),
)
REST = ("gate_on_time", "gate_stopped", "live_p50", "price_p50", "npv_mean_all")
AT = (0.1, 0.25, 0.5, 0.75, 0.85, 0.9)
LIVE, YEAR = 0.85, 2030
"""What is promised where the scenario states no goal."""


def comparison(ctx: Context) -> tuple[Block, Block]:
    """Tell what each scenario changes: at a glance, for the summary, and in full."""
    columns = from_results([("", ctx.ds)])
    check(columns)
    base = columns[0]
    goal = _goal(ctx, base)
    measures = {measure.key: measure for measure in side_by_side(columns, base, goal[1])}
    parts: list[Part] = []
    if spread := _spreads(ctx, columns, measures):
        parts.append(spread)
    parts.append(_curves(ctx, columns))
    note = ctx.text(
        _(
            "Small print: the difference from “{base}” on the same draws. Blue: better; orange: "
            "worse; uncoloured: the simulation cannot distinguish them, or neither is better. Where "
            "fewer take part, cost is lower as well. {year}: end of the year.",
            base=ctx.scenario(base.name),
            year=str(goal[1]),
        )
    )
    glance = _finished(
        ctx,
        columns,
        _measures(
            ctx,
            columns,
            _held(measures, GLANCE),
            ctx.text(_("The scenarios at a glance: who loses, and when")),
            goal[1],
        ),
    )
    gated = any(column.passed is not None for column in columns)
    cost = _("Cost given that the gate is passed, {unit}", unit=ctx.unit) if gated else _("Cost, {unit}", unit=ctx.unit)
    for keys, caption in ((COST, cost), (REST, _("Gate, adoption, price and net present value"))):
        if shown := _held(measures, keys):
            parts.append(_measures(ctx, columns, shown, ctx.text(caption), goal[1]))
    parts.append(Text((note,), "note"))
    parts.append(_draw_by_draw(ctx, columns, base))
    if "cost_frame" in measures:
        frame = measures["cost_frame"].scenarios.get(base.name)
        if frame and (promises := _promises(ctx, columns, base, Promises(frame.figure.value, *goal))):
            parts.append(promises)
    return Block("", (glance, Text((f"{ctx.unit}. {note}",), "note"))), Block("", tuple(parts))


def _held(measures: dict[str, Metric], keys: tuple[str, ...]) -> list[Metric]:
    return [measures[key] for key in keys if key in measures]


def _finished(ctx: Context, columns: tuple[Column, ...], told: Table) -> Table:
    """Return a table with a column more: the median month in which the work ends, where that is simulated."""
    months = []
    known = dated(ctx.ds)
    for column in columns:
        found = ctx.told(column.name).milestones.get(finish_name(column))
        month = found.p50 if found else None
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


def _spreads(ctx: Context, columns: tuple[Column, ...], measures: dict[str, Metric]) -> Figure | None:
    p50, p85 = (measures[key].scenarios if key in measures else {} for key in ("cost_p50", "cost_p85"))
    rows: list[charts.Spread] = []
    for column in columns:
        if column.name not in p85:
            continue
        low, high = (of[column.name].figure for of in (p50, p85))
        told = [f"{key}: {_cell(ctx, end, 'money')}" for key, end in (("P50", low), ("P85", high))]
        rows.append(
            charts.Spread(
                label=ctx.scenario(column.name),
                p50=low.value,
                p85=high.value,
                p50_ci=low.pair[1],
                p85_ci=high.pair[1],
                tip=f"{ctx.scenario(column.name)}: {', '.join(told)}",
            )
        )
    if not rows:
        return None
    order = sorted(rows, key=lambda one: one.p85)
    least, most = (ctx.measured(one.p85, one.p85_ci) for one in (order[0], order[-1]))
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
    heads = [ctx.text(_("Scenario")), "P50", "P85"]
    cells = [[one.label, ctx.measured(one.p50, one.p50_ci), ctx.measured(one.p85, one.p85_ci)] for one in rows]
    return Figure(
        title,
        svg,
        _condition(ctx, columns),
        table(ctx.text(_("P50 and P85 of the total, {unit}", unit=ctx.unit)), heads, cells),
    )


def _condition(ctx: Context, columns: tuple[Column, ...]) -> str:
    """Return which draws are told of, and in which money."""
    draws = ngettext("{count} common draw", "{count} common draws", ctx.ds.sizes["draw"])
    gated = any(column.passed is not None for column in columns)
    common = ctx.text(_("{draws}; {unit}.", draws=draws, unit=ctx.unit))
    given = ctx.text(_("Given that the gate is passed;"))
    return f"{given} {common}" if gated else common


def _curves(ctx: Context, columns: tuple[Column, ...]) -> Figure:
    probability = [i / 100 for i in range(1, 100)]
    drawn, rows = [], []
    for place, column in enumerate(columns):
        label = ctx.scenario(column.name)
        kept = column.sample("cost_total", given_passed=True).kept
        found = pc.select(kept, pc.Wanted(tuple(probability), AT))
        rows.append([label, *(ctx.measured(found.percentiles[p], found.intervals[p]) for p in AT)])
        drawn.append(charts.Curve.at(place, label, [found.percentiles[p] for p in probability]))
    # One heavy tail must not press the curves together: it may leave the picture above its P90.
    most = sorted(curve.costs[-1] for curve in drawn)[-2:][0]
    most = max(most, *(curve.costs[probability.index(0.9)] for curve in drawn))
    drawn = [replace(curve, costs=[cost for cost in curve.costs if cost <= most]) for curve in drawn]
    title = ctx.text(
        _("Where the curves lie apart, the scenario changes the cost; where they lie on each other, it does not")
    )
    axes = ctx.text(_("Cost, {unit}", unit=ctx.unit)), ctx.text(_("Probability that the cost is not exceeded"))
    alt = f"{title}: {'; '.join(curve.label for curve in drawn)}"
    svg = charts.curves(drawn, (), probability, (ctx.amount, ctx.percents), axes, alt)
    heads = [ctx.text(_("Scenario")), *(f"P{100 * p:.0f}" for p in AT)]
    return Figure(
        title,
        svg,
        _condition(ctx, columns),
        table(ctx.text(_("Percentiles of cost, {unit}", unit=ctx.unit)), heads, rows),
    )


def _measures(ctx: Context, columns: tuple[Column, ...], shown: list[Metric], caption: str, year: int) -> Table:
    heads = [ctx.text(_("Scenario"))]
    heads += [_measure(ctx, measure.key, str(year)) for measure in shown]
    rows: list[Row] = []
    for column in columns:
        cells = [Cell(ctx.scenario(column.name))]
        for measure in shown:
            found = measure.scenarios.get(column.name)
            cells.append(Cell("–") if found is None else _compared(ctx, found, measure))
        rows.append(tuple(cells))
    return Table(caption, tuple(heads), tuple(rows))


def _measure(ctx: Context, key: str, year: str) -> str:
    texts: dict[str, Words] = {
        "cost_p50": _("P50"),
        "cost_p85": _("P85"),
        "cost_frame": _("Cost frame"),
        "cost_payer[state]_mean": _("State, expected"),
        "cost_payer[municipal]_mean": _("Municipalities, expected"),
        "cost_payer[municipal]_p85": _("Municipalities, P85"),
        "price_p50": _("{each} per inhabitant, P50", each=ctx.single),
        "gate_on_time": _("Gate passed on time"),
        "gate_stopped": _("Stopped"),
        "live_p50": _("Inhabitants live {year}, P50", year=year),
        "npv_mean_all": _("Expected net present value, all draws, {unit}", unit=ctx.currency),
    }
    return ctx.text(texts[key])


def _compared(ctx: Context, found: Compared, measure: Metric) -> Cell:
    text, change = _cell(ctx, found.figure, measure.unit), found.difference
    if change is None:
        return Cell(text, found.figure.value)
    fraction = measure.unit == "share"
    below = _signed(ctx, change, 100 if fraction else 1)
    welcome = {"less": change.value < 0, "more": change.value > 0}.get(measure.better)
    tone = "" if not change.decided or welcome is None else "better" if welcome else "worse"
    return Cell(
        text, found.figure.value, ctx.text(_("{value} percentage points", value=below)) if fraction else below, tone
    )


def _cell(ctx: Context, found: Statistic, unit: str) -> str:
    if unit == "share":
        return percent(found.value, found.interval, ctx.lang)
    return measured(found.value, found.interval, ctx.lang)


def _signed(ctx: Context, change: Statistic, scale: float = 1.0) -> str:
    return signed({"v": change.value, "v_ci": change.interval}, "v", ctx.lang, scale)


def _draw_by_draw(ctx: Context, columns: tuple[Column, ...], base: Column) -> Table:
    given = losses(columns, "cost_total", given_passed=True)
    rows = []
    for column in columns[1:]:
        found = same_draws(given[column.name], given[base.name])
        if found:
            cells = [_signed(ctx, change) for change in found.difference.values()]
            cheaper = percent(found.better.value, found.better.interval, ctx.lang)
            both = f"{number(100 * found.share.value, ctx.lang, 1)}{FIXED}%"
            rows.append([ctx.scenario(column.name), both, *cells, cheaper])
    heads = [ctx.text(_("Scenario")), ctx.text(_("Draws that count in both")), ctx.text(_("Expected cost"))]
    heads += ["P50", "P85", ctx.text(_("Chance to be cheaper"))]
    return table(
        ctx.text(
            _(
                "Draw by draw: difference of total cost from “{base}”, {unit}",
                base=ctx.scenario(base.name),
                unit=ctx.unit,
            )
        ),
        heads,
        rows,
    )


def _promises(ctx: Context, columns: tuple[Column, ...], base: Column, promises: Promises) -> Table | None:
    found = {column.name: joint(column, base, promises) for column in columns}
    keys = [key for key in PROMISES if any(kept[key] for kept in found.values())]
    if len(keys) < 3:
        return None
    frame = f"{number(round(promises.frame, -1), ctx.lang)} {ctx.currency}"
    titles: dict[str, Words] = {
        "frame": _("Cost within {frame}", frame=frame),
        "on_time": _("Gate passed on time"),
        "live": _("{live} live by {year}", live=share(promises.live, ctx.lang), year=str(promises.year)),
        "frame_and_gate": _("Frame and gate"),
        "together": _("All three"),
    }
    heads = [ctx.text(_("Scenario")), *(ctx.text(titles[key]) for key in keys)]
    rows = []
    for name, kept in found.items():
        figures = [kept[key] for key in keys]
        cells = ["–" if one is None else _cell(ctx, one.figure, "share") for one in figures]
        rows.append([ctx.scenario(name), *cells])
    return table(ctx.text(_("Targets met together (joint confidence level), all draws")), heads, rows)
