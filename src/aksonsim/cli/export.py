"""``aksonsim export``: a scenario file as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.counts import number_of
from aksonsim.cli.streams import say
from aksonsim.cli.targets import BOOK


@click.command("export")
@click.argument("file")
@click.argument("out", type=BOOK, metavar="OUT.xlsx", required=False)
@options.allowing_files
@click.option("-s", "--scenario", metavar="NAME", help="One scenario, its changes made; without it, the whole file.")
@options.target("OUT.xlsx", BOOK)
def command(file: str, out: Path | None, target: Path | None, scenario: str | None) -> None:
    """Write FILE as a workbook that a reviewer can edit; `aksonsim import` brings it back.

    A sheet for each section, with lists to choose from, units, sources and notes.

    \b
    aksonsim export configs/akson.yaml register.xlsx
    aksonsim export configs/akson.yaml oslo.xlsx -s oslo_outside
    """
    from aksonsim.files.excel.write import export

    out = options.one_target(out, target, "OUT.xlsx")
    rows = export(file, out, scenario)
    counts = [number_of(rows[f"{noun}s"], noun) for noun in ("cost", "driver", "event", "scenario") if rows[f"{noun}s"]]
    say(f"{out}: {number_of(len(rows), 'sheet')} ({', '.join(counts)})")
