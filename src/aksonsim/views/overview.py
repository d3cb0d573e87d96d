"""A summary with its ladders, what uncertainty and the gate add, and the percentiles that were asked for."""

from __future__ import annotations

from aksonsim.studies.overview import Overview
from aksonsim.views import effects, elements, ladder, percentile_table, summary
from aksonsim.views.document import Document


def view(result: Overview) -> Document:
    """Return the document of a summary and what was asked for beside it."""
    run = result.summary
    parts = [summary.blocks(run), *map(ladder.blocks, result.ladders.values())]
    parts += map(elements.blocks, result.elements.values())
    parts += map(effects.blocks, result.effects.values())
    if result.percentiles is not None:
        parts.insert(0, percentile_table.blocks(result.percentiles))
    blocks = tuple(block for part in parts for block in part)
    return Document(title=run.title, blocks=blocks, foot=summary.foot(run), about=summary.about(run))
