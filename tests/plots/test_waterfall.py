"""The waterfall shows the steps it was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aksonsim.files.load import load, stacked
from aksonsim.plots.waterfall import draw
from aksonsim.results.measure import P50, P85, Measure
from aksonsim.studies.question import Question
from aksonsim.studies.waterfall import Waterfall, waterfall, waterfall_plan

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
SETS = ["drivers[scope].multiplier.p90=1.3", "events[E.*].probability=0", "benefits.rate=0.05"]


@pytest.fixture(scope="module")
def found() -> Waterfall:
    question = Question(load(AKSON, "official_basis"), output="cost_programme[journal]", draws=2_000)
    return waterfall(waterfall_plan(question, stacked([], SETS)))


def marked(axis: Any, gid: str) -> Any:
    (artist,) = [artist for artist in axis.get_children() if artist.get_gid() == gid]
    return artist


@pytest.mark.parametrize(("place", "measure"), [(0, P50), (1, P85)])
def test_waterfall__bars_hang_from_one_another(found: Waterfall, place: int, measure: Measure) -> None:
    axis = draw(found, "en").axes[place]
    at = found.before[measure].value
    assert marked(axis, "level-0").get_xdata()[0] == at
    for row, step in enumerate(found.steps, 1):
        bar = marked(axis, f"step-{row}")
        size = step.effect[measure].value
        assert sorted((bar.get_x(), bar.get_x() + bar.get_width())) == pytest.approx(sorted((at, at + size)), rel=1e-12)
        low, high = step.effect[measure].bounds
        assert marked(axis, f"whisker-{row}").get_xdata() == pytest.approx([at + low, at + high], rel=1e-12)
        assert marked(axis, f"alone-{row}").get_xdata()[0] == pytest.approx(at + step.alone[measure].value, rel=1e-12)
        at += size
    assert marked(axis, "level-4").get_xdata()[0] == pytest.approx(at, rel=1e-12)


def test_waterfall__speaks_norwegian(found: Waterfall) -> None:
    figure = draw(found, "nb")
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names[0] == "Som oppgitt"
    assert names[1].startswith("Omfangsvekst fra regelverk og interessenter\nmultiplier.p90: 1.13 → 1.3")
    assert names[2] == "events[E.*].probability\n(12 verdier)"
    assert "kostnaden for «Programmet Akson journal»" in figure.get_suptitle()
    assert "alle 2\u2009000 trekninger" in figure.get_suptitle()
