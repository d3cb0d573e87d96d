"""Workbooks of triples as Norwegian estimators keep them: programmes, shares of drivers, doubts."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.files.registers import PLAIN, SHEET, Row, keys, reading, register, total
from tests.files.workbooks import part, repacked, triples

from aksonsim import simulate
from aksonsim.cli.import_ import judge
from aksonsim.errors import ScenarioError
from aksonsim.files.registers.answers import said
from aksonsim.files.registers.applying import open_register
from aksonsim.files.registers.finding import tables_of
from aksonsim.files.registers.importing import write
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.spelling import spelt
from aksonsim.language.text import translate
from aksonsim.model.cost import CostElement
from aksonsim.model.estimate import Constant, Percentiles, PercentilesAndMode
from aksonsim.model.scenario import Scenario

Edit = Callable[[Any], None]


def scenario_of(book: Path, **answers: str) -> Scenario:
    """Return the scenario of a register, judged as import does."""
    opened = open_register(book)
    found, used = opened.read(said({"price_year": "2024"} | answers))
    return write(opened, found, used, None, None, judge).scenarios[0]


def by_name(scenario: Scenario) -> dict[str, CostElement]:
    return {element.title or "": element for element in scenario.costs}


def put(sheet: str, **cells: Any) -> Edit:
    def edit(book: Any) -> None:
        for where, value in cells.items():
            book[sheet][where] = value

    return edit


def second(name: str, rows: list[Row]) -> Edit:
    def edit(book: Any) -> None:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)

    return edit


def test_triples__become_elements_and_drivers_with_their_shares(tmp_path: Path) -> None:
    scenario = scenario_of(triples(tmp_path / "anslag.xlsx"), shape="pert")
    assert [(p.id, p.title) for p in scenario.programmes] == [("innforing", "Innføring"), ("ledelse", "Ledelse")]
    assert {e.id: (e.programme, e.estimate) for e in scenario.costs} == {
        "lisenser": ("innforing", PercentilesAndMode(points=((0.1, 40), (0.9, 70.5)), mode=50, shape="pert")),
        "opplaering-ansatte": (
            "innforing", PercentilesAndMode(points=((0.1, 1000.5), (0.9, 1500)), mode=1200, shape="pert"),
        ),
        "prosjektledelse": ("ledelse", PercentilesAndMode(points=((0.1, 9), (0.9, 12)), mode=10, shape="pert")),
        "avgift": ("ledelse", Constant(value=5)),
    }  # fmt: skip
    assert (scenario.currency, scenario.price_year) == ("MNOK", 2024)
    assert by_name(scenario)["Lisenser"].note == "Kommentar: fra leverandør"
    market, maturity = scenario.drivers
    assert (market.exposure, market.note) == ({"lisenser": 1, "opplaering-ansatte": 0.5}, "")
    assert maturity.exposure == {"opplaering-ansatte": 0.8, "prosjektledelse": 1}
    assert isinstance(market.multiplier, Percentiles)
    assert market.multiplier.points == ((0.1, 0.9), (0.5, 1), (0.9, 1.3))


COLUMNS = ("Kode", "Post", "P10 (MNOK)", "Mest sannsynlig", "P90", "Betalbar", "Fordeling", "Kilde", "Merknad")
LINES: list[Row] = [
    ("A1", "Vannverk", 8, 10, 15, "ja", "PERT", "anslag 2", "haster"),
    ("A2", "Overføring", 20, 25, 40, "nei", "trekant", "anslag 3", None),
    ("B1", "Pumper", 5, 6, 9, None, "triangular", None, None),
]


def test_post__beside_a_code_is_the_name(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", LINES, header=COLUMNS)
    assert [spelt(column.meaning) for column in tables_of(open_book(book).sheets[0])[0].columns[:2]] == ["id", "name"]
    scenario = scenario_of(book)
    assert [(e.id, e.title) for e in scenario.costs] == [("A1", "Vannverk"), ("A2", "Overføring"), ("B1", "Pumper")]


def test_post__of_numbers_beside_a_name_is_the_id(tmp_path: Path) -> None:
    rows = [(f"{place}.1", *row[1:]) for place, row in enumerate(LINES, 1)]
    scenario = scenario_of(register(tmp_path / "a.xlsx", rows, header=("Post", "Kode", *COLUMNS[2:])))
    assert [(e.id, e.title) for e in scenario.costs] == [("1.1", "Vannverk"), ("2.1", "Overføring"), ("3.1", "Pumper")]


def test_payable__shape_and_notes_stand_in_columns_of_their_own(tmp_path: Path) -> None:
    costs = by_name(scenario_of(register(tmp_path / "a.xlsx", LINES, header=COLUMNS)))
    assert {name: e.payable for name, e in costs.items()} == {"Vannverk": True, "Overføring": False, "Pumper": False}
    shapes = {name: getattr(e.estimate, "shape", "") for name, e in costs.items()}
    assert shapes == {"Vannverk": "pert", "Overføring": "triangular", "Pumper": "triangular"}
    assert costs["Vannverk"].note == "Kilde: anslag 2; Merknad: haster"


def test_payable__another_word_is_refused_with_its_cell(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", LINES, put(SHEET, F3="delvis"), COLUMNS)
    with pytest.raises(
        ScenarioError, match=rf"{SHEET}!F3: 'delvis' does not say whether it is paid in money; yes or no"
    ):
        reading(book)


HEAD = ("Driver", "P10", "Mest sannsynlig", "P90", "Fordeling", "Vannverk")


@pytest.mark.parametrize("law", ["triangular", "metalog"])
def test_drivers__draw_the_percentiles_that_are_stated(law: str, tmp_path: Path) -> None:
    """A driver .4 | 1 | 1.3 reaches below 0 and is cut there; its P10 is .4 all the same."""
    head = HEAD if law == "triangular" else ("Driver", "P10", "P50", "P90", "Vannverk")
    row = ("Marked", 0.4, 1, 1.3, law, 1) if law == "triangular" else ("Marked", 0.4, 1, 1.3, 1)
    book = register(tmp_path / "a.xlsx", [("K1", "Vannverk", 100, 100, 100)], second("Drivere", [head, row]))
    scenario = scenario_of(book, shape="pert")
    assert scenario.drivers[0].exposure == {"K1": 1}
    draws = 100_000
    factors = np.sort(simulate([scenario], draws=draws, seed=3)["cost_total"].to_numpy().ravel()) / 100
    assert factors[0] >= 0
    for p, stated in ((0.1, 0.4), (0.9, 1.3)):
        near = 4 * (p * (1 - p) * draws) ** 0.5
        assert factors[int(p * draws - near)] <= stated <= factors[int(p * draws + near)]


def drivers(
    *rows: Row, header: Row = ("Driver", "P10", "P50", "P90", "Vannverk", "Pumper"), name: str = "Drivere"
) -> Edit:
    return second(name, [header, *rows])


def shares(book: Path, **answers: str) -> Any:
    found = reading(book, **answers)
    assert found.root is not None
    return [dict(driver["exposure"]) for driver in found.root["drivers"]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [((1, "50 %"), {"K1": 1, "K4": 0.5}), (("x", None), {"K1": 1}), ((None, 0.25), {"K4": 0.25}),
     ((80, 50), {"K1": 0.8, "K4": 0.5})],
)  # fmt: skip
def test_shares__stand_under_each_element(row: Row, expected: Any, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, drivers(("Marked", 0.8, 1, 1.3, *row)))
    assert shares(book) == [expected]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [((1, 80), r"Drivere!F2: a share of 80; 0 to 1, such as 0\.8 or 80 %"),
     ((None, -0.5), r"Drivere!F2: a share of -0\.5"),
     ((None, None), r"Drivere!E2: the driver acts on no element; its share under each element")],
)  # fmt: skip
def test_shares__that_are_none_are_refused(row: Row, sentence: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, drivers(("Marked", 0.8, 1, 1.3, *row), ("Modenhet", 0.9, 1, 1.2, 1, 1)))
    with pytest.raises(ScenarioError, match=sentence):
        reading(book)


def test_shares__under_a_misspelt_element_are_asked_about(tmp_path: Path) -> None:
    """A driver whose only element is not known would act on all of them."""
    head = ("Driver", "P10", "P50", "P90", "Vanverk")
    book = register(tmp_path / "a.xlsx", PLAIN, drivers(("Marked", 0.8, 1, 1.3, 0.5), header=head))
    found = reading(book)
    assert keys(found) == {"other_columns"}
    assert "column 'Vanverk' of the drivers holds numbers, and is no element" in translate(found.asked[0].text, "en")
    assert shares(book, other_columns="leave out") == [{"*": 1}]


def test_drivers__of_which_nothing_says_where_they_act_act_on_all_and_it_is_said(tmp_path: Path) -> None:
    head = ("Driver", "P10", "P50", "P90")
    book = register(tmp_path / "a.xlsx", PLAIN, drivers(("Marked", 0.8, 1, 1.3), header=head))
    assert shares(book) == [{"*": 1}]
    assert any("act on all: Marked" in translate(taken.text, "en") for taken in reading(book).taken)


@pytest.mark.parametrize(
    "row", [(1.5, 6, 19), (94, 101, 114), (2, 5, 14), (0.02, 0.05, 0.14), (-0.06, 0.01, 0.14), (5, 5, 5)]
)
def test_drivers__that_may_be_money_or_per_cent_are_asked_about(row: Row, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, drivers(("Marked", *row, 1, 1)))
    assert keys(reading(book)) == {"driver_values"}


@pytest.mark.parametrize("header", ["P10 (MNOK)", "P10 [kr]"])
def test_drivers__near_1_in_a_column_of_money_are_asked_about(header: str, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        drivers(("Marked", 0.8, 1, 1.3, 1, 1))(book)
        book["Drivere"]["B1"] = header

    assert keys(reading(register(tmp_path / "a.xlsx", PLAIN, edit))) == {"driver_values"}


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
def test_sums__of_every_level_are_left_out_under_any_name(order: str, tmp_path: Path) -> None:
    for seed in range(12):
        rows, expected = grouped(order, random.Random(seed))
        found = reading(register(tmp_path / f"{seed}.xlsx", rows))
        assert {left.first for left in found.left} == expected, seed
        assert found.counted.elements == len(rows) - len(expected)


@pytest.mark.parametrize(
    "name",
    ["Totalentreprise", "Lump sum works", "Sumpumper", "Rundsum rigg", "Totalrehabilitering", "Konsum", "Summit tunnel",
     "Alternativ energi", "Totalrådgiver", "Dokumentasjon", "Sommerhus", "P-plasser", "Mitigation"],
)  # fmt: skip
def test_names__that_only_look_like_sums_are_elements(name: str, tmp_path: Path) -> None:
    found = reading(register(tmp_path / "a.xlsx", [*PLAIN, ("K6", name, 211.1, 301.2, 431.3)]))
    assert (found.counted.elements, keys(found), found.left) == (6, set(), ())


def test_codes__stored_as_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    shown = ["0.0", "0.0", "0.00", "0.0"]

    def edit(book: Any) -> None:
        for row, form in enumerate(shown, 2):
            book[SHEET].cell(row, 1).number_format = form

    numbers = random.Random(2)
    rows = [(code, name, *sorted(round(numbers.uniform(9, 99), 2) for _ in range(3)))
            for code, name in ((1.1, "b"), (1.2, "c"), (1.1, "d"), (2.1, "f"))]  # fmt: skip
    found = reading(register(tmp_path / "b.xlsx", rows, edit))
    assert found.root is not None
    assert [cost["id"] for cost in found.root["costs"]] == ["1.1", "1.2", "1.10", "2.1"]


@pytest.mark.parametrize("area", ["C4:E4", "D4:D5"])
def test_merged_cells__of_amounts_are_refused(area: str, tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: b[SHEET].merge_cells(area))
    with pytest.raises(ScenarioError, match="a low, a middle and a high amount are needed"):
        reading(book)


def test_styles__that_a_workbook_does_not_have_end_in_a_sentence(tmp_path: Path) -> None:
    book = register(tmp_path / "a.xlsx", PLAIN, lambda b: setattr(b[SHEET]["D3"], "number_format", "0.00"))
    name = "xl/worksheets/sheet1.xml"
    broken = part(book, name).replace(b' s="1"', b' s="77"')
    assert broken != part(book, name)
    with pytest.raises(ScenarioError, match=r"b\.xlsx: is no workbook that can be read \(IndexError"):
        reading(repacked(book, tmp_path / "b.xlsx", {name: broken}))


def test_archives__whose_directory_lies_before_their_beginning_end_in_a_sentence(tmp_path: Path) -> None:
    raw = register(tmp_path / "a.xlsx", PLAIN).read_bytes()
    for cut in (1, 100, len(raw) // 2, len(raw) - 200):
        (tmp_path / "b.xlsx").write_bytes(raw[cut:])
        with pytest.raises(ScenarioError, match=r"b\.xlsx: is (no workbook|of no encoding|no text)"):
            reading(tmp_path / "b.xlsx")
