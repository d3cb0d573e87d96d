"""``aksonsim outside``: what finished projects of other kinds make of the estimate, beside the model's own curve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli.study import Study, study

if TYPE_CHECKING:
    from aksonsim.model.reference import Foundation, KindChoice
    from aksonsim.studies.reference_classes import ReferenceClasses


KINDS = ("rail", "road", "building", "IT", "defence", "other", "mixed", "all")


@click.command("outside")
@study
@click.option("--programme", metavar="NAME", default="total", show_default=True, help="Programme, or total.")
@click.option(
    "--on",
    type=click.Choice(["base", "p50"]),
    help="Put every class on the base estimate or on the model's own P50; by default each on what it says itself.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS, case_sensitive=False),
    help="Show classes of this kind of project alone, or of all; may be repeated; by default the kind of the file.",
)
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="OWN.yaml",
    type=click.Path(path_type=Path),
    help="File of reference classes of your own; may be repeated.",
)
def command(
    study: Study, programme: str, on: Foundation | None, kinds: tuple[KindChoice, ...], classes: tuple[Path, ...]
) -> ReferenceClasses:
    """Take the outside view of FILE: its base estimate under reference classes of finished projects.

    For each class its percentiles, the chance that the base estimate is exceeded, where the model's own P50 and P85
    lie in it, and where its own lie in the model. Single cases stand beside them. A class is of a kind of project: the
    file's own (kind: rail), or that of --kind, chooses.

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
            kind=kinds,
            classes=classes,
            draws=study.draws,
            seed=study.seed,
            threads=study.threads,
            progress=progress,
        )
