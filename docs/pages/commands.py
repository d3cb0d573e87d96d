"""The table of commands, and the help of each as the command line prints it."""

from __future__ import annotations

import click

from aksonsim.cli import COMMANDS, group


def commands(_: str = "") -> str:
    """Return the help of every command."""
    parts: list[str] = []
    with click.Context(group, info_name="aksonsim") as root:
        for name in COMMANDS:
            command = group.get_command(root, name)
            if command is not None:
                with click.Context(
                    command, info_name=name, parent=root, terminal_width=100, max_content_width=100
                ) as ctx:
                    parts.append(f"## {name}\n\n```text\n{command.get_help(ctx)}\n```\n")
    return "\n".join(parts)
