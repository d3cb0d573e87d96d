"""``aksonsim sensitivity``: what an output depends on, asked in several ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers
from aksonsim.cli.counts import COUNT, FROM_ONE
from aksonsim.studies.methods import METHODS

_HELP = "\b\nMethods:\n" + "\n".join(f"  {method:<14} {what}" for method, what in METHODS.items())


@click.command("sensitivity", epilog=_HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario to ask; the file itself by default.")
@options.asked_of
@click.option("--at", default="p85", show_default=True, metavar="PNN", help="Percentile, as p85 or 0.85.")
@click.option(
    "--method",
    "methods",
    type=click.Choice([*METHODS, "all"]),
    multiple=True,
    default=("tornado",),
    show_default=True,
    help="How to ask; may be repeated.",
)
@click.option("--group", metavar="ID", help="Group of correlations for --method stress, beside the programmes.")
@click.option("--all-draws", is_flag=True, help="Also draws that never pass the gate.")
@click.option("--top", type=FROM_ONE, default=20, show_default=True, help="Rows of a table.")
@click.option("-n", "--draws", type=COUNT, default=10_000, show_default=True, help="Number of draws of each run.")
@options.seeded
@options.on_top
@options.threaded
@answers
def command(
    file: Path,
    name: str | None,
    of: str,
    at: str,
    methods: tuple[str, ...],
    group: str | None,
    all_draws: bool,
    top: int,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    quiet: bool,
) -> Answer:
    """Ask what an output of FILE depends on: inputs, events, drivers, correlations.

    \b
    aksonsim sensitivity configs/akson.yaml --method tornado --method bins
    aksonsim sensitivity configs/akson.yaml -s official_basis --method all --json
    """
    from aksonsim.cli.progress import progress
    from aksonsim.files.load import load, placing
    from aksonsim.studies import sensitivity as study
    from aksonsim.studies.question import Question

    everything = "all" in methods
    wanted = tuple(METHODS) if everything else methods
    scenario = load(file, name, overlays=overlays, sets=sets)
    asked: dict[str, Any] = {
        "output": of,
        "at": probability(at),
        "draws": draws,
        "seed": seed,
        "given_passed": not all_draws,
        "threads": threads,
    }
    with placing(file):
        total = study.runs(Question(scenario, **asked), wanted, group) * draws
        with progress(total, quiet) as advance:
            question = Question(scenario, **asked, progress=advance)
            found = study.sensitivity(question, wanted, group, strict=not everything)
    return Answer(found, top=top)


def probability(text: str) -> float:
    """Return the probability of a percentile written as ``p85`` or ``0.85``; AksonsimError where it is neither."""
    from aksonsim.errors import AksonsimError

    try:
        found = float(text[1:]) / 100 if text[:1] in ("p", "P") else float(text)
    except ValueError:
        found = -1.0
    if not 0 < found < 1:
        raise AksonsimError(f"--at {text} is no percentile; write p85 or 0.85")
    return found
