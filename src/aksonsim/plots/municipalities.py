"""Cost per inhabitant of every municipality, county by county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, headline, legend_text, new_figure, per_inhabitant

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LANES = (0.0, 0.12, -0.12, 0.24, -0.24)
"""Heights that neighbouring dots take in turn, so that they do not hide each other."""


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw a dot at each municipality's median, its area by inhabitants, over the middle P10 to P90 of its county."""
    found = fans.municipalities(ds, scenario)
    counties = fans.counties(found)
    palette = colours()
    figure = new_figure(11, 1.8 + 0.5 * len(counties))
    axis = figure.subplots()
    for row, county in enumerate(counties):
        axis.barh(
            row,
            county.p90 - county.p10,
            left=county.p10,
            height=0.75,
            color="0.88",
            label=translate(_("P10–P90 (middle municipality of the county)"), lang) if row == 0 else None,
            gid=f"county-{row}",
        )
        lanes = row + np.array([LANES[i % len(LANES)] for i in range(county.rows.size)])
        axis.scatter(
            found["p50"][county.rows],
            lanes,
            s=10 + found["inhabitants"][county.rows] / 1500,
            color=palette["blue"],
            alpha=0.7,
            edgecolor="white",
            linewidth=0.5,
            gid=f"p50-{row}",
        )
        largest = county.rows[np.argmax(found["inhabitants"][county.rows])]
        # Named at the end of the bar, where no dots are; to tens, as medians of histograms carry no interval.
        axis.annotate(
            f"{legend_text(found['name'][largest])}: {number(round(found['p50'][largest], -1), lang)}",
            (county.p90, row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    # A dot of one size stands for all in the legend.
    axis.scatter(
        [],
        [],
        s=30,
        color=palette["blue"],
        alpha=0.7,
        label=translate(
            _("Median of each municipality (area: inhabitants; that of the county's largest is written out)"), lang
        ),
    )
    axis.set_yticks(range(len(counties)), [f"{legend_text(county.name)} ({county.rows.size})" for county in counties])
    axis.set_ylim(len(counties) - 0.4, -0.6)
    axis.set_xlim(0, 1.15 * max(county.p90 for county in counties))
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    amounts(axis.xaxis, lang)
    axis.set_xlabel(per_inhabitant(ds.attrs, lang))
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.1))
    headline(
        figure,
        _("Cost per inhabitant of each municipality"),
        ds,
        scenario,
        "municipality_condition",
        ds.sizes["draw"],
        lang,
        "",
    )
    return figure
