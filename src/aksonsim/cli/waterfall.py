"""``aksonsim waterfall``: what each of a reviewer's own assumptions does to a figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import answers
from aksonsim.cli.counts import COUNT

if TYPE_CHECKING:
    from aksonsim.studies.waterfall import Waterfall


@click.command("waterfall")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to change; the file itself by default.")
@options.asked_of
@click.option("--all-draws", is_flag=True, help="Also draws that never pass the gate.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws of each run.")
@options.seeded
@options.on_top
@options.threaded
@answers
def command(
    file: Path,
    name: str | None,
    of: str,
    all_draws: bool,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    quiet: bool,
) -> Waterfall:
    """Show what each change on top of FILE does to mean, P50 and P85: one after the other, and each alone.

    The changes of --overlay in file order, then those of --set. All runs have the same draws, so the steps are paired
    differences and sum to the whole difference.

    \b
    aksonsim waterfall configs/akson.yaml -s official_basis --overlay counter.yaml -o counter.png
    """
    from aksonsim.cli.progress import progress
    from aksonsim.files.load import load, placing, stacked
    from aksonsim.studies.question import Question
    from aksonsim.studies.waterfall import course, waterfall

    scenario, overrides = load(file, name), stacked(overlays, sets)
    with placing(file):
        question = Question(scenario, output=of, draws=draws, seed=seed, given_passed=not all_draws, threads=threads)
        planned = course(question, overrides)
        with progress(planned.runs * draws, quiet) as advance:
            return waterfall(planned, advance)
