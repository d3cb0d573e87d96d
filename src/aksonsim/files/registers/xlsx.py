"""A workbook of today (.xlsx, .xlsm) as a grid, by openpyxl, once it was found harmless."""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
import zipfile
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.excel.cells import unescaped
from aksonsim.files.excel.looks import looks, struck
from aksonsim.files.excel.page import openpyxl
from aksonsim.files.registers.grid import Cell, Sheet, Value
from aksonsim.files.tree import fail

MOST_CELLS = 400_000

_Place = tuple[int, int]


def read_xlsx(raw: bytes, name: str) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """Return the sheets of a workbook that `guard.check_archive` let pass, and what is to be said of them.

    A formula has the value that the file keeps beside it; nothing is computed, run or followed.

    Raises
    ------
    AksonsimError
        openpyxl is not installed.
    ScenarioError
        The library cannot read it; too many cells; a number that is not finite.
    """
    library = openpyxl()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that we do not read anyway
            return _sheets(library, raw, name)
    except AksonsimError:
        raise
    except Exception as error:  # the library's own, of any kind, at what a sender may have written
        raise fail(name, f"is no workbook that can be read ({type(error).__name__}: {error})") from None


def _sheets(library: Any, raw: bytes, name: str) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    out, uncached, filtered, left = [], 0, [], MOST_CELLS
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        book = library.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        cached: Any = None
        for number, page in enumerate(book.worksheets):
            shown = looks(archive.read(page._worksheet_path))  # cell by cell, the library tells nothing of it
            if shown.out_of_order:
                raise fail(name, f"sheet {page.title}: {shown.out_of_order} is out of order", "save the workbook anew")
            cells, formulas = _cells(page, f"{name}: {page.title}", left)
            if formulas:
                cached = cached or library.load_workbook(
                    io.BytesIO(raw), read_only=True, keep_links=False, data_only=True
                )
                uncached += _fill(cells, formulas, cached.worksheets[number], f"{name}: {page.title}")
            left -= len(cells)
            filtered += [page.title] if shown.filtered else []
            used = {column for _, column in cells}
            out.append(
                Sheet(
                    page.title,
                    cells,
                    hidden=page.sheet_state != "visible",
                    hidden_rows=frozenset(shown.hidden_rows),
                    hidden_columns=frozenset(column for column in used if shown.hides_column(column)),
                    merged=tuple(shown.merged),
                )
            )
    facts = {"uncached": str(uncached)} if uncached else {}
    return tuple(out), facts | ({"filtered": ", ".join(filtered)} if filtered else {})


def _cells(page: Any, place: str, left: int) -> tuple[dict[_Place, Cell], dict[_Place, str]]:
    """Return the cells of a sheet, those with formulas still without a value, and the formulas."""
    cells: dict[_Place, Cell] = {}
    formulas: dict[_Place, str] = {}
    page.reset_dimensions()  # a sheet may claim any size
    for row in page.iter_rows():
        for cell in row:
            value = cell.value
            if value is None or value == "":
                continue
            at = (cell.row, cell.column)
            shown = cell.number_format
            shown = "" if shown == "General" else shown
            if cell.data_type == "f":
                formulas[at] = _formula(value)
                cells[at] = Cell(None, shown, formulas[at], struck(cell))
            else:
                cells[at] = Cell(_value(value, at, place), shown, "", struck(cell))
        if len(cells) > left:
            raise fail(place, f"more than {MOST_CELLS} cells in the workbook", "write a smaller one")
    return cells, formulas


def _fill(cells: dict[_Place, Cell], formulas: dict[_Place, str], page: Any, place: str) -> int:
    """Give cells with formulas the values that the file keeps; return how many it keeps none of."""
    missing = len(formulas)
    page.reset_dimensions()
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None and (at := (cell.row, cell.column)) in formulas:
                old = cells[at]
                cells[at] = Cell(_value(cell.value, at, place), old.shown, old.formula, old.struck)
                missing -= 1
    return missing


def _formula(value: Any) -> str:
    """Return a formula as text; what is no text is one over a range (array) or a table of data."""
    text = value if isinstance(value, str) else getattr(value, "text", None) or "=TABLE()"
    return text if text.startswith("=") else f"={text}"


def _value(value: Any, at: _Place, place: str) -> Value:
    if isinstance(value, str):
        return unescaped(value)
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value) or abs(value) >= 1e300:
            raise fail(place, f"row {at[0]}, column {at[1]}: must be a finite number", "write a number below 1e300")
        return value if abs(value) < 2**53 else float(value)
    if isinstance(value, bool | dt.date):
        return value
    return str(value)
