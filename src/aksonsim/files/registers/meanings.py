"""What the header of a column means, in the languages that registers are written in."""

from __future__ import annotations

from dataclasses import dataclass

from aksonsim.files.registers.units import Unit

KINDS = (
    # who and where
    "id", "name", "group", "unit", "note", "ignored", "status", "applies_to", "predecessors", "programme",
    "payable", "other",
    # estimates: what a column of amounts states
    "min", "low", "mode", "high", "max", "percentile", "base", "value", "mean", "sd", "expected", "range",
    "quantity", "amount", "shape", "parameter",
    # risks
    "probability", "frequency", "measure_cost", "delay", "score",
    # correlations
    "first", "second", "correlation",
)  # fmt: skip
"""``low``/``high``: the words do not say whether limits or percentiles; ``min``/``max`` do. ``value``: one amount
alone; ``amount``: a product or sum that is checked, not read, where its factors stand beside it. ``expected``: p x
impact or a mean that the file computes; checked, never read. ``range``: a spread as text (±20 %). ``parameter``: Par 1,
2, 3 of a named distribution, number in ``percentile``. ``share`` and the like are ``other``."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says.

    ``of``: what a number is a number of: ``cost``, ``price`` (of one unit), ``impact`` (of a risk), ``duration``,
    ``delay``, ``factor``, or nothing said. ``state``: ``before`` or ``after`` measures, or nothing said.
    ``percentile``: 10 of P10. ``percent``: the header says per cent. ``sure``: the word means this and nothing else.
    """

    kind: str
    of: str = ""
    state: str = ""
    percentile: float | None = None
    percent: bool = False
    unit: Unit | None = None
    sure: bool = True
