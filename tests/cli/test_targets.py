"""``-o`` names what is written and ``--of`` what is asked about, in every command."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from aksonsim.cli import COMMANDS, group, main

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "configs" / "minimal.yaml"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def options(name: str) -> dict[str, click.Parameter]:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    return {opt: param for param in command.params for opt in param.opts if opt.startswith("-")}


def test_output__is_a_file_or_folder_wherever_it_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        known = options(name)
        assert run(name, "--help") == 0
        shown = capsys.readouterr().out
        assert ("--output" in shown) == ("--output" in known and "--of" not in known["--output"].opts), name
        if "--output" in shown:
            assert known["--output"] is known["-o"], name


@pytest.mark.parametrize("command", ["sensitivity", "waterfall"])
def test_of__and_its_old_name_mean_the_same(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    rest = ["--set", "costs[a].estimate.max=5"] if command == "waterfall" else ["--method", "leave-one-out"]
    told = []
    for option in ("--of", "--output"):
        assert run(command, MINIMAL, option, "cost_element[a]", "-n", "2000", "--json", *rest) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "cost_element[a]" in told[0]


@pytest.mark.parametrize("command", ["sensitivity", "waterfall"])
def test_of__from_the_environment_under_both_names(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("OF", "OUTPUT"):
        with monkeypatch.context() as here:
            here.setenv(f"AKSONSIM_{command.upper()}_{variable}", "cost_nothing")
            assert run(command, MINIMAL, "-n", "500", "--set", "costs[a].estimate.max=5") == 2
            assert "cost_nothing" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.png", "b.pdf", "folder/c.nc", "d.XLSX"])
def test_of__is_no_file(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("waterfall", MINIMAL, "--output", name) == 2
    assert f"{name} looks like a file; this option names an output, as cost_total" in capsys.readouterr().err


def test_export_and_init__take_their_target_in_either_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("a.xlsx",), ("-o", "b.xlsx"), ("--output", "c.xlsx"), ("d.xlsx", "-o", "d.xlsx")):
        assert run("export", MINIMAL, *[str(tmp_path / a) if a[0] != "-" else a for a in arguments]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]
    assert run("init", tmp_path / "one") == run("init", "-o", tmp_path / "two") == 0
    assert (tmp_path / "one" / "scenario.yaml").read_bytes() == (tmp_path / "two" / "scenario.yaml").read_bytes()
    capsys.readouterr()
    assert run("export", MINIMAL, tmp_path / "e.xlsx", "-o", tmp_path / "f.xlsx") == 2
    assert "name one" in capsys.readouterr().err
    assert run("export", MINIMAL) == run("init") == 2
    assert "nothing to write to; name it: OUT.xlsx" in capsys.readouterr().err
    assert not (tmp_path / "e.xlsx").exists()


def test_a_target_too_many__is_told_how_to_name_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "calibrate", "information", "explore"):
        assert run(command, MINIMAL, tmp_path / "out") == 2
        assert f"to write to it: -o {tmp_path / 'out'}" in capsys.readouterr().err
    assert run("validate", MINIMAL, "more") == 2
    assert "to write to it" not in capsys.readouterr().err
