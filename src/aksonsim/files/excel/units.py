"""What a sheet says about the unit of its amounts: in its headers, above them, in its name, in number formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aksonsim.files.excel.cells import letters
from aksonsim.files.excel.rows import Rows

UNIT = "MNOK"

_MNOK = re.compile(
    r"\b(m ?nok|nok ?(mill(ions?)?|m)\.?|mill(\.|ions?|ioner|ionar)?( av| of)? ?(norske |norwegian |[12][0-9]{3}[- ])?"
    r"(nok|kr\.?|kroner|krone|kronar))(?![^\W\d_])",
    re.IGNORECASE,
)
_SCALE = (
    r"1[ .,'\u00a0\u202f]?000([ .,'\u00a0\u202f]?000)?|'000s?|\(000'?s?\)|tusen\w*|tusind\w*|thousands?|tausend\w*|tsd|"
    r"mille|milliers?|tys|tis|ezer|tuhat|tuhatta|tkr|kkr|mkr|mrd|milliard\w*|milliarden?|billions?|bn|mln|mio|mill|"
    r"millions?|millioner|millionen|milj|miljoner|miljoonaa|miliony?|milioni|millones|k€|t€|m€|k\$|m\$|k£|m£"
)
_MONEY = (
    r"[ktm]{0,2}(nok|sek|dkk|eur|usd|gbp|chf|isk|pln|czk|huf|ron|bgn|jpy|cny|inr|aud|cad|nzd|brl|rub|uah|try|zar|sgd|hkd)|"
    r"kr|kroner|kronor|kronur|euros?|dollars?|pounds?|pund|franken|francs?|zł|złotych|forint|rubl\w*"
)
_OTHER = re.compile(rf"(?<![\w])({_SCALE}|{_MONEY})(?![\w])|[€$£¥₽₹₴₺]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]\s*$")
_OF_FORMAT = re.compile(r'"([^"]*)"|\[\$([^\]\-]*)(?:-[0-9A-Fa-f]+)?\]|\\(\S)')
_SCALED_FORMAT = re.compile(r"[0#?],+(?![0#?,])")


@dataclass(frozen=True, slots=True)
class Statement:
    """A unit that some place states: ``MNOK``, or another in its own words."""

    where: str
    unit: str


def units_in(text: str, where: str) -> list[Statement]:
    """Return the units that a text names.

    Examples
    --------
    >>> [said.unit for said in units_in("Alle tall i 1000 kr", "A1")]
    ['1000', 'kr']
    >>> [said.unit for said in units_in("Beløp i mill. kr, prisnivå 2024", "A1")]
    ['MNOK']
    """
    found = [Statement(where, UNIT) for _ in _MNOK.finditer(text)]
    return [*found, *(Statement(where, match[0]) for match in _OTHER.finditer(_MNOK.sub(" ", text)))]


def unit_after(name: str) -> list[Statement]:
    """Return the units that a row's name has in brackets at its end: ``Tunnel (1000 kr)``."""
    match = _IN_BRACKETS.search(name)
    return units_in(match[1], "") if match else []


def stated_around(rows: Rows, header: int, columns: Iterable[int]) -> list[Statement]:
    """Return what the name of a sheet, the rows above its header and the headers of some columns state."""
    found = units_in(rows.name, f"the name of sheet {rows.name}")
    wanted = set(columns)
    for row, cells in rows.rows:
        for column, cell in cells.items():
            if row < header or (row == header and column in wanted):
                found += units_in(_text(cell), f"{rows.name}!{letters(column)}{row}")
    return found


def stated_anywhere(rows: Rows) -> list[Statement]:
    """Return what any cell of a sheet states that is not read as a table: a cover, an explanation."""
    return stated_around(rows, rows.rows[-1][0] + 1, ()) if rows.rows else []


def stated_by_format(cell: Any, where: str) -> list[Statement]:
    """Return the units that the number format of a cell writes beside its number."""
    texts = [next(filter(None, match.groups()), "") for match in _OF_FORMAT.finditer(cell.number_format or "")]
    return units_in(" ".join(texts), where)


def shown_otherwise(cell: Any, factor: bool) -> str:
    """Return how a number looks like another, in per cent (which a factor may be) or without thousands; or nothing."""
    bare = _OF_FORMAT.sub("", cell.number_format or "").partition(";")[0]
    if isinstance(cell.value, str):
        return "" if factor or not cell.value.strip().endswith("%") else "is in per cent, and amounts are not"
    if "%" in bare and not factor:
        return f"is shown as {100 * cell.value:g} %, and amounts are in {UNIT}"
    return f"is shown without its last thousands, and is {cell.value:g}" if _SCALED_FORMAT.search(bare) else ""


def _text(cell: Any) -> str:
    value = cell.value
    if type(value) in (int, float):
        return str(value) if value in (1000, 1_000_000) else ""
    return value if isinstance(value, str) else ""
