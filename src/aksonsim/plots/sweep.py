"""What pictures of a sweep share: titles, units, shares."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Words, _, ngettext, translate
from aksonsim.plots.figure import money
from aksonsim.plots.names import condition
from aksonsim.sweeps.explored import Exploration, RunExploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def heading(figure: Figure, title: Text, found: Exploration | RunExploration, lang: Lang, below: str = "") -> None:
    """Title a picture: what it shows, of which sweep, how many points and draws, under which condition."""
    if isinstance(found, Exploration):
        points = ngettext("{count} point", "{count} points", found.done)
        draws = ngettext("{count} draw", "{count} draws", found.draws)
        told = translate(_("{points} of {draws} each", points=points, draws=draws), lang)
        if refused := sum(one.points for one in found.refused):
            told += translate(_(", {n} more could not be simulated", n=refused), lang)
    else:
        told = translate(condition("all", found.draws), lang)
    which = translate(
        _("given that the gate is passed") if found.of.condition == "passed" else _("stopped draws included"), lang
    )
    width = int(figure.get_figwidth() * 11)
    name = translate(found.title, lang)
    rest = " · ".join([told, which, *([below] if below else [])])
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
