"""Scenario by measure: what is better and what is worse than in the base scenario, and by how much."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.comparison_metrics import Metric
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import Text, Words, _, translate
from aksonsim.language.units import unit
from aksonsim.plots.compare import headline, names
from aksonsim.plots.figure import colours, new_figure
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.figure import Figure


LABELS: dict[str, Callable[[str, Words], Text]] = {
    "cost_mean": lambda year, currency: _("Expected\ncost"),
    "cost_p50": lambda year, currency: _("P50"),
    "cost_p85": lambda year, currency: _("P85"),
    "cost_mean_all": lambda year, currency: _("Expected cost,\nall draws"),
    "cost_payer[state]_mean": lambda year, currency: _("State pays"),
    "cost_payer[municipal]_mean": lambda year, currency: _("Municipalities\npay"),
    "cost_payer[municipal]_p85": lambda year, currency: _("Municipalities\nP85"),
    "price_p50": lambda year, currency: _("{currency} per\ninhabitant, P50", currency=currency),
    "gate_on_time": lambda year, currency: _("Gate passed\non time"),
    "gate_stopped": lambda year, currency: _("Stopped"),
    "live_p50": lambda year, currency: _("Inhabitants live\nby {year}, P50", year=year),
    "live_gps_p50": lambda year, currency: _("GPs live\nby {year}, P50", year=year),
    "npv_mean": lambda year, currency: _("Expected NPV"),
    "npv_mean_all": lambda year, currency: _("Expected NPV,\nall draws"),
}
FULL = 0.3
"""Relative change, or difference of shares, at which a colour is full."""


def draw(result: Comparison, lang: Lang) -> Figure:
    """Draw a cell for each scenario and metric; the base scenario on top with its own figures."""
    from matplotlib.patches import Rectangle

    by_key = {metric.key: metric for metric in result.metrics}
    metrics = [by_key[key] for key in LABELS if key in by_key and result.base in by_key[key].scenarios]
    if not metrics:
        raise ResultError(f"scenario {result.base} has no measure to compare with")
    ordered = sorted(result.scenarios, key=lambda name: name != result.base)
    figure = new_figure(3.2 + 1.15 * len(metrics), 2.6 + 0.55 * len(ordered))
    axis, titles = figure.subplots(), names(result, lang)
    for x, metric in enumerate(metrics):
        base = metric.scenarios[result.base].figure
        for y, name in enumerate(ordered):
            row = metric.scenarios.get(name)
            text, colour, shade = "–", "1.0", "0.5"
            if row is not None and row.difference is None:
                text, colour, shade = _figure(row.figure, metric, lang), "0.92", "black"
            elif row is not None and row.difference is not None:
                text = _change(row.difference, metric, lang)
                colour, shade = _colour(row.difference, base, metric)
            gid = f"{name}-{metric.key}"
            axis.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5, gid=gid))
            axis.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8.5, color=shade)
    axis.set_xlim(0, len(metrics))
    axis.set_ylim(len(ordered), 0)
    year, currency = str(result.joint.year), unit(result.money["currency_per_inhabitant"])
    axis.set_xticks(
        [x + 0.5 for x in range(len(metrics))], [translate(LABELS[m.key](year, currency), lang) for m in metrics]
    )
    axis.xaxis.tick_top()
    axis.set_yticks([y + 0.5 for y in range(len(ordered))], [titles[name] for name in ordered])
    axis.tick_params(length=0, labelsize=8.5)
    axis.grid(False)
    axis.spines[:].set_visible(False)
    note = translate(
        _(
            "First row: the base scenario's figures; below: differences from it. Blue: better, "
            "orange: worse, deeper for a larger change of the figure (full at 30 % or 30 percentage "
            "points). White: not distinguishable from the base scenario."
        ),
        lang,
    )
    if any(metric.group in ("price", "adoption") for metric in metrics):
        note += " " + translate(_("Where fewer take part, cost is lower without being better."), lang)
    note = textwrap.fill(note, int((figure.get_figwidth() - 3.2) * 17))
    axis.set_xlabel(note, fontsize=8.5, loc="left", labelpad=8)
    headline(
        figure,
        _("What each scenario changes"),
        result,
        lang,
        condition=translate(_("given that the gate is passed unless stated otherwise"), lang) if result.gated else "",
    )
    return figure


def _figure(figure: Statistic, metric: Metric, lang: Lang) -> str:
    return (
        percent(figure.value, lang) if metric.unit == "share" else measured(figure.value, figure.interval, lang, False)
    )


def _change(change: Statistic, metric: Metric, lang: Lang) -> str:
    if metric.unit == "share":
        return translate(_("{value}\npercentage points", value=_signed(change.scaled(100), lang)), lang)
    return _signed(change, lang)


def _signed(change: Statistic, lang: Lang) -> str:
    text = measured(change.value, change.interval, lang, False)
    return f"+{text}" if change.value > 0 and text.strip("0.,") else text


def _colour(difference: Statistic, base: Statistic, metric: Metric) -> tuple[Any, str]:
    """Return the colour of a cell and of its text: blue where the change is welcome, red where it is not."""
    from matplotlib.colors import to_rgb

    if not metric.better or not difference.decided or not math.isfinite(difference.half):
        return "1.0", "0.45"
    change = difference.value if metric.unit == "share" else difference.value / abs(base.value)
    welcome = (change < 0) == (metric.better == "less")
    strength = 0.12 + 0.88 * min(1.0, abs(change) / FULL)
    full = to_rgb(colours()["blue" if welcome else "vermilion"])
    return tuple(1 - strength * (1 - part) for part in full), "white" if strength > 0.75 else "black"
