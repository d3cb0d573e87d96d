"""Pictures of a comparison."""

from __future__ import annotations

import importlib
import textwrap
from typing import TYPE_CHECKING

from aksonsim.analysis.comparison import Comparison
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, ngettext, translate
from aksonsim.plots.figure import money
from aksonsim.results.quantity import Quantity

if TYPE_CHECKING:
    from matplotlib.figure import Figure


KINDS = ("s-curves", "figures", "cost-finish", "heat-map", "regret")
"""Overlaid S-curves; dots and intervals of the main metrics; cost against the end of the work, with the frontier of
joint confidence; scenario by metric, better or worse than in the base; choices by their expected regret.
"""


def draw(kind: str, result: Comparison, lang: Lang = "en") -> Figure:
    """Draw a picture of a comparison.

    Raises ResultError if the kind is none of `KINDS`, or the scenarios do not hold what the picture shows.
    """
    from aksonsim.plots.figure import styled

    if kind not in KINDS:
        raise ResultError(f"no picture of a comparison is called {kind}; there are: {', '.join(KINDS)}")
    module = importlib.import_module(f"aksonsim.plots.compare_{kind.replace('-', '_')}")
    with styled():
        drawn: Figure = module.draw(result, lang)
        return drawn


def headline(
    figure: Figure,
    title: Words,
    result: Comparison,
    lang: Lang,
    *,
    unit: str | None = None,
    condition: str = "",
    note: str = "",
) -> None:
    """Title a picture of a comparison: what it shows, how many draws, in which money, under which condition."""
    shared = (
        ngettext("{count} common draw", "{count} common draws", result.draws)
        if result.paired
        else _("independent runs")
    )
    draws = translate(shared, lang)
    if unit is None:
        unit = money(result.money, lang)
    width = int(figure.get_figwidth() * 11)
    below = " · ".join(part for part in (draws, unit, condition) if part)
    lines = [line for text in (translate(title, lang), below, note) for line in textwrap.wrap(text, width)]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12)


def amended(text: str) -> str:
    """Return a text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def names(result: Comparison, lang: Lang, width: int = 28) -> dict[str, str]:
    """Return the scenarios' titles by name, wrapped, three lines of each at most."""
    titles = {name: translate(side.title, lang) for name, side in result.scenarios.items()}
    return {
        name: "\n".join(textwrap.wrap(title, width, max_lines=3, placeholder=" …")) for name, title in titles.items()
    }


_OUTPUTS = {
    "cost_total": _("total cost"),
    "cost_payer[state]": _("the state's cost"),
    "cost_payer[municipal]": _("the municipalities' cost"),
    "price_per_inhabitant": _("the price per inhabitant"),
    "tariff_per_inhabitant": _("the yearly price per inhabitant"),
    "npv": _("net present value"),
}


def output_word(result: Comparison, output: str) -> Words:
    """Return what a quantity is called in running text; its own name where there is no better."""
    return _OUTPUTS.get(output) or Quantity.parse(output).title(result.columns[0].ds)
