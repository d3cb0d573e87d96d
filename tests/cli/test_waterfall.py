"""``aksonsim waterfall`` prints tables or one JSON object, and draws a picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aksonsim.cli import main
from aksonsim.cli.waterfall import command

CONFIG = str(Path(__file__).parents[2] / "configs" / "minimal.yaml")


def asked(*arguments: str) -> str:
    done = CliRunner().invoke(command, [CONFIG, "-n", "1000", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.fixture
def overlay(tmp_path: Path) -> str:
    path = tmp_path / "counter.yaml"
    path.write_text("changes:\n  costs[a].estimate.max: 6\n  costs[b].estimate.p90: 8\n", encoding="utf-8")
    return str(path)


def test_waterfall__three_lines_sum_to_the_difference(overlay: str) -> None:
    found = json.loads(asked("--overlay", overlay, "--set", "correlations[0].rho=0.6", "--json"))
    paths = [step["asked"] for step in found["steps"]]
    assert paths == [["costs[a].estimate.max"], ["costs[b].estimate.p90"], ["correlations[0].rho"]]
    for key in ("mean", "p50", "p85"):
        assert sum(step["step"][key] for step in found["steps"]) == pytest.approx(found["total"][key], rel=1e-11)


def test_waterfall__tables_say_what_stands_alone_and_what_is_inert(overlay: str) -> None:
    text = asked("--overlay", overlay, "--set", "title=Other words")
    for words in ("1  costs[a].estimate.max: 4 -> 6", "difference: sum of the steps", "together: difference less"):
        assert words in text
    assert "3: inert: it changes cost_total in no draw\n" in text


def test_waterfall__a_group_is_explained() -> None:
    text = asked("--set", "costs[a].estimate.mode=5", "--set", "costs[a].estimate.max=6")
    assert "1: one step, since fewer changes make no valid scenario: costs[a].estimate: min 1, mode 5, max 4" in text
    assert "Each change alone" not in text
    text = asked("--set", "costs[a].estimate.max=6", "--set", "costs[a].estimate.mode=5")
    assert "2: not possible alone: costs[a].estimate: min 1, mode 5, max 4 must rise" in text
    assert "Alone effects are not summed" in text


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_waterfall__draws(overlay: str, tmp_path: Path, lang: str) -> None:
    picture = tmp_path / "counter.png"
    asked("--overlay", overlay, "-o", str(picture), "--lang", lang)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "error: nothing is changed; state --overlay FILE or --set PATH=VALUE"),
        (["--set", "costs[a].estimate.mx=5"], "did you mean max?"),
        (["--set", "costs[a].estimate.max=5", "-o", "picture.gif"], "its picture as .png, .svg or .pdf"),
        (["--set", "costs[a].estimate.max=5", "--of", "cost"], "error: unknown quantity cost; known: cost_total,"),
        (["--set", "costs[a].estimate.max=5", "-n", "10"], "error: a study needs at least 1000 draws, not 10"),
    ],
)
def test_waterfall__refuses_in_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["waterfall", CONFIG, *arguments])
    assert stop.value.code == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
