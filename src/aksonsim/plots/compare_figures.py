"""Dots and intervals: the main figures of each scenario, a row a scenario and a panel a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.comparison_draws import spreads
from aksonsim.analysis.comparison_metrics import Metric
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import Text, _, translate
from aksonsim.language.units import unit
from aksonsim.plots.compare import headline, names
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.results.quantity import Condition

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


PANELS: tuple[tuple[Text | None, str, tuple[str, ...]], ...] = (
    (_("Total cost"), "cost_total", ("cost_p50", "cost_p85")),
    (_("Municipalities' cost"), "cost_payer[municipal]", ("cost_payer[municipal]_p50", "cost_payer[municipal]_p85")),
    (None, "price_per_inhabitant", ("price_p50", "price_p85")),
    (_("Net present value"), "npv", ("npv_p50_all",)),
    (_("Gate passed on time"), "", ("gate_on_time",)),
    (None, "adoption_share[inhabitants][{year}]", ("live_p50",)),
)
"""Title (None: with a currency or a year), the quantity whose spread is shown, and the measures that are marked."""
MARKS = (("o", "blue"), ("s", "vermilion"))


def draw(result: Comparison, lang: Lang) -> Figure:
    """Draw a panel for each figure that some scenario has."""
    by_key = {metric.key: metric for metric in result.metrics}
    panels = [panel for panel in PANELS if all(key in by_key for key in panel[2])]
    if not panels:
        raise ResultError("no scenario has a figure to set side by side")
    across = min(3, len(panels))
    rows = -(-len(panels) // across)
    figure = new_figure(2.6 + 4.4 * across, 1.5 + rows * (1.0 + 0.55 * len(result.scenarios)))
    axes = figure.subplots(rows, across, squeeze=False, sharey=True)
    year = result.joint.year
    for axis, panel in zip(axes.flat, panels, strict=False):
        title, quantity, keys = panel
        _panel(axis, result, [by_key[key] for key in keys], quantity.format(year=year), lang)
        titled = title or _titled(keys[0], result)
        # The chance of the gate itself is always over all draws.
        if result.gated and quantity:
            passing = by_key[keys[0]].condition is Condition.PASSED
            titled = _("{title}, gate passed", title=titled) if passing else _("{title}, all draws", title=titled)
        axis.set_title(translate(titled, lang))
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    for row in axes:
        row[0].set_yticks(range(len(result.scenarios)), names(result, lang).values())
    _legend(figure, lang)
    figure.set_layout_engine("constrained", w_pad=0.12)
    headline(figure, _("The scenarios side by side"), result, lang)
    return figure


def _titled(key: str, result: Comparison) -> Text:
    if key.startswith("price"):
        return _("{currency} per inhabitant", currency=unit(result.money["currency_per_inhabitant"]))
    return _("Inhabitants live by {year}", year=str(result.joint.year))


def _panel(axis: Axes, result: Comparison, metrics: list[Metric], quantity: str, lang: Lang) -> None:
    palette = colours()
    share = metrics[0].unit == "share"
    if quantity:
        for name, ends in spreads(result, quantity, metrics[0].condition, metrics[0].scenarios).items():
            row = list(result.scenarios).index(name)
            axis.plot(ends, [row, row], color="0.6", linewidth=3.5, solid_capstyle="butt", zorder=1)
    # Of two figures the lower one is written to the left of its mark, so that they never meet.
    sides = ("right", "left") if len(metrics) > 1 else ("center",)
    for place, name in enumerate(result.scenarios):
        for metric, (marker, colour), side in zip(metrics, MARKS, sides, strict=False):
            if name not in metric.scenarios:
                continue
            figure = metric.scenarios[name].figure
            bounds = np.where(np.isfinite(figure.bounds), figure.bounds, np.nan)
            axis.plot(bounds, [place, place], color="black", linewidth=1.2, zorder=3, marker="|", markersize=5)
            axis.plot(
                figure.value,
                place,
                marker=marker,
                color=palette[colour],
                markersize=6,
                zorder=2,
                gid=f"{metric.key}-{place}",
            )
            axis.annotate(
                percent(figure.value, lang) if share else measured(figure.value, figure.interval, lang, False),
                (figure.value, place),
                ({"right": 3, "left": -3, "center": 0}[side], 6),
                textcoords="offset points",
                ha=side,
                va="bottom",
                fontsize=8,
            )
    axis.set_ylim(len(result.scenarios) - 0.5, -0.7)
    axis.margins(x=0.16 if len(metrics) > 1 else 0.08)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    if share:
        axis.set_xlim(0, 1)
        shares(axis.xaxis, lang)
    else:
        amounts(axis.xaxis, lang, 5)


def _legend(figure: Figure, lang: Lang) -> None:
    from matplotlib.lines import Line2D

    palette = colours()
    handles: list[Any] = [Line2D([], [], color="0.6", linewidth=3.5, label=translate(_("P10–P90 of the draws"), lang))]
    for key, (marker, colour) in zip(("p50", "p85"), MARKS, strict=True):
        handles.append(Line2D([], [], color=palette[colour], marker=marker, linestyle="none", label=key.upper()))
    handles.append(
        Line2D(
            [], [], color="black", marker="|", markersize=5, label=translate(_("95 % interval of the simulation"), lang)
        )
    )
    figure.legend(handles=handles, loc="outside lower left", ncols=4)
