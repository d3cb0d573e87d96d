"""A register given back to its author: each row coloured, with what it was read as beside it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.access import read_bytes
from aksonsim.files.excel import guard, page
from aksonsim.files.excel.cells import escaped, put
from aksonsim.files.registers.grid import Book, Sheet, letters
from aksonsim.files.registers.reading import Reading
from aksonsim.files.registers.row_marks import STATUSES, Mark, Status, marks_of
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate

FIRST = "aksonsim"
"""The sheet that is put before those of the author."""
COLOURS: dict[Status, str] = {"read": "E3F0FA", "took": "E3F0FA", "left": "D9D9D9", "ask": "F5C242", "check": "E09A6C"}
"""Each darker than the one before, so that they differ in print and for the colour-blind; the word stands there too."""
WORST: tuple[Status, ...] = ("ask", "check", "left", "read", "took")
"""What colours a row of which several things are to be said."""
WIDE = 60.0
LONGEST = 2_000
"""Characters of what is said of a row."""

_ELSEWHERE = re.compile(r"\[[0-9]+\]|\||\bWEBSERVICE\b|\bHYPERLINK\b|\bRTD\b", re.IGNORECASE)
"""What a formula that reaches out of the workbook holds; its value is written instead."""


def annotate(
    book: Book, reading: Reading, title: Words, told: Sequence[tuple[Words, Words]], out: Path, lang: Lang
) -> dict[Status, int]:
    """Write a register as a workbook in which each row says how it was read; return how many rows say what.

    A workbook keeps its sheets, formats, widths and hidden rows, not its macros, links and kept values of formulas;
    a file of another kind becomes a workbook of the same cells.

    Parameters
    ----------
    book, reading
        The file as it was opened, and as it was read.
    title, told
        What the first sheet says of the whole file: label and line, in their order.
    out
        The workbook (.xlsx); written wholly or not at all, never over the file that was read.

    Raises
    ------
    AksonsimError
        ``out`` is the register itself; no openpyxl; a workbook that cannot be opened once more.
    """
    if out.exists() and out.samefile(book.path):
        raise AksonsimError(f"{out}: is the register itself; name another file")
    target = _author(book) if book.kind in ("xlsx", "xlsm") else _same_grid(book, out)
    marks, counts = marks_of(reading), dict.fromkeys(STATUSES, 0)
    heads: dict[str, int] = {}
    for table in reading.tables:
        heads.setdefault(table.sheet.name, table.header[0])
    for sheet, written in zip(book.sheets, _grids(target), strict=True):
        column = _mark_rows(written, sheet, marks[sheet.name], lang)
        head = heads.get(sheet.name, 0)
        if column and head and head not in marks[sheet.name]:
            _say(written.cell(head, column), translate(_("how each row was read (aksonsim)"), lang), bold=True)
        for row in marks[sheet.name].values():
            counts[_worst(row)] += 1
    _first_sheet(target, title, told, lang)
    page.save(target, out)
    return counts


def _author(book: Book) -> Any:
    """Return the author's workbook, opened for writing; what reaches out of it is replaced by the values it keeps."""
    raw = read_bytes(book.path, wanted="a register is needed")
    guard.check_archive(raw, str(book.path), aside=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that the library does not keep
            out = page.openpyxl().load_workbook(io.BytesIO(raw), keep_links=False)
    except Exception as error:  # the library's own, of any kind, at what a sender may have written
        raise AksonsimError(f"{book.path}: cannot be given back ({type(error).__name__}: {error})") from None
    for name, defined in [*out.defined_names.items()]:
        if _ELSEWHERE.search(defined.attr_text or ""):
            del out.defined_names[name]
    for sheet, written in zip(book.sheets, _grids(out), strict=True):
        written.sheet_view.tabSelected = False  # or what is typed in the first sheet would be typed in all
        for (row, column), cell in sheet.cells.items():
            if cell.formula and _ELSEWHERE.search(cell.formula):
                _put(written.cell(row, column), cell.value)
    return out


def _grids(book: Any) -> list[Any]:
    """Return the sheets of a workbook that hold cells."""
    return list(book.worksheets)


def _same_grid(book: Book, out: Path) -> Any:
    """Return a workbook of the cells of a file of another kind."""
    from openpyxl.styles import Font

    target = page.new_book(out)
    for number, sheet in enumerate(book.sheets, 1):
        name = re.sub(r"[\\/*?:\[\]]", "-", sheet.name or book.path.stem)[:31].strip("'") or f"sheet {number}"
        written = target.create_sheet(name)
        for (row, column), cell in sheet.cells.items():
            place = written.cell(row, column)
            _put(place, cell.value)
            if cell.shown and book.kind == "xls":
                place.number_format = cell.shown
            if cell.struck:
                place.font = Font(name="Calibri", size=11, strike=True)
        for top, left, bottom, right in sheet.merged:
            written.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden_rows:
            written.row_dimensions[row].hidden = True
        for column in {column for _row, column in sheet.cells}:
            lengths = [len(str(c.value)) for (_row, at), c in sheet.cells.items() if at == column]
            written.column_dimensions[letters(column)].width = min(40.0, max(9.0, max(lengths) + 2))
        for column in sheet.hidden_columns:
            written.column_dimensions[letters(column)].hidden = True
        written.sheet_state = "hidden" if sheet.hidden else "visible"
    return target


def _put(cell: Any, value: Any) -> None:
    """Write a value as it stands; a text stays one whatever it begins with."""
    put(cell, escaped(value) if isinstance(value, str) else value)


def _mark_rows(written: Any, sheet: Sheet, marks: Mapping[int, Sequence[Mark]], lang: Lang) -> int:
    """Colour the rows of a sheet and say beside them why; return the column of it, 0 in a sheet without a mark."""
    from openpyxl.styles import PatternFill

    if not marks:
        return 0
    ends = [right for _top, _left, _bottom, right in sheet.merged]
    column = max((*(column for _row, column in sheet.cells), *ends)) + 1
    fills = {status: PatternFill("solid", fgColor=colour) for status, colour in COLOURS.items()}
    for row, said in marks.items():
        fill = fills[_worst(said)]
        cells = sheet.by_row.get(row, {column: None})
        for number in range(min(cells), column):
            cell = written.cell(row, number)
            if cell.fill.fill_type is None:  # the author's own colours stay
                cell.fill = fill
        lines = [f"{translate(STATUSES[mark.status], lang)}: {translate(mark.why, lang)}" for mark in said]
        fits = written.row_dimensions[row].height is None  # a row of a height of its own would hide what wraps
        _say(written.cell(row, column), ("\n" if fits else "; ").join(lines), wrap=fits)
        written.cell(row, column).fill = fill
    written.column_dimensions[letters(column)].width = WIDE
    written.column_dimensions[letters(column)].hidden = False
    return column


def _worst(marks: Sequence[Mark]) -> Status:
    return min((mark.status for mark in marks), key=WORST.index)


def _say(cell: Any, text: str, *, bold: bool = False, wrap: bool = True) -> None:
    from openpyxl.styles import Alignment

    _put(cell, text if len(text) <= LONGEST else f"{text[:LONGEST]}...")
    cell.font = page.font(bold=bold, size=10)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _first_sheet(book: Any, title: Words, told: Sequence[tuple[Words, Words]], lang: Lang) -> None:
    """Put the reading of the whole file before the sheets of the author, with what the colours mean."""
    from openpyxl.styles import PatternFill

    sheet = book.create_sheet(FIRST, 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    _say(sheet.cell(1, 1), translate(title, lang), bold=True, wrap=False)
    labels = {translate(label, lang): status for status, label in STATUSES.items()}
    for row, (label, line) in enumerate(told, 3):
        word = translate(label, lang).strip()
        _say(sheet.cell(row, 1), word, bold=True)
        _say(sheet.cell(row, 2), translate(line, lang))
        if word in labels:
            sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[labels[word]])
    row = len(told) + 4
    meant: tuple[tuple[Status, Words], ...] = (
        ("read", _("this row is in the estimate, with the figures named beside it")),
        ("took", _("this row says something about the others: a unit, a price level")),
        ("left", _("this row is not in the estimate, for the reason named beside it")),
        ("check", _("something here does not fit together: please look at it")),
        ("ask", _("this has to be answered before the register can be read")),
    )
    _say(sheet.cell(row, 1), translate(_("Colours"), lang), bold=True)
    for at, (status, text) in enumerate(meant, row + 1):
        _say(sheet.cell(at, 1), translate(STATUSES[status], lang), bold=True)
        sheet.cell(at, 1).fill = PatternFill("solid", fgColor=COLOURS[status])
        _say(sheet.cell(at, 2), translate(text, lang))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14.0, 110.0
