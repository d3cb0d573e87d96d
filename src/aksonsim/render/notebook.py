"""A result as a notebook shows it: its tables, in English."""

from __future__ import annotations

from aksonsim.render.html import fragment
from aksonsim.results.result import Result
from aksonsim.views import view


def page(result: Result) -> str:
    """Return the tables of a result as HTML."""
    return fragment(view(result), "en")
