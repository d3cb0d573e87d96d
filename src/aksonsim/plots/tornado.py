"""What the total depends on: its P85 where an input is low and high, and the share of the variance of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from aksonsim.analysis import percentiles as pc
from aksonsim.analysis.outputs import output
from aksonsim.analysis.sensitivity import LEAST, bin_changes, title_of, variance_shares
from aksonsim.errors import ResultError
from aksonsim.plots.figure import amounts, colours, headline, money, new_figure, shares
from aksonsim.plots.words import Lang, measured, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 15
"""Bars of a picture."""
AT = 0.85


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the change of the P85 of the total by input, and the shares of its variance, which sum to 1."""
    total = output(ds, scenario, "cost_total")
    # What the model itself produces moves with the total but is no cause of it.
    rows = [row for row in bin_changes(ds, scenario, total, AT) if row["kind"] != "outcome"][:MOST]
    if not rows:
        raise ResultError(f"{total.draws} draws of scenario {scenario} are too few: a bin needs {LEAST}")
    try:
        found = variance_shares(ds, scenario, total)
    except ValueError as reason:  # too few draws for so many inputs
        raise ResultError(f"no shares of the variance: {reason}") from reason
    carried = found["rows"][:MOST]
    rest = {"name": "residual", "share": found["residual"], "share_ci": found["residual_ci"]}
    figure = new_figure(15, 2.4 + 0.36 * max(len(rows), len(carried) + 1))
    left, right = figure.subplots(1, 2)
    whole = pc.select(total.values[total.counts], pc.Wanted((AT,), (AT,)))
    text = word("p85_of_all", lang, value=measured(whole.percentiles[AT], whole.intervals[AT], lang))
    _bars(left, [(title_of(ds, row["name"], lang), row) for row in rows], (whole.percentiles[AT], text), lang)
    titled = [(title_of(ds, row["name"], lang), row) for row in carried]
    # Without --keep inputs a result has drivers and events alone: what the estimates carry is in the rest.
    what = "residual" if "input" in ds else "residual_with_inputs"
    _shares(right, [*titled, (word(what, lang), rest)], lang)
    headline(figure, "tornado", ds, scenario, total.condition, total.draws, lang, money(ds, lang))
    return figure


def _bars(axis: Axes, rows: list[tuple[str, dict[str, Any]]], centre: tuple[float, str], lang: Lang) -> None:
    palette = colours()
    middle, text = centre
    for place, (_, row) in enumerate(rows):
        for key, colour, hatch in (("low", "sky", ""), ("high", "vermilion", "///")):
            low, high = row[f"{key}_ci"]
            errors = np.abs(np.array([[row[key] - low], [high - row[key]]]))
            axis.barh(
                place,
                row[key],
                left=middle,
                height=0.7,
                color=palette[colour],
                hatch=hatch,
                edgecolor="white",
                label=word(f"bin_{key}", lang) if place == 0 else None,
                gid=f"{key}-{place}",
            )
            axis.errorbar(
                middle + row[key],
                place,
                xerr=np.where(np.isfinite(errors), errors, 0.0),
                color="black",
                elinewidth=1,
                capsize=2,
                linestyle="none",
            )
    axis.axvline(middle, color="black", linewidth=1.2, label=text, gid="middle")
    _names(axis, [name for name, _ in rows])
    axis.set_title(word("tornado_bins", lang))
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.06), ncols=1)
    amounts(axis.xaxis, lang)


def _shares(axis: Axes, rows: list[tuple[str, dict[str, Any]]], lang: Lang) -> None:
    from matplotlib.ticker import MaxNLocator

    palette = colours()
    for place, (_, row) in enumerate(rows):
        rest = row["name"] == "residual"
        axis.barh(
            place,
            row["share"],
            height=0.7,
            color=palette["yellow" if rest else "blue"],
            hatch="..." if rest else "",
            edgecolor="black" if rest else "white",
            gid=f"share-{place}",
        )
        low, high = row["share_ci"]
        axis.plot([low, high], [place, place], color="black", linewidth=1)
    _names(axis, [name for name, _ in rows])
    axis.set_title(word("tornado_shares", lang))
    shares(axis.xaxis, lang)
    axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def _names(axis: Axes, names: list[str]) -> None:
    # Titles are the user's and may be long.
    short = [name if len(name) <= 44 else f"{name[:43]}…" for name in names]
    axis.set_yticks(range(len(names)), short)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
