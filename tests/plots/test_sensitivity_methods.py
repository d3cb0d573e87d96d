"""The picture of each method of sensitivity shows the figures of the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aksonsim.files.load import load
from aksonsim.plots.sensitivity import bars, draw
from aksonsim.studies.methods import METHODS
from aksonsim.studies.question import Question
from aksonsim.studies.sensitivity import Sensitivity, sensitivity
from aksonsim.views.sensitivity import DRAWN

CONFIG = Path(__file__).parents[2] / "configs" / "akson.yaml"


@pytest.fixture(scope="module")
def result() -> Sensitivity:
    methods = ["shares", "bins", "leave-one-out", "bands", "euler"]
    return sensitivity(Question(load(CONFIG, "official_basis"), draws=1_000), methods)


def marked(axis: Any, gid: str) -> Any:
    (artist,) = [artist for artist in axis.findobj() if artist.get_gid() == gid]
    return artist


@pytest.mark.parametrize("method", ["shares", "bins", "leave-one-out", "bands", "euler"])
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_sensitivity__bars_are_the_figures(result: Sensitivity, method: str, lang: Any) -> None:
    shown = bars(result, method)
    assert shown is not None
    axis = draw(result, method, lang).axes[0]
    for end, one in enumerate(shown.rows[0][1]):
        assert one is not None
        assert marked(axis, f"{end}-0").get_width() == one.value
        assert list(marked(axis, f"whisker-{end}-0").get_xdata()) == list(one.interval or ())


def test_sensitivity__every_drawn_method_has_bars(result: Sensitivity) -> None:
    drawn = {name for name, answer in result.methods.items() if isinstance(answer, DRAWN)}
    assert drawn == set(METHODS) - {"sobol", "stress", "decompose"}
    assert all(bars(result, name) for name in drawn)
