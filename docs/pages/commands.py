"""The help of each command, as the command line prints it."""

from __future__ import annotations

import click

from aksonsim.cli import COMMANDS, group

WIDTH = 84
"""Characters of a line: as wide as the page."""


def commands(_: str = "") -> str:
    """Return the help of every command."""
    parts: list[str] = []
    with click.Context(group, info_name="aksonsim", help_option_names=["-h", "--help"]) as root:
        for name in COMMANDS:
            command = group.get_command(root, name)
            if command is not None:
                with click.Context(command, root, name, terminal_width=WIDTH, max_content_width=WIDTH) as ctx:
                    parts.append(f"## {name}\n\n```text\n{command.get_help(ctx)}\n```\n")
    return "\n".join(parts)
