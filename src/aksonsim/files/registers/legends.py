"""What words, scores and bands stand for: legends anywhere in the file, found by what they explain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from aksonsim.files.registers.amounts import Range, value_range
from aksonsim.files.registers.decisions import plain
from aksonsim.files.registers.figures import Figures, code_of
from aksonsim.files.registers.grid import Book, Cell, Sheet
from aksonsim.files.registers.headers import meaning_of
from aksonsim.files.registers.marks import is_number_text
from aksonsim.files.registers.table import Table
from aksonsim.files.registers.units import Unit, unit_of


@dataclass(frozen=True, slots=True)
class Legend:
    """Words with what stands beside them; ``where`` its place, ``unit`` that of its amounts where its header says."""

    where: str
    sheet: str
    meant: Mapping[str, Decimal | Range]
    unit: Unit | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    """The units that single words have, where they say one."""

    def of(self, word: str) -> Decimal | Range | None:
        """Return what a word stands for."""
        return self.meant.get(plain(word))

    def unit_of(self, word: str) -> Unit | None:
        """Return the unit of what a word stands for."""
        return self.units.get(plain(word), self.unit)


def find_legend(
    book: Book, words: Iterable[str], about: Sequence[str], register: Table, called: str, figures: Figures
) -> Legend | None:
    """Return the legend that explains all words: a column that holds them, with numbers or ranges beside.

    ``about`` are the kinds that its header may mean (``probability``; ``impact``): of several columns of values that
    with such a header wins, of one alone any. ``register``: what the words stand in, in a column ``called`` so.
    """
    wanted = {plain(word) for word in words}
    best: tuple[int, Legend] | None = None
    for sheet in book.sheets:
        for column, keys in _columns(sheet, register).items():
            held = {plain(code_of(cell)): row for row, cell in keys.items()}
            if not wanted <= held.keys():
                continue
            rows = _block(keys, [held[word] for word in wanted])
            for score, legend in _beside(sheet, column, rows, about, called, figures):
                if best is None or score > best[0]:
                    best = (score, legend)
    return best[1] if best else None


def _columns(sheet: Sheet, register: Table) -> dict[int, dict[int, Cell]]:
    out: dict[int, dict[int, Cell]] = {}
    own, columns = frozenset(register.rows), frozenset(column.number for column in register.columns)
    for (row, column), cell in sorted(sheet.cells.items()):
        if sheet is register.sheet and row in own and column in columns:
            continue
        if cell.value is not None:
            out.setdefault(column, {})[row] = cell
    return out


def _block(keys: Mapping[int, Cell], rows: Sequence[int]) -> list[int]:
    """Return the rows of a column around some rows, without a gap."""
    first, last = min(rows), max(rows)
    while last + 1 in keys:
        last += 1
    while first - 1 in keys and not meaning_of(keys[first - 1].text or "-"):
        first -= 1
    return [row for row in range(first, last + 1) if row in keys]


def _beside(
    sheet: Sheet, column: int, rows: Sequence[int], about: Sequence[str], called: str, figures: Figures
) -> Iterable[tuple[int, Legend]]:
    """Yield the legends that the columns right of some words make, those with a fitting header first."""
    for other in range(column + 1, column + 6):
        cells = {row: cell for row in rows if (cell := sheet.at(row, other)) is not None}
        meant = {
            plain(code_of(sheet.at(row, column))): value
            for row, cell in cells.items()
            if (value := _value(cell, figures)) is not None
        }
        if len(meant) < max(2, len(cells) - 1) or len(meant) < len(rows) / 2:
            continue
        header, heads = "", ""
        for row in range(rows[0] - 1, max(rows[0] - 4, 0), -1):
            cell, head = sheet.at(row, other), sheet.at(row, column)
            header = header or (cell.text if cell is not None else "")
            heads = heads or (head.text if head is not None else "")
        fits = any(
            (m := meaning_of(text)) is not None and (m.kind in about or m.of in about)
            for text in (header, heads)
            if text
        )
        same = bool(heads) and plain(heads) == plain(called)
        unit = unit_of(header) or unit_of(heads) if header or heads else None
        units = {
            plain(code_of(sheet.at(row, column))): own
            for row, cell in cells.items()
            if (own := _own_unit(cell, figures))
        }
        shares = [found.percent for cell in cells.values() if (found := figures.read(cell)) is not None]
        if _opposed((header, heads), meant.values(), shares, about, unit is not None or bool(units)):
            continue
        yield (
            (4 if fits else 0) + (4 if same else 0) - (other - column),
            Legend(sheet.place(rows[0], column, other), sheet.name, meant, unit, units),
        )


def _opposed(
    headers: Sequence[str], values: Iterable[Decimal | Range], shares: Sequence[bool], about: Sequence[str], money: bool
) -> bool:
    """Whether a column is of the other half of a risk: amounts for a probability, probabilities for a consequence.

    ``shares``: which of its numbers are in per cent; ``money``: it states a unit of money.
    """
    said = [meaning for text in headers if text and (meaning := meaning_of(text)) is not None]
    if "probability" in about:
        return money or any(meaning.of == "impact" for meaning in said)
    shares = [*shares, *(value.percent for value in values if isinstance(value, Range))]
    likely = any(meaning.kind in ("probability", "frequency") for meaning in said)
    return likely or (bool(shares) and all(shares))


def _own_unit(cell: Cell, figures: Figures) -> Unit | None:
    """Return the unit that a cell of a legend says itself."""
    found = figures.read(cell)
    if found is not None:
        return found.unit
    ranged = value_range(cell.text, figures.marks) if cell.text else None
    return ranged.unit if ranged is not None else None


def _value(cell: Cell, figures: Figures) -> Decimal | Range | None:
    """Return what a cell beside a word says: a number (a fraction where per cent), or a range."""
    found = figures.read(cell)
    if found is not None and (cell.is_number or is_number_text(cell.text) or found.percent):
        return found.value
    ranged = value_range(cell.text, figures.marks) if cell.text else None
    if ranged is not None:
        return ranged
    return found.value if found is not None else None
