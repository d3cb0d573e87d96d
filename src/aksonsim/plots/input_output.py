"""The total against the inputs with the largest shares of its variance: draws, and percentiles along each input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.bins import BIN
from aksonsim.analysis.conditional import Conditional, conditional
from aksonsim.analysis.correlated import groups
from aksonsim.analysis.sensitivity import factors, variance_shares
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, headline, money, new_figure
from aksonsim.results.quantity import output

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 6
"""Panels of a picture."""
LINES = (
    ("p10", "sky", "--", _("P10 given the input")),
    ("p50", "blue", "-", _("P50 given the input")),
    ("p85", "vermilion", "-", _("P85 given the input")),
)


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw P10, P50 and P85 of the total along each of the inputs that carry most of its variance."""
    total = output(ds, scenario, "cost_total")
    known = {factor.name: factor for factor in factors(ds, scenario)}
    if total.draws < LEAST / BIN:
        raise ResultError(f"{total.draws} draws of scenario {scenario} are too few: a bin needs {LEAST}")
    try:
        names = [row.name for row in variance_shares(ds, scenario, total).rows][:MOST]
    except ValueError as reason:  # too few draws for so many inputs
        raise ResultError(f"no shares of the variance: {reason}") from reason
    tied = {member for group in groups(ds, scenario) for member in group.members}
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = new_figure(5 * columns, 1.6 + 3.6 * rows)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for place, axis in enumerate(axes.flat):
        if place >= len(names):
            axis.set_visible(False)
            continue
        factor = known[names[place]]
        _panel(axis, conditional(factor, total), factor.kind == "event", place, lang)
        title = translate(factor.title, lang)
        # What is correlated with an input moves along with it.
        after = translate(_(" (and what is correlated with it)"), lang) if factor.name in tied else ""
        axis.set_title((title if len(title) <= 46 else f"{title[:45]}…") + (f"\n{after.strip()}" if after else ""))
        if place == 0:
            figure.legend(*axis.get_legend_handles_labels(), loc="outside lower left", ncols=4)
    headline(
        figure,
        _("Total cost along its most influential inputs"),
        ds,
        scenario,
        total.condition,
        total.draws,
        lang,
        money(ds.attrs, lang),
    )
    return figure


def _panel(axis: Axes, found: Conditional, event: bool, place: int, lang: Lang) -> None:
    palette = colours()
    x, y = found.points
    axis.plot(
        x, y, marker=".", markersize=2, color="0.75", linestyle="none", zorder=1, label=translate(_("one draw"), lang)
    )
    for (key, colour, style, text), line in zip(LINES, found.percentile, strict=True):
        axis.plot(
            found.level,
            line,
            color=palette[colour],
            linestyle=style,
            marker="o",
            markersize=4,
            label=translate(text, lang),
            gid=f"{key}-{place}",
        )
    amounts(axis.yaxis, lang)
    if event:
        axis.set_xticks([0, 1], [translate(_("did not occur"), lang), translate(_("occurred"), lang)])
        axis.set_xlim(-0.5, 1.5)
    else:
        amounts(axis.xaxis, lang, 5)
