"""Cases of interest among the points, along two parameters, and the box that holds them."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, legend_text, new_figure
from aksonsim.plots.sweep import heading, wrapped
from aksonsim.sweeps.explored import Discovery, Exploration, Limit, RunExploration, ScatterAxis

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure


CROWD = 100
"""Points beyond which some would hide others."""


def draw(found: Exploration | RunExploration, lang: Lang) -> Figure:
    """Draw the points, those of interest filled, and the limits of the first box on these two parameters."""
    discovery = found.discovery
    assert discovery is not None
    assert discovery.scatter is not None
    across, up = discovery.scatter.axes
    cases = discovery.scatter.cases
    palette = colours()
    figure = new_figure(8, 6.4)
    axis = figure.subplots()
    x, y = (_spread(a.values, a.words, lane) for lane, a in enumerate((across, up)))
    axis.plot(
        x[~cases],
        y[~cases],
        "o",
        color="0.6",
        markerfacecolor="none",
        markersize=4,
        label=translate(_("other points"), lang),
    )
    axis.plot(
        x[cases],
        y[cases],
        "o",
        color=palette["vermilion"],
        markersize=4,
        label=legend_text(_when(discovery, lang)),
        gid="cases",
    )
    ends = [_ends(values, a.words) for values, a in ((x, across), (y, up))]
    if discovery.boxes:
        box = discovery.boxes[0]
        limits = {limit.name: limit for limit in box.limits}
        (left, right), (low, high) = (_sides(limits.get(a.name), e) for a, e in ((across, ends[0]), (up, ends[1])))
        axis.fill([left, right, right, left], [low, low, high, high], fill=False, linewidth=2, gid="box")
        told = translate(
            _(
                "The region holds {coverage} of all such cases (coverage); {density} of its points are "
                "such cases (density).",
                coverage=percent(box.coverage, lang),
                density=percent(box.density.value, lang),
            ),
            lang,
        )
        axis.set_title("\n".join(textwrap.wrap(f"{translate(box.words, lang)}. {told}", 100)), fontsize=9.5)
    for place, told_axis, (start, stop) in ((axis.xaxis, across, ends[0]), (axis.yaxis, up, ends[1])):
        _labelled(place, told_axis, lang)
        (axis.set_xlim if place is axis.xaxis else axis.set_ylim)(start, stop)
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
    heading(figure, _("When it happens: the points, and the region that best separates the cases"), found, lang)
    return figure


def _when(discovery: Discovery, lang: Lang) -> str:
    title = translate(discovery.title, lang)
    if discovery.binary:
        answer = _("no") if discovery.below else _("yes")
        return f"{title}: {translate(answer, lang)}"
    limit = discovery.limit
    share = discovery.units == "1" and abs(limit) <= 1
    shown = percent(limit, lang) if share else number(limit, lang, 0 if abs(limit) >= 100 else 2)
    return f"{title} {'<' if discovery.below else '>'} {shown}"


def _spread(values: np.ndarray, words: tuple[str, ...], lane: int) -> np.ndarray:
    """Return the places of points; many that share a word are set side by side, so that all are seen."""
    if not words or values.size <= CROWD:
        return values
    # A low-discrepancy sequence, one for each axis: no random numbers in pictures.
    step = (0.6180339887498949, 0.7548776662466927)[lane]
    found: np.ndarray = values + 0.6 * ((np.arange(values.size) * step) % 1.0 - 0.5)
    return found


def _ends(values: np.ndarray, words: tuple[str, ...]) -> tuple[float, float]:
    if words:
        return -0.5, len(words) - 0.5
    margin = 0.03 * float(np.ptp(values)) or 0.5
    return float(values.min()) - margin, float(values.max()) + margin


def _sides(limit: Limit | None, ends: tuple[float, float]) -> tuple[float, float]:
    """Return where the region begins and ends: at the picture's edge where it has no limit."""
    inset = 0.008 * (ends[1] - ends[0])
    low, high = (-math.inf, math.inf) if limit is None else (limit.low, limit.high)
    return low if math.isfinite(low) else ends[0] + inset, high if math.isfinite(high) else ends[1] - inset


def _labelled(place: Axis, axis: ScatterAxis, lang: Lang) -> None:
    if axis.words:
        labels = [translate(_("did not occur"), lang), translate(_("occurred"), lang)] if axis.event else axis.words
        place.set_ticks(range(len(labels)), labels)
    else:
        amounts(place, lang)
    place.set_label_text(wrapped(axis.title, lang, 60))
