"""Kinds of registers: amounts of one file in several units, which are brought to one or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.files.kinds import LIMITS, TRIANGLE, book, estimate, item, text

from aksonsim.errors import AksonsimError


def test_units__whole_currency_beside_thousands(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;Min (kUSD);ML (kUSD);Max (USD)\nA;900;1000;1400000\nB;200;250;400000\n", TRIANGLE)
    assert estimate(found, "A") == {"min": 900, "mode": 1000, "max": 1400}


def test_units__a_cell_in_a_table_of_thousands(tmp_path: Path) -> None:
    lines = "Amounts in kEUR\nItem;Min;ML;Max\nA;900;1000;1400\nB;2 MEUR;3 MEUR;4,5 MEUR\n"
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.unit, found.sum) == ("kEUR", 4000)
    assert estimate(found, "B") == {"min": 2000, "mode": 3000, "max": 4500}


RISKS = """Nr;Risiko;Sannsynlighet;Konsekvens
1;Setninger;0,3;2-5 MNOK
2;Klage;0,15;500 kNOK
3;Ras;0,05;900 kNOK - 4 MNOK
"""


@pytest.mark.parametrize(
    ("title", "cost"),
    [("Setninger", {"min": 2e6, "max": 5e6}), ("Klage", 500_000), ("Ras", {"min": 900_000, "max": 4e6})],
)
def test_units__consequences_in_units_of_their_own(tmp_path: Path, title: str, cost: object) -> None:
    found = text(tmp_path, RISKS)
    assert (found.unit, item(found, title, "events")["cost"]) == ("NOK", cost)


def test_units__a_legend_in_a_unit_of_its_own(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        {
            "Costs": [["Element", "Min (kNOK)", "ML (kNOK)", "Max (kNOK)"], ["A", 900, 1000, 1400], ["B", 50, 60, 90]],
            "Risks": [
                ["ID", "Risk", "Probability", "Impact"],
                ["R1", "Slide", 0.2, "Big"],
                ["R2", "Dust", 0.5, "Small"],
            ],
            "Scale": [["Impact", "MNOK"], ["Small", "1 - 2"], ["Big", "5 - 9"]],
        },
        TRIANGLE,
    )
    assert (found.unit, item(found, "Slide", "events")["cost"]) == ("kNOK", {"min": 5000, "max": 9000})


def test_units__a_column_that_names_the_unit_of_all_rows(tmp_path: Path) -> None:
    lines = "Item;Unit;Min;ML;Max\nA;MNOK;15;18;26\nB;MNOK;50;57;77\n"
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.unit, found.sum) == ("MNOK", 75)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Item;Unit;Min;ML;Max\nA;MEUR;9;10;12\nB;kEUR;3000;3500;5000\n", "rows of one table in MEUR, kEUR"),
        ("Item;Currency;Min;ML;Max\nA;EUR;9;10;12\nB;NOK;30;35;50\nC;EUR;9;10;12\n", "beside"),
        ("Item;Min;ML;Max\nA;EUR 900k;EUR 1000k;EUR 1200k\nB;NOK 3000k;NOK 3500k;NOK 5000k\n", "in NOK beside EUR"),
        ("Item;Min (EUR);ML (EUR);Max (NOK)\nA;90000;100000;120000\nB;30000;35000;50000\n", "in NOK beside EUR"),
    ],
)
def test_units__several_in_one_table_are_refused(tmp_path: Path, lines: str, why: str) -> None:
    with pytest.raises(AksonsimError, match=why):
        text(tmp_path, lines, LIMITS | {"unit": "MEUR"})


def test_units__two_currencies_in_two_sheets_are_refused(tmp_path: Path) -> None:
    sheets = {
        "Costs": [["Element", "Min (MEUR)", "ML (MEUR)", "Max (MEUR)"], ["A", 9, 10, 14], ["B", 5, 6, 9]],
        "Risks": [["ID", "Risk", "Probability", "Impact (MNOK)"], ["R1", "Slide", 0.2, 50]],
    }
    with pytest.raises(AksonsimError, match="amounts in NOK, others of this file in EUR"):
        book(tmp_path, sheets)
