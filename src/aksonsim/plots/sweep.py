"""What pictures of a sweep share: titles, units, shares."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Words, _, translate
from aksonsim.plots.figure import money
from aksonsim.sweeps.explored import Exploration, RunExploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def heading(figure: Figure, title: Text, found: Exploration | RunExploration, lang: Lang, below: str = "") -> None:
    """Title a picture: what it shows, of which sweep, how many points and draws, under which condition."""
    if isinstance(found, Exploration):
        told = translate(_("{done} points of {draws} draws each", done=found.done, draws=found.draws), lang)
        if refused := sum(one.points for one in found.refused):
            told += translate(_(", {n} more could not be simulated", n=refused), lang)
    else:
        told = translate(_("all {draws} draws", draws=found.draws), lang)
    condition = translate(
        _("given that the gate is passed") if found.of.condition == "passed" else _("stopped draws included"), lang
    )
    width = int(figure.get_figwidth() * 11)
    name = translate(found.title, lang)
    rest = " · ".join([told, condition, *([below] if below else [])])
    lines = [*textwrap.wrap(translate(title, lang), width), *textwrap.wrap(name, width), *textwrap.wrap(rest, width)]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12)


def axis_title(found: Exploration, title: Words, units: str, lang: Lang, width: int = 48) -> str:
    """Return the title of an output with its unit, wrapped."""
    unit = money(found.money, lang, units)
    shown = f" ({unit})" if unit else ""
    return wrapped(title, lang, width, shown)


def wrapped(title: Words, lang: Lang, width: int, after: str = "") -> str:
    """Return a title in lines of so many characters."""
    return "\n".join(textwrap.wrap(translate(title, lang) + after, width))
