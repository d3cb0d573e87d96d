"""A plain workbook for people who begin in a spreadsheet: one sheet a kind of row, headers as people write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.excel import page
from aksonsim.files.excel.cells import put
from aksonsim.files.registers.grid import letters
from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Words, pgettext, translate

HEADER = 4
"""Row of the header of each sheet; the title and the unit stand above it."""
SPARE = 200
"""Rows below the header that are formatted for what people add."""
_PERCENT = "0%"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of the template: columns with their widths and number formats, and rows that are examples."""

    name: Text
    title: Text
    columns: tuple[tuple[Text, float, str], ...]
    rows: tuple[tuple[Words | float | None, ...], ...]


def _number(text: Text) -> tuple[Text, float, str]:
    return text, 14.0, "#,##0.0"


_ID = (pgettext("template", "Id"), 8.0, "@")
_COMMENT = (pgettext("template", "Comment"), 44.0, "@")
_APPLIES = (pgettext("template", "Applies to"), 18.0, "@")
_MODE = pgettext("template", "Most likely")
_P10, _P90 = pgettext("template", "P10"), pgettext("template", "P90")
_REPLACE = pgettext("template", "example: write your own here")
_OPEN = pgettext("template", "Open")

PAGES: tuple[Page, ...] = (
    Page(
        pgettext("template", "Elements"),
        pgettext("template", "Cost elements (the rows below are examples)"),
        (_ID, (pgettext("template", "Name"), 34.0, "@"), _number(_P10), _number(_MODE), _number(_P90), _COMMENT),
        (
            ("E1", pgettext("template", "Example: ground works"), 90.0, 100.0, 130.0, _REPLACE),
            ("E2", pgettext("template", "Example: structure"), 180.0, 200.0, 260.0, _REPLACE),
            ("E3", pgettext("template", "Example: owner's costs"), 35.0, 40.0, 48.0, _REPLACE),
        ),
    ),
    Page(
        pgettext("template", "Risks"),
        pgettext("template", "Risks that may occur or not (the rows below are examples)"),
        (
            _ID, (pgettext("template", "Risk"), 34.0, "@"), (pgettext("template", "Probability"), 14.0, _PERCENT),
            _number(pgettext("template", "Min")), _number(_MODE), _number(pgettext("template", "Max")), _APPLIES,
            (pgettext("template", "Status"), 12.0, "@"),
        ),
        (
            ("R1", pgettext("template", "Example: polluted ground"), 0.3, 5.0, 10.0, 25.0, "E1", _OPEN),
            ("R2", pgettext("template", "Example: late permit"), 0.1, 8.0, 15.0, 30.0, None, _OPEN),
        ),
    ),
    Page(
        pgettext("template", "Drivers (%)"),
        pgettext("template", "What moves many elements at once, in per cent of them (the row below is an example)"),
        (
            _ID, (pgettext("template", "Driver"), 34.0, "@"), (_P10, 14.0, _PERCENT), (_MODE, 14.0, _PERCENT),
            (_P90, 14.0, _PERCENT), _APPLIES, _COMMENT,
        ),
        (("D1", pgettext("template", "Example: market"), -0.05, 0.0, 0.1, "E1, E2", _REPLACE),),
    ),
    Page(
        pgettext("template", "Correlations"),
        pgettext("template", "Elements whose costs rise together, from -1 to 1 (the row below is an example)"),
        (
            (pgettext("template", "Element A"), 18.0, "@"), (pgettext("template", "Element B"), 18.0, "@"),
            (pgettext("template", "Correlation"), 14.0, "0.00"),
        ),
        (("E1", "E2", 0.3),),
    ),
)  # fmt: skip
UNIT = pgettext("template", "All amounts in MEUR, price level 2026")
README = pgettext("template", "How to")
HOW: tuple[Text, ...] = (
    pgettext("template", "Replace the examples by your own rows. A sheet that is not needed may be deleted."),
    pgettext("template", "The unit and the price level stand once, in row 2 of the first sheet: change them there."),
    pgettext("template", "P10 and P90: the cost is below P10 with 10 % probability, and above P90 with 10 %."),
    pgettext("template", "Min and Max of a risk: it costs no less and no more if it occurs."),
    pgettext("template", "Applies to: ids of elements, with commas between them. Empty: the whole project."),
    pgettext("template", "Status: closed risks are left out."),
    pgettext("template", "Then, in a terminal:"),
)  # fmt: skip
COMMANDS: tuple[str, ...] = (
    "aksonsim import {name}",
    "aksonsim import {name} --answer shape=pert -o {stem}.yaml",
    "aksonsim run {stem}.yaml -o {stem}.nc",
)


def write_template(out: Path, lang: Lang) -> None:
    """Write the template; `aksonsim import` reads it once the shape of the triples is answered.

    Raises
    ------
    AksonsimError
        ``out`` exists, or is not named as a workbook is; openpyxl is not installed.
    """
    book = page.new_book(out)
    for one in PAGES:
        _write(book, one, lang, translate(UNIT, lang) if one is PAGES[0] else "")
    _readme(book, out, lang)
    book.active = 0
    packed = io.BytesIO()
    book.save(packed)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with out.open("xb") as file:
            file.write(packed.getbuffer())
    except FileExistsError:
        raise AksonsimError(f"{out}: exists already; name another file") from None


def _write(book: Any, one: Page, lang: Lang, unit: str) -> None:
    """Write one sheet: title, unit, header, examples, and formatted rows below them."""
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(translate(one.name, lang))
    put(sheet["A1"], translate(one.title, lang))
    sheet["A1"].font = page.font(bold=True, size=14, color=page.DARK)
    put(sheet["A2"], unit or None)
    for column, (header, width, shown) in enumerate(one.columns, 1):
        cell = sheet.cell(HEADER, column)
        put(cell, translate(header, lang))
        cell.font, cell.fill = page.font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=page.DARK)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[letters(column)].width = width
        for row in range(HEADER + 1, HEADER + SPARE + 1):
            sheet.cell(row, column).number_format = shown
    for number, row_values in enumerate(one.rows, HEADER + 1):
        _example(sheet, number, row_values, lang)
    if translate(one.columns[-1][0], "en") == "Status":
        words = ",".join(translate(word, lang) for word in (_OPEN, pgettext("template", "Closed")))
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
        last = letters(len(one.columns))
        choice.add(f"{last}{HEADER + 1}:{last}{HEADER + SPARE}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = f"A{HEADER + 1}"
    sheet.page_setup.orientation = "landscape"


def _example(sheet: Any, row: int, values: Sequence[Words | float | None], lang: Lang) -> None:
    for column, value in enumerate(values, 1):
        if value is None:
            continue
        cell = sheet.cell(row, column)
        shown = cell.number_format
        put(cell, value if isinstance(value, float) else translate(value, lang))
        cell.number_format = shown
        cell.font = page.font(italic=True, color=page.GREY)


def _readme(book: Any, out: Path, lang: Lang) -> None:
    from openpyxl.styles import Alignment

    sheet = book.create_sheet(translate(README, lang))
    typed = [line.format(name=out.name, stem=out.stem) for line in COMMANDS]
    for row, line in enumerate((*(translate(text, lang) for text in HOW), *typed), 1):
        cell = sheet.cell(row, 1)
        put(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = page.font(name="Consolas" if line in typed else "Calibri")
    sheet.column_dimensions["A"].width = 100.0
