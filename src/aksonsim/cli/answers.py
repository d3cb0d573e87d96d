"""What commands that answer with a result share: ``--json --xlsx --lang -o --quiet``, and showing the result."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aksonsim.cli.options import Renamed, as_json, as_xlsx
from aksonsim.cli.streams import say, say_json
from aksonsim.cli.targets import ANSWER, OVERLAY
from aksonsim.language.lang import LANGS, Lang

if TYPE_CHECKING:
    from aksonsim.language.text import Words
    from aksonsim.results.result import Result

F = TypeVar("F", bound=Callable[..., Any])

in_language = click.option(
    "--lang", type=click.Choice(LANGS), default="en", show_default=True, help="Language of tables, files and pictures."
)
to_file = click.option(
    "-o",
    "--output",
    "--picture",
    "--plots",
    "output",
    cls=Renamed,
    type=ANSWER,
    metavar="FILE",
    help="Also write it: .xlsx, .html, .csv, .md, its picture: .png, .svg, .pdf, or all pictures into a folder.",
)
quietly = click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, and the code that the command exits with: 1 where what was checked does not hold.

    ``top``: rows of each ranked table on the terminal; 0: all. ``last``: lines after the tables. ``overlay`` writes an
    output that is an overlay, by its ending, and returns what to say of it.
    """

    result: Result
    code: int = 0
    top: int = 0
    last: tuple[Words, ...] = ()
    overlay: Callable[[Path], Words] | None = None


def answers(function: Callable[..., Result | Answer]) -> Callable[..., None]:
    """Make a command of a function that returns a result: it gains the options above, and shows what is returned.

    The function takes ``quiet``; the other options are dealt with here. It may have a ``-o`` of its own.
    """

    @functools.wraps(function)
    def command(*args: Any, as_json: bool, xlsx: Path | None, lang: Lang, output: Path | None, **named: Any) -> None:
        found = function(*args, **named)
        answer = found if isinstance(found, Answer) else Answer(found)
        show(answer, as_json=as_json, xlsx=xlsx, lang=lang, output=output, quiet=named["quiet"])
        if answer.code:
            click.get_current_context().exit(answer.code)

    own = {param.name for param in getattr(function, "__click_params__", ())}
    for option in (quietly, to_file, in_language, as_xlsx, as_json):
        if option is not to_file or "output" not in own:
            command = option(command)
    return command


def show(answer: Answer, *, as_json: bool, xlsx: Path | None, lang: Lang, output: Path | None, quiet: bool) -> None:
    """Show a result: files first, then JSON or tables on stdout."""
    from aksonsim.views import view

    result, last = answer.result, answer.last
    if answer.overlay is not None and output is not None and output.suffix.lower() in OVERLAY.suffixes:
        last, output = (*last, answer.overlay(output)), None
    document = view(result) if output is not None or xlsx is not None or not as_json else None
    if document is not None and (output is not None or xlsx is not None):
        from aksonsim.render import files

        if xlsx is not None:
            files.workbook(document, xlsx, lang)
        for remark in files.write(document, output, lang) if output is not None else ():
            if not quiet:
                say(remark, err=True)
    if as_json:
        say_json(result.to_json())
    elif document is not None:
        from aksonsim.language.text import translate
        from aksonsim.render.terminal import print_document

        print_document(document.cut(answer.top, "--top") if answer.top else document, sys.stdout, lang)
        if last:
            say("", *(translate(line, lang) for line in last))
