"""The backtest in one picture: uptake against two observations, Norwegian percentiles, and the gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from aksonsim.analysis.backtest import Placed
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import percent
from aksonsim.language.text import Text, _, ngettext, translate
from aksonsim.plots.fan import fan
from aksonsim.plots.figure import colours, new_figure, shares
from aksonsim.plots.names import MEASURES, OUTCOMES
from aksonsim.results.measure import P50
from aksonsim.studies.backtest import Backtest, CoverageStudy, GateTest
from aksonsim.studies.backtest_uptake import UptakeReading, UptakeRound

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN = "mixed"
READINGS = (("all_signed", _("signatories"), "--"), ("none_signed", _("the unsigned"), ":"))
DECIDED = {
    "municipalities": _("Helseplattformen: municipalities that had decided"),
    "inhabitants": _("Helseplattformen: inhabitants that had decided"),
}


def draw(result: Backtest, lang: Lang) -> Figure:
    """Draw uptake, percentiles of finished projects, and the gate."""
    figure = new_figure(14, 10)
    top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=[1.1, 1])[:, 0]
    left, right = top.subplots(1, 2, sharey=True)
    _standings(left, result.helseplattformen, "municipalities", lang)
    _standings(right, result.helseplattformen, "inhabitants", lang)
    left.set_ylabel(translate(_("Share committed"), lang))
    right.legend(*left.get_legend_handles_labels(), loc="lower right")
    signed, held, gate = bottom.subplots(1, 3)
    _round(signed, result.signing_round["prior"], lang)
    _coverage(held, result.coverage, lang)
    _gate(gate, result.gate, lang)
    draws = ngettext("{count} draw", "{count} draws", result.draws)
    below = translate(_("{draws}, seed {seed}", draws=draws, seed=str(result.seed)), lang)
    title = translate(_("Backtest: what happened beside what the model says, nothing fitted to it"), lang)
    figure.suptitle(f"{title}\n{below}", x=0.01, ha="left", fontsize=12)
    return figure


def _place(share: float) -> str:
    """Return a percentile, near 0 and 1 as a bound."""
    if share < 0.01:
        return "< P1"
    return "> P99" if share > 0.99 else f"P{share * 100:.0f}"


def _day(day: dt.date) -> float:
    return float(day.toordinal())


def _standings(axis: Axes, readings: Mapping[str, UptakeReading], basis: str, lang: Lang) -> None:
    block = readings[MAIN]
    days = np.array([_day(dt.date.fromisoformat(iso)) for iso in block.rounds])
    fan(axis, days, np.array(list(block.fan[basis].values())), lang)
    for name, who, line in READINGS:
        median = readings[name].fan[basis][P50]
        label = translate(_("Median if all were as {reading}", reading=who), lang)
        axis.plot(days, median, color="0.4", linestyle=line, linewidth=1.3, label=label, gid=name)
    palette = colours()
    named: set[Text] = set()
    for test in block.tests:
        if test.basis != basis:
            continue
        found, day = test.found, _day(test.date)
        exact = isinstance(found, Placed)
        text = _("Observed, with its percentile in the model") if exact else _("Observed: more than this")
        share = found.observed if isinstance(found, Placed) else found.more_than
        axis.plot(
            day,
            share,
            marker="D" if exact else "^",
            markersize=8,
            color=palette["vermilion"],
            linestyle="none",
            label=translate(text, lang) if text not in named else None,
            gid=f"observed-{test.date}",
        )
        named.add(text)
        if isinstance(found, Placed):
            axis.annotate(
                _place(found.place.value),
                (day, share),
                xytext=(-9, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=9,
                color=palette["vermilion"],
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.6},
            )
    axis.set_title(translate(DECIDED[basis], lang))
    axis.set_ylim(0, 1)
    shares(axis.yaxis, lang)
    years = range(2021, 2025)
    axis.set_xticks([_day(dt.date(year, 1, 1)) for year in years], [str(year) for year in years])


def _round(axis: Axes, block: UptakeRound, lang: Lang) -> None:
    palette = colours()
    edges = np.array(block.edges)
    for basis, colour, line in (("municipalities", "blue", "-"), ("inhabitants", "orange", "--")):
        axis.stairs(block.histogram[basis], edges, color=palette[colour], linewidth=1.6, linestyle=line)
        seen = block.municipalities if basis == "municipalities" else block.inhabitants
        label = translate(
            _(
                "{basis}: observed {share}, {place} of the model",
                basis=MEASURES[basis],
                share=percent(seen.observed, lang),
                place=_place(seen.place.value),
            ),
            lang,
        )
        axis.axvline(seen.observed, color=palette[colour], linestyle=line, linewidth=1.6, label=label, gid=basis)
    axis.set_ylim(0, None)
    axis.set_xlim(0, 1)
    axis.set_yticks([])
    shares(axis.xaxis, lang)
    axis.set_xlabel(translate(_("Share signing in the round"), lang))
    axis.set_ylabel(translate(_("Share of draws"), lang))
    axis.set_title(translate(_("Declarations of intent, 1 July 2020"), lang))
    axis.legend(loc="upper left", bbox_to_anchor=(-0.03, -0.17))


def _coverage(axis: Axes, studies: Sequence[CoverageStudy], lang: Lang) -> None:
    palette = colours()
    for place, study in enumerate(studies):
        low, high = study.found.exact_ci
        first = place == 0
        axis.plot([low, high], [place, place], color=palette["blue"], linewidth=2)
        axis.plot(
            study.found.share,
            place,
            marker="o",
            markersize=7,
            color=palette["blue"],
            linestyle="none",
            label=translate(_("Observed, exact 95 % interval"), lang) if first else None,
            gid=study.id,
        )
        axis.plot(
            study.found.promised,
            place,
            marker="|",
            markersize=22,
            markeredgewidth=2.4,
            color=palette["vermilion"],
            linestyle="none",
            label=translate(_("Promised"), lang) if first else None,
        )
    names = [f"{translate(study.title, lang)}\n{study.found.exceeded} / {study.found.of}" for study in studies]
    axis.set_yticks(range(len(studies)), names)
    axis.set_ylim(len(studies) - 0.4, -0.6)
    axis.set_xlim(0, 0.8)
    axis.grid(False, axis="y")
    shares(axis.xaxis, lang)
    axis.set_title(translate(_("Projects above the stated percentile"), lang))
    axis.legend(loc="upper left", bbox_to_anchor=(-0.03, -0.17), markerscale=0.5)


def _gate(axis: Axes, gate: GateTest, lang: Lang) -> None:
    palette = colours()
    chances = gate.chances.items()
    for place, (name, figure) in enumerate(chances):
        chance = figure.value
        happened, share = name == gate.outcome, percent(chance, lang)
        axis.barh(
            place,
            chance,
            height=0.6,
            color=palette["vermilion" if happened else "sky"],
            hatch="///" if happened else "",
            edgecolor="white",
            gid=name,
        )
        label = translate(_("{share}: what happened", share=share) if happened else share, lang)
        axis.text(chance + 0.015, place, label, va="center", fontsize=9)
    axis.set_yticks(range(len(chances)), [translate(OUTCOMES[name], lang) for name, __ in chances])
    axis.set_ylim(len(chances) - 0.4, -0.6)
    axis.set_xlim(0, 1)
    axis.grid(False, axis="y")
    shares(axis.xaxis, lang)
    axis.set_title(translate(_("The gate: chances of the model"), lang))
