"""A workbook of the old kind (.xls) as a grid, by xlrd: values, formats and what is hidden; formulas it cannot see."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.registers.grid import Cell, Sheet, Value
from aksonsim.files.tree import fail

MOST_CELLS = 400_000


def read_xls(raw: bytes, name: str) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """Return the sheets of an old workbook, and what is to be said of them.

    Raises
    ------
    AksonsimError
        xlrd is not installed.
    ScenarioError
        The library cannot read it; it is encrypted; too many cells.
    """
    try:
        import xlrd
    except ImportError:
        raise AksonsimError(f"{name}: an old workbook (.xls) needs xlrd: pip install 'aksonsim[xls]'") from None
    try:
        book = xlrd.open_workbook(
            file_contents=raw, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=True
        )
        if book.biff_version < 50:
            raise fail(name, "is a workbook of before 1995", "save it as .xlsx")
        sheets, left = [], MOST_CELLS
        for number in range(book.nsheets):
            page = book.sheet_by_index(number)
            sheets.append(_sheet(book, page, xlrd, f"{name}: {page.name}", left))
            left -= len(sheets[-1].cells)
            book.unload_sheet(number)
    except AksonsimError:
        raise
    except Exception as error:  # the library's own, of any kind, at what a sender may have written
        if "encrypted" in str(error):
            raise fail(name, "is encrypted", "save it without a password") from None
        raise fail(
            name, f"is no workbook that can be read ({type(error).__name__}: {error})", "save it as .xlsx"
        ) from None
    return tuple(sheets), {"formulas": "not seen"}


def _sheet(book: Any, page: Any, library: Any, place: str, left: int) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    looks: dict[int, tuple[str, bool]] = {}
    for row in range(page.nrows):
        for column in range(page.row_len(row)):
            cell = page.cell(row, column)
            if cell.ctype in (library.XL_CELL_EMPTY, library.XL_CELL_BLANK) or cell.value == "":
                continue
            if cell.xf_index not in looks:
                looks[cell.xf_index] = _look(book, cell.xf_index)
            shown, struck = looks[cell.xf_index]
            value = _value(cell, book.datemode, library, f"{place}: row {row + 1}, column {column + 1}")
            cells[row + 1, column + 1] = Cell(value, shown, "", struck)
        if len(cells) > left:
            raise fail(place, f"more than {MOST_CELLS} cells in the workbook", "write a smaller one")
    used = {column for _, column in cells}
    return Sheet(
        page.name,
        cells,
        hidden=page.visibility != 0,
        hidden_rows=frozenset(row + 1 for row, info in page.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(c + 1 for c, info in page.colinfo_map.items() if info.hidden and c + 1 in used),
        merged=tuple((top + 1, first + 1, bottom, last) for top, bottom, first, last in page.merged_cells),
    )


def _look(book: Any, index: int) -> tuple[str, bool]:
    """Return the number format of a style, and whether its font is struck through."""
    style = book.xf_list[index]
    shown = book.format_map[style.format_key].format_str
    hides = shown.replace(" ", "").startswith(";;;")
    return "" if shown.lower() == "general" else shown, bool(book.font_list[style.font_index].struck_out) or hides


def _value(cell: Any, datemode: int, library: Any, place: str) -> Value:
    if cell.ctype == library.XL_CELL_ERROR:
        return str(library.error_text_from_code.get(cell.value, "#ERROR!"))
    if cell.ctype == library.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == library.XL_CELL_TEXT:
        return str(cell.value)
    number = float(cell.value)
    if not math.isfinite(number) or abs(number) >= 1e300:
        raise fail(place, "must be a finite number", "write a number below 1e300")
    if cell.ctype == library.XL_CELL_DATE and 61 <= number < 2_958_466:  # whole days of calendars that agree
        moment: dt.datetime = library.xldate_as_datetime(number, datemode)
        return moment.date() if moment.time() == dt.time() else moment
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
