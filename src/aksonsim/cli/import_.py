"""``aksonsim import``: a register, or a workbook that `export` wrote, as a scenario file."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.answers import in_language
from aksonsim.cli.counts import COUNT, contents, number_of
from aksonsim.cli.streams import say, say_json
from aksonsim.cli.targets import ANY
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang

if TYPE_CHECKING:
    from aksonsim.files.excel.import_workbook import Imported
    from aksonsim.files.registers.applying import Register
    from aksonsim.files.registers.decisions import Answers
    from aksonsim.files.registers.importing import Judge
    from aksonsim.files.registers.reading import Reading
    from aksonsim.model.scenario import Scenario

OPEN = 3
"""Exit code where something must be asked."""


SHORT = 100
"""Lines up to which a dry run is planned too."""
_older = partial(click.option, hidden=True)
"""An option of version 0.1, heard for one more release and shown nowhere."""


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@options.allowing_files
@click.option("-o", "--output", "out", type=ANY, metavar="OUT.yaml", help="Write it, and beside it OUT.map.yaml.")
@click.option(
    "--answer", "typed", multiple=True, metavar="KEY=VALUE", help="Answer a question, as shape=pert; repeatable."
)
@click.option("--ask", is_flag=True, help="Ask what is open, one by one, at a terminal.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), metavar="MAP.yaml", help="Read as this file says.")
@click.option("--onto", type=click.Path(path_type=Path), metavar="MINE.yaml", help="Put it onto this scenario file.")
@in_language
@options.as_json
@_older("--layout", type=click.Choice(["sections", "triples"]))
@_older("--shape")
@_older("--price-year", type=COUNT)
@_older("--unit")
@_older("--sheet", "sheets", multiple=True)
@_older("--count", "counted", multiple=True)
def command(
    file: Path,
    out: Path | None,
    typed: tuple[str, ...],
    ask: bool,
    mapping: Path | None,
    onto: Path | None,
    lang: Lang,
    as_json: bool,
    layout: str | None,
    shape: str | None,
    price_year: int | None,
    unit: str | None,
    sheets: tuple[str, ...],
    counted: tuple[str, ...],
) -> None:
    """Read a register (csv, tsv, xlsx, xlsm, xls, ods) and print what was read, left, taken, and is to be asked.

    Without -o nothing is written. With it the scenario file and a mapping file, which says how it was read and is
    applied to the next edition: --map, or by itself where it stands beside FILE as FILE.map.yaml. Exits with 3 while
    something must be asked. A workbook that export wrote comes back as a scenario file.

    --onto changes in MINE.yaml what the register states, and nothing else; prints path: old -> new.

    \b
    aksonsim import anslag.csv
    aksonsim import anslag.csv --answer shape=triangular -o anslag.yaml
    aksonsim import june.csv --map anslag.map.yaml --onto anslag.yaml -o anslag.yaml
    """
    from aksonsim.files.registers.exported import is_exported

    older = {"shape": shape, "price_year": price_year, "unit": unit}
    named = {key: str(value) for key, value in older.items() if value is not None}
    if layout == "sections" or (layout is None and is_exported(file)):
        if typed or ask or mapping is not None or named or sheets or counted:
            raise AksonsimError(f"{file}: is a workbook that export wrote: there is nothing to answer, ask or map")
        _exported(file, out, onto, lang, as_json)
        return
    from aksonsim.files.registers.applying import open_register

    register = open_register(file, mapping if mapping is not None else _map_of(file, onto))
    answers = _answers(register, typed, named, sheets, counted)
    code = _register(register, answers, out, onto, lang, as_json, ask)
    if code:
        click.get_current_context().exit(code)


def _map_of(file: Path, onto: Path | None) -> Path | None:
    """Return the mapping beside the scenario that is put onto, where the register itself has none."""
    from aksonsim.files.registers.mapping import beside

    if onto is None or beside(file).is_file() or not beside(onto).is_file():
        return None
    return beside(onto)


def _answers(
    register: Register, typed: tuple[str, ...], named: dict[str, str], sheets: tuple[str, ...], counted: tuple[str, ...]
) -> Answers:
    """Return what was answered, also by the options of version 0.1."""
    from aksonsim.files.registers.answers import typed as read_answers

    rows = tuple(f"{row}=count" for row in counted)
    said = read_answers((*typed, *(f"{key}={value}" for key, value in named.items()), *rows))
    if not sheets:
        return said
    names = [sheet.name for sheet in register.book.sheets]
    if unknown := [sheet for sheet in sheets if sheet not in names]:
        raise AksonsimError(f"--sheet {unknown[0]}: there is no such sheet; sheets: {', '.join(names)}")
    return replace(said, sheets={**said.sheets, **{name: "ignored" for name in names if name not in sheets}})


def _register(
    register: Register, answers: Answers, out: Path | None, onto: Path | None, lang: Lang, as_json: bool, ask: bool
) -> int:
    """Read a register, ask, write, and print; returns the exit code."""
    from aksonsim.files.registers.importing import write
    from aksonsim.render.terminal import print_document
    from aksonsim.results.register import register_read
    from aksonsim.views import view
    from aksonsim.views.register import option

    if ask and sys.stdin.isatty():
        from aksonsim.cli.asking import ask as ask_for

        before = answers
        answers = ask_for(register, answers, lang)
        new = [option(key, value) for key, value in answers.values.items() if key not in before.values]
        if new:
            say(f"the same without asking: {' '.join(new)}", err=True)
    elif ask:
        say("--ask: no terminal to ask at; the open questions are printed", err=True)
    reading, used = register.read(answers)
    written = None if reading.asked else write(register, reading, used, out, onto, _judge(reading, out))
    found = register_read(
        reading,
        applied=str(register.map_path or ""),
        changes=None if written is None or written.changes is None else tuple(map(str, written.changes)),
        moved=0 if written is None else written.moved,
        wrote=() if written is None else tuple(map(str, written.files)),
    )
    if written is not None and written.remarks:
        found = replace(found, warnings=(*found.warnings, *written.remarks))
    if as_json:
        say_json(found.to_json(lang))
    else:
        print_document(view(found), sys.stdout, lang)
        if written is not None and written.files:
            say(*_valid(written.scenarios, str(written.files[0]), onto, written.changes))
            say(f"{written.files[1]}: how it was read")
    return OPEN if reading.asked else 0


def _exported(book: Path, out: Path | None, onto: Path | None, lang: Lang, as_json: bool) -> None:
    """Bring back a workbook that `export` wrote."""
    from aksonsim.files.excel.import_workbook import bring_back
    from aksonsim.results.register import brought_back

    found = bring_back(book, out, onto, judge)
    if as_json:
        total = _base(found.scenarios[0]) if found.scenarios[0].costs else None
        say_json(brought_back(str(book), found, total, (str(out),) if out else ()).to_json(lang))
    else:
        _brought(found, book, out, onto)


def _brought(found: Imported, book: Path, out: Path | None, onto: Path | None) -> None:
    """Print what came back: what was read and left on stderr, changes and the file on stdout."""
    base = found.scenarios[0]
    for line in found.read:
        say(f"read: {line}", err=True)
    for line in found.left:
        say(f"left out: {line}", err=True)
    if base.costs:
        elements = number_of(len(base.costs), "element")
        say(f"base estimates of {elements} sum to {_base(base):.10g} {base.currency}", err=True)
    for change in found.changes or ():
        say(str(change))
    say(*_valid(found.scenarios, str(out or book), onto, found.changes))
    if out is None:
        say("nothing written; -o OUT.yaml writes it", err=True)


def _valid(
    scenarios: tuple[Scenario, ...], file: str, onto: Path | None, changes: tuple[object, ...] | None
) -> tuple[str, ...]:
    """Return the line that says what holds, and how much was changed."""
    many = f", {len(scenarios)} scenarios" if len(scenarios) > 1 else ""
    against = "" if changes is None else f"; {number_of(len(changes), 'change')} against {onto}"
    return (f"{file}: valid ({contents(scenarios[0])}{many}){against}",)


def _judge(reading: Reading, out: Path | None) -> Judge | None:
    """Return what judges a scenario: all that is written; of what is only shown no long one, which may take minutes.

    Distributions that were never used before are tabulated for it, some 20 ms each; `run` then finds them.
    """
    return judge if out is not None or reading.counted.elements + reading.counted.events <= SHORT else None


def judge(scenario: Scenario) -> None:
    """Raise what would keep a scenario from being run, as `aksonsim validate` does."""
    _base(scenario)


def _base(scenario: Scenario) -> float:
    """Return the base cost of a scenario, which takes all that comes before the first draw of a run."""
    from aksonsim.engine.plan import plan
    from aksonsim.files.municipalities import resolve
    from aksonsim.files.tablecache import DiskTableCache

    people = resolve(scenario.population) if scenario.population else ()
    return float(plan(scenario, people, draws=1, seed=0, cache=DiskTableCache()).lines.base.sum())
