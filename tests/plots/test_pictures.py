"""Pictures show the numbers of the summary, in both languages, and equal results give equal files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.analysis.synthetic import CAP, dataset

from aksonsim import plots
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.summary import summarise
from aksonsim.errors import ResultError
from aksonsim.language.lang import LANGS
from aksonsim.language.numbers import THIN, chance, date, measured, number, percent


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return dataset(1500)


@pytest.fixture(scope="module")
def given(ds: xr.Dataset) -> dict[str, Any]:
    found: dict[str, Any] = summarise(ds).to_json()["scenarios"]["baseline"]["given_passed"]
    return found


def marked(axis: Any, gid: str) -> Any:
    """Return the one artist of an axes with this id."""
    (artist,) = [artist for artist in axis.get_children() if artist.get_gid() == gid]
    return artist


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", plots.KINDS)
def test_draw__title_says_scenario_draws_and_condition(kind: str, lang: Any, ds: xr.Dataset) -> None:
    figure = plots.draw(kind, ds, lang)
    title = figure.get_suptitle()
    given_passed = (ds["gate_outcome"].values[0] < 2).sum()
    draws = ds.sizes["draw"] if kind in ("uptake", "municipalities") else given_passed
    assert {"en": "Baseline", "nb": "Hovedscenario"}[lang] in title
    assert number(draws, lang) in title
    figure.draw_without_rendering()


def test_s_curve__marks_sit_where_the_summary_says(ds: xr.Dataset, given: dict[str, Any]) -> None:
    axes = plots.draw("s-curve", ds).axes
    for axis, item in zip(axes, ("total", "journal", "local", "step1"), strict=True):
        costs = given["costs"][item]
        for key, height in (("base", costs["prob_base"]), ("p50", 0.5), ("p85", 0.85)):
            assert marked(axis, key).get_xydata().tolist() == [[costs[key], height]]


def test_s_curve__says_what_the_base_estimate_supposes(ds: xr.Dataset) -> None:
    assert "full participation" not in plots.draw("s-curve", ds).get_suptitle()
    scenarios = json.loads(ds.attrs["scenarios"])
    scenarios["baseline"]["costs"] = [{"id": "licences", "varies": {"inhabitants": 1.0}}]
    varying = ds.assign_attrs(scenarios=json.dumps(scenarios))
    for kind in ("s-curve", "ladder", "payers"):
        assert "base estimate at full participation" in plots.draw(kind, varying).get_suptitle().replace("\n", " ")


def test_s_curve__total_over_all_draws_reaches_down_to_the_stopped_ones(ds: xr.Dataset) -> None:
    axis = plots.draw("s-curve", ds).axes[0]
    dashed = [line for line in axis.lines if line.get_linestyle() == "--"]
    assert len(dashed) == 1
    stopped = ds["cost_total"].values[0, ds["gate_outcome"].values[0] == 2]
    assert dashed[0].get_xdata().min() < np.median(stopped)


def test_ladder__bars_are_the_ladders_steps(ds: xr.Dataset) -> None:
    axes = plots.draw("ladder", ds, "nb").axes
    found = ladder(ds).to_json()["ladders"]
    for axis, name in zip(axes, ("total", "journal", "local", "step1"), strict=True):
        steps = found[name]
        contingency = marked(axis, "contingency")
        assert contingency.get_x() == steps["p50"]
        assert contingency.get_width() == steps["contingency"]
        assert marked(axis, "cost_frame").get_width() == steps["cost_frame"]
        assert marked(axis, "mean").get_xdata()[0] == steps["mean"]
    assert [label.get_text() for label in axes[0].get_yticklabels()][-1] == "Kostnadsramme"


@pytest.mark.parametrize(
    ("top", "labels"),
    [
        (6.9, ["0", "2", "4", "6"]),
        (0.9, ["0.0", "0.2", "0.4", "0.6", "0.8"]),
        (11, ["0.0", "2.5", "5.0", "7.5", "10.0"]),
    ],
)
def test_amounts__ticks_are_labelled_in_full(top: float, labels: list[str]) -> None:
    from aksonsim.plots.figure import amounts, new_figure

    figure = new_figure(4, 3)
    axis = figure.subplots()
    axis.set_xlim(0, top)
    amounts(axis.xaxis, "en", 5)
    figure.draw_without_rendering()
    assert [label.get_text() for label in axis.get_xticklabels()][: len(labels)] == labels


def test_uptake__threshold_stands_where_the_gate_counts(ds: xr.Dataset) -> None:
    inhabitants, municipalities, outcomes = plots.draw("uptake", ds).axes
    assert list(marked(inhabitants, "threshold").get_ydata()) == [0.55, 0.55]
    assert not [line for line in municipalities.lines if line.get_gid() == "threshold"]
    median = np.quantile(ds["commitment_share"].values[0, :, 0].astype(float), 0.5, axis=0)
    assert marked(inhabitants, "p50").get_ydata() == pytest.approx(median, rel=1e-6)
    late = (ds["gate_outcome"].values[0] == 1).mean()
    assert marked(outcomes, "late").get_width() == pytest.approx(late, rel=1e-12)


def test_adoption__goals_stand_at_year_and_share(ds: xr.Dataset) -> None:
    inhabitants, municipalities, gps = plots.draw("adoption", ds).axes
    assert marked(inhabitants, "target").get_xydata().tolist() == [[2030, 0.85]]
    assert marked(gps, "target").get_xydata().tolist() == [[2033, 0.6]]
    assert not [line for line in municipalities.lines if line.get_gid() == "target"]


def test_cash_flow__bars_stack_to_the_mean_cost(ds: xr.Dataset, given: dict[str, Any]) -> None:
    programmes, payers = plots.draw("cash-flow", ds).axes
    for axis in (programmes, payers):
        total = sum(bar.get_height() for bar in axis.patches)
        assert total == pytest.approx(given["costs"]["total"]["mean"], rel=1e-12)
    assert marked(programmes, "year_p85").get_ydata()[0] == pytest.approx(given["costs"]["total"]["p85"] / 10, rel=1e-9)


def test_payers__medians_and_cap(ds: xr.Dataset, given: dict[str, Any]) -> None:
    spread, tail = plots.draw("payers", ds).axes
    assert marked(spread, "p50-1").get_xdata()[0] == given["payers"]["municipal"]["p50"]
    assert marked(spread, "cap").get_xdata().tolist() == [CAP, CAP]
    heights = [bar.get_height() for bar in tail.patches]
    assert sum(heights) / 10 == pytest.approx(given["costs"]["total"]["mean"], rel=1e-3)


def test_municipalities__dots_are_medians_per_inhabitant(ds: xr.Dataset) -> None:
    (axis,) = plots.draw("municipalities", ds).axes
    rows = [label.get_text() for label in axis.get_yticklabels()]
    assert "Oslo (1)" in rows
    assert "Rogaland (4)" in rows
    row = rows.index("Oslo (1)")
    p10, p50, p90 = ds["municipality_cost"].sel(scenario="baseline", municipality="0301", quantile=[0.1, 0.5, 0.9])
    assert marked(axis, f"p50-{row}").get_offsets()[0, 0] == pytest.approx(p50.item() * 1e6 / 693494, rel=1e-12)
    county = marked(axis, f"county-{row}")
    assert county.get_x() == pytest.approx(p10.item() * 1e6 / 693494, rel=1e-12)
    assert county.get_x() + county.get_width() == pytest.approx(p90.item() * 1e6 / 693494, rel=1e-12)
    assert axis.get_xlim()[0] == 0


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_plot__equal_results_give_equal_files(suffix: str, ds: xr.Dataset, tmp_path: Path) -> None:
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    plots.plot("s-curve", ds, first, "nb")
    plots.plot("s-curve", ds, second, "nb")
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > 5000
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_plot__leaves_the_process_settings_alone(ds: xr.Dataset, tmp_path: Path) -> None:
    import matplotlib

    before = matplotlib.rcParams.copy()
    plots.plot("adoption", ds, tmp_path / "a.svg")
    assert matplotlib.rcParams.copy() == before


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("uptake", "holds no commitment by council round for scenario official_basis"),
        ("adoption", "holds no adoption for scenario official_basis"),
    ],
)
def test_draw__says_what_the_file_does_not_hold(kind: str, sentence: str, ds: xr.Dataset) -> None:
    with pytest.raises(ResultError, match=sentence):
        plots.draw(kind, ds, "en", "official_basis")


def test_draw__works_without_a_gate_for_what_needs_none(ds: xr.Dataset) -> None:
    for kind in ("s-curve", "ladder", "cash-flow", "payers"):
        assert "all 1\u2009500 draws" in plots.draw(kind, ds, "en", "official_basis").get_suptitle()


def test_plot__refuses_unknown_kinds_scenarios_and_suffixes(ds: xr.Dataset, tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="no kind of picture is called pie; there are: s-curve"):
        plots.plot("pie", ds, tmp_path / "a.png")
    with pytest.raises(ResultError, match="no scenario nowhere; it holds: baseline"):
        plots.plot("ladder", ds, tmp_path / "a.png", scenario="nowhere")
    with pytest.raises(ResultError, match=re.escape("written as .png, .svg, .pdf, not .jpg")):
        plots.plot("ladder", ds, tmp_path / "a.jpg")
    (tmp_path / "d.png").mkdir()
    with pytest.raises(ResultError, match="cannot be written"):
        plots.plot("ladder", ds, tmp_path / "d.png")
    assert [path.name for path in tmp_path.iterdir()] == ["d.png"]


def test_words__numbers_follow_the_language() -> None:
    assert number(12345.67, "nb", 2) == f"12{THIN}345,67"
    assert number(-12345.67, "en", 1) == f"−12{THIN}345.7"
    assert number(-0.2, "en") == "0"
    assert percent(0.097, "nb", 1) == f"9,7{THIN}%"
    assert [chance(p, "en") for p in (0.0, 0.26, 0.9996)] == [f"<{THIN}1{THIN}%", f"26{THIN}%", f">{THIN}99{THIN}%"]
    assert measured(9619.1, (9578.0, 9660.0), "nb") == f"9{THIN}620 ± 50"
    assert measured(6.25, None, "nb") == "6,25"
    assert date("2022-06-01", "nb") == "1.6.2022"
    assert date("2022-06-01", "en") == "1 June 2022"
