"""The only opener of workbooks: the cells that hold something, once the file was found harmless."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass, field
from os import fspath
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.excel import guard
from aksonsim.files.excel.looks import Looks, looks, styled
from aksonsim.files.excel.page import openpyxl
from aksonsim.files.yaml import fail

MOST_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells of a sheet that hold something, row by row: (row, {column: cell})."""

    name: str
    rows: list[tuple[int, dict[int, Any]]]
    looks: Looks = field(default_factory=Looks)


def book_rows(path: Path) -> list[Rows]:
    """Return the sheets of a workbook with the cells that hold something.

    Raises
    ------
    ScenarioError
        One sentence for whatever is no plain workbook of reasonable size.
    """
    library = openpyxl()
    guard.check(path)
    out, left = [], MOST_CELLS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that we do not read anyway
            book = library.load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                for sheet in book.worksheets:
                    sheet.reset_dimensions()  # a sheet may claim any size
                    rows = Rows(sheet.title, [], looks(_part(path, sheet)))
                    if rows.looks.out_of_order:
                        what = f"sheet {sheet.title}: {rows.looks.out_of_order} is out of order"
                        raise fail(fspath(path), what, "save the workbook anew")
                    rows.looks.hidden = sheet.sheet_state != "visible"
                    for number, cells in enumerate(sheet.iter_rows(), 1):
                        held = {place: cell for place, cell in enumerate(cells, 1) if _holds(cell)}
                        for cell in held.values():
                            styled(cell)
                        if held:
                            rows.rows.append((number, held))
                            left -= len(held)
                        if left < 0:
                            raise fail(fspath(path), f"has more than {MOST_CELLS} cells", "write a smaller workbook")
                    out.append(rows)
            finally:
                book.close()
    except AksonsimError:
        raise
    except Exception as error:  # the library's own, of any kind, at what a sender may have written
        raise fail(fspath(path), f"is no workbook that can be read ({type(error).__name__}: {error})") from None
    return out


def _part(path: Path, sheet: Any) -> bytes:
    """Return the XML of a sheet: read cell by cell, the library tells nothing of its rows and columns."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(sheet._worksheet_path)


def _holds(cell: Any) -> bool:
    return cell.value is not None and not (isinstance(cell.value, str) and cell.data_type == "s" and cell.value == "")
