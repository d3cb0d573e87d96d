"""Overlaid S-curves of the scenarios: given that the gate is passed, and over all draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.comparison_draws import curves
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots import looks
from aksonsim.plots.compare import headline, names, output_word
from aksonsim.plots.figure import amounts, legend_text, money, new_figure, per_inhabitant, shares
from aksonsim.results.quantity import Condition, Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CONDITIONS = {
    "given_passed": _("Given that the gate is passed"),
    "all": _("All draws, stopped ones included"),
    "no_gate": _("All draws"),
}
LEVELS = (("p50", 0.5), ("p85", 0.85))


def draw(result: Comparison, lang: Lang) -> Figure:
    """Draw one curve a scenario; where no scenario has a gate, one panel instead of two."""
    variable = Quantity.parse(result.output).variable
    panels = ["given_passed", "all"] if result.gated else ["no_gate"]
    if variable.per_inhabitant:  # which is not defined where the programme stops
        panels = panels[:1]
    figure = new_figure(max(7.5, 5.8 * len(panels)), 5.2 + 0.22 * ((len(result.scenarios) + 2) // 3))
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)
    titles = names(result, lang, 40)
    for axis, condition in zip(axes.flat, panels, strict=True):
        found = curves(result, Condition.PASSED if condition == "given_passed" else Condition.ALL)
        for index, (name, curve) in enumerate(found.items()):
            axis.plot(
                curve.amount,
                curve.probability,
                linewidth=1.7,
                label=legend_text(titles[name]),
                gid=f"curve-{name}",
                **looks.drawn(index),
            )
        # One heavy tail must not press the curves together: it may leave the picture above its P90.
        low, high = (
            min(curve.amount[0] for curve in found.values()),
            sorted(curve.p99 for curve in found.values())[-2:][0],
        )
        high = max(high, *(curve.p90 for curve in found.values()))
        axis.set_xlim(low - 0.03 * (high - low), high + 0.12 * (high - low))
        _levels(axis, lang)
        axis.set_title(translate(CONDITIONS[condition], lang))
        if variable.units == "1":
            shares(axis.xaxis, lang)
        else:
            amounts(axis.xaxis, lang)
    axes.flat[0].set_ylabel(translate(_("Probability that the value is not exceeded"), lang))
    handles, labels = axes.flat[0].get_legend_handles_labels()
    longest = max(len(line) for title in titles.values() for line in title.splitlines())
    across = int(figure.get_figwidth() / (0.6 + 0.085 * longest))
    figure.legend(handles, labels, loc="outside lower left", ncols=max(1, min(across, len(titles))), handlelength=2.6)
    unit = per_inhabitant(result.money, lang) if variable.per_inhabitant else money(result.money, lang, result.units)
    what = output_word(result, result.output)
    headline(
        figure,
        _("S-curves of the scenarios: probability that {what} is not exceeded", what=what),
        result,
        lang,
        unit=unit,
    )
    return figure


def _levels(axis: Axes, lang: Lang) -> None:
    for key, level in LEVELS:
        axis.axhline(level, color="0.6", linewidth=0.8, linestyle=":", gid=key)
        axis.annotate(
            key.upper(),
            (1, level),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            fontsize=8,
            color="0.4",
        )
    axis.set_ylim(0, 1)
    shares(axis.yaxis, lang)
