"""A band of S-curves: how sure each percentile itself is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.plots.sweep import axis_title, heading
from aksonsim.sweeps.explored import Exploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(found: Exploration, lang: Lang) -> Figure:
    """Draw the bands of 50 and 90 % of the points and the median curve, the P85 of the points marked on it."""
    name, told = next(iter(found.bands.items()))
    p5, p25, p50, p75, p95 = told.quantiles
    probability = np.array(found.probability)
    palette = colours()
    figure = new_figure(8, 5.6)
    axis = figure.subplots()
    for low, high, alpha, label in (
        (p5, p95, 0.18, _("90\u2009% of the points")),
        (p25, p75, 0.35, _("50\u2009% of the points")),
    ):
        look = {"color": palette["blue"], "alpha": alpha, "linewidth": 0}
        axis.fill_betweenx(probability, low, high, label=translate(label, lang), **look)
    axis.plot(
        p50,
        probability,
        color="black",
        linewidth=2,
        label=translate(_("median of the points at each probability"), lang),
        gid="middle",
    )
    at = int(np.argmin(np.abs(probability - 0.85)))
    levels = {measure.key: figure for measure, figure in told.p85.levels.items()}
    ends = [measured(levels[key].value, levels[key].interval, lang, error=False) for key in ("p5", "p50", "p95")]
    axis.plot(
        [p5[at], p50[at], p95[at]],
        [0.85] * 3,
        color=palette["vermilion"],
        marker="|",
        markersize=12,
        linewidth=1.6,
        label=translate(
            _(
                "P85 over the points: {low} – {middle} – {high}\n(P5, P50, P95)",
                low=ends[0],
                middle=ends[1],
                high=ends[2],
            ),
            lang,
        ),
        gid="p85",
    )
    axis.set_ylim(0, 1)
    axis.set_ylabel(translate(_("Probability that the cost is not exceeded"), lang))
    axis.set_xlabel(axis_title(found, _("Total") if name == "cost_total" else told.title, told.units, lang))
    amounts(axis.xaxis, lang)
    shares(axis.yaxis, lang)
    axis.legend(loc="upper left", handlelength=1.6)
    heading(figure, _("How sure the S-curve itself is"), found, lang)
    return figure
