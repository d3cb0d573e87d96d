"""What somebody else's assumptions do to P50 and P85, as a waterfall."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from aksonsim.language.lang import Lang
from aksonsim.language.text import _, ngettext, translate
from aksonsim.plots import about
from aksonsim.plots.figure import amounts, colours, new_figure
from aksonsim.results.measure import P50, P85, Measure
from aksonsim.results.percentiles import Interval
from aksonsim.results.statistic import Statistic
from aksonsim.studies.waterfall import Waterfall, WaterfallStep

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (P50, P85)
WIDE = 44
"""Characters of a line that names a step."""
MOST = 2
"""Changes of a step that are named; of more, what was asked for and how many there are."""


def draw(result: Waterfall, lang: Lang) -> Figure:
    """Draw the steps from the scenario as stated to the one with all changes, for P50 and P85 side by side.

    Parameters
    ----------
    result
        What `aksonsim.studies.waterfall.waterfall` returns.
    lang
        ``en`` or ``nb``.
    """
    names = [
        translate(_("As stated"), lang),
        *(_name(step, lang) for step in result.steps),
        translate(_("With all changes"), lang),
    ]
    lines = sum(name.count("\n") + 1 for name in names)
    figure = new_figure(14, 2.3 + 0.24 * lines + 0.2 * len(names))
    axes = figure.subplots(1, 2, sharey=True)
    for axis, measure in zip(axes, PANELS, strict=True):
        _panel(axis, result, measure, lang)
        axis.set_title(translate(measure.title, lang))
    axes[0].set_yticks(range(len(names)), names)
    axes[0].set_ylim(len(names) - 0.4, -0.6)
    handles, labels = axes[0].get_legend_handles_labels()
    more, named = axes[1].get_legend_handles_labels()
    legend = dict(zip([*labels, *named], [*handles, *more], strict=True))
    figure.legend(legend.values(), legend.keys(), loc="outside lower left", ncols=len(legend), markerscale=0.6)
    title = _("Effect of other assumptions on {what}, one after the other", what=about.quantity(result.about))
    about.headline(figure, title, result.about, result.before.draws, lang)
    return figure


def _panel(axis: Axes, result: Waterfall, measure: Measure, lang: Lang) -> None:
    palette = colours()
    at = result.before[measure].value
    axis.use_sticky_edges = False
    _level(axis, 0, result.before[measure], lang)
    for row, step in enumerate(result.steps, 1):
        effect, alone = step.effect[measure], step.alone[measure].value if step.alone is not None else None
        size = effect.value
        colour, hatch, kind = (
            ("vermilion", "///", _("adds to those before it")) if size >= 0 else ("blue", "", _("takes off"))
        )
        axis.plot([at, at], [row - 1, row], color="0.6", linewidth=0.8, zorder=0.5)
        bar: dict[str, Any] = {"color": palette[colour], "hatch": hatch, "gid": f"step-{row}"}
        axis.barh(
            row, size, left=at, height=0.6, edgecolor="white" if size else "none", label=translate(kind, lang), **bar
        )
        _whisker(axis, row, at, effect.bounds, lang)
        if alone is not None and len(result.steps) > 1:
            axis.plot(
                at + alone,
                row,
                marker="|",
                markersize=19,
                markeredgewidth=2,
                color=palette["black"],
                linestyle="none",
                label=translate(_("the change alone"), lang),
                gid=f"alone-{row}",
            )
        reach = max(at, *(at + bound for bound in effect.bounds if math.isfinite(bound)))
        if alone is not None:
            reach = max(reach, at + alone)
        _text(axis, ("+" if size > 0 else "") + effect.shown(lang), reach, row)
        at += size
    last = len(result.steps) + 1
    axis.plot([at, at], [last - 1, last], color="0.6", linewidth=0.8, zorder=0.5)
    _level(axis, last, result.after[measure], lang)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.margins(x=0.3)
    amounts(axis.xaxis, lang, 5)


def _level(axis: Axes, row: int, level: Statistic, lang: Lang) -> None:
    axis.plot(level.value, row, marker="D", color="black", markersize=7, linestyle="none", gid=f"level-{row}")
    _text(axis, level.shown(lang), level.value, row)


def _whisker(axis: Axes, row: int, start: float, interval: Interval, lang: Lang) -> None:
    low, high = interval
    if math.isfinite(high - low):
        ends = [start + low, start + high]
        axis.plot(
            ends,
            [row, row],
            color="black",
            linewidth=1.6,
            label=translate(_("95 % interval of the paired difference"), lang),
            gid=f"whisker-{row}",
        )


def _text(axis: Axes, text: str, x: float, row: int) -> None:
    axis.annotate(text, (x, row), xytext=(7, 0), textcoords="offset points", va="center", fontsize=9)


def _name(step: WaterfallStep, lang: Lang) -> str:
    """Return what a step changes: the title of the item, and which of its numbers to what."""
    if len(step.changes) > MOST:
        many = translate(ngettext("({count} value)", "({count} values)", len(step.changes)), lang)
        return "\n".join([*textwrap.wrap(", ".join(step.asked), WIDE), many])
    out: list[str] = []
    above = ""
    for change in step.changes:
        title = translate(change.title, lang)
        path = change.path.partition("].")[2] if title else change.path
        what = f"{path or change.path}: {change.old} → {change.new}"
        if len(what) > 2 * WIDE:
            what = f"{path or change.path} → {change.new}"
        out += textwrap.wrap(title, WIDE) if title != above else []
        out += textwrap.wrap(what, WIDE, max_lines=2, placeholder=" …")
        above = title
    return "\n".join(out)
