"""The help of a command, as the command line prints it."""

from __future__ import annotations

import click

from aksonsim.cli import group

WIDTH = 84
"""Characters of a line: as wide as the page."""


def help_of(name: str) -> str:
    """Return the help of one command."""
    with click.Context(group, info_name="aksonsim", help_option_names=["-h", "--help"]) as root:
        command = group.get_command(root, name)
        assert command is not None, name
        with click.Context(command, root, name, terminal_width=WIDTH, max_content_width=WIDTH) as ctx:
            return f"```text\n{command.get_help(ctx)}\n```\n"
