"""What is not seen in a workbook that export wrote never comes back in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font
from tests.files.workbooks import edited

from aksonsim.errors import ScenarioError
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.write import export

STARTER = Path(__file__).parents[2] / "src" / "aksonsim" / "data" / "starter.yaml"


def at(sheet: Any, **values: Any) -> None:
    """Set attributes of a row or column, as ``height`` or ``hidden``."""
    for name, value in values.items():
        setattr(sheet, name, value)


HIDDEN: dict[str, tuple[Callable[[Any], None], str]] = {
    "row": (lambda sheet: at(sheet.row_dimensions[4], hidden=True), "B4: row 4 is hidden, by hand or by a filter"),
    "row of no height": (lambda sheet: at(sheet.row_dimensions[4], height=0.2), "B4: row 4 is hidden"),
    "row struck through": (lambda sheet: at(sheet["D4"], font=Font(strike=True)), "B4: row 4 is struck through"),
    "name struck through": (lambda sheet: at(sheet["B4"], font=Font(strike=True)), "B4: row 4 is struck through"),
    "shown as nothing": (lambda sheet: at(sheet["D4"], number_format=";;;"), "B4: row 4 is struck through, or shows"),
    "column": (lambda sheet: at(sheet.column_dimensions["D"], hidden=True), "D1: column mode is hidden; show it"),
    "column of no width": (lambda sheet: at(sheet.column_dimensions["D"], width=0.1), "D1: column mode is hidden"),
    "merged": (lambda sheet: sheet.merge_cells("D4:D5"), "cells D4:D5 are merged, and only the first of them"),
    "merged across": (lambda sheet: sheet.merge_cells("C4:E4"), "cells C4:E4 are merged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_not_seen__is_refused_in_what_export_wrote(kind: str, tmp_path: Path) -> None:
    export(STARTER, tmp_path / "a.xlsx")
    edit, sentence = HIDDEN[kind]
    book = edited(tmp_path / "a.xlsx", tmp_path / "b.xlsx", lambda b: edit(b["costs"]))
    wanted = {"column": "is hidden; show it", "merged": "are merged, and only"}.get(kind.split()[0], sentence[4:20])
    with pytest.raises(ScenarioError, match=f"costs!.*{re.escape(wanted)}"):
        bring_back(book, tmp_path / "b.yaml")
    assert not (tmp_path / "b.yaml").exists()


def test_hidden_sheets__are_refused_in_what_export_wrote(tmp_path: Path) -> None:
    export(STARTER, tmp_path / "a.xlsx")
    for name in ("events", "drivers"):
        for state in ("hidden", "veryHidden"):
            book = edited(tmp_path / "a.xlsx", tmp_path / "b.xlsx", lambda b, n=name, s=state: at(b[n], sheet_state=s))
            with pytest.raises(ScenarioError, match=f"{name}!A3: the sheet is hidden; show it, or delete it"):
                bring_back(book, tmp_path / "b.yaml")


def test_what_export_wrote__tells_rows_of_each_sheet(tmp_path: Path) -> None:
    export(STARTER, tmp_path / "a.xlsx")
    found = bring_back(tmp_path / "a.xlsx", tmp_path / "b.yaml", STARTER)
    assert "costs 5 rows" in found.read[0]
    assert "events 2 rows" in found.read[0]
    assert found.changes == ()
