"""What a sweep says, on models whose answer is known."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from sweep_files import BASE, SPEC, written

from aksonsim.api import simulate
from aksonsim.cli import main
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.files.netcdf import write
from aksonsim.language.text import Title, translate
from aksonsim.render.files import write as write_document
from aksonsim.render.terminal import print_document
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic
from aksonsim.sweeps.cases import Axis
from aksonsim.sweeps.discover import limits
from aksonsim.sweeps.explore import explore
from aksonsim.sweeps.explored import ElementaryEffect, Exploration, Morris
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.salib import analyse, problem
from aksonsim.sweeps.store import read
from aksonsim.views import view

DESIGNS = {
    "grid": "design: grid",
    "lhs": "design: {kind: lhs, points: 120}",
    "morris": "design: {kind: morris, points: 30}",
    "saltelli": "design: {kind: saltelli, points: 256}",
    "one_at_a_time": "design: one_at_a_time",
}


def store(folder: Path, spec: str = SPEC) -> Path:
    out = folder / "out.zarr"
    run(begin(read_sweep(written(folder, spec)), out), workers=1)
    return out


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[xr.Dataset, dict]]:
    """A sweep of each design, read."""
    specs = {design: SPEC.replace("design: grid", text) for design, text in DESIGNS.items()}
    return {design: read(store(tmp_path_factory.mktemp(design), spec)) for design, spec in specs.items()}


def explored(pair: tuple[xr.Dataset, dict], *asked: str, **more: str) -> dict[str, Any]:
    return explore(pair[0], *asked, **more).to_json()


def shown(result: Result, capsys: pytest.CaptureFixture[str]) -> str:
    print_document(view(result), sys.stdout, "en")
    return capsys.readouterr().out


Stores = dict[str, tuple[xr.Dataset, dict]]


def test_grid__means_of_two_lines_do_not_interact(stores: Stores) -> None:
    found = explored(stores["grid"], "cost_total.mean")
    by_name = {row["name"]: row["share"] for row in found["effects"]["rows"]}
    a, b = np.var(np.linspace(80, 120, 4)), np.var([40, 50, 60])
    assert by_name["costs[a].estimate.mean"] == pytest.approx(a / (a + b), rel=1e-6)
    assert abs(found["effects"]["pairs"][0]["share"]) < 1e-9
    steps = found["curves"]["costs[b].estimate.mean"]
    assert [s["at"] for s in steps] == [40, 50, 60]
    assert np.diff([s["mean"] for s in steps]) == pytest.approx([10, 10])
    heat = found["heat"]
    assert (heat["x"]["at"], heat["y"]["at"]) == (pytest.approx(np.linspace(80, 120, 4)), [40, 50, 60])
    assert np.diff(heat["values"], axis=0) == pytest.approx(np.full((2, 4), 10.0))
    assert found["notes"] == []


def test_lhs__shares_and_curves(stores: Stores) -> None:
    found = explored(stores["lhs"], "cost_total.mean")
    rows = {row["name"]: row for row in found["effects"]["rows"]}
    a, b = 40**2 / 12, np.var([40, 50, 60])
    wide = rows["costs[a].estimate.mean"]
    # Half widths are 95 %: five standard errors, and what a sampled variance of 120 strata leaves.
    assert abs(wide["share"] - a / (a + b)) < 2.6 * wide["share_half"] + 0.02
    assert len(found["curves"]["costs[a].estimate.mean"]) == 10
    assert "heat" not in found


def test_morris__size_is_the_whole_range_of_a_linear_parameter(stores: Stores) -> None:
    found = explored(stores["morris"], "cost_total.mean")
    rows = {row["name"]: row for row in found["effects"]["rows"]}
    assert rows["costs[a].estimate.mean"]["size"] == pytest.approx(40, rel=1e-9)
    assert rows["costs[a].estimate.mean"]["sd"] < 1e-6
    assert found["effects"]["method"] == "morris"


def told_by_morris(base: Exploration, rows: list[dict[str, float]], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of the table of elementary effects, their figures set one space apart."""

    def figure(row: dict[str, float], key: str) -> Statistic:
        return Statistic(row[key], (row[key] - row[f"{key}_half"], row[key] + row[f"{key}_half"]))

    effects = [
        ElementaryEffect(name=name, title=Title(name), mean=figure(row, "mean"), size=figure(row, "size"), sd=row["sd"])
        for name, row in zip("ab", rows, strict=False)
    ]
    lines = shown(replace(base, effects=Morris(rows=tuple(effects))), capsys).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Elementary effects"))
    return [" ".join(line.split()) for line in lines[start + 2 : start + 2 + len(rows)]]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (1.0, "a 12.3 ± 0.5 12.35 ± 0.04 1.23"),
        (1e4, "a 123 000 ± 5 000 123 500 ± 400 12 300"),
        (1e-3, "a 0.0123 ± 0.0005 0.01235 ± 0.00004 0.00123"),
    ],
)
def test_morris__effects_are_shown_in_the_digits_of_their_errors(
    scale: float, expected: str, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the output's unit: a formatter of per cent rounded them to one decimal and made up an error of 0.1."""
    row = {"mean": 12.3, "mean_half": 0.46, "size": 12.3456, "size_half": 0.0375, "sd": 1.2345}
    scaled = {key: value * scale for key, value in row.items()}
    assert told_by_morris(explore(stores["morris"][0]), [scaled], capsys) == [expected]


def test_morris__an_effect_without_spread_is_exact(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"mean": -7.0, "mean_half": 0.0, "size": 7.0, "size_half": 0.0, "sd": 0.0}
    still = {"mean": 0.0, "mean_half": 1e-15, "size": 1e-15, "size_half": 1e-15, "sd": 1e-15}
    assert told_by_morris(explore(stores["morris"][0]), [row, still], capsys) == ["a -7 7 0", "b 0 0 0"]


def test_saltelli__indices_of_an_additive_function(stores: Stores) -> None:
    found = explored(stores["saltelli"], "cost_total.mean")
    a, b = 40**2 / 12, np.var([40, 50, 60])
    for row in found["effects"]["rows"]:
        expected = (a if "[a]" in row["name"] else b) / (a + b)
        assert abs(row["first"] - expected) < 2.6 * row["first_half"] + 0.01
        assert abs(row["total"] - expected) < 2.6 * row["total_half"] + 0.01


def test_one_at_a_time__each_curve_alone(stores: Stores) -> None:
    found = explored(stores["one_at_a_time"], "cost_total.mean")
    assert found["effects"] is None
    steps = found["curves"]["costs[a].estimate.mean"]
    assert [s["points"] for s in steps] == [1] * 5
    slope = (steps[-1]["mean"] - steps[0]["mean"]) / 40
    assert slope == pytest.approx(1.0)


@pytest.mark.parametrize("design", ["morris", "saltelli"])
def test_salib__agrees_with_ours(design: str, stores: Stores) -> None:
    pytest.importorskip("SALib")
    ds, manifest = stores[design]
    theirs = analyse(ds, manifest, "cost_total.mean")
    assert problem(manifest)["names"] == list(theirs)
    ours = {row["name"]: row for row in explored((ds, manifest), "cost_total.mean")["effects"]["rows"]}
    for name, row in ours.items():
        if design == "morris":
            assert row["size"] == pytest.approx(theirs[name]["mu_star"], rel=1e-9)
        else:
            assert row["total"] == pytest.approx(theirs[name]["ST"], abs=0.05)
            assert row["first"] == pytest.approx(theirs[name]["S1"], abs=0.1)


def test_salib__is_for_its_designs(stores: Stores) -> None:
    with pytest.raises(AksonsimError, match="analyses morris and saltelli designs; this one is grid"):
        analyse(*stores["grid"], "cost_total.mean")


def test_discovery__the_box_is_told_in_words(stores: Stores) -> None:
    found = explored(stores["lhs"], when="cost_total.mean > 160")
    box = found["discovery"]["boxes"][0]
    assert "Mean of a is above" in box["words"]["en"]
    assert "Mean of a er over" in box["words"]["nb"]
    assert box["density"] > 0.8
    assert found["discovery"]["cases"] == sum(found["discovery"]["scatter"]["cases"])
    assert found["discovery"]["regional"][0]["name"] == "costs[a].estimate.mean"


def test_discovery__conditions(stores: Stores) -> None:
    grid = stores["grid"]
    worst = explored(grid, "cost_total.p85")["discovery"]
    assert worst["when"].startswith("cost_total.p85 > ")
    assert worst["cases"] == 3  # the worst quarter of twelve points
    none = explored(grid, when="cost_total.mean < 1")
    assert "none of 12 are of interest (cost_total.mean < 1): nothing to tell apart" in none["notes"]
    assert explored(grid, when="event[fire] > 20 %")["discovery"]["limit"] == 0.2
    for wrong, told in (("cost_total.mean", "is no condition"), ("cost_totl.mean > 3", "did you mean cost_total.mean")):
        with pytest.raises(AksonsimError, match=told):
            explored(grid, when=wrong)


def test_explore__an_unfinished_grid_says_so(tmp_path: Path) -> None:
    out = store(tmp_path)
    (out / "value" / "2.0").unlink()
    found = explored(read(out))
    assert found["effects"] is None
    assert found["notes"][0].startswith("1 of 12 points has no value of cost_total.mean")
    assert found["notes"][1] == "no effects: a grid design needs all its points"


def test_curves__how_sure_a_percentile_is(tmp_path: Path) -> None:
    """With the mean of a uniform over 40 the P50 of the total is uniform too: P95 - P5 = 36."""
    spec = SPEC.replace("design: grid", "design: {kind: lhs, points: 100}\ncurves: [cost_total]")
    spec = spec.replace("values: [40, 50, 60]", "range: [49.999, 50.001]")
    found = explored(read(store(tmp_path, spec)), "cost_total.p85")
    sure = found["how_sure"]
    assert sure["p95"] - sure["p5"] == pytest.approx(36, abs=0.5)
    quantiles = np.array(found["bands"]["cost_total"]["quantiles"])
    assert quantiles.shape == (5, 99)
    assert (np.diff(quantiles, axis=0) > 0).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert sure["inner_half"] > 0


def test_run__which_event_goes_with_a_high_cost(tmp_path: Path) -> None:
    written(tmp_path, base=BASE.replace("cost: 20", "cost: 60"))
    ds = simulate(load(tmp_path / "two.yaml"), draws=2000, seed=1, keep="inputs")
    found = explore(ds, when="cost_total > p75").to_json()
    box = found["discovery"]["boxes"][0]
    assert "“events[fire]” occurs" in box["words"]["en"] or "“fire” occurs" in box["words"]["en"]
    # Fire occurs in 30 % of the draws and lifts the cost by ten standard deviations: every dear draw is one of them.
    assert box["coverage"] * box["density"] > 0.9 * 0.25 / 0.3
    with pytest.raises(AksonsimError, match="does not simulate gate"):
        explore(ds)
    with pytest.raises(AksonsimError, match="run it again with --keep inputs"):
        explore(simulate(load(tmp_path / "two.yaml"), draws=50, seed=1), when="cost_total > p75")


def test_limits__are_words_in_both_languages() -> None:
    axis = Axis("a", Title("Threshold", "Terskel"), np.arange(3.0))
    assert translate(limits(axis, 0.5, 0.625), "en") == "Threshold is between 0.5 and 0.625"
    assert translate(limits(axis, 0.5, 0.625), "nb") == "Terskel ligger mellom 0,5 og 0,625"
    assert translate(limits(axis, -np.inf, 1340.4), "nb") == "Terskel er under 1340"
    words = Axis("d", Title("Deadline", "Frist"), np.arange(3.0), ("early", "due", "late"))
    assert translate(limits(words, 0.5, np.inf), "en") == "Deadline is due / late"
    event = Axis("e", Title("Fire", "Brann"), np.arange(2.0), ("no", "yes"), event=True)
    assert translate(limits(event, -np.inf, 0.5), "nb") == "«Brann» inntreffer ikke"


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_command__sweeps_explores_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, out = str(written(tmp_path)), str(tmp_path / "out.zarr")
    assert command("sweep", spec, "-o", out, "--workers", "1", "-n", "100", "--json", "-q") == 0
    told = capsys.readouterr()
    assert (json.loads(told.out)["computed"], told.err) == (12, "")
    assert command("sweep", spec, "-o", out) == 2
    assert "exists; go on with --resume" in capsys.readouterr().err
    assert command("sweep", spec, "-o", out, "--resume") == 2
    assert "spec.draws: 100 -> 200" in capsys.readouterr().err
    assert command("explore", out, "-o", str(tmp_path / "pictures"), "--lang", "nb") == 0
    printed = capsys.readouterr().out
    for words in (
        "Means of two lines",
        "costs[a].estimate.mean",
        "Hovedvirkninger og samspill",
        "slike tilfeller",
    ):
        assert words in printed, words
    names = {f.name for f in (tmp_path / "pictures").glob("*.png")}
    assert names == {f"{kind}.png" for kind in ("curves", "heat", "effects", "box")}
    assert command("explore", out, "--of", "cost_totl.mean") == 2
    assert "did you mean cost_total.mean?" in capsys.readouterr().err
    assert command("sweep", spec, "-o", out, "--workers", "2", "--scheduler", "tcp://x:1") == 2


def test_command__explores_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path)
    write(simulate(load(tmp_path / "two.yaml"), draws=500, seed=1, keep="inputs"), tmp_path / "run.nc")
    assert command("explore", str(tmp_path / "run.nc"), "--when", "cost_total > p75", "--json") == 0
    assert json.loads(capsys.readouterr().out)["discovery"]["of"] == 500


