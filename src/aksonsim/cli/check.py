"""``aksonsim check``: are published figures what they are said to be, and does the register stand up to a review?"""

from __future__ import annotations

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers
from aksonsim.cli.counts import COUNT


@click.command("check")
@click.argument("file")
@click.option("-s", "--scenario", "names", multiple=True, metavar="NAME", help="Scenario to test; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Test every scenario of the file.")
@click.option("-n", "--draws", type=COUNT, default=DRAWS, show_default=True, help="Number of draws.")
@options.seeded
@options.on_top
@options.threaded
@answers
def command(
    file: str,
    names: tuple[str, ...],
    everything: bool,
    draws: int,
    seed: int,
    overlays: tuple[str, ...],
    sets: tuple[str, ...],
    threads: int | None,
    quiet: bool,
) -> Answer:
    """Test the claims of FILE against the model, check their arithmetic, and review the register.

    Without -s the base file is tested, and every scenario that a claim is about. Exits with 1 where a claim that must
    hold does not.

    \b
    aksonsim check configs/akson.yaml
    aksonsim check configs/akson.yaml -s baseline -s official_basis -o review.xlsx
    """
    from aksonsim.files.load import load, load_all, placing
    from aksonsim.studies.check import check

    if not everything and not names:
        base = load(file, overlays=overlays, sets=sets)
        names = tuple(dict.fromkeys((base.name, *(claim.scenario for claim in base.claims if claim.scenario))))
    scenarios = load_all(file, None if everything else names, overlays=overlays, sets=sets)
    with placing(file):
        found = check(scenarios, draws=draws, seed=seed, threads=threads)
    return Answer(found, 0 if found.holds else 1)
