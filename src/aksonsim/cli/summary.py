"""``aksonsim summary``: what a result says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli.answers import answers

if TYPE_CHECKING:
    from aksonsim.studies.overview import Overview


@click.command("summary")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@click.option("--ladder", "with_ladder", is_flag=True, help="Also the steps from base cost to cost frame.")
@click.option("--effects", "with_effects", is_flag=True, help="Also what events and the gate's date cost: runs again.")
@answers
def command(result: Path, with_ladder: bool, with_effects: bool, quiet: bool) -> Overview:
    """Print cost, payers, gate and adoption of a result, each with its Monte Carlo error.

    Costs are given that the gate is passed, and over all draws; P85 is the amount that 85 % of draws do not exceed.

    \b
    aksonsim summary results/akson.nc --ladder
    aksonsim summary results/akson.nc --json
    """
    from aksonsim.analysis.ladder import ladder
    from aksonsim.analysis.summary import summarise
    from aksonsim.cli.progress import progress
    from aksonsim.files.netcdf import read
    from aksonsim.studies.overview import Overview

    ds = read(result)
    found = summarise(ds)
    ladders = {name: ladder(ds, name) for name in found.scenarios} if with_ladder else {}
    caused = {}
    if with_effects:
        from aksonsim.studies import effects

        runs = effects.MOST_RUNS * len(found.scenarios)
        with progress(runs * min(found.draws, effects.MOST), quiet) as advance:
            caused = effects.effects(ds, progress=advance)
    return Overview(summary=found, ladders=ladders, effects=caused)
