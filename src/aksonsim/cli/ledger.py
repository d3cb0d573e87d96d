"""``aksonsim ledger``: every number of a scenario with source, basis, note and share of the total's variance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.streams import say, say_json
from aksonsim.files.plain import plain

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.model.scenario import Scenario
    from aksonsim.studies.ledger import Entry, Ledger

COLUMNS = ("path", "value", "share", "half", "basis", "source", "note")
HEAVIEST = 10
NOT_STATED = "not stated"


@click.command("ledger")
@click.argument("file", metavar="FILE|OUT.nc", type=click.Path(path_type=Path))
@click.option(
    "-s", "--scenario", "name", metavar="NAME", help="Scenario; the base file or a result's first by default."
)
@click.option("-n", "--draws", type=COUNT, help="Draws, where a scenario file is given.  [default: 20000]")
@click.option("--seed", type=COUNT, help="Seed, where a scenario file is given.  [default: 1]")
@options.on_top
@options.as_json
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write: .md or .csv.")
def command(
    file: Path,
    name: str | None,
    draws: int | None,
    seed: int | None,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    as_json: bool,
    output: Path | None,
) -> None:
    """List every number a scenario rests on: value, share of the variance of the total, basis, source, note.

    Of a scenario file, which is simulated for the shares; or of a result, which is run again
    from its own attributes where its inputs were not kept. Prints Markdown, or writes Markdown or CSV with -o.

    \b
    aksonsim ledger configs/akson.yaml -s official_basis -o assumptions.md
    aksonsim ledger results/akson.nc --json
    """
    from aksonsim.files.atomic import replacing
    from aksonsim.files.kinds import is_result
    from aksonsim.results.access import finite
    from aksonsim.studies.ledger import ledger

    if is_result(file):
        if draws is not None or seed is not None or overlays or sets:
            raise click.UsageError(
                "a result has its own draws and assumptions; -n, --seed, --overlay, --set need a FILE"
            )
        scenario, ds = _of_result(file, name)
    else:
        scenario, ds = _of_file(file, name, draws, seed, overlays, sets)
    found = ledger(scenario, ds)
    if output is not None:
        text = _csv(found) if output.suffix.lower() == ".csv" else _markdown(scenario, found, ds)
        with replacing(output) as temporary:
            temporary.write_text(text, encoding="utf-8")
    if as_json:
        say_json(finite(_json(scenario, found)))
    elif output is None:
        say(*_markdown(scenario, found, ds).splitlines())


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


def _row(entry: Entry) -> dict[str, Any]:
    return {column: getattr(entry, column) for column in COLUMNS}


def _json(scenario: Scenario, found: Ledger) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "draws": found.draws,
        "condition": found.condition,
        "residual": found.residual,
        "why": found.why,
        "by_basis": found.by_basis(),
        "entries": [_row(entry) for entry in found.entries],
    }


def _csv(found: Ledger) -> str:
    """Return the entries as CSV; shares as fractions in full, empty where there is none."""
    from aksonsim.files.plain import csv_text

    return csv_text(COLUMNS, map(_row, found.entries))


def _markdown(scenario: Scenario, found: Ledger, ds: xr.Dataset) -> str:
    """Return the ledger as a page: how far it rests on what, the table, the sources."""
    lines = [f"# Assumptions: {_cell(scenario.title)}", "", *_head(scenario, found, ds), ""]
    most = sorted((e for e in found.entries if e.share is not None), key=lambda e: -(e.share or 0.0))[:HEAVIEST]
    if most:
        lines += ["## Heaviest", "", "| path | value | share of variance, % | basis |", "|---|---|---|---|"]
        lines += [
            f"| {_cell(f'`{e.path}`')} | {_cell(e.value)} | {_share(e)} | {e.basis or NOT_STATED} |" for e in most
        ]
        lines.append("")
    lines += ["## All numbers", ""]
    lines += ["| path | value | share of variance, % | basis | source | note |", "|---|---|---|---|---|---|"]
    for entry in found.entries:
        cells = (f"`{entry.path}`", entry.value, _share(entry), entry.basis or NOT_STATED, entry.source, entry.note)
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    lines += [
        "",
        "## Sources",
        "",
        "| name | title | publisher | date | trust | address |",
        "|---|---|---|---|---|---|",
    ]
    for key, source in scenario.sources.items():
        cells = (key, source.title, source.publisher, source.date, source.trust, source.url)
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def _head(scenario: Scenario, found: Ledger, ds: xr.Dataset) -> list[str]:
    """Return what the table is about: scenario, run, and the variance by basis."""
    told = f"Scenario `{scenario.name}`, {scenario.currency}, {scenario.price_year} prices"
    run = (
        f"seed {ds.attrs['seed']}, draws {ds.attrs['draws']}, method {ds.attrs['method']}, digest {ds.attrs['digest']}"
    )
    lines = [f"{told}. {run}.", ""]
    if found.residual is None:
        return [*lines, f"Shares of variance are not known: {found.why}."]
    condition = "given that the gate is passed" if found.condition == "given_passed" else "over all draws"
    lines.append(f"Share of the variance of the total cost, {condition} ({found.draws} draws), by basis of the number:")
    lines += ["", "| basis | share of variance, % |", "|---|---|"]
    lines += [f"| {basis or NOT_STATED} | {100 * share:z.0f} |" for basis, share in found.by_basis().items()]
    councils = ", councils' own choices" if scenario.uptake else ""
    lines.append(f"| no input by itself: interactions, curvature{councils} | {100 * found.residual:z.0f} |")
    return lines


def _share(entry: Entry) -> str:
    """Return a share in per cent with half its 95 % interval; empty where nothing is drawn."""
    from aksonsim.language.rounding import share_with_error

    if entry.share is None or entry.half is None:
        return ""
    value, error = share_with_error(entry.share, entry.half)
    return f"{value} ± {error}" if error else value


def _cell(text: str) -> str:
    """Return a text that stays inside its cell of a table."""
    return plain(" ".join(text.replace("|", "\\|").split()))
