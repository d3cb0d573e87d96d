"""``aksonsim import``: a workbook as a scenario file."""

from __future__ import annotations

import click


@click.command("import")
@click.argument("book", metavar="IN.xlsx")
@click.option("-o", "--output", "out", required=True, metavar="FILE.yaml", help="Scenario file to write.")
@click.option("--onto", metavar="ORIGINAL.yaml", help="Keep the comments and layout of this file; may be FILE itself.")
def command(book: str, out: str, onto: str | None) -> None:
    """Bring a workbook back as a scenario file, and print what was changed (path: old -> new).

    Nothing is written unless every scenario in it holds. Formulas are refused.

    \b
    aksonsim import register.xlsx -o mine.yaml --onto mine.yaml
    """
    from aksonsim.files.excel.bring_back import bring_back

    found = bring_back(book, out, onto)
    base = found.scenarios[0]
    for change in found.changes or ():
        click.echo(str(change))
    counts = f"{len(base.costs)} elements, {len(base.drivers)} drivers, {len(base.events)} events"
    many = f", {len(found.scenarios)} scenarios" if len(found.scenarios) > 1 else ""
    against = "" if found.changes is None else f"; {len(found.changes)} changes against {onto}"
    click.echo(f"{out}: valid ({counts}{many}){against}")
