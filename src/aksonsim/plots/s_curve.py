"""S-curves of the total and of each programme: base estimate, P50 and P85 marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xarray as xr

from aksonsim.analysis import describe, fans
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import chance
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import about, amounts, colours, headline, legend_text, money_against_base, new_figure, shares
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = (("base", "D", "orange"), ("p50", "o", "blue"), ("p85", "s", "vermilion"))
HEIGHT = {"p50": 0.5, "p85": 0.85}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw the total and each programme, given that the gate is passed; the total over all draws as a dashed line."""
    given = fans.given_passed(ds, scenario)
    panels = _panels(ds, scenario)
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    figure = new_figure(5.5 * columns, 1 + 3.6 * rows)
    axes = figure.subplots(rows, columns, squeeze=False)
    for index, axis in enumerate(axes.flat):
        if index >= len(panels):
            axis.set_visible(False)
            continue
        name, values, base = panels[index]
        title = translate(_("Total"), lang) if name == "total" else stated.title(ds, "programme", name, lang)
        _panel(axis, given.rows(values), base, title, lang)
        if name == "total" and given.mask is not None and not given.mask.all():
            cost, probability = fans.curve(values)
            axis.plot(
                cost,
                probability,
                color="0.45",
                linestyle="--",
                linewidth=1.2,
                label=translate(_("all draws, stopped ones included"), lang),
            )
        axis.legend(loc="upper left", handlelength=1.4)
        if index % columns == 0:
            axis.set_ylabel(translate(_("Probability that the cost is not exceeded"), lang))
    headline(
        figure,
        _("S-curve: probability that cost is not exceeded"),
        ds,
        scenario,
        *about(given),
        lang,
        money_against_base(ds, scenario, lang),
    )
    return figure


def _panels(ds: xr.Dataset, scenario: str) -> list[tuple[str, Any, float | None]]:
    """Return (name, draws, base estimate) of the total and of each programme; the total alone if it is the same."""
    total = fans.need(ds, scenario, "cost_total", "total cost")
    by_programme, base = (stated.values(ds, name, scenario) for name in ("cost_programme", "base_estimate"))
    whole = None if base is None else float(base.sum())
    if by_programme is None or by_programme.shape[1] == 1:
        return [("total", total, whole)]
    parts = [
        (name, by_programme[:, i], None if base is None else float(base[i]))
        for i, name in enumerate(stated.labels(ds, "programme"))
    ]
    return [("total", total, whole), *parts]


def _panel(axis: Axes, values: Any, base: float | None, title: str, lang: Lang) -> None:
    palette = colours()
    cost, probability = fans.curve(values)
    axis.plot(cost, probability, color="black", linewidth=2)
    found = describe.amounts(values, base, base)
    for key, marker, colour in MARKS:
        figure: Statistic | None = getattr(found, key)
        if figure is None or (key == "base" and not figure.value):  # nothing was estimated that could hold
            continue
        x, y = figure.value, HEIGHT[key] if found.prob_base is None or key in HEIGHT else found.prob_base.value
        name = translate(_("Base estimate"), lang) if key == "base" else key.upper()
        label = f"{name}: {figure.shown(lang)}"
        if key == "base":
            holds = _("{p} chance to hold", p=chance(y, lang))
            label += f"\n({translate(holds, lang)})"
        axis.plot([x, x], [0, y], color=palette[colour], linewidth=1, linestyle=":")
        axis.plot(
            x,
            y,
            marker=marker,
            markersize=8,
            color=palette[colour],
            linestyle="none",
            label=label,
            gid=key,
            clip_on=False,
        )
    axis.set_title(legend_text(title))
    axis.set_ylim(0, 1)
    amounts(axis.xaxis, lang)
    shares(axis.yaxis, lang)
