"""``aksonsim init``: a starter file to begin from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.streams import say
from aksonsim.cli.targets import FOLDER
from aksonsim.errors import AksonsimError

FILE_NAME = "scenario.yaml"


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR", required=False)
@options.target("DIR", FOLDER)
def command(folder: Path | None, target: Path | None) -> None:
    """Write a commented starter file DIR/scenario.yaml; nothing is ever overwritten.

    \b
    aksonsim init mine
    """
    folder = options.one_target(folder, target, "DIR")
    text = resources.files("aksonsim.data").joinpath("starter.yaml").read_text(encoding="utf-8")
    file = folder / FILE_NAME
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        raise AksonsimError(f"{file}: exists already; name another folder") from None
    say(str(file))
