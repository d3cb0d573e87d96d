"""Kinds of registers: legends, opportunities, drivers and correlations in other places and words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.files.kinds import TRIANGLE, asked, book, item, text, told

from aksonsim.errors import AksonsimError
from aksonsim.files.registers.risk_remarks import negated

SCORES = [["Nr", "Hendelse", "S", "K"], [1, "Streik", 2, 3], [2, "Grunnvann", 4, 4], [3, "Kran", 1, 2]]
SCALE = [
    ["Sannsynlighet", None, None, "Konsekvens", None],
    ["S", "Verdi", None, "K", "MNOK"],
    [1, "< 5 %", None, 1, "< 0,5"],
    [2, "5-20 %", None, 2, "0,5-2"],
    [3, "20-50 %", None, 3, "2-10"],
    [4, "50-80 %", None, 4, "10-30"],
]


def test_legends__each_score_by_its_own(tmp_path: Path) -> None:
    found = book(tmp_path, {"Risiko": SCORES, "Skala": SCALE})
    event = item(found, "Streik", "events")
    assert (event["probability"], event["cost"]) == (0.125, {"min": 2, "max": 10})


def test_legends__none_of_the_other_half_is_taken(tmp_path: Path) -> None:
    only = [row[:2] for row in SCALE]
    assert "consequence" in asked(book(tmp_path, {"Risiko": SCORES, "Skala": only}))


def test_legends__right_of_the_register(tmp_path: Path) -> None:
    heads = ["No", "Risk", "P", "I", None, "Score", "Probability", None, "Score", "Cost impact (MNOK)"]
    chances, costs = (0.05, 0.15, 0.35), ("0 - 1", "1 - 5", "5 - 20")
    risks = [(1, "Soil", 3, 2), (2, "Permit", 2, 3), (3, "Theft", 1, 1)]
    rows = [[*risk, None, at, chances[at - 1], None, at, costs[at - 1]] for at, risk in enumerate(risks, 1)]
    found = book(tmp_path, {"Register": [heads, *rows]})
    event = item(found, "Soil", "events")
    assert (event["probability"], event["cost"]) == (0.35, {"min": 1, "max": 5})


def test_legends__below_the_register(tmp_path: Path) -> None:
    lines = (
        "Nr;Risiko;Sandsynlighed;Konsekvens\nR1;Jord;Høj;Stor\nR2;Levering;Lav;Lille\n;;;\n"
        "Skala;Sandsynlighed\nLav;10 %\nHøj;60 %\n;\nSkala;Konsekvens (MDKK)\nLille;1 - 3\nStor;5 - 15\n"
    )
    found = text(tmp_path, lines)
    event = item(found, "Jord", "events")
    assert (found.counted.events, event["probability"], event["cost"]) == (2, 0.6, {"min": 5, "max": 15})


OPPORTUNITY = (
    "ID;Type;Description;Probability;Min (MEUR);ML (MEUR);Max (MEUR)\n"
    "R1;Threat;Steel;30 %;1;2;5\nR2;Opportunity;Crane;50 %;1;2;3\n"
)


def test_opportunities__amounts_above_zero_are_asked_about(tmp_path: Path) -> None:
    assert "opportunities" in asked(text(tmp_path, OPPORTUNITY))
    saved = item(text(tmp_path, OPPORTUNITY, TRIANGLE | {"opportunities": "savings"}), "Crane", "events")
    assert saved["cost"] == {"min": -3, "mode": -2, "max": -1, "shape": "triangular"}
    costs = item(text(tmp_path, OPPORTUNITY, TRIANGLE | {"opportunities": "costs"}), "Crane", "events")
    assert costs["cost"] == {"min": 1, "mode": 2, "max": 3, "shape": "triangular"}


def test_opportunities__no_saving_of_a_law_above_zero(tmp_path: Path) -> None:
    with pytest.raises(AksonsimError, match="no values below zero"):
        text(
            tmp_path,
            OPPORTUNITY.replace("Min", "P10").replace("Max", "P90"),
            {"shape": "gamma", "opportunities": "savings"},
        )


def test_negated__percentiles_and_moments() -> None:
    assert negated({"p5": 1, "p50": 2, "p95": 6}) == {"p5": -6, "p50": -2, "p95": -1}
    assert list(negated({"p5": 1, "p50": 2, "p95": 6})) == ["p5", "p50", "p95"]
    assert negated({"mean": 3, "sd": 1, "shape": "normal"}) == {"mean": -3, "sd": 1, "shape": "normal"}
    assert negated(4) == -4


COSTS = [
    ["Code", "Element", "P10 (MGBP)", "ML (MGBP)", "P90 (MGBP)"],
    ["A", "Civil", 30, 34, 46],
    ["B", "MEP", 18, 20, 27],
]
HEADS = ["Driver", "P10 (%)", "P50 (%)", "P90 (%)"]


def test_drivers__changes_beyond_forty_per_cent(tmp_path: Path) -> None:
    sheets = {"Cost": COSTS, "Drivers": [HEADS, ["Market", -5, 3, 15], ["Ground", 42, 60, 95]]}
    assert "relative" in asked(book(tmp_path, sheets))
    found = item(book(tmp_path, sheets, TRIANGLE | {"relative": "changes"}), "Ground", "drivers")
    assert found["multiplier"] == {"p10": 1.42, "p50": 1.6, "p90": 1.95}


@pytest.mark.parametrize(("row", "p90"), [([94, 101, 114], 1.14), ([-6, 1, 14], 1.14), ([41, 45, 49], 1.49)])
def test_drivers__parts_and_changes_are_said(tmp_path: Path, row: list[int], p90: float) -> None:
    found = book(tmp_path, {"Cost": COSTS, "Drivers": [HEADS, ["Market", *row]]}, TRIANGLE)
    assert item(found, "Market", "drivers")["multiplier"]["p90"] == pytest.approx(p90, abs=1e-12)
    assert "per cent of 'Drivers' are" in told(found)


@pytest.mark.parametrize(
    ("title", "rank"), [("Rangkorrelationen (Spearman)", True), ("Rank correlation", True), ("Frank", False)]
)
def test_correlations__of_ranks_where_the_sheet_says_so(tmp_path: Path, title: str, rank: bool) -> None:
    matrix = [[title], [None, "A", "B"], ["A", 1, None], ["B", 0.5, 1]]
    found = book(tmp_path, {"Cost": COSTS, "Matrix": matrix}, TRIANGLE)
    assert found.root is not None
    assert found.root["correlations"][0]["matrix"].get("rank", False) is rank


def chances(path: Path, column: str, values: str, answers: dict[str, str] | None = None) -> list[float]:
    """Return the probabilities that are read from the cells of a column."""
    rows = "".join(f"{at};Risk {at};{value};{at}00\n" for at, value in enumerate(values.split("|"), 1))
    found = text(path, f"ID;Risk;{column};Impact (kGBP)\n{rows}", answers)
    assert found.root is not None, asked(found)
    return [event["probability"] for event in found.root["events"]]


def test_probabilities__per_cent_and_fractions(tmp_path: Path) -> None:
    assert chances(tmp_path, "Probability", "20 %|0,3|5-10 %") == [0.2, 0.3, 0.075]
    assert chances(tmp_path, "Prob. %", "1|5|35") == [0.01, 0.05, 0.35]
    assert chances(tmp_path, "Probability", "20|35|1") == [0.2, 0.35, 0.01]
    with pytest.raises(AksonsimError, match=r"a probability of 1\.2"):
        chances(tmp_path, "Probability", "120 %|50 %")


@pytest.mark.parametrize(("column", "values"), [("Probability", "0,3|40|0,05"), ("Probability (%)", "0,5|1|0,2")])
def test_probabilities__what_may_be_both_is_asked(tmp_path: Path, column: str, values: str) -> None:
    with pytest.raises(AssertionError, match="probability_values"):
        chances(tmp_path, column, values)
    per_cent = chances(tmp_path, column, values, {"probability_values": "per cent"})
    assert per_cent[2] == pytest.approx(float(values.split("|")[2].replace(",", ".")) / 100)


def test_shares__are_no_amounts(tmp_path: Path) -> None:
    with pytest.raises(AksonsimError, match="'10 %' is a share of something, no cost"):
        text(tmp_path, "Element;Min (MNOK);ML (MNOK);Maks (MNOK)\nBygg;100;110;140\nRigg;10 %;12 %;15 %\n")
    with pytest.raises(AksonsimError, match="'5 %' is a share of something, no consequence"):
        text(tmp_path, "ID;Risk;Probability;Impact\n1;A;30 %;5 %\n2;B;20 %;10 %\nMEUR\n")


def test_status__unknown_words_are_asked_about(tmp_path: Path) -> None:
    lines = "ID;Risk;Probability;Impact (kUSD);Status\n1;A;20%;300;Zorp\n2;B;30%;100;Open\n3;C;10%;50;No\n"
    assert "status" in asked(text(tmp_path, lines))
    assert text(tmp_path, lines, {"status[Zorp]": "closed"}).counted.events == 1
    assert text(tmp_path, lines, {"status[Zorp]": "open"}).counted.events == 2


def test_drivers__columns_of_codes_that_begin_with_a_letter(tmp_path: Path) -> None:
    costs = [
        ["Code", "Element", "P10 (MGBP)", "ML (MGBP)", "P90 (MGBP)"],
        ["A1", "Civil", 30, 34, 46],
        ["A2", "MEP", 8, 9, 12],
    ]
    drivers = [["Driver", "P10", "P50", "P90", "A1", "A2"], ["Market", 0.9, 1.0, 1.2, "x", None]]
    found = book(tmp_path, {"Cost": costs, "Drivers": drivers}, TRIANGLE)
    assert item(found, "Market", "drivers")["exposure"] == {"A1": 1}


def test_correlations__of_risks_are_of_whether_they_occur(tmp_path: Path) -> None:
    """In a list and in a matrix, by a code or a title; an element of the same code is the element."""
    risks = [["Code", "Risk", "Probability", "Impact (MGBP)"], ["R1", "Flood", 0.1, 5], ["A", "Fire", 0.2, 7]]
    pairs = [["First", "Second", "Correlation"], ["R1", "Fire", 0.4], ["A", "Flood", 0.2]]
    found = book(tmp_path, {"Cost": COSTS, "Risks": risks, "Pairs": pairs}, TRIANGLE)
    assert found.root is not None, asked(found)
    flood, fire = "events[R1].occurs", "events[event.A].occurs"
    stated = [[*pair["between"], pair["rho"]] for pair in found.root["correlations"]]
    assert stated == [[flood, fire, 0.4], ["A", flood, 0.2]]
    matrix = [[None, "Flood", "B"], ["Flood", 1, None], ["B", 0.5, 1]]
    found = book(tmp_path, {"Cost": COSTS, "Risks": risks, "Matrix": matrix}, TRIANGLE)
    assert found.root is not None, asked(found)
    assert found.root["correlations"][0]["matrix"]["members"] == [flood, "B"]
