"""``aksonsim seek``: which value of one assumption makes a figure equal a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.numbers import FINITE
from aksonsim.cli.streams import say_json


@click.command("seek")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to ask; the file itself by default.")
@click.option("--of", "output", default="cost_total", show_default=True, metavar="NAME", help="Which output.")
@click.option("--at", default="p85", show_default=True, metavar="PNN", help="Percentile, as p85 or 0.85, or mean.")
@click.option("--target", type=FINITE, required=True, metavar="VALUE", help="What the figure is to be.")
@click.option(
    "--by",
    required=True,
    metavar="WHAT",
    help="What may change: driver:NAME, element:NAME, input:NAME, rho:NAME, or the path of a number.",
)
@click.option("--between", type=FINITE, nargs=2, default=None, metavar="LO HI", help="Values to try.")
@click.option("--all-draws", is_flag=True, help="Also draws that never pass the gate.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws of each run.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def command(
    file: Path,
    name: str | None,
    output: str,
    at: str,
    target: float,
    by: str,
    between: tuple[float, float] | None,
    all_draws: bool,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find which value of one assumption in FILE makes a figure equal a target, or say why none does.

    \b
    aksonsim seek FILE --target 11200 --by driver:scope
    aksonsim seek FILE --of 'cost_programme[journal]' --at p50 --target 5000 --by element:journal.adaptation
    aksonsim seek FILE --target 11225 --by rho:journal
    aksonsim seek FILE --target 11000 --by 'events[E.G1].probability'
    """
    import sys

    from aksonsim.cli.progress import progress
    from aksonsim.cli.sensitivity import probability
    from aksonsim.files.load import load, placing
    from aksonsim.studies.levers import lever
    from aksonsim.studies.question import Question
    from aksonsim.studies.seek import USUAL_RUNS, Goal, seek

    goal = Goal(None if at == "mean" else probability(at), target)
    scenario = load(file, name, overlays=overlays, sets=sets)
    asked: dict[str, Any] = {
        "output": output,
        "draws": draws,
        "seed": seed,
        "given_passed": not all_draws,
        "threads": threads,
    }
    with placing(file), progress(USUAL_RUNS * draws, quiet) as advance:
        question = Question(scenario, **asked, progress=advance)
        found = seek(question, lever(question, by, between), goal)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.seek_tables import print_seek

    print_seek(found, sys.stdout)
