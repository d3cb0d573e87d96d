"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

import click

from aksonsim.cli.counts import COUNT
from aksonsim.cli.streams import say
from aksonsim.cli.targets import BOOK, Target
from aksonsim.machine import available_threads

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


class Renamed(click.Option):
    """An option whose later names are heard for one more release, and shown nowhere."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the help of the option under its first name alone."""
        shown = copy(self)
        short = [opt for opt in self.opts if not opt.startswith("--")]
        shown.opts = short + [opt for opt in self.opts if opt.startswith("--")][:1]
        return super(Renamed, shown).get_help_record(ctx)


asked_of = click.option(
    "--of", "of", default="cost_total", show_default=True, metavar="QUANTITY", help="What is asked about."
)


also_stopped = click.option("--all-draws", is_flag=True, help="Also draws that never pass the gate.")


def target(metavar: str, kind: Target) -> Callable[[F], F]:
    """Return ``-o``/``--output`` for a command that also takes what it writes as its last argument."""
    return click.option(
        "-o", "--output", "target", type=kind, metavar=metavar, help=f"The same as {metavar} without -o."
    )


def one_target(argument: Path | None, option: Path | None, metavar: str) -> Path:
    """Return what is to be written, stated once, as an argument or with ``-o``."""
    if argument is not None and option is not None and argument != option:
        raise click.UsageError(f"two targets, {argument} and -o {option}; name one")
    found = argument if option is None else option
    if found is None:
        raise click.UsageError(f"nothing to write to; name it: {metavar}")
    return found


seeded = click.option("--seed", type=COUNT, default=1, show_default=True, help="Seed of all streams.")
threaded = click.option(
    "--threads", type=COUNT, default=None, help="Threads; by default all cores; does not affect results."
)
clustered = click.option(
    "--scheduler", metavar="ADDRESS", help="Compute on a running Dask cluster, as tcp://10.0.0.1:8786; the same bits."
)


def within_cores(given: dict[str, Any]) -> None:
    """Take no more threads and processes than there are cores, and say so: more would be slower and change no bit."""
    for name in ("threads", "workers"):
        wanted = given.get(name)
        if isinstance(wanted, int) and wanted > (cores := available_threads()):
            say(f"--{name} {wanted}: {cores} are used, one for each core of this machine", err=True)
            given[name] = cores


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")
as_xlsx = click.option("--xlsx", type=BOOK, metavar="FILE.xlsx", help="Also write the tables as a workbook.")
