"""Documents as rows for other programs: numbers as numbers, each beside its error, one grid for tables of one name."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aksonsim.files.excel.tables import Cell as Value
from aksonsim.files.excel.tables import Number
from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Title, Words, _, translate
from aksonsim.render import cells
from aksonsim.results.statistic import Statistic
from aksonsim.views.document import Band, Cell, Column, Document, Formed, Named, Table

ERROR = "±"
HALF = _("half the 95 % interval")


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns by their keys, what stands over each for readers, and rows of values."""

    name: str
    title: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def grids(document: Document, lang: Lang) -> list[Grid]:
    """Return the tables of a document, those of one name and equal columns put together."""
    together: dict[tuple[str, tuple[str, ...]], list[Table]] = {}
    for table in document.tables:
        together.setdefault((table.name, tuple(column.key for column in table.columns)), []).append(table)
    return [_grid(tables, lang) for tables in together.values()]


def _grid(tables: Sequence[Table], lang: Lang) -> Grid:
    columns = tables[0].columns
    keys = list(dict.fromkeys(key for table in tables for key, _title in table.keys))
    rows = [(dict(table.keys), cells_of) for table in tables for cells_of in _rows(table)]
    erring = [any(_statistic(row[at]) is not None for _keys, row in rows) for at in range(len(columns))]
    names, heads = list(keys), ["" for _ in keys]
    entitled = [any(isinstance(row[at], Named) for _, row in rows) for at in range(len(columns))]
    for column, errs, titled in zip(columns, erring, entitled, strict=True):
        names.append(column.key)
        heads.append(cells.header(column, lang))
        if errs:
            names.append(f"{column.key} {ERROR}")
            heads.append(translate(HALF, lang))
        elif titled:
            names.append("title")
            heads.append("")
    values = []
    for said, row in rows:
        made: list[Value] = [translate(said.get(key, ""), lang) for key in keys]
        for cell, column, errs, titled in zip(row, columns, erring, entitled, strict=True):
            made += _values(cell, column, lang)[: 2 if errs or titled else 1]
        values.append(tuple(made))
    title = cells.heading(tables[0], lang)
    return Grid(tables[0].name, title, tuple(names), tuple(heads), tuple(values))


def _rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each row; the label of one that adds to another begins with that one's."""
    label: Words = ""
    for row in table.rows:
        first, *others = row.cells
        if row.kind != "below":
            label = first if isinstance(first, str | Text | Title) else ""
            yield row.cells
        else:
            yield (_("{row}: {what}", row=label, what=first), *others)


def _statistic(cell: Cell) -> Statistic | None:
    """Return the figure in a cell that has an error."""
    inner = cell.value if isinstance(cell, Formed) else cell.middle if isinstance(cell, Band) else cell
    return inner if isinstance(inner, Statistic) and inner.interval is not None else None


def _values(cell: Cell, column: Column, lang: Lang) -> tuple[Value, Value]:
    """Return a cell as a value and its error. A share is a fraction in files, whatever readers see."""
    if isinstance(cell, Formed):
        column = Column(column.key, column.title, cell.form)
        cell = cell.value
    if isinstance(cell, Band):
        cell = cell.middle
    if isinstance(cell, Named):
        return translate(cell.name, lang), translate(cell.title, lang)
    if cell is None or isinstance(cell, bool | str):
        return cell, None
    if isinstance(cell, dt.date):
        return cells.text(cell, column, lang), None
    if isinstance(cell, int):
        return cell, None
    if isinstance(cell, float):
        cell = Statistic(cell)
    if isinstance(cell, Statistic):
        if not math.isfinite(cell.value):
            return None, None
        value, error = cells.digits(cell, "count" if column.form == "count" else "amount")
        return Number(value), Number(error) if error not in ("", "?") else None
    return translate(cell, lang), None
