"""How the committed share grows council round by round, and what the gate makes of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.gate import GateOutcomes, conditions, gate_summary
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import date, percent
from aksonsim.language.text import _, translate
from aksonsim.plots.fan import fan
from aksonsim.plots.figure import about, colours, headline, new_figure, shares
from aksonsim.plots.names import MEASURES, OUTCOMES
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FILLS = (("on_time", "blue", ""), ("late", "yellow", "///"), ("stopped", "vermilion", "xxx"))


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the committed share by inhabitants and by municipalities over all draws, and the outcomes of the gate."""
    committed = fans.need(ds, scenario, "commitment_share", "commitment by council round")
    rule = fans.gate_rule(ds, scenario)
    gate = gate_summary(conditions(ds, scenario))
    figure = new_figure(11, 5.6 if gate else 4.6)
    grid = figure.add_gridspec(2 if gate else 1, 2, height_ratios=[5, 1] if gate else [1])
    rounds = stated.labels(ds, "quarter")
    days = np.array([_day(iso) for iso in rounds])
    years = range(int(rounds[0][:4]), int(rounds[-1][:4]) + 2)
    panels: list[Axes] = []
    for i, basis in enumerate(stated.labels(ds, "basis")):
        axis = figure.add_subplot(grid[0, i], sharey=panels[0] if panels else None)
        panels.append(axis)
        fan(axis, days, fans.quantiles(committed[:, i]), lang)
        if rule and rule["deadline"]:
            label = translate(_("Deadline {date}", date=date(rule["deadline"], lang)), lang)
            axis.axvline(_day(rule["deadline"]), color="black", linestyle="--", linewidth=1.2, label=label)
        if rule and rule["counted_by"] == basis:
            label = translate(_("Threshold {share}", share=percent(rule["share"], lang)), lang)
            axis.axhline(rule["share"], color=colours()["vermilion"], linewidth=1.6, label=label, gid="threshold")
        axis.set_title(translate(MEASURES[basis], lang))
        axis.set_ylim(0, 1)
        shares(axis.yaxis, lang)
        axis.set_xticks([_day(f"{year}-01-01") for year in years], [str(year) for year in years])
    panels[0].set_ylabel(translate(_("Share committed"), lang))
    panels[0].legend(loc="lower right")
    if gate:
        _outcomes(figure.add_subplot(grid[1, :]), gate, lang)
    headline(
        figure, _("Commitment, council round by council round"), ds, scenario, *about(fans.everything(ds)), lang, ""
    )
    return figure


def _day(iso: str) -> float:
    """Return a date as days on a common scale."""
    return float(dt.date.fromisoformat(iso).toordinal())


def _outcomes(axis: Axes, gate: GateOutcomes, lang: Lang) -> None:
    """Draw the probabilities of the gate's outcomes as one bar."""
    left = 0.0
    palette = colours()
    for outcome, colour, hatch in FILLS:
        chance: Statistic = getattr(gate, outcome)
        value, text = chance.value, chance.scaled(100).shown(lang)
        label = f"{translate(OUTCOMES[outcome], lang)}: {text} %"
        axis.barh(0, value, left=left, color=palette[colour], hatch=hatch, edgecolor="white", label=label, gid=outcome)
        left += value
    axis.set_title(translate(_("Outcome of the gate"), lang))
    axis.set_xlim(0, 1)
    axis.set_yticks([])
    axis.grid(False)
    shares(axis.xaxis, lang)
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.35), ncols=3)
