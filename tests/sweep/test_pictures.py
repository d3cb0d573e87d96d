"""Pictures of a sweep place the figures they are given, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sweep_files import SPEC, written

from aksonsim.language.lang import LANGS, Lang
from aksonsim.plots import sweep_band, sweep_box, sweep_curves, sweep_effects, sweep_heat
from aksonsim.plots.figure import styled
from aksonsim.render.files import write
from aksonsim.sweeps.explore import explore
from aksonsim.sweeps.explored import Exploration
from aksonsim.sweeps.job import job, probe
from aksonsim.sweeps.points import points
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.store import read
from aksonsim.views import view

LHS = SPEC.replace("design: grid", "design: {kind: lhs, points: 60}\ncurves: [cost_total]")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exploration]:
    out: dict[str, Exploration] = {}
    for name, spec in (("grid", SPEC), ("lhs", LHS)):
        folder = tmp_path_factory.mktemp(name)
        run(begin(read_sweep(written(folder, spec)), folder / "out.zarr"), workers=1)
        out[name] = explore(read(folder / "out.zarr")[0], "cost_total.p85", "cost_total.p85 > p60")
    return out


def artist(figure: Any, gid: str) -> Any:
    return figure.findobj(lambda a: a.get_gid() == gid)[0]


def titles(figure: Any) -> str:
    return str(figure.get_suptitle())


@pytest.mark.parametrize("lang", LANGS)
def test_heat__shows_the_table(found: dict[str, Exploration], lang: Lang) -> None:
    with styled():
        figure = sweep_heat.draw(found["grid"], lang)
    values = found["grid"].heat.values
    assert np.array_equal(artist(figure, "heat").get_array(), values)
    assert len(figure.axes[0].texts) == values.size
    assert ("12 points of 200 draws each" if lang == "en" else "12 punkter med 200 trekninger hver") in titles(figure)


def test_box__is_where_the_limits_are(found: dict[str, Exploration]) -> None:
    with styled():
        figure = sweep_box.draw(found["lhs"], "en")
    box, scatter = found["lhs"].discovery.boxes[0], found["lhs"].discovery.scatter
    corners = artist(figure, "box").get_xy()
    limit = box.limits[0]
    along = corners[:, [a.name for a in scatter.axes].index(limit.name)]
    assert limit.low == pytest.approx(along.min())
    assert artist(figure, "cases").get_xdata().size == found["lhs"].discovery.cases


def test_band__middle_and_p85(found: dict[str, Exploration]) -> None:
    with styled():
        figure = sweep_band.draw(found["lhs"], "nb")
    quantiles = found["lhs"].bands["cost_total"].quantiles
    assert np.array_equal(artist(figure, "middle").get_xdata(), quantiles[2])
    assert artist(figure, "p85").get_xdata() == pytest.approx(quantiles[[0, 2, 4], 84])
    assert "Hvor sikker S-kurven selv er" in titles(figure)


def test_curves_and_effects__one_panel_and_one_bar_each(found: dict[str, Exploration]) -> None:
    with styled():
        curves, effects = sweep_curves.draw(found["grid"], "en"), sweep_effects.draw(found["grid"], "en")
    assert [axis.get_xlabel() for axis in curves.axes] == ["Mean of a", "Mean of b"]
    bars = [patch.get_width() for patch in effects.axes[0].patches]
    shares = [row.share.value for row in found["grid"].effects.rows]
    assert bars[:2] == pytest.approx(shares)
    assert sum(bars) == pytest.approx(1.0)


def test_write__equal_figures_give_equal_files(found: dict[str, Exploration], tmp_path: Path) -> None:
    document = view(found["lhs"])
    for folder in ("a", "b"):
        write(document, tmp_path / folder, "en")
    first, second = (sorted((tmp_path / folder).iterdir()) for folder in ("a", "b"))
    assert [path.name for path in first] == ["band.png", "box.png", "curves.png", "effects.png"]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


EXAMPLES = sorted((Path(__file__).parents[2] / "configs" / "sweeps").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example__holds_and_its_outputs_are_simulated(path: Path) -> None:
    read_file = read_sweep(path)
    laid = points(read_file.sweep, read_file.stated)
    assert len(laid) >= 35
    probe(job(read_file.sweep, read_file.base, read_file.places), [laid.settings(len(laid) - 1)])
    assert all(p.title and p.title_nb for p in read_file.sweep.parameters.values())
    assert all(o.title and o.title_nb for o in read_file.sweep.outputs)
