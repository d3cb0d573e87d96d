"""What each command writes where, and the sentence for what cannot be written, before any work is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import refuse_unwritable


@dataclass(frozen=True, slots=True)
class Target:
    """A file of certain endings, or a folder. ``needs`` raises AksonsimError where a library is missing.

    ``pictured``: a name without an ending is that of a folder for pictures.
    """

    suffixes: tuple[str, ...] = ()
    otherwise: str = ""
    needs: Callable[[Path], object] | None = None
    folder: bool = False
    store: bool = False
    pictured: bool = False

    def check(self, path: Path) -> None:
        """Raise AksonsimError where a path is not one to write to."""
        if self.pictured:
            from aksonsim.render.files import is_folder

            if is_folder(path):
                return FOLDER.check(path)
        if self.suffixes and path.suffix.lower() not in self.suffixes:
            raise AksonsimError(self.otherwise.format(path=path))
        if self.needs is not None:
            self.needs(path)
        if self.folder or not (self.store and path.is_dir()):  # what begins a store says of one that is there
            refuse_unwritable(path, folder=self.folder)


def _workbooks(_: Path) -> None:
    from aksonsim.files.excel.page import openpyxl

    openpyxl()


def _pages(path: Path) -> None:
    from aksonsim.reports.pdf import maker

    if path.suffix.lower() == ".pdf":
        maker()


def _pictures(path: Path) -> None:
    from aksonsim.plots.figure import suffix

    suffix(path)


FOLDER = Target(folder=True)
PICTURE = Target(needs=_pictures)
BOOK = Target((".xlsx",), "{path}: the name of a workbook ends in .xlsx", _workbooks)


def _answers(path: Path) -> None:
    from aksonsim.render.files import PICTURES

    if path.suffix.lower() == ".xlsx":
        _workbooks(path)
    elif path.suffix.lower() in PICTURES:
        _pictures(path)


ANSWER = {
    "output": Target(
        (".xlsx", ".html", ".csv", ".md", ".png", ".svg", ".pdf"),
        "{path}: an answer is written as .xlsx, .html, .csv or .md, its picture as .png, .svg or .pdf, all its "
        "pictures into a folder, whose name has no ending",
        _answers,
        pictured=True,
    ),
    "xlsx": BOOK,
}
"""What every command writes that answers with a result (`aksonsim.cli.answers`)."""

ANSWERING = (
    "backtest",
    "check",
    "compare",
    "doctor",
    "explore",
    "information",
    "ledger",
    "outside",
    "seek",
    "sensitivity",
    "summary",
    "verify",
    "waterfall",
)
"""Commands that answer with a result."""

TARGETS: dict[str, dict[str, Target]] = {
    **dict.fromkeys(ANSWERING, ANSWER),
    "init": {"folder": FOLDER, "target": FOLDER},
    "run": {
        "output": Target((".nc",), "{path}: a result is a netCDF file; its name must end in .nc"),
        "folder": FOLDER,
    },
    "plot": {"output": PICTURE},
    "report": {"output": Target((".html", ".pdf"), "{path}: a report is written as .html or .pdf", _pages)},
    "economics": ANSWER | {"table": Target((".csv",), "{path}: the table of municipalities is written as .csv")},
    "calibrate": {
        "output": Target((".yaml", ".yml"), "-o {path}: an overlay is a YAML file; write a name that ends in .yaml")
    },
    "export": {"out": BOOK, "target": BOOK},
    "import": {"out": Target()},
    "sweep": {"output": Target(store=True)},
}
"""Command -> parameter -> what it writes there."""


def refuse_targets(ctx: click.Context, command: str) -> None:
    """Raise AksonsimError where a command could not write what it is asked to."""
    for name, target in TARGETS.get(command, {}).items():
        path: Any = ctx.params.get(name)
        if path is not None:
            target.check(Path(path))
