"""Claims that state a date: held against the months of the model, shown as dates, and what is wrong with one."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

import aksonsim
from aksonsim.cli import group
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.write import export
from aksonsim.language.text import translate
from aksonsim.model.claims import Claim
from aksonsim.model.scenario import Scenario
from aksonsim.studies.check import ComparedClaim, check
from aksonsim.studies.report import report_inputs

ROAD: dict[str, Any] = {
    "schema": 1,
    "title": "A road",
    "start": "2025-01-01",
    "price_year": 2025,
    "costs": [{"id": "x", "estimate": 100}],
    "activities": [
        {"id": "build", "title": "Build", "duration": 29},
        {
            "id": "open",
            "title": "Open",
            "after": ["build"],
            "duration": {"min": 0, "mode": 6, "max": 12, "shape": "triangular"},
        },
    ],
}


def road(*claims: dict[str, Any], of: dict[str, Any] = ROAD) -> Scenario:
    return Scenario.from_dict(of | {"claims": [{"id": f"c{i}"} | claim for i, claim in enumerate(claims)]})


def built(value: Any, statistic: str = "p50", milestone: str = "build", **more: Any) -> dict[str, Any]:
    return {"quantity": f"milestone[{milestone}]", "statistic": statistic, "value": value} | more


def checked(*claims: dict[str, Any], draws: int = 2_000) -> list[ComparedClaim]:
    return list(check([road(*claims)], draws=draws, threads=1).scenarios["baseline"].claims)


def said(row: ComparedClaim) -> str:
    return translate(row.verdict, "en")


def test_date__of_a_certain_schedule_is_the_one_by_hand() -> None:
    # 29 months after 1 January 2025 is 1 June 2027.
    right, late, near, mean = checked(
        built("2027-06-01"), built("2027-06-03", tolerance=0), built("2027-06-03"), built("2027-06-01", "mean")
    )
    assert right.own_date == dt.date(2027, 6, 1)
    assert right.own_date_ci == (right.own_date, right.own_date)
    assert (right.value, right.date, right.found.difference) == (29.0, dt.date(2027, 6, 1), 0.0)
    assert (said(right), said(mean)) == ("is a P50", "is the model's mean")
    assert (said(late), late.found.agrees) == ("lies above every draw, and is no P50", False)
    assert near.found.agrees  # half a month forgives two days
    assert late.found.difference == pytest.approx(2 / 30)


def test_date__is_met_by_what_ends_on_that_day() -> None:
    # 29 months after 15 January 2025 is 15 June 2027; half of June is 15 days.
    build = {"id": "build", "duration": 29.5}
    scenario = road(built("2027-06-30"), built("2027-06-29"), of=ROAD | {"start": "2025-01-15", "activities": [build]})
    met, early = check([scenario], draws=100, threads=1).scenarios["baseline"].claims
    assert (met.own_date, said(met)) == (dt.date(2027, 6, 30), "is a P50")
    assert said(early) == "lies below every draw, and is no P50"


def test_date__is_placed_among_the_draws_and_has_the_dates_of_the_models_interval() -> None:
    # 29 + a triangular law about 6: half of the draws end before 35 months, 1 December 2027.
    half, early, below = checked(
        built("2027-12-01", milestone="open"),
        built("2027-09-01", "p85", "open"),
        built(0.5, "prob_below", "open", against="2027-12-01"),
    )
    assert half.found.place is not None
    assert half.found.place.place.value == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(2_000))
    assert said(half) == "is a P50"
    assert half.own_date_ci is not None
    assert half.own_date_ci[0] < half.own_date < half.own_date_ci[1]
    # Three months before the mode, of six: a half of a half squared.
    assert re.fullmatch(r"is a P1[1-4](\.\d)?, not a P85", said(early))
    assert (below.own_date, below.found.agrees) == (None, True)


def test_date__sd_of_a_moment_is_in_months_and_a_mean_is_so_many_months_off() -> None:
    spread, mean = checked(built(6**0.5, "sd", "open"), built("2027-10-01", "mean", "open"))
    # A triangular law from 0 over 6 to 12 has the variance 6.
    low, high = spread.found.model.bounds
    assert low < 6**0.5 < high
    assert re.fullmatch(r"is (1\.9\d?|2|2\.[01]\d?) months before the model's mean", said(mean))


def test_date__is_shown_in_every_medium_and_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "road.yaml"
    claims = built("2027-12-01", milestone="open", contradicts=["c1"]), built(1, "sd", "open")
    file.write_text(aksonsim.dump(road(*claims)), encoding="utf-8")
    for lang, words in (("en", ("to", "SD, months")), ("nb", ("til", "standardavvik, "))):
        done = CliRunner().invoke(group, ["check", str(file), "-n", "500", "-q", "--lang", lang])
        text = " ".join(done.output.split())
        assert re.search(r"2027-12-01 P50 2027-1\d-\d\d \(2027-1\d-\d\d ", text), text
        assert re.search(rf"{words[0]} 202[78]-\d\d-\d\d\)", text), text
        assert words[1] in text
        assert "c0 (2027-12-01 " in text
    done = CliRunner().invoke(group, ["check", str(file), "-n", "500", "-q", "--json"])
    (row, spread) = json.loads(done.output)["scenarios"]["baseline"]["claims"]
    assert row["date"] == "2027-12-01"
    assert row["own_date_ci"][0] < row["own_date"] < row["own_date_ci"][1]
    assert "date" not in spread
    made = report_inputs(aksonsim.simulate(aksonsim.load(file), draws=500)).claims
    assert made is not None
    assert made.scenarios["baseline"].claims[0].own_date == dt.date.fromisoformat(row["own_date"])


def test_date__goes_there_and_back(tmp_path: Path) -> None:
    scenario = road(built("2027-06-01"), built(0.5, "prob_below", against="2027-06-02"), built(29))
    assert [claim.value for claim in scenario.claims] == [dt.date(2027, 6, 1), 0.5, 29.0]
    file = tmp_path / "road.yaml"
    file.write_text(aksonsim.dump(scenario), encoding="utf-8")
    assert aksonsim.load(file) == scenario
    export(file, tmp_path / "road.xlsx")
    assert bring_back(tmp_path / "road.xlsx", tmp_path / "back.yaml").scenarios[0] == scenario
    table = "id;quantity;statistic;value;against\nc0;milestone[build];p50;2027-06-01;\n"
    table += "c1;milestone[build];prob_below;0.5;2027-06-02\nc2;milestone[build];p50;29;\n"
    (tmp_path / "claims.csv").write_text(table, encoding="utf-8")
    file.write_text(aksonsim.dump(road()) + "claims: {file: claims.csv}\n", encoding="utf-8")
    assert aksonsim.load(file).claims == scenario.claims


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (built("2024-12-31"), "2024-12-31 lies before the start of the file, 2025-01-01"),
        (built(0.5, "prob_below", against="2024-12-31"), "2024-12-31 lies before the start of the file"),
        (built("2027-06-01", milestone="buidl"), "unknown milestone buidl; did you mean build?"),
        (built("2027-6-1"), "must be a date as year-month-day (2022-06-01), not text '2027-6-1'"),
        (built("2027-02-30"), "2027-02-30 is not a day of the calendar"),
        (built("2027-06-01", "sd"), "statistic sd is a length of time: state months, not the date 2027-06-01"),
        (built("2027-06-01", "prob_below", against=29), "prob_below is a fraction: state a number, not the date"),
        (built(2027), "2027 months after the start is no date; write year-month-day (2027-06-30)"),
        (built("2027-06-01", factor=2), "2027-06-01 is a date, which takes no factor, sum_of or ratio_of"),
        ({"quantity": "cost_total", "statistic": "p50", "value": "2027-06-01"}, "not for cost_total"),
        ({"value": 1, "sum_of": ["d"]}, "claim d states a date, which adds to nothing"),
    ],
)
def test_date__says_what_is_wrong_with_it(claim: dict[str, Any], sentence: str) -> None:
    with pytest.raises((ValidationError, aksonsim.ScenarioError), match=re.escape(sentence)):
        road(claim, built("2027-06-01", id="d"))


def test_date__needs_a_start_to_count_from() -> None:
    with pytest.raises(aksonsim.ScenarioError, match="2027-06-01 is a date; state start, which its months are counted"):
        road(built("2027-06-01"), of={key: value for key, value in ROAD.items() if key != "start"})
    assert Claim.model_validate({"id": "c"} | built(29)).dates == ()
