"""``aksonsim waterfall``: what each of a reviewer's own assumptions does to a figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.streams import say_json

if TYPE_CHECKING:
    from aksonsim.plots.words import Lang


@click.command("waterfall")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to change; the file itself by default.")
@options.asked_of
@click.option("--all-draws", is_flag=True, help="Also draws that never pass the gate.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws of each run.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option(
    "-o", "--picture", type=click.Path(dir_okay=False, path_type=Path), help="Picture to write: .png, .svg or .pdf."
)
@click.option("--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of the words.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def command(
    file: Path,
    name: str | None,
    output: str,
    all_draws: bool,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    picture: Path | None,
    lang: Lang,
    quiet: bool,
) -> None:
    """Tell what each change on top of FILE does to mean, P50 and P85: one after the other, and each alone.

    The changes of --overlay in file order, then those of --set. All runs have the same draws, so the steps are paired
    differences and sum to the whole difference.

    \b
    aksonsim waterfall configs/akson.yaml -s official_basis --overlay counter.yaml -o counter.png
    """
    import sys

    from aksonsim.cli.progress import progress
    from aksonsim.files.load import load, placing, stacked
    from aksonsim.studies.question import Question
    from aksonsim.studies.waterfall import course, waterfall

    scenario, overrides = load(file, name), stacked(overlays, sets)
    asked: dict[str, Any] = {
        "output": output,
        "draws": draws,
        "seed": seed,
        "given_passed": not all_draws,
        "threads": threads,
    }
    with placing(file):
        planned = course(Question(scenario, **asked), overrides)
        with progress(planned.runs * draws, quiet) as advance:
            found = waterfall(planned, advance)
    if picture is not None:
        from aksonsim.plots.figure import save, styled
        from aksonsim.plots.waterfall import draw

        with styled():
            save(draw(found, lang), picture)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.waterfall_tables import print_waterfall

    print_waterfall(found, sys.stdout)
