"""Correlations stated as a matrix: against registers computed elsewhere, and against the same pairs one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_runs import run
from jsonschema import Draft202012Validator

from aksonsim.api import read_register
from aksonsim.errors import ScenarioError
from aksonsim.files.excel.write import export
from aksonsim.files.load import load
from aksonsim.files.tables import matrix
from aksonsim.model.correlations import CorrelationMatrix
from aksonsim.model.jsonschema import schema
from aksonsim.model.scenario import Scenario

DRAWS = 40_000
BOAT = {
    "hull": (30, 34, 46),
    "engine": (18, 20, 27),
    "outfit": (22, 26, 41),
    "yard": (11, 13, 18),
    "trials": (2, 2.5, 4.5),
}
BOAT_ROWS = [
    [1, 0.5, 0.6, 0.4, 0.1],
    [0.5, 1, 0.4, 0.3, 0.2],
    [0.6, 0.4, 1, 0.5, 0.3],
    [0.4, 0.3, 0.5, 1, 0.2],
    [0.1, 0.2, 0.3, 0.2, 1],
]
WATER = {"K1": (78, 90, 122), "K2": (112, 125, 171), "K3": (19, 22, 31), "K4": (8, 10, 15), "K5": (16, 19, 26)}
WATER_CSV = "id;K1;K2;K3;K4;K5\nK1;1;;;;\nK2;0,6;1;;;\nK3;0,5;0,4;1;;\nK4;0,3;0;0;1;\nK5;0;0;0;0;1\n"


def register(lines: dict[str, Any], low: str, high: str, correlations: Any) -> dict[str, Any]:
    costs = [
        {"id": name, "estimate": {low: a, "mode": b, high: c, "shape": "triangular"}}
        for name, (a, b, c) in lines.items()
    ]
    return {"schema": 1, "title": "t", "price_year": 2025, "costs": costs, "correlations": correlations}


def total(data: dict[str, Any], draws: int = DRAWS) -> np.ndarray:
    scenario = Scenario.from_dict(data)
    return np.asarray(run(scenario, draws=draws, keep="totals", threads=2)["cost_total"].values[0])


def compare(x: np.ndarray, expected: tuple[float, ...], errors: tuple[float, ...]) -> None:
    """Mean, SD, P50 and P85 within 4 standard errors, those of 40 batches and of the expected figures."""
    measures = (np.mean, np.std, lambda v: np.quantile(v, 0.5), lambda v: np.quantile(v, 0.85))
    for measure, wanted, theirs in zip(measures, expected, errors, strict=True):
        ours = np.std([measure(part) for part in x.reshape(40, -1)], ddof=1) / np.sqrt(40)
        assert abs(measure(x) - wanted) < 4 * np.hypot(ours, theirs)


@pytest.mark.parametrize(
    ("rank", "expected"),
    [(False, (105.001, 8.79314, 104.185, 114.788)), (True, (105.001, 8.87949, 104.164, 114.9))],
)
def test_matrix__a_boat(rank: bool, expected: tuple[float, ...]) -> None:
    """4 000 000 draws by another program."""
    stated = {"matrix": {"members": [*BOAT], "rows": BOAT_ROWS, "rank": rank}}
    compare(total(register(BOAT, "min", "max", stated)), expected, (0.0044, 0.0028, 0.0061, 0.008))


def test_matrix__a_waterworks_from_a_file(tmp_path: Path) -> None:
    """4 000 000 draws by another program; a lower half with decimal commas."""
    (tmp_path / "rho.csv").write_text(WATER_CSV)
    data = register(WATER, "p10", "p90", {"file": "rho.csv"})
    (tmp_path / "t.yaml").write_text(json.dumps(data))
    x = run(load(tmp_path / "t.yaml"), draws=DRAWS, keep="totals", threads=2)["cost_total"].values[0]
    compare(x, (294.497, 37.3259, 291.57, 336.09), (0.019, 0.012, 0.025, 0.033))


def test_matrix__has_the_bits_of_its_pairs_however_it_is_written() -> None:
    names = [*BOAT]
    pairs = [{"between": [names[i], names[j]], "rho": BOAT_ROWS[i][j]} for i in range(5) for j in range(i)]
    lower = [row[: i + 1] for i, row in enumerate(BOAT_ROWS)]
    upper = [row[i:] for i, row in enumerate(BOAT_ROWS)]
    one = total(register(BOAT, "min", "max", pairs), 64)
    for rows in (BOAT_ROWS, lower, upper):
        for stated in ({"matrix": {"members": names, "rows": rows}}, [{"matrix": {"members": names, "rows": rows}}]):
            data = register(BOAT, "min", "max", stated)
            assert np.array_equal(total(data, 64), one)
            Draft202012Validator(schema()).validate(data)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([[1, 0.2], [0.3, 1]], "b and a: 0.3 below the diagonal, but 0.2 above it"),
        ([[1, 0.2], [0.2, 0.9]], "b and itself: 0.9, where the diagonal has 1"),
        ([[0.5], [0.2, 1]], "a and itself: 0.5, where the diagonal has 1"),
        ([[1, 0.2, 0.1], [0.2, 1, 0.1]], "2 members need 2 rows of 2 numbers"),
        ([[1, 1.2], [1.2, 1]], "less than or equal to 1"),
    ],
)
def test_matrix__what_is_none_is_told(rows: list[list[float]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        CorrelationMatrix(members=("a", "b"), rows=rows)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ([{"matrix": {"members": ["hull", "costs[hull]"], "rows": [[1], [0, 1]]}}], "which another member names too"),
        ([{"matrix": {"members": ["hull", "*"], "rows": [[1], [0, 1]]}}], "each member of a matrix is one input"),
        ({"matrix": {"members": ["hull", "hull"], "rows": [[1], [0, 1]]}}, "hull stands twice among the members"),
        ({"matrix": {"members": ["hull", "yard"], "rows": [[1], [0, 1]]}, "rho": 0.2}, "there is no rho beside it"),
        ({"matrix": {"members": ["hull", "yard"], "rows": [[1], [0, 1]]}, "rank": True}, "stand inside it"),
        ({"between": ["hull", "yard"]}, "missing key rho"),
        ({"id": "x"}, "needs one of between"),
        (
            [
                {"matrix": {"members": ["hull", "yard"], "rows": [[1], [0, 1]]}},
                {"between": ["yard", "hull"], "rho": 0.2},
            ],
            r"the correlation of costs\[hull\] and costs\[yard\] is stated twice: 0 and 0.2",
        ),
        (
            {"matrix": {"members": ["hull", "yard", "engine"], "rows": [[1], [0.9, 1], [-0.9, 0.9, 1]]}},
            r"that of costs\[engine\] and costs\[hull\], -0.9, contradicts the others; the nearest valid matrix has ",
        ),
    ],
)
def test_matrix__contradictions_are_refused(stated: Any, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        total(register(BOAT, "min", "max", stated), 8)


def test_matrix__a_repair_is_recorded() -> None:
    rows = [[1], [0.9, 1], [-0.9, 0.9, 1]]
    stated = {"matrix": {"members": ["hull", "yard", "engine"], "rows": rows, "repair": True}}
    ds = run(Scenario.from_dict(register(BOAT, "min", "max", stated)), draws=8)
    assert "costs[engine] and costs[hull]: -0.9 -> -0.5 (nearest valid matrix)" in str(ds.attrs)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id;a;b\na;1;0,5\nb;0.5;1\n", "decimal commas and decimal points"),
        ("id,a,b\na,1,x\nb,,1\n", "a and b: must be a number from -1 to 1"),
        ("id,a,b\na,1,\nb,,1\n", "a and b: must be a number from -1 to 1, not nothing"),
        ("id,a,b\nb,1,0\na,0,1\n", "row 1 is of b, but column 1 of a"),
        ("id,a,b\n" + "a,1,0\n" * 10_000, "10000 rows under 2 names; a square of 2 to 500 members"),
    ],
)
def test_matrix__a_file_that_holds_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rho.csv").write_text(text)
    with pytest.raises(ScenarioError, match=told):
        matrix(tmp_path / "rho.csv")


def test_matrix__goes_through_a_workbook(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    data = register(BOAT, "min", "max", {"matrix": {"members": [*BOAT], "rows": BOAT_ROWS}})
    (tmp_path / "t.yaml").write_text(json.dumps(data))
    export(tmp_path / "t.yaml", tmp_path / "t.xlsx")
    back = read_register(tmp_path / "t.xlsx")
    assert back.correlations == load(tmp_path / "t.yaml").correlations
