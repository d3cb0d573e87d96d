"""How a workbook looks: one table a sheet under a frozen header, wide enough to read, landscape on A4."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import replacing
from aksonsim.files.excel.cells import put
from aksonsim.files.registers.grid import letters

SUFFIX = ".xlsx"
WIDEST, NARROWEST = 50.0, 9.0
"""Characters that a column is wide at most and at least; what is longer wraps."""
NARROWER = {"title": 34.0, "title_nb": 34.0, "publisher": 30.0, "url": 34.0, "source": 30.0}
"""Columns that may wrap earlier."""
LONG_HEADER = 18
PAGE_CHARACTERS = 175.0
"""Characters across one landscape page of A4 that are still read with ease."""
LINE, TALLEST = 15.0, 405.0
"""Height of a line and of the tallest row, in points."""
DARK, LIGHT, GREY = "1F3864", "DDE6F3", "595959"


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a sheet, each by the steps of its path, and its rows of encoded values."""

    headers: list[tuple[str, ...]]
    rows: list[list[Any]]


def openpyxl() -> Any:
    """Return the library that writes and reads workbooks.

    Raises
    ------
    AksonsimError
        It is not installed.
    """
    try:
        import openpyxl as library
    except ImportError:
        raise AksonsimError("workbooks need openpyxl: pip install 'aksonsim[excel]'") from None
    return library


def new_book(path: str | Path) -> Any:
    """Return an empty workbook for a path that is checked to be that of one."""
    if Path(path).suffix.lower() != SUFFIX:
        raise AksonsimError(f"{path}: the name of a workbook ends in {SUFFIX}")
    book = openpyxl().Workbook()
    book.remove(book.active)
    return book


def save(book: Any, path: str | Path) -> None:
    """Write a workbook wholly or not at all.

    It is packed in memory first: an archive that meets a full disk complains once more when it is thrown away.
    """
    packed = io.BytesIO()
    book.save(packed)
    with replacing(path) as temporary:
        temporary.write_bytes(packed.getbuffer())


def heading(sheet: Any, title: str, under: Sequence[str], headers: Sequence[str]) -> int:
    """Write the title, what each column is and the header; freeze them. Return the row of the header."""
    from openpyxl.styles import Alignment, PatternFill

    put(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = font(bold=True, size=14, color=DARK)
    for column, (text, header) in enumerate(zip(under, headers, strict=True), 1):
        cell = sheet.cell(2, column)
        put(cell, text or None)
        cell.font = font(italic=True, size=9, color=GREY)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        cell = sheet.cell(3, column)
        put(cell, header)
        cell.font = font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=DARK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    return 3


def font(**looks: Any) -> Any:
    """Return a font of the workbook's family."""
    from openpyxl.styles import Font

    return Font(**({"name": "Calibri", "size": 11} | looks))


def body(sheet: Any, rows: Sequence[Sequence[Any]], first: int, *, numbers: str = "right") -> None:
    """Write rows below a header: text wraps, a thin line ends each row, ``numbers`` says where numbers stand."""
    from openpyxl.styles import Alignment, Border, Side

    left = Alignment(vertical="top", horizontal="left", wrap_text=True)
    # Indented, or a number would touch the text to its right.
    beside = Alignment(vertical="top", horizontal=numbers, indent=1 if numbers == "right" else 0)
    line = Border(bottom=Side(style="hair", color="BFBFBF"))
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if value is not None:
                put(cell, value)
            cell.alignment = beside if isinstance(value, (int, float)) else left
            cell.border = line


def finish(sheet: Any, widths: Sequence[float], header_row: int, key_columns: int) -> None:
    """Set widths, freeze the header and the key columns, and let the sheet print on landscape A4 pages."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[letters(column)].width = width
    for row in sheet.iter_rows(min_row=2):
        lines = max(_lines(cell.value, width) for cell, width in zip(row, widths, strict=False))
        sheet.row_dimensions[row[0].row].height = min(TALLEST, LINE * lines + 2)
    sheet.freeze_panes = f"{letters(key_columns + 1)}{header_row + 1}"
    last = f"{letters(len(widths))}{max(sheet.max_row, header_row)}"
    sheet.auto_filter.ref = f"A{header_row}:{last}"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = _fit()
    sheet.page_setup.fitToWidth = max(1, math.ceil(sum(widths) / PAGE_CHARACTERS))
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"1:{header_row}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = "A:A"
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5


def _lines(value: Any, width: float) -> int:
    """Return how many lines a value takes: not every spreadsheet fits the height of rows by itself."""
    parts = str("" if value is None else value).split("\n")
    return sum(max(1, math.ceil(len(part) / (1.05 * width))) for part in parts)


def _fit() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def widths(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """Return the width of each column: its header's words and most of what stands below, within bounds."""
    return [_width(header, [row[column] for row in rows]) for column, header in enumerate(headers)]


def _width(header: str, values: Sequence[Any]) -> float:
    lengths = sorted(_lengths(values))
    share = 1.0 if header == "id" else 0.9  # a name is read whole, of the rest the longest may wrap
    usual = lengths[min(len(lengths) - 1, int(share * len(lengths)))] if lengths else 0
    return min(NARROWER.get(header, WIDEST), max(NARROWEST, min(len(header), LONG_HEADER) + 4, usual + 2))


def _lengths(values: Sequence[Any]) -> Iterator[int]:
    for value in values:
        if value is not None:
            yield len(f"{value:.10g}" if isinstance(value, float) else str(value))
