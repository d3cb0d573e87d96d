"""``aksonsim run``: simulate scenarios of a file, print the summary, write the result and the core pictures."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import in_language
from aksonsim.cli.counts import COUNT
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say
from aksonsim.cli.targets import FOLDER, RESULT

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.analysis.summary import Summary
    from aksonsim.model.scenario import Scenario
    from aksonsim.studies.precision import Run

CORE_PICTURES = ("s-curve", "ladder", "uptake", "adoption", "cash-flow", "payers", "municipalities")


def _share(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    """Read a share: ``0.5%`` or ``0.005``. A bare 0.5 is refused: whoever types it means half a per cent."""
    if text is None:
        return None
    number, percent, rest = text.strip().partition("%")
    try:
        value = float(number) / (100 if percent else 1)
    except ValueError:
        value = float("nan")
    if rest or not 0 < value < 1:
        raise click.BadParameter(f"{text} is no share; write 0.5% or 0.005")
    if not percent and value >= 0.05:
        raise click.BadParameter(
            f"{text} is {100 * value:g} %; write {number.strip()}% or {value / 100:g}, or mean it: {100 * value:g}%"
        )
    return value


@click.command("run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario to run; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Run every scenario of the file.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@click.option(
    "--method",
    type=click.Choice(["mc", "lhs", "sobol"]),
    default="mc",
    show_default=True,
    help="How inputs are placed: mc tells its own error; sobol and lhs err less, by how much takes other seeds.",
)
@click.option(
    "--until-p85",
    "wanted",
    metavar="SHARE",
    callback=_share,
    help="Double the draws, from -n on, until the P85 of the total is known to this share, as 0.5%.",
)
@click.option("--max-draws", "most", type=COUNT, help="Most draws for --until-p85; 10 000 000, or what memory allows.")
@options.on_top
@options.threaded
@options.clustered
@click.option("--block", type=COUNT, default=None, hidden=True, help="Draws in a block; changes no bit.")
@click.option(
    "--keep",
    type=click.Choice(["summary", "totals", "standard", "inputs", "full"]),
    default="standard",
    show_default=True,
    help="What the file holds; summary: no draws, so that there may be any number of them.",
)
@click.option("--compress", is_flag=True, help="Compress the result (about half as large).")
@click.option("--plots", "folder", type=FOLDER, help="Folder for the core pictures.")
@in_language
@click.option("-o", "--output", type=RESULT, help="Result file (.nc).")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no log on stderr.")
def command(
    file: Path,
    names: tuple[str, ...],
    everything: bool,
    draws: int,
    seed: int,
    method: str,
    wanted: float | None,
    most: int | None,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    scheduler: str | None,
    block: int | None,
    keep: Any,
    compress: bool,
    folder: Path | None,
    lang: Any,
    output: Path | None,
    quiet: bool,
) -> None:
    """Simulate scenarios of FILE on common random numbers.

    Prints the summary on stdout. Without -o the result goes to results/<FILE>.nc and the core pictures beside it;
    with -o only the result is written, and pictures where --plots says.

    \b
    aksonsim run configs/akson.yaml
    aksonsim run configs/akson.yaml -s official_basis -n 200000 --seed 1 -o a.nc
    aksonsim run configs/akson.yaml --set gate.deadline=2023-06-01 -o later.nc
    aksonsim run configs/akson.yaml --until-p85 0.5% -o precise.nc
    aksonsim run configs/akson.yaml -n 1e7 --scheduler tcp://10.0.0.1:8786 -o large.nc
    """
    from aksonsim.analysis.summary import summarise
    from aksonsim.api import simulate
    from aksonsim.files.atomic import refuse_unwritable
    from aksonsim.files.load import load, load_all, placing

    if most is not None and wanted is None:
        raise click.UsageError("--max-draws goes with --until-p85")
    if keep == "summary" and (wanted is not None or folder is not None):
        raise click.UsageError("--keep summary keeps no draws, which --until-p85 and --plots take")
    if scheduler is not None:
        from aksonsim.clusters.pools import connected, must_be_address

        must_be_address(scheduler)
    began = time.perf_counter()
    if everything or names:
        scenarios = load_all(file, None if everything else names, overlays=overlays, sets=sets)
    else:
        scenarios = (load(file, overlays=overlays, sets=sets),)
    _log_supposed_start(scenarios[0], quiet)
    if output is None:
        output = Path("results") / f"{file.stem}.nc"
        folder = folder or (None if keep == "summary" else output.parent)
        refuse_unwritable(output)

    def simulated(draws: int, *, seed: int = seed, totals_only: bool = False) -> xr.Dataset:
        with progress(draws * len(scenarios), quiet) as advance:
            return simulate(
                scenarios,
                draws=draws,
                seed=seed,
                method=method,
                keep="totals" if totals_only else keep,
                threads=threads,
                block=block,
                client=client,
                progress=advance,
            )

    def summarised() -> tuple[Summary, xr.Dataset]:
        from aksonsim.api import plans, pool
        from aksonsim.clusters.counted import counted

        _log("no draws are kept: the file holds their summary, and no pictures are drawn", quiet)
        planned = plans(scenarios, draws=draws, seed=seed, method=method)
        with progress(draws * len(scenarios), quiet) as advance:
            found, about = counted(
                planned, pool(threads, client), draws=draws, seed=seed, method=method, progress=advance
            )
        return found, found.to_dataset().assign_attrs(about)

    with placing(file), nullcontext() if scheduler is None else connected(scheduler) as client:
        if keep == "summary":
            summary, dataset = summarised()
        else:
            dataset = simulated(draws) if wanted is None else _until(simulated, wanted, draws, most, quiet)
            summary = summarise(dataset)
    spent = time.perf_counter() - began
    _log(f"{draws} draws of {len(scenarios)} scenario(s) in {spent:.2f} s", quiet)
    from aksonsim.files.netcdf import write

    write(dataset, output, compress=compress)
    _log(f"wrote {output}", quiet)
    from aksonsim.render.terminal import print_document
    from aksonsim.views.summary import view

    print_document(view(summary), sys.stdout, lang)
    if folder is not None:
        _pictures(dataset, folder, file.stem, lang, quiet)


def _until(run: Run, wanted: float, draws: int, most: int | None, quiet: bool) -> xr.Dataset:
    """Return the run whose P85 is known to the share that is wanted, or the largest allowed; say what it reached."""
    from aksonsim.studies.precision import until_p85

    for step in until_p85(run, wanted, draws=draws, most=most):
        told = f"{step.draws} draws: P85 of the total known to {100 * step.half_width:.2g} %"
        if step.last and not step.reached:
            told += f", not to {100 * wanted:g} %: the most draws allowed are reached"
        _log(told, quiet)
    return step.dataset


def _log_supposed_start(scenario: Scenario, quiet: bool) -> None:
    """Say from when a file with dates counts its months where it does not."""
    from aksonsim.engine.calendar import dated

    if "start" not in scenario.model_fields_set and dated(scenario.model_dump(mode="json", exclude_defaults=True)):
        _log(f"no start is stated: months count from {scenario.start} (start: {scenario.start} says so)", quiet)


def _log(text: str, quiet: bool) -> None:
    if not quiet:
        say(text, err=True)


def _pictures(dataset: Any, folder: Path, stem: str, lang: Any, quiet: bool) -> None:
    """Draw every core picture that the first scenario's result has the data for."""
    from aksonsim.errors import NotSimulatedError, ResultError
    from aksonsim.plots import plot

    folder.mkdir(parents=True, exist_ok=True)
    for kind in CORE_PICTURES:
        path = folder / f"{stem}-{kind}.png"
        try:
            plot(kind, dataset, path, lang=lang)
        except NotSimulatedError:
            _log(f"no picture {kind}: the file has nothing of it", quiet)
        except ResultError as reason:
            _log(f"no picture {kind}: {reason}", quiet)
        else:
            _log(f"drew {path}", quiet)
