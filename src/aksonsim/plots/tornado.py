"""What the total depends on: the share of the variance of each thing, and how the P85 moves with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis.bins import LEAST, Change, bin_changes
from aksonsim.analysis.sensitivity import variance_shares
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, headline, money, new_figure, shares
from aksonsim.plots.sensitivity import label_rows
from aksonsim.results.quantity import output
from aksonsim.results.statistic import UNKNOWN, Statistic, quantile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 15
"""Bars of a picture."""
AT = 0.85
PARTS = {"low": ("sky", ""), "high": ("vermilion", "///"), "without": ("green", "xxx")}
"""Colour and hatching of the ends of an input, and of an event left out."""

LABELS = {
    "low": _("in the decile of the draws where it is lowest"),
    "high": _("in the decile of the draws where it is highest"),
    "without": _("an event: without it (its probability is counted)"),
}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the share of the variance of the total by falling size, and what moves its P85 in the same rows."""
    total = output(ds, scenario, "cost_total")
    if total.draws < LEAST:
        raise ResultError(f"{total.draws} draws of scenario {scenario} are too few: a bin needs {LEAST}")
    try:
        found = variance_shares(ds, scenario, total, groups_as_one=True)
    except ValueError as reason:  # too few draws for so many inputs
        raise ResultError(f"no shares of the variance: {reason}") from reason
    carried = found.rows[:MOST]
    known = {row.name: row.share for row in found.rows}
    moves = {row.name: row for row in bin_changes(ds, scenario, total, AT, carried=known)}
    figure = new_figure(15, 2.8 + 0.36 * (len(carried) + 1))
    left, right = figure.subplots(1, 2, sharey=True)
    # Without --keep inputs a result has drivers and events alone: what the estimates carry is in the rest.
    what = _("Interaction and residual") if "input" in ds else _("Estimates (not kept) and residual")
    bars = [(translate(row.title, lang), row.share) for row in carried]
    _shares(left, [*bars, (translate(what, lang), found.residual)], lang)
    whole = quantile(total.values[total.counts], AT)
    text = translate(_("P85 of all these draws: {value}", value=whole), lang)
    _bars(right, [moves[row.name] for row in carried], (whole.value, text), lang)
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower right", ncols=2)
    headline(
        figure,
        _("What the total cost depends on"),
        ds,
        scenario,
        total.condition,
        total.draws,
        lang,
        money(ds.attrs, lang),
    )
    return figure


def _bars(axis: Axes, rows: list[Change], centre: tuple[float, str], lang: Lang) -> None:
    palette = colours()
    middle, text = centre
    labelled: set[str] = set()
    for place, row in enumerate(rows):
        for key, end in (("low", row.low), ("high", row.high)):
            if end is None:
                continue
            part = "without" if row.kind == "event" else key
            low, high = end.interval or UNKNOWN
            errors = np.abs(np.array([[end.value - low], [high - end.value]]))
            colour, hatch = PARTS[part]
            axis.barh(
                place,
                end.value,
                left=middle,
                height=0.7,
                color=palette[colour],
                hatch=hatch,
                edgecolor="white",
                label=None if part in labelled else translate(LABELS[part], lang),
                gid=f"{key}-{place}",
            )
            labelled.add(part)
            axis.errorbar(
                middle + end.value,
                place,
                xerr=np.where(np.isfinite(errors), errors, 0.0),
                color="black",
                elinewidth=1,
                capsize=2,
                linestyle="none",
            )
    axis.axvline(middle, color="black", linewidth=1.2, label=text, gid="middle")
    axis.set_title(translate(_("P85 where it is low and where it is high, and without an event"), lang))
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    amounts(axis.xaxis, lang)


def _shares(axis: Axes, rows: list[tuple[str, Statistic]], lang: Lang) -> None:
    from matplotlib.ticker import MaxNLocator

    palette = colours()
    for place, (_name, share) in enumerate(rows):
        rest = place == len(rows) - 1
        axis.barh(
            place,
            share.value,
            height=0.7,
            color=palette["yellow" if rest else "blue"],
            hatch="..." if rest else "",
            edgecolor="black" if rest else "white",
            gid=f"share-{place}",
        )
        axis.plot(share.interval or UNKNOWN, [place, place], color="black", linewidth=1)
    label_rows(axis, [name for name, _share in rows])
    axis.set_title(translate(_("Share of the variance, which ranks (all sum to 100\u2009%)"), lang))
    shares(axis.xaxis, lang)
    axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
