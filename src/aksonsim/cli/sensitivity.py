"""``aksonsim sensitivity``: what an output depends on, asked in several ways."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from aksonsim.cli import options
from aksonsim.cli.answers import Answer
from aksonsim.cli.counts import FROM_ONE
from aksonsim.cli.study import Study, study
from aksonsim.studies.methods import METHODS, OLDER, USUAL

_HELP = "\b\nMethods:\n" + "\n".join(f"  {method:<14} {asks.message}" for method, asks in METHODS.items())


class _Method(click.Choice[str]):
    """A method by its name, or by the one it had before."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the method."""
        return super().convert(OLDER.get(value, value), param, ctx)


@click.command("sensitivity", epilog=_HELP)
@partial(study, draws=10_000)
@options.asked_of
@click.option("--at", default="p85", show_default=True, metavar="PNN", help="Percentile, as p85 or 0.85.")
@click.option(
    "--method",
    "methods",
    type=_Method([*METHODS, "all"]),
    multiple=True,
    help=f"How to ask; may be repeated. Without it: {', '.join(USUAL)}.",
)
@click.option("--group", metavar="ID", help="Group of correlations for --method stress, beside the programmes.")
@options.also_stopped
@click.option("--top", type=FROM_ONE, default=20, show_default=True, help="Rows of a table.")
def command(
    study: Study, of: str, at: str, methods: tuple[str, ...], group: str | None, all_draws: bool, top: int
) -> Answer:
    """Ask what an output of FILE depends on: inputs, events, drivers, correlations.

    \b
    aksonsim sensitivity configs/akson.yaml --method shares --method bins -o shares.png
    aksonsim sensitivity configs/akson.yaml -s official_basis --method all --json
    """
    from dataclasses import replace

    from aksonsim.errors import AksonsimError
    from aksonsim.files.load import placing
    from aksonsim.results.measure import Measure
    from aksonsim.studies.sensitivity import runs, sensitivity

    everything = "all" in methods
    wanted = tuple(METHODS) if everything else methods or USUAL
    percentile = Measure.parse(at).p
    if percentile is None:
        raise AksonsimError(f"--at {at} is no percentile; write p85 or 0.85")
    scenario = study.scenario()
    with placing(study.file):
        question = study.question(scenario, of, all_draws, at=percentile)
        total = runs(question, wanted, group)
    with study.progress(total * study.draws) as advance:
        found = sensitivity(replace(question, progress=advance), wanted, group, strict=bool(methods) and not everything)
    return Answer(found, top=top)
