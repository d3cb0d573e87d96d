"""``aksonsim backtest``: how the model fares against what really happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import answers
from aksonsim.cli.counts import COUNT

if TYPE_CHECKING:
    from aksonsim.studies.backtest import Backtest


@click.command("backtest")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.threaded
@answers
def command(draws: int, seed: int, threads: int | None, quiet: bool) -> Backtest:
    """Compare the model with what really happened: Helseplattformen's dates, the signing round of July 2020, how
    Norwegian P50s and P85s have held, and what became of the gate.

    Works on scenarios and observations that ship with the package. Nothing is fitted to what is tested; misfit is
    shown as it is.

    \b
    aksonsim backtest
    aksonsim backtest -n 50000 -o backtest.png --lang nb
    """
    from aksonsim.cli.progress import progress
    from aksonsim.studies.backtest import backtest, work

    with progress(work(draws), quiet) as advance:
        return backtest(draws=draws, seed=seed, threads=threads, progress=advance)
