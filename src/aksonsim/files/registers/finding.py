"""Finding the tables of a sheet: a header is a row of known words without a number, with figures below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aksonsim.files.registers.grid import Cell, Sheet
from aksonsim.files.registers.headers import folded, meaning_of
from aksonsim.files.registers.legend_places import without_legends
from aksonsim.files.registers.marks import is_number_text
from aksonsim.files.registers.meanings import Meaning
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import unit_of
from aksonsim.files.registers.words import is_driver_word, is_risk_word

FIGURES = frozenset(
    (
        *("min", "low", "mode", "high", "max", "percentile", "base", "value", "mean", "sd", "expected", "range"),
        *(
            "quantity",
            "amount",
            "parameter",
            "shape",
            "probability",
            "frequency",
            "correlation",
            "delay",
            "predecessors",
        ),
    )
)
"""Kinds of columns that make a table: without one of them a row of words is no header."""
_WORD = re.compile(r"[^\W\d_]{3,}")
LONGEST_HEADER = 60
"""Characters of a header's cell; a sentence is no header."""


def tables_of(sheet: Sheet, header: int | None = None) -> tuple[Table, ...]:
    """Return the tables of a sheet from top to bottom; ``header`` says in which row the first one begins."""
    heads = list(_heads(sheet, header))
    found = []
    for place, head in enumerate(heads):
        end = heads[place + 1].rows[0] if place + 1 < len(heads) else None
        below = tuple(row for row in sheet.by_row if row > head.rows[-1] and (end is None or row < end))
        for part in _side_by_side(tuple(_columns(head, sheet, below)), head, sheet, below):
            columns = _named(_settled(part), sheet, below)
            table = Table(sheet, "", head.rows, columns, below)
            kind = _kind(table)
            found.append(replace(without_legends(table) if kind == "events" else table, kind=kind))
    return tuple(table for table in found if table.kind)


@dataclass(frozen=True, slots=True)
class _Head:
    """The one or two rows of a header, and its text by column."""

    rows: tuple[int, ...]
    texts: Mapping[int, str]


def _heads(sheet: Sheet, told: int | None) -> Iterator[_Head]:
    last = 0
    spread = _spread(sheet)
    for row in sheet.by_row:
        if row <= last or (told is not None and row < told):
            continue
        below = sheet.by_row.get(row + 1, {})
        if row != told and not (_is_header(sheet.by_row[row], bool(last)) or _is_upper(sheet.by_row[row], below)):
            continue
        texts = _texts(sheet, spread, row)
        rows: tuple[int, ...] = (row,)
        if _continues(texts, below) or _are_units(below):
            lower = {column: cell.text for column, cell in below.items()}
            texts = _carried(texts, lower)
            texts = {
                column: " | ".join(filter(None, (texts.get(column, ""), lower.get(column, ""))))
                for column in sorted(texts.keys() | lower.keys())
            }
            rows = (row, row + 1)
        last = rows[-1]
        told = None
        yield _Head(rows, texts)


