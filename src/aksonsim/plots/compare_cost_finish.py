"""Cost against finish date of each scenario: density of the draws, and what it takes to keep both with a chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.analysis.joint_confidence import LEVELS, cost_and_finish, finish_name, frontier
from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import NotSimulatedError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.compare import gated, headline, names
from aksonsim.plots.figure import amounts, colours, legend_text, new_figure
from aksonsim.results import access as stated

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 30
"""Panels of a picture."""
LINES = ((LEVELS[0], "sky", ":"), (LEVELS[1], "blue", "--"), (LEVELS[2], "vermilion", "-"))


def draw(columns: Sequence[Column], found: dict[str, Any], lang: Lang) -> Figure:
    """Draw a panel a scenario, all with the same axes: total cost over the end of the work, gate passed."""
    milestone = finish_name(columns[0])
    pairs = [cost_and_finish(column, milestone) for column in columns[:MOST]]
    if not pairs or not stated.dated(columns[0].ds):
        raise NotSimulatedError("no scenario has dates")
    begins = stated.start(columns[0].ds)
    first = begins.year + (begins.month - 1) / 12
    years = [(cost, first + month / 12) for cost, month in pairs]
    across = min(3, len(pairs))
    rows = -(-len(pairs) // across)
    figure = new_figure(1.2 + 4.2 * across, 1.9 + 3.2 * rows)
    axes = figure.subplots(rows, across, squeeze=False, sharex=True, sharey=True)
    together = [np.concatenate(values) for values in zip(*years, strict=True)]
    bottom, top = np.quantile(together[0], (0.002, 0.998))
    left, right = np.quantile(together[1], (0.002, 0.998))
    titles = names(columns, lang, 44)
    for axis, title, (cost, year) in zip(axes.flat, titles, years, strict=False):
        axis.hexbin(year, cost, gridsize=32, extent=(left, right, bottom, top), cmap="Greys", mincnt=1, linewidths=0.1)
        for level, colour, line in LINES:
            dates, costs = frontier(cost, year, level)
            label = translate(_("{p} chance to keep both", p=percent(level, lang)), lang)
            axis.plot(
                dates,
                costs,
                color=colours()[colour],
                linestyle=line,
                linewidth=2,
                label=label,
                gid=f"frontier-{level:g}",
            )
        frame = translate(_("Frame {value}", value=measured(found["joint"]["frame"], None, lang)), lang)
        axis.axhline(found["joint"]["frame"], color=colours()["green"], linewidth=1.2, label=frame, gid="frame")
        axis.set_title(title, fontsize=10)
        axis.grid(False)  # it would show through between the cells
        axis.set_xlim(left, right)
        axis.set_ylim(bottom, top)
        amounts(axis.yaxis, lang)
        _years(axis.xaxis)
    for axis in axes.flat[len(pairs) :]:
        axis.set_visible(False)
    titled = stated.title(columns[0].ds, "activity", milestone, lang)
    for axis in axes[-1]:
        axis.set_xlabel(translate(_("End of “{milestone}”", milestone=legend_text(titled)), lang))
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=4)
    condition = translate(_("Given that the gate is passed"), lang) if gated(columns) else ""
    condition = condition[:1].lower() + condition[1:]
    note = translate(
        _("Darker: more draws. Each line: the least cost that, with the date below it, is kept with that chance"), lang
    )
    if len(columns) > MOST:
        left_out = ", ".join(column.title(lang) for column in columns[MOST:])
        shortened = _(
            "The first {some} of {all} scenarios, for room; left out: {left_out}",
            some=MOST,
            all=len(columns),
            left_out=left_out,
        )
        note = f"{translate(shortened, lang)}. {note}"
    headline(
        figure,
        _("Cost against finish date, and what it takes to keep both"),
        found,
        lang,
        condition=condition,
        note=note,
    )
    return figure


def _years(axis: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
