"""Percentiles on demand: those of numpy on the same draws, the same in every medium, and values as direct counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xarray as xr
from tests.command_line import run

import aksonsim
from aksonsim.files.netcdf import read, write

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("percentiles") / "akson.nc"
    write(aksonsim.simulate(aksonsim.load(CONFIGS / "akson.yaml"), draws=2000), path)
    return str(path)


@pytest.fixture(scope="module")
def ds(result: str) -> xr.Dataset:
    return read(result)


def test_percentiles__are_those_of_the_draws_that_pass(ds: xr.Dataset) -> None:
    found = aksonsim.percentiles(ds, ["p80", 0.95], [9500]).scenarios["baseline"]
    passed = ds.gate_outcome.values[0] < 2
    rows = {(row.kind, row.name): row for row in found.rows}
    by_year = ds.cost_year.values[0].sum(axis=1)
    draws = {
        ("total", "total"): ds.cost_total.values[0],
        ("programme", "journal"): ds.cost_programme.sel(programme="journal").values[0],
        ("element", "journal.integrations"): ds.cost_element.sel(element="journal.integrations").values[0],
        ("payer", "state"): ds.cost_payer.sel(payer="state").values[0],
        ("year", "2024"): by_year[:, ds.year.values.tolist().index(2024)],
    }
    assert found.draws == passed.sum()
    for key, x in draws.items():
        kept = x[passed]
        expected = np.quantile(kept, [0.8, 0.95])
        assert [one.amount.value for one in rows[key].percentiles] == pytest.approx(expected, rel=1e-12), key
        share = [np.mean(kept <= 9500)] if key[0] in ("total", "programme", "payer") else []
        assert [one.percentile.value for one in rows[key].values] == share, key
        low, high = rows[key].percentiles[0].amount.bounds
        assert low <= expected[0] <= high


def test_percentiles__of_groups_are_those_of_their_sums() -> None:
    groups: dict[str, Any] = {"groups": [{"id": "road"}], "costs[a].under": "road", "costs[b].under": "road"}
    bridge = aksonsim.load(CONFIGS / "minimal.yaml").changed(groups)
    ds = aksonsim.simulate(bridge, draws=500)
    rows = aksonsim.percentiles(ds, [80]).scenarios[bridge.name].rows
    (group,) = [row for row in rows if row.kind == "group"]
    x = ds.cost_element.sel(element=["a", "b"]).values[0].sum(axis=1)
    assert group.percentiles[0].amount.value == pytest.approx(np.quantile(x, 0.8), rel=1e-12)


def test_percentiles__are_the_same_in_every_medium(
    result: str, ds: xr.Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    total = aksonsim.percentiles(ds, ["p80"], [9500]).scenarios["baseline"].rows[0]
    p80, place = total.percentiles[0].amount.value, total.values[0].percentile.value
    book = tmp_path / "out.xlsx"
    asked = ("summary", result, "--at", "p80", "--value", "9500 MNOK")
    assert run(*asked, "--json") == 0
    printed = json.loads(capsys.readouterr().out)["percentiles"]["scenarios"]["baseline"]["rows"][0]
    assert printed["percentiles"][0]["amount"] == p80
    assert printed["values"][0]["percentile"] == place
    assert run(*asked, "--xlsx", str(book), "-q") == 0
    sheet = openpyxl.load_workbook(book)["percentiles total"]
    shown, error = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)][:2]
    half = total.percentiles[0].amount.half
    assert shown == pytest.approx(p80, abs=0.06 * half)  # in the digits that its error supports
    assert error == pytest.approx(half, rel=0.25)
    capsys.readouterr()
    assert run(*asked, "--lang", "nb") == 0
    assert f"er P{100 * place:.1f}".replace(".", ",") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--at", "p100", "p100 is no percentile"),
        ("--at", "0", "0 is no percentile"),
        ("--at", "mean", "the mean is no percentile"),
        ("--value", "much", "write a number in MNOK, as 9500"),
        ("--value", "nan", "write a number in MNOK, as 9500"),
        ("--value", "200 EUR", "amounts of this result are in MNOK, not EUR"),
    ],
)
def test_percentiles__what_cannot_be_asked(
    option: str, value: str, told: str, result: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("summary", result, option, value) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert out == ""


def test_percentiles__of_totals_alone_have_no_parts() -> None:
    ds = aksonsim.simulate(aksonsim.load(CONFIGS / "minimal.yaml"), draws=100, keep="totals")
    (only,) = aksonsim.percentiles(ds).scenarios.values()
    assert {row.kind for row in only.rows} == {"total"}
    assert [one.at for one in only.rows[0].percentiles][:3] == ["p1", "p5", "p10"]


def test_percentiles__of_a_file_without_costs_are_refused() -> None:
    stated = {"schema": 1, "title": "t", "start": "2026-01-01", "activities": [{"id": "build", "duration": 6}]}
    with pytest.raises(aksonsim.AksonsimError, match="holds no total cost for scenario baseline"):
        aksonsim.percentiles(aksonsim.simulate(aksonsim.Scenario.from_dict(stated), draws=10))


def test_values__each_stands_once_under_a_name_and_in_digits_of_its_own(
    ds: xr.Dataset, result: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = aksonsim.percentiles(ds, ["p80"], [1000000.5, 1000000.6, 1000000.5])
    assert found.values == (1000000.5, 1000000.6)
    assert run("summary", result, "--value", "1000000.5", "--value", "1000000.6", "--lang", "nb") == 0
    told = capsys.readouterr().out
    assert "1 000 000,5 MNOK" in told
    assert "1 000 000,6 MNOK" in told


@pytest.mark.parametrize("asked", [("--at", "p80"), ("--value", "9500"), ("--p-table",)])
def test_percentiles__of_a_run_that_kept_no_draws(
    asked: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "kept.nc")
    assert run("run", str(CONFIGS / "minimal.yaml"), "-n", "100", "--keep", "summary", "-o", path, "-q") == 0
    capsys.readouterr()
    assert run("summary", path, *asked) == 2
    assert "for other percentiles, and for which one a value is, run it with --keep totals" in capsys.readouterr().err
