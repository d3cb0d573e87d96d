"""``aksonsim calibrate``: fit numbers of a scenario file to stated figures."""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say, say_json
from aksonsim.cli.targets import OVERLAY


@click.command("calibrate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--targets", "spec", type=click.Path(path_type=Path), metavar="SPEC.yaml", help="File of stages.")
@click.option("--fit", "fits", multiple=True, metavar="PATH[=LOW..HIGH]", help="Number that may move; may be repeated.")
@click.option(
    "--target",
    "goals",
    multiple=True,
    metavar="FIGURE=VALUE[+-TOL]",
    help="Figure to meet, as cost_total.p50=4755 or cost_programme[journal].p85=5915+-2.5; may be repeated.",
)
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to fit; the file itself by default.")
@click.option("-n", "--draws", type=COUNT, default=None, help="Draws of each run; by default as SPEC says, or 20 000.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option("-o", "--output", type=OVERLAY, metavar="OUT.yaml", help="Overlay of what was fitted.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def command(
    file: Path,
    spec: Path | None,
    fits: tuple[str, ...],
    goals: tuple[str, ...],
    name: str | None,
    draws: int | None,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    output: Path | None,
    quiet: bool,
) -> None:
    """Fit named numbers of FILE to stated figures, and say what these do not determine.

    \b
    aksonsim calibrate configs/akson.yaml --targets configs/calibration.yaml --seed 11 -o fitted.yaml
    aksonsim calibrate FILE --fit 'costs[a].estimate.mean' --target cost_total.p50=4755
    """
    import sys
    from dataclasses import replace

    from aksonsim.errors import AksonsimError
    from aksonsim.files.calibration import from_options, read_calibration, write_overlay
    from aksonsim.studies.calibrate import calibrate, expected_draws
    from aksonsim.studies.calibrate_trial import Base

    if (spec is None) == (not fits and not goals):
        raise AksonsimError("state what to fit to what: either --targets SPEC.yaml, or --fit and --target")
    stages = read_calibration(spec) if spec is not None else (from_options(fits, goals),)
    base = Base(file, name, overlays, sets, draws, seed, threads)
    with progress(expected_draws(base, stages), quiet) as advance:
        found = calibrate(replace(base, progress=advance), stages)
    if output is not None:
        goal = "--target" if spec is None else str(spec)
        write_overlay(output, found["changes"], [f"{found['title']}, fitted to {goal}; seed {seed}"])
    if as_json:
        say_json(found)
        return
    from aksonsim.cli.calibrate_tables import print_calibration

    print_calibration(found, sys.stdout)
    if output is not None:
        say("", f"wrote {output}: aksonsim run {file} --overlay {output}")
