"""Main effects and interactions as bars."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.plots.sweep import axis_title, heading
from aksonsim.results.statistic import Statistic
from aksonsim.sweeps.explored import Effects, Exploration, Morris, Saltelli, Shares

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAIRS = 3
"""Interactions that are shown: the largest."""

SHARE = _("Share of the variance over the points")
TOTAL = _("Share of the variance, interactions included (total index)")


def draw(found: Exploration, lang: Lang) -> Figure:
    """Draw one bar a parameter (and the largest interactions), with 95 % intervals where they have an error."""
    effects = found.effects
    assert effects is not None
    bars = [(translate(title, lang), share, "blue") for title, share in _bars(effects)]
    if isinstance(effects, Shares):
        for pair in effects.pairs[:PAIRS]:
            bars.append((" × ".join(translate(title, lang) for title in pair.titles), pair.share, "orange"))
        rest = _("Higher interactions") if effects.method == "grid" else _("Higher terms, jumps and noise")
        bars.append((translate(rest, lang), effects.residual, "black"))
    palette = colours()
    figure = new_figure(8.5, 1.7 + 0.42 * len(bars))
    axis = figure.subplots()
    places = range(len(bars))
    axis.barh(
        places,
        [figure.value for name, figure, colour in bars],
        xerr=[figure.half for name, figure, colour in bars],
        color=[palette[colour] for name, figure, colour in bars],
        error_kw={"ecolor": "0.3", "capsize": 2, "linewidth": 1},
        height=0.65,
    )
    axis.set_yticks(places, [textwrap.shorten(name, 64, placeholder="…") for name, figure, colour in bars])
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    if isinstance(effects, Morris):
        amounts(axis.xaxis, lang)
        axis.set_xlabel(translate(_("Mean size of the effect over the whole range (μ*)"), lang))
    else:
        shares(axis.xaxis, lang)
        axis.set_xlim(left=0)
        axis.set_xlabel(translate(TOTAL if isinstance(effects, Saltelli) else SHARE, lang))
    below = axis_title(found, found.of.title, found.of.units, lang, 90)
    heading(figure, _("What the output depends on over the points"), found, lang, below)
    return figure


def _bars(effects: Effects) -> list[tuple[Words, Statistic]]:
    """Return the figure that ranks parameters, by parameter."""
    if isinstance(effects, Morris):
        return [(row.title, row.size) for row in effects.rows]
    if isinstance(effects, Saltelli):
        return [(row.title, row.total) for row in effects.rows]
    return [(row.title, row.share) for row in effects.rows]
