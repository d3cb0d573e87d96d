"""``aksonsim seek``: which value of one assumption makes a figure equal a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.numbers import FINITE
from aksonsim.cli.study import Study, study

if TYPE_CHECKING:
    from aksonsim.studies.seek import Seek


@click.command("seek")
@study
@options.asked_of
@click.option(
    "--at", default="p85", show_default=True, metavar="PNN", help="Percentile, as p85 or 0.85; or mean, sd, cv."
)
@click.option("--target", type=FINITE, required=True, metavar="VALUE", help="What the figure is to be.")
@click.option(
    "--by",
    required=True,
    metavar="WHAT",
    help="What may change: driver:NAME, element:NAME, input:NAME, rho:NAME, or the path of a number.",
)
@click.option("--between", type=FINITE, nargs=2, default=None, metavar="LO HI", help="Values to try.")
@options.also_stopped
def command(
    study: Study,
    of: str,
    at: str,
    target: float,
    by: str,
    between: tuple[float, float] | None,
    all_draws: bool,
) -> Seek:
    """Find which value of one assumption in FILE makes a figure equal a target, or say why none does.

    \b
    aksonsim seek FILE --target 11200 --by driver:scope
    aksonsim seek FILE --of 'cost_programme[journal]' --at p50 --target 5000 --by element:journal.adaptation
    aksonsim seek FILE --target 11225 --by rho:journal -o seek.png
    aksonsim seek FILE --target 11000 --by 'events[E.G1].probability'
    """
    from aksonsim.results.measure import Measure
    from aksonsim.studies.seek import USUAL_RUNS, seek
    from aksonsim.studies.seek_parameters import parameter

    measure = Measure.parse(at)
    scenario = study.scenario()
    with study.progress(USUAL_RUNS * study.draws) as advance:
        question = study.question(scenario, of, all_draws, progress=advance)
        return seek(question, parameter(question, by, between), measure, target)
