"""``aksonsim verify``: is a result what a run from its own attributes gives, bit for bit?"""

from __future__ import annotations

from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers


@click.command("verify")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@options.threaded
@answers
def command(result: Path, threads: int | None, quiet: bool) -> Answer:
    """Run a result again from its own attributes, and compare every value bit for bit.

    Prints "identical" and exits with 0, or names the first variable and draw that differ, and by how much, and exits
    with 1. No other file is needed; a register that sections were read from, where it lies beside the result or in the
    working directory, is compared with what was read. Equal bits are promised for one version on one machine type.

    \b
    aksonsim verify results/akson.nc
    """
    from aksonsim.errors import AksonsimError, ResultError
    from aksonsim.files.netcdf import read
    from aksonsim.studies.verify import verify

    ds = read(result)
    try:
        found = verify(ds, threads=threads, folders=(Path(), result.parent))
    except AksonsimError as error:
        raise ResultError(f"{result}: {error}") from error
    return Answer(found, 0 if found.identical else 1)
