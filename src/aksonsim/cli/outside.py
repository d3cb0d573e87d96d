"""``aksonsim outside``: what finished projects of other kinds make of the estimate, beside the model's own curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aksonsim.cli.study import Study, study

if TYPE_CHECKING:
    from aksonsim.model.reference import Foundation
    from aksonsim.studies.reference_classes import ReferenceClasses


@click.command("outside")
@study
@click.option("--programme", metavar="NAME", default="total", show_default=True, help="Programme, or total.")
@click.option(
    "--on",
    type=click.Choice(["base", "p50"]),
    help="Put every class on the base estimate or on the model's own P50; by default each on what it says itself.",
)
def command(study: Study, programme: str, on: Foundation | None) -> ReferenceClasses:
    """Take the outside view of FILE: its base estimate under reference classes of finished projects.

    For each class its percentiles, the chance that the base estimate is exceeded, where the model's own P50 and P85
    lie in it, and where its own lie in the model. Single cases stand beside them.

    \b
    aksonsim outside configs/akson.yaml -s official_basis --programme journal -o outside.png
    """
    from aksonsim.studies.reference_classes import reference_classes

    scenario = study.scenario()
    with study.progress(study.draws) as progress:
        return reference_classes(
            scenario,
            programme=programme,
            on=on,
            draws=study.draws,
            seed=study.seed,
            threads=study.threads,
            progress=progress,
        )
