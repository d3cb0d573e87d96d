"""``aksonsim compare``: scenarios side by side, with what differs between them in the same world."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.numbers import FINITE, SHARE
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say, say_json

if TYPE_CHECKING:
    from aksonsim.analysis.scenario_columns import Column

ONLY_SIMULATED = ("everything", "overlays", "sets", "draws", "seed", "threads", "mitigated")
"""Options that mean nothing where finished results are read."""


@click.command("compare")
@click.argument("files", nargs=-1, required=True, metavar="FILE.yaml|OUT.nc ...", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario to show; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Every scenario of the file.")
@click.option("--base", metavar="NAME", help="What differences are taken from; the first scenario by default.")
@click.option("--choice", "choices", multiple=True, metavar="NAME", help="What can be chosen (for regret); else all.")
@click.option("--quantity", default="cost_total", show_default=True, metavar="NAME", help="What is compared in depth.")
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
@options.as_json
@click.option("-o", "--plots", "folder", type=click.Path(path_type=Path), help="Folder to draw the pictures in.")
@click.option("--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of pictures.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    names: tuple[str, ...],
    everything: bool,
    base: str | None,
    choices: tuple[str, ...],
    quantity: str,
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
    as_json: bool,
    folder: Path | None,
    lang: Any,
    quiet: bool,
) -> None:
    """Set scenarios side by side: of one scenario file, simulated on common draws, or of results of aksonsim run.

    Figures with their differences from the base scenario, the chance that one is cheaper than another, the chance to
    keep frame, gate and adoption together, stochastic dominance, and regret.

    \b
    aksonsim compare configs/akson.yaml -s baseline -s count_basis -s oslo_outside
    aksonsim compare configs/akson.yaml --overlay mine.yaml -o pictures --lang nb
    aksonsim compare configs/akson.yaml --all --quantity "cost_payer[municipal]" --json
    aksonsim compare first.nc second.nc --base baseline
    aksonsim compare configs/akson.yaml --mitigations
    """
    import sys

    from aksonsim.analysis import comparison
    from aksonsim.files.kinds import is_result

    extra: dict[str, Any] = {}
    if all(is_result(file) for file in files):
        _only_simulated(ctx)
        columns: Sequence[Column] = _read(files, names)
    else:
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
        columns, extra = _simulated(files[0], None if everything else names, ctx.params)
    found = extra
    if len(columns) > 1:
        asked = comparison.Asked(base, quantity, choices, frame, live, year, not unpaired)
        found = comparison.compare(columns, asked) | extra
    if folder is not None:
        _pictures(columns, found, folder, lang, quiet)
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.compare_tables import print_comparison

    print_comparison(found, sys.stdout)


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


def _read(files: tuple[Path, ...], names: tuple[str, ...]) -> tuple[Column, ...]:
    """Return the scenarios of result files."""
    from aksonsim.analysis.scenario_columns import from_results
    from aksonsim.errors import AksonsimError
    from aksonsim.files.netcdf import read

    short = {file.name for file in files}
    unique = dict.fromkeys(files)
    columns = from_results([(f.name if len(short) == len(unique) else str(f), read(f)) for f in unique], names)
    if len(columns) < 2:
        held = ", ".join(column.name for column in columns)
        raise AksonsimError(f"a comparison takes two scenarios or more; chosen: {held}")
    return columns


def _simulated(file: Path, names: tuple[str, ...] | None, given: dict[str, Any]) -> tuple[list[Column], dict[str, Any]]:
    """Simulate the scenarios of a file, and their measures if asked for."""
    from aksonsim.errors import AksonsimError
    from aksonsim.files.load import placing, scenario_names
    from aksonsim.studies import compare as study
    from aksonsim.studies import mitigations as measures

    compared = study.stated(file, names, overlays=given["overlays"], sets=given["sets"])
    if len(compared) < 2 and not given["mitigated"]:
        known = ", ".join(scenario_names(file))
        raise AksonsimError(
            f"{file}: a comparison takes two scenarios or more; name others with -s, take --all, or put an --overlay "
            f"beside {compared[0].name}; there are: {known}"
        )
    if len(compared) < 2 and given["folder"] is not None:
        raise AksonsimError("-o draws what differs between scenarios; measures of one scenario have no picture")
    told = {key: given[key] for key in ("draws", "seed", "threads")}
    base = next((one.scenario for one in compared if one.name == given["base"]), compared[0].scenario)
    runs = len(compared) * (len(compared) > 1) + (measures.runs(base) if given["mitigated"] else 0)
    extra: dict[str, Any] = {}
    with placing(file), progress(runs * told["draws"], given["quiet"] or given["as_json"]) as advance:
        columns: list[Column] = []
        if len(compared) > 1:
            columns = study.columns(compared, output=given["quantity"], progress=advance, **told)
        if given["mitigated"]:
            extra = {"mitigations": measures.mitigations(base, progress=advance, **told)}
    return columns, extra


def _pictures(columns: Sequence[Column], found: dict[str, Any], folder: Path, lang: Any, quiet: bool) -> None:
    """Draw every picture that the scenarios have the data for."""
    from aksonsim.errors import ResultError
    from aksonsim.plots import compare

    folder.mkdir(parents=True, exist_ok=True)
    for kind in compare.KINDS:
        path = folder / f"compare-{kind}.png"
        try:
            compare.plot(kind, columns, found, path, lang)
        except ResultError as reason:
            told = f"no picture {kind}: {reason}"
        else:
            told = f"drew {path}"
        if not quiet:
            say(told, err=True)
