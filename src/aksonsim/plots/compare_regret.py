"""Choices ranked by their regret: expected and P85, in cost and in net present value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.regret import ChoiceRegret
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance, measured
from aksonsim.language.text import Text, _, translate
from aksonsim.language.units import unit
from aksonsim.plots.compare import amended, headline, names, output_word
from aksonsim.plots.figure import amounts, colours, new_figure
from aksonsim.results.quantity import Condition, Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


LABELS = {
    "expected_regret": _("Expected regret"),
    "p85_regret": _("P85 of regret"),
    "interval": _("95 % interval of the simulation"),
}


def draw(result: Comparison, lang: Lang) -> Figure:
    """Draw a panel for each quantity that regret was asked of, least regret on top."""
    readings = [reading for reading in (result.draw_by_draw.regret if result.draw_by_draw else ()) if reading.regret]
    if not readings:
        raise ResultError("regret takes two choices or more in the same draws")
    most = max(len(reading.regret.rows) for reading in readings if reading.regret)
    figure = new_figure(1.5 + 6.2 * len(readings), 2.2 + 0.62 * most)
    axes = figure.subplots(1, len(readings), squeeze=False)
    for axis, reading in zip(axes.flat, readings, strict=True):
        if reading.regret is not None:
            _panel(axis, reading.regret.rows, names(result, lang), lang)
        what = amended(translate(output_word(result, reading.output), lang))
        titled = translate(_conditional(what, reading.condition), lang) if result.gated else what
        if Quantity.parse(reading.output).variable.per_inhabitant:
            titled = f"{titled}, {translate(unit(result.money['currency_per_inhabitant']), lang)}"
        axis.set_title(titled)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower left", ncols=3)
    headline(
        figure,
        _("Regret: how much worse a choice is than the best choice in the same draw"),
        result,
        lang,
    )
    return figure


def _conditional(what: str, condition: Condition) -> Text:
    if condition is Condition.PASSED:
        return _("{what}, draws that pass the gate with every choice", what=what)
    return _("{what}, all draws", what=what)


def _panel(axis: Axes, rows: Sequence[ChoiceRegret], titles: dict[str, str], lang: Lang) -> None:
    palette = colours()
    for place, row in enumerate(rows):
        label = {key: translate(text, lang) if place == 0 else None for key, text in LABELS.items()}
        axis.barh(
            place,
            row.mean.value,
            height=0.6,
            color=palette["sky"],
            label=label["expected_regret"],
            gid=f"mean-{row.name}",
        )
        for part in (row.mean, row.p85):
            bounds = np.where(np.isfinite(part.bounds), part.bounds, np.nan)
            axis.plot(
                bounds,
                [place, place],
                color="black",
                linewidth=1.2,
                marker="|",
                markersize=5,
                label=label["interval"] if part is row.mean else None,
            )
        axis.plot(
            row.p85.value,
            place,
            marker="s",
            linestyle="none",
            color=palette["vermilion"],
            label=label["p85_regret"],
            gid=f"p85-{row.name}",
        )
        mean, best = (
            measured(row.mean.value, row.mean.interval, lang, False),
            _("best in {p}", p=chance(row.best.value, lang)),
        )
        told = f"{mean}, {translate(best, lang)}"
        axis.annotate(
            told,
            (_right(row), place),
            (8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    axis.set_yticks(range(len(rows)), [titles[row.name] for row in rows])
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlim(0, 1.35 * max(_right(row) for row in rows) or 1)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    amounts(axis.xaxis, lang, 5)


def _right(row: ChoiceRegret) -> float:
    """Return how far a row's marks reach, its intervals included."""
    bounds = (row.mean.value, row.p85.value, row.mean.bounds[1], row.p85.bounds[1])
    return max(bound for bound in bounds if math.isfinite(bound))
