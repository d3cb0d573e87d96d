"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from aksonsim.cli.counts import COUNT

F = TypeVar("F", bound=Callable[..., Any])


def _allow(ctx: click.Context, _: click.Parameter, folders: tuple[str, ...]) -> None:
    """Allow the folders for as long as the command runs."""
    if folders and not ctx.resilient_parsing:
        from aksonsim.files.access import allowing

        ctx.with_resource(allowing(folders))


allowing_files = click.option(
    "--allow-files",
    multiple=True,
    type=click.Path(),
    metavar="DIR",
    expose_value=False,
    is_eager=True,
    callback=_allow,
    help="Let files that FILE names lie in DIR, too; without it, only in the folder of the file that names them.",
)


def on_top(function: F) -> F:
    """Add ``--overlay`` and ``--set`` (parameters ``overlays`` and ``sets``): what goes on top of a scenario.

    And ``--allow-files``, as wherever a scenario is loaded.
    """
    sets = click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change one value; null removes.")
    overlays = click.option(
        "--overlay", "overlays", multiple=True, metavar="FILE", help="Apply a YAML file of changes."
    )
    return overlays(sets(allowing_files(function)))


seeded = click.option("--seed", type=COUNT, default=1, show_default=True, help="Seed of all streams.")
threaded = click.option("--threads", type=COUNT, default=None, help="Threads; by default all cores. Changes no bit.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")
as_xlsx = click.option("--xlsx", metavar="FILE.xlsx", help="Also write the tables as a workbook.")
