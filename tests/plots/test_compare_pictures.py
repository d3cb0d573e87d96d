"""Pictures of a comparison show its numbers, in both languages, and say what they lack."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from tests.analysis.synthetic import dataset

from aksonsim.analysis.comparison import Comparison, compare
from aksonsim.analysis.joint_confidence import cost_and_finish
from aksonsim.analysis.scenario_columns import Column, from_results
from aksonsim.api import simulate
from aksonsim.errors import ResultError
from aksonsim.files.load import load_all
from aksonsim.language.lang import LANGS
from aksonsim.plots import compare as pictures
from aksonsim.plots import looks
from aksonsim.plots.figure import save, styled

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def columns() -> list[Column]:
    ds = dataset(1200)
    dearer = ds.assign(cost_total=ds["cost_total"] * 1.1, npv=ds["npv"] - 900)
    return [Column("base", ds, "baseline"), Column("dearer", dearer, "baseline", note=" + more")]


@pytest.fixture(scope="module")
def found(columns: list[Column]) -> Comparison:
    return compare(columns)


def marked(axis: Any, gid: str) -> Any:
    """Return the one artist of an axes with this id."""
    (artist,) = [artist for artist in axis.get_children() if artist.get_gid() == gid]
    return artist


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", pictures.KINDS)
def test_draw__title_and_names_in_the_language(
    kind: str, lang: Any, columns: list[Column], found: Comparison, tmp_path: Path
) -> None:
    figure = pictures.draw(kind, found, lang)
    figure.draw_without_rendering()
    texts = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert {"en": "common draws", "nb": "felles trekninger"}[lang] in figure.get_suptitle()
    assert any({"en": "Baseline", "nb": "Hovedscenario"}[lang] in text for text in texts)
    for name in ("one.svg", "two.svg"):
        with styled():
            save(pictures.draw(kind, found, lang), tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_s_curves__are_the_quantiles_of_the_draws(columns: list[Column], found: Comparison) -> None:
    given, every = pictures.draw("s-curves", found).axes
    passes = columns[1].passed
    cost = columns[1].values("cost_total")
    assert cost is not None
    for axis, draws in ((given, cost[passes]), (every, cost)):
        line = marked(axis, "curve-dearer")
        assert np.interp(0.85, line.get_ydata(), line.get_xdata()) == pytest.approx(np.quantile(draws, 0.85), rel=1e-3)


def test_s_curves__of_a_price_have_one_panel(columns: list[Column]) -> None:
    asked = compare(columns, of="price_per_inhabitant")
    figure = pictures.draw("s-curves", asked)
    assert len(figure.axes) == 1
    assert "NOK per inhabitant" in figure.get_suptitle()


def test_figures__marks_stand_at_the_measures(columns: list[Column], found: Comparison) -> None:
    cost = pictures.draw("figures", found).axes[0]
    rows = {metric.key: metric.scenarios for metric in found.metrics}
    for place, name in enumerate(("base", "dearer")):
        for key in ("cost_p50", "cost_p85"):
            assert marked(cost, f"{key}-{place}").get_xydata().tolist() == [[rows[key][name].figure.value, place]]


def test_cost_finish__frontier_ends_at_the_percentile_of_cost(columns: list[Column], found: Comparison) -> None:
    axes = pictures.draw("cost-finish", found).axes
    cost, _ = cost_and_finish(columns[0], "establishment")
    line = marked(axes[0], "frontier-0.85")
    assert line.get_ydata()[-1] == pytest.approx(np.quantile(cost, 0.85), rel=0.003)
    assert marked(axes[0], "frame").get_ydata()[0] == found.joint.frame


def test_heat_map__colour_says_better_or_worse(columns: list[Column], found: Comparison) -> None:
    (axis,) = pictures.draw("heat-map", found).axes
    red, _, blue, _ = marked(axis, "dearer-cost_p50").get_facecolor()
    assert red > blue  # dearer: towards orange
    assert marked(axis, "dearer-gate_on_time").get_facecolor()[:3] == to_rgb("1.0")  # the same in every draw
    assert marked(axis, "base-cost_p50").get_facecolor()[:3] == to_rgb("0.92")


def test_regret__bars_are_the_expected_regret(columns: list[Column], found: Comparison) -> None:
    cost, npv = pictures.draw("regret", found).axes
    assert found.draw_by_draw is not None
    for axis, reading in zip((cost, npv), found.draw_by_draw.regret, strict=True):
        assert reading.regret is not None
        for row in reading.regret.rows:
            assert marked(axis, f"mean-{row.name}").get_width() == row.mean.value
            assert marked(axis, f"p85-{row.name}").get_xdata()[0] == row.p85.value


def test_draw__what_is_not_there_is_said(columns: list[Column], found: Comparison) -> None:
    with pytest.raises(ResultError, match="no picture of a comparison is called pie; there are: s-curves"):
        pictures.draw("pie", found)
    bare = [Column(c.name, c.ds.drop_vars("milestone_month"), c.scenario) for c in columns]
    with pytest.raises(ResultError, match="no dates of milestones"):
        pictures.draw("cost-finish", compare(bare))
    with pytest.raises(ResultError, match="two choices or more"):
        pictures.draw("regret", compare(columns, paired=False))


def test_looks__are_all_different_and_the_first_ones_plain() -> None:
    found = [looks.look(place) for place in range(140)]
    assert len(set(found)) == 140
    assert found[0] == looks.Look("black", "solid", "")
    assert not any(one.marker for one in found[:7])
    # Two lines of one colour differ in their marker, not only in a pattern that is hard to see.
    for place, one in enumerate(found[:35]):
        alike = [other for other in found[:place] if other.colour == one.colour]
        assert one.marker not in {other.marker for other in alike}


def test_looks__are_drawn_differently() -> None:
    keys = [(str(one["color"]), str(one["linestyle"]), one.get("marker")) for one in map(looks.drawn, range(40))]
    assert len(set(keys)) == 40


@pytest.fixture(scope="module")
def fifteen() -> tuple[Any, Any]:
    scenarios = load_all(ROOT / "configs" / "akson.yaml")
    assert len(scenarios) == 15
    ds = simulate(scenarios, draws=400, seed=1, keep="standard")
    columns = from_results([("", ds)])
    return columns, compare(columns)


def test_s_curves__of_fifteen_scenarios_are_told_apart(fifteen: tuple[Any, Any]) -> None:
    columns, found = fifteen
    axis = pictures.draw("s-curves", found).axes[0]
    lines = [line for line in axis.lines if str(line.get_gid()).startswith("curve-")]
    assert len({(line.get_color(), str(line.get_linestyle()), line.get_marker()) for line in lines}) == 15
    # The heavy tail leaves the picture above its P90 and does not press the others together.
    heavy = max(np.quantile(column.sample("cost_total", given_passed=True).kept, 0.99) for column in columns)
    assert axis.get_xlim()[1] < 0.8 * heavy
    assert all(
        axis.get_xlim()[1] >= np.quantile(column.sample("cost_total", given_passed=True).kept, 0.9)
        for column in columns
    )


def test_cost_finish__has_all_fifteen_and_names_what_it_leaves_out(
    fifteen: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from aksonsim.plots import compare_cost_finish

    columns, found = fifteen
    whole = pictures.draw("cost-finish", found)
    assert sum(axis.get_visible() for axis in whole.axes) == 15
    monkeypatch.setattr(compare_cost_finish, "MOST", 12)
    for lang, words in (("en", "The first 12 of 15 scenarios, for room; left out: "), ("nb", "De første 12 av 15")):
        some = pictures.draw("cost-finish", found, lang)
        assert sum(axis.get_visible() for axis in some.axes) == 12
        told = " ".join(some._suptitle.get_text().split())
        assert words in told
        assert all(" ".join(column.title(lang).split()) in told for column in columns[12:])


def test_figures__labels_of_one_row_do_not_meet(fifteen: tuple[Any, Any]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _columns, found = fifteen
    figure = pictures.draw("figures", found)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for axis in figure.axes:
        boxes: dict[float, list[Any]] = {}
        for text in axis.texts:
            boxes.setdefault(text.xy[1], []).append(text.get_window_extent(canvas.get_renderer()))
        for row in boxes.values():
            assert not any(one.overlaps(other) for one, other in itertools.combinations(row, 2))
