"""``aksonsim economics``: net present value, beside what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import answers
from aksonsim.cli.counts import COUNT
from aksonsim.cli.targets import TABLE

if TYPE_CHECKING:
    from aksonsim.studies.economics import Evaluations


@click.command("economics")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario; may be repeated.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.on_top
@options.threaded
@answers
@click.option(
    "--municipalities",
    "table",
    metavar="OUT.csv",
    type=TABLE,
    help="Also write cost and tariff of each municipality.",
)
def command(
    file: Path,
    names: tuple[str, ...],
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    table: Path | None,
    quiet: bool,
) -> Evaluations:
    """Evaluate benefits and costs of FILE: is it worth it, and from which participation on?

    Prints the net present value three ways (base, expected, P50), its parts, its flows year by year, the published
    values and delays beside the model's, break-even participation, and what each municipality would pay by itself.

    \b
    aksonsim economics configs/akson.yaml
    aksonsim economics configs/akson.yaml -s expected_participation --municipalities tariffs.csv
    """
    from aksonsim.cli.progress import progress
    from aksonsim.files.atomic import replacing
    from aksonsim.files.load import load, load_all, placing
    from aksonsim.studies.economics import evaluations, runs

    scenarios = (
        load_all(file, names, overlays=overlays, sets=sets) if names else (load(file, overlays=overlays, sets=sets),)
    )
    with placing(file), progress(sum(map(runs, scenarios)) * draws, quiet) as advance:
        found = evaluations(scenarios, draws=draws, seed=seed, threads=threads, progress=advance)
    if table is not None:
        from aksonsim.cli.municipalities_csv import municipalities_csv

        text = municipalities_csv({name: one.municipalities for name, one in found.scenarios.items()}, found.money)
        with replacing(table) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return found
