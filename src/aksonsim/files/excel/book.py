"""The workbook of a scenario file: sheets of explanation, sheets of the file, and lists of what may stand in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aksonsim.files.excel import layout, page, words
from aksonsim.files.excel.cells import put, textual
from aksonsim.files.excel.layout import Sheet, Unknown, name_of_path
from aksonsim.files.excel.page import Grid
from aksonsim.files.registers.grid import letters
from aksonsim.language.text import pgettext
from aksonsim.model.fields import choices

SPARE_ROWS = 300
"""Rows below the last that have lists too, for what a reviewer adds."""

_NAMES: dict[str, str] = {
    "programme": "programmes",
    "under": "groups",
    "activity": "activities",
    "source": "sources",
    "given": "events",
    "part_of": "drivers",
    "scenario": "scenarios",
    "delay.activity": "activities",
}
"""Columns that name a row of another sheet."""
_SHAPES = ("pert", "triangular", "gamma", "lognormal", "normal")


class Book:
    """A workbook in the making."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = page.new_book(path)

    def explain(self, file: str, out: str) -> None:
        """Write the first sheet, which explains the others in Norwegian and English."""
        from openpyxl.styles import Alignment

        sheet = self.book.create_sheet(layout.README)
        put(sheet.cell(1, 1), words.beside(words.SHEETS[layout.README]))
        sheet.cell(1, 1).font = page.font(bold=True, size=14, color=page.DARK)
        rows = [*map(words.both, words.README), (command := f"aksonsim import {out} --onto {file} -o {file}", command)]
        for number, texts in enumerate((("Norsk", "English"), *rows), 2):
            for column, text in enumerate(texts, 1):
                cell = sheet.cell(number, column)
                put(cell, text)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = page.font(bold=number == 2, name="Consolas" if text is command else "Calibri")
        page.finish(sheet, [70, 70], 2, 1)
        sheet.auto_filter.ref = sheet.freeze_panes = sheet.print_title_rows = None
        sheet.page_setup.fitToHeight = 1

    def contents(self, grids: Mapping[str, Grid]) -> None:
        """Add the list of sheets to the first one."""
        sheet = self.book[layout.README]
        row = sheet.max_row + 2
        for name, grid in grids.items():
            nb, en = words.both(words.SHEETS[name])
            for column, text in enumerate((f"{name}: {nb}", en), 1):
                cell = sheet.cell(row, column)
                put(cell, text)
                cell.font = page.font(color=page.DARK if grid.rows else page.GREY)
            row += 1

    def add(self, sheet: Sheet, grid: Grid, money: words.Both, grids: Mapping[str, Grid]) -> None:
        """Write one sheet of the file."""
        if sheet.kind == "values":
            self._add_values(sheet, grid, money)
            return
        target = self.book.create_sheet(sheet.name)
        headers = [name_of_path(header) for header in grid.headers]
        units = [words.unit(sheet.name, header, money) for header in headers]
        under = [_under(words.label(header), unit) for header, unit in zip(grid.headers, units, strict=True)]
        row = page.heading(target, _title(sheet), under, headers)
        page.body(target, grid.rows, row + 1)
        for column, header in enumerate(grid.headers, 1):
            self._choices(target, sheet, header, column, (row + 1, row + len(grid.rows) + SPARE_ROWS), grids)
        page.finish(target, page.widths(headers, grid.rows), row, 2 if headers[1:2] == ["title"] else 1)

    def _add_values(self, sheet: Sheet, grid: Grid, money: words.Both) -> None:
        """Write a section, a path a row, with what may stand beside it."""
        from openpyxl.worksheet.datavalidation import DataValidation

        target = self.book.create_sheet(sheet.name)
        under = [words.beside(words.COLUMNS[key]) for key in ("path", "value")]
        allowed = words.beside(pgettext("workbook", "unit, allowed values"))
        row = page.heading(target, _title(sheet), [*under, "", "", ""], ["path", "value", "norsk", "english", allowed])
        rows = []
        for number, (path, value) in enumerate(grid.rows, row + 1):
            header = (layout.steps_of(path) or ())[len(sheet.path) :]
            nb, en = words.label(header)
            unit = _under(words.unit(sheet.name, path, money), ("", ""))
            may = layout.meaning(sheet.model, header)
            rows.append([path, value, nb, en, ", ".join(text for text in (unit, may) if text)])
            if chosen := _words_at(sheet, header):
                listed = DataValidation(type="list", formula1=f'"{",".join(chosen)}"', allow_blank=True)
                listed.add(f"B{number}")
                target.add_data_validation(listed)
        page.body(target, rows, row + 1, numbers="left")
        page.finish(target, [38.0, 50.0, 26.0, 26.0, 34.0], row, 1)

    def _choices(
        self,
        target: Any,
        sheet: Sheet,
        header: tuple[str, ...],
        column: int,
        rows: tuple[int, int],
        grids: Mapping[str, Grid],
    ) -> None:
        """Give a column a list to choose from: the model's words, or the names of another sheet."""
        from openpyxl.worksheet.datavalidation import DataValidation

        path = name_of_path(header)
        named = _NAMES.get(path)
        if sheet.kind == "pairs" and path == "id":
            named = sheet.path[0]
        if named is not None and named in grids:
            last = 3 + len(grids[named].rows) + SPARE_ROWS
            where = letters(grids[named].headers.index(("id",)) + 1)
            # Lists in brackets, patterns and names yet to be written are right too: a list to choose from, no wall.
            listed = DataValidation(
                type="list", formula1=f"'{named}'!${where}$4:${where}${last}", showErrorMessage=False
            )
        elif chosen := _words_at(sheet, header):
            listed = DataValidation(
                type="list", formula1=f'"{",".join(chosen)}"', allow_blank=True, showErrorMessage=header[-1] != "shape"
            )
            choose = words.beside(pgettext("workbook", "choose"))
            listed.error, listed.errorTitle = f"{choose}: {', '.join(chosen)}", path
        else:
            return
        listed.add(f"{letters(column)}{rows[0]}:{letters(column)}{rows[1]}")
        target.add_data_validation(listed)

    def columns(self, grids: Mapping[str, Grid]) -> None:
        """Write the last sheet: every column that a table can have, and what may stand in it."""
        rows = []
        for name in grids:
            sheet = layout.sheets()[name]
            if sheet.kind in ("list", "keyed"):
                for key in dict.fromkeys((*sheet.columns, *layout.keys_in_order(sheet.model))):
                    nb, en = words.label((key,))
                    rows.append(
                        [
                            name,
                            key,
                            nb,
                            en,
                            layout.meaning(sheet.model, (key,)) or words.beside(pgettext("workbook", "text")),
                        ]
                    )
        target = self.book.create_sheet(layout.COLUMNS)
        headers = ["sheet", "column", "norsk", "english", "allowed"]
        title = words.beside(words.SHEETS[layout.COLUMNS])
        row = page.heading(target, title, [""] * len(headers), headers)
        page.body(target, rows, row + 1)
        page.finish(target, [26.0, 20.0, 28.0, 28.0, 48.0], row, 2)

    def save(self) -> None:
        """Write the file wholly or not at all."""
        page.save(self.book, self.path)


def _title(sheet: Sheet) -> str:
    return words.beside(words.SHEETS[sheet.name])


def _under(label: tuple[str, str], unit: tuple[str, str]) -> str:
    """Return what stands over a column: Norwegian, English, unit, each once."""
    parts = [*dict.fromkeys(part for part in (*label, *unit) if part)]
    return " · ".join(parts)


def _words_at(sheet: Sheet, header: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that a column of choices allows; none for any other."""
    if header[-1:] == ("shape",) and len(header) > 1:
        return _SHAPES
    allowed = layout.kinds_at(sheet.model, header)
    if isinstance(allowed, Unknown):
        return ()
    if allowed == (bool,):
        return ("TRUE", "FALSE")
    return tuple(word for kind in allowed for word in choices(kind)) if textual(allowed) else ()
