"""Cost against finish date of each scenario: density of the draws, and what it takes to keep both with a chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.comparison_draws import finishes
from aksonsim.analysis.joint_confidence import LEVELS
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.compare import headline, names
from aksonsim.plots.figure import amounts, colours, legend_text, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]

MOST = 30
"""Panels of a picture."""
LINES = ((LEVELS[0], "sky", ":"), (LEVELS[1], "blue", "--"), (LEVELS[2], "vermilion", "-"))


def draw(result: Comparison, lang: Lang) -> Figure:
    """Draw a panel a scenario, all with the same axes: total cost over the end of the work, gate passed."""
    found = finishes(result, MOST)
    across = min(3, len(found.sides))
    rows = -(-len(found.sides) // across)
    figure = new_figure(1.2 + 4.2 * across, 1.9 + 3.2 * rows)
    axes = figure.subplots(rows, across, squeeze=False, sharex=True, sharey=True)
    titles = names(result, lang, 44)
    for axis, (name, side) in zip(axes.flat, found.sides.items(), strict=False):
        extent = (*found.years, *found.costs)
        cloud(axis, (side.year, side.cost), side.frontiers, extent, lang)
        frame = translate(_("Frame {value}", value=measured(result.joint.frame, None, lang)), lang)
        axis.axhline(result.joint.frame, color=colours()["green"], linewidth=1.2, label=frame, gid="frame")
        axis.set_title(titles[name], fontsize=10)
        years(axis.xaxis)
    for axis in axes.flat[len(found.sides) :]:
        axis.set_visible(False)
    milestone = legend_text(translate(found.milestone, lang))
    for axis in axes[-1]:
        axis.set_xlabel(translate(_("End of “{milestone}”", milestone=milestone), lang))
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=4)
    condition = translate(_("Given that the gate is passed"), lang) if result.gated else ""
    condition = condition[:1].lower() + condition[1:]
    note = translate(
        _("Darker: more draws. Each line: the least cost that, with the date below it, is kept with that chance"), lang
    )
    if len(result.scenarios) > MOST:
        left_out = ", ".join(translate(side.title, lang) for side in list(result.scenarios.values())[MOST:])
        shortened = _(
            "The first {some} of {all} scenarios, for room; left out: {left_out}",
            some=MOST,
            all=len(result.scenarios),
            left_out=left_out,
        )
        note = f"{translate(shortened, lang)}. {note}"
    headline(
        figure,
        _("Cost against finish date, and what it takes to keep both"),
        result,
        lang,
        condition=condition,
        note=note,
    )
    return figure


def cloud(
    axis: Any,
    draws: tuple[Array, Array],
    frontiers: Mapping[float, tuple[Array, Array]],
    extent: tuple[float, float, float, float],
    lang: Lang,
) -> None:
    """Draw the density of finish and cost, float64[draw] each, and the frontier of each joint confidence."""
    axis.hexbin(*draws, gridsize=32, extent=extent, cmap="Greys", mincnt=1, linewidths=0.1)
    for level, colour, line in LINES:
        axis.plot(
            *frontiers[level],
            color=colours()[colour],
            linestyle=line,
            linewidth=2,
            label=translate(_("{p} chance to keep both", p=percent(level, lang)), lang),
            gid=f"frontier-{level:g}",
        )
    axis.grid(False)  # it would show through between the cells
    axis.set_xlim(*extent[:2])
    axis.set_ylim(*extent[2:])
    amounts(axis.yaxis, lang)


def years(axis: Any) -> None:
    """Label an axis with years."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
