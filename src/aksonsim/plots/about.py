"""Headings of pictures that show a study: of which quantity, scenario and draws, in which unit."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate
from aksonsim.plots.figure import money
from aksonsim.plots.names import condition
from aksonsim.results.result import About

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def quantity(about: About) -> Words:
    """Return what a reader calls the quantity that a study is about."""
    if about.output_title.en:
        return _("the cost of “{name}”", name=about.output_title)
    return _("total cost") if about.output == "cost_total" else about.output


def headline(figure: Figure, title: Words, about: About, draws: int, lang: Lang, *below: Words) -> None:
    """Title a picture of a study; ``draws``: how many count; ``below``: further lines."""
    scenario = _("Scenario: {name}", name=about.title)
    width = int(figure.get_figwidth() * 11)
    shown = [translate(line, lang) for line in (title, scenario, condition(about.condition, draws))]
    if unit := money(about.money, lang, about.units):
        shown[-1] += f" · {unit}"
    shown += [translate(line, lang) for line in below]
    wrapped = [part for line in shown for part in textwrap.wrap(line, width, max_lines=4, placeholder=" …")]
    figure.suptitle("\n".join(wrapped), x=0.01, ha="left", fontsize=12)
