"""``aksonsim compare``: scenarios side by side, with what differs between them in the same world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import answers
from aksonsim.cli.counts import COUNT
from aksonsim.cli.numbers import FINITE, SHARE

if TYPE_CHECKING:
    from aksonsim.analysis.comparison import Comparison
    from aksonsim.analysis.mitigations import Mitigations
    from aksonsim.results.result import Result

ONLY_SIMULATED = ("everything", "overlays", "sets", "draws", "seed", "threads", "mitigated")
"""Options that mean nothing where finished results are read."""


@click.command("compare")
@click.argument("files", nargs=-1, required=True, metavar="FILE.yaml|OUT.nc ...", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario to show; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Every scenario of the file.")
@click.option("--base", metavar="NAME", help="What differences are taken from; the first scenario by default.")
@click.option("--choice", "choices", multiple=True, metavar="NAME", help="What can be chosen (for regret); else all.")
@click.option(
    "--of",
    "--quantity",
    "of",
    cls=options.Renamed,
    default="cost_total",
    show_default=True,
    metavar="QUANTITY",
    help="What is compared in depth.",
)
@click.option("--frame", type=FINITE, metavar="AMOUNT", help="Frame to keep; the cost frame of the base by default.")
@click.option("--live", type=SHARE, default=0.85, show_default=True, help="Share promised to be live.")
@click.option("--by", "year", type=COUNT, default=2030, show_default=True, help="Year by whose end it is promised.")
@click.option("--overlay", "overlays", multiple=True, metavar="FILE", help="Show each scenario also with it on top.")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change one value in all; null removes.")
@options.allowing_files
@click.option("--mitigations", "mitigated", is_flag=True, help="Also what each measure costs and buys, in the base.")
@click.option("--unpaired", is_flag=True, help="Results of independent runs: draws, seed and method may differ.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.threaded
@answers
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    names: tuple[str, ...],
    everything: bool,
    base: str | None,
    choices: tuple[str, ...],
    of: str,
    frame: float | None,
    live: float,
    year: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    mitigated: bool,
    unpaired: bool,
    draws: int,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> Result:
    """Set scenarios side by side: of one scenario file, simulated on common draws, or of results of aksonsim run.

    Figures with their differences from the base scenario, the chance that one is cheaper than another, the chance to
    keep frame, gate and adoption together, stochastic dominance, and regret.

    \b
    aksonsim compare configs/akson.yaml -s baseline -s count_basis -s oslo_outside
    aksonsim compare configs/akson.yaml --overlay mine.yaml -o pictures --lang nb
    aksonsim compare configs/akson.yaml --all --of "cost_payer[municipal]" --json
    aksonsim compare first.nc second.nc --base baseline
    aksonsim compare configs/akson.yaml --mitigations
    """
    from aksonsim.files.kinds import is_result

    question = {"base": base, "of": of, "choices": choices, "frame": frame, "live": live, "year": year}
    if all(is_result(file) for file in files):
        _only_simulated(ctx)
        return _read(files, names, not unpaired, question)
    if len(files) > 1:
        kinds = [f"{file} is {'a result' if is_result(file) else 'a scenario file'}" for file in files]
        mixed = f" ({', '.join(kinds)})" if any(is_result(file) for file in files) else ""
        raise click.UsageError(
            f"takes one scenario file, or results (.nc){mixed}: run each file and compare the results"
        )
    if unpaired:
        raise click.UsageError("--unpaired is for results; scenarios of one file are simulated on common draws")
    if base is not None and base not in names and not everything and " + " not in base:
        names = (base, *names)
    return _simulated(files[0], None if everything else names, ctx.params, question)


def _only_simulated(ctx: click.Context) -> None:
    """Refuse options that would have no effect on finished results."""
    given = [
        param.opts[0]
        for param in ctx.command.params
        if param.name in ONLY_SIMULATED
        and ctx.get_parameter_source(param.name) == click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} goes with a scenario file; results are compared as they are")


def _read(files: tuple[Path, ...], names: tuple[str, ...], paired: bool, question: dict[str, Any]) -> Comparison:
    """Compare the scenarios of result files."""
    from aksonsim.files.netcdf import read
    from aksonsim.studies.compare import compare_results

    unique = dict.fromkeys(files)
    short = len({file.name for file in files}) == len(unique)
    results = {file.name if short else str(file): read(file) for file in unique}
    return compare_results(results, names, paired=paired, **question)


def _simulated(
    file: Path, names: tuple[str, ...] | None, given: dict[str, Any], question: dict[str, Any]
) -> Comparison | Mitigations:
    """Simulate the scenarios of a file, and its measures if asked for."""
    from aksonsim.cli.progress import progress
    from aksonsim.errors import AksonsimError
    from aksonsim.files.load import placing, scenario_names
    from aksonsim.studies import mitigations
    from aksonsim.studies.compare import compare, variants

    sides = variants(file, names, overlays=given["overlays"], sets=given["sets"])
    mitigated: bool = given["mitigated"]
    if len(sides) < 2 and not mitigated:
        known = ", ".join(scenario_names(file))
        raise AksonsimError(
            f"{file}: a comparison takes two scenarios or more; name others with -s, take --all, or put an --overlay "
            f"beside {sides[0].name}; there are: {known}"
        )
    base = next((one.scenario for one in sides if one.name == question["base"]), sides[0].scenario)
    runs = len(sides) * (len(sides) > 1) + (mitigations.runs(base) if mitigated else 0)
    common: dict[str, Any] = {key: given[key] for key in ("draws", "seed", "threads")}
    with placing(file), progress(runs * given["draws"], given["quiet"]) as advance:
        if len(sides) < 2:
            return mitigations.mitigations(base, progress=advance, **common)
        return compare(sides, mitigated=mitigated, progress=advance, **common, **question)