@pytest.mark.parametrize("design", DESIGNS)
def test_tables__every_design_is_printed_with_its_names(
    design: str, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(explore(stores[design][0], "cost_total.mean"), capsys).count("costs[a].estimate.mean") >= 1


def test_curves__a_level_with_one_point_has_no_interval(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = SPEC.replace("design: grid", "design: {kind: lhs, points: 3}")
    found = explore(read(store(tmp_path, spec))[0])
    steps = found.to_json()["curves"]["costs[b].estimate.mean"]
    assert [step["points"] for step in steps] == [1, 1, 1]
    assert [step["ci"] for step in steps] == [[None, None]] * 3
    lines = shown(found, capsys).splitlines()
    rows = [line for line in lines if line.strip().startswith(("40 ", "50 ", "60 "))]
    assert len(rows) == 3
    assert not [row for row in rows if "±" in row]
    assert write_document(view(found), tmp_path / "pictures", "en")


@pytest.mark.parametrize("design", DESIGNS)
def test_result__is_a_frame_a_dataset_and_a_page(design: str, stores: Stores) -> None:
    found = explore(stores[design][0], "cost_total.mean")
    frame = found.to_frame()
    curves = frame[frame["part"] == "curves.mean"]
    assert len(curves) == sum(map(len, found.curves.values()))
    assert np.isfinite(found.to_dataset()["curves_mean"]).sum() == len(curves)
    assert "costs[a].estimate.mean" in found._repr_html_()
