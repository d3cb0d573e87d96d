"""P50 and P85 of the total against the number of draws, each with its 95 % band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.convergence import convergence
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, number
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import about, amounts, colours, headline, money, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANELS = (("p50", "blue"), ("p85", "vermilion"))


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw one panel for P50 and one for P85, on prefixes of the run, draws on a log axis."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    given = fans.given_passed(ds, scenario)
    found = convergence(ds, scenario)
    figure = new_figure(11, 4.6)
    band = translate(
        _("95 % interval of the simulation")
        if ds.attrs.get("method", "mc") == "mc"
        else _("95 % interval as of independent draws\n(an upper guide for this method)"),
        lang,
    )
    for i, (axis, (key, colour)) in enumerate(zip(figure.subplots(1, 2), PANELS, strict=True)):
        shade = colours()[colour]
        low, high = (np.where(np.isfinite(bound), bound, np.nan) for bound in (found.low[i], found.high[i]))
        axis.fill_between(found.draws, low, high, color=shade, alpha=0.25, linewidth=0, label=band, gid="band")
        last = found.value[i, -1]
        told = measured(last, (found.low[i, -1], found.high[i, -1]), lang)
        label = f"{key.upper()}: {told}"
        axis.plot(found.draws, found.value[i], color=shade, linewidth=1.8, label=label, gid=key)
        axis.axhline(last, color="0.4", linewidth=0.8, linestyle=":", gid="last")
        axis.set_xscale("log")
        axis.xaxis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0), numticks=12))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))
        axis.xaxis.set_minor_formatter(NullFormatter())
        axis.tick_params(axis="x", labelrotation=30)
        axis.set_xlabel(translate(_("Draws"), lang))
        axis.set_title(key.upper())
        amounts(axis.yaxis, lang)
        axis.legend(loc="best")
    headline(
        figure,
        _("Convergence: P50 and P85 of the total as draws are added"),
        ds,
        scenario,
        *about(given),
        lang,
        money(ds.attrs, lang),
    )
    return figure
