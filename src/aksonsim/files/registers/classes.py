"""Probabilities and consequences that are stated as words, scores, bands or classes instead of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.amounts import Range, value_range
from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.figures import Exact, Figures, as_number, code_of
from aksonsim.files.registers.grid import Book, Cell
from aksonsim.files.registers.legends import Legend, find_legend
from aksonsim.files.registers.marks import is_number_text
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.units import Unit
from aksonsim.language.text import _

MOST_SCORES = 10
"""Highest number that can be a score."""


@dataclass(frozen=True, slots=True)
class Classes:
    """A column of one kind, read: for each row a number, or a range of them.

    ``units``: in what unit that is, by row, where the cell or the legend says it. ``scored``: the cells are scores.
    """

    column: Column
    values: Mapping[int, Decimal | Range]
    legend: Legend | None = None
    units: Mapping[int, Unit] = field(default_factory=dict)
    scored: bool = False
    shares: frozenset[int] = frozenset()
    """Rows whose cell says per cent itself."""


def read_classes(
    book: Book, table: Table, column: Column, rows: Sequence[int], about: tuple[str, ...], figures: Figures,
    decisions: Decisions, scored: bool = False,
) -> Classes:  # fmt: skip
    """Return what a column says in some rows: numbers, bands, or what a legend of the file says of its words.

    ``about``: what the legend's header may mean. A word that no legend explains is asked for. ``scored``: small whole
    numbers are scores, whatever they are of, as the other half of the risks has scores.
    """
    cells = {row: cell for row in rows if (cell := table.cell(row, column)) is not None and cell.value is not None}
    numbers = {row: number for row, cell in cells.items() if (number := _number(cell, figures)) is not None}
    wordy = len(numbers) < len(cells)
    scores = not wordy and _are_scores(list(numbers.values()), cells, column)
    units = {row: unit for row, cell in cells.items() if (unit := _unit(cell, figures)) is not None}
    shares = frozenset(row for row in numbers if (f := figures.read(cells[row])) is not None and f.percent)
    if not wordy and not scores:
        return Classes(column, dict(numbers), None, units, shares=shares)
    words = {row: code_of(cell) for row, cell in cells.items() if scores or row not in numbers}
    legend = find_legend(book, words.values(), about, table, column.header, figures)
    scored = scored or len(column.header.strip()) == 1
    if legend is None and scores and not scored and "probability" not in about:
        return Classes(column, dict(numbers), None, units)
    if legend is not None:
        units |= {row: unit for row, word in words.items() if (unit := legend.unit_of(word)) is not None}
    found: dict[int, Decimal | Range] = {**numbers} if wordy else {}
    ranges = {row: r for row, word in words.items() if (r := value_range(word, figures.marks)) is not None}
    if legend is not None and ranges.keys() == words.keys() and not scores:
        return Classes(
            column, {**found, **_band(words, ranges, legend, decisions, table)}, legend, units, scores, shares
        )
    for row, word in words.items():
        value = legend.of(word) if legend is not None else None
        if value is None and not scores:
            value = ranges.get(row)
        if value is None:
            value = _asked(word, column, table, about, figures, decisions)
        if value is not None:
            found[row] = value
    if "probability" in about and any(isinstance(value, Range) for value in found.values()):
        text = _("a class of '{column}' stands for its middle", column=column.header)
        decisions.take("band", "middle of the class", text, ("middle of the class",), _middle, table.sheet.name)
    if legend is not None:
        text = _("'{column}' is read by the legend in {where}", column=column.header, where=legend.where)
        decisions.tell(text, where=legend.where)
        if not any(left.sheet == legend.sheet for left in decisions.left) and legend.sheet != table.sheet.name:
            decisions.leave(legend.sheet, 0, _("legend, read"), "legend")
    return Classes(column, found, legend, units, scores, shares)


def _number(cell: Cell, figures: Figures) -> Decimal | None:
    found = figures.read(cell)
    return None if found is None or (cell.text and value_range(cell.text, figures.marks) is not None) else found.value


def _unit(cell: Cell, figures: Figures) -> Unit | None:
    """Return the unit that a number or a range says itself."""
    found = figures.read(cell)
    if found is not None and found.unit is not None:
        return found.unit
    ranged = value_range(cell.text, figures.marks) if cell.text else None
    return ranged.unit if ranged is not None else None


def _are_scores(values: Sequence[Decimal], cells: Mapping[int, Cell], column: Column) -> bool:
    """Whether whole numbers from 1 to 10 stand where something else is meant."""
    if column.meaning.percent or any("%" in cell.shown or "%" in cell.text for cell in cells.values()):
        return False
    whole = all(value == value.to_integral_value() and 1 <= value <= MOST_SCORES for value in values)
    plainly = all(cell.is_number or is_number_text(cell.text) for cell in cells.values())
    return bool(values) and whole and plainly and column.meaning.unit is None


def _middle(said: str) -> str:
    if not plain(said).startswith(("middle", "midpoint")):
        raise ValueError
    return "middle"


def _band(
    words: Mapping[int, str], ranges: Mapping[int, Range], legend: Legend, decisions: Decisions, table: Table
) -> dict[int, Decimal | Range]:
    """Return what bands stand for: the values of a legend, or their middles."""

    def parse(said: str) -> str:
        text = plain(said)
        if text.startswith("middle") or text == "midpoint":
            return "middle"
        if text.startswith("sheet") or plain(legend.sheet) in text or text == "legend":
            return "legend"
        raise ValueError

    text = _("bands are read by the legend in {where}", where=legend.where)
    said = decisions.take("band", f"sheet {legend.sheet}", text, (f"sheet {legend.sheet}", "middle"), parse)
    if legend.sheet != table.sheet.name and not any(left.sheet == legend.sheet for left in decisions.left):
        decisions.leave(legend.sheet, 0, _("legend, read"), "legend")
    if said == "middle":
        return dict(ranges)
    return {row: value for row, word in words.items() if (value := legend.of(word)) is not None}


def _asked(
    word: str, column: Column, table: Table, about: tuple[str, ...], figures: Figures, decisions: Decisions
) -> Decimal | Range | None:
    """Ask what a word stands for that nothing in the file explains."""
    key = "probability" if "probability" in about else "consequence"
    text = _("what does '{word}' in '{column}' stand for? No legend says it", word=word, column=column.header)
    choices = ("<30 %>", "<20 % - 40 %>") if key == "probability" else ("<5>", "<3 to 12>")
    return decisions.ask(f"{key}[{word}]", text, choices, _value(figures), table.sheet.name)


def _value(figures: Figures) -> Callable[[str], Decimal | Range]:
    def parse(said: str) -> Decimal | Range:
        found = figures.read(Cell(said))
        ranged = value_range(said, figures.marks)
        if found is not None and ranged is None:
            return found.value
        if ranged is None or ranged.low is None or ranged.high is None:
            raise ValueError
        return ranged

    return parse


def whole_percent(table: Table, probability: Classes | None, decisions: Decisions) -> bool | None:
    """Whether probabilities without a sign of per cent are numbers of it: 35 for 35 %; None while it is asked."""
    if probability is None:
        return False
    column, sheet = probability.column, table.sheet.name
    plain = [v for row, v in probability.values.items() if isinstance(v, Decimal) and row not in probability.shares]
    whole, part = [v for v in plain if v > 1], [v for v in plain if 0 < v < 1]
    percent = column.meaning.percent
    if not plain or (not whole and (not percent or probability.legend is not None)):
        return False
    if not whole or (part and not percent):
        stated = ", ".join(f"{float(value):g}" for value in (*part[:2], *whole[:1]) or plain[:1])
        text = _(
            "are the numbers of '{column}' ({values}) per cent, or fractions?", column=column.header, values=stated
        )
        choices = ("per cent", "fractions")
        said = decisions.ask("probability_values", text, choices, one_of(*choices), sheet, sheet)
        return None if said is None else said == choices[0]
    decisions.tell(
        _("'{column}' is in per cent: {value} is {value} %", column=column.header, value=Exact(max(whole))), where=sheet
    )
    return True


def chance(value: Decimal | Range | None, whole: bool) -> Decimal | None:
    """Return a probability: a number, or the middle of a class; open ends are 0 and 1.

    ``whole``: numbers are per cent.
    """
    if isinstance(value, Range):
        share = value if value.percent or not whole else replace(value, percent=True)
        low, high = share.low or Decimal(0), Decimal(1) if share.high is None else share.high
        if not value.percent and (low > 1 or high > 1):
            low, high = low / 100, (high / 100 if share.high is not None else high)
        return (low + high) / 2
    return value / 100 if value is not None and whole else value


def consequence(
    value: Decimal | Range | None, word: str, column: Column, table: Table, scale: Decimal, decisions: Decisions,
    figures: Figures,
) -> Any:  # fmt: skip
    """Return the estimate of a consequence: a number, or what a class of amounts stands for."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return as_number(value * scale)
    choices = ("uniform over the class", "middle")
    text = _("a class of '{column}' is uniform between its ends", column=column.header)
    said = decisions.take(
        "consequence", choices[0], text, choices, _uniform_or_middle, table.sheet.name, table.sheet.name
    )
    low, high = value.low if value.low is not None else Decimal(0), value.high
    if high is None:
        ends = f"class_ends[{column.header}={word}]"
        key = next((k for k in decisions.answers.values if _is_class(k, column, word)), ends)
        question = _("where does the class '{word}' of '{column}' end? It says over {low}",
                     word=word, column=column.header, low=Exact(low))  # fmt: skip
        found = decisions.ask(key, question, ("<40 to 100>", "<100>"), _ends(low, figures), table.sheet.name)
        if found is None:
            return None
        low, high = found
    if said == "middle":
        return as_number((low + high) / 2 * scale)
    return {"min": as_number(low * scale), "max": as_number(high * scale)}


def _is_class(key: str, column: Column, word: str) -> bool:
    """Whether an answer is about this class: ``class_ends[K=5]`` for the 5 of K, or ``class_ends``."""
    if key == "class_ends":
        return True
    inner = key.removeprefix("class_ends[").removesuffix("]")
    return inner != key and plain(inner.rpartition("=")[2]) == plain(word)


def _uniform_or_middle(said: str) -> str:
    text = plain(said)
    if text.startswith("uniform"):
        return "uniform"
    if text.startswith(("middle", "midpoint")):
        return "middle"
    raise ValueError


def _ends(low: Decimal, figures: Figures) -> Callable[[str], tuple[Decimal, Decimal]]:
    def parse(said: str) -> tuple[Decimal, Decimal]:
        ranged = value_range(said, figures.marks)
        if ranged is not None and ranged.low is not None and ranged.high is not None:
            found = ranged.low, ranged.high
        else:
            single = figures.read(Cell(said))
            if single is None:
                raise ValueError
            found = low, single.value
        if not found[0] < found[1]:
            raise ValueError("the upper end lies above the lower")
        return found

    return parse
