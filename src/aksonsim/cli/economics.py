"""``aksonsim economics``: net present value, beside what was published."""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.counts import COUNT
from aksonsim.cli.streams import say_json


@click.command("economics")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario; may be repeated.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.on_top
@options.threaded
@options.as_json
@click.option(
    "--municipalities",
    "table",
    metavar="OUT.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write cost and tariff of each municipality.",
)
def command(
    file: Path,
    names: tuple[str, ...],
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    table: Path | None,
) -> None:
    """Evaluate benefits and costs of FILE: is it worth it, and from which participation on?

    Prints the net present value three ways (base, expected, P50), its parts, its flows year by year, the published
    values and delays beside the model's, break-even participation, and what each municipality would pay by itself.

    \b
    aksonsim economics configs/akson.yaml
    aksonsim economics configs/akson.yaml -s expected_participation --municipalities tariffs.csv
    """
    import sys

    from aksonsim import money
    from aksonsim.files.atomic import replacing
    from aksonsim.files.load import load, load_all, placing
    from aksonsim.studies.economics import economics

    scenarios = (
        load_all(file, names, overlays=overlays, sets=sets) if names else (load(file, overlays=overlays, sets=sets),)
    )
    stated = money.attributes(scenarios[0].currency, scenarios[0].price_year)
    with placing(file):
        found = {s.name: economics(s, draws=draws, seed=seed, threads=threads) for s in scenarios}
    if table is not None:
        from aksonsim.cli.flow_tables import municipalities_csv

        text = municipalities_csv(found, stated)
        with replacing(table) as temporary:
            temporary.write_text(text, encoding="utf-8")
    if as_json:
        say_json({**stated, "seed": seed, "scenarios": found})
        return
    from aksonsim.cli.economics_tables import print_economics

    for name, told in found.items():
        print_economics(name, told, stated, sys.stdout)
