"""``aksonsim sweep``: a scenario at many points of its parameters, kept in a Zarr store."""

from __future__ import annotations

import time
from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.counts import COUNT, FROM_ONE
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say, say_json
from aksonsim.cli.targets import STORE


@click.command("sweep")
@click.argument("spec", metavar="SPEC.yaml", type=click.Path(path_type=Path))
@click.option("-n", "--draws", type=COUNT, help="Draws of each point; by default what the file says, else 10000.")
@click.option("--seed", type=COUNT, help="Seed of all streams; by default what the file says, else 1.")
@click.option("--workers", type=FROM_ONE, metavar="N", help="Processes here; by default one for each core.")
@options.clustered
@click.option("--resume", is_flag=True, help="Go on with a store that was begun; refused where the sweep changed.")
@click.option("--strict", is_flag=True, help="Stop at the first point that makes no valid scenario.")
@options.allowing_files
@options.threaded
@click.option("-o", "--output", type=STORE, required=True, metavar="OUT.zarr", help="The store.")
@options.as_json
@click.option("-q", "--quiet", is_flag=True, help="No progress and no log on stderr.")
def command(
    spec: Path,
    draws: int | None,
    seed: int | None,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    strict: bool,
    threads: int | None,
    output: Path,
    as_json: bool,
    quiet: bool,
) -> None:
    """Simulate the base scenario of SPEC at every point of its parameters, on common random numbers.

    Each point is kept as soon as it is done: whatever stops the run, --resume goes on where it was. A point that makes
    no valid scenario is marked and told in the end.

    \b
    aksonsim sweep configs/sweeps/threshold-deadline.yaml -o threshold.zarr
    aksonsim sweep configs/sweeps/thousand.yaml --scheduler tcp://10.0.0.1:8786 --resume -o thousand.zarr
    aksonsim explore threshold.zarr
    """
    from aksonsim.clusters.pools import must_be_address
    from aksonsim.sweeps.reading import overridden, read_sweep
    from aksonsim.sweeps.refusals import by_reason, sentences
    from aksonsim.sweeps.run import begin, run

    if scheduler is not None and workers is not None:
        raise click.UsageError("--workers are processes here; a --scheduler has its own")
    if scheduler is not None:
        must_be_address(scheduler)

    def log(text: str) -> None:
        if not quiet:
            say(text, err=True)

    found = overridden(read_sweep(spec), draws, seed)
    begun = begin(found, output, resume=resume)
    for name in begun.repaired:
        log(f"{name} was damaged and is written again")
    for point in begun.damaged:
        log(f"point {point} was damaged and is computed again")
    if begun.done:
        log(f"{begun.done} of {len(begun.points)} points were done")
    began = time.perf_counter()
    with progress(len(begun.left) * found.sweep.draws, quiet) as advance:
        refused = run(
            begun,
            strict=strict,
            workers=workers,
            scheduler=scheduler,
            threads=threads,
            progress=None if advance is None else lambda points: advance(points * found.sweep.draws),
        )
    log(f"{len(begun.left)} points of {found.sweep.draws} draws in {time.perf_counter() - began:.1f} s")
    for line in sentences(refused, begun.points) if refused else ():
        log(line)
    log(f"wrote {output}")
    if as_json:
        told = {
            "store": str(output),
            "points": len(begun.points),
            "computed": len(begun.left),
            "draws": found.sweep.draws,
            "seed": found.sweep.seed,
            "refused": [{"why": why, "points": points} for why, points in by_reason(refused)],
        }
        say_json(told)
