"""A result as a notebook shows it: its tables in English, and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang
from aksonsim.render.html import fragment
from aksonsim.results.result import Result
from aksonsim.views import view

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(result: Result) -> str:
    """Return the tables of a result as HTML."""
    return fragment(view(result), "en")


def figure(result: Result, name: str, lang: Lang) -> Figure:
    """Return a picture of a result: the first, or the one of a name.

    Raises AksonsimError where there is none, with the names there are.
    """
    from aksonsim.plots.figure import styled

    known = {picture.name: picture for picture in view(result).pictures}
    if not known:
        raise AksonsimError(f"there is no picture of a {type(result).__name__}")
    if name and name not in known:
        raise AksonsimError(f"no picture is called {name}; there are: {', '.join(known)}")
    with styled():
        return known[name or next(iter(known))].draw(lang)
