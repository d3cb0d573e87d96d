"""Registers in shapes that were made after the reader was, and what they found."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksonsim.errors import ScenarioError
from aksonsim.files.registers.answers import said
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.reading import Reading, read
from aksonsim.files.registers.units import Unit, unit_of
from aksonsim.language.text import translate


def reading(folder: Path, text: str, **given: object) -> Reading:
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    return read(open_book(path), said(given))


def test_register__vorgangsnr_is_a_column_of_ids(tmp_path: Path) -> None:
    text = (
        "Vorgangsnr;Vorgang;Optimistisch;Wahrscheinlich;Pessimistisch;Vorgänger\n"
        "1;Planung;10 Wochen;12 Wochen;20 Wochen;\n2;Bau;30 Wochen;36 Wochen;52 Wochen;1EA+4 Wochen\n"
    )
    found = reading(tmp_path, text, shape="triangular", bounds="limits", week=5)
    assert found.root is not None
    assert found.root["activities"][1]["after"] == [{"activity": "1", "lag": 4, "unit": "weeks"}]


def test_register__a_consequence_by_mean_and_standard_deviation(tmp_path: Path) -> None:
    text = (
        "Id;Hendelse;Frekvens (per år);Fordeling;Forventet konsekvens (1000 kr);Standardavvik (1000 kr)\n"
        "H1;Rørbrudd;1,5;lognormal;120,5;60\nH2;Flom;hvert 10. år;lognormal;2400;1800\n"
    )
    found = reading(tmp_path, text, years=5)
    assert found.root is not None
    assert found.unit == "kNOK"
    assert [event["cost"] for event in found.root["events"]] == [
        {"mean": 120.5, "sd": 60, "shape": "lognormal"},
        {"mean": 2400, "sd": 1800, "shape": "lognormal"},
    ]
    assert [event["frequency"] for event in found.root["events"]] == [1.5, 0.1]


def test_register__risks_without_a_consequence_are_refused_and_not_passed_over(tmp_path: Path) -> None:
    text = "Element;Min MNOK;ML MNOK;Max MNOK\nBru;1;2;4\nVei;2;3;5\n"
    risks = "\nId;Risk;Probability;Owner\nR1;Flood;10 %;AB\nR2;Strike;20 %;CD\n"
    with pytest.raises(ScenarioError, match="no column of this table states a consequence"):
        reading(tmp_path, text + risks, shape="pert")


def test_unit__a_letter_of_an_option_is_no_scale() -> None:
    assert unit_of("Option B USD m") == Unit("USD", 10**6)
    assert unit_of("BUSD") == Unit("USD", 10**9)


def test_register__a_subtotal_that_is_off_is_told_by_what_it_is_off_from_its_own_rows(tmp_path: Path) -> None:
    text = (
        "Kode;Element;P10 MNOK;Mest sannsynlig MNOK;P90 MNOK\n;GRUNN;;;\n1;Bru;10;20;40\n2;Vei;20;30;50\n"
        ";Delsum;30;50;90\n"
        ";BYGG;;;\n3;Hall;5;6;9\n4;Tak;2;3;4\n;Delsum;8;12;13\n"
    )
    found = reading(tmp_path, text, shape="pert")
    assert found.counted.elements == 4
    (warned,) = found.warned
    assert translate(warned, "en") == "row 9 'Delsum' does not add up: it differs from its rows by 3"


def test_sums__two_rows_that_add_up_in_columns_of_equal_ratios_prove_nothing(tmp_path: Path) -> None:
    """Low and high are near 0.8 and 1.5 of each middle, so three columns prove no more than one."""
    rows = "Bru;80;100;150\nVei;160;200;300\nHall;240;300;450\nTak;400;500;750\n"
    found = reading(tmp_path, "Element;P10 MNOK;Mest sannsynlig MNOK;P90 MNOK\n" + rows, shape="pert")
    assert "sum_row[row 4]" in {question.key for question in found.asked}
