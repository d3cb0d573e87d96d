"""``aksonsim verify``: is a result what a run from its own attributes gives, bit for bit?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.cli import options
from aksonsim.cli.streams import say, say_json

if TYPE_CHECKING:
    from aksonsim.studies.verify import Difference, Verification


@click.command("verify")
@click.argument("result", metavar="OUT.nc", type=click.Path(path_type=Path))
@options.threaded
@options.as_json
@click.pass_context
def command(ctx: click.Context, result: Path, threads: int | None, as_json: bool) -> None:
    """Run a result again from its own attributes, and compare every value bit for bit.

    Prints "identical" and exits with 0, or names the first variable and draw that differ, and by how much, and exits
    with 1. No other file is needed. Equal bits are promised for one version on one machine type.

    \b
    aksonsim verify results/akson.nc
    """
    from aksonsim.errors import AksonsimError, ResultError
    from aksonsim.files.netcdf import read
    from aksonsim.results.access import finite
    from aksonsim.studies.verify import verify

    ds = read(result)
    try:
        found = verify(ds, threads=threads)
    except AksonsimError as error:
        raise ResultError(f"{result}: {error}") from error
    if as_json:
        say_json(finite(_json(found)))
    else:
        say(*_lines(found, dict(ds.attrs)))
    ctx.exit(0 if found.identical else 1)


def _json(found: Verification) -> dict[str, Any]:
    first = found.first
    return {
        "identical": found.identical,
        "version": found.version,
        "version_here": found.version_here,
        "variables": found.variables,
        "values": found.values,
        "first": first
        and {
            "variable": first.variable,
            "place": first.place,
            "stored": _plain(first.stored),
            "again": _plain(first.again),
            "difference": first.size,
        },
        "differing": {
            name: {"count": extent.count, "of": extent.of, "largest": extent.largest}
            for name, extent in found.extents.items()
        },
        "structure": list(found.structure),
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _lines(found: Verification, attributes: dict[str, Any]) -> list[str]:
    """Say in words what was found."""
    lines = []
    if found.version != found.version_here:
        lines.append(f"written by aksonsim {found.version}, run again by {found.version_here}: numbers may differ")
    if found.identical:
        told = ", ".join(f"{key} {attributes[key]}" for key in ("draws", "seed", "method", "keep"))
        return [*lines, f"identical: {found.values} values of {found.variables} variables ({told})"]
    if found.first is not None:
        lines.append(f"differs: {_sentence(found.first)}")
    for name, extent in found.extents.items():
        most = f"by {extent.largest:.6g} at most" if math.isfinite(extent.largest) else "some are NaN in one of the two"
        lines.append(f"  {name}: {extent.count} of {extent.of} values differ, {most}")
    return [*lines, *(f"differs: {sentence}" for sentence in found.structure)]


def _sentence(first: Difference) -> str:
    place = ", ".join(f"{dim} {label}" for dim, label in first.place.items())
    where = f"{first.variable} at {place}" if place else first.variable
    gap = f" (by {first.size:.6g})" if first.size is not None else ""
    return f"{where}: {_plain(first.stored)!r} in the file, {_plain(first.again)!r} when run again{gap}"
