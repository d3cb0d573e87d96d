"""What moves the P85 of the total most: what each thing adds to it, which ranks, and its share of the variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from aksonsim.analysis.bins import LEAST
from aksonsim.analysis.sensitivity import variance_shares
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, headline, money, new_figure, shares
from aksonsim.plots.sensitivity import label_rows
from aksonsim.results.quantity import output
from aksonsim.results.statistic import UNKNOWN, Statistic
from aksonsim.studies.methods import CAVEATS
from aksonsim.studies.report import run_again

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 12
"""Bars of a picture."""


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw what each thing adds to the P85 of the total, the scenario run again without it, by falling size."""
    found, held = run_again(ds, scenario)
    if found.draws < LEAST or not found.removals:
        raise ResultError(f"{found.draws} draws of scenario {scenario} are too few, or nothing varies in them")
    rows = found.removals[:MOST]
    carried = {row.name: row.share for row in found.shares}
    if found.shares:  # drivers are taken out one by one, and have their own share of what they have in common
        single = variance_shares(held, scenario, output(held, scenario, "cost_total"))
        carried |= {row.name: row.share for row in single.rows if row.name not in carried}
    figure = new_figure(15, 3.2 + 0.36 * len(rows))
    left, *more = figure.subplots(1, 2 if found.shares else 1, sharey=True, squeeze=False)[0]
    _bars(left, [row.change for row in rows], "blue", "change")
    left.axvline(0, color="black", linewidth=1.2)
    label_rows(left, [translate(row.title, lang) for row in rows])
    left.set_title(translate(_("P85 with it less P85 without it, which ranks"), lang))
    amounts(left.xaxis, lang)
    for right in more:
        _bars(right, [carried.get(row.name) for row in rows], "orange", "share")
        right.set_title(translate(_("Share of the variance"), lang))
        shares(right.xaxis, lang)
    figure.supxlabel(translate(CAVEATS["leave-one-out"], lang), x=0.01, ha="left", fontsize=10)
    about = ds, scenario, found.condition, found.draws, lang, money(ds.attrs, lang)
    headline(figure, _("What moves the P85 of the total cost most"), *about)
    return figure


def _bars(axis: Axes, figures: list[Statistic | None], colour: str, gid: str) -> None:
    for place, one in enumerate(figures):
        if one is not None:
            axis.barh(place, one.value, height=0.7, color=colours()[colour], gid=f"{gid}-{place}")
            axis.plot(one.interval or UNKNOWN, [place, place], color="black", linewidth=1)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
