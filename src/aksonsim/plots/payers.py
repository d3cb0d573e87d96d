"""What each payer pays, how wide that is, and who carries the tail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.describe import Amounts
from aksonsim.analysis.describe import amounts as amounts_of
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import PAYER_FILLS, about, amounts, colours, headline, money_against_base, new_figure
from aksonsim.plots.names import PAYERS
from aksonsim.results import access as stated
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Keeps text readable where the line of the cap runs through it.
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1}
MARKS = (("base", "D", "orange", _("Base estimate")), ("mean", "|", "black", _("Expected cost")))
CAPPED = {
    "state_uncapped": _("State's share of capped\nprogrammes, before the cap"),
    "state_capped": _("State's payment for them,\ncap applied"),
}


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw P10 to P85 of each payer and of the state's share before the cap, and mean cost by decile of total cost."""
    cost = fans.need(ds, scenario, "cost_payer", "payers")
    given = fans.given_passed(ds, scenario)
    base = stated.values(ds, "base_estimate_payer", scenario)
    names = stated.labels(ds, "payer")
    rows = [
        (translate(PAYERS[name], lang), amounts_of(given.rows(cost[:, i]), *_base(base, i)), name)
        for i, name in enumerate(names)
    ]
    for key, text in CAPPED.items():
        values = stated.values(ds, key, scenario)
        if values is not None:
            rows.append((translate(text, lang), amounts_of(given.rows(values)), key))
    figure = new_figure(13, 5)
    left, right = figure.subplots(1, 2, width_ratios=[6, 5])
    _spread(left, rows, lang)
    cap = fans.state_cap(ds, scenario)
    if cap is not None and rows[-1][2] == "state_capped":
        label = translate(_("State cap {value}", value=number(cap, lang)), lang)
        first = len(rows) - 2
        left.plot(
            [cap, cap], [first - 0.5, first + 1.5], color="black", linestyle="--", linewidth=1.2, label=label, gid="cap"
        )
    left.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=3)
    _tail(right, fans.tail_split(ds, scenario, given), names, lang)
    headline(figure, _("Who pays"), ds, scenario, *about(given), lang, money_against_base(ds, scenario, lang))
    return figure


def _base(base: Any, i: int) -> tuple[float | None, float | None]:
    return (None, None) if base is None else (float(base[i]), float(base[i]))


def _spread(axis: Axes, rows: list[tuple[str, Amounts, str]], lang: Lang) -> None:
    palette = colours()
    for row, (_label, found, _key) in enumerate(rows):
        axis.barh(
            row,
            found.p85.value - found.p10.value,
            left=found.p10.value,
            height=0.36,
            color=palette["sky"],
            label="P10–P85" if row == 0 else None,
        )
        axis.plot(
            [found.p50.value] * 2,
            [row - 0.22, row + 0.22],
            color=palette["blue"],
            linewidth=4,
            solid_capstyle="butt",
            label="P50" if row == 0 else None,
            gid=f"p50-{row}",
        )
        for key, marker, colour, label in MARKS:
            figure: Statistic | None = getattr(found, key)
            if figure is not None:
                axis.plot(
                    figure.value,
                    row,
                    marker=marker,
                    markersize=16 if marker == "|" else 7,
                    markeredgewidth=2 if marker == "|" else 1,
                    color=palette[colour],
                    markeredgecolor="black",
                    linestyle="none",
                    label=translate(label, lang) if row == 0 else None,
                )
        text = f"P50 {found.p50.shown(lang)}   P85 {found.p85.shown(lang)}"
        axis.annotate(
            text,
            (found.p10.value, row - 0.22),
            xytext=(0, 5),
            textcoords="offset points",
            fontsize=9,
            va="bottom",
            bbox=WHITE,
        )
    axis.set_yticks(range(len(rows)), [label for label, _, _ in rows])
    axis.set_ylim(len(rows) - 0.4, -0.7)
    axis.set_xlim(0, 1.2 * max(found.p85.value for _, found, _ in rows))
    axis.grid(False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.set_title(translate(_("What each pays"), lang))
    amounts(axis.xaxis, lang)


def _tail(axis: Axes, split: Any, names: list[str], lang: Lang) -> None:
    palette = colours()
    groups = np.arange(1, split.shape[1] + 1)
    bottom = np.zeros(split.shape[1])
    for name, (colour, hatch) in PAYER_FILLS.items():
        mean = split[names.index(name)]
        axis.bar(
            groups,
            mean,
            bottom=bottom,
            width=0.8,
            color=palette[colour],
            hatch=hatch,
            edgecolor="white",
            label=translate(PAYERS[name], lang),
            gid=name,
        )
        bottom = bottom + mean
    axis.set_xticks(groups)
    axis.set_xlabel(translate(_("Decile of the draws by total cost"), lang))
    axis.set_title(translate(_("Mean cost by payer, deciles of draws by total cost"), lang))
    axis.grid(False, axis="x")
    amounts(axis.yaxis, lang)
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=2)
