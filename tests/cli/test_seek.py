"""``aksonsim seek`` answers in words, or as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aksonsim.cli import main
from aksonsim.cli.seek import command

CONFIGS = Path(__file__).parents[2] / "configs"


def asked(*arguments: str, file: str = "minimal.yaml") -> str:
    done = CliRunner().invoke(command, [str(CONFIGS / file), "-n", "1000", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_seek__json_is_one_object() -> None:
    found = json.loads(asked("--target", "10", "--by", "element:a", "--json"))
    assert found["found"]["figure"] == pytest.approx(10, abs=1e-4)
    assert (found["at"], found["output"]) == ("P85", "cost_total")
    low, high = found["found"]["value_ci"]
    assert low < found["found"]["value"] < high


def test_seek__says_how_plausible_a_value_is() -> None:
    text = asked("--target", "10", "--by", "element:a")
    assert "value of costs[a], held fixed: which value makes P85 of cost_total 10?" in text
    assert "of its own distribution, whose P10–P90 is 1.548–3.225: an unlikely value" in text
    assert "\nas stated  " in text
    text = asked("--target", "9.3", "--by", "correlations[0].rho")
    assert "as stated: 0.3" in text
    assert "times what is stated; the file has no distribution for it" in text
    assert "the file has no distribution for it" in asked(
        "--target", "7", "--at", "p50", "--by", "costs[b].estimate.p90"
    )


def test_seek__a_driver_and_a_probability() -> None:
    arguments = ["-s", "official_basis", "--of", "cost_programme[journal]", "--target"]
    text = asked(*arguments, "6500", "--by", "driver:procurement-outcome", file="akson.yaml")
    assert "factor on the multiplier of driver procurement-outcome" in text
    assert "of the driver's own distribution (its median becomes" in text
    text = asked(*arguments, "4840", "--at", "mean", "--by", "events[E.G1].probability", file="akson.yaml")
    assert "the stated range 0.25–0.49" in text


def test_seek__of_a_spread_and_of_its_share_of_the_mean() -> None:
    sd, cv = (asked("--at", at, "--target", "1", "--by", "element:a") for at in ("sd", "cv"))
    assert "which value makes SD of cost_total 1?" in sd
    assert "which value makes CV of cost_total 1?" in cv
    assert "MNOK" in sd.splitlines()[1]
    assert "MNOK" not in cv.splitlines()[1]


def test_seek__says_why_there_is_none() -> None:
    text = asked("--target", "1000", "--by", "element:a")
    assert "P85 stays below 1 000; it comes nearest at 3.92" in text
    assert "P85 there: 10." in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--target", "9", "--by", "element:x"], "error: no input is called costs[x]"),
        (
            ["--target", "9", "--by", "element:a", "--at", "p850"],
            "error: p850 is no percentile; write p85 or 0.85",
        ),
        (["--target", "much", "--by", "element:a"], "'much' is no number; write it as 4.5"),
        (["--target", "9", "--by", "costs[a].estimate.max", "--between", "0", "9"], "--by costs[a].estimate.max"),
    ],
)
def test_seek__refuses_in_one_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["seek", str(CONFIGS / "minimal.yaml"), *arguments])
    assert stop.value.code == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""


@pytest.mark.parametrize("target", ["10", "1000"])
def test_seek__speaks_norwegian(tmp_path: Path, target: str) -> None:
    arguments = ("--target", target, "--by", "element:a", "--lang", "nb")
    text = asked(*arguments, "-o", str(tmp_path / "seek.png"), "--xlsx", str(tmp_path / "seek.xlsx"))
    assert "verdien av costs[a], holdt fast: hvilken verdi gjør at P85 av cost_total er" in text
    assert (tmp_path / "seek.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "seek.xlsx").exists()
