"""Predecessors as planners write them: ``T2SS+20d; T3``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from aksonsim.files.registers.amounts import decimal_of
from aksonsim.files.registers.marks import Marks
from aksonsim.files.registers.times import time_unit

_KINDS = {
    "FS": "FS",
    "SS": "SS",
    "FF": "FF",
    "SF": "SF",
    "EA": "FS",
    "AA": "SS",
    "EE": "FF",
    "AE": "SF",
    "FD": "FS",
    "DD": "SS",
    "DF": "SF",
}
_LINK = re.compile(
    r"^(?P<task>.+?)\s*(?:(?:[\s(:]|(?<=\d))\s*(?P<kind>(?i:FS|SS|FF|SF|EA|AA|EE|AE|FD|DD|DF)))?\)?\s*"
    r"(?:(?P<sign>[-+\u2212])\s*(?P<lag>\d[\d.,]*)\s*(?P<unit>[^\W\d]+|%)\.?)?\)?$",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A predecessor: its task, FS, SS, FF or SF, and a lag in a unit of time (empty where none is said)."""

    activity: str
    kind: str
    lag: Decimal
    unit: str


def predecessors(text: str, marks: Marks) -> tuple[Link, ...]:
    """Return the links that a cell states.

    Raises ValueError with a sentence for a lag that cannot be read.

    >>> predecessors("T2SS+20d; T3", Marks())[0]
    Link(activity='T2', kind='SS', lag=Decimal('20'), unit='days')
    """
    parts = re.split(r"[;\n&]|\s(?:og|and|och|und|et|en|y|e)\s|,(?!\d)|,(?=\d+(?:[A-Z]|,|\s*$))", text)
    return tuple(_link(part.strip(), marks) for part in parts if part.strip())


def _link(text: str, marks: Marks) -> Link:
    match = _LINK.match(text)
    if match is None:
        raise ValueError(f"'{text}' is no predecessor")
    if match["lag"] is None:
        return Link(match["task"].strip(), _KINDS[(match["kind"] or "FS").upper()], Decimal(0), "")
    if match["unit"] == "%":
        raise ValueError(f"'{text}': a lag in per cent of another duration is not read")
    unit, lag = time_unit(match["unit"]), decimal_of(match["lag"], marks)
    if unit is None or lag is None:
        raise ValueError(f"'{text}': '{match['unit']}' is no unit of time")
    if unit == "years":
        unit, lag = "months", lag * 12
    return Link(
        match["task"].strip(), _KINDS[(match["kind"] or "FS").upper()], -lag if match["sign"] != "+" else lag, unit
    )
