"""The command line in this process, for tests of what all commands have in common."""

from __future__ import annotations

import click
import pytest

from aksonsim.cli import group, main


def run(*arguments: str) -> int:
    """Run a command line and return its exit code."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def command_of(name: str) -> click.Command:
    """Return a command by its name."""
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found
