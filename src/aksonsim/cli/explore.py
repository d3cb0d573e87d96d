"""``aksonsim explore``: what a sweep says, or which inputs of a run go with what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli.answers import answers

if TYPE_CHECKING:
    from aksonsim.sweeps.explored import Exploration, RunExploration


@click.command("explore")
@click.argument("target", metavar="OUT.zarr|OUT.nc", type=click.Path(path_type=Path))
@click.option("--of", metavar="OUTPUT", help="What is asked about; the first output of the sweep by default.")
@click.option("--when", metavar="CONDITION", help="Cases of interest: 'gate.on_time < 0.5', 'cost_total.p85 > p75'.")
@click.option("-s", "--scenario", metavar="NAME", help="Of a run: which scenario; the first one by default.")
@click.option("--salib", is_flag=True, help="Also what SALib makes of a morris or saltelli design.")
@answers
def command(
    target: Path, of: str | None, when: str | None, scenario: str | None, salib: bool, quiet: bool
) -> Exploration | RunExploration:
    """Say what a sweep shows: response curves, effects, when things go wrong, how sure a percentile is.

    Of a run with --keep inputs: which inputs and events go with a gate that is missed, or with any other outcome.

    \b
    aksonsim explore threshold.zarr --of cost_total.p85 -o pictures
    aksonsim explore thousand.zarr --when 'gate.on_time < 0.5'
    aksonsim explore inputs.nc --when 'cost_total > p85'
    """
    from aksonsim.sweeps.explore import explore

    return explore(target, of, when, scenario=scenario, salib=salib)
