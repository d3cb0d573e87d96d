"""Scenario by measure: what is better and what is worse than in the base scenario, and by how much."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import measured, percent
from aksonsim.language.text import Text, Words, _, translate
from aksonsim.language.units import unit
from aksonsim.money import attributes_of
from aksonsim.plots.compare import gated, headline, names
from aksonsim.plots.figure import colours, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Json = dict[str, Any]

LABELS: dict[str, Callable[[str, Words], Text]] = {
    "cost_mean": lambda year, currency: _("Expected\ncost"),
    "cost_p50": lambda year, currency: _("P50"),
    "cost_p85": lambda year, currency: _("P85"),
    "cost_mean_all": lambda year, currency: _("Expected cost,\nall draws"),
    "cost_payer[state]_mean": lambda year, currency: _("State pays"),
    "cost_payer[municipal]_mean": lambda year, currency: _("Municipalities\npay"),
    "cost_payer[municipal]_p85": lambda year, currency: _("Municipalities\nP85"),
    "price_p50": lambda year, currency: _("{currency} per\ninhabitant, P50", currency=currency),
    "gate_on_time": lambda year, currency: _("Gate passed\non time"),
    "gate_stopped": lambda year, currency: _("Stopped"),
    "live_p50": lambda year, currency: _("Inhabitants live\nby {year}, P50", year=year),
    "live_gps_p50": lambda year, currency: _("GPs live\nby {year}, P50", year=year),
    "npv_mean": lambda year, currency: _("Expected NPV"),
    "npv_mean_all": lambda year, currency: _("Expected NPV,\nall draws"),
}
FULL = 0.3
"""Relative change, or difference of shares, at which a colour is full."""


def draw(columns: Sequence[Column], found: Json, lang: Lang) -> Figure:
    """Draw a cell for each scenario and measure; the base scenario on top with its own figures."""
    from matplotlib.patches import Rectangle

    by_key = {measure["key"]: measure for measure in found["measures"]}
    measures = [by_key[key] for key in LABELS if key in by_key and found["base"] in by_key[key]["scenarios"]]
    if not measures:
        raise ResultError(f"scenario {found['base']} has no measure to compare with")
    ordered = sorted(columns, key=lambda column: column.name != found["base"])
    figure = new_figure(3.2 + 1.15 * len(measures), 2.6 + 0.55 * len(ordered))
    axis = figure.subplots()
    for x, measure in enumerate(measures):
        base = measure["scenarios"][found["base"]]
        for y, column in enumerate(ordered):
            row = measure["scenarios"].get(column.name)
            text, colour, shade = "–", "1.0", "0.5"
            if row is not None and "difference" not in row:
                text, colour, shade = _figure(row, measure, lang), "0.92", "black"
            elif row is not None:
                text = _change(row, measure, lang)
                colour, shade = _colour(row, base, measure)
            gid = f"{column.name}-{measure['key']}"
            axis.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5, gid=gid))
            axis.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8.5, color=shade)
    axis.set_xlim(0, len(measures))
    axis.set_ylim(len(ordered), 0)
    year, currency = str(found["joint"]["year"]), unit(attributes_of(found)["currency_per_inhabitant"])
    axis.set_xticks(
        [x + 0.5 for x in range(len(measures))], [translate(LABELS[m["key"]](year, currency), lang) for m in measures]
    )
    axis.xaxis.tick_top()
    axis.set_yticks([y + 0.5 for y in range(len(ordered))], names(ordered, lang))
    axis.tick_params(length=0, labelsize=8.5)
    axis.grid(False)
    axis.spines[:].set_visible(False)
    note = translate(
        _(
            "First row: the base scenario's figures; below: differences from it. Blue: better, "
            "orange: worse, deeper for a larger change of the figure (full at 30 % or 30 percentage "
            "points). White: not distinguishable from the base scenario."
        ),
        lang,
    )
    if any(measure["group"] in ("price", "adoption") for measure in measures):
        note += " " + translate(_("Where fewer take part, cost is lower without being better."), lang)
    note = textwrap.fill(note, int((figure.get_figwidth() - 3.2) * 17))
    axis.set_xlabel(note, fontsize=8.5, loc="left", labelpad=8)
    headline(
        figure,
        _("What each scenario changes"),
        found,
        lang,
        condition=translate(_("given that the gate is passed unless stated otherwise"), lang) if gated(columns) else "",
    )
    return figure


def _figure(row: Json, measure: Json, lang: Lang) -> str:
    return percent(row["value"], lang) if measure["unit"] == "share" else measured(row["value"], row["ci"], lang, False)


def _change(row: Json, measure: Json, lang: Lang) -> str:
    if measure["unit"] == "share":
        interval = [None if bound is None else 100 * bound for bound in row["difference_ci"]]
        return translate(_("{value}\npercentage points", value=_signed(100 * row["difference"], interval, lang)), lang)
    return _signed(row["difference"], row["difference_ci"], lang)


def _signed(value: float, interval: Sequence[float | None], lang: Lang) -> str:
    text = measured(value, interval, lang, False)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def _colour(row: Json, base: Json, measure: Json) -> tuple[Any, str]:
    """Return the colour of a cell and of its text: blue where the change is welcome, red where it is not."""
    from matplotlib.colors import to_rgb

    low, high = row["difference_ci"]
    if not measure["better"] or low is None or high is None or low <= 0 <= high:
        return "1.0", "0.45"
    change = row["difference"] if measure["unit"] == "share" else row["difference"] / abs(base["value"])
    welcome = (change < 0) == (measure["better"] == "less")
    strength = 0.12 + 0.88 * min(1.0, abs(change) / FULL)
    full = to_rgb(colours()["blue" if welcome else "vermilion"])
    return tuple(1 - strength * (1 - part) for part in full), "white" if strength > 0.75 else "black"