def _spread(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Return the texts of merged cells in every column they cover, in their first row."""
    out: dict[tuple[int, int], str] = {}
    for top, left, _bottom, right in sheet.merged:
        cell = sheet.at(top, left)
        if cell is not None and cell.text:
            out |= {(top, column): cell.text for column in range(left, right + 1)}
    return out


def _texts(sheet: Sheet, spread: Mapping[tuple[int, int], str], row: int) -> dict[int, str]:
    texts = {
        column: cell.text or str(cell.value) for column, cell in sheet.by_row[row].items() if cell.value is not None
    }
    for (top, column), text in spread.items():
        if top == row:
            texts.setdefault(column, text)
    return texts


def _is_header(cells: Mapping[int, Cell], again: bool) -> bool:
    """Whether a row is a header: at least two known words, a figure among them, and no number."""
    texts = [text for cell in cells.values() if (text := cell.text)]
    if any(len(text) > LONGEST_HEADER for text in texts):
        return False
    known = [meaning for text in texts if (meaning := _worded(text)) is not None]
    if not any(meaning.kind in FIGURES for meaning in known):
        return False
    numbers = [cell for cell in cells.values() if _is_figure(cell)]
    if numbers and (len(known) < 3 or not all(map(_is_year, numbers))):
        return False
    if again and any(len(text) < 2 for text in texts):
        return False
    return len(known) >= 2 and (not again or len(known) >= 0.6 * len(texts))


def _worded(text: str) -> Meaning | None:
    """Return the meaning of a text; a plain number has none and is not looked up."""
    plain_number = text[0].isdigit() and "%" not in text and not any(sign.isalpha() for sign in text)
    return None if plain_number else meaning_of(text)


def _is_figure(cell: Cell) -> bool:
    """Whether a cell is a number; 10-percentil is a word, and 10 % may be either."""
    said = meaning_of(cell.text) if cell.text else None
    word = said is not None and said.kind == "percentile" and said.sure
    return cell.is_number or (is_number_text(cell.text) and not word)


def _is_year(cell: Cell) -> bool:
    """Whether a number heads a column of a year: 2026."""
    return re.fullmatch(r"(?:19|20|21)\d\d(?:\.0)?", cell.text or str(cell.value)) is not None


def _is_upper(cells: Mapping[int, Cell], below: Mapping[int, Cell]) -> bool:
    """Whether a row is the upper half of a header whose figures are named in the lower one: Before | After measures."""
    texts = [cell.text for cell in cells.values() if cell.text]
    if any(_is_figure(cell) for cell in cells.values()) or any(len(text) > LONGEST_HEADER for text in texts):
        return False
    known = [meaning for text in texts if (meaning := meaning_of(text)) is not None]
    under = [column for column, cell in below.items() if cell.text]
    named = min(
        (c for c, cell in cells.items() if (m := meaning_of(cell.text)) and m.kind in ("name", "id")), default=0
    )
    return len(known) >= 2 and 0 < named < min(under, default=0) and _continues(dict.fromkeys(cells, ""), below)


def _are_units(below: Mapping[int, Cell]) -> bool:
    """Whether a row under a header says the units of its columns and nothing else: kEUR, %."""
    texts = [cell.text for cell in below.values()]
    units = [text for text in texts if (unit := unit_of(text)) is not None and unit.currency and len(text) < 12]
    return bool(units) and all(text in units or text in ("%", "-") for text in texts)


def _carried(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Return the upper half of a header with its words over all columns that it heads, where cells are not merged."""
    out, last = dict(upper), ""
    for column in sorted(upper.keys() | lower.keys()):
        if column in upper:
            last = upper[column] if lower.get(column) else ""
        elif lower.get(column) and last:
            out[column] = last
    return out


def _continues(upper: Mapping[int, str], below: Mapping[int, Cell]) -> bool:
    """Whether the next row is the lower half of a header: words only, some of them known, under wider ones."""
    if not below or any(map(_is_figure, below.values())):
        return False
    texts = [cell.text for cell in below.values() if cell.text]
    if len(texts) < 2 or any(not 1 < len(text) <= LONGEST_HEADER for text in texts):  # A: the code of a heading
        return False
    known = [meaning for text in texts if (meaning := meaning_of(text)) is not None]
    figures = sum(meaning.kind in FIGURES for meaning in known)
    return figures >= 2 or (figures >= 1 and len(known) == len(texts) and len(texts) < len(upper))


def _columns(head: _Head, sheet: Sheet, below: tuple[int, ...]) -> Iterator[Column]:
    """Yield the columns of a header; one without a known word is ``other``."""
    for number, text in sorted(head.texts.items()):
        yield Column(
            number, text.replace(" | ", " ") if len(head.rows) == 1 else text, meaning_of(text) or Meaning("other")
        )


def _named(columns: tuple[Column, ...], sheet: Sheet, below: Sequence[int]) -> tuple[Column, ...]:
    """Return the columns of a table; of several that may number its rows where none names them, the wordiest does.

    Norwegian *Post* is a number as often as a name.
    """
    numbering = [column for column in columns if column.meaning.kind == "id"]
    if len(numbering) < 2 or any(column.meaning.kind == "name" for column in columns):
        return columns
    worded = {
        column.number: sum(
            (cell := sheet.at(row, column.number)) is not None and _WORD.search(cell.text) is not None for row in below
        )
        for column in numbering
    }
    first, second = sorted(worded, key=lambda number: -worded[number])[:2]
    if worded[first] == worded[second]:
        return columns
    return tuple(
        replace(column, meaning=replace(column.meaning, kind="name", state="")) if column.number == first else column
        for column in columns
    )


def _side_by_side(
    columns: tuple[Column, ...], head: _Head, sheet: Sheet, rows: tuple[int, ...]
) -> Iterator[tuple[Column, ...]]:
    """Yield the columns of each table where several stand side by side: parted by an empty column, each with names."""
    start = 0
    for at in range(1, len(columns)):
        gap = range(columns[at - 1].number + 1, columns[at].number)
        empty = any(all(sheet.at(row, column) is None for row in (*head.rows, *rows)) for column in gap)
        sides = (columns[start:at], columns[at:])
        if empty and all(_has_names(side) for side in sides):
            yield columns[start:at]
            start = at
    yield columns[start:]


def _has_names(columns: tuple[Column, ...]) -> bool:
    """Whether columns can be a table: something is named, and something is stated of it."""
    kinds = {column.meaning.kind for column in columns}
    return bool(kinds & {"name", "id"}) and bool(kinds & FIGURES)


_LIKELY = re.compile(r"(?:sanns|wahrsch|sands|prob|sannolikh?)\.? ?(?:\(?%\)?)?")
"""A header that is short for most likely between ends, and for a probability without them."""


def _settled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns of which a short word for likely is settled by those beside it."""
    ends = [c for c in columns if c.meaning.kind in ("min", "low", "max", "high", "percentile") and not c.meaning.state]
    known = any(column.meaning.kind in ("probability", "frequency") for column in columns)
    out = []
    for column in columns:
        text = folded(column.header.rpartition("|")[2])
        if _LIKELY.fullmatch(text) and (not ends or column.meaning.percent) and not known:
            column = replace(column, meaning=Meaning("probability", percent="%" in text, sure=False))
        elif _LIKELY.fullmatch(text) and ends and column.meaning.kind in ("other", "probability") and known is False:
            column = replace(column, meaning=replace(column.meaning, kind="mode"))
        out.append(column)
    return tuple(out)


def _kind(table: Table) -> str:
    """Return what the rows of a table are, by its columns and the name of its sheet; empty for none."""
    if table.one("first") and table.one("second") and table.one("correlation"):
        return "correlations"
    if table.having("predecessors") or any(column.meaning.of == "duration" for column in table.columns):
        return "activities"
    amounts = table.having("min", "low", "mode", "high", "max", "percentile", "base", "value", "mean", "range", "shape")
    if table.having("probability", "frequency"):
        return "events" if table.one("name", "id") else ""
    named = table.one("name", "id")
    if is_driver_word(table.sheet.name) or (named is not None and is_driver_word(named.header)):
        return "drivers" if amounts else ""
    if named is not None and is_risk_word(named.header):
        return "events"  # without a probability: refused, never read as certain costs
    if amounts or table.having("quantity", "amount"):
        return "elements" if named or table.columns else ""
    return ""
