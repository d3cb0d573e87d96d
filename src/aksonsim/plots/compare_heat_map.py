"""Scenario by measure: what is better and what is worse than in the base scenario, and by how much."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.columns import Column
from aksonsim.errors import ResultError
from aksonsim.money import attributes_of
from aksonsim.plots.compare import gated, headline, names
from aksonsim.plots.compare_words import word
from aksonsim.plots.figure import colours, new_figure
from aksonsim.plots.words import Lang, measured, percent, unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Json = dict[str, Any]

KEYS = (
    "cost_mean",
    "cost_p50",
    "cost_p85",
    "cost_mean_all",
    "cost_payer[state]_mean",
    "cost_payer[municipal]_mean",
    "cost_payer[municipal]_p85",
    "price_p50",
    "gate_on_time",
    "gate_stopped",
    "live_p50",
    "live_gps_p50",
    "npv_mean",
    "npv_mean_all",
)
FULL = 0.3
"""Relative change, or difference of shares, at which a colour is full."""


def draw(columns: Sequence[Column], found: Json, lang: Lang) -> Figure:
    """Draw a cell for each scenario and measure; the base scenario on top with its own figures."""
    from matplotlib.patches import Rectangle

    by_key = {measure["key"]: measure for measure in found["measures"]}
    measures = [by_key[key] for key in KEYS if key in by_key and found["base"] in by_key[key]["scenarios"]]
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
    year = found["joint"]["year"]
    told = {"year": year, "currency": unit(attributes_of(found)["currency_per_inhabitant"], lang)}
    axis.set_xticks([x + 0.5 for x in range(len(measures))], [word(m["key"], lang, **told) for m in measures])
    axis.xaxis.tick_top()
    axis.set_yticks([y + 0.5 for y in range(len(ordered))], names(ordered, lang))
    axis.tick_params(length=0, labelsize=8.5)
    axis.grid(False)
    axis.spines[:].set_visible(False)
    note = word("heat_note", lang)
    if any(measure["group"] in ("price", "adoption") for measure in measures):
        note += " " + word("fewer_note", lang)
    note = textwrap.fill(note, int((figure.get_figwidth() - 3.2) * 17))
    axis.set_xlabel(note, fontsize=8.5, loc="left", labelpad=8)
    headline(
        figure, word("heat-map", lang), found, lang, condition=word("condition_note", lang) if gated(columns) else ""
    )
    return figure


def _figure(row: Json, measure: Json, lang: Lang) -> str:
    return percent(row["value"], lang) if measure["unit"] == "share" else measured(row["value"], row["ci"], lang, False)


def _change(row: Json, measure: Json, lang: Lang) -> str:
    if measure["unit"] == "share":
        interval = [None if bound is None else 100 * bound for bound in row["difference_ci"]]
        return word("points", lang, value=_signed(100 * row["difference"], interval, lang))
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
