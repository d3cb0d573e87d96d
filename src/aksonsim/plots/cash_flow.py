"""Cost by year, by programme and by payer, with P50 and P85 of each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.errors import NotSimulatedError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import PAYER_FILLS, about, amounts, colours, headline, legend_text, money, new_figure
from aksonsim.plots.names import PAYERS
from aksonsim.results import access as stated

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]
Found = dict[str, Array]
Fill = tuple[str, str]
FILLS: tuple[Fill, ...] = (
    ("blue", ""),
    ("orange", "///"),
    ("green", "..."),
    ("purple", "\\\\\\"),
    ("sky", "xxx"),
    ("yellow", "++"),
)

TITLES = {
    "by_programme": _("By programme (mean), P50 and P85 of the sum"),
    "by_payer": _("By payer (mean), each with its own P50 and P85"),
}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw each year's mean cost as bars, P50 and P85 of the year as marks."""
    if not stated.dated(ds, scenario):
        raise NotSimulatedError(f"scenario {scenario} has no dates, and so no years")
    given = fans.given_passed(ds, scenario)
    by_programme = fans.yearly(ds, scenario, given, "cost_year", "cost by year")
    programmes = [stated.title(ds, "programme", name, lang) for name in stated.labels(ds, "programme")]
    panels = [("by_programme", programmes, by_programme)]
    if stated.values(ds, "cost_payer_year", scenario) is not None:
        payers = [translate(PAYERS[name], lang) for name in stated.labels(ds, "payer")]
        panels.append(("by_payer", payers, fans.yearly(ds, scenario, given, "cost_payer_year", "payers by year")))
    figure = new_figure(1 + 5.5 * len(panels), 5)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axis, (title, parts, found) in zip(axes, panels, strict=True):
        (_stacked if title == "by_programme" else _side_by_side)(axis, parts, found, lang)
        alone = title == "by_programme" and len(parts) == 1
        axis.set_title(translate(_("The mean, P50 and P85 of each year") if alone else TITLES[title], lang))
        _finish(axis, found["years"], lang)
    headline(figure, _("Cost by year"), ds, scenario, *about(given), lang, money(ds.attrs, lang))
    return figure


def _stacked(axis: Axes, parts: list[str], found: Found, lang: Lang) -> None:
    """Stack the means, which add, and mark the percentiles of the sum, which is not the sum of percentiles."""
    years = found["years"]
    bottom = np.zeros_like(years)
    for i, part in enumerate(parts):
        _bars(axis, years, found["mean"][i], bottom, 0.75, FILLS[i % len(FILLS)], part)
        bottom = bottom + found["mean"][i]
    _marks(axis, years, found["total"], 14, lang, labelled=True)


def _side_by_side(axis: Axes, parts: list[str], found: Found, lang: Lang) -> None:
    """Set the payers' means side by side, each with its own percentiles."""
    width = 0.8 / len(parts)
    for i, part in enumerate(parts):
        years = found["years"] + (i - (len(parts) - 1) / 2) * width
        fill = list(PAYER_FILLS.values())[i % len(PAYER_FILLS)]
        _bars(axis, years, found["mean"][i], 0.0, width * 0.95, fill, part)
        _marks(axis, years, found["part"][:, i], 9, lang, labelled=i == 0)


def _bars(axis: Axes, x: Array, height: Array, bottom: Array | float, width: float, fill: Fill, label: str) -> None:
    colour, hatch = fill
    axis.bar(
        x, height, width, bottom, color=colours()[colour], hatch=hatch, edgecolor="white", label=legend_text(label)
    )


def _marks(axis: Axes, x: Array, percentiles: Array, size: float, lang: Lang, labelled: bool) -> None:
    for row, marker, key, text in (
        (0, "_", "year_p50", _("P50 of the year")),
        (1, "^", "year_p85", _("P85 of the year")),
    ):
        bar = marker == "_"
        axis.plot(
            x,
            percentiles[row],
            marker=marker,
            markersize=size if bar else 6,
            markeredgewidth=2 if bar else 1,
            markeredgecolor="black",
            color="white",
            linestyle="none",
            label=translate(text, lang) if labelled else None,
            gid=key,
        )


def _finish(axis: Axes, years: Array, lang: Lang) -> None:
    axis.set_xticks(years, [f"{year:.0f}" for year in years], rotation=45 if len(years) > 8 else 0)
    # A single year is a bar, not a wall.
    axis.set_xlim(years.mean() - max(len(years), 4) / 2 - 0.2, years.mean() + max(len(years), 4) / 2 + 0.2)
    axis.grid(False, axis="x")
    axis.set_ylim(bottom=0)
    amounts(axis.yaxis, lang)
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncols=2)
