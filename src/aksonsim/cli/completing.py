"""What a shell is told when it completes an argument: files, and the names of scenarios in the file given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from aksonsim.errors import AksonsimError


class FileName(click.types.StringParamType):
    """A text that names a file; whoever reads it says what is wrong with it."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Leave it to the shell to list files."""
        return [CompletionItem(incomplete, type="file")]


class ScenarioName(click.types.StringParamType):
    """A text that names a scenario of the file or result given before it."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """List the scenarios whose name begins so; none where no file can be read yet."""
        found = dict.fromkeys(name for file in _files(ctx) for name in _names(file))
        return [CompletionItem(name) for name in found if name.startswith(incomplete)]


def _files(ctx: click.Context) -> Iterator[Path]:
    """Yield the files given: click leaves them in ``args`` where the option still lacks its value."""
    given = [
        ctx.params.get(param.name) for param in ctx.command.params if isinstance(param, click.Argument) and param.name
    ]
    for value in [*given, *ctx.args]:
        for one in value if isinstance(value, tuple) else (value,):
            if one and Path(one).is_file():
                yield Path(one)


def _names(file: Path) -> tuple[str, ...]:
    try:
        from aksonsim.files.kinds import is_result

        if is_result(file):
            from aksonsim.files.netcdf import read

            return tuple(str(name) for name in read(file)["scenario"].values)
        from aksonsim.files.load import scenario_names

        return scenario_names(file)
    except (AksonsimError, OSError):  # half-typed, not there, or not ours: nothing to offer
        return ()
