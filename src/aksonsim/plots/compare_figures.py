"""Dots and intervals: the main figures of each scenario, a row a scenario and a panel a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.analysis import fans
from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import Text, _, translate
from aksonsim.language.units import unit
from aksonsim.money import attributes_of
from aksonsim.plots.compare import gated, headline, names
from aksonsim.plots.figure import amounts, colours, new_figure, shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Json = dict[str, Any]

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
        titled = title or _titled(keys[0], found)
        # The chance of the gate itself is always over all draws.
        if gated(columns) and quantity:
            passing = by_key[keys[0]]["condition"] == "given_passed"
            titled = _("{title}, gate passed", title=titled) if passing else _("{title}, all draws", title=titled)
        axis.set_title(translate(titled, lang))
    for axis in axes.flat[len(panels) :]:
        axis.set_visible(False)
    for row in axes:
        row[0].set_yticks(range(len(columns)), names(columns, lang))
    _legend(figure, lang)
    figure.set_layout_engine("constrained", w_pad=0.12)
    headline(figure, _("The scenarios side by side"), found, lang)
    return figure


def _titled(key: str, found: Json) -> Text:
    if key.startswith("price"):
        return _("{currency} per inhabitant", currency=unit(attributes_of(found)["currency_per_inhabitant"]))
    return _("Inhabitants live by {year}", year=str(found["joint"]["year"]))


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
    handles: list[Any] = [Line2D([], [], color="0.6", linewidth=3.5, label=translate(_("P10–P90 of the draws"), lang))]
    for key, (marker, colour) in zip(("p50", "p85"), MARKS, strict=True):
        handles.append(Line2D([], [], color=palette[colour], marker=marker, linestyle="none", label=key.upper()))
    handles.append(
        Line2D(
            [], [], color="black", marker="|", markersize=5, label=translate(_("95 % interval of the simulation"), lang)
        )
    )
    figure.legend(handles=handles, loc="outside lower left", ncols=4)
