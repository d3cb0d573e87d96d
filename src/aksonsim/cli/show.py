"""``aksonsim show``: a scenario as the simulation sees it."""

from __future__ import annotations

import click

from aksonsim.cli.options import on_top


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
    text = "".join(f"{change}\n" for change in changes) if only_changes else dump(resolved, defaults=defaults)
    click.echo(text.encode("utf-8"), nl=False)  # a YAML file is UTF-8 whatever the terminal speaks
