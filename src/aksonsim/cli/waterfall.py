"""``aksonsim waterfall``: what each of a reviewer's own assumptions does to a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.study import Study, study

if TYPE_CHECKING:
    from aksonsim.studies.waterfall import Waterfall


@click.command("waterfall")
@study
@options.asked_of
@options.also_stopped
def command(study: Study, of: str, all_draws: bool) -> Waterfall:
    """Show what each change on top of FILE does to mean, P50 and P85: one after the other, and each alone.

    The changes of --overlay in file order, then those of --set. All runs have the same draws, so the steps are paired
    differences and sum to the whole difference.

    \b
    aksonsim waterfall configs/akson.yaml -s official_basis --overlay counter.yaml -o counter.png
    """
    from aksonsim.studies.waterfall import waterfall, waterfall_plan

    scenario, overrides = study.stated()
    planned = waterfall_plan(study.question(scenario, of, all_draws), overrides)
    with study.progress(planned.runs * study.draws) as advance:
        return waterfall(planned, advance)
