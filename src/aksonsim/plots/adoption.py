"""Adoption by year with the official goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.errors import NotSimulatedError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.fan import fan
from aksonsim.plots.figure import about, colours, headline, new_figure, shares
from aksonsim.plots.names import MEASURES

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the live share of inhabitants, municipalities and practitioners, given that the gate is passed."""
    from matplotlib.ticker import MaxNLocator

    found = fans.adoption(ds, scenario)
    if not found:
        raise NotSimulatedError(
            f"the file holds no adoption for scenario {scenario}: the scenario simulates no rollout"
        )
    given = fans.given_passed(ds, scenario)
    targets = fans.target_chances(ds, scenario, given)
    figure = new_figure(4 * len(found), 4.6)
    axes = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
    years = np.asarray(ds["year"].values, dtype=np.float64)
    for axis, (measure, live) in zip(axes, found.items(), strict=True):
        fan(axis, years, fans.quantiles(given.rows(live)), lang)
        for target in targets:
            if target.measure != measure:
                continue
            met = translate(_("{p} chance", p=chance(target.chance.value, lang)), lang)
            share = percent(target.share, lang)
            label = (
                translate(_("Official goal: {share} {year}", share=share, year=str(target.year)), lang) + f" ({met})"
            )
            axis.plot(
                target.year,
                target.share,
                marker="*",
                markersize=15,
                color=colours()["vermilion"],
                markeredgecolor="black",
                linestyle="none",
                label=label,
                gid="target",
            )
        axis.set_title(translate(MEASURES[measure], lang))
        shares(axis.yaxis, lang)
        axis.set_ylim(0, 1)
        # The fan is explained once, the goals under their own panel.
        shown = [
            artist for artist in axis.get_legend_handles_labels()[0] if axis is axes[0] or artist.get_gid() == "target"
        ]
        axis.legend(handles=shown, loc="upper left", bbox_to_anchor=(0, -0.1), handlelength=1.4)
        axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes[0].set_ylabel(translate(_("Share live"), lang))
    headline(figure, _("Adoption at the end of each year"), ds, scenario, *about(given), lang, "")
    return figure
