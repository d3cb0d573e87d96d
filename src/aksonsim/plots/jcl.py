"""Cost against finish of one scenario: density of the draws, promises, and what it takes to keep both with a chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis.comparison_draws import OUTER
from aksonsim.analysis.jcl import ASKED, STATED, Jcl, jcl
from aksonsim.analysis.joint_confidence import LEVELS, cost_and_finish, frontier
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance
from aksonsim.language.text import Words, _, translate
from aksonsim.plots.compare_cost_finish import cloud, years
from aksonsim.plots.figure import amounts, colours, headline, legend_text, money, new_figure
from aksonsim.results.access import dated, on_axis, start

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKS = {
    ASKED: ("*", "orange"),
    STATED: ("D", "green"),
    "p50": ("o", "sky"),
    "p70": ("^", "blue"),
    "p85": ("s", "vermilion"),
}
NAMES: dict[str, Words] = {ASKED: _("What was asked"), STATED: _("Base estimate and reference date")}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the joint confidence of a scenario's total cost and the end of its work."""
    return of(jcl(ds, scenario), lang)


def of(result: Jcl, lang: Lang) -> Figure:
    """Draw a joint confidence."""
    ds, name = result.column.ds, result.about.scenario
    cost, month = cost_and_finish(result.column, result.milestone)
    begins = start(ds) if dated(ds, name) else None
    at = on_axis(begins, month)
    marked = [(on_axis(begins, one.month), one.cost) for one in result.promises.values()]
    ends = [np.quantile(draws, OUTER) for draws in (at, cost)]
    (left, right), (bottom, top) = (
        (min(low, *(mark[axis] for mark in marked)), max(high, *(mark[axis] for mark in marked)))
        for axis, (low, high) in enumerate(ends)
    )
    aside, above = 0.02 * (right - left) or 0.5, 0.03 * (top - bottom) or 0.5
    figure = new_figure(9, 6.5)
    axis = figure.subplots()
    frontiers = {level: frontier(cost, at, level) for level in LEVELS}
    cloud(axis, (at, cost), frontiers, (left - aside, right + aside, bottom - above, top + above), lang)
    for (key, one), mark in zip(result.promises.items(), marked, strict=True):
        shape, colour = MARKS[key]
        label = NAMES.get(key) or _("{percentile} of each", percentile=key.upper())
        both = _("{promise}: both kept in {chance}", promise=label, chance=chance(one.both.value, lang))
        axis.plot(
            *mark,
            marker=shape,
            markersize=9,
            color=colours()[colour],
            markeredgecolor="black",
            linestyle="none",
            label=translate(both, lang),
            gid=key,
            clip_on=False,
        )
    title = legend_text(translate(result.milestone_title, lang))
    axis.set_xlabel(translate(_("End of “{milestone}”", milestone=title), lang))
    axis.set_ylabel(translate(_("Cost, {unit}", unit=money(ds.attrs, lang)), lang))
    if begins:
        years(axis.xaxis)
    else:
        amounts(axis.xaxis, lang)
        axis.set_xlabel(translate(_("End of “{milestone}”, months after the start", milestone=title), lang))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    headline(
        figure,
        _("Cost against finish date, and what it takes to keep both"),
        ds,
        name,
        str(result.about.condition),
        result.draws,
        lang,
        money(ds.attrs, lang),
    )
    return figure
