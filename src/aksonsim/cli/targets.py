"""What each command writes where, and the sentence for what cannot be written, before any work is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import refuse_unwritable


class Target(click.Path):
    """The type of an option or argument that names what is written: a file of certain endings, or a folder.

    ``needs`` raises AksonsimError where a library is missing; ``pictured``: a name without an ending is that of a
    folder for pictures.
    """

    def __init__(
        self,
        suffixes: tuple[str, ...] = (),
        otherwise: str = "",
        needs: Callable[[Path], object] | None = None,
        *,
        folder: bool = False,
        store: bool = False,
        pictured: bool = False,
    ) -> None:
        super().__init__(path_type=Path)
        self.suffixes, self.otherwise, self.needs = suffixes, otherwise, needs
        self.folder, self.store, self.pictured = folder, store, pictured

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


ANSWER = Target(
    (".xlsx", ".html", ".csv", ".md", ".png", ".svg", ".pdf"),
    "{path}: an answer is written as .xlsx, .html, .csv or .md, its picture as .png, .svg or .pdf, all its "
    "pictures into a folder, whose name has no ending",
    _answers,
    pictured=True,
)
RESULT = Target((".nc",), "{path}: a result is a netCDF file; its name must end in .nc")
REPORT = Target((".html", ".pdf"), "{path}: a report is written as .html or .pdf", _pages)
TABLE = Target((".csv",), "{path}: the table of municipalities is written as .csv")
OVERLAY = Target((".yaml", ".yml"), "{path}: an overlay is a YAML file; write a name that ends in .yaml")
FITTED = Target(
    (".xlsx", ".html", ".csv", ".md", *OVERLAY.suffixes),
    "{path}: an answer is written as .xlsx, .html, .csv or .md, what was fitted as an overlay, .yaml",
    _answers,
)
STORE = Target(store=True)
ANY = Target()


def refuse_targets(ctx: click.Context) -> None:
    """Raise AksonsimError where a command could not write what it is asked to."""
    for param in ctx.command.params:
        path = ctx.params.get(param.name or "")
        if isinstance(param.type, Target) and path is not None:
            param.type.check(path)
