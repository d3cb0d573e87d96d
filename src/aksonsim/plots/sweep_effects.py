"""Main effects and interactions as bars."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, new_figure, shares
from aksonsim.plots.sweep import axis_title, heading

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAIRS = 3
"""Interactions that are shown: the largest."""

SHARE = _("Share of the variance over the points")
TOTAL = _("Share of the variance, interactions included (total index)")


def draw(found: dict[str, Any], lang: Lang) -> Figure:
    """Draw one bar a parameter (and the largest interactions), with 95 % intervals where they have an error."""
    effects = found["effects"]
    key = {"morris": "size", "saltelli": "total"}.get(effects["method"], "share")
    bars = [(row["title"][lang], row[key], row.get(f"{key}_half") or 0.0, "blue") for row in effects["rows"]]
    for pair in effects.get("pairs", ())[:PAIRS]:
        name = " × ".join(title[lang] for title in pair["titles"])
        bars.append((name, pair["share"], pair.get("share_half") or 0.0, "orange"))
    if "residual" in effects:
        rest = translate(
            _("Higher interactions") if effects["method"] == "grid" else _("Higher terms, jumps and noise"), lang
        )
        bars.append((rest, effects["residual"], effects["residual_half"] or 0.0, "black"))
    palette = colours()
    figure = new_figure(8.5, 1.7 + 0.42 * len(bars))
    axis = figure.subplots()
    places = range(len(bars))
    axis.barh(
        places,
        [value for _, value, _, _ in bars],
        xerr=[half for _, _, half, _ in bars],
        color=[palette[colour] for *_, colour in bars],
        error_kw={"ecolor": "0.3", "capsize": 2, "linewidth": 1},
        height=0.65,
    )
    axis.set_yticks(places, [textwrap.shorten(name, 64, placeholder="…") for name, *_ in bars])
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    if effects["method"] == "morris":
        amounts(axis.xaxis, lang)
        axis.set_xlabel(translate(_("Mean size of the effect over the whole range (μ*)"), lang))
    else:
        shares(axis.xaxis, lang)
        axis.set_xlim(left=0)
        axis.set_xlabel(translate(TOTAL if key == "total" else SHARE, lang))
    heading(
        figure, _("What the output depends on over the points"), found, lang, axis_title(found, found["of"], lang, 90)
    )
    return figure
