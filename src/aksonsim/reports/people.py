"""The sections about commitment, adoption, and each municipality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from aksonsim.analysis import fans
from aksonsim.language.numbers import date
from aksonsim.language.rounding import half_width
from aksonsim.language.text import _, ngettext, pgettext
from aksonsim.plots.names import MEASURES, condition
from aksonsim.reports import charts_people as charts
from aksonsim.reports.context import Context, capital
from aksonsim.reports.document import Block, Cell, Figure, Part, Table, Text, row, table
from aksonsim.reports.numbers import number, share, significant
from aksonsim.reports.tables import summarised
from aksonsim.results import access as stated
from aksonsim.results.percentiles import probability_interval

OUTCOMES = (
    ("on_time", "blue", _("Passed on time")),
    ("late", "yellow", _("Passed after the deadline")),
    ("stopped", "vermilion", _("Never passed: the programme stops")),
)
DEFINITE = {
    "inhabitants": pgettext("of the", "inhabitants"),
    "municipalities": pgettext("of the", "municipalities"),
}


def gate(ctx: Context, name: str) -> Block | None:
    """Tell whether enough municipalities commit in time, and how commitment grows."""
    found = ctx.found(name).gate
    parts: list[Part] = []
    if found:
        chances = {key: ctx.percent(of) for key, of in found.items()}
        outcomes = [(key, look, ctx.text(words)) for key, look, words in OUTCOMES]
        told = [(text, getattr(found, key).value, look, f"{text}: {chances[key]}") for key, look, text in outcomes]
        title = ctx.text(_("The gate is passed in time with a chance of {on_time}", on_time=chances["on_time"]))
        svg = charts.outcomes(told, f"{title}. {'; '.join(one[3] for one in told)}")
        note = ctx.text(condition("all", ctx.found(name).every.draws))
        parts.append(Figure(title, svg, f"{capital(note)}.", summarised(ctx, name, "gate")[0]))
    committed = stated.values(ctx.ds, "commitment_share", name)
    if committed is not None:
        parts.append(_uptake(ctx, name, committed))
    return Block(name, tuple(parts)) if parts else None


def _basis(ctx: Context, basis: str) -> str:
    return ctx.text(MEASURES[basis])


def _uptake(ctx: Context, name: str, committed: Any) -> Figure:
    """Draw the committed share round by round, over all draws."""
    rounds = stated.labels(ctx.ds, "quarter")
    days = [float(dt.date.fromisoformat(iso).toordinal()) for iso in rounds]
    names = stated.labels(ctx.ds, "basis")
    rule = fans.gate_rule(ctx.ds, name)
    panels, columns = [], []
    title = ctx.text(_("How the committed share grows, round by round"))
    for i, basis in enumerate(names):
        band = fans.quantiles(committed[:, i])
        cells = [_spread(ctx, band[:, k]) for k in range(len(rounds))]
        tips = [f"{date(iso, ctx.lang)}: {cell}" for iso, cell in zip(rounds, cells, strict=True)]
        level = rule["share"] if rule and rule["counted_by"] == basis else None
        panels.append(charts.Panel(_basis(ctx, basis), days, band.tolist(), tips, level))
        columns.append(cells)
        if level is not None and rule["deadline"]:
            last = max((k for k, iso in enumerate(rounds) if iso <= rule["deadline"]), default=0)
            title = ctx.text(
                _(
                    "At the deadline of {date}, {p50} % of the {basis} have committed in the median draw; "
                    "{share} are needed",
                    date=date(rule["deadline"], ctx.lang),
                    p50=number(100 * band[2, last], ctx.lang),
                    basis=DEFINITE[basis],
                    share=share(level, ctx.lang),
                )
            )
    years = range(int(rounds[0][:4]) + 1, int(rounds[-1][:4]) + 1)
    legend = _fan_legend(ctx)
    deadline = None
    if rule:
        legend.append(("line", "level", ctx.text(_("Threshold {share}", share=share(rule["share"], ctx.lang)))))
        if rule["deadline"]:
            deadline = float(dt.date.fromisoformat(rule["deadline"]).toordinal())
            legend.append(("line", "deadline", ctx.text(_("Deadline {date}", date=date(rule["deadline"], ctx.lang)))))
    time = charts.Time([(float(dt.date(year, 1, 1).toordinal()), str(year)) for year in years], deadline)
    svg = charts.fans(panels, time, legend, ctx.percents, f"{title}. {_last(panels)}")
    rows = [[date(iso, ctx.lang), *(column[k] for column in columns)] for k, iso in enumerate(rounds)]
    heads = [ctx.text(_("Council round")), *(f"{_basis(ctx, basis)}: P50 (P10–P90)" for basis in names)]
    note = ctx.text(
        ngettext("{count} draw, stopped or not", "all {count} draws, stopped ones included", committed.shape[0])
        if rule
        else condition("all", committed.shape[0])
    )
    return Figure(
        title, svg, f"{capital(note)}.", table(ctx.text(_("Share committed after each council round, %")), heads, rows)
    )


def _last(panels: Sequence[charts.Panel]) -> str:
    """Return where each fan ends, in words."""
    return "; ".join(f"{panel.title}, {panel.tips[-1]}" for panel in panels)


def _fan_legend(ctx: Context) -> list[tuple[str, str, str]]:
    return [("line", "line blue", ctx.text(_("Median (P50)"))), ("box", "soft", "P25–P75"), ("box", "pale", "P10–P90")]


def _spread(ctx: Context, quantiles: Any) -> str:
    """Return P50 with P10 and P90 in per cent."""
    p10, p50, p90 = (number(100 * float(quantiles[i]), ctx.lang) for i in (0, 2, 4))
    return f"{p50} ({p10}–{p90})"


def adoption(ctx: Context, name: str) -> Block | None:
    """Tell how the share that uses the solution grows, and whether the official goals are met."""
    found = fans.adoption(ctx.ds, name)
    if not found or not ctx.passes(name):
        return None
    given = ctx.given(name)
    targets = fans.target_chances(ctx.ds, name, given)
    years = stated.labels(ctx.ds, "year")
    panels, columns = [], []
    for measure, live in found.items():
        band = fans.quantiles(given.rows(live))
        cells = [_spread(ctx, band[:, k]) for k in range(len(years))]
        tips = [f"{year}: {cell}" for year, cell in zip(years, cells, strict=True)]
        goals = [(float(t.year), t.share) for t in targets if t.measure == measure]
        panels.append(charts.Panel(_basis(ctx, measure), [float(y) for y in years], band.tolist(), tips, None, goals))
        columns.append(cells)
    title = _adoption_title(ctx, name, targets)
    legend = _fan_legend(ctx)
    if targets:
        legend.append(("dot", "vermilion ring", ctx.text(_("Official goal"))))
    time = charts.Time([(float(year), year) for year in years])
    svg = charts.fans(panels, time, legend, ctx.percents, f"{title}. {_last(panels)}")
    rows = [[year, *(column[k] for column in columns)] for k, year in enumerate(years)]
    heads = [ctx.text(_("End of")), *(f"{_basis(ctx, measure)}: P50 (P10–P90)" for measure in found)]
    parts: list[Part] = [
        Figure(title, svg, f"{ctx.condition(name)}.", table(ctx.text(_("Share live, %")), heads, rows))
    ]
    parts += summarised(ctx, name, "goals")
    return Block(name, tuple(parts))


def reached(ctx: Context, name: str, targets: Sequence[fans.Target]) -> tuple[str, str, fans.Target | None] | None:
    """Return the year that adoption is told of, the median share of inhabitants then, and the goal of that year."""
    by_year = ctx.told(name).adoption.get("inhabitants")
    if not by_year:
        return None
    goal = next((t for t in targets if t.measure == "inhabitants"), None)
    year = goal.year if goal else max(by_year)
    return str(year), ctx.percent(by_year[year].p50), goal


def _adoption_title(ctx: Context, name: str, targets: Sequence[fans.Target]) -> str:
    found = reached(ctx, name, targets)
    if found is None:
        return ctx.text(_("Adoption"))
    year, p50, goal = found
    end = ctx.text(_("; the goal is {goal}", goal=share(goal.share, ctx.lang))) if goal else ""
    return ctx.text(
        _(
            "At the end of {year}, {p50} of the inhabitants are reached in the median draw{goal}",
            year=year,
            p50=p50,
            goal=end,
        )
    )


def municipalities(ctx: Context, name: str) -> Block | None:
    """Tell of every municipality whether it commits and what it pays."""
    mean = stated.values(ctx.ds, "municipality_cost_mean", name)
    cost = stated.values(ctx.ds, "municipality_cost", name)
    committed, live = (stated.values(ctx.ds, f"municipality_{key}", name) for key in ("committed", "live"))
    if mean is None or cost is None or committed is None:
        return None
    at = [round(float(q), 4) for q in ctx.ds["quantile"].values]
    p50, p85 = (cost[:, at.index(p)] for p in (0.5, 0.85))
    people = np.asarray(ctx.ds["inhabitants"].values, dtype=np.float64)
    keys = stated.labels(ctx.ds, "municipality")
    names, counties = (np.asarray(ctx.ds[key].values, dtype=str) for key in ("name", "county"))
    scale = ctx.money["currency_scale"]
    per = {"p50": p50 * scale / people, "p85": p85 * scale / people}
    year = (stated.stated(ctx.ds, name).get("rollout") or {}).get("participation_year", 2030)
    titles = _("Municipality"), _("No."), _("County"), MEASURES["inhabitants"], _("Committed, %")
    heads = [ctx.text(title) for title in titles]
    heads += [] if live is None else [ctx.text(_("Live by {year}, %", year=str(year)))]
    heads += [ctx.text(_("Expected cost")), "P50", "P85", ctx.text(_("P50 per inhabitant, {unit}", unit=ctx.single))]
    heads += [ctx.text(_("P85 per inhabitant, {unit}", unit=ctx.single))]
    rows = []
    for i, key in enumerate(keys):
        chances = [committed[i]] if live is None else [committed[i], live[i]]
        amounts = [(value, significant(value, ctx.lang)) for value in (mean[i], p50[i], p85[i])]
        # Medians of histograms carry no interval; their bins are known to half a per cent.
        amounts += [(per[k][i], significant(per[k][i], ctx.lang)) for k in ("p50", "p85")]
        rows.append(
            row(
                Cell(str(names[i])),
                Cell(key),
                Cell(str(counties[i])),
                Cell(number(people[i], ctx.lang), float(people[i])),
                *(Cell(number(100 * float(c), ctx.lang), float(c)) for c in chances),
                *(Cell(told, float(value)) for value, told in _known(amounts)),
            )
        )
    draws = ctx.found(name).every.draws
    points = 100 * half_width(probability_interval(draws // 2, draws))
    note = ctx.text(
        _(
            "P50 and P85: given that the municipality takes part and nothing stops, local "
            "introduction included; they do not add. Expected cost: over all draws, also those in "
            "which it stays outside; it adds up to the municipal total. The error of each chance is "
            "at most ± {points} percentage points. What councils will decide is not known: the "
            "chances follow from size, status and county.",
            points=significant(points, ctx.lang, 2),
        )
    )
    caption = ctx.text(_("Each municipality; cost in {unit}", unit=ctx.unit))
    found = Table(caption, tuple(heads), tuple(rows), (1, 2), "search", tuple(keys))
    told = [Text((note,), "note")]
    if not np.isnan(p50).all():
        medians = {k: significant(float(np.nanmedian(per[k])), ctx.lang) for k in ("p50", "p85")}
        told.insert(
            0,
            Text(
                (
                    ctx.text(
                        _(
                            "The median municipality pays about {p50} {unit} per inhabitant at P50 and {p85} at P85, "
                            "if it takes part.",
                            unit=ctx.single,
                            **medians,
                        )
                    ),
                )
            ),
        )
    return Block(name, (_dots(ctx, keys, (names, counties), people, committed), *told, found))


def _known(amounts: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return amounts with an empty text where a municipality never takes part."""
    return [(-1.0, "–") if np.isnan(value) else (value, told) for value, told in amounts]


