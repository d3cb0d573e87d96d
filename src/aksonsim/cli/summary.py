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
@click.option("--elements", "with_elements", is_flag=True, help="Also each element and level of the tree.")
@click.option(
    "--at", multiple=True, metavar="PNN", help="Percentile of every amount, as p80, 80 or 0.8; may be repeated."
)
@click.option(
    "--value", "amounts", multiple=True, metavar="AMOUNT", help="Which percentile it is, as 9500; may be repeated."
)
@click.option("--p-table", is_flag=True, help="P1, P5 to P95 by fives, and P99 of every amount.")
@answers
def command(
    result: Path,
    with_ladder: bool,
    with_effects: bool,
    with_elements: bool,
    at: tuple[str, ...],
    amounts: tuple[str, ...],
    p_table: bool,
    quiet: bool,
) -> Overview:
    """Print cost, payers, gate and adoption of a result, each with its Monte Carlo error.

    Costs are given that the gate is passed, and over all draws; P85 is the amount that 85 % of draws do not exceed.

    \b
    aksonsim summary results/akson.nc --ladder
    aksonsim summary results/akson.nc --at p80 --at p95 --value 9500
    aksonsim summary results/akson.nc --p-table --xlsx p-table.xlsx
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
    parts = {}
    if with_elements:
        from aksonsim.analysis.elements import elements

        parts = {name: elements(ds, name) for name in found.scenarios}
    asked = None
    if at or amounts or p_table:
        from aksonsim.analysis.percentile_table import TABLE, percentiles

        currency = str(ds.attrs["currency"])
        asked = percentiles(ds, [*(TABLE if p_table else ()), *at], [amount(text, currency) for text in amounts])
    return Overview(summary=found, ladders=ladders, effects=caused, percentiles=asked, elements=parts)


def amount(text: str, currency: str) -> float:
    """Read an amount: a number, alone or with the currency of the result; raises AksonsimError for anything else."""
    from aksonsim.errors import AksonsimError

    number, _, unit = text.strip().partition(" ")
    try:
        value = float(number)
    except ValueError:
        value = float("nan")
    if not -1e300 < value < 1e300:
        raise AksonsimError(f"--value {text}: no amount; write a number in {currency}, as 9500")
    if unit not in ("", currency):
        raise AksonsimError(f"--value {text}: amounts of this result are in {currency}, not {unit}")
    return value
