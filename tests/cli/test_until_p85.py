"""``aksonsim run --until-p85``: reads a share, tells each step, writes what a plain run writes."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from aksonsim.cli import main
from aksonsim.cli.run import _share, command

MINIMAL = str(Path(__file__).parents[2] / "configs" / "minimal.yaml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def share(text: str) -> float | None:
    return _share(click.Context(command), command.params[0], text)


@pytest.mark.parametrize(("text", "value"), [("0.5%", 0.005), ("0.005", 0.005), (" 50 % ", 0.5), ("1e-3", 0.001)])
def test_share__per_cent_or_fraction(text: str, value: float) -> None:
    assert share(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("0.5", "0.5 is 50 %; write 0.5% or 0.005"), ("x", "no share"), ("0", "no share"), ("1%%", "no share")],
)
def test_share__what_is_ambiguous_or_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(click.BadParameter, match=sentence):
        share(text)


def test_run__result_is_that_of_a_plain_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    precise, plain = tmp_path / "a.nc", tmp_path / "b.nc"
    assert run("run", MINIMAL, "--until-p85", "3%", "-n", "100", "-o", str(precise)) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "P85 of the total known to" in line]
    draws = [int(line.split()[0]) for line in told]
    assert draws == [100 * 2**k for k in range(len(draws))]
    assert run("run", MINIMAL, "-n", str(draws[-1]), "-q", "-o", str(plain)) == 0
    assert precise.read_bytes() == plain.read_bytes()


def test_run__says_when_the_cap_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "a.nc")
    arguments = ("run", MINIMAL, "--until-p85", "0.0001", "-n", "50", "--max-draws", "60", "-o", out)
    assert run(*arguments) == 0
    assert "%, not to 0.01 %: the most draws allowed are reached" in capsys.readouterr().err
    assert run("run", MINIMAL, "--max-draws", "60", "-o", out) == 2
    assert "--max-draws goes with --until-p85" in capsys.readouterr().err
