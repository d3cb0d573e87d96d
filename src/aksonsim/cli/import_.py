"""``aksonsim import``: a workbook as a scenario file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.counts import COUNT, contents, number_of
from aksonsim.cli.streams import say
from aksonsim.cli.targets import ANY

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario


@click.command("import")
@click.argument("book", metavar="IN.xlsx")
@options.allowing_files
@click.option("-o", "--output", "out", type=ANY, required=True, metavar="FILE.yaml", help="Scenario file to write.")
@click.option("--onto", metavar="ORIGINAL.yaml", help="Keep the comments and layout of this file; may be FILE itself.")
@click.option(
    "--layout",
    type=click.Choice(["sections", "triples"]),
    default="sections",
    show_default=True,
    help="sections: as export writes it; triples: a sheet of P10, most likely, P90 and one of drivers.",
)
@click.option(
    "--shape", metavar="SHAPE", help="With --layout triples: the shape of all triples without one of their own."
)
@click.option("--price-year", type=COUNT, metavar="YEAR", help="With --layout triples: the year of the prices.")
@click.option("--unit", metavar="UNIT", help="With --layout triples: the unit of amounts, where no cell states it.")
@click.option(
    "--sheet", "sheets", multiple=True, metavar="NAME", help="With --layout triples: read this sheet; repeatable."
)
@click.option(
    "--count",
    "counted",
    multiple=True,
    metavar="SHEET!ROW",
    help="With --layout triples: count a row that is hidden or looks like a sum; repeatable.",
)
def command(
    book: str,
    out: Path,
    onto: str | None,
    layout: str,
    shape: str | None,
    price_year: int | None,
    unit: str | None,
    sheets: tuple[str, ...],
    counted: tuple[str, ...],
) -> None:
    """Bring a workbook back as a scenario file, and print what was changed (path: old -> new).

    Nothing is written unless every scenario in it holds. Formulas, and rows, columns and sheets that are hidden, are
    refused. What was read and what was left out goes to stderr.

    \b
    aksonsim import register.xlsx -o mine.yaml --onto mine.yaml
    aksonsim import anslag.xlsx -o anslag.yaml --layout triples --shape pert --price-year 2024
    """
    from aksonsim.errors import AksonsimError
    from aksonsim.files.excel.import_workbook import Imported, bring_back

    if layout == "triples":
        if onto is not None:
            raise AksonsimError("--onto is for workbooks that export wrote; a sheet of triples is a file of its own")
        from aksonsim.files.excel.triples import import_triples
        from aksonsim.files.excel.triples_tables import Said

        found: Imported = import_triples(book, out, shape, price_year, judge, Said(sheets, counted, unit))
    elif shape is not None or price_year is not None:
        raise AksonsimError("--shape and --price-year are for --layout triples")
    elif unit is not None or sheets or counted:
        raise AksonsimError("--unit, --sheet and --count are for --layout triples")
    else:
        found = bring_back(book, out, onto, judge)
    for line in found.read:
        say(f"read: {line}", err=True)
    for line in found.left:
        say(f"left out: {line}", err=True)
    base = found.scenarios[0]
    if base.costs:
        elements = number_of(len(base.costs), "element")
        say(f"base estimates of {elements} sum to {_base(base):.10g} {base.currency}", err=True)
    for change in found.changes or ():
        say(str(change))
    many = f", {len(found.scenarios)} scenarios" if len(found.scenarios) > 1 else ""
    against = "" if found.changes is None else f"; {number_of(len(found.changes), 'change')} against {onto}"
    say(f"{out}: valid ({contents(base)}{many}){against}")


def judge(scenario: Scenario) -> None:
    """Raise what would keep a scenario from being run, as `aksonsim validate` does."""
    _base(scenario)


def _base(scenario: Scenario) -> float:
    """Return the base cost of a scenario, which takes all that comes before the first draw of a run."""
    from aksonsim.engine.plan import plan
    from aksonsim.files.municipalities import resolve
    from aksonsim.files.tablecache import DiskTableCache

    people = resolve(scenario.population) if scenario.population else ()
    return float(plan(scenario, people, draws=1, seed=0, cache=DiskTableCache()).lines.base.sum())
