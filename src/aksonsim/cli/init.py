"""``aksonsim init``: a starter file to begin from, or a plain workbook."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.answers import in_language
from aksonsim.cli.streams import say
from aksonsim.cli.targets import BOOK, FOLDER
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang

FILE_NAME = "scenario.yaml"


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR", required=False)
@click.option("--xlsx", "book", type=BOOK, metavar="OUT.xlsx", help="A workbook to fill in, in place of DIR.")
@in_language
@options.target("DIR", FOLDER)
def command(folder: Path | None, target: Path | None, book: Path | None, lang: Lang) -> None:
    """Write a commented starter file DIR/scenario.yaml; nothing is ever overwritten.

    With --xlsx a workbook of elements, risks, drivers and correlations, in English or Norwegian (--lang nb), which
    `aksonsim import` reads.

    \b
    aksonsim init mine
    aksonsim init --xlsx my.xlsx
    """
    if book is not None:
        from aksonsim.files.registers.template import write_template

        if folder is not None or target is not None:
            raise AksonsimError("--xlsx writes a workbook, DIR a starter file: name one of them")
        write_template(book, lang)
        say(str(book))
        return
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
