"""A figure along the values of a parameter, and where it meets its target."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate
from aksonsim.plots import about
from aksonsim.plots.figure import amounts, colours, money, new_figure
from aksonsim.results.statistic import Statistic
from aksonsim.studies.seek import Seek, SeekRoot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE = 80
"""Characters of a line that names an axis."""


def draw(result: Seek, lang: Lang) -> Figure:
    """Draw the figure along the range with its 95 % interval, the target, the value found and what is stated."""
    palette = colours()
    figure = new_figure(9, 6)
    axis = figure.subplots()
    x = [point.parameter for point in result.curve]
    intervals = [point.figure.interval or (math.nan, math.nan) for point in result.curve]
    low, high = ([end if math.isfinite(end) else math.nan for end in ends] for ends in zip(*intervals, strict=True))
    interval = translate(_("95 % interval of the Monte Carlo error"), lang)
    axis.fill_between(x, low, high, color=palette["sky"], alpha=0.35, linewidth=0, label=interval)
    y = [point.figure.value for point in result.curve]
    axis.plot(x, y, color=palette["blue"], marker="o", markersize=4, linewidth=1.5, gid="curve")
    target = translate(_("target: {value}", value=Statistic(result.target)), lang)
    axis.axhline(result.target, color="0.3", linestyle="--", linewidth=1.2, label=target, gid="target")
    _stated(axis, result, lang)
    if result.found is not None:
        _root(axis, result.found, result.target, lang)
    if result.others:
        at = [result.target] * len(result.others)
        label = translate(_("meets the target here, too"), lang)
        axis.plot(result.others, at, "D", color=palette["vermilion"], fillstyle="none", label=label, gid="others")
    axis.set_xlabel(_fitted(result.what, lang))
    named = _("{figure} of {quantity}", figure=result.at, quantity=about.quantity(result.about))
    unit = money(result.about.money, lang, result.about.units)
    axis.set_ylabel(_fitted(_("{quantity}, {unit}", quantity=named, unit=unit) if unit else named, lang))
    axis.margins(x=0.02)
    amounts(axis.xaxis, lang, 8)
    amounts(axis.yaxis, lang)
    figure.legend(loc="outside lower left", ncols=2)
    title = _("Which value makes {figure} equal the target", figure=named)
    why = (_("none: {reason}", reason=result.reason),) if result.found is None else ()
    about.headline(figure, title, result.about, result.draws_that_count, lang, *why)
    return figure


def _stated(axis: Axes, result: Seek, lang: Lang) -> None:
    """Mark the figure as the file states the parameter: a point on the curve, or a line where it has no one value."""
    value, figure = result.stated.parameter, result.stated.figure
    label = translate(_("as stated: {value}", value=figure), lang)
    if math.isnan(value):
        axis.axhline(figure.value, color=colours()["orange"], linestyle=":", linewidth=1.5, label=label, gid="stated")
    else:
        style = {"color": colours()["orange"], "linestyle": "none", "markersize": 9}
        axis.plot(value, figure.value, marker="s", label=label, gid="stated", **style)


def _root(axis: Axes, root: SeekRoot, target: float, lang: Lang) -> None:
    """Mark the value found, with the interval that the error of the figure leaves it."""
    red, value = colours()["vermilion"], root.value.value
    label = translate(_("value found: {value}", value=root.value), lang)
    low, high = root.value.interval or (value, value)
    reach = [[value - low], [high - value]]
    axis.errorbar(
        value, target, xerr=reach, fmt="D", color=red, markersize=6, capsize=5, label=label, zorder=3, gid="root"
    )
    axis.axvline(value, color=red, linewidth=0.8, linestyle=":")


def _fitted(words: Words, lang: Lang) -> str:
    return "\n".join(textwrap.wrap(translate(words, lang), WIDE))
