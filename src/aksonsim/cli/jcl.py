"""``aksonsim jcl``: how surely cost and finish are kept together."""

from __future__ import annotations

import datetime as dt
import math
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli.answers import answers
from aksonsim.cli.numbers import FINITE

if TYPE_CHECKING:
    from aksonsim.analysis.jcl import Jcl


@click.command("jcl")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", metavar="NAME", help="Scenario; the first one of the file by default.")
@click.option("--milestone", metavar="NAME", help="The end that is promised; by default that of the work.")
@click.option("--cost", type=FINITE, metavar="AMOUNT", help="A cost to be kept; by default the P50.")
@click.option("--finish", metavar="DATE", help="A date to be kept (2031-12-31), or months; by default the P50.")
@answers
def command(
    result: Path, scenario: str | None, milestone: str | None, cost: float | None, finish: str | None, quiet: bool
) -> Jcl:
    """Show the joint confidence of cost and finish: P(cost <= x and finish <= d), and the frontier.

    The frontier is the least cost that, with each date, is kept with a chance of 50, 70 and 85 %.

    \b
    aksonsim jcl results/akson.nc -o jcl.png
    aksonsim jcl results/akson.nc --cost 11000 --finish 2032-12-31
    """
    from aksonsim.analysis.jcl import jcl
    from aksonsim.files.netcdf import read

    return jcl(read(result), scenario, milestone=milestone, cost=cost, finish=_moment(finish))


def _moment(text: str | None) -> dt.date | float | None:
    """Return a day, or months after the start."""
    if text is None:
        return None
    with suppress(ValueError):
        return dt.date.fromisoformat(text)
    with suppress(ValueError):
        if math.isfinite(months := float(text)):
            return months
    raise click.BadParameter(f"{text} is neither a date (2031-12-31) nor a number of months", param_hint="--finish")
