"""Dots and intervals: the main figures of each scenario, a row a scenario and a panel a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.analysis import fans
from aksonsim.analysis.columns import Column
from aksonsim.errors import ResultError
from aksonsim.money import attributes_of
from aksonsim.plots.compare import gated, headline, names
from aksonsim.plots.compare_words import word
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.plots.words import Lang, measured, percent, unit
from aksonsim.plots.words import word as common

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Json = dict[str, Any]

PANELS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("panel_cost", "cost_total", ("cost_p50", "cost_p85")),
    ("panel_municipal", "cost_payer[municipal]", ("cost_payer[municipal]_p50", "cost_payer[municipal]_p85")),
    ("panel_price", "price_per_inhabitant", ("price_p50", "price_p85")),
    ("panel_npv", "npv", ("npv_p50_all",)),
    ("panel_on_time", "", ("gate_on_time",)),
    ("panel_live", "adoption_share[inhabitants][{year}]", ("live_p50",)),
)
"""Title, the quantity whose spread of draws is shown, and the measures that are marked."""
MARKS = (("o", "blue"), ("s", "vermilion"))


def draw(columns: Sequence[Column], found: Json, lang: Lang) -> Figure:
    """Draw a panel for each figure that some scenario has."""
    by_key = {measure["key"]: measure for measure in found["measures"]}
    panels = [panel for panel in PANELS if all(key in by_key for key in panel[2])]
    if not panels:
        raise ResultError("no scenario has a figure to set side by side")
    across = min(3, len(panels))
    rows = -(-len(panels) // across)
    figure = new_figure(2.6 + 4.4 * across, 1.5 + rows * (1.0 + 0.55 * len(columns)))
    axes = figure.subplots(rows, across, squeeze=False, sharey=True)
    year = found["joint"]["year"]
    for axis, panel in zip(axes.flat, panels, strict=False):
        title, quantity, keys = panel
        _panel(axis, columns, [by_key[key] for key in keys], quantity.format(year=year), lang)
        titled = word(title, lang, year=year, currency=unit(attributes_of(found)["currency_per_inhabitant"], lang))
        # The chance of the gate itself is always over all draws.
        if gated(columns) and quantity:
            titled = word(f"when_{by_key[keys[0]]['condition']}", lang, title=titled)
        axis.set_title(titled)
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    for row in axes:
        row[0].set_yticks(range(len(columns)), names(columns, lang))
    _legend(figure, lang)
    figure.set_layout_engine("constrained", w_pad=0.12)
    headline(figure, word("figures", lang), found, lang)
    return figure


def _panel(axis: Axes, columns: Sequence[Column], measures: list[Json], quantity: str, lang: Lang) -> None:
    palette = colours()
    share = measures[0]["unit"] == "share"
    show: Callable[[Json], str] = (
        (lambda row: percent(row["value"], lang))
        if share
        else (lambda row: measured(row["value"], row["ci"], lang, False))
    )
    for place, column in enumerate(columns):
        if quantity and column.name in measures[0]["scenarios"]:
            given = measures[0]["condition"] == "given_passed"
            kept = column.sample(quantity, given_passed=given).kept
            (low,), (high,) = fans.quantiles(kept[:, None], (0.1, 0.9))
            axis.plot([low, high], [place, place], color="0.6", linewidth=3.5, solid_capstyle="butt", zorder=1)
        # Of two figures the lower one is written to the left of its mark, so that they never meet.
        sides = ("right", "left") if len(measures) > 1 else ("center",)
        for measure, (marker, colour), side in zip(measures, MARKS, sides, strict=False):
            row = measure["scenarios"].get(column.name)
            if row is None:
                continue
            bounds = np.array([np.nan if bound is None else bound for bound in row["ci"]])
            axis.plot(bounds, [place, place], color="black", linewidth=1.2, zorder=3, marker="|", markersize=5)
            axis.plot(
                row["value"],
                place,
                marker=marker,
                color=palette[colour],
                markersize=6,
                zorder=2,
                gid=f"{measure['key']}-{place}",
            )
            axis.annotate(
                show(row),
                (row["value"], place),
                ({"right": 3, "left": -3, "center": 0}[side], 6),
                textcoords="offset points",
                ha=side,
                va="bottom",
                fontsize=8,
            )
    axis.set_ylim(len(columns) - 0.5, -0.7)
    axis.margins(x=0.16 if len(measures) > 1 else 0.08)
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
    handles: list[Any] = [Line2D([], [], color="0.6", linewidth=3.5, label=word("p10_p90", lang))]
    for key, (marker, colour) in zip(("p50", "p85"), MARKS, strict=True):
        handles.append(Line2D([], [], color=palette[colour], marker=marker, linestyle="none", label=common(key, lang)))
    handles.append(Line2D([], [], color="black", marker="|", markersize=5, label=word("interval", lang)))
    figure.legend(handles=handles, loc="outside lower left", ncols=4)