def _dots(ctx: Context, keys: list[str], labels: tuple[Any, Any], people: Any, committed: Any) -> Figure:
    """Draw the chance of each municipality to be committed in the end, county by county."""
    names, counties = labels
    order = np.argsort(committed, kind="stable")
    told = [ctx.percents(float(chance)) for chance in committed]
    rows = []
    for county in np.unique(counties):
        # Large ones first, so that small ones lie on top.
        here = sorted(np.flatnonzero(counties == county), key=lambda i: -people[i])
        places = [charts.Place(keys[i], float(committed[i]), float(people[i]), f"{names[i]}: {told[i]}") for i in here]
        rows.append((float(np.median(committed[here])), str(county), places))
    rows.sort(key=lambda one: (-one[0], one[1]))
    title = ctx.text(
        _(
            "Half of the municipalities are committed in the end with a chance above {median}; "
            "{least} {low}, {most} {high}",
            median=ctx.percents(float(np.median(committed))),
            least=names[order[0]],
            low=told[order[0]],
            most=names[order[-1]],
            high=told[order[-1]],
        )
    )
    drawn = [(county, places) for _median, county, places in rows]
    svg = charts.counties(
        drawn,
        ctx.percents,
        (ctx.text(_("Chance to be committed in the end")), ctx.text(_("A municipality; area by inhabitants"))),
        f"{title}.",
    )
    return Figure(title, svg, ctx.text(_("All draws; the table below has the figures.")))
