"""Every option that counts reads the same forms and refuses the rest with a sentence."""

from __future__ import annotations

import click
import pytest

from aksonsim.cli import COMMANDS, group, main
from aksonsim.cli.counts import Count

OPTIONS = {"--draws", "--max-draws", "--seed", "--threads", "--top", "--workers", "--block"}


def counting() -> list[tuple[str, click.Option]]:
    """Return every option of every command that counts something."""
    found = []
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found += [
            (name, param)
            for param in command.params
            if isinstance(param, click.Option) and OPTIONS.intersection(param.opts)
        ]
    return found


def test_counts__every_option_that_counts_has_the_type() -> None:
    found = counting()
    assert {opt for _, option in found for opt in option.opts if opt in OPTIONS} == OPTIONS
    for name, option in found:
        assert isinstance(option.type, Count), (name, option.opts)


def test_counts__every_option_reads_the_same_forms() -> None:
    for name, option in counting():
        ctx = click.Context(click.Command(name))
        for text, value in {"100k": 100_000, "1e5": 100_000, "20 000": 20_000, "1_000": 1000}.items():
            assert option.type_cast_value(ctx, text) == value, (name, option.opts)
        for text in ("1.5", "nan", "many", "20,000", ""):
            with pytest.raises(click.BadParameter):
                option.type_cast_value(ctx, text)


@pytest.mark.parametrize("least", ["--top", "--workers"])
def test_counts__what_must_be_at_least_one_says_so(least: str) -> None:
    for name, option in counting():
        if least in option.opts:
            with pytest.raises(click.BadParameter, match="must be at least 1, not 0"):
                option.type_cast_value(click.Context(click.Command(name)), "0")


@pytest.mark.parametrize("text", ["2 000", "2k", "2e3", "2_000"])
def test_counts__a_run_has_as_many_draws(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    monkeypatch.setenv("AKSONSIM_RUN_DRAWS", text)
    with pytest.raises(SystemExit) as end:
        main(["run", "configs/minimal.yaml", "-o", f"{tmp_path}/a.nc"])
    assert end.value.code == 0
    assert capsys.readouterr().err.startswith("2000 draws")
