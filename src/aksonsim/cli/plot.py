"""``aksonsim plot``: one picture of a result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli.targets import PICTURE
from aksonsim.plots import KINDS

if TYPE_CHECKING:
    from aksonsim.language.lang import Lang

_HELP = "\b\nKINDs:\n" + "\n".join(f"  {kind:<15} {what}" for kind, what in KINDS.items())


@click.command("plot", epilog=_HELP)
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", metavar="NAME", help="Scenario to show; the first one of the file by default.")
@click.option("--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language of the words.")
@click.option(
    "-o",
    "--output",
    metavar="PICTURE",
    required=True,
    type=PICTURE,
    help="File to write: .png, .svg or .pdf.",
)
def command(kind: str, result: Path, scenario: str | None, lang: Lang, output: Path) -> None:
    """Draw one picture of a result.

    Costs and adoption are given that the gate is passed; the title says so.

    \b
    aksonsim plot s-curve results/akson.nc --lang nb -o s-kurve.svg
    aksonsim plot payers results/akson.nc -s oslo_outside -o payers.png
    """
    from aksonsim import plots
    from aksonsim.files.netcdf import read

    plots.plot(kind, read(result), output, lang, scenario)
