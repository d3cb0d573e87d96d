"""Ends in per cent of a middle: changes of it (-10 % and 25 %), or parts of it (90 % and 125 %)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aksonsim.files.registers.amounts import Amount
from aksonsim.files.registers.decisions import Decisions, one_of
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.headers import folded
from aksonsim.files.registers.table import Column, Table
from aksonsim.language.text import _

KINDS = ("changes", "parts")
_DOWN = re.compile(r"^\W*[-\u2212\u2013]\s*%|\bminus\b")


@dataclass(frozen=True, slots=True)
class Relative:
    """How ends state themselves. ``parts``: 90 % is 0.9 of the middle, else -10 % is. ``whole``: 10 stands for 10 %.

    While it is asked they count as changes.
    """

    parts: bool = False
    whole: bool = False

    def end(self, middle: Decimal, stated: Decimal, side: int, percent: bool) -> Decimal:
        """Return an end as an amount; a change of the lower end goes down whatever its sign.

        ``percent``: the cell itself is in per cent.

        >>> Relative().end(Decimal(200), Decimal("-0.1"), -1, True)
        Decimal('180.0')
        >>> Relative(parts=True, whole=True).end(Decimal(200), Decimal(125), 1, False)
        Decimal('250.00')
        """
        share = stated / 100 if self.whole and not percent else stated
        if self.parts:
            return middle * share
        return middle * (1 - abs(share)) if side < 0 else middle * (1 + share)


def relative_of(
    table: Table, rows: Sequence[int], low: Column, middle: Column, high: Column, figures: Figures, decisions: Decisions
) -> Relative | None:
    """Return how the ends of a table are in per cent of the middle; None where they are amounts.

    By their headers, or by the format of all their cells; not where the middle is in per cent itself, as drivers are.
    Whether they are changes or parts is asked where lower ends above zero can be both.
    """
    stated = {
        column: [found for row in rows if (found := figures.read(table.cell(row, column))) is not None]
        for column in (low, high)
    }
    every = [found for column in stated.values() for found in column]
    header = low.meaning.percent and high.meaning.percent
    middles = (figures.read(table.cell(row, middle)) for row in rows)
    if middle.meaning.percent or any(found is not None and found.percent for found in middles):
        return None
    if not every or not (header or all(found.percent for found in every)):
        return None
    whole = _are_whole(every)
    lows, highs = ([f.value / (100 if whole and not f.percent else 1) for f in stated[c]] for c in (low, high))
    sheet = table.sheet.name
    names = {"low": low.header, "high": high.header, "base": middle.header, "one": _shown(lows), "other": _shown(highs)}
    down = _DOWN.search(folded(low.header)) is not None
    most = min(lows, default=Decimal(0))
    if most < 0 or down or min(highs, default=Decimal(0)) < 1 or not any(lows):
        kind = KINDS[0]
        text = _("'{low}' and '{high}' are changes of '{base}' in per cent: {one} % down and {other} % up", **names)
    elif most >= Decimal("0.5") and max(lows) <= 1:
        kind = KINDS[1]
        text = _("'{low}' and '{high}' are parts of '{base}': {one} % and {other} % of it", **names)
    else:
        text = _("are '{low}' and '{high}' ({one} % and {other} %) changes of '{base}', or parts of it?", **names)
        said = decisions.ask("relative", text, KINDS, one_of(*KINDS), sheet, sheet)
        return Relative(said == KINDS[1], whole)
    return Relative(decisions.take("relative", kind, text, KINDS, one_of(*KINDS), sheet, sheet) == KINDS[1], whole)


def spread_of(table: Table, rows: Sequence[int], spread: Column, figures: Figures, decisions: Decisions) -> Relative:
    """Return how a range in one column states its numbers: 20 or 0.2 for 20 % up and down."""
    stated = [found for row in rows if (found := figures.read(table.cell(row, spread))) is not None]
    whole = _are_whole(stated)
    if stated:
        shares = [found.value / (100 if whole and not found.percent else 1) for found in stated]
        text = _(
            "'{range}' is in per cent of the middle, up and down: {one} %", range=spread.header, one=_shown(shares)
        )
        decisions.tell(text, where=table.sheet.name)
    return Relative(whole=whole)


def _are_whole(stated: Sequence[Amount]) -> bool:
    """Whether numbers that are in per cent say 10 for 10 %."""
    plain = [abs(found.value) for found in stated if not found.percent]
    return bool(plain) and (max(plain) > 3 or all(value == value.to_integral_value() for value in plain))


def _shown(values: Sequence[Decimal]) -> str:
    """Return the first share as a whole number of per cent without its sign."""
    return f"{float(abs(values[0]) * 100):g}" if values else ""
