"""The common Norwegian layout: what it says becomes a scenario file, what it leaves open must be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.files.workbooks import triples

from aksonsim.api import simulate
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.excel.triples import import_triples
from aksonsim.files.load import load
from aksonsim.model.estimate import Constant, Percentiles, PercentilesAndMode


def test_triples__become_elements_and_drivers_with_their_shares(tmp_path: Path) -> None:
    book = triples(tmp_path / "anslag.xlsx")
    found = import_triples(book, tmp_path / "out.yaml", "pert", 2024)
    scenario = load(tmp_path / "out.yaml")
    assert found.scenarios == (scenario,)
    assert found.passed_over == ("Forside",)
    assert scenario.price_year == 2024
    assert [(p.id, p.title) for p in scenario.programmes] == [("innforing", "Innføring"), ("ledelse", "Ledelse")]
    assert {e.id: e.estimate for e in scenario.costs} == {
        "lisenser": PercentilesAndMode(points=((0.1, 40), (0.9, 70.5)), mode=50, shape="pert"),
        "opplaering-ansatte": PercentilesAndMode(points=((0.1, 1000.5), (0.9, 1500)), mode=1200, shape="pert"),
        "prosjektledelse": PercentilesAndMode(points=((0.1, 9), (0.9, 12)), mode=10, shape="pert"),
        "avgift": Constant(value=5),
    }
    assert scenario.costs[0].title == "Lisenser"
    assert scenario.costs[0].note == "fra leverandør"
    assert {e.source for e in scenario.costs} == {"register"}
    assert scenario.sources["register"].title == "anslag.xlsx"
    market, maturity = scenario.drivers
    assert market.exposure == {"lisenser": 1, "opplaering-ansatte": 0.5}
    assert maturity.exposure == {"opplaering-ansatte": 0.8, "prosjektledelse": 1}
    assert isinstance(market.multiplier, Percentiles)
    assert market.multiplier.points == ((0.1, 0.9), (0.5, 1), (0.9, 1.3))
    assert market.multiplier.truncate == (0, 13)


def test_triples__a_shape_of_their_own_and_drivers_by_their_most_likely(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        elements, drivers = book["Kostnadselementer"], book["Usikkerhetsdrivere"]
        elements["G2"], elements["G3"] = "Fordeling", "lognormal"
        drivers["C1"] = "Mest sannsynlig"

    book = triples(tmp_path / "anslag.xlsx", edit)
    (scenario,) = import_triples(book, tmp_path / "out.yaml", "triangular", 2024).scenarios
    assert [getattr(e.estimate, "shape", None) for e in scenario.costs] == [
        "lognormal",
        "triangular",
        "triangular",
        None,
    ]
    assert scenario.drivers[0].multiplier == PercentilesAndMode(
        points=((0.1, 0.9), (0.9, 1.3)), mode=1, shape="triangular"
    )


def put(sheet: str, **cells: Any) -> Any:
    def edit(book: Any) -> None:
        for where, value in cells.items():
            book[sheet][where] = value

    return edit


E, D = "Kostnadselementer", "Usikkerhetsdrivere"


@pytest.mark.parametrize(
    ("edit", "shape", "sentence"),
    [
        (
            put(E),
            None,
            rf"{E}!B3: a triple needs a shape, which P10, most likely and P90 do not say; --shape pert\|tri",
        ),
        (
            put(E, B5=6),
            "gamma",
            rf"{E}!B5: costs\[prosjektledelse\].estimate.*: shape gamma is skewed to the right and needs p90 - mode > "
            r"mode - p10 \(here 2 and 4\); use pert or triangular",
        ),
        (put(E, B3=60), "pert", rf"{E}!B3: costs\[lisenser\].estimate.*: p10 60, mode 50, p90 70.5 must rise"),
        (put(E, B3="=40"), "pert", rf"{E}!B3: holds a formula, and its shown result is not trusted"),
        (
            put(E, B3="1.234"),
            "pert",
            rf"{E}!B3: 1.234: thousands or decimals\?; write it as a number",
        ),
        (put(E, B3="førti"), "pert", rf"{E}!B3: must be a number, not text 'førti'"),
        (put(E, C3=None), "pert", rf"{E}!C3: mode is empty; a triple needs all three"),
        (
            put(E, A7="Sum", B7=1, C7=2, D7=3),
            "pert",
            rf"{E}!A7: Sum would be counted as one more element; delete the row",
        ),
        (put(E, A7="lisenser", B7=1, C7=2, D7=3), "pert", rf"{E}!A7: lisenser stands twice"),
        (put(E, F2="Komentar"), "pert", rf"{E}!F2: unknown column Komentar; did you mean kommentar\?"),
        (put(E, B2="P10 (tusen kr)"), "pert", rf"{E}!B2: amounts in tusen kr; amounts are read in MNOK"),
        (put(E, B2="Min", D2="Maks"), "pert", rf"{E}!A2: no columns P10 and P90 \(Min, Maks: of which percentile\?\)"),
        (put(E, A2="Hva"), "pert", rf"{E}!A2: no column navn; needed: navn, P10, Mest sannsynlig, P90"),
        (put(D, E2=80), "pert", rf"{D}!E2: a share \(andel\) of 80; 0 to 1, so 0.8 or 80 %"),
        (put(D, E1="Lisens"), "pert", rf"{D}!E1: unknown column Lisens; did you mean lisenser\?"),
        (put(D, E2=None, F2=None), "pert", rf"{D}!A2: Marked acts on no element; write its share \(andel\) under each"),
        (put(D, B2=-0.1), "pert", rf"{D}!B2: a multiplier of -0.1; multipliers are above 0: 0.9 for ten per cent less"),
        (put(D, B2=1.5), "pert", rf"{D}!B2: drivers\[marked\].multiplier.*: percentiles must rise"),
    ],
)
def test_faults__are_told_with_sheet_and_cell(edit: Any, shape: str | None, sentence: str, tmp_path: Path) -> None:
    book = triples(tmp_path / "anslag.xlsx", edit)
    with pytest.raises(ScenarioError, match=sentence):
        import_triples(book, tmp_path / "out.yaml", shape, 2024)
    assert not (tmp_path / "out.yaml").exists()


def test_what_the_sheets_do_not_say__must_be_said(tmp_path: Path) -> None:
    book = triples(tmp_path / "anslag.xlsx")
    with pytest.raises(AksonsimError, match="amounts need the year of their prices: --price-year 2019"):
        import_triples(book, tmp_path / "out.yaml", "pert", None)
    with pytest.raises(AksonsimError, match=r"--shape pertt: did you mean pert\?"):
        import_triples(book, tmp_path / "out.yaml", "pertt", 2024)
    (tmp_path / "out.yaml").write_text("mine")
    with pytest.raises(AksonsimError, match="exists already"):
        import_triples(book, tmp_path / "out.yaml", "pert", 2024)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("0,5", 0.5),
        ("−3", -3.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("7", 7),
    ],
)
def test_amounts__as_people_type_them(text: str, value: float, tmp_path: Path) -> None:
    book = triples(tmp_path / "anslag.xlsx", put(E, B3=text, C3=value + 10, D3=value + 30))
    (scenario,) = import_triples(book, tmp_path / "out.yaml", "pert", 2024).scenarios
    assert scenario.costs[0].estimate.percentiles["p10"] == value  # type: ignore[union-attr]


@pytest.mark.parametrize("three", [(0.4, 1, 1.3), (0.5, 1, 1.2), (0.9, 1, 1.3), (0.85, 1.05, 1.4)], ids=str)
def test_triples__drivers_are_drawn_with_the_percentiles_of_the_sheet(tmp_path: Path, three: tuple[float, ...]) -> None:
    book = triples(tmp_path / "anslag.xlsx", put(D, B2=three[0], C2=three[1], D2=three[2]))
    (scenario,) = import_triples(book, tmp_path / "out.yaml", "pert", 2024).scenarios
    draws = 100_000
    multiplier = simulate(scenario, draws=draws).driver.values[0, :, 0]
    for p, x in zip((0.1, 0.5, 0.9), three, strict=True):
        assert abs((multiplier <= x).mean() - p) < 5 * (p * (1 - p) / draws) ** 0.5
    assert multiplier.min() >= 0
