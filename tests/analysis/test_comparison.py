"""Scenarios side by side: figures are those of the summary, what cannot be compared is refused by name."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.analysis.synthetic import dataset

from aksonsim.analysis.comparison import compare as comparison
from aksonsim.analysis.comparison_metrics import Metric, probability_difference, side_by_side
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.scenario_columns import Column, check, from_results
from aksonsim.analysis.summary import summarise
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.plain import plain

N = 1500


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return dataset(N)


@pytest.fixture(scope="module")
def columns(ds: xr.Dataset) -> list[Column]:
    """The baseline, the same a hundred dearer, and one that passes the gate in other draws."""
    dearer = ds.assign(cost_total=ds["cost_total"] + 100)
    other = ds.assign({name: ds[name].roll(draw=300) for name in ("gate_outcome", "gate_month")})
    return [Column("base", ds, "baseline"), Column("dearer", dearer, "baseline"), Column("other", other, "baseline")]


def row(found: tuple[Metric, ...], key: str) -> dict[str, dict[str, Any]]:
    (metric,) = [metric for metric in found if metric.key == key]
    scenarios: dict[str, dict[str, Any]] = plain(metric)["scenarios"]
    return scenarios


def compare(columns: Sequence[Column], **about: Any) -> dict[str, Any]:
    return comparison(columns, **about).to_json()


def test_measures__are_the_figures_of_summary_and_ladder(ds: xr.Dataset, columns: list[Column]) -> None:
    found = side_by_side(columns, columns[0], 2030)
    told = summarise(ds).to_json()["scenarios"]["baseline"]
    total, given = told["costs"]["total"], told["given_passed"]
    for key, block, statistic in (
        ("cost_mean", given["costs"]["total"], "mean"),
        ("cost_p50", given["costs"]["total"], "p50"),
        ("cost_p85", given["costs"]["total"], "p85"),
        ("cost_p85_all", total, "p85"),
        ("cost_programme[journal]_p85", given["costs"]["journal"], "p85"),
        ("cost_payer[municipal]_mean", given["payers"]["municipal"], "mean"),
        ("price_p50", given["price_per_inhabitant"], "p50"),
        ("npv_mean_all", told["npv"], "mean"),
    ):
        own = row(found, key)["base"]
        assert own["value"] == pytest.approx(block[statistic], rel=1e-12), key
        assert own["ci"] == pytest.approx(block[f"{statistic}_ci"], rel=1e-12), key
    assert row(found, "gate_late")["base"]["value"] == told["gate"]["late"]["value"]
    assert row(found, "live_p50")["base"]["value"] == given["adoption"]["inhabitants"]["2030"]["p50"]
    assert row(found, "cost_frame")["base"]["value"] == ladder(ds, "baseline").ladders["total"].cost_frame.value


def test_measures__difference_of_a_shift_has_no_error(columns: list[Column]) -> None:
    found = side_by_side(columns, columns[0], 2030)
    for key in ("cost_mean", "cost_p50", "cost_p85", "cost_frame", "cost_mean_all"):
        shifted = row(found, key)["dearer"]
        assert shifted["difference"] == pytest.approx(100, abs=1e-6)
        assert half_width(shifted["difference_ci"]) == pytest.approx(0, abs=1e-6)
    assert "difference" not in row(found, "cost_mean")["base"]


def test_measures__difference_of_independent_runs_is_wider(columns: list[Column]) -> None:
    found = side_by_side(columns, columns[0], 2030, paired=False)
    rows = row(found, "cost_frame")
    assert rows["dearer"]["difference"] == pytest.approx(100, abs=1e-6)
    halves = [half_width(rows[name]["ci"]) for name in ("base", "dearer")]
    assert half_width(rows["dearer"]["difference_ci"]) == pytest.approx(math.hypot(*halves), rel=1e-12)


def test_cuts__are_taken_off_once(ds: xr.Dataset) -> None:
    """A scenario whose cut list is 50 longer has a cost frame 50 lower, paired or not."""
    scenarios = json.loads(ds.attrs["scenarios"])
    scenarios["baseline"]["cuts"][0]["amount"] += 50
    longer = Column("longer", ds.assign_attrs(scenarios=json.dumps(scenarios)), "baseline")
    base = Column("base", ds, "baseline")
    for paired in (True, False):
        found = row(side_by_side([base, longer], base, 2030, paired=paired), "cost_frame")["longer"]
        assert found["difference"] == pytest.approx(-50, abs=1e-9)


@pytest.mark.parametrize("shares", [(0.5, 0.6), (0.002, 0.004)])
def test_probability_difference__covers(shares: tuple[float, float]) -> None:
    rng = np.random.default_rng(17)
    runs, n = 800, 1000
    hits = 0
    for _ in range(runs):
        u = rng.random(n)
        found = probability_difference(u < shares[1], u < shares[0])
        hits += found.interval[0] <= shares[1] - shares[0] <= found.interval[1]
    # Counts are whole, so coverage is not exactly 95 %; it must not lie below by more than its own error and that.
    assert hits / runs > 0.95 - 4.5 * math.sqrt(0.95 * 0.05 / runs) - 0.02


def test_probability_difference__that_never_differs_keeps_a_width() -> None:
    found = probability_difference(np.zeros(1000, dtype=bool), np.zeros(1000, dtype=bool))
    assert found.value == 0
    high = pc.probability_interval(0, 1000)[1]
    assert found.interval == pytest.approx((-high, high), rel=1e-12)


def test_compare__whole(columns: list[Column]) -> None:
    found = compare(columns, live=0.5)
    json.dumps(found, allow_nan=False)
    assert found["base"] == "base"
    frame = ladder(columns[0].ds, "baseline").ladders["total"].cost_frame.value
    assert found["joint"]["frame"] == pytest.approx(frame, rel=1e-12)
    worlds = found["same_worlds"]["dearer"]
    assert worlds["mean"] == pytest.approx(100, abs=1e-9)
    assert (worlds["better"], worlds["equal"]) == (0, 0)
    passed = columns[0].passed
    assert passed is not None
    assert worlds["draws"] == passed.sum()
    cheaper = found["cheaper"]["given_passed"]
    assert cheaper["base"]["dearer"]["value"] == 1
    assert cheaper["dearer"]["base"]["value"] == 0
    # Both are the base in every draw that passes in both, whichever draws those are.
    assert cheaper["base"]["other"]["equal"] == 1
    cost, npv = found["dominance"]
    assert (cost["output"], cost["condition"], npv["output"], npv["condition"]) == (
        "cost_total",
        "given_passed",
        "npv",
        "all",
    )
    assert cost["pairs"]["base"]["dearer"]["first"]["relation"] == "dominates"
    assert npv["pairs"]["base"]["dearer"]["second"]["relation"] == "alike"
    assert {r["name"]: r["mean"] for r in found["regret"][0]["rows"]} == pytest.approx(
        {"base": 0, "other": 0, "dearer": 100}
    )


def test_compare__more_of_what_is_welcome_is_better(ds: xr.Dataset) -> None:
    richer = Column("richer", ds.assign(npv=ds["npv"] + 500), "baseline")
    found = compare([Column("base", ds, "baseline"), richer], of="npv")
    assert found["better"] == "more"
    assert found["same_worlds"]["richer"]["mean"] == pytest.approx(500)
    assert found["same_worlds"]["richer"]["better"] == 1
    assert [reading["output"] for reading in found["dominance"]] == ["npv"]
    assert found["dominance"][0]["pairs"]["base"]["richer"]["first"]["relation"] == "dominated"
    assert found["regret"][0]["rows"][0]["name"] == "richer"


def test_compare__choices_alone_have_regret(columns: list[Column]) -> None:
    found = compare(columns, choices=("dearer", "other"))
    assert found["choices"] == ["dearer", "other"]
    assert {r["name"] for r in found["regret"][0]["rows"]} == {"dearer", "other"}
    assert compare(columns, choices=("other",))["regret"] == []


def test_compare__without_pairs_says_nothing_of_the_same_world(columns: list[Column]) -> None:
    shorter = Column("short", dataset(500, seed=4), "baseline")
    found = compare([columns[0], shorter], paired=False)
    assert not {"same_worlds", "cheaper", "dominance", "regret"} & found.keys()
    assert any("Independent runs" in note for note in found["notes"])
    assert found["scenarios"]["short"]["draws"] == 500


def test_compare__a_scenario_without_gate_is_told(columns: list[Column], ds: xr.Dataset) -> None:
    found = compare([columns[0], Column("official", ds, "official_basis")])
    assert any("No gate" in note and "official" in note for note in found["notes"])
    assert "passes" not in found["scenarios"]["official"]
    assert found["joint"]["scenarios"]["official"]["lacks"] == ["on_time", "live"]


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"base": "bas"}, "unknown scenario bas; did you mean base? there are: base, dearer, other"),
        ({"choices": ("zzz",)}, "unknown scenario zzz; there are: base, dearer, other"),
        ({"of": "cost_totl"}, "unknown quantity cost_totl; did you mean cost_total?"),
        ({"of": "cost_programme[jurnal]"}, "no programme is called jurnal; there are: journal, local, step1"),
    ],
)
def test_compare__wrong_names_are_refused(columns: list[Column], about: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AksonsimError) as error:
        compare(columns, **about)
    assert sentence in str(error.value)


def test_compare__takes_two(columns: list[Column]) -> None:
    with pytest.raises(AksonsimError, match="two scenarios or more"):
        compare(columns[:1])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seed": 2}, "seed 2 against 1"),
        ({"draws": 7}, "draws 7 against 1500"),
        ({"method": "lhs"}, "method lhs against mc"),
        ({"price_year": 2024}, "price year 2024 against 2019"),
        ({"currency": "MSEK"}, "currency MSEK against MNOK"),
        ({"start": "2022-01-01"}, "start 2022-01-01 against 2021-01-01"),
    ],
)
def test_check__names_the_difference(ds: xr.Dataset, change: dict[str, object], sentence: str) -> None:
    pair = [Column("a", ds, "baseline", "a.nc"), Column("b", ds.assign_attrs(change), "baseline", "b.nc")]
    with pytest.raises(ResultError) as error:
        check(pair)
    assert f"b.nc cannot be compared with a.nc: {sentence}" in str(error.value)
    drawn = bool({"seed", "draws", "method"} & change.keys())
    assert ("--unpaired" in str(error.value)) is drawn
    if drawn:
        check(pair, paired=False)
    else:
        with pytest.raises(ResultError):
            check(pair, paired=False)


def test_check__labels_must_agree_exactly(ds: xr.Dataset) -> None:
    renamed = ds.assign_coords(programme=["journal", "local", "step2"])
    with pytest.raises(ResultError) as error:
        check([Column("a", ds, "baseline", "a.nc"), Column("b", renamed, "baseline", "b.nc")])
    expected = "labels of programme differ (not in the first: step2; only in the first: step1)"
    assert expected in str(error.value)
    turned = ds.isel(year=slice(None, None, -1))
    with pytest.raises(ResultError, match=r"labels of year differ \(in their order\)"):
        check([Column("a", ds, "baseline"), Column("b", turned, "baseline")])


def test_columns__of_several_files_tell_equal_names_apart(ds: xr.Dataset) -> None:
    found = from_results([("a.nc", ds), ("b.nc", ds.sel(scenario=["baseline"]))])
    assert [column.name for column in found] == ["baseline (a.nc)", "official_basis", "baseline (b.nc)"]
    assert found[0].title("nb") == "Hovedscenario (a.nc)"
    chosen = from_results([("a.nc", ds), ("b.nc", ds.sel(scenario=["baseline"]))], ["official_basis"])
    assert [(column.name, column.scenario) for column in chosen] == [("official_basis", "official_basis")]
    with pytest.raises(ResultError) as error:
        from_results([("a.nc", ds)], ["oficial_basis"])
    assert "did you mean official_basis? there are: baseline, official_basis" in str(error.value)
