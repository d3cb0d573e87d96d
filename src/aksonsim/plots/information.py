"""What single things and groups would be worth to know before the decision, beside knowing everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xarray as xr

from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, number
from aksonsim.language.text import Text, _, translate
from aksonsim.plots.figure import amounts, colours, headline, money, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = dict[str, Any]
LEAST = 0.005
"""Shares of the EVPI below this would be bars that nobody sees."""
PARTS = (("rows", "blue", ""), ("groups", "orange", "///"), ("outcomes", "green", "..."))

TITLES = {
    "rows": _("One factor alone (EVPPI)"),
    "groups": _("A group together"),
    "outcomes": _("Waiting for outcomes that the model simulates"),
}


def draw(ds: xr.Dataset, found: Row, lang: Lang, top: int = 12) -> Figure:
    """Draw what `aksonsim.analysis.information.information` found of a result: bars, intervals, plain formula, EVPI.

    Raises ResultError where nothing ever changes the decision.
    """
    parts = [(key, colour, hatch, _told(found, key, top)) for key, colour, hatch in PARTS]
    parts = [part for part in parts if part[3]]
    if not parts:
        raise ResultError("nothing that could be found out changes the decision: there is nothing to draw")
    sizes = [len(part[3]) for part in parts]
    figure = new_figure(10, 2.4 + 0.6 * len(parts) + 0.36 * sum(sizes))
    axes = figure.subplots(len(parts), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes})[:, 0]
    for axis, (key, colour, hatch, rows) in zip(axes, parts, strict=True):
        _bars(axis, rows, (colour, hatch), found, lang)
        axis.set_title(translate(TITLES[key], lang))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=1)
    amounts(axes[-1].xaxis, lang)
    unit = f"{money(ds.attrs, lang)} · {translate(_decision(found, lang), lang)}"
    headline(
        figure,
        _("Value of information before the decision to go ahead"),
        ds,
        found["scenario"],
        found["condition"],
        found["draws"],
        lang,
        unit,
    )
    return figure


def _decision(found: Row, lang: Lang) -> Text:
    if found["decision"] == "npv":
        return _("go ahead: net present value without VAT, stop now: 0")
    return _("go ahead: what is left of a frame of {frame}, stop now: 0", frame=number(found["frame"], lang))


def _told(found: Row, part: str, top: int) -> list[Row]:
    return [row for row in found[part] if row["changes"] > 0 and row["share"] > LEAST][:top]


def _bars(axis: Axes, rows: list[Row], fill: tuple[str, str], found: Row, lang: Lang) -> None:
    palette = colours()
    for place, row in enumerate(rows):
        axis.barh(
            place,
            row["value"],
            height=0.66,
            color=palette[fill[0]],
            hatch=fill[1],
            edgecolor="white",
            gid=f"worth-{row['name']}",
        )
        interval = translate(_("95 % interval of the simulation"), lang) if place == 0 else None
        axis.plot(row["value_ci"], [place, place], color="black", linewidth=1, label=interval)
        plain = translate(_("plug-in estimate (biased upwards)"), lang) if place == 0 else None
        axis.plot(row["plug_in"], place, "D", markersize=4, color="black", markerfacecolor="white", label=plain)
    everything = translate(
        _("Perfect information (EVPI): {value}", value=measured(found["evpi"], found["evpi_ci"], lang)), lang
    )
    axis.axvline(found["evpi"], color=palette["vermilion"], linewidth=1.4, linestyle="--", label=everything)
    titles = [str(row["title"][lang]) for row in rows]
    axis.set_yticks(range(len(rows)), [text if len(text) <= 52 else f"{text[:51]}…" for text in titles])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.set_xlim(left=0.0)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
