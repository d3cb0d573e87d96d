"""Choices ranked by their regret: expected and P85, in cost and in net present value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance, measured
from aksonsim.language.text import Text, _, translate
from aksonsim.language.units import unit
from aksonsim.money import attributes_of
from aksonsim.plots.compare import amended, gated, headline, names, output_word
from aksonsim.plots.figure import amounts, colours, new_figure
from aksonsim.results import quantity as outputs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Json = dict[str, Any]

LABELS = {
    "expected_regret": _("Expected regret"),
    "p85_regret": _("P85 of regret"),
    "interval": _("95 % interval of the simulation"),
}


def draw(columns: Sequence[Column], found: Json, lang: Lang) -> Figure:
    """Draw a panel for each quantity that regret was asked of, least regret on top."""
    readings = [reading for reading in found.get("regret", ()) if reading.get("rows")]
    if not readings:
        raise ResultError("regret takes two choices or more in the same draws")
    most = max(len(reading["rows"]) for reading in readings)
    figure = new_figure(1.5 + 6.2 * len(readings), 2.2 + 0.62 * most)
    axes = figure.subplots(1, len(readings), squeeze=False)
    titles = dict(zip((column.name for column in columns), names(columns, lang), strict=True))
    for axis, reading in zip(axes.flat, readings, strict=True):
        _panel(axis, reading["rows"], titles, lang)
        what = amended(output_word(reading["output"], columns[0].ds, lang))
        titled = translate(_conditional(what, reading["condition"]), lang) if gated(columns) else what
        each = outputs.parse(reading["output"])[0].per_inhabitant
        axis.set_title(
            f"{titled}, {translate(unit(attributes_of(found)['currency_per_inhabitant']), lang)}" if each else titled
        )
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower left", ncols=3)
    headline(
        figure,
        _("Regret: how much worse a choice is than the best choice in the same draw"),
        found,
        lang,
    )
    return figure


def _conditional(what: str, condition: str) -> Text:
    if condition == "given_passed":
        return _("{what}, draws that pass the gate with every choice", what=what)
    return _("{what}, all draws", what=what)


def _panel(axis: Axes, rows: list[Json], titles: dict[str, str], lang: Lang) -> None:
    palette = colours()
    for place, row in enumerate(rows):
        label = {key: translate(text, lang) if place == 0 else None for key, text in LABELS.items()}
        axis.barh(
            place,
            row["mean"],
            height=0.6,
            color=palette["sky"],
            label=label["expected_regret"],
            gid=f"mean-{row['name']}",
        )
        for key in ("mean", "p85"):
            bounds = np.array([np.nan if bound is None else bound for bound in row[f"{key}_ci"]])
            axis.plot(
                bounds,
                [place, place],
                color="black",
                linewidth=1.2,
                marker="|",
                markersize=5,
                label=label["interval"] if key == "mean" else None,
            )
        axis.plot(
            row["p85"],
            place,
            marker="s",
            linestyle="none",
            color=palette["vermilion"],
            label=label["p85_regret"],
            gid=f"p85-{row['name']}",
        )
        mean, best = measured(row["mean"], row["mean_ci"], lang, False), _("best in {p}", p=chance(row["best"], lang))
        told = f"{mean}, {translate(best, lang)}"
        axis.annotate(
            told,
            (_right(row), place),
            (8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    axis.set_yticks(range(len(rows)), [titles[row["name"]] for row in rows])
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlim(0, 1.35 * max(_right(row) for row in rows) or 1)
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    amounts(axis.xaxis, lang, 5)


def _right(row: Json) -> float:
    """Return how far a row's marks reach, its intervals included."""
    bounds = (row["mean"], row["p85"], row["mean_ci"][1], row["p85_ci"][1])
    return max(float(bound) for bound in bounds if bound is not None)
