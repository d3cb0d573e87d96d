"""``aksonsim calibrate``: fit numbers of a scenario file to stated figures."""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers
from aksonsim.cli.counts import COUNT
from aksonsim.cli.progress import progress
from aksonsim.cli.targets import FITTED, OVERLAY


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
@click.option(
    "--write-overlay",
    "overlay",
    type=OVERLAY,
    metavar="OUT.yaml",
    help="Write what was fitted as an overlay; -o OUT.yaml does so, too.",
)
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to fit; the file itself by default.")
@click.option("-n", "--draws", type=COUNT, default=None, help="Draws of each run; by default as SPEC says, or 20 000.")
@options.seeded
@options.on_top
@options.threaded
@answers
@click.option(
    "-o",
    "--output",
    type=FITTED,
    metavar="FILE",
    help="Also write it: .xlsx, .html, .csv, .md, or what was fitted as an overlay: .yaml.",
)
def command(
    file: Path,
    spec: Path | None,
    fits: tuple[str, ...],
    goals: tuple[str, ...],
    overlay: Path | None,
    name: str | None,
    draws: int | None,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    quiet: bool,
) -> Answer:
    """Fit named numbers of FILE to stated figures, and say what these do not determine.

    \b
    aksonsim calibrate configs/akson.yaml --targets configs/calibration.yaml --seed 11 -o fitted.yaml
    aksonsim calibrate FILE --fit 'costs[a].estimate.mean' --target cost_total.p50=4755
    """
    from dataclasses import replace

    from aksonsim.errors import AksonsimError
    from aksonsim.files.calibration import from_options, read_calibration, write_overlay
    from aksonsim.language.text import Words, _
    from aksonsim.studies.calibrate import calibrate, expected_draws
    from aksonsim.studies.calibrate_trial import Base

    if (spec is None) == (not fits and not goals):
        raise AksonsimError("state what to fit to what: either --targets SPEC.yaml, or --fit and --target")
    stages = read_calibration(spec) if spec is not None else (from_options(fits, goals),)
    base = Base(file, name, overlays, sets, draws, seed, threads)
    with progress(expected_draws(base, stages), quiet) as advance:
        found = calibrate(replace(base, progress=advance), stages)

    def write(path: Path) -> Words:
        goal = "--target" if spec is None else str(spec)
        write_overlay(path, found.changes, [f"{found.title.en}, fitted to {goal}; seed {seed}"])
        return _("wrote {path}: aksonsim run {file} --overlay {path}", path=str(path), file=str(file))

    return Answer(found, last=() if overlay is None else (write(overlay),), overlay=write)
