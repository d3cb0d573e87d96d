"""What single things and groups would be worth to know before the decision, beside knowing everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.value_of_information import Information, Known
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, _, translate
from aksonsim.plots import about
from aksonsim.plots.figure import amounts, colours, new_figure
from aksonsim.plots.sensitivity import label_rows
from aksonsim.results.statistic import UNKNOWN, Statistic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 12
"""Bars of a panel."""
LEAST = 0.005
"""Shares of the EVPI below this would be bars that nobody sees."""
PARTS = (("rows", "blue", ""), ("groups", "orange", "///"), ("outcomes", "green", "..."))

TITLES = {
    "rows": _("One factor alone (EVPPI)"),
    "groups": _("A group together"),
    "outcomes": _("Waiting for outcomes that the model simulates"),
}


def draw(result: Information, lang: Lang) -> Figure:
    """Draw what each thing is worth: bars, intervals, plug-in estimates, and the value of perfect information.

    Raises ResultError where nothing ever changes the decision.
    """
    parts = [(key, colour, hatch, _shown(getattr(result, key))) for key, colour, hatch in PARTS]
    parts = [part for part in parts if part[3]]
    if not parts:
        raise ResultError("nothing that could be found out changes the decision: there is nothing to draw")
    sizes = [len(part[3]) for part in parts]
    figure = new_figure(10, 2.4 + 0.6 * len(parts) + 0.36 * sum(sizes))
    axes = figure.subplots(len(parts), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes})[:, 0]
    for axis, (key, colour, hatch, rows) in zip(axes, parts, strict=True):
        _bars(axis, rows, (colour, hatch), result.evpi, lang)
        axis.set_title(translate(TITLES[key], lang))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=1)
    amounts(axes[-1].xaxis, lang)
    title = _("Value of information before the decision to go ahead")
    about.headline(figure, title, result.about, result.counted, lang, _decision(result))
    return figure


def _decision(result: Information) -> Text:
    if result.frame is None:
        return _("go ahead: net present value without VAT, stop now: 0")
    return _("go ahead: what is left of a frame of {frame}, stop now: 0", frame=round(result.frame))


def _shown(rows: Sequence[Known]) -> list[Known]:
    return [row for row in rows if row.changes.value > 0 and row.share > LEAST][:MOST]


def _bars(axis: Axes, rows: Sequence[Known], fill: tuple[str, str], evpi: Statistic, lang: Lang) -> None:
    palette = colours()
    for place, row in enumerate(rows):
        look: dict[str, Any] = {"color": palette[fill[0]], "hatch": fill[1], "gid": f"worth-{row.name}"}
        axis.barh(place, row.value.value, height=0.66, edgecolor="white", **look)
        interval = translate(_("95 % interval of the simulation"), lang) if place == 0 else None
        axis.plot(row.value.interval or UNKNOWN, [place, place], color="black", linewidth=1, label=interval)
        plain = translate(_("plug-in estimate (biased upwards)"), lang) if place == 0 else None
        axis.plot(row.partial.plug_in, place, "D", markersize=4, color="black", markerfacecolor="white", label=plain)
    everything = translate(_("Perfect information (EVPI): {value}", value=evpi), lang)
    axis.axvline(evpi.value, color=palette["vermilion"], linewidth=1.4, linestyle="--", label=everything)
    label_rows(axis, [translate(row.title, lang) for row in rows])
    axis.set_xlim(left=0.0)
