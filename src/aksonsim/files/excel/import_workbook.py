"""From a workbook to a scenario file: read, judged in every scenario, and written wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path

from aksonsim.errors import AksonsimError, BeyondLimitsError, Cut, Problem, ScenarioError
from aksonsim.files.atomic import replacing
from aksonsim.files.changes import Change
from aksonsim.files.dump import block
from aksonsim.files.excel import layout
from aksonsim.files.excel.merge import merge
from aksonsim.files.excel.read import read_counted
from aksonsim.files.load import load_all, resolve_all
from aksonsim.files.tree import Map, place_of
from aksonsim.files.yaml import read_text
from aksonsim.model.scenario import Scenario

Judge = Callable[[Scenario], object]
"""Says what keeps a scenario from being run, by raising; a file's own rules are checked before."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came back: every scenario, and what differs from the file it was put onto (if any).

    ``read`` and ``left`` say in sentences which rows of which sheets were read, and what was not.
    """

    scenarios: tuple[Scenario, ...]
    changes: tuple[Change, ...] | None
    read: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def bring_back(
    book: str | PathLike[str],
    out: str | PathLike[str] | None,
    onto: str | PathLike[str] | None = None,
    judge: Judge | None = None,
) -> Imported:
    """Write a workbook back as a scenario file.

    Parameters
    ----------
    book
        A workbook as `export` lays it out.
    out
        The YAML file; None judges everything and writes nothing. Relative paths inside belong to its folder.
    onto
        The file whose comments and layout are to be kept; without one ``out`` must not exist.
    judge
        Raises ScenarioError for a scenario that could not be run; nothing is written then.

    Raises
    ------
    ScenarioError
        Whatever is wrong, with sheet and cell.
    AksonsimError
        ``out`` would be overwritten, or the changes cannot be put onto the original.
    """
    if onto is None and out is not None and Path(out).exists():
        raise AksonsimError(
            f"{fspath(out)}: exists already; --onto {fspath(out)} keeps its comments, or name another file"
        )
    if onto is not None:
        load_all(onto)
    root, counted = read_counted(Path(book), Path(out or onto or book))
    found = finish(root, out, onto, judge)
    counts = ", ".join(f"{name} {rows} {'row' if rows == 1 else 'rows'}" for name, rows in counted.items() if rows)
    left = tuple(
        f"{name}: {'explanations' if name in (layout.README, layout.COLUMNS) else 'no rows'}"
        for name, rows in counted.items()
        if not rows
    )
    return replace(found, read=(counts,), left=left)


def finish(
    root: Map, out: str | PathLike[str] | None, onto: str | PathLike[str] | None = None, judge: Judge | None = None
) -> Imported:
    """Judge read data in every scenario and write it, onto a file whose layout is kept or as canonical YAML."""
    scenarios = judged(root, judge)
    merged = merge(read_text(onto), fspath(onto), root) if onto is not None else None
    if out is not None:
        with replacing(Path(out)) as temporary:
            temporary.write_text(merged.text if merged else block(root), encoding="utf-8", newline="\n")
    return Imported(scenarios, merged.changes if merged else None)


def judged(root: Map, judge: Judge | None) -> tuple[Scenario, ...]:
    """Return every scenario of read data, once a judge has found nothing wrong with any of them."""
    scenarios = resolve_all(root)
    if judge is not None:
        _judge(scenarios, root, judge)
    return scenarios


def _judge(scenarios: tuple[Scenario, ...], root: Map, judge: Judge) -> None:
    """Put every scenario to a judge; what it finds gets the place that its path has in the read data."""
    problems: dict[Problem, None] = {}
    cuts: dict[str, Cut] = {}
    for scenario in scenarios:
        try:
            judge(scenario)
        except ScenarioError as error:
            cuts |= error.cuts if isinstance(error, BeyondLimitsError) else {}
            found = (p if p.where else replace(p, where=str(place_of(p.path, root))) for p in error.problems)
            problems.update(dict.fromkeys(found))
    if problems:
        raise BeyondLimitsError(list(problems), cuts) if cuts else ScenarioError(list(problems))
