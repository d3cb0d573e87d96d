"""``aksonsim validate``: does a scenario file hold?"""

from __future__ import annotations

from importlib.util import find_spec

import click

from aksonsim.cli.options import on_top


@click.command()
@click.argument("file")
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="A scenario of the file; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Check every scenario of the file.")
@on_top
def command(
    file: str, names: tuple[str, ...], everything: bool, overlays: tuple[str, ...], sets: tuple[str, ...]
) -> None:
    """Check FILE and print one line for each scenario that is valid."""
    from aksonsim.errors import ScenarioError
    from aksonsim.files.load import load, load_all, placed
    from aksonsim.files.municipalities import resolve

    if everything or names:
        scenarios = load_all(file, None if everything else names, overlays=overlays, sets=sets)
    else:
        scenarios = (load(file, overlays=overlays, sets=sets),)
    if find_spec("aksonsim.engine.plan") is not None:
        from aksonsim.engine.plan import check

        for scenario in scenarios:
            try:
                check(scenario, resolve(scenario.population) if scenario.population is not None else ())
            except ScenarioError as error:
                raise placed(error, file) from None
    for scenario in scenarios:
        counts = f"{len(scenario.costs)} elements, {len(scenario.drivers)} drivers, {len(scenario.events)} events"
        click.echo(f"{file}: {scenario.name}: valid ({counts})")
