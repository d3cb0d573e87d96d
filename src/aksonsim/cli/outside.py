"""``aksonsim outside``: what finished projects of other kinds make of the estimate, beside the model's own curve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.streams import say_json

if TYPE_CHECKING:
    from aksonsim.language.lang import Lang
    from aksonsim.model.reference import Foundation


@click.command("outside")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", metavar="NAME", help="Scenario; by default the base file.")
@click.option("--programme", metavar="NAME", default="total", show_default=True, help="Programme, or total.")
@click.option(
    "--on",
    type=click.Choice(["base", "p50"]),
    help="Put every class on the base estimate or on the model's own P50; by default each on what it says itself.",
)
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option("-o", "--output", metavar="PICTURE", type=click.Path(path_type=Path), help="Also draw: .png, .svg, .pdf.")
@click.option(
    "--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of the picture."
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr.")
def command(
    file: Path,
    scenario: str | None,
    programme: str,
    on: Foundation | None,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    output: Path | None,
    lang: Lang,
    quiet: bool,
) -> None:
    """Take the outside view of FILE: its base estimate under reference classes of finished projects.

    For each class its percentiles, the chance that the base estimate is exceeded, where the model's own P50 and P85
    lie in it, and where its own lie in the model. Single cases stand beside them.

    \b
    aksonsim outside configs/akson.yaml -s official_basis --programme journal -o outside.png
    """
    import sys

    from aksonsim import money
    from aksonsim.cli.progress import progress
    from aksonsim.files.load import load, placing
    from aksonsim.studies.outside import outside

    loaded = load(file, scenario, overlays=overlays, sets=sets)
    with placing(file), progress(draws, quiet) as tell:
        found = outside(loaded, programme=programme, on=on, draws=draws, seed=seed, threads=threads, progress=tell)
    found |= money.attributes(loaded.currency, loaded.price_year) | {"seed": seed}
    if output is not None:
        from aksonsim.plots import outside_view

        outside_view.plot(found, output, lang)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.outside_tables import print_outside

    print_outside(found, sys.stdout)
