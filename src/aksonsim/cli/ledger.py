"""``aksonsim ledger``: every number of a scenario with source, basis, note and share of the total's variance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.answers import answers
from aksonsim.cli.counts import COUNT

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.model.scenario import Scenario
    from aksonsim.studies.ledger import Ledger


@click.command("ledger")
@click.argument("file", metavar="FILE|OUT.nc", type=click.Path(path_type=Path))
@click.option(
    "-s", "--scenario", "name", metavar="NAME", help="Scenario; the base file or a result's first by default."
)
@click.option("-n", "--draws", type=COUNT, help="Draws, where a scenario file is given.  [default: 20000]")
@click.option("--seed", type=COUNT, help="Seed, where a scenario file is given.  [default: 1]")
@options.on_top
@answers
def command(
    file: Path,
    name: str | None,
    draws: int | None,
    seed: int | None,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    quiet: bool,
) -> Ledger:
    """List every number a scenario rests on: value, share of the variance of the total, basis, source, note.

    Of a scenario file, which is simulated for the shares; or of a result, which is run again
    from its own attributes where its inputs were not kept.

    \b
    aksonsim ledger configs/akson.yaml -s official_basis -o assumptions.md
    aksonsim ledger results/akson.nc --json
    """
    from aksonsim.files.kinds import is_result
    from aksonsim.studies.ledger import ledger

    if not is_result(file):
        return ledger(*_of_file(file, name, draws, seed, overlays, sets))
    if draws is not None or seed is not None or overlays or sets:
        raise click.UsageError("a result has its own draws and assumptions; -n, --seed, --overlay, --set need a FILE")
    return ledger(*_of_result(file, name))


def _of_result(file: Path, name: str | None) -> tuple[Scenario, xr.Dataset]:
    """Return a scenario of a result, and the result with its inputs."""
    from aksonsim.files.netcdf import read
    from aksonsim.results.access import pick
    from aksonsim.studies.verify import rebuild, run_again

    ds = read(file)
    chosen = pick(ds, name)
    scenario = next(scenario for scenario in rebuild(ds) if scenario.name == chosen)
    return scenario, ds if "input" in ds else run_again(ds, keep="inputs")


def _of_file(
    file: Path, name: str | None, draws: int | None, seed: int | None, overlays: tuple[str, ...], sets: tuple[str, ...]
) -> tuple[Scenario, xr.Dataset]:
    """Return a scenario of a file, and a run of it."""
    from aksonsim.api import DRAWS, simulate
    from aksonsim.files.load import load, placing

    scenario = load(file, name, overlays=overlays, sets=sets)
    with placing(file):
        ds = simulate(
            scenario, draws=DRAWS if draws is None else draws, seed=1 if seed is None else seed, keep="inputs"
        )
    return scenario, ds
