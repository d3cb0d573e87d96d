"""``aksonsim schedule``: when the work ends, what lies on the longest path to it, and what moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aksonsim.cli.study import Study, study

if TYPE_CHECKING:
    from aksonsim.studies.schedule import Schedule


@click.command("schedule")
@study
@click.option("--milestone", metavar="NAME", help="The end asked about; by default that of the work.")
def command(study: Study, milestone: str | None) -> Schedule:
    """Show when the activities of FILE end, how often each lies on the longest path, and what moves the finish.

    Longest path: from the finish back along the links that bind. Of paths that are equally long
    all count, so the shares may add up to more than 100 %.

    \b
    aksonsim schedule configs/akson.yaml -o schedule.png
    aksonsim schedule configs/cases/pert-network.yaml --milestone j58
    """
    from aksonsim.studies.schedule import schedule

    scenario = study.scenario()
    with study.progress(study.draws) as progress:
        return schedule(
            scenario, milestone, draws=study.draws, seed=study.seed, threads=study.threads, progress=progress
        )
