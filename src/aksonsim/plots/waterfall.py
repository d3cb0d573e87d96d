"""What somebody else's assumptions do to P50 and P85, as a waterfall."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.plots.figure import amounts, colours, money, new_figure
from aksonsim.plots.words import Lang, measured, number, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Json = dict[str, Any]

PANELS = {"p50": "P50", "p85": "P85"}
WIDE = 44
"""Characters of a line that names a step."""
MOST = 2
"""Changes of a step that are named; of more, what was asked for and how many there are."""


def draw(found: Json, lang: Lang) -> Figure:
    """Draw the steps from the scenario as stated to the one with all changes, for P50 and P85 side by side.

    Parameters
    ----------
    found
        What `aksonsim.studies.waterfall.waterfall` returns.
    lang
        ``en`` or ``nb``.
    """
    names = [word("as_stated", lang), *(_name(step, lang) for step in found["steps"]), word("with_all", lang)]
    lines = sum(name.count("\n") + 1 for name in names)
    figure = new_figure(14, 2.3 + 0.24 * lines + 0.2 * len(names))
    axes = figure.subplots(1, 2, sharey=True)
    for axis, (key, title) in zip(axes, PANELS.items(), strict=True):
        _panel(axis, found, key, lang)
        axis.set_title(title)
    axes[0].set_yticks(range(len(names)), names)
    axes[0].set_ylim(len(names) - 0.4, -0.6)
    handles, labels = axes[0].get_legend_handles_labels()
    more, named = axes[1].get_legend_handles_labels()
    legend = dict(zip([*labels, *named], [*handles, *more], strict=True))
    figure.legend(legend.values(), legend.keys(), loc="outside lower left", ncols=len(legend), markerscale=0.6)
    figure.suptitle("\n".join(_heading(found, lang)), x=0.01, ha="left", fontsize=12)
    return figure


def _panel(axis: Axes, found: Json, key: str, lang: Lang) -> None:
    palette = colours()
    at = found["before"][key]
    axis.use_sticky_edges = False
    _level(axis, 0, found["before"], key, lang)
    for row, step in enumerate(found["steps"], 1):
        size = step["step"][key]
        colour, hatch, kind = ("vermilion", "///", "adds") if size >= 0 else ("blue", "", "takes_off")
        axis.plot([at, at], [row - 1, row], color="0.6", linewidth=0.8, zorder=0.5)
        bar: dict[str, Any] = {"color": palette[colour], "hatch": hatch, "gid": f"step-{row}"}
        axis.barh(row, size, left=at, height=0.6, edgecolor="white" if size else "none", label=word(kind, lang), **bar)
        _whisker(axis, row, at, step["step"][f"{key}_ci"], lang)
        if step["alone"] is not None and len(found["steps"]) > 1:
            axis.plot(
                at + step["alone"][key],
                row,
                marker="|",
                markersize=19,
                markeredgewidth=2,
                color=palette["black"],
                linestyle="none",
                label=word("alone", lang),
                gid=f"alone-{row}",
            )
        reach = max(at, *(at + bound for bound in step["step"][f"{key}_ci"] if bound is not None))
        if step["alone"] is not None:
            reach = max(reach, at + step["alone"][key])
        text = measured(size, step["step"][f"{key}_ci"], lang)
        _text(axis, ("+" if size > 0 else "") + text, reach, row)
        at += size
    last = len(found["steps"]) + 1
    axis.plot([at, at], [last - 1, last], color="0.6", linewidth=0.8, zorder=0.5)
    _level(axis, last, found["after"], key, lang)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.margins(x=0.3)
    amounts(axis.xaxis, lang, 5)


def _level(axis: Axes, row: int, block: Json, key: str, lang: Lang) -> None:
    axis.plot(block[key], row, marker="D", color="black", markersize=7, linestyle="none", gid=f"level-{row}")
    _text(axis, measured(block[key], block[f"{key}_ci"], lang), block[key], row)


def _whisker(axis: Axes, row: int, start: float, interval: Sequence[float | None], lang: Lang) -> None:
    low, high = interval
    if low is not None and high is not None:
        ends = [start + low, start + high]
        axis.plot(ends, [row, row], color="black", linewidth=1.6, label=word("paired_95", lang), gid=f"whisker-{row}")


def _text(axis: Axes, text: str, x: float, row: int) -> None:
    axis.annotate(text, (x, row), xytext=(7, 0), textcoords="offset points", va="center", fontsize=9)


def _name(step: Json, lang: Lang) -> str:
    """Return what a step changes: the title of the item, and which of its numbers to what."""
    if len(step["changes"]) > MOST:
        many = word("values_changed", lang, count=len(step["changes"]))
        return "\n".join([*textwrap.wrap(", ".join(step["asked"]), WIDE), many])
    out: list[str] = []
    above = ""
    for change in step["changes"]:
        title = change["title_nb"] if lang == "nb" and change["title_nb"] else change["title"]
        path = change["path"].partition("].")[2] if title else change["path"]
        what = f"{path or change['path']}: {change['old']} → {change['new']}"
        if len(what) > 2 * WIDE:
            what = f"{path or change['path']} → {change['new']}"
        out += textwrap.wrap(title, WIDE) if title != above else []
        out += textwrap.wrap(what, WIDE, max_lines=2, placeholder=" …")
        above = title
    return "\n".join(out)


def _heading(found: Json, lang: Lang) -> list[str]:
    what = word("total_cost", lang) if found["output"] == "cost_total" else found["output"]
    if found["output_title"]:
        what = word("cost_of", lang, name=found["output_title_nb" if lang == "nb" else "output_title"])
    told = word(found["condition"], lang, draws=number(found["before"]["draws"], lang))
    unit = money(found, lang, found["units"])
    title = (found["title_nb"] if lang == "nb" else None) or found["title"]
    below = f"{told} · {unit}" if unit else told
    return [word("waterfall", lang, what=what), word("scenario", lang, name=title), below]
