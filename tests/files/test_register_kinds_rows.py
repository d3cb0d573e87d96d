"""Kinds of registers: rows below a total, carried sums, rows that do not count, tables side by side, short words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.files.kinds import LIMITS, TRIANGLE, asked, book, estimate, item, text

from aksonsim.errors import AksonsimError

HEADER = "Kode;Element;Min (MNOK);ML (MNOK);Maks (MNOK)"


def test_rows__below_the_total_are_asked_about(tmp_path: Path) -> None:
    lines = f"{HEADER}\n1;Bygg;100;110;140\n2;Tomt;10;12;15\n;Sum;110;122;155\nO1;Park;4;5;9\n"
    assert "below_total" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, TRIANGLE | {"below_total": "leave out"}).sum == 122
    assert text(tmp_path, lines, TRIANGLE | {"below_total": "count"}).sum == 127
    assert text(tmp_path, lines, TRIANGLE | {"row 5": "count"}).sum == 127


def test_sums__carried_from_page_to_page(tmp_path: Path) -> None:
    lines = (
        "Pos;Bezeichnung;Min (T€);ML (T€);Max (T€)\n1;Aushub;100;110;141\n2;Beton;50;60;80\n;Übertrag;150;170;221\n"
        ";Übertrag;150;170;221\n3;Dach;20;25;31\n4;Fenster;30;32;40\n;Summe;200;227;292\n"
    )
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.counted.elements, found.sum) == (4, 227)


def test_rows__that_their_column_leaves_out_are_asked_about(tmp_path: Path) -> None:
    lines = f"{HEADER};Medregnes\n1;Bygg;100;110;140;Ja\n2;Park;4;5;9;Nei\n"
    assert "closed" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, TRIANGLE | {"closed": "leave out"}).sum == 110
    assert text(tmp_path, lines, TRIANGLE | {"closed": "count"}).sum == 115


def test_columns__several_amounts_alone_are_asked_about(tmp_path: Path) -> None:
    lines = "Item;Labour cost (kUSD);Material cost (kUSD);Total cost (kUSD)\nA;100;200;300\nB;50;60;110\n"
    assert "column" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, {"column[value]": "D"}).sum == 410
    assert text(tmp_path, lines, {"column[value]": "Labour cost"}).sum == 150


def test_tables__side_by_side(tmp_path: Path) -> None:
    rows = [
        ["Element", "Min (MNOK)", "ML (MNOK)", "Maks (MNOK)", None, "Risiko", "Sannsynlighet", "Konsekvens (MNOK)"],
        ["Bygg", 90, 100, 140, None, "Ras", 0.2, 5],
        ["Tomt", 4, 5, 9, None, "Klage", 0.4, 2],
    ]
    found = book(tmp_path, {"Ark": rows}, TRIANGLE)
    assert (found.counted.elements, found.counted.events, found.sum) == (2, 2, 105)
    event = item(found, "Ras", "events")
    assert (event["probability"], event["cost"]) == (0.2, 5)


@pytest.mark.parametrize(
    ("header", "chance"), [("Wahrsch.", "0,2"), ("Sanns. %", "20"), ("Sanns.", "20 %"), ("Prob.", "0,2")]
)
def test_headers__short_for_a_probability_without_ends(tmp_path: Path, header: str, chance: str) -> None:
    found = text(tmp_path, f"Nr;Risiko;{header};Schaden (T€)\n1;A;{chance};300\n2;B;{chance};100\n")
    assert item(found, "A", "events")["probability"] == pytest.approx(0.2)


@pytest.mark.parametrize("header", ["Wahrsch.", "Sanns."])
def test_headers__short_for_most_likely_between_ends(tmp_path: Path, header: str) -> None:
    found = text(tmp_path, f"Nr;Element;Lav (P10);{header};Høy (P90)\n1;A;200;300;450\n2;B;40;90;180\nkNOK\n", TRIANGLE)
    assert estimate(found, "A") == {"p10": 200, "mode": 300, "p90": 450}


def test_ranges__parts_without_per_cent(tmp_path: Path) -> None:
    lines = "Element;Basis (MNOK);Usikkerhet\nA;10;0,9 - 1,3\nB;5;0,8 - 1,2\nC;20;90 - 125 %\n"
    found = text(tmp_path, lines, LIMITS)
    assert estimate(found, "A") == {"min": 9, "mode": 10, "max": 13}
    assert estimate(found, "C") == {"min": 18, "mode": 20, "max": 25}


@pytest.mark.parametrize(
    "rows",
    [
        [["ID", "Risk", "Probability", "Expected (MEUR)"], ["R1", "Slide", 0.2, 5]],
        [["Item", "Quantity", "Unit"], ["Soil", 20, "m3"], ["Rock", 40, "m3"]],
    ],
)
def test_tables__one_that_says_no_amount_is_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    costs = [["Element", "Min (MEUR)", "ML (MEUR)", "Max (MEUR)"], ["A", 9, 10, 14], ["B", 5, 6, 9]]
    with pytest.raises(AksonsimError, match="no column of this table states"):
        book(tmp_path, {"Costs": costs, "Other": rows}, TRIANGLE | ({"sheet": "all"} if "Item" in rows[0] else {}))


def test_opportunities__of_a_table_of_them(tmp_path: Path) -> None:
    lines = "ID;Opportunity;Probability;Impact (kEUR)\nO1;Crane;30 %;200\n"
    assert "opportunities" in asked(text(tmp_path, lines))
    assert item(text(tmp_path, lines, {"opportunities": "savings"}), "Crane", "events")["cost"] == -200
