"""Every text of the user's is text in pictures: dollars, underscores, signs that the font lacks."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.text import Text
from ruamel.yaml import YAML

import aksonsim
from aksonsim import plots
from aksonsim.analysis.comparison import compare
from aksonsim.analysis.scenario_columns import from_results
from aksonsim.errors import ResultError
from aksonsim.plots import compare as comparison
from aksonsim.plots.figure import styled

ROOT = Path(__file__).parents[2]
TEXTS = {
    "dollars": "from $5 to $6 and $x^2$",
    "broken dollars": r"$\frac{1}$ a $ \undefined $ {",
    "underscore": "_hidden $ % {0} {name} \\n",
    "signs": "שלום 日本 🙂 100 % <b>&amp;</b>",
    "long": "a very long title " * 12,
    "endless": "a title without end " * 100,
}


@pytest.fixture(scope="module", params=TEXTS)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, xr.Dataset]:
    """Return a text and a result in which everything that can have a title has it, and the currency too."""
    text = TEXTS[request.param]
    tree: Any = YAML().load((ROOT / "proof" / "everything.yaml").read_text("utf-8"))
    tree["title"], tree["currency"] = text, text[:20]
    for section in ("programmes", "costs", "drivers", "events", "activities"):
        for item in tree[section]:
            item["title"] = text
    tree["benefits"]["items"][0]["title"] = text
    tree["rollout"]["targets"][0]["title"] = text
    tree["scenarios"]["dear"]["title"] = text
    file = tmp_path_factory.mktemp("texts") / "f.yaml"
    with file.open("w", encoding="utf-8") as handle:
        YAML().dump(tree, handle)
    scenarios = aksonsim.load_all(file, ["baseline", "dear"])
    return text, aksonsim.simulate(scenarios, draws=2000, seed=1, keep="inputs", threads=1)


def shown(figure: Figure) -> str:
    """Return all texts of a picture that is drawn once, each of them no formula."""
    with styled(), warnings.catch_warnings():
        figure.savefig(io.BytesIO(), format="svg", dpi=30)
    artists = [artist for artist in figure.findobj(Text) if isinstance(artist, Text)]
    assert not any(artist.get_parse_math() for artist in artists if artist.get_text())
    return " ".join(" ".join(artist.get_text() for artist in artists).split())


@pytest.mark.parametrize("kind", plots.KINDS)
def test_picture__shows_titles_as_they_are(kind: str, hostile: tuple[str, xr.Dataset]) -> None:
    text, ds = hostile
    assert " ".join(text.split())[:40] in shown(plots.draw(kind, ds))


def test_legend__has_a_key_for_a_title_with_an_underscore(hostile: tuple[str, xr.Dataset]) -> None:
    text, ds = hostile
    figure = plots.draw("cash-flow", ds)
    keys = [entry.get_text() for axis in figure.axes if axis.get_legend() for entry in axis.get_legend().get_texts()]
    assert sum(entry.strip("\u2060").startswith(text[:12]) for entry in keys) == 3


@pytest.mark.parametrize("kind", comparison.KINDS)
def test_comparison__shows_titles_as_they_are(kind: str, hostile: tuple[str, xr.Dataset]) -> None:
    text, ds = hostile
    columns = from_results([("f.nc", ds)])
    try:
        figure = comparison.draw(kind, compare(columns))
    except ResultError as reason:
        pytest.fail(str(reason))
    own = (text.partition(": ")[2] or text).strip()
    told = shown(figure)
    assert "\u2060".join((own[:1].upper() + own[1:]).split(" ", 1)[:1]) in told


@pytest.mark.parametrize("kind", ["npv", "cash-flow", "payers"])
@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_file__takes_signs_without_width(kind: str, suffix: str, tmp_path: Path) -> None:
    scenarios = aksonsim.load(
        ROOT / "proof" / "everything.yaml",
        changes={"title": "zero\u200bwidth \u2060joined \ufeff \u202e", "programmes[local].title": "_under\u200dscore"},
    )
    ds = aksonsim.simulate(scenarios, draws=200, seed=1, keep="inputs", threads=1)
    plots.plot(kind, ds, tmp_path / f"a.{suffix}")
    assert (tmp_path / f"a.{suffix}").stat().st_size > 1000
