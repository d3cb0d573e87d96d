"""Formulas computed anew, against figures worked out by hand or kept by the program that wrote them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from aksonsim.files.registers import formulas
from aksonsim.files.registers.formula_text import Area, parse
from aksonsim.files.registers.formulas import FormulaCheck, check, filled, references
from aksonsim.files.registers.grid import Book, Cell, Sheet, Value
from aksonsim.files.registers.opening import open_book

REGISTERS = Path(__file__).parents[1] / "registers"


def sheet(name: str, rows: list[list[Any]], **more: Any) -> Sheet:
    """Return a sheet; a text with a sign of equality is a formula without a value, a pair one with its value."""
    cells = {}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, tuple):
                cells[row, column] = Cell(value[1], formula=value[0], shown=value[2] if len(value) > 2 else "")
            elif isinstance(value, str) and value.startswith("="):
                cells[row, column] = Cell(None, formula=value)
            elif value is not None:
                cells[row, column] = Cell(value)
    return Sheet(name, cells, **more)


def book(*sheets: Sheet) -> Book:
    return Book(Path("made.xlsx"), "xlsx", sheets)


def computed(formula: str, **more: Any) -> Value:
    rows = [[2.0, 3.0, "text", None], [5, 7.0, True, "#REF!"], [11.0, 13.0, "", "=A1*10"]]
    other = sheet("It's other", [[100.0], [200.0]])
    made = book(sheet("Costs", [*rows, [], [formula]], **more), other)
    return next(one.computed for one in check(made) if one.row == 5)


FORMULAS: dict[str, Value] = {
    "=SUM(A1:A3)": 18.0,
    "=SUM(A1:C3)": 2 + 3 + 5 + 7 + 11 + 13,  # neither text nor flag
    "=SUM(A1,B2,A3:B3)": 2 + 7 + 24,
    "=sum(A:A)-A5+0": None,  # due to itself
    "=SUM(2:2)": None,  # an error in the row
    "=SUM($A$1:$A$2)+A3*2": 29.0,
    "=A1+B1*A2^2": 2 + 3 * 25,
    "=-A1^2": 4.0,  # as spreadsheets have it
    "=0-A1^2": -4.0,
    "=2^3^2": 64.0,
    "=(A1+B1)*A2/A3": 25 / 11,
    "=A1*10%": 0.2,
    "=--A1": 2.0,
    "=A1-B1-A2": -6.0,
    "=A1/B1/A2": 2 / 3 / 5,
    "=AVERAGE(A1:B3)": 41 / 6,
    "=MIN(A1:B3)+MAX(A1:B3)": 15.0,
    "=PRODUCT(A1:A3)": 110.0,
    "=SUMPRODUCT(A1:A3,B1:B3)": 2 * 3 + 5 * 7 + 11 * 13,
    "=SUMPRODUCT(A1:A3,B1:B2)": None,
    "=SUMPRODUCT(A1:A3*B1:B3)": None,
    "=SUBTOTAL(9,A1:A3)": 18.0,
    "=SUBTOTAL(3,A1:A3)": None,
    "=ROUND(2.5,0)+ROUND(-2.5,0)+ROUND(1.005,2)": 1.01,
    "=ROUND(1234,-2)": 1200.0,
    "=ROUNDUP(1.21,1)-ROUNDDOWN(1.29,1)": 1.3 - 1.2,
    "=ABS(A1-B1)": 1.0,
    '=IF(A1>B1,"more",A2)': 5.0,
    '=IF(C1="TEXT",1,2)': 1.0,
    '=IF(D1="","",D1)': "",
    '=IF(A1="",1,2)': 2.0,
    "=IF(A1<=2,A1<>3,0)": 1.0,
    "='It''s other'!A1+'IT''S OTHER'!$A$2": 300.0,
    "=SUM('It''s other'!A1:A2)": 300.0,
    "=D3+1": 21.0,  # of a formula without a value
    "=D1+1": 1.0,  # nothing is zero
    "=C1+1": None,
    "=D2+1": None,
    "=1/D1": None,
    "=A1+Missing!A1": None,
    "=A1+[1]Costs!A1": None,
    "=A1+'[b.xlsx]Costs'!A1": None,
    "=Total*2": None,
    "=SUM(Table1[Cost])": None,
    "=VLOOKUP(A1,A1:B3,2)": None,
    "=SUM(A1:B1 A1:A3)": None,
    "=A1+": None,
    "=(A1": None,
    "=SUM(A1;B1)": None,
    "={1,2}": None,
    "=A5": None,
    "=-8^(1/3)": None,
    "=" + "(" * 200 + "1" + ")" * 200: None,
    "=" + "+".join(["A1"] * 5_000): None,
    "=1e200*1e200": None,
    "=XFE1": None,
}


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda text: text[:40])
def test_formulas__against_hand_figures(formula: str) -> None:
    expected, found = FORMULAS[formula], computed(formula)
    if isinstance(expected, float | int):
        assert found == pytest.approx(expected, rel=1e-14)
    else:
        assert found == expected


def test_subtotals__leave_out_subtotals_and_what_109_does_not_show() -> None:
    rows = [[1.0], [2.0], ["=SUBTOTAL(9,A1:A2)"], [4.0], ["=SUBTOTAL(9,A1:A4)"], ["=SUBTOTAL(109,A1:A4)"]]
    shown = {one.row: one.computed for one in check(book(sheet("S", rows)))}
    assert shown == {3: 3.0, 5: 7.0, 6: 7.0}
    hidden = {one.row: one.computed for one in check(book(sheet("S", rows, hidden_rows=frozenset({2}))))}
    assert hidden == {3: None, 5: None, 6: 5.0}  # 9 counts a row hidden by hand, not one that a filter hides


def one(cached: Value, value: Any, shown: str = "") -> bool | None:
    return FormulaCheck("S", 1, 1, "=A1", shown, cached, value).agrees


def test_agreement__to_the_digits_of_a_sum_or_as_shown() -> None:
    assert one(0.1 + 0.2, 0.3) is True
    assert one(100.0, 100.001) is False
    assert one(100.0, 100.4, "0") is True
    assert one(100.0, 100.6, "0") is False
    assert one(0.12, 0.1249, "0%") is True
    assert one(0.12, 0.1251, "0%") is False
    assert one(1.25, 1.254, "#,##0.00") is True
    assert one(1.25, 1.256, "#,##0.00") is False
    assert one(1_000_000, 1_000_400, "0,,") is False  # shown in millions: no digit is known
    assert one(0.0001, 0.0002) is False
    assert one(None, 1.0) is None
    assert one(1.0, None) is None
    assert one("", "") is True
    assert one("", 0.0) is False


def test_check__only_the_formula_that_is_out_of_date_differs() -> None:
    rows = [[1.0], [2.0], [("=SUM(A1:A2)", 4.0)], [("=A3*2", 8.0)]]
    assert [one.agrees for one in check(book(sheet("S", rows)))] == [False, True]


def test_filled__what_a_file_keeps_no_value_of() -> None:
    made = book(sheet("S", [[1.5, "=A1*2", "=B1+NOW()", ("=A1", 7.0)], ["=T!A1"]]), sheet("T", [["=S!B1"]]))
    full = filled(made)
    assert [full.sheets[0].at(1, column).value for column in (1, 2, 3, 4)] == [1.5, 3.0, None, 7.0]
    assert full.sheets[0].at(2, 1).value == 3.0
    assert full.sheets[1].at(1, 1).value == 3.0
    assert full.sheets[0].at(1, 2).formula == "=A1*2"
    assert filled(full).sheets[0].at(1, 3).value is None


def test_filled__cells_that_need_each_other_have_no_value() -> None:
    full = filled(book(sheet("S", [["=B1+1", "=A1+1", "=C1"]])))
    assert [cell.value for cell in full.sheets[0].cells.values()] == [None, None, None]


@pytest.mark.parametrize("upwards", [False, True])
def test_filled__long_chains_either_way(upwards: bool) -> None:
    rows: list[list[Any]] = [[1.0], *([f"=A{row - 1}+1"] for row in range(2, 3_001))]
    if upwards:
        rows = [*([f"=A{row + 1}+1"] for row in range(1, 3_000)), [1.0]]
    values = filled(book(sheet("S", rows))).sheets[0]
    assert values.at(1 if upwards else 3_000, 1).value == 3_000.0


def test_filled__running_sums_without_end_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "MOST_LOOKS", 20_000)
    rows = [[1.0, f"=SUM(A$1:A{row})"] for row in range(1, 301)]
    values = [cell.value for (_, column), cell in filled(book(sheet("S", rows))).sheets[0].cells.items() if column == 2]
    known = [value for value in values if value is not None]
    assert 50 < len(known) < 300
    assert known == [float(row) for row in range(1, len(known) + 1)]


def test_references__of_a_formula() -> None:
    assert references("=SUM(C6:$C$8)+'My Sheet'!B2*LOG10(D4)") == {
        Area("", 6, 3, 8, 3), Area("My Sheet", 2, 2, 2, 2), Area("", 4, 4, 4, 4),
    }  # fmt: skip
    assert references("=[1]Costs!A1+B1") == frozenset()
    assert references('="A1"&B1') == {Area("", 1, 2, 1, 2)}
    assert references("=S!A1:S!B2") == {Area("S", 1, 1, 2, 2)}
    assert (7, 3) in next(iter(references("=SUM(C6:C8)")))
    assert (9, 3) not in next(iter(references("=SUM(C6:C8)")))
    assert parse("=1") == 1.0


KEPT = {"07_two_row_header_formulas.xlsx": 18, "08_quantity_unit_price.xlsx": 9}


@pytest.mark.parametrize("name", KEPT)
def test_registers__values_kept_by_the_writer_are_found_again(name: str) -> None:
    found = check(open_book(REGISTERS / name))
    assert len(found) == KEPT[name]
    assert all(one.agrees for one in found)
    assert all(isinstance(one.computed, float) and math.isclose(one.computed, float(one.cached)) for one in found)  # type: ignore[arg-type]


def test_registers__rows_of_a_form_without_values_show_nothing() -> None:
    cells = filled(open_book(REGISTERS / "15_risk_bands.xlsx")).sheets[0].cells.values()
    assert [cell.value for cell in cells if cell.formula].count("") == 12
