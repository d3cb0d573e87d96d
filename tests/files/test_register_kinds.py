"""Kinds of registers: rows and columns whose figures must be read right, or asked about, whatever their words are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font
from tests.files.kinds import LIMITS, OF_BASE, TRIANGLE, asked, book, estimate, item, text, told

import aksonsim
from aksonsim.errors import AksonsimError, ScenarioError


def test_sums__subtotals_above_their_rows(tmp_path: Path) -> None:
    lines = (
        "Kostnadskalkyl\nBelopp i tkr\nKostnadspost;Lägst;Troligast;Högst\nMark;1 250;1 600;2 350\n"
        "Schakt;800;1 000;1 500\nFyllning;450;600;850\nKonstruktion;2 900;3 600;4 900\nBro;2 400;3 000;4 100\n"
        "Stödmur;500;600;800\nTotalt;4 150;5 200;7 250\n"
    )
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.counted.elements, found.sum, found.unit) == (4, 5200, "kSEK")
    assert estimate(found, "Bro") == {"min": 2400, "mode": 3000, "max": 4100}


ONE_COLUMN = "Post;Kostnad (MNOK);Usikkerhet\nRiving;12;±20 %\nGrunn;18;±20 %\nRåbygg;30;±20 %\nTak;14;±20 %\n"


def test_sums__one_column_is_no_proof(tmp_path: Path) -> None:
    assert "sum_row" in asked(text(tmp_path, ONE_COLUMN))


@pytest.mark.parametrize(("answer", "count", "total"), [("count", 4, 74), ("sum", 3, 44)])
def test_sums__one_column_as_answered(tmp_path: Path, answer: str, count: int, total: float) -> None:
    found = text(tmp_path, ONE_COLUMN, LIMITS | {"sum_row": answer})
    assert (found.counted.elements, found.sum) == (count, total)


def test_sums__a_row_that_counts_is_part_of_the_total(tmp_path: Path) -> None:
    found = text(tmp_path, ONE_COLUMN + "Sum;74;\n", LIMITS | {"row 4": "count"})
    assert (found.counted.elements, found.sum, found.warned) == (4, 74, ())


def test_sums__columns_that_are_multiples_are_one(tmp_path: Path) -> None:
    lines = "Post;Min (MNOK);ML (MNOK);Maks (MNOK)\nA;9;10;12\nB;18;20;24\nC;27;30;36\nD;90;100;120\n"
    assert "sum_row" in asked(text(tmp_path, lines))
    lines = "Post;Min (MNOK);ML (MNOK);Maks (MNOK)\nA;8;10;12\nB;18;20;25\nC;26;30;37\nD;90;100;120\n"
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.counted.elements, found.sum) == (3, 130)


def test_sums__ten_and_eleven_are_no_parts_of_one(tmp_path: Path) -> None:
    lines = (
        "Nr;Element;Min (MNOK);ML (MNOK);Maks (MNOK)\n1;Grunn;10;12;18\n2;Bygg;40;46;60\n10;Park;5;6;8\n11;Vei;5;6;10\n"
    )
    assert text(tmp_path, lines, TRIANGLE).sum == 70


@pytest.mark.parametrize("headers", ["-%;+%", "Low %;High %", "Minus %;Plus %"])
def test_per_cent__positive_ends_go_down_and_up(tmp_path: Path, headers: str) -> None:
    lines = f"Item;Base (kEUR);{headers}\nTanks;2000;10;30\nCivil;500;5;20\n"
    assert {"bounds", "base", "shape"} <= asked(text(tmp_path, lines))
    found = text(tmp_path, lines, OF_BASE)
    assert estimate(found, "Tanks") == {"min": 1800, "mode": 2000, "max": 2600}
    assert "10 % down and 30 % up" in told(found)


def test_per_cent__parts_of_the_base(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;Base (MEUR);Low %;High %\nA;20;90;125\nB;50;85;140\n", OF_BASE)
    assert estimate(found, "A") == {"min": 18, "mode": 20, "max": 25}
    assert "90 % and 125 % of it" in told(found)


def test_per_cent__what_may_be_change_or_part_is_asked(tmp_path: Path) -> None:
    lines = "Item;Base (MEUR);Low %;High %\nA;20;40;150\nB;50;30;140\n"
    assert "relative" in asked(text(tmp_path, lines))
    assert estimate(text(tmp_path, lines, OF_BASE | {"relative": "parts"}), "A") == {"min": 8, "mode": 20, "max": 30}
    assert estimate(text(tmp_path, lines, OF_BASE | {"relative": "changes"}), "A") == {"min": 12, "mode": 20, "max": 50}


def test_per_cent__one_column_of_whole_numbers(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;Base (kEUR);Uncertainty %\nA;2000;20\nB;500;10\n", LIMITS)
    assert estimate(found, "A") == {"min": 1600, "mode": 2000, "max": 2400}


@pytest.mark.parametrize(
    "headers",
    [
        "Cost (low);Cost (likely);Cost (high)",
        "Ondergrens;Waarschijnlijk;Bovengrens",
        "Optimistiskt;Troligt;Pessimistiskt",
    ],
)
def test_columns__ends_in_brackets_and_in_other_languages(tmp_path: Path, headers: str) -> None:
    found = text(tmp_path, f"Item;{headers}\nA;20;25;40\nB;50;60;70\nMEUR\n", LIMITS)
    assert estimate(found, "A") == {"min": 20, "mode": 25, "max": 40}


@pytest.mark.parametrize("headers", ["Golv;ML;Tak", "Base estimate;Contingency;Total"])
def test_columns__numbers_beside_single_amounts_are_asked_about(tmp_path: Path, headers: str) -> None:
    assert "other_columns" in asked(text(tmp_path, f"Item;{headers}\nA;20;25;40\nB;50;60;70\nkEUR\n"))


def test_columns__numbers_beside_a_range_are_named(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;Min;ML;Max;Weight\nA;20;25;40;1200\nB;50;60;70;300\nkEUR\n", TRIANGLE)
    assert found.sum == 85
    assert "not read: 'Weight' (E)" in told(found)


OLD = {"Est MEUR": [["Element", "P10 old", "P10", "ML", "P90"], ["A", 30, 41, 47, 62], ["B", 20, 22, 25, 40]]}


def test_columns__hidden_ones_are_asked_about(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made.worksheets[0].column_dimensions["B"].hidden = True

    assert "hidden_columns" in asked(book(tmp_path, OLD, edit=hide))
    found = book(tmp_path, OLD, TRIANGLE | {"hidden_columns": "leave out"}, hide)
    assert estimate(found, "A") == {"p10": 41, "mode": 47, "p90": 62}


def test_columns__two_that_say_the_same_are_asked_about(tmp_path: Path) -> None:
    assert "column" in asked(book(tmp_path, OLD))
    found = book(tmp_path, OLD, TRIANGLE | {"column[p10]": "P10 old"})
    assert estimate(found, "A") == {"p10": 30, "mode": 47, "p90": 62}


def test_columns__amounts_come_before_per_cent(tmp_path: Path) -> None:
    lines = "Element;Min %;Min;ML;Max;Max %\nA;10;18;20;30;50\nB;20;40;50;60;20\nMEUR\n"
    assert estimate(text(tmp_path, lines, TRIANGLE), "A") == {"min": 18, "mode": 20, "max": 30}


def test_quantities__a_range_of_them_is_refused(tmp_path: Path) -> None:
    lines = "Item;Qty min;Qty likely;Qty max;Rate (EUR)\nExcavation;900;1000;1300;20\nConcrete;200;220;260;300\n"
    with pytest.raises(AksonsimError, match="a range of a quantity is not read"):
        text(tmp_path, lines)


STRUCK = {"Est MUSD": [["Code", "Element", "Min", "ML", "Max"], ["1", "Site", 3, 4, 6], ["2", "Shell", 20, 23, 30]]}


@pytest.mark.parametrize("cells", [["B3", "C3", "D3", "E3"], ["D3"]])
def test_rows__struck_in_some_cells_are_asked_about(tmp_path: Path, cells: list[str]) -> None:
    def strike(made: Any) -> None:
        for cell in cells:
            made.worksheets[0][cell].font = Font(strike=True)

    assert "struck_rows" in asked(book(tmp_path, STRUCK, edit=strike))
    assert book(tmp_path, STRUCK, TRIANGLE | {"struck_rows": "leave out"}, strike).sum == 4
    assert book(tmp_path, STRUCK, TRIANGLE | {"struck_rows": "count"}, strike).sum == 27


@pytest.mark.parametrize("name", ["herav tak", "- of which roof", "davon Dach", "varav tak"])
def test_rows__parts_of_another_row_are_asked_about(tmp_path: Path, name: str) -> None:
    lines = f"Element;P10 (MNOK);ML (MNOK);P90 (MNOK)\nBygg;100;110;140\n{name};20;22;30\nTomt;10;12;15\n"
    assert "part_row" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, TRIANGLE | {"part_row": "leave out"}).sum == 122
    assert text(tmp_path, lines, TRIANGLE | {"part_row": "count"}).sum == 144


def test_rows__the_same_line_twice_is_asked_about(tmp_path: Path) -> None:
    lines = "Nr;Element;P10 (MNOK);ML (MNOK);P90 (MNOK)\n1;Tomt;20;25;35\n2;Bygg;90;120;140\n2;Bygg;90;120;140\n"
    assert "duplicates" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, TRIANGLE | {"duplicates": "two"}).sum == 265
    assert text(tmp_path, lines, TRIANGLE | {"duplicates": "one"}).sum == 145


STACKED = [
    ["Element", "Min", "Sannsynlig", "Maks"], ["Grunn", 10, 12, 18], ["Bygg", 40, 46, 61], ["Sum", 50, 58, 79],
    [], ["Element", "Min", "Sannsynlig", "Maks"], ["Prosjektering", 6, 7, 10], ["Tomt", 3, 4, 5],
    ["Sum byggherre", 9, 11, 15], ["Prosjektkostnad", 59, 69, 94],
]  # fmt: skip


def test_sums__of_several_tables_of_a_sheet(tmp_path: Path) -> None:
    found = book(tmp_path, {"Kalkyle MNOK": STACKED}, TRIANGLE)
    assert (found.counted.elements, found.sum) == (4, 69)
    assert "sum of all tables above it" in told(found)
    counted = book(tmp_path, {"Kalkyle MNOK": STACKED}, TRIANGLE | {"Kalkyle MNOK!10": "count"})
    assert (counted.counted.elements, counted.sum) == (5, 138)


def test_headers__a_word_for_a_percentile_begins_with_its_number(tmp_path: Path) -> None:
    found = text(
        tmp_path, "Nr;Ting;10-percentil;50-percentil;90-percentil\n1;Broar;210;250;330\n2;Mark;95;110;145\nMSEK\n"
    )
    assert estimate(found, "Broar") == {"p10": 210, "p50": 250, "p90": 330}


def test_headers__units_in_a_row_of_their_own(tmp_path: Path) -> None:
    lines = "Nr;Kostenart;Minimum;Wahrscheinlich;Maximum\n;;T€;T€;T€\n1;Gerüst;1100;1300;1900\n2;Dach;700;820;1050\n"
    found = text(tmp_path, lines, TRIANGLE)
    assert (found.sum, found.unit) == (2120, "kEUR")


def test_headers__years_beside_an_estimate_are_not_read(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;Min;ML;Max;2025;2026\nA;90;100;130;60;40\nB;50;55;70;25;30\nkEUR\n", TRIANGLE)
    assert found.sum == 155
    assert "not read: '2025' (E), '2026' (F)" in told(found)


@pytest.mark.parametrize(("state", "chance", "cost"), [("before", 0.4, 20), ("after", 0.1, 12)])
def test_headers__before_and_after_measures_over_two_rows(
    tmp_path: Path, state: str, chance: float, cost: float
) -> None:
    lines = (
        "Nr;Hendelse;Før tiltak;;Etter tiltak;;Tiltak\n"
        ";;Sannsynlighet;Konsekvens (MNOK);Sannsynlighet;Konsekvens (MNOK);\n"
        "1;Ras;40 %;20;10 %;12;Sikring\n2;Forsinkelse;50 %;8;30 %;6;Avtale\n"
    )
    assert "state" in asked(text(tmp_path, lines))
    event = item(text(tmp_path, lines, {"state": state}), "Ras", "events")
    assert (event["probability"], event["cost"]) == (chance, cost)


INCOME = (
    "Item;Low (kEUR);Most likely (kEUR);High (kEUR)\nWorks;80;100;150\nSale;-45;-30;-20\nRent;-1;-3;-6\n"
    "Grant;-12;-12;-12\nTotal;;55;\n"
)


def test_income__is_a_line_whose_amounts_are_all_negative_with_its_ends_changed_about(tmp_path: Path) -> None:
    found = text(tmp_path, INCOME, LIMITS)
    sale, rent, grant = (item(found, name) for name in ("Sale", "Rent", "Grant"))
    assert sale["estimate"] == {"min": 20, "mode": 30, "max": 45, "shape": "triangular"}
    assert rent["estimate"] == {"min": 1, "mode": 3, "max": 6, "shape": "triangular"}
    assert grant["estimate"] == 12
    assert [line.get("income") for line in (sale, rent, grant, item(found, "Works"))] == [True, True, True, None]
    assert found.sum == 55
    assert "3 lines of negative amounts are income: Sale, Rent, Grant" in told(found)


def test_income__is_a_negative_quantity_or_a_negative_price(tmp_path: Path) -> None:
    lines = (
        "Item;Quantity;Unit;Unit price low (kEUR);Unit price likely (kEUR);Unit price high (kEUR);Amount (kEUR)\n"
        "Dig;100;m3;8;10;14;1000\nScrap;-20;t;9;10;12;-200\nSale;20;t;-12;-10;-9;-200\n"
    )
    found = text(tmp_path, lines, LIMITS)
    price = {"min": 9, "mode": 10, "max": 12, "shape": "triangular"}
    for name in ("Scrap", "Sale"):
        line = item(found, name)
        assert (line["estimate"], line["income"]) == ({"quantity": 20, "price": price}, True)
    assert found.sum == 600


def test_income__a_percentile_becomes_the_one_from_the_other_end(tmp_path: Path) -> None:
    found = text(tmp_path, "Item;P10 (kEUR);ML (kEUR);P85 (kEUR)\nWorks;8;10;14\nSale;-40;-30;-20\n", TRIANGLE)
    assert item(found, "Sale")["estimate"] == {"p15": 20, "mode": 30, "p90": 40, "shape": "triangular"}


def test_income__amounts_of_both_signs_are_refused_rather_than_cut(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Item;Low (kEUR);ML (kEUR);High (kEUR)\nWorks;8;10;14\nMixed;-5;2;9\n", "utf-8")
    with pytest.raises(ScenarioError, match=r"costs\[mixed\]\.estimate: the cost can be negative \(down to -5, in"):
        aksonsim.read_register(tmp_path / "a.csv", answers=LIMITS)
