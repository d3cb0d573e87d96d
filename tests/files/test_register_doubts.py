"""What may be a total, or stands in another unit than its table says, never enters a sum without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.files.registers import HEADER, PLAIN, SHEET, Row, keys, reading, register

from aksonsim.errors import ScenarioError
from aksonsim.language.text import translate

NAMES = """
Sum|SUM:|Sum A|Sum 1-4|Σ bygg|Delsum|Del-sum|Delsum A:|Totalkostnad|Totalkostnader|Total|Totalt|Totalsum|Sum total
Samlet kostnad|Samlede kostnader|I alt|Ialt|Til sammen|Mellomsum|Sluttsum|Hovedsum|Kontrollsum|Herav konsulenter
- herav utland|Hvorav avgifter|Grunnkalkyle|Basisestimat|Prosjektkostnad|Kostnadsramme|P50|P85|Grand total|Sub-total
Subtotal:|Totals|Total project cost (excl. VAT)|of which foreign|Carried forward|Delsumma|Slutsumma|Totalt, kr
varav konsulter|Zwischensumme|Gesamtsumme|Gesamtkosten|Insgesamt|davon extern|Sous-total|Totaux|Somme|dont études
Subtotale|di cui opere|Suma częściowa|Razem|Ogółem|Celkem|Yhteensä|Összesen|Ara toplam|Итого|Всего|Σύνολο|合計|小计|합계
Samtals|Subtotaal
"""


@pytest.mark.parametrize("name", [name for name in NAMES.replace("\n", "|").split("|") if name])
def test_names__of_totals_that_add_up_to_nothing_are_asked_about_or_said(name: str, tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", [*PLAIN, (None, name, 211.1, 301.2, 431.3)]))
    asked = keys(found) & {f"sum_row[{SHEET}!7]", f"part_row[{SHEET}!7]"}
    left = [left for left in found.left if left.first == 7 and left.kind == "sum"]
    assert asked or (left and found.warned)


@pytest.mark.parametrize(("answer", "count"), [("sum", 5), ("count", 6)])
def test_total__is_what_the_user_says(answer: str, count: int, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", [*PLAIN, (None, "Kostnadsramme", 211.1, 301.2, 431.3)])
    place = f"{SHEET}!7"
    found = reading(book, **{f"sum_row[{place}]": answer})
    assert (found.counted.elements, found.asked) == (count, ())
    assert [left.first for left in found.left] == ([7] if answer == "sum" else [])
    assert reading(book, **{place: "count"}).counted.elements == 6


def shown(path: Path, form: str) -> Path:
    return register(path, PLAIN, lambda book: setattr(book[SHEET]["D3"], "number_format", form))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("0.0,,", "D3: is shown without its last thousands, and is 125.5"),
        ("#,##0,", "D3: is shown without its last thousands"),
        ('#,##0, "mill"', "D3: is shown without its last thousands"),
        ("[$€-407] #,##0", "D3: an amount in EUR beside NOK"),
        ("0%", "D3: is a share of something, no cost"),
    ],
)
def test_formats__that_show_another_number_are_refused(form: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=f"{SHEET}!{sentence}"):
        reading(shown(tmp_path / "a.xlsx", form))


@pytest.mark.parametrize(
    "form", ["General", "0.0", "#,##0.00", "# ##0", '#,##0.0 "MNOK"', "[Red]-0.0;0.0", "_-* #,##0.0_-"]
)
def test_formats__that_show_the_number_itself_are_read(form: str, tmp_path: Path) -> None:
    assert reading(shown(tmp_path / "a.xlsx", form)).sum == 268.3


@pytest.mark.parametrize("name", ["Tunnel (1000 kr)", "Tunnel [TEUR]", "Tunnel (tusen)", "Tunnel (EUR)"])
def test_units__of_a_single_row_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=rf"{SHEET}!B7: '[^']*' is another unit than that of the table"):
        reading(register(tmp_path / "a.xlsx", [*PLAIN, ("K6", name, 1, 2, 4)]))


@pytest.mark.parametrize("name", ["Tunnel (1000 m)", "Tunnel (MNOK)", "Tunnel (mill. kr)", "Leie (200 kNOK per uke)"])
def test_units__in_a_name_that_do_not_contradict_are_read(name: str, tmp_path: Path) -> None:
    assert reading(register(tmp_path / "a.xlsx", [*PLAIN, ("K6", name, 1, 2, 4)])).counted.elements == 6


@pytest.mark.parametrize("unit", ["alle tall i 1000 kr", "kEUR", "MSEK", "mrd. kr", "montants en milliers"])
def test_units__of_a_title_that_contradicts_the_header_are_said(unit: str, tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", PLAIN, above=[(unit,)]))
    assert found.unit == "MNOK"
    assert [translate(warned, "en") for warned in found.warned] == [
        f"{SHEET}!A1 says '{unit}', but {SHEET}!C2 says MNOK, which is what the amounts are read in"
    ]


@pytest.mark.parametrize(
    "unit", ["MNOK", "Beløp i mill. kr", "NOK", "mill. 2024-kroner", "Alle tall i millioner kroner"]
)
def test_units__of_a_title_that_agrees_are_not(unit: str, tmp_path: Path) -> None:
    assert reading(register(tmp_path / "a.xlsx", PLAIN, above=[(unit,)])).warned == ()


BARE = (*HEADER[:2], "P10", "Mest sannsynlig", "P90")
UNITS = {
    "alle tall i 1000 kr": "kNOK", "Alle beløp i tusen kroner": "kNOK", "in TEUR": "kEUR", "Beträge in T€": "kEUR",
    "i tkr": "kNOK",
    "EUR million": "MEUR", "NOK 1 000": "kNOK", "£m": "MGBP", "USD '000": "kUSD", "Mio. EUR": "MEUR", "mrd. kr": "GNOK",
    "MNOK": "MNOK", "mill. kr": "MNOK", "mill. 2024-kroner": "MNOK", "Mill.kr": "MNOK", "MSEK": "MSEK",
}  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_units__are_taken_from_a_title_or_a_header(unit: str, tmp_path: Path) -> None:
    above = reading(register(tmp_path / "a.xlsx", PLAIN, header=BARE, above=[("Kalkyle",), (None, None, unit)]))
    header = reading(register(tmp_path / "b.xlsx", PLAIN, header=(*BARE[:2], f"P10 ({unit})", *BARE[3:])))
    assert (above.unit, above.sum, keys(above)) == (UNITS[unit], 268.3, set())
    assert (header.unit, header.sum, keys(header)) == (UNITS[unit], 268.3, set())


@pytest.mark.parametrize(("unit", "key"), [("tall i hele tusen", "currency"), ("NOK", "unit"), ("kr", "unit")])
def test_units__that_are_half_said_are_asked_for(unit: str, key: str, tmp_path: Path) -> None:
    assert keys(reading(register(tmp_path / "a.xlsx", PLAIN, header=BARE, above=[(unit,)]))) == {key}


def test_units__that_nobody_states_are_asked_for(tmp_path: Path) -> None:
    assert keys(reading(register(tmp_path / "a.xlsx", PLAIN, header=BARE))) == {"unit"}


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "-1,000", "999.999"])
def test_numbers__that_may_be_thousands_or_decimals_are_asked_about(text: str, tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", [*PLAIN, ("K6", "Vei", text, 2000, 3000)]))
    assert keys(found) == {"thousands"}


CODES = {
    "points": "1|1.1|1.2|1.10|2|2.1|2.2",
    "noughts": "01.00|01.01|01.02|01.10|02.0|02.1|02.2",
    "letters": "A|A1|A2|A3|B|B1|B2",
    "table of building parts": "2|21|22|24|3|31|36",
    "dashes": "10|10-1|10-2|10-3|20|20-1|20-2",
}


def coded(codes: list[str]) -> list[Row]:
    return [(code, f"bit {place}", 10 + place, 21.5 + place**2, 70 + place**3) for place, code in enumerate(codes)]


@pytest.mark.parametrize("kind", CODES)
def test_codes__that_stand_above_others_without_being_their_sum_are_said(kind: str, tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", coded(CODES[kind].split("|"))))
    said = [translate(warned, "en") for warned in found.warned]
    assert [text.split()[0] for text in said] == [f"{SHEET}!2", f"{SHEET}!6"]


@pytest.mark.parametrize(
    "codes",
    [[str(n) for n in range(1, 13)], [f"E{n}" for n in (1, 10, 11, 12, 2, 3, 4, 5, 6, 7, 8, 9)], ["A", "B", "C", "D"],
     ["1.1", "1.2", "2.1", "2.2"], ["100", "200", "300"], ["10", "20", "30", "110"]],
)  # fmt: skip
def test_codes__that_only_number_the_rows_raise_no_doubt(codes: list[str], tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", coded(codes)))
    assert (found.counted.elements, found.warned, found.asked) == (len(codes), (), ())
