"""``aksonsim show``: a scenario as the simulation sees it."""

from __future__ import annotations

import click

from aksonsim.cli.options import on_top
from aksonsim.cli.streams import say, say_bytes


@click.command()
@click.argument("file")
@click.option("-s", "--scenario", metavar="NAME", help="A scenario of the file; without it, the base.")
@on_top
@click.option("--changes", "only_changes", is_flag=True, help="Print what was changed (path: old -> new) instead.")
@click.option("--defaults", is_flag=True, help="Write out values that equal their default, too.")
def command(
    file: str,
    scenario: str | None,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    only_changes: bool,
    defaults: bool,
) -> None:
    """Print the resolved scenario as canonical YAML, which loads to an equal object.

    \b
    aksonsim show configs/akson.yaml -s oslo_outside
    aksonsim show configs/akson.yaml --set gate.deadline=2023-06-01 --changes
    """
    from aksonsim.files.dump import dump
    from aksonsim.files.load import resolve

    resolved, changes = resolve(file, scenario, overlays=overlays, sets=sets)
    if only_changes:
        say(*map(str, changes))
    else:
        say_bytes(dump(resolved, defaults=defaults))
