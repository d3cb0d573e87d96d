"""What is not seen in a workbook, stands on another sheet or in another unit never enters a total in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font
from tests.files.registers import HEADER, PLAIN, SHEET, register, taken, told
from tests.files.workbooks import edited, part, repacked

from aksonsim.errors import ScenarioError
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.triples_tables import Said
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
def test_what_is_not_seen__is_refused(kind: str, tmp_path: Path) -> None:
    edit, sentence = HIDDEN[kind]
    assert sentence in told(register(tmp_path / "a.xlsx", PLAIN, lambda b: edit(b[SHEET])))


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


def test_hidden_rows__count_where_the_user_says_so(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: at(b[SHEET].row_dimensions[4], hidden=True))
    found = taken(book, Said(counted=(f"{SHEET}!4",)))
    assert len(found.scenarios[0].costs) == 5


def second(name: str, rows: list[Any] | None = None, state: str = "visible") -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        sheet = book.create_sheet(name)
        for row in rows or [HEADER, *PLAIN[:3]]:
            sheet.append(row)
        sheet.sheet_state = state

    return edit


def test_sheets_of_alternatives__are_never_added_up(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, second("Alternativ 2"))
    assert "2 sheets of elements, which may be alternatives: Kostnader, Alternativ 2; name those to add up" in told(
        book
    )
    found = taken(book, Said(sheets=("Alternativ 2",)))
    assert len(found.scenarios[0].costs) == 3
    assert "Kostnader: not named by --sheet" in found.left
    book.with_suffix(".yaml").unlink()
    assert told(book, Said(sheets=("Alternativ 3",))) == "--sheet Alternativ 3: did you mean Alternativ 2?"


def test_sheets_that_belong_together__are_added_where_the_user_says_so(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN[:3], second("Del 2", [HEADER, *PLAIN[3:]]))
    found = taken(book, Said(sheets=("Del 2", SHEET)))
    assert len(found.scenarios[0].costs) == 5
    assert [line.partition(" MNOK")[0] for line in found.read] == [
        "Kostnader: rows 2 to 4, 3 elements; sum of most likely 238.4",
        "Del 2: rows 2 to 3, 2 elements; sum of most likely 29.9",
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets__are_refused_until_named_or_left(state: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, second("KVU", state=state))
    assert "KVU!A1: the sheet is hidden; delete it, or name the sheets to read (--sheet), with or without KVU" in told(
        book
    )
    assert len(taken(book, Said(sheets=(SHEET,))).scenarios[0].costs) == 5


@pytest.mark.parametrize(
    "rows",
    [[("ID", "Risk", "Probability", "Impact"), ("R1", "Fire", 0.1, 40)], [("Pumper", "Byggherre", "0,6")],
     [("x", "=A1*2")], [("Marked", "94 %", "101 %", "114 %")]],
)  # fmt: skip
@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_sheets_of_numbers__that_are_not_understood_are_not_passed_over(
    rows: list[Any], state: str, tmp_path: Path
) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, second("Mer", rows, state))
    assert "Mer!A1: the sheet" in told(book)
    assert "read neither as elements nor as drivers; delete it, or name the sheets to read (--sheet)" in told(book)
    assert "Mer: not named by --sheet" in taken(book, Said(sheets=(SHEET,))).left


def test_covers__without_numbers_are_left_out_and_named(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, second("Forside", [("Anslag",), ("Prisnivå", 2024)]))
    found = taken(book)
    assert found.passed_over == ("Forside",)
    assert found.left == ("Forside: no columns of P10, most likely and P90",)


BARE = ("Kode", "Kostnadselement", "P10", "Mest sannsynlig", "P90")
OTHER_UNITS = [
    "alle tall i 1000 kr", "Alle beløp i tusen kroner", "tall i hele tusen", "in TEUR", "kEUR", "Beträge in T€",
    "i tkr", "kkr", "MSEK", "EUR million", "NOK 1 000", "amounts in NOK thousands", "£m", "USD '000", "(000s)",
    "Mio. EUR", "mrd. kr", "NOK", "kr", "kNOK", "TNOK", "kwoty w tys. zł", "Belopp i miljoner kronor",
    "montants en milliers", "1.000 kr",
]  # fmt: skip


@pytest.mark.parametrize("unit", OTHER_UNITS)
def test_units__other_than_mnok_are_refused_wherever_they_stand(unit: str, tmp_path: Path) -> None:
    above = told(register(tmp_path / "a.xlsx", PLAIN, header=BARE, above=[("Kalkyle",), (unit,)]))
    assert f"says {SHEET}!A2; amounts are read in MNOK: convert them, or say --unit MNOK if they are" in above
    beside = told(register(tmp_path / "b.xlsx", PLAIN, header=BARE, above=[(None, None, "Enhet:", unit)]))
    assert f"says {SHEET}!D1; " in beside
    header = told(register(tmp_path / "c.xlsx", PLAIN, header=(*BARE[:2], f"P10 ({unit.strip('()')})", *BARE[3:])))
    assert "amounts are read in MNOK" in header
    contrary = told(register(tmp_path / "d.xlsx", PLAIN, above=[(unit,)]))
    assert "says Kostnader!A1, but Kostnader!C2 says MNOK" in contrary
    cover = told(register(tmp_path / "e.xlsx", PLAIN, second("Forside", [(unit,)]), header=BARE))
    assert "says Forside!A1" in cover
    assert len(taken(register(tmp_path / "f.xlsx", PLAIN, above=[(unit,)]), Said(unit="MNOK")).scenarios[0].costs) == 5


@pytest.mark.parametrize(
    "unit",
    ["MNOK", "Beløp i MNOK", "mill. kr", "mill kr", "NOK million", "Alle tall i millioner kroner", "mill. 2024-kroner",
     "in million NOK", "Mill.kr"],
)  # fmt: skip
def test_units__in_mnok_are_taken_from_where_they_stand(unit: str, tmp_path: Path) -> None:
    for place, above in (("A1", [(unit,)]), ("C2", [("Kalkyle",), (None, None, unit)])):
        found = taken(register(tmp_path / f"{place}.xlsx", PLAIN, header=BARE, above=above))
        assert f"sum of most likely 268.3 MNOK ({SHEET}!{place})" in found.read[0]


def test_units__that_nobody_states_are_asked_for(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, header=BARE)
    assert f"{SHEET}!C1: no unit is given; amounts are read in MNOK; say --unit MNOK if they are" in told(book)
    assert "--unit kNOK: amounts are read in MNOK; convert them in the workbook" in told(book, Said(unit="kNOK"))
    assert "268.3 MNOK (--unit)" in taken(book, Said(unit="mnok")).read[0]


@pytest.mark.parametrize("name", ["Tunnel (1000 kr)", "Tunnel [TEUR]", "Tunnel (tusen)"])
def test_units__of_a_single_row_are_refused(name: str, tmp_path: Path) -> None:
    assert f"{SHEET}!B7: {name}: amounts in " in told(register(tmp_path / "a.xlsx", [*PLAIN, ("K6", name, 1, 2, 4)]))


def test_units__of_a_sheet_by_its_name(tmp_path: Path) -> None:
    def named(name: str) -> Callable[[Any], None]:
        return lambda book: at(book[SHEET], title=name)

    assert (
        "268.3 MNOK (the name of sheet Kost MNOK)"
        in taken(register(tmp_path / "a.xlsx", PLAIN, named("Kost MNOK"), header=BARE)).read[0]
    )
    assert "amounts in MSEK, says the name of sheet Kost MSEK" in told(
        register(tmp_path / "b.xlsx", PLAIN, named("Kost MSEK"), header=BARE)
    )


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("0%", "D3: the number is shown as 12550 %, and amounts are in MNOK; write the number itself"),
        ("0.0,,", "D3: the number is shown without its last thousands, and is 125.5"),
        ("#,##0,", "D3: the number is shown without its last thousands"),
        ('#,##0 "kr"', "amounts in kr, says the format of Kostnader!D3, but Kostnader!C1 says MNOK"),
        ("[$€-407] #,##0", "amounts in €, says the format of Kostnader!D3"),
    ],
)
def test_formats__that_show_another_number_are_refused(form: str, sentence: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: at(b[SHEET]["D3"], number_format=form))
    assert sentence in told(book)


@pytest.mark.parametrize(
    "form", ["General", "0.0", "#,##0.00", "# ##0", '#,##0.0 "MNOK"', "[Red]-0.0;0.0", "_-* #,##0.0_-"]
)
def test_formats__that_show_the_number_itself_are_read(form: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: at(b[SHEET]["D3"], number_format=form))
    assert len(taken(book).scenarios[0].costs) == 5


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "1,234,567", "-1,000", "999.999"])
def test_numbers__that_may_be_thousands_or_decimals_are_refused(text: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, ("K6", "Vei", text, 2000, 3000)])
    assert f"{SHEET}!C7: {text}: thousands or decimals?; write it as a number" in told(book)


@pytest.mark.parametrize("text", ["12 %", "25%"])
def test_numbers__in_per_cent_are_no_amounts(text: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, ("K6", "Vei", text, 2000, 3000)])
    assert f"{SHEET}!C7: the number is in per cent, and amounts are not" in told(book)


def test_numbers__under_no_header_and_rows_without_amounts_are_told(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, (None, "Fase 2"), ("K6", "Vei", 10.4, 20.6, 30.1, 77)])
    assert f"{SHEET}!C7: the row has no amounts; delete it: headings and notes are no elements" in told(book)
    assert f"{SHEET}!F8: holds a value under no header" in told(book)


def drivers(rows: list[Any], name: str = "Drivere", above: list[Any] | None = None) -> Callable[[Any], None]:
    return second(name, [*(above or []), ("Driver", "P10", "P50", "P90", "Vannverk"), *[(*row, 1) for row in rows]])


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (drivers([("Grensesnitt", 1.5, 6, 19)]), "1.5, 6, 19 cannot be a multiplier: per cent, an index or an amount?"),
        (drivers([("Marked", 94, 101, 114)]), "94, 101, 114 cannot be a multiplier"),
        (drivers([("Marked", 2, 5, 14)]), "2, 5, 14 cannot be a multiplier"),
        (drivers([("Marked", "2 %", "5 %", "14 %")]), "0.02, 0.05, 0.14 cannot be a multiplier"),
        (drivers([("Marked", 0.02, 0.05, 0.14)]), "0.02, 0.05, 0.14 cannot be a multiplier"),
        (drivers([("Marked", -0.06, 0.01, 0.14)]), "a multiplier of -0.06; multipliers are above 0"),
        (drivers([("Marked", 5, 5, 5)]), "5, 5, 5 cannot be a multiplier"),
        (
            drivers([("Grensesnitt", 0.8, 1, 1.3)], "Drivere MNOK"),
            "drivers in MNOK, says the name of sheet Drivere MNOK",
        ),
        (drivers([("Grensesnitt", 0.8, 1, 1.3)], above=[("Beløp i mill. kr",)]), "drivers in MNOK, says Drivere!A1"),
        (drivers([("Marked", 0.8, 1, 1.3)], "Drivere %"), "drivers in per cent; drivers are multipliers"),
        (drivers([("Sum drivere", 0.8, 1, 1.3)]), "Sum drivere would be counted as one more driver"),
    ],
)
def test_drivers__in_money_or_per_cent_are_no_multipliers(edit: Any, sentence: str, tmp_path: Path) -> None:
    assert sentence in told(register(tmp_path / "a.xlsx", PLAIN, edit))


@pytest.mark.parametrize("header", ["P10 (MNOK)", "P10 (%)", "P10 [kr]"])
def test_drivers__whose_header_has_a_unit_are_no_multipliers(header: str, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        drivers([("Marked", 0.8, 1, 1.3)])(book)
        book["Drivere"]["B1"] = header

    assert "drivers are multipliers: 0.9 for ten per cent less" in told(register(tmp_path / "a.xlsx", PLAIN, edit))


def test_drivers__are_read_and_told(tmp_path: Path) -> None:
    rows = [("Marked", 0.8, 1, 1.3), ("Modenhet", "95 %", "102 %", "1,2")]
    found = taken(register(tmp_path / "a.xlsx", PLAIN, drivers(rows)))
    assert "Drivere: rows 2 to 3, 2 drivers as multipliers; p50 1, 1.02" in found.read
    assert len(found.scenarios[0].drivers) == 2


def test_what_was_read__is_told_with_its_sum_and_what_was_left(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, above=[("Kalkyle",), ("utgave 3",)])
    found = taken(book)
    assert found.read == ("Kostnader: rows 4 to 8, 5 elements; sum of most likely 268.3 MNOK (Kostnader!C3)",)
    assert found.left == ("Kostnader: rows 1 to 2, above the header",)


def test_faults__without_end_are_cut_short(tmp_path: Path) -> None:
    rows = [(None, f"post {number}", "x", "y", "z") for number in range(200)]
    lines = told(register(tmp_path / "a.xlsx", rows)).splitlines()
    assert len(lines) == 41
    assert lines[-1] == "and 160 more faults of this workbook"


def test_formulas__without_shown_results_are_refused(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, ("K6", "Vei", "=C2+C3", "=D2+D3", "=E2+E3")])
    assert f"{SHEET}!C7: holds a formula, and its shown result is not trusted" in told(book)


def test_styles__that_a_workbook_does_not_have_end_in_a_sentence(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: at(b[SHEET]["D3"], number_format="0.00"))
    name = "xl/worksheets/sheet1.xml"
    broken = part(book, name).replace(b' s="1"', b' s="77"')
    assert broken != part(book, name)
    sentence = told(repacked(book, tmp_path / "b.xlsx", {name: broken}))
    assert "b.xlsx: is no workbook that can be read (IndexError" in sentence


def test_archives__whose_directory_lies_before_their_beginning_end_in_a_sentence(tmp_path: Path) -> None:
    raw = register(tmp_path / "a.xlsx", PLAIN).read_bytes()
    for cut in (1, 100, len(raw) // 2, len(raw) - 200):
        (tmp_path / "b.xlsx").write_bytes(raw[cut:])
        assert "b.xlsx: is no workbook" in told(tmp_path / "b.xlsx")


def test_other_layouts__are_refused_with_the_header_that_was_seen(tmp_path: Path) -> None:
    header = ("Code", "Item", "Low", "Base\ncase", "High")
    book = register(tmp_path / "a.xlsx", PLAIN, header=header, above=[("Bid",), ("in kEUR",)])
    assert told(book).endswith(
        "a.xlsx: no sheet of elements; its header holds a name, P10, Mest sannsynlig and P90; "
        f"{SHEET} has in row 3: Code, Item, Low, Base case, High"
    )
