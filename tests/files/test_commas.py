"""A comma between digits: one number to whoever typed it, two to YAML. Asked, never guessed."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from aksonsim.cli import main
from aksonsim.errors import ScenarioError
from aksonsim.files.calibration import read_calibration
from aksonsim.files.load import load
from aksonsim.files.yaml import parse
from aksonsim.sweeps.reading import read_sweep

HEAD = "schema: 1\ntitle: t\ncurrency: MNOK\nprice_year: 2019\n"

ONE_OR_TWO: dict[str, tuple[float | int, ...]] = {
    "1,5": (1.5,),
    "-1,5": (-1.5,),
    "+1,5": (1.5,),
    "0,05": (0.05,),
    "12,75": (12.75,),
    "2020,2021": (2020.2021,),
    "1,500": (1.5, 1500),
    "-250,000": (-250.0, -250000),
    "1,500.25": (1500.25,),
    "1.500,25": (1500.25,),
    "12.500.000,5": (12500000.5,),
    "1 000,5": (1000.5,),
    "1,5e3": (1500.0,),
    "1,5%": (0.015,),
    "1,5 %": (0.015,),
}
"""What is asked about, and the numbers that it may mean as one."""

CLEAR: dict[str, list[Any]] = {
    "1, 5": [1, 5],
    "1,\n 5": [1, 5],
    "1 ,5": [1, 5],
    "1,-5": [1, -5],
    "1.5,2.5": [1.5, 2.5],
    "1.,5": [1.0, 5],
    "1e3,5": [1000.0, 5],
    "0301,1103": ["0301", 1103],
    "a1,2": ["a1", 2],
    "'1',5": ["1", 5],
    "'1,5', 2": ["1,5", 2],
    "2021-12-31,2022-06-01": ["2021-12-31", "2022-06-01"],
    "true,1": [True, 1],
    "[1, 2],[3, 4]": [[1, 2], [3, 4]],
    "{a: 1},2": [{"a": 1}, 2],
}


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        parse(text, "f")
    return [str(problem) for problem in error.value.problems]


def written_as(problem: str) -> list[str]:
    """Return what a problem advises to write for one number."""
    advice = re.search(r"write (.*?)(?:, or .* with a blank)?$", problem)
    assert advice is not None
    return advice[1].split(" or ")


@pytest.mark.parametrize("written", ONE_OR_TWO)
@pytest.mark.parametrize(
    ("frame", "path"),
    [("[{}]", "[0]"), ("[{}, 7]", "[0]"), ("[7, {}]", "[1]"), ("[7, [8, {},]]", "[1][1]"), ("x: [{}]", "x[0]"),
     ("x: [\n  7,\n  {}]", "x[1]"), ("- [&anchor {}]", "[0][0]"), ("[a: {}]", "[0].a")],
)  # fmt: skip
def test_comma__in_a_list_is_asked_about_and_every_remedy_is_what_it_says(frame: str, path: str, written: str) -> None:
    (problem,) = problems(frame.format(written))
    assert re.match(rf"f:\d+:\d+: {re.escape(path)}: {re.escape(written)} may be one number or two; ", problem)
    meant = [parse(one, "f") for one in written_as(problem)]
    assert tuple(meant) == ONE_OR_TWO[written]
    left, _, right = written.rpartition(",")
    assert problem.endswith(f", or {left}, {right} with a blank")
    assert parse(frame.format(f"{left}, {right}"), "f") is not None


@pytest.mark.parametrize("written", ONE_OR_TWO)
@pytest.mark.parametrize("frame", ["{{a: {}}}", "{{a: {}, b: 2}}", "{{b: 2, a: {}}}", "x: {{a: {}, c: {{}}}}"])
def test_comma__in_a_mapping_is_one_number(frame: str, written: str) -> None:
    (problem,) = problems(frame.format(written))
    assert f"a: {written} may be one number or two; a decimal comma? write " in problem
    assert "blank" not in problem
    assert tuple(parse(one, "f") for one in written_as(problem)) == ONE_OR_TWO[written]


def test_comma__every_place_is_told_once_with_its_line() -> None:
    told = problems("values: [1,5, 2,7]\nweights: {a: 0,3, b: 0,3,}\nmore:\n  - [1,2,3,4]\n")
    assert [line.split(": a dec")[0].split(" may")[0] for line in told] == [
        "f:1:10: values[0]: 1,5",
        "f:1:15: values[2]: 2,7",
        "f:2:14: weights.a: 0,3",
        "f:2:22: weights.b: 0,3",
        "f:4:6: more[0][0]: 1,2",
        "f:4:10: more[0][2]: 3,4",
    ]


@pytest.mark.parametrize("written", CLEAR)
def test_comma__what_can_only_be_several_is_read(written: str) -> None:
    assert parse(f"[{written}]", "f") == CLEAR[written]


def test_comma__in_every_pair_of_numbers_with_a_blank_nothing_is_asked() -> None:
    numbers = ["0", "1", "-2", "+3", "1500", "0.5", ".5", "2.", "1e3", "-1.5E-3"]
    for pair in itertools.product(numbers, numbers):
        assert parse(f"[{', '.join(pair)}]", "f") == [float(one) for one in pair]


@pytest.mark.parametrize(
    "estimate",
    ["{values: [1,5, 2,7], weights: [0,3, 0,7]}", "{min: 1, mode: 2, max: 4, shape: pert, truncate: [1,5]}",
     "{p10: 1,5, mode: 2, p90: 4, shape: pert}", "{mean: 3, sd: 0,5, shape: gamma}"],
)  # fmt: skip
def test_comma__is_asked_about_in_a_scenario_an_overlay_and_an_option(tmp_path: Path, estimate: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(HEAD + f"costs: [{{id: a, estimate: {estimate}}}]\n")
    with pytest.raises(ScenarioError, match=r"s\.yaml:5:\d+: costs\[a\]\.estimate\..* may be one number or two"):
        load(file)
    file.write_text(HEAD + "costs: [{id: a, estimate: 1}]\n")
    overlay = tmp_path / "o.yaml"
    overlay.write_text(f"costs[a].estimate: {estimate}\n")
    with pytest.raises(ScenarioError, match=r"o\.yaml:1:\d+: \S+ .*may be one number or two"):
        load(file, overlays=[overlay])
    with pytest.raises(ScenarioError, match=r"--set .* may be one number or two"):
        load(file, sets=[f"costs[a].estimate={estimate}"])


def test_comma__is_asked_about_in_a_large_file(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(HEAD + "costs: [{id: a, estimate: {values: [1,5, 2], weights: [1, 1]}}]\n" + "# x\n" * 10_000)
    for _ in range(2):
        with pytest.raises(ScenarioError, match="1,5 may be one number or two"):
            load(file)


def test_comma__is_asked_about_in_a_sweep_and_a_calibration(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(HEAD + "costs: [{id: a, estimate: 1}]\n")
    sweep = "schema: 1\ntitle: t\nbase: s.yaml\nparameters: {'costs[a].estimate': {values: [4,5, 6,7]}}\ndesign: grid\n"
    (tmp_path / "w.yaml").write_text(sweep + "outputs: [{quantity: cost_total, statistic: p50}]\n")
    with pytest.raises(ScenarioError, match=r"w\.yaml:4:45: .*4,5 may be one number or two"):
        read_sweep(tmp_path / "w.yaml")
    (tmp_path / "c.yaml").write_text(
        "schema: 1\nstages: [{fit: [{path: x, min: 0,5, max: 2}], targets: "
        "[{quantity: cost_total, statistic: p50, value: 4755,5, tolerance: 1}]}]\n"
    )
    with pytest.raises(ScenarioError) as error:
        read_calibration(tmp_path / "c.yaml")
    assert [problem.what.partition(" ")[0] for problem in error.value.problems] == ["0,5", "4755,5"]


@pytest.mark.parametrize("value", ["1,5", "'1,5'"])
def test_comma__outside_a_list_is_text_and_the_advice_is_the_number(
    tmp_path: Path, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        HEAD + f"costs:\n- id: a\n  estimate: {{values: [1, 2], weights: [1, 1]}}\n  state_share: {value}\n"
    )
    with pytest.raises(SystemExit):
        main(["validate", str(file)])
    assert capsys.readouterr().err.endswith("state_share: must be a number, not text '1,5'; write 1.5\n")
