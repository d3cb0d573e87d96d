"""The outside view as S-curves: the model, reference classes on its base estimate, and single cases as points."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from aksonsim.analysis.reference_classes import KIND_NAMES
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, colours, legend_text, money, new_figure, shares
from aksonsim.plots.names import condition
from aksonsim.results.measure import P50, P85
from aksonsim.studies.reference_classes import ReferenceClasses

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLES = (("blue", "-"), ("vermilion", "--"), ("purple", "-."), ("green", ":"), ("orange", (0, (5, 1, 1, 1, 1, 1))))
REACH = 3.3
"""The axis ends at so many base estimates; what lies beyond is named at its end."""


def draw(result: ReferenceClasses, lang: Lang) -> Figure:
    """Draw the model, each class, and the cases below them."""
    figure = new_figure(11, 6.6)
    axis = figure.subplots()
    end = REACH * result.base
    for place, stands in enumerate(result.classes):
        turn, at = divmod(place, len(STYLES))
        (colour, _line), (_colour, line) = STYLES[at], STYLES[(at + turn) % len(STYLES)]
        name = _("{name} ({kind})", name=stands.origin.title, kind=KIND_NAMES[stands.origin.kind])
        if stands.ratios:
            name = _("{name}, n = {count}", name=name, count=len(stands.ratios))
        of = (
            _("{name}, on the base estimate", name=name)
            if stands.of == "base"
            else _("{name}, on the model's P50", name=name)
        )
        label = translate(_("{name} (early)", name=of) if stands.origin.decision == "early" else of, lang)
        axis.plot(
            *zip(*stands.curve, strict=True),
            color=colours()[colour],
            linestyle=line,
            linewidth=1.6,
            label=legend_text(label),
            gid=stands.id,
        )
        for measure in (P50, P85) if stands.ratios else ():  # where there is no bound the bar leaves the picture
            ends = np.clip(stands.percentiles[measure].bounds, 0, 2 * end)
            bar = axis.plot(ends, [measure.p or 0] * 2, color=colours()[colour], linewidth=6, alpha=0.35, zorder=2.5)[0]
            bar.set(gid=f"{stands.id}-{measure.key}", solid_capstyle="butt")
    axis.plot(
        *zip(*result.model.curve, strict=True),
        color="black",
        linewidth=2.6,
        label=translate(_("The model"), lang),
        gid="model",
    )
    base = [result.base, result.base]
    axis.plot(base, [0, 1], color="0.35", linewidth=1.2, linestyle=(0, (2, 2)), gid="base")
    axis.annotate(
        translate(_("Base estimate"), lang),
        (result.base, 0.99),
        xytext=(-4, 0),
        textcoords="offset points",
        rotation=90,
        ha="right",
        va="top",
        fontsize=9,
        color="0.35",
    )
    for p in (0.5, 0.85):
        axis.axhline(p, color="0.75", linewidth=1)
        axis.text(1.005, p, f"P{p * 100:.0f}", transform=axis.get_yaxis_transform(), va="center", fontsize=9)
    _cases(axis, result, end, lang)
    axis.set_xlim(0.4 * result.base, end)
    axis.set_ylim(-0.05 * (len(result.cases) + 1) + 0.01 if result.cases else 0, 1)
    axis.set_ylabel(translate(_("Probability that the cost is not exceeded"), lang), loc="top")
    amounts(axis.xaxis, lang)
    shares(axis.yaxis, lang)
    axis.set_yticks(np.arange(0, 1.01, 0.2))
    axis.legend(loc="upper left", bbox_to_anchor=(-0.07, -0.07), ncols=2, handlelength=2.6, columnspacing=1)
    figure.suptitle("\n".join(_title(result, lang, 118)), x=0.01, ha="left", fontsize=12)
    return figure


def _title(result: ReferenceClasses, lang: Lang, width: int) -> list[str]:
    programme = translate(result.programme_title, lang) or translate(_("Total"), lang)
    counted = translate(condition(result.about.condition, result.counted), lang)
    unit = money(result.about.money, lang)
    below = [
        counted,
        unit,
        *([] if result.kinds else [translate(_("no kind of project chosen"), lang)]),
        *(
            [translate(_("bars: 95 % interval of so few projects"), lang)]
            if any(c.ratios for c in result.classes)
            else []
        ),
        *([translate(_("base estimate at full participation"), lang)] if result.full_participation else []),
    ]
    scenario = f"{programme} · " + translate(_("Scenario: {name}", name=result.about.title), lang)
    lines = [*textwrap.wrap(scenario, width), *textwrap.wrap(" · ".join(below), width)]
    return [translate(_("Outside view: finished projects beside the model"), lang), *lines]


def _cases(axis: Axes, result: ReferenceClasses, end: float, lang: Lang) -> None:
    """Draw single cases below the curves, each in a row of its own: they have an amount and no probability."""
    base, cases = result.base, result.cases
    for place, case in enumerate(cases):
        y = -0.05 * (place + 1)
        beyond = case.amount > end
        x = 0.985 * end if beyond else case.amount
        if case.low is not None and case.high is not None:
            axis.plot([case.low * base, min(case.high * base, end)], [y, y], color="black", linewidth=1.4)
        axis.plot(x, y, marker=">" if beyond else "D", markersize=6, color="black", linestyle="none", gid=case.id)
        reach = x if beyond or case.high is None else case.high * base
        axis.annotate(
            f"{translate(case.origin.title, lang)}, {number(case.ratio, lang, 2)} ×",
            (reach, y),
            xytext=(-8 if beyond else 8, 0),
            textcoords="offset points",
            ha="right" if beyond else "left",
            va="center",
            fontsize=9,
        )
    if cases:
        axis.axhline(0, color="0.35", linewidth=0.8)
