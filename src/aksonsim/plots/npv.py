"""S-curve of the net present value: base value, expected value and P50 marked, and the chance of a loss at nought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import economics, fans
from aksonsim.plots.figure import about, amounts, colours, headline, money, new_figure, shares
from aksonsim.plots.words import Lang, chance, measured, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKS = (("base", "D", "orange"), ("mean", "^", "green"), ("p50", "o", "blue"))


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the draws given that the gate is passed; all draws, where some are stopped, as a dashed line."""
    given = fans.given_passed(ds, scenario)
    draws = fans.need(ds, scenario, "npv", "net present value")
    found = economics.npv(ds, scenario, given.mask)
    palette = colours()
    figure = new_figure(7.5, 5)
    axis = figure.subplots()
    value, probability = fans.curve(given.rows(draws))
    axis.plot(value, probability, color="black", linewidth=2)
    if given.mask is not None and not given.mask.all():
        axis.plot(*fans.curve(draws), color="0.45", linestyle="--", linewidth=1.2, label=word("all_draws", lang))
    above = word("npv_above", lang, p=chance(found["prob_positive"], lang))
    axis.axvline(0, color=palette["vermilion"], linewidth=1.2, label=above, gid="nought")
    for key, marker, colour in MARKS:
        x = found[key]
        height = float(np.interp(x, value, probability))
        label = f"{word('p50' if key == 'p50' else f'npv_{key}', lang)}: {measured(x, found.get(f'{key}_ci'), lang)}"
        axis.plot(x, height, marker=marker, markersize=8, color=palette[colour], linestyle="none", label=label, gid=key)
    axis.set_ylim(0, 1)
    axis.set_ylabel(word("not_exceeded", lang))
    amounts(axis.xaxis, lang)
    shares(axis.yaxis, lang)
    axis.legend(loc="upper left", handlelength=1.4)
    headline(figure, "npv", ds, scenario, *about(given), lang, f"{money(ds.attrs, lang)} · {word('npv_unit', lang)}")
    return figure
