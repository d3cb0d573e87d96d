"""``aksonsim information``: what it would be worth to find out before going ahead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aksonsim.cli import options
from aksonsim.cli.counts import COUNT, FROM_ONE
from aksonsim.cli.numbers import FINITE
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say_json


@click.command("information")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to ask; the file itself by default.")
@click.option(
    "--decision",
    type=click.Choice(["npv", "frame"]),
    default="npv",
    show_default=True,
    help="What going ahead is worth: net present value, or what is left of the cost frame.",
)
@click.option("--frame", type=FINITE, metavar="AMOUNT", help="Cost frame; by default P85 less the cut list.")
@click.option(
    "--nested", multiple=True, metavar="NAME", help="Also by brute force: an input, or events[ID]; repeatable."
)
@click.option("--top", type=FROM_ONE, default=12, show_default=True, help="Rows of a table and picture.")
@click.option("-n", "--draws", type=COUNT, default=20_000, show_default=True, help="Number of draws of each run.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option(
    "-o", "--output", metavar="PICTURE", type=click.Path(dir_okay=False, path_type=Path), help="Also draw it."
)
@click.option(
    "--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of the picture."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def command(
    file: Path,
    name: str | None,
    decision: str,
    frame: float | None,
    nested: tuple[str, ...],
    top: int,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    output: Path | None,
    lang: Any,
    quiet: bool,
) -> None:
    """Rank what would be worth finding out before the decision to go ahead with FILE, or to stop now.

    \b
    aksonsim information configs/akson.yaml
    aksonsim information configs/akson.yaml --decision frame -o information.png --lang nb
    """
    import sys

    from aksonsim import money
    from aksonsim.analysis.information import information
    from aksonsim.errors import AksonsimError
    from aksonsim.files.load import load, placing
    from aksonsim.plots import figure as pictures
    from aksonsim.studies import information as study

    if frame is not None and decision != "frame":
        raise AksonsimError("--frame goes with --decision frame")
    scenario = load(file, name, overlays=overlays, sets=sets)
    total = draws * (1 + sum(study.nested_runs(other) for other in nested))
    with placing(file), progress(total, quiet) as advance:
        ds = study.simulate(scenario, draws=draws, seed=seed, threads=threads, progress=advance)
        found = information(ds, scenario.name, decision, frame)
        if nested:
            found["nested"] = [
                study.nested(ds, scenario, other, found, threads=threads, progress=advance) for other in nested
            ]
    stated = money.attributes(scenario.currency, scenario.price_year) | {"seed": seed}
    if output is not None:
        from aksonsim.plots.information import draw

        with pictures.styled():
            pictures.save(draw(ds, found, lang, top), output)
    if as_json:
        say_json(stated | found)
    else:
        from aksonsim.cli.information_tables import print_information
        from aksonsim.cli.tables import prices

        print_information(found, prices(stated), sys.stdout, top)
