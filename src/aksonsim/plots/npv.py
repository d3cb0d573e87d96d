"""S-curve of the net present value: base value, expected value and P50 marked, and the chance of a loss at zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import economics, fans
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import about, amounts, colours, headline, money, new_figure, shares
from aksonsim.results.measure import P50
from aksonsim.results.rows import Rows
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKS = (("base", "D", "orange"), ("mean", "^", "green"), ("p50", "o", "blue"))

NAMES = {"base": _("Base value"), "mean": _("Expected value"), "p50": _("P50")}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the draws given that the gate is passed; all draws, where some are stopped, as a dashed line."""
    given = fans.given_passed(ds, scenario)
    draws = fans.need(ds, scenario, "npv", "net present value")
    found = economics.npv(Rows(ds, scenario, given.mask))
    assert found is not None
    assert found.base is not None
    palette = colours()
    figure = new_figure(7.5, 5)
    axis = figure.subplots()
    value, probability = fans.curve(given.rows(draws))
    axis.plot(value, probability, color="black", linewidth=2)
    if given.mask is not None and not given.mask.all():
        axis.plot(
            *fans.curve(draws),
            color="0.45",
            linestyle="--",
            linewidth=1.2,
            label=translate(_("all draws, stopped ones included"), lang),
        )
    above = translate(
        _("zero: {p} chance of a positive net present value", p=chance(found.prob_positive.value, lang)), lang
    )
    axis.axvline(0, color=palette["vermilion"], linewidth=1.2, label=above, gid="nought")
    figures = {"base": Statistic(found.base), "mean": found.mean, "p50": found.percentiles[P50]}
    for key, marker, colour in MARKS:
        x = figures[key].value
        height = float(np.interp(x, value, probability))
        label = f"{translate(NAMES[key], lang)}: {figures[key].shown(lang)}"
        axis.plot(x, height, marker=marker, markersize=8, color=palette[colour], linestyle="none", label=label, gid=key)
    axis.set_ylim(0, 1)
    axis.set_ylabel(translate(_("Probability that the value is not exceeded"), lang))
    amounts(axis.xaxis, lang)
    shares(axis.yaxis, lang)
    axis.legend(loc="upper left", handlelength=1.4)
    headline(
        figure,
        _("Net present value"),
        ds,
        scenario,
        *about(given),
        lang,
        translate(_("{unit} · without VAT", unit=money(ds.attrs, lang)), lang),
    )
    return figure
