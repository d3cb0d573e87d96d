"""``aksonsim information``: what it would be worth to find out before going ahead."""

from __future__ import annotations

from functools import partial

import click

from aksonsim.cli.answers import Answer
from aksonsim.cli.counts import FROM_ONE
from aksonsim.cli.numbers import FINITE
from aksonsim.cli.study import Study, study


@click.command("information")
@partial(study, draws=20_000)
@click.option(
    "--decision",
    type=click.Choice(["npv", "frame"]),
    default="npv",
    show_default=True,
    help="What going ahead is worth: net present value, or what is left of the cost frame.",
)
@click.option("--frame", type=FINITE, metavar="AMOUNT", help="Cost frame; by default P85 less the cut list.")
@click.option(
    "--nested", multiple=True, metavar="NAME", help="Also by brute force: an input, or events[ID]; repeatable."
)
@click.option("--top", type=FROM_ONE, default=12, show_default=True, help="Rows of a table.")
def command(study: Study, decision: str, frame: float | None, nested: tuple[str, ...], top: int) -> Answer:
    """Rank what would be worth finding out before the decision to go ahead with FILE, or to stop now.

    \b
    aksonsim information configs/akson.yaml
    aksonsim information configs/akson.yaml --decision frame -o information.png --lang nb
    """
    from aksonsim.errors import AksonsimError
    from aksonsim.studies.information import information, nested_runs

    if frame is not None and decision != "frame":
        raise AksonsimError("--frame goes with --decision frame")
    scenario = study.scenario()
    runs = 1 + sum(nested_runs(other) for other in nested)
    with study.progress(study.draws * runs) as advance:
        found = information(
            scenario,
            decision,
            frame,
            nested,
            draws=study.draws,
            seed=study.seed,
            threads=study.threads,
            progress=advance,
        )
    return Answer(found, top=top)
