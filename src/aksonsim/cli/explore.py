"""``aksonsim explore``: what a sweep says, or which inputs of a run go with what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.cli import options
from aksonsim.cli.streams import say, say_json

if TYPE_CHECKING:
    from aksonsim.language.lang import Lang


@click.command("explore")
@click.argument("target", metavar="OUT.zarr|OUT.nc", type=click.Path(path_type=Path))
@click.option("--of", metavar="OUTPUT", help="What is asked about; the first output of the sweep by default.")
@click.option("--when", metavar="CONDITION", help="Cases of interest: 'gate.on_time < 0.5', 'cost_total.p85 > p75'.")
@click.option("-s", "--scenario", metavar="NAME", help="Of a run: which scenario; the first one by default.")
@click.option("--salib", is_flag=True, help="Also what SALib makes of a morris or saltelli design.")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Draw pictures there."
)
@click.option("--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of pictures.")
@options.as_json
def command(
    target: Path,
    of: str | None,
    when: str | None,
    scenario: str | None,
    salib: bool,
    folder: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say what a sweep shows: response curves, effects, when things go wrong, how sure a percentile is.

    Of a run with --keep inputs: which inputs and events go with a gate that is missed, or with any other outcome.

    \b
    aksonsim explore threshold.zarr --of cost_total.p85 -o pictures
    aksonsim explore thousand.zarr --when 'gate.on_time < 0.5'
    aksonsim explore inputs.nc --when 'cost_total > p85'
    """
    import sys

    from aksonsim.files.kinds import is_result

    found = _of_run(target, of, when, scenario) if is_result(target) else _of_sweep(target, of, when, salib)
    if folder is not None:
        from aksonsim.plots import sweep

        for path in sweep.write(found, folder, target.stem, lang):
            say(f"drew {path}", err=True)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.explore_tables import print_explored

    print_explored(found, sys.stdout)


def _of_run(path: Path, of: str | None, when: str | None, scenario: str | None) -> dict[str, Any]:
    from aksonsim.files.netcdf import read
    from aksonsim.sweep.explore import explore_run

    return explore_run(read(path), of, when, scenario)


def _of_sweep(path: Path, of: str | None, when: str | None, salib: bool) -> dict[str, Any]:
    from aksonsim.sweep.explore import explore
    from aksonsim.sweep.salib import analyse, problem
    from aksonsim.sweep.store import read

    ds, manifest = read(path)
    found = explore(ds, manifest, of, when)
    if salib:
        found |= {"problem": problem(manifest), "salib": analyse(ds, manifest, found["of"]["name"])}
    return found
