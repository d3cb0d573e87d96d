"""The cost ladder of each programme and of the total, as a staircase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from aksonsim.analysis.ladder import LadderSteps, ladder
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import date, measured
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, headline, legend_text, money_against_base, new_figure
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEVEL, STEP, CUT = "blue", "orange", "green"
STEPS = (
    # key of the step, where it starts, its colour
    ("base_cost", None, LEVEL),
    ("unspecified", "base_cost", STEP),
    ("base_estimate", None, LEVEL),
    ("expected_addition_p50", "base_estimate", STEP),
    ("p50", None, LEVEL),
    ("contingency", "p50", STEP),
    ("p85", None, LEVEL),
    ("cut_total", "cost_frame", CUT),
    ("cost_frame", None, LEVEL),
)
NAMES = {
    "base_cost": _("Base cost"),
    "unspecified": _("Unspecified allowance"),
    "base_estimate": _("Base estimate"),
    "expected_addition_p50": _("Addition from base estimate to P50"),
    "p50": _("Steering frame (P50)"),
    "contingency": _("Contingency"),
    "p85": _("P85"),
    "cut_total": _("Cut list"),
    "cost_frame": _("Cost frame"),
}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the steps from base cost to cost frame, and the expected cost beside P50."""
    found = ladder(ds, scenario)
    ladders = found.ladders
    names = ["total", *(name for name in ladders if name != "total")]
    if len(names) == 2:
        names = names[:1]
    columns = 2 if len(names) > 1 else 1
    rows = -(-len(names) // columns)
    figure = new_figure(2 + 5 * columns, 1 + 3.4 * rows)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for index, axis in enumerate(axes.flat):
        if index >= len(names):
            axis.set_visible(False)
            continue
        name = names[index]
        title = translate(_("Total"), lang) if name == "total" else stated.title(ds, "programme", name, lang)
        _stairs(axis, ladders[name], title, lang)
    cuts = (
        translate(_("cuts that can still be made after {date}", date=date(found.decided.isoformat(), lang)), lang)
        if found.decided
        else ""
    )
    unit = money_against_base(ds, scenario, lang)
    unit = f"{unit} · {cuts}" if cuts and ladders["total"].cuts else unit
    headline(figure, _("From base cost to cost frame"), ds, scenario, found.condition, found.draws, lang, unit)
    return figure


def _stairs(axis: Axes, steps: LadderSteps, title: str, lang: Lang) -> None:
    palette = colours()
    for row, (key, start, colour) in enumerate(STEPS):
        step: Statistic = getattr(steps, key)
        left = getattr(steps, start).value if start else 0.0
        hatch = "" if colour == LEVEL else "///"
        axis.barh(
            row, step.value, left=left, height=0.7, color=palette[colour], hatch=hatch, edgecolor="white", gid=key
        )
        sign = {LEVEL: "", STEP: "+", CUT: "−"}[colour] if step.value > 0 else ""
        # The text of P50 stands clear of the mark of the mean.
        end = max(left, left + step.value, steps.mean.value if key == "p50" else 0.0)
        axis.annotate(
            sign + measured(step.value, step.interval, lang, error=False),
            (end, row),
            xytext=(8 if key == "p50" else 4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    row, mean, addition = [key for key, _, _ in STEPS].index("p50"), steps.mean, steps.expected_addition_mean
    label = translate(_("Expected cost: {mean}\n(expected addition: {addition})", mean=mean, addition=addition), lang)
    axis.plot(mean.value, row, marker="D", color="black", markersize=6, linestyle="none", label=label, gid="mean")
    axis.set_yticks(range(len(STEPS)), [translate(NAMES[key], lang) for key, _, _ in STEPS])
    axis.set_ylim(len(STEPS) - 0.4, -0.6)
    axis.set_xlim(0, 1.16 * max(one.value for one in (steps.p85, steps.mean, steps.base_estimate)))
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.set_title(legend_text(title))
    axis.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.08), handletextpad=0.2)
    amounts(axis.xaxis, lang, 5)
