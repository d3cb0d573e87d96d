"""A heat map: an output over two parameters of a grid, every cell with its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import new_figure
from aksonsim.plots.sweep import axis_title, heading, wrapped
from aksonsim.sweeps.explored import Exploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(found: Exploration, lang: Lang) -> Figure:
    """Draw one cell for each pair of levels, dark where the output is high."""
    heat, share = found.heat, found.of.is_share
    assert heat is not None
    values = heat.values
    figure = new_figure(max(6.8, 2.4 + 0.85 * values.shape[1]), 2.2 + 0.5 * values.shape[0])
    axis = figure.subplots()
    image = axis.imshow(values, origin="lower", aspect="auto", cmap="cividis_r", gid="heat")
    # The map gets darker with the value: light figures where white stands out more than black.
    middle = np.nanmin(values) + 0.58 * float(np.nanmax(values) - np.nanmin(values))
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            if np.isnan(value):  # a point that could not be simulated
                axis.text(c, r, "\u2013", ha="center", va="center", fontsize=8.5)
                continue
            text = percent(value, lang) if share else number(value, lang, 0 if abs(value) >= 100 else 2)
            axis.text(c, r, text, ha="center", va="center", fontsize=8.5, color="white" if value > middle else "black")
    axis.grid(False)
    for place, ticks in ((axis.xaxis, heat.x), (axis.yaxis, heat.y)):
        labels = [_level(at, lang) for at in ticks.at]
        place.set_ticks(range(len(labels)), labels)
    axis.set_xlabel(wrapped(heat.x.title, lang, 70))
    axis.set_ylabel(wrapped(heat.y.title, lang, 30))
    bar = figure.colorbar(image, ax=axis)
    bar.set_label(axis_title(found, found.of.title, found.of.units, lang, 40))
    bar.ax.yaxis.set_major_formatter(
        lambda value, _: percent(value, lang) if share else number(value, lang, _digits(values))
    )
    below = translate(_("mean over {n} other parameters", n=heat.others), lang) if heat.others else ""
    heading(figure, _("The output over two parameters"), found, lang, below)
    return figure


def _level(at: float | str, lang: Lang) -> str:
    if isinstance(at, str):
        return at
    decimals = next((d for d in range(4) if abs(round(at, d) - at) < 1e-9), 4)
    return number(at, lang, decimals)


def _digits(values: np.ndarray) -> int:
    return 0 if np.nanmax(values) - np.nanmin(values) > 10 else 2
