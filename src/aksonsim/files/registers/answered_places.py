"""Answers about rows and headers are about rows that the file has: what is said of no row would be passed over."""

from __future__ import annotations

from collections.abc import Iterator

from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.registers.decisions import Answers
from aksonsim.files.registers.grid import Book, Sheet


def check_places(book: Book, answers: Answers) -> None:
    """Refuse answers about a sheet or row that there is none of.

    Raises
    ------
    AksonsimError
        One sentence, which says which there are.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for written, sheet, row in _places(answers):
        if sheet not in sheets:
            some = next(name for name in sheets)
            advice = nearest(sheet, sheets) if sheet else f"with its sheet: {some}!{row}"
            raise AksonsimError(f"answer {written}: there is no such sheet; {advice}")
        if row not in sheets[sheet].by_row:
            raise AksonsimError(f"answer {written}: there is nothing in that row; {_extent(sheets[sheet])}")


def _places(answers: Answers) -> Iterator[tuple[str, str, int]]:
    for place, kind in answers.rows.items():
        sheet, mark, row = place.rpartition("!")
        if row.isdecimal():
            yield f"{place if mark else f'row {place}'}={kind}", sheet, int(row)
    for sheet, header in answers.headers.items():
        yield f"header[{sheet}]={header}", sheet, header


def _extent(sheet: Sheet) -> str:
    rows = [*sheet.by_row]
    return f"rows {rows[0]} to {rows[-1]} hold something" if rows else "the sheet is empty"
