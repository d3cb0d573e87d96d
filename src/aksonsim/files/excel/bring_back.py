"""From a workbook to a scenario file: read, judged in every scenario, and written wholly or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import replacing
from aksonsim.files.changes import Change
from aksonsim.files.dump import block
from aksonsim.files.excel.onto import merge
from aksonsim.files.excel.read import read
from aksonsim.files.load import load_all, resolve_all
from aksonsim.files.tree import Map
from aksonsim.files.yaml import read_text
from aksonsim.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Imported:
    """What came back: every scenario, and what differs from the file it was put onto (None without one)."""

    scenarios: tuple[Scenario, ...]
    changes: tuple[Change, ...] | None


def bring_back(
    book: str | PathLike[str], out: str | PathLike[str], onto: str | PathLike[str] | None = None
) -> Imported:
    """Write a workbook back as a scenario file.

    Parameters
    ----------
    book
        A workbook as `export` lays it out.
    out
        The YAML file. Relative paths inside belong to its folder.
    onto
        The file whose comments and layout are to be kept; without one ``out`` must not exist.

    Raises
    ------
    ScenarioError
        Whatever is wrong, with sheet and cell.
    AksonsimError
        ``out`` would be overwritten, or the changes cannot be put onto the original.
    """
    if onto is None and Path(out).exists():
        raise AksonsimError(
            f"{fspath(out)}: exists already; --onto {fspath(out)} keeps its comments, or name another file"
        )
    if onto is not None:
        load_all(onto)
    return finish(read(Path(book), Path(out)), out, onto)


def finish(root: Map, out: str | PathLike[str], onto: str | PathLike[str] | None = None) -> Imported:
    """Judge read data in every scenario and write it, onto a file whose layout is kept or as canonical YAML."""
    scenarios = resolve_all(root)
    merged = merge(read_text(onto), fspath(onto), root) if onto is not None else None
    with replacing(Path(out)) as temporary:
        temporary.write_text(merged.text if merged else block(root), encoding="utf-8", newline="\n")
    return Imported(scenarios, merged.changes if merged else None)
