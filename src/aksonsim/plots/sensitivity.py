"""What an output depends on by each method: a bar for each thing, or one for either end, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Title, Words, _, translate
from aksonsim.plots import about
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.results.measure import Measure
from aksonsim.results.statistic import Statistic
from aksonsim.studies.bands import Bands
from aksonsim.studies.leave_one_out import LeaveOneOut
from aksonsim.studies.methods import CAVEATS
from aksonsim.studies.sensitivity import Bins, Euler, Sensitivity, Shares
from aksonsim.studies.sobol import Sobol

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 20
"""Bars of a picture."""
LOOKS = (("blue", ""), ("vermilion", "///"))
"""Colour and hatching of one figure, or of two ends."""
WIDEST = 54
"""Characters of a title; those of a file may be long."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What a picture shows: its title, a title and one or two figures a row, and what two figures are (none of one)."""

    title: Words
    rows: tuple[tuple[Title | Words, tuple[Statistic | None, ...]], ...]
    ends: tuple[Words, ...] = ()
    percent: bool = False


def bars(result: Sensitivity, method: str) -> Bars | None:
    """Return what the picture of a method shows; None where it has none."""
    answer, at = result.methods[method], Measure(result.at)
    of = _("{figure} of {quantity}", figure=at.title, quantity=about.quantity(result.about))
    match answer:
        case Shares(inputs=inputs):
            rows = [(row.title, (row.share,)) for row in inputs.rows[: MOST - 1]]
            rest = (_("Interaction and residual"), (inputs.residual,))
            return Bars(_("Share of the variance by input"), (*rows, rest), percent=True)
        case Bins(changes=changes):
            ends = _("lowest decile, or without the event"), _("highest decile")
            title = _("{figure} in the lowest and highest decile of an input, less that of all draws", figure=of)
            return Bars(title, tuple((row.title, (row.low, row.high)) for row in changes[at]), ends)
        case LeaveOneOut():
            title = _("What each thing adds to {figure}: with it less without it", figure=of)
            return Bars(title, tuple((row.title, (row.change,)) for row in answer.rows))
        case Bands():
            title = _("{figure} at both ends of an event's band of probability, less the run at its middle", figure=of)
            ends = _("low end"), _("high end")
            return Bars(title, tuple((row.title, (row.low, row.high)) for row in answer.rows), ends)
        case Sobol():
            title = _("Total index: share of the variance with all interactions")
            whole = tuple((row.title, (row.total,)) for row in answer.rows if row.part_of is None)
            return Bars(title, whole, percent=True)
        case Euler(parts=parts):
            first = next(iter(parts.values()))
            return Bars(_("Contributions to {figure}", figure=of), tuple((r.title, (r.value,)) for r in first.rows))
        case _:
            return None


def draw(result: Sensitivity, method: str, lang: Lang) -> Figure:
    """Draw the answer of one method, which `bars` has something for; the first rows of many."""
    shown = bars(result, method)
    assert shown is not None
    rows = shown.rows[:MOST]
    figure = new_figure(11, 2.4 + 0.34 * len(rows))
    axis = figure.subplots()
    for place, (_title, figures) in enumerate(rows):
        for end, (one, look) in enumerate(zip(figures, LOOKS, strict=False)):
            bar(axis, place, one, look[0], f"{end}-{place}", look[1])
    axis.axvline(0, color="black", linewidth=1)
    label_rows(axis, [translate(title, lang) for title, _figures in rows])
    (shares if shown.percent else amounts)(axis.xaxis, lang)
    if shown.ends:
        handles = [next(patch for patch in axis.patches if patch.get_gid() == f"{end}-0") for end in range(2)]
        figure.legend(handles, [translate(end, lang) for end in shown.ends], loc="outside lower left", ncols=2)
    caveat(figure, method, lang)
    about.headline(figure, shown.title, result.about, result.draws_that_count, lang)
    return figure


def bar(axis: Axes, place: int, one: Statistic | None, colour: str, gid: str, hatch: str = "") -> None:
    """Draw a figure as a bar, with its interval where that has ends."""
    value, interval = (math.nan, None) if one is None else (one.value, one.interval)
    axis.barh(place, value, height=0.7, color=colours()[colour], hatch=hatch, edgecolor="white", gid=gid)
    if interval is not None and all(map(math.isfinite, interval)):
        axis.plot(interval, [place, place], color="black", linewidth=1, gid=f"whisker-{gid}")


def caveat(figure: Figure, method: str, lang: Lang) -> None:
    """Say below a picture what must be known of a method's answer, where there is anything."""
    if method in CAVEATS:
        lines = wrap(translate(CAVEATS[method], lang), int(figure.get_figwidth() * 11))
        figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=10)


def label_rows(axis: Axes, names: Sequence[str]) -> None:
    """Name the rows of bars, the first one on top."""
    axis.set_yticks(range(len(names)), [name if len(name) <= WIDEST else f"{name[: WIDEST - 1]}…" for name in names])
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
