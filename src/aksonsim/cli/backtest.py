"""``aksonsim backtest``: how the model fares against what really happened."""

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


@click.command("backtest")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.threaded
@options.as_json
@click.option("-o", "--output", metavar="PICTURE", type=click.Path(path_type=Path), help="Also draw: .png, .svg, .pdf.")
@click.option(
    "--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of the picture."
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr.")
def command(
    draws: int, seed: int, threads: int | None, as_json: bool, output: Path | None, lang: Lang, quiet: bool
) -> None:
    """Put what really happened to the model: Helseplattformen's dates, the signing round of July 2020, how Norwegian
    P50s and P85s have held, and what became of the gate.

    Works on scenarios and observations that ship with the package. Nothing is fitted to what is tested; misfit is
    told as it is.

    \b
    aksonsim backtest
    aksonsim backtest -n 50000 -o backtest.png --lang nb
    """
    import sys

    from aksonsim.cli.progress import progress
    from aksonsim.studies.backtest import backtest, work

    with progress(work(draws), quiet) as tell:
        found = backtest(draws=draws, seed=seed, threads=threads, progress=tell)
    if output is not None:
        from aksonsim.plots import backtest as picture

        picture.plot(found, output, lang)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.backtest_tables import print_backtest

    print_backtest(found, sys.stdout)
