"""``aksonsim report``: a result as one page, HTML or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say, say_json
from aksonsim.cli.targets import REPORT

if TYPE_CHECKING:
    from aksonsim.language.lang import Lang


@click.command("report")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario to tell of; may be repeated.")
@click.option("--compare/--no-compare", "compared", default=True, help="Set the scenarios side by side, or do not.")
@click.option("--no-rerun", is_flag=True, help="Run nothing again: no claims, and what the file holds alone.")
@options.threaded
@click.option("--lang", type=click.Choice(["en", "nb"]), default="en", show_default=True, help="Language.")
@click.option(
    "-o",
    "--output",
    metavar="OUT.html|.pdf",
    required=True,
    type=REPORT,
    help="File to write.",
)
@options.as_json
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr.")
def command(
    result: Path,
    names: tuple[str, ...],
    compared: bool,
    no_rerun: bool,
    threads: int | None,
    lang: Lang,
    output: Path,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write a result as a report for people who decide: one HTML file that needs no network, or a PDF.

    The first scenario is the main one; a reader of the HTML can choose among all. Claims, ledger and sensitivity take
    running the scenarios again from the file's own attributes, 20 000 draws each at most.

    \b
    aksonsim report results/akson.nc --lang nb -o rapport.html
    aksonsim report results/akson.nc -s oslo_outside -o oslo.pdf
    """
    from aksonsim.files.netcdf import read
    from aksonsim.reports.write import chosen, write
    from aksonsim.studies.report import runs

    ds = chosen(read(result), names)
    words = _words(result, names, compared, no_rerun, lang, output)
    with progress(runs(ds), quiet or as_json or no_rerun) as advance:
        told, size = write(
            ds,
            output,
            lang,
            compared=compared,
            rerun=not no_rerun,
            result=result.name,
            command=words,
            threads=threads,
            progress=advance,
        )
    if as_json:
        scenarios = [name for name, _ in told.scenarios]
        found = {"report": str(output), "bytes": size, "lang": lang, "scenarios": scenarios}
        say_json(found | {"sections": [section.ident for section in told.sections]})
    elif not quiet:
        say(f"wrote {output}", err=True)


def _words(
    result: Path, names: tuple[str, ...], compared: bool, no_rerun: bool, lang: str, output: Path
) -> tuple[str, ...]:
    """Return the command that writes the report again, with names of files and no folders."""
    words = ["aksonsim", "report", result.name, *(word for name in names for word in ("-s", name))]
    words += [] if compared else ["--no-compare"]
    words += ["--no-rerun"] if no_rerun else []
    return (*words, "--lang", lang, "-o", output.name)
