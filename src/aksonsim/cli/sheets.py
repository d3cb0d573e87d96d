"""The ``--json`` of commands as tables of a workbook: figures beside their errors, in the digits these support."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aksonsim.files.excel.tables import Cell, Number, Table
from aksonsim.language.rounding import exact, half_width, with_error

Json = dict[str, Any]

ERROR = "±"


def table(name: str, title: str, rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> Table:
    """Return rows of figures as a table.

    Parameters
    ----------
    name, title
        Of the sheet.
    rows
        Figures by name, as the JSON of a command has them: ``p50`` with its interval ``p50_ci`` becomes the columns
        ``p50`` and ``p50 ±`` (half the 95 % interval). What is no text, number, flag or list of names is left out.
    columns
        Which figures, in their order; by default all, in the order in which they appear.
    """
    rows = list(rows)
    known = list(columns) or list(dict.fromkeys(key for row in rows for key in row if not key.endswith("_ci")))
    shown: list[str] = []
    for key in (key for key in known if any(_single(row.get(key)) for row in rows)):
        shown += [key, f"{key} {ERROR}"] if any(row.get(f"{key}_ci") for row in rows) else [key]
    cells = tuple(tuple(_cell(row, column) for column in shown) for row in rows)
    under = tuple("half the 95 % interval" if column.endswith(ERROR) else "" for column in shown)
    return Table(name, title, tuple(shown), cells, under)


def tables_in(name: str, found: Any) -> Iterator[Table]:
    """Yield every table inside an answer: each list of rows, and each mapping of names to rows."""
    if _is_table(found):
        yield table(name, name, found)
    elif isinstance(found, dict):
        if found and all(_is_row(row) for row in found.values()):
            yield table(name, name, [{"name": key, **row} for key, row in found.items()])
            return
        for key, inner in found.items():
            yield from tables_in(name if key == "rows" else f"{name} {key}", inner)


def figures_in(name: str, found: Any) -> Iterator[tuple[str, Cell]]:
    """Yield the single figures of an answer that stand beside its tables: what is left over, sums, draws."""
    if isinstance(found, dict) and not (found and all(_is_row(row) for row in found.values())):
        for key, inner in found.items():
            if _single(inner):
                value, error = _cell(found, key), _cell(found, f"{key} {ERROR}")
                yield f"{name} {key}", value
                if error is not None:
                    yield f"{name} {key} {ERROR}", error
            else:
                yield from figures_in(f"{name} {key}", inner)


def about(found: Json) -> dict[str, Cell]:
    """Return what the figures of a command rest on: whatever stands at the top of its JSON by itself."""
    return {key: _cell(found, key) for key, value in found.items() if _single(value)}


def _single(value: Any) -> bool:
    return isinstance(value, (str, int, float)) or _names(value)


def _names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)


def _is_row(row: Any) -> bool:
    """Whether a mapping holds figures and no tables."""
    if not isinstance(row, dict) or not any(isinstance(value, (int, float)) for value in row.values()):
        return False
    return not any(isinstance(value, dict) or _is_table(value) for value in row.values())


def _is_table(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(row, dict) for row in found)


def _cell(row: Mapping[str, Any], column: str) -> Cell:
    """Return one cell: a figure in the digits of its error, or the error itself."""
    key = column.removesuffix(f" {ERROR}")
    value, interval = row.get(key), row.get(f"{key}_ci")
    if _names(value):
        return ", ".join(value or ()) if key == column else None
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        return value if key == column and isinstance(value, (bool, str)) else None
    if interval is None:
        if key != column:
            return None
        return value if isinstance(value, int) else Number(exact(value))
    shown, error = with_error(value, half_width(interval))
    if key == column:
        return Number(shown)
    return Number(error) if error and math.isfinite(half_width(interval)) else None
