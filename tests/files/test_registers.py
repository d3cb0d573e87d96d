"""The 24 registers of tests/registers against their right answers, which were computed without this software."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim import simulate
from aksonsim.cli.import_ import judge
from aksonsim.errors import AksonsimError
from aksonsim.files.registers.answers import said
from aksonsim.files.registers.applying import open_register
from aksonsim.files.registers.importing import write
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.reading import Reading, read
from aksonsim.files.yaml import read as read_yaml

ZOO = Path(__file__).parents[1] / "registers"
FILES: list[dict[str, Any]] = read_yaml(ZOO / "expected.yaml")["files"]
ANSWERS = [(one, answer) for one in FILES for answer in one["answers"]]
MUST_ASK = {
    "06": {"thousands"}, "09": {"hidden_rows", "struck_rows"}, "17": {"class_ends[K=5]"}, "18": {"unit"},
    "21": {"sheet"}, "23": {"week"}, "24": {"years"},
}  # fmt: skip
"""What must be asked before there is a figure (the drivers in money of 20 are told from the sheet's name)."""
MAY_ASK = {"shape", "bounds", "base", "currency", "no_amount", "state", "duplicates[R-04]"}
DRAWS = 40_000
MONTH = 365.25 / 12


def name(value: Any) -> str:
    return str(value["file"])[:2] if isinstance(value, dict) and "file" in value else ""


def reading_of(one: dict[str, Any], given: dict[str, Any] | None = None) -> Reading:
    return read(open_book(ZOO / one["file"]), said(given) if given else None)


def scale(unit: str) -> float:
    found = re.fullmatch(r"([kM]?)[A-Z]{3}", unit)
    return {"": 1.0, "k": 1e3, "M": 1e6}[found[1]] if found else 1.0


@pytest.mark.parametrize("one", FILES, ids=name)
def test_register__asks_what_must_be_asked(one: dict[str, Any]) -> None:
    asked = {question.key for question in reading_of(one).asked}
    must = MUST_ASK.get(one["file"][:2], set())
    assert must <= asked <= must | MAY_ASK


@pytest.mark.parametrize("one", FILES, ids=name)
def test_register__names_each_row_and_sheet_left_out(one: dict[str, Any]) -> None:
    left = reading_of(one, one["answers"][0]["given"]).left
    for wanted in one.get("left_out", ()):
        rows = [int(row) for row in re.findall(r"\d+", str(wanted.get("row", wanted.get("rows", 0))))]
        if "parents" in wanted["why"] or "last row" in str(wanted.get("row")):
            continue  # 66 of them, counted below; the last row of each sheet
        for row in range(rows[0], rows[-1] + 1):
            assert any(
                found.first <= row <= found.last and found.sheet == wanted.get("sheet", found.sheet) for found in left
            ), wanted


def test_register__leaves_66_parents_and_a_total_out() -> None:
    big = next(one for one in FILES if one["file"].startswith("22"))
    kinds = [found.kind for found in reading_of(big, big["answers"][0]["given"]).left]
    assert (kinds.count("parent"), kinds.count("sum"), len(kinds)) == (66, 1, 67)


@pytest.mark.parametrize(("one", "answer"), ANSWERS, ids=name)
def test_register__has_the_elements_events_and_sum(one: dict[str, Any], answer: dict[str, Any]) -> None:
    found = reading_of(one, answer["given"])
    assert not found.asked
    assert (found.counted.elements, found.counted.events) == (answer["elements"], answer["events"])
    if answer["elements"]:
        assert found.sum is not None
        assert found.sum * scale(found.unit) == pytest.approx(answer["base_sum"] * scale(answer["unit"]), rel=1e-12)


@pytest.mark.parametrize(("one", "answer"), ANSWERS, ids=name)
def test_register__has_the_mean_p50_and_p85(one: dict[str, Any], answer: dict[str, Any]) -> None:
    register = open_register(ZOO / one["file"])
    found, answers = register.read(said(answer["given"]))
    scenario = write(register, found, answers, None, None, judge).scenarios[0]
    dataset = simulate([scenario], draws=DRAWS, seed=11)
    if "week" in answer["given"]:
        held = next(values for values in dataset.data_vars.values() if "milestone" in values.dims)
        draws = held.sel(milestone="M1").to_numpy().ravel() * MONTH * answer["given"]["week"] / 7
    else:
        draws = dataset["cost_total"].to_numpy().ravel() * (scale(found.unit) / scale(answer["unit"]))
    draws = np.sort(draws)
    errors = answer.get("standard_error", {})
    off = abs(draws.mean() - answer["mean"])
    assert off <= 4 * math.hypot(answer["sd"] / math.sqrt(DRAWS), errors.get("mean", 0))
    for key, p in (("p50", 0.5), ("p85", 0.85)):
        near = 4 * math.sqrt(p * (1 - p) * DRAWS)
        low, high = draws[int(p * DRAWS - near)], draws[int(p * DRAWS + near) + 1]
        beside = 4 * errors.get(key, 0)
        first, last = answer.get(f"{key}_range", (answer[key], answer[key]))
        assert low - beside <= last, key
        assert high + beside >= first, key


def test_register__an_answer_does_not_overrule_what_headers_say_elsewhere() -> None:
    """Low and High of the costs are asked, Min and Max of the risks say it: one answer is for the former alone."""
    book = open_book(ZOO / "01_estimate_min_ml_max.csv")
    with pytest.raises(AksonsimError, match=r"Minimum. and .Maximum. are limits; .*bounds\[\]=p10 p90"):
        read(book, said({"bounds": "p10 p90", "shape": "pert", "currency": "USD"}))
    otherwise = read(book, said({"bounds[]": "p10 p90", "shape": "pert", "currency": "USD"}))
    assert otherwise.root is not None
    assert otherwise.root["costs"][0]["estimate"] == {"p10": 180000, "mode": 220000, "p90": 310000, "shape": "pert"}


def test_register__is_read_from_python_and_cut_at_zero_where_it_reaches_below() -> None:
    given = {"hidden_rows": "count", "struck_rows": "count"}
    scenario = aksonsim.read_register(ZOO / "09_p10_p50_p90_hidden.xlsx", answers=given)
    cut = [element.id for element in scenario.costs if "truncate" in element.estimate.model_dump()]
    assert cut == ["omlegging"]
    assert float(simulate([scenario], draws=2000)["cost_element"].min()) > 0
