"""``aksonsim summary``: what a result says."""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.progress import progress
from aksonsim.cli.streams import say_json


@click.command("summary")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@click.option("--ladder", "with_ladder", is_flag=True, help="Also the steps from base cost to cost frame.")
@click.option("--effects", "with_effects", is_flag=True, help="Also what events and the gate's date cost: runs again.")
@options.as_xlsx
@options.as_json
def command(result: Path, with_ladder: bool, with_effects: bool, xlsx: str | None, as_json: bool) -> None:
    """Print cost, payers, gate and adoption of a result, each with its Monte Carlo error.

    Costs are given that the gate is passed, and over all draws; P85 is the amount that 85 % of draws do not exceed.

    \b
    aksonsim summary results/akson.nc --ladder
    aksonsim summary results/akson.nc --json
    """
    import sys

    from aksonsim.analysis.ladder import ladder
    from aksonsim.analysis.summary import summary_json
    from aksonsim.files.netcdf import read

    ds = read(result)
    found = summary_json(ds)
    ladders = {name: ladder(ds, name) for name in found["scenarios"]} if with_ladder else {}
    caused = {}
    if with_effects:
        from aksonsim.studies import effects

        with progress(
            effects.MOST_RUNS * len(found["scenarios"]) * min(found["draws"], effects.MOST), False
        ) as advance:
            caused = effects.effects(ds, progress=advance)
    if xlsx is not None:
        from aksonsim.cli.sheets import about, tables_in
        from aksonsim.cli.summary_sheets import summary_tables
        from aksonsim.files.excel.tables import write_tables

        asked = {**{f"ladder {name}": steps.to_json() for name, steps in ladders.items()}, **caused}
        more = [one for name, answer in asked.items() for one in tables_in(name, answer)]
        write_tables(xlsx, [*summary_tables(found), *more], about(found))
    if as_json:
        for name, steps in ladders.items():
            found["scenarios"][name]["ladder"] = steps.to_json()
        for name, effect in caused.items():
            found["scenarios"][name]["effects"] = effect
        say_json(found)
        return
    from aksonsim.cli.cash_tables import print_effects
    from aksonsim.cli.tables import print_summary
    from aksonsim.render.terminal import print_document
    from aksonsim.views.document import Document
    from aksonsim.views.ladder import blocks

    print_summary(found, sys.stdout)
    for steps in ladders.values():
        print_document(Document("", blocks(steps)), sys.stdout, "en")
    for name, effect in caused.items():
        print_effects(effect, name, found, sys.stdout)
