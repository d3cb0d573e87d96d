"""``aksonsim export``: a scenario file as a workbook; a register back to its author, with how each row was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from aksonsim.cli import options
from aksonsim.cli.answers import in_language
from aksonsim.cli.counts import number_of
from aksonsim.cli.streams import say
from aksonsim.cli.targets import BOOK
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang


@click.command("export")
@click.argument("file")
@click.argument("out", type=BOOK, metavar="OUT.xlsx", required=False)
@options.allowing_files
@click.option("-s", "--scenario", metavar="NAME", help="One scenario, its changes made; without it, the whole file.")
@click.option("--annotated", is_flag=True, help="FILE is a register: give it back with how each row is read.")
@click.option("--answer", "typed", multiple=True, metavar="KEY=VALUE", help="With --annotated: as import takes it.")
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path), metavar="MAP.yaml", help="With --annotated: as import does."
)
@in_language
@options.target("OUT.xlsx", BOOK)
def command(
    file: str,
    out: Path | None,
    target: Path | None,
    scenario: str | None,
    annotated: bool,
    typed: tuple[str, ...],
    mapping: Path | None,
    lang: Lang,
) -> None:
    """Write FILE as a workbook that a reviewer can edit; `aksonsim import` brings it back.

    A sheet for each section, with lists to choose from, units, sources and notes.

    With --annotated FILE is a register as `aksonsim import` reads it (csv, tsv, xlsx, xlsm, xls, ods): its own sheets,
    each row coloured as read, left, check or ask with the reason in a last column, for the author.

    \b
    aksonsim export configs/akson.yaml register.xlsx
    aksonsim export configs/akson.yaml oslo.xlsx -s oslo_outside
    aksonsim export --annotated anslag.csv -o annotated.xlsx
    """
    out = options.one_target(out, target, "OUT.xlsx")
    if annotated:
        if scenario is not None:
            raise AksonsimError("-s names a scenario; --annotated takes a register, which has none")
        _annotated(Path(file), out, typed, mapping, lang)
        return
    if typed or mapping is not None:
        raise AksonsimError("--answer and --map say how a register is read; they need --annotated")
    from aksonsim.files.excel.write import export

    rows = export(file, out, scenario)
    counts = [number_of(rows[f"{noun}s"], noun) for noun in ("cost", "driver", "event", "scenario") if rows[f"{noun}s"]]
    say(f"{out}: {number_of(len(rows), 'sheet')} ({', '.join(counts)})")


def _annotated(file: Path, out: Path, typed: tuple[str, ...], mapping: Path | None, lang: Lang) -> None:
    """Give a register back to its author."""
    from aksonsim.files.registers.annotate import annotate
    from aksonsim.files.registers.answers import typed as read_answers
    from aksonsim.files.registers.applying import open_register
    from aksonsim.files.registers.exported import is_exported
    from aksonsim.files.registers.row_marks import STATUSES
    from aksonsim.language.text import translate
    from aksonsim.results.register import register_read
    from aksonsim.views.register import asked_plainly, sentences, title

    if is_exported(file):
        raise AksonsimError(f"{file}: is a workbook that export wrote; a register is given back with --annotated")
    register = open_register(file, mapping)
    reading, _answers = register.read(read_answers(typed))
    found = replace(register_read(reading), file=file.name)
    counts = annotate(register.book, reading, title(found), sentences(found, asked_plainly), out, lang)
    told = ", ".join(f"{number} {translate(STATUSES[status], lang)}" for status, number in counts.items() if number)
    say(f"{out}: {told}")
