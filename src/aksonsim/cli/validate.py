"""``aksonsim validate``: does a scenario file hold?"""

from __future__ import annotations

import click

from aksonsim.cli.counts import contents, number_of
from aksonsim.cli.options import on_top
from aksonsim.cli.streams import say


@click.command()
@click.argument("file")
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="A scenario of the file; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Check every scenario of the file.")
@on_top
def command(
    file: str, names: tuple[str, ...], everything: bool, overlays: tuple[str, ...], sets: tuple[str, ...]
) -> None:
    """Check FILE as a run would before its first draw, and print one line for each scenario that is valid.

    \b
    aksonsim validate configs/akson.yaml --all
    aksonsim validate configs/akson.yaml -s baseline --overlay mine.yaml
    """
    from aksonsim.errors import Problem, ScenarioError
    from aksonsim.files.load import load_all, placed, scenario_names

    scenarios = load_all(file, None if everything else names, overlays=overlays, sets=sets)

    from aksonsim.engine.plan import check
    from aksonsim.files.municipalities import resolve
    from aksonsim.files.tablecache import DiskTableCache

    cache = DiskTableCache()
    problems: dict[Problem, None] = {}
    for scenario in scenarios:
        try:
            check(scenario, resolve(scenario.population) if scenario.population else (), cache)
        except ScenarioError as error:
            problems.update(dict.fromkeys(placed(error, file).problems))
    if problems:
        raise ScenarioError(list(problems))
    for scenario in scenarios:
        say(f"{file}: {scenario.name}: valid ({contents(scenario)})")
    if not names and not everything and (others := len(scenario_names(file)) - 1):
        say(f"not checked: {number_of(others, 'other scenario')} of the file; --all checks every scenario", err=True)
