"""Response curves: the mean of an output along each parameter, whatever the others are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import _
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.plots.sweep import axis_title, heading, wrapped
from aksonsim.sweeps.explored import Exploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 9
"""Parameters that one picture has room for: those along which the output moves most."""


def draw(found: Exploration, lang: Lang) -> Figure:
    """Draw one panel a parameter on a common scale, means with their 95 % intervals."""
    curves = {path: steps for path, steps in found.curves.items() if len(steps) > 1}
    means = {path: [step.mean.value for step in steps] for path, steps in curves.items()}
    chosen = sorted(curves, key=lambda path: min(means[path]) - max(means[path]))[:MOST]
    columns = min(3, len(chosen))
    rows = -(-len(chosen) // columns)
    figure = new_figure(max(6.5, 3.8 * columns), 1.2 + 3.0 * rows)
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True)
    blue = colours()["blue"]
    for index, axis in enumerate(panels.flat):
        if index >= len(chosen):
            axis.set_visible(False)
            continue
        steps = curves[chosen[index]]
        words = isinstance(steps[0].at, str)
        x = list(range(len(steps))) if words else [step.at for step in steps]
        y = means[chosen[index]]
        ends = [step.mean.interval or (m, m) for m, step in zip(y, steps, strict=True)]
        ends = [(low, high) if math.isfinite(low) else (m, m) for m, (low, high) in zip(y, ends, strict=True)]
        reach = [[m - low for m, (low, high) in zip(y, ends, strict=True)]]
        reach.append([high - m for m, (low, high) in zip(y, ends, strict=True)])
        axis.errorbar(x, y, yerr=reach, color=blue, marker="o", markersize=4, linewidth=1.5, capsize=2, gid="curve")
        if words:
            axis.set_xticks(x, [step.at for step in steps], rotation=30, ha="right", fontsize=8)
        else:
            amounts(axis.xaxis, lang, 5)
        axis.set_xlabel(wrapped(found.parameters[chosen[index]], lang, 34))
        (shares if found.of.is_share else amounts)(axis.yaxis, lang)
        if index % columns == 0:
            axis.set_ylabel(axis_title(found, found.of.title, found.of.units, lang, 34))
    heading(figure, _("Effect of each parameter, averaged over the others"), found, lang)
    return figure
