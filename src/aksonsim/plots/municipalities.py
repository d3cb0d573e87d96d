"""Cost per inhabitant of every municipality against its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.plots.figure import amounts, colours, headline, new_figure
from aksonsim.plots.words import Lang, number, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMED = 4
"""So many of the largest and of the dearest municipalities carry their name."""


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the median and P10 to P90 of each municipality given that it takes part, small ones to the left."""
    found = fans.municipalities(ds, scenario)
    figure = new_figure(11, 5.5)
    axis = figure.subplots()
    palette = colours()
    size = found["inhabitants"]
    axis.vlines(size, found["p10"], found["p90"], color=palette["sky"], linewidth=1, label=word("p10_p90", lang))
    axis.plot(
        size,
        found["p50"],
        marker="o",
        markersize=3.5,
        color=palette["blue"],
        linestyle="none",
        label=word("median", lang),
        gid="p50",
    )
    order = np.argsort(found["p50"], kind="stable")
    for i in {*np.argsort(size, kind="stable")[-NAMED:].tolist(), *order[-NAMED:].tolist()}:
        axis.annotate(
            str(found["name"][i]),
            (size[i], found["p90"][i]),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axis.set_xscale("log")
    axis.set_ylim(bottom=0)
    amounts(axis.yaxis, lang)
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_xlabel(word("size", lang))
    axis.set_ylabel(word("nok_per_inhabitant", lang, year=ds.attrs.get("price_year", "")))
    axis.legend(loc="upper right")
    headline(figure, "municipalities", ds, scenario, "municipality_condition", ds.sizes["draw"], lang, "")
    return figure
