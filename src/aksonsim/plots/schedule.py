"""When activities end: P10 to P85 of each milestone beside its reference date; and what lies on the longest path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.describe import Milestone, milestones
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots import about as heading
from aksonsim.plots.compare_cost_finish import years
from aksonsim.plots.figure import about, amounts, colours, headline, legend_text, new_figure, shares
from aksonsim.plots.sensitivity import label_rows
from aksonsim.results import access as stated
from aksonsim.results.rows import Rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from aksonsim.studies.schedule import Schedule

MARKS = (("reference", "D", "orange"), ("p10", "|", "black"), ("p50", "o", "blue"), ("p85", "s", "vermilion"))
NAMES = {"reference": _("Reference date"), "p10": _("P10"), "p50": _("P50"), "p85": _("P85")}
MOST = 60
"""Milestones of a picture; of more, those that end last."""


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw P10, P50 and P85 of each milestone, and where the reference schedule has it."""
    fans.need(ds, scenario, "milestone_month", "dates of milestones")
    given = fans.given_passed(ds, scenario)
    shown = milestones(Rows(ds, scenario, given.mask))
    if not shown:
        raise ResultError(f"no draw of scenario {scenario} reaches a milestone: no schedule to draw")
    names = sorted(shown, key=lambda name: shown[name].p50)[-MOST:]
    start = stated.start(ds) if stated.dated(ds, scenario) else None
    figure = new_figure(10, 1.9 + 0.34 * len(names))
    axis = figure.subplots()
    titles = {name: stated.title(ds, "activity", name, lang) for name in names}
    titles["gate"] = translate(_("Gate passed"), lang) if "gate" in titles else ""
    _ranges(axis, {name: shown[name] for name in names}, titles, start, lang)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower left", ncols=5)
    unit = "" if start else translate(_("months after the start"), lang)
    headline(figure, _("Milestones: P10, P50 and P85"), ds, scenario, *about(given), lang, unit)
    return figure


def of(result: Schedule, lang: Lang) -> Figure:
    """Draw how often each activity lies on the longest path, and how much later the finish is for it."""
    names = list(result.activities)[:MOST]
    figure = new_figure(11, 2.1 + 0.32 * len(names))
    left, right = figure.subplots(1, 2)
    rows = range(len(names))
    for axis, title, key in (
        (left, _("Share of draws in which it lies on the longest path"), "critical"),
        (right, _("Finish later for its duration and delays, mean"), "mean"),
    ):
        found = [getattr(result.activities[name], key) for name in names]
        axis.barh(rows, [one.value for one in found], height=0.7, color=colours()["blue"], gid=key)
        for row, one in zip(rows, found, strict=True):
            axis.plot(one.bounds, [row, row], color="black", linewidth=1)
        axis.set_title(translate(title, lang))
        titles = [translate(result.activities[name].title, lang) or name for name in names]
        label_rows(axis, titles if axis is left else [""] * len(names))
    left.set_xlim(0, 1)
    shares(left.xaxis, lang)
    amounts(right.xaxis, lang)
    right.set_xlabel(translate({"days": _("days"), "weeks": _("weeks")}.get(result.unit, _("months")), lang))
    heading.headline(
        figure,
        _("What lies on the longest path to {milestone}", milestone=result.milestone),
        result.about,
        result.used,
        lang,
    )
    return figure


def _ranges(
    axis: Any, shown: Mapping[str, Milestone], titles: Mapping[str, str], start: dt.date | None, lang: Lang
) -> None:
    rows = range(len(shown))
    found = list(shown.values())
    ends = [[stated.on_axis(start, getattr(one, key)) for one in found] for key in ("p10", "p85")]
    axis.hlines(rows, *ends, color="0.6", linewidth=5, gid="range")
    for key, marker, colour in MARKS:
        at = [
            (stated.on_axis(start, value), row)
            for row, one in zip(rows, found, strict=True)
            if (value := getattr(one, key)) is not None
        ]
        if at:
            axis.plot(
                *zip(*at, strict=True),
                marker=marker,
                markersize=7,
                color=colours()[colour],
                linestyle="none",
                label=translate(NAMES[key], lang),
                gid=key,
            )
    axis.set_yticks(rows, [legend_text(titles[name]) for name in shown])
    axis.set_ylim(len(shown) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    if start:
        years(axis.xaxis)
    else:
        amounts(axis.xaxis, lang)
