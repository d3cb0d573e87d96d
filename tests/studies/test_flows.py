"""Yearly flows are what the net present value is the sum of, draw by draw, and follow the published profiles."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

import aksonsim
from aksonsim.api import plans
from aksonsim.cli import group
from aksonsim.cli.economics import command
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError
from aksonsim.studies import flows as study
from aksonsim.studies.economics import economics

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
DRAWS = 1200


@pytest.fixture(scope="module", params=["baseline", "expected_participation"])
def run(request: pytest.FixtureRequest) -> tuple[Plan, xr.Dataset, dict[str, Any]]:
    scenario = aksonsim.load(AKSON, request.param)
    (plan,) = plans([scenario], draws=DRAWS, seed=1)
    return plan, aksonsim.simulate(scenario, draws=DRAWS, seed=1), study.flows(plan, DRAWS).to_json()


def test_flows__sum_to_the_net_present_value(run: tuple[Plan, xr.Dataset, dict[str, Any]]) -> None:
    _, ds, found = run
    draws = ds["npv"].values[0]
    last = {key: values[-1] for key, values in found["draws"]["so_far"].items()}
    assert last["mean"] == pytest.approx(draws.mean(), abs=1e-6)
    assert last["p90"] == pytest.approx(np.quantile(draws, 0.9), abs=1e-6)
    assert found["base"]["so_far"][-1] == pytest.approx(float(ds["npv_base"].values[0]), abs=1e-6)
    assert found["prob_repaid"][-1] == pytest.approx((draws > 0).mean(), rel=1e-12)
    assert found["years"] == list(range(2021, 2041))


def test_flows__investment_is_the_simulated_one(run: tuple[Plan, xr.Dataset, dict[str, Any]]) -> None:
    plan, ds, found = run
    assert plan.benefits is not None
    worth = -np.array(found["draws"]["investment"]["mean"]) @ plan.benefits.arrays.discount
    assert worth == pytest.approx(ds["investment_value"].values[0].sum(axis=1).mean(), rel=1e-9)


def test_flows__kinds_add_to_net_in_every_year(run: tuple[Plan, xr.Dataset, dict[str, Any]]) -> None:
    _, _, found = run
    for place in range(len(found["years"])):
        for table in (found["base"], {key: value["mean"] for key, value in found["draws"].items()}):
            assert sum(table[kind][place] for kind in study.KINDS) == pytest.approx(table["net"][place], abs=1e-6)


def test_flows__base_follows_the_printed_curve(run: tuple[Plan, xr.Dataset, dict[str, Any]]) -> None:
    """Printed: 10, 20, 30, 45, 65, 85 % live; 35, 45, 20 % of the change cost in the year of go-live and after it."""
    base = run[2]["base"]
    new = np.diff([0, 0.10, 0.20, 0.30, 0.45, 0.65, 0.85])
    shape = np.convolve(new, [0.35, 0.45, 0.20])
    rate = 1.04 ** (2019.0 - np.arange(2025, 2025 + shape.size))
    expected = -10943 * shape / (shape @ rate)
    assert base["change"][4 : 4 + shape.size] == pytest.approx(expected, rel=1e-9)
    assert base["change"][:4] == [0, 0, 0, 0]
    assert base["change"][12:] == [0] * 8
    assert base["benefits"][3] == 0
    assert base["benefits"][-1] > base["benefits"][10] > 0


def test_flows__a_stop_has_no_benefits_and_no_operation() -> None:
    scenario = aksonsim.load(AKSON)
    (plan,) = plans([scenario], draws=DRAWS, seed=1)
    ds = aksonsim.simulate(scenario, draws=DRAWS, seed=1)
    stopped = ds["gate_outcome"].values[0] == 2
    found = study.flows(plan, DRAWS, stopped).to_json()
    for kind in ("operation", "change", "benefits"):
        assert found["draws"][kind]["mean"] == [0] * 20
    assert found["repaid"]["mean"] is None
    assert found["draws"]["so_far"]["mean"][-1] == pytest.approx(ds["npv"].values[0][stopped].mean(), abs=1e-6)


def test_economics__delays_have_residuals_and_parts_are_told_by_whom_they_follow() -> None:
    found = economics(aksonsim.load(AKSON, "expected_participation"), draws=DRAWS, seed=1).to_json()
    late, early = found["delays"]
    for row in (late, early):
        for key in ("all_moves", "benefits_move"):
            assert row[f"{key}_residual"] == pytest.approx(row[key] - row["published"], rel=1e-12)
    # the two readings lie on either side of the published -125 %
    assert late["all_moves_residual"] > 0 > late["benefits_move_residual"]
    parts = found["parts"]["benefits"].values()
    for key in ("base", "mean"):
        assert sum(row[key] for row in found["follows"].values()) == pytest.approx(sum(p[key] for p in parts), abs=1e-6)
    assert found["follows"]["gps"]["base"] == pytest.approx(5354, abs=1e-6)


def test_command__writes_each_municipality(tmp_path: Path) -> None:
    table = tmp_path / "municipalities.csv"
    arguments = [str(AKSON), "-s", "baseline", "-s", "official_basis", "-n", "400"]
    done = CliRunner().invoke(command, [*arguments, "--json", "--municipalities", str(table)], catch_exceptions=False)
    found = json.loads(done.stdout)["scenarios"]
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2 * 291
    oslo = next(row for row in rows if row["code"] == "0301" and row["scenario"] == "official_basis")
    told = found["official_basis"]["municipalities"]["0301"]
    assert float(oslo["p50_MNOK"]) == pytest.approx(told["p50"], rel=1e-5)
    assert told["per_inhabitant_p85"] == pytest.approx(1e6 * told["p85"] / 693494, rel=1e-12)
    # 4 % over 10 years: the annuity of one krone
    assert told["tariff_p50"] / told["per_inhabitant_p50"] == pytest.approx(0.04 / (1 - 1.04**-10), rel=1e-9)
    assert (told["takes_part"], float(oslo["takes_part"])) == (1.0, 1.0)
    low, high = told["tariff_p85_ci"]
    assert low < told["tariff_p85"] < high


def test_command__a_table_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AksonsimError, match=r"written as \.csv"):
        CliRunner().invoke(group, ["economics", str(AKSON), "--municipalities", "m.xlsx"], catch_exceptions=False)
