"""The picture of a search shows the curve, the target and the value found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import aksonsim
from aksonsim.plots.seek import draw

CONFIGS = Path(__file__).parents[2] / "configs"


def marked(axis: Any, gid: str) -> Any:
    (artist,) = [artist for artist in axis.findobj() if artist.get_gid() == gid]
    return artist


def test_seek__marks_what_it_found() -> None:
    found = aksonsim.seek(aksonsim.load(CONFIGS / "minimal.yaml"), "costs[b].estimate.p90", 9, draws=1000)
    assert found.found is not None
    axis = draw(found, "en").axes[0]
    assert list(marked(axis, "curve").get_ydata()) == [point.figure.value for point in found.curve]
    assert list(marked(axis, "target").get_ydata()) == [9, 9]
    (stated,) = marked(axis, "stated").get_xdata()
    assert stated == found.stated.parameter == 7
    (root,) = axis.containers
    (segment,) = root.lines[2][0].get_segments()
    assert segment[:, 0] == pytest.approx(found.found.value.interval, rel=1e-12)
    assert axis.get_ylabel() == "P85 of total cost, MNOK, 2019 prices"


def test_seek__says_in_norwegian_why_there_is_none() -> None:
    found = aksonsim.seek(aksonsim.load(CONFIGS / "minimal.yaml"), "element:a", 1000, draws=1000)
    figure = draw(found, "nb")
    assert "nærmest kommer den ved 3,923" in figure.get_suptitle()
    (line, _) = marked(figure.axes[0], "stated").get_ydata()
    assert line == found.stated.figure.value
