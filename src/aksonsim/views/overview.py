"""A summary with its ladders, and what uncertainty and the gate add."""

from __future__ import annotations

from aksonsim.studies.overview import Overview
from aksonsim.views import effects, ladder, summary
from aksonsim.views.document import Document


def view(result: Overview) -> Document:
    """Return the document of a summary and what was asked for beside it."""
    run = result.summary
    parts = [summary.blocks(run), *map(ladder.blocks, result.ladders.values())]
    parts += map(effects.blocks, result.effects.values())
    blocks = tuple(block for part in parts for block in part)
    return Document(title=run.title, blocks=blocks, foot=summary.foot(run), about=summary.about(run))
