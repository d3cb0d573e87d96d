"""Rows that repeat other rows never become elements, whatever they are called and wherever they stand."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Alignment, Font
from tests.files.registers import PLAIN, SHEET, Row, register, taken, told, total

from aksonsim.files.excel.sum_words import called_a_sum
from aksonsim.files.excel.sums import Line, sums
from aksonsim.files.excel.triples_tables import Said

NAMES = """
Sum|SUM:|Sum A|Sum 1-4|Σ bygg|Delsum|Del-sum|Delsum A:|DELSUM BYGG|Totalkostnad|Totalkostnader|Total|TOTAL|Totalt
Totalsum|Sum total|Sum kostnader|Samlet kostnad|Samlede kostnader|I alt|Ialt|Til sammen|Tilsammen|Mellomsum
Sluttsum|Hovedsum|Kontrollsum|Herav konsulenter|- herav utland|Hvorav avgifter|Grunnkalkyle|Basisestimat
Basiskalkyle|Prosjektkostnad|Entreprisekostnad|Kostnadsramme|Styringsramme|P50|P85|Grand total|Sub-total|Subtotal:
Sub total A|Totals|Total cost|Total project cost (excl. VAT)|Project total|of which foreign|Carried forward|Summa
Delsumma|Totalsumma|Slutsumma|Totalt, kr|varav konsulter|Subtotal general|Zwischensumme|Gesamtsumme|Summe
Gesamtkosten|Gesamt|Insgesamt|davon extern|Sous-total|Total général|Totaux|Somme|dont études|Totale|Subtotale|Somma
di cui opere|Suma|Suma częściowa|Razem|Ogółem|Celkem|Mezisoučet|Yhteensä|Välisumma|Összesen|Toplam|Ara toplam|Итого
Всего|Σύνολο|合計|小计|합계|Samtals|Totaal|Subtotaal
"""


@pytest.mark.parametrize("name", [name for name in NAMES.replace("\n", "|").split("|") if name])
def test_names__of_sums_are_refused_with_sheet_and_row(name: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, (None, name, 211.1, 301.2, 431.3)])
    assert f"{SHEET}!B7: {name} would be counted as one more element; delete the row of the total" in told(book)


@pytest.mark.parametrize(
    "name",
    ["Totalentreprise", "Lump sum works", "Sumpumper", "Rundsum rigg", "Totalrehabilitering", "Konsum", "Summit tunnel",
     "Alternativ energi", "Totalrådgiver", "Dokumentasjon", "Sommerhus", "P-plasser", "Mitigation"],
)  # fmt: skip
def test_names__that_only_look_like_sums_are_elements(name: str, tmp_path: Path) -> None:
    assert not called_a_sum(name)
    book = register(tmp_path / "a.xlsx", [*PLAIN, ("K6", name, 211.1, 301.2, 431.3)])
    assert len(taken(book).scenarios[0].costs) == 6


def grouped(order: str, numbers: random.Random) -> tuple[list[Row], set[int]]:
    """Return a register of three levels with its sums before or after their parts, and where sums stand."""
    areas: list[list[Row]] = []
    count = 0
    for area in range(3):
        parts: list[Row] = []
        for _ in range(numbers.randint(2, 5)):
            likely = round(numbers.uniform(5, 200), 1)
            count += 1
            spread = numbers.uniform(0.7, 0.95), numbers.uniform(1.1, 1.7)
            parts.append((None, f"post {count}", round(likely * spread[0], 1), likely, round(likely * spread[1], 1)))
        sum_of = (None, f"qwerty {area}", *total(*parts))
        areas.append([sum_of, *parts] if order == "before" else [*parts, sum_of])
    parts = [row for area in areas for row in area if row[1].startswith("post")]
    whole = (None, "zxcvb", *total(*parts))
    rows = [row for area in areas for row in area]
    rows = [whole, *rows] if order == "before" else [*rows, whole]
    return rows, {place for place, row in enumerate(rows, 2) if not row[1].startswith("post")}


@pytest.mark.parametrize("order", ["before", "after"])
def test_amounts__show_sums_of_every_level_under_any_name(order: str, tmp_path: Path) -> None:
    for seed in range(40):
        rows, expected = grouped(order, random.Random(seed))
        lines = [Line(place, row[1], "", row[2:]) for place, row in enumerate(rows, 2)]
        assert set(sums(lines)) == expected, seed
    book = register(tmp_path / "a.xlsx", rows)
    sentences = told(book)
    assert {row for row in range(2, 40) if f"{SHEET}!B{row}: " in sentences} == expected
    assert "it is the sum of the" in sentences


@pytest.mark.parametrize("order", ["before", "after"])
def test_amounts__sums_whose_low_and_high_were_simulated_or_rounded(order: str) -> None:
    for seed in range(40):
        rows, expected = grouped(order, random.Random(seed))
        lines = []
        for place, (_, name, low, likely, high) in enumerate(rows, 2):
            if place in expected:
                low, high = round(likely - (likely - low) / 2), round(likely + (high - likely) / 3)
                likely = float(f"{likely:.0f}")
            lines.append(Line(place, name, "", (low, likely, high)))
        assert set(sums(lines)) >= expected, seed


@pytest.mark.parametrize(("spread", "most"), [("own", 4), ("equal", 20)])
def test_amounts__of_plain_registers_raise_hardly_any_doubt(spread: str, most: int) -> None:
    """Of 200 registers of 30 lines; where all have one range in per cent, two lines may well add up to a third."""
    doubted = 0
    for seed in range(200):
        numbers = random.Random(seed)
        lines = []
        for row in range(2, 32):
            likely = round(numbers.lognormvariate(3, 1), 1)
            low, high = (numbers.uniform(0.6, 0.9), numbers.uniform(1.2, 1.9)) if spread == "own" else (0.8, 1.5)
            lines.append(Line(row, f"post {row}", str(row), (low * likely, likely, high * likely)))
        doubted += bool(sums(lines))
    assert doubted <= most


CODES = {
    "text": "1|1.1|1.2|1.10|2|2.1|2.2",
    "noughts": "01.00|01.01|01.02|01.10|02.0|02.1|02.2",
    "letters": "A|A1|A2|A3|B|B1|B2",
    "letters and points": "A.|A.1.|A.2.|A.3.|B|B.1|B.2",
    "table of building parts": "2|21|22|24|3|31|36",
    "dashes": "10|10-1|10-2|10-3|20|20-1|20-2",
    "blanks": "A|A 1|A 2|A 3|B|B 1|B 2",
    "in the names": "|||||||",
}


def coded(kind: str, numbers: random.Random) -> list[Row]:
    if kind != "in the names":
        return with_codes([(code, f"post {place}") for place, code in enumerate(CODES[kind].split("|"))], numbers)
    return with_codes([("", f"{code} post") for code in CODES["text"].split("|")], numbers)


def with_codes(codes: list[tuple[Any, str]], numbers: random.Random) -> list[Row]:
    return [(code or None, name, *sorted(round(numbers.uniform(9, 99), 2) for _ in range(3))) for code, name in codes]


@pytest.mark.parametrize("kind", CODES)
def test_codes__that_stand_above_others_are_refused(kind: str, tmp_path: Path) -> None:
    rows = coded(kind, random.Random(1))
    sentences = told(register(tmp_path / "a.xlsx", rows))
    assert {row for row in range(2, 9) if f"{SHEET}!B{row}: " in sentences} == {2, 6}
    assert "stands above" in sentences
    reversed_rows = [*reversed(rows)]
    sentences = told(register(tmp_path / "b.xlsx", reversed_rows))
    assert {row for row in range(2, 9) if f"{SHEET}!B{row}: " in sentences} == {4, 8}


def test_codes__stored_as_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    numbers = [(1, "a"), (1.1, "b"), (1.2, "c"), (1.1, "d"), (2, "e"), (2.1, "f")]
    shown = ["0", "0.0", "0.0", "0.00", "0", "0.0"]

    def edit(book: Any) -> None:
        for row, form in enumerate(shown, 2):
            book[SHEET].cell(row, 1).number_format = form

    rows = with_codes(numbers, random.Random(2))
    sentences = told(register(tmp_path / "a.xlsx", rows, edit))
    assert {row for row in range(2, 9) if f"{SHEET}!B{row}: " in sentences} == {2, 6}
    leaves = [row for row in rows if row[0] not in (1, 2)]
    shown[:] = ["0.0", "0.0", "0.00", "0.0"]
    found = taken(register(tmp_path / "b.xlsx", leaves, edit))
    assert [element.id for element in found.scenarios[0].costs] == ["1.1", "1.2", "1.10", "2.1"]


@pytest.mark.parametrize(
    "codes",
    [[str(n) for n in range(1, 13)], [f"E{n}" for n in (1, 10, 11, 12, 2, 3, 4, 5, 6, 7, 8, 9)], ["A", "B", "C", "D"],
     ["1.1", "1.2", "2.1", "2.2"], ["100", "200", "300"], ["10", "20", "30", "110"]],
)  # fmt: skip
def test_codes__that_only_number_the_rows_raise_no_doubt(codes: list[str], tmp_path: Path) -> None:
    rows = with_codes([(code, f"post {code}") for code in codes], random.Random(3))
    assert len(taken(register(tmp_path / "a.xlsx", rows)).scenarios[0].costs) == len(codes)


def outlined(book: Any) -> None:
    for row in (3, 4, 5):
        book[SHEET].row_dimensions[row].outlineLevel = 1


def indented(book: Any) -> None:
    for row in (3, 4, 5):
        book[SHEET].cell(row, 2).alignment = Alignment(indent=1)


def moved_by_blanks(book: Any) -> None:
    for row in (3, 4, 5):
        book[SHEET].cell(row, 2).value = "\u00a0 " + book[SHEET].cell(row, 2).value


def bold(book: Any) -> None:
    book[SHEET].cell(2, 2).font = Font(bold=True)
    for place, value in zip((3, 4, 5), (202.5, 303.5, 404.5), strict=True):
        book[SHEET].cell(2, place).value = value


def of_a_programme(book: Any) -> None:
    sheet = book[SHEET]
    sheet.cell(1, 6).value = "Program"
    for row in (2, 3, 4, 5):
        sheet.cell(row, 6).value = "Vannverk"


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (outlined, "the outline of the sheet puts row 3 under it"),
        (indented, "row 3 is indented under it"),
        (moved_by_blanks, "row 3 is indented under it"),
        (bold, "it is set in bold, unlike the others, and is the largest of its group"),
        (of_a_programme, "row 3 belongs to the programme of this name"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_layout__that_puts_rows_under_another_is_told(
    edit: Callable[[Any], None], sentence: str, tmp_path: Path
) -> None:
    sentences = told(register(tmp_path / "a.xlsx", PLAIN, edit))
    assert f"{SHEET}!B2: Vannverk would be counted as one more element: {sentence}; " in sentences


def test_rows_in_doubt__count_where_the_user_says_so(tmp_path: Path) -> None:
    rows = [("K1", "a", 8, 10, 15), ("K2", "b", 18, 20, 25), ("K3", "c", 26, 30, 40)]
    book = register(tmp_path / "a.xlsx", rows)
    assert "c would be counted as one more element: it is the sum of the 2 rows above, 2 to 3" in told(book)
    assert f"let it count: --count '{SHEET}!4'" in told(book)
    found = taken(book, Said(counted=(f"{SHEET}!4",)))
    assert [element.title for element in found.scenarios[0].costs] == ["a", "b", "c"]
    assert f"{SHEET}!4: counted because --count says so" in found.read
    book.with_suffix(".yaml").unlink()
    for wrong in (f"{SHEET}!2", "Elsewhere!4", "4", "nonsense"):
        assert f"--count {wrong}: no such row is in doubt" in told(book, Said(counted=(f"{SHEET}!4", wrong)))
