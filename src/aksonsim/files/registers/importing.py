"""From a register to a scenario file: opened, held to its mapping, read, and written wholly or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from os import fspath
from pathlib import Path

from aksonsim.errors import AksonsimError, BeyondLimitsError
from aksonsim.files.atomic import refuse_unwritable, replacing
from aksonsim.files.changes import Change
from aksonsim.files.dump import block
from aksonsim.files.excel.import_workbook import judged
from aksonsim.files.excel.merge import merge
from aksonsim.files.load import load_all
from aksonsim.files.registers import mapping as maps
from aksonsim.files.registers.applying import Register
from aksonsim.files.registers.decisions import Answers
from aksonsim.files.registers.onto import SOURCE, onto
from aksonsim.files.registers.reading import Reading
from aksonsim.files.tree import Map, standing_at, value_at
from aksonsim.files.yaml import parse, read_text
from aksonsim.files.yaml import read as read_yaml
from aksonsim.language.text import Words, _, ngettext
from aksonsim.model.scenario import Scenario

Judge = Callable[[Scenario], object]

_CELLS = re.compile(r"\.source$")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the scenarios, the files, and what differs from the file that it was put onto (if any).

    ``moved`` items are those of which only the cells that they cite are others.
    """

    scenarios: tuple[Scenario, ...]
    files: tuple[Path, ...]
    changes: tuple[Change, ...] | None = None
    moved: int = 0
    remarks: tuple[Words, ...] = ()


def write(
    register: Register,
    reading: Reading,
    answers: Answers,
    out: Path | None,
    mine: Path | None = None,
    judge: Judge | None = None,
) -> Written:
    """Write a reading as a scenario file with its mapping file beside it, both or none.

    Parameters
    ----------
    register, reading, answers
        What was opened and read, and under which answers; nothing may be left to ask.
    out
        The scenario file; None judges everything and writes nothing.
    mine
        A scenario file that the reading is put onto; without one ``out`` must not exist.
    judge
        Raises ScenarioError for a scenario that could not be run.

    Raises
    ------
    AksonsimError
        A file would be overwritten, or the result is no valid scenario; then nothing is written.
    """
    assert reading.root is not None
    target = maps.beside(out) if out is not None else None
    _refuse_to_overwrite(register, out, target, mine)
    map_text = _map_text(register, reading, answers, target or maps.beside(reading.book.path))
    root = _with_digest(reading.root, hashlib.sha256(map_text.encode()).hexdigest())
    remarks: tuple[Words, ...] = ()
    if mine is None:
        scenarios, remarks = cut_and_judged(root, judge)
        text, changes = block(root), None
    else:
        load_all(mine)
        data = read_yaml(mine)
        remarks = tuple(_another_map(data, register))
        root = onto(data, root)
        scenarios, cut = cut_and_judged(root, judge)
        remarks += cut
        merged = merge(read_text(mine), fspath(mine), root)
        text, changes = merged.text, merged.changes
    if out is not None and target is not None:
        with ExitStack() as stack:
            for path, content in ((out, text), (target, map_text)):
                temporary = stack.enter_context(replacing(path))
                temporary.write_text(content, encoding="utf-8", newline="\n")
    files = (out, target) if out is not None and target is not None else ()
    if changes is None:
        return Written(scenarios, files, remarks=remarks)
    kept = tuple(change for change in changes if not _is_cell(change))
    return Written(scenarios, files, kept, len(changes) - len(kept), remarks)


def cut_and_judged(root: Map, judge: Judge | None) -> tuple[tuple[Scenario, ...], tuple[Words, ...]]:
    """Return every scenario once it holds; estimates that reach below zero are cut there first, and that is said."""
    try:
        return judged(root, judge), ()
    except BeyondLimitsError as error:
        if {problem.path for problem in error.problems} - error.cuts.keys():
            raise
        for path, ends in error.cuts.items():
            estimate = value_at(path, root)
            estimate["truncate"] = standing_at([*ends], estimate.place)
            estimate.places["truncate"] = estimate.place
        cuts = error.cuts
    told = ngettext(
        "{count} distribution reaches below zero and is cut there; what is stated holds inside the cut: {names}",
        "{count} distributions reach below zero and are cut there; what is stated holds inside the cut: {names}",
        len(cuts), names=", ".join(cuts),
    )  # fmt: skip
    return judged(root, judge), (told,)


def _refuse_to_overwrite(register: Register, out: Path | None, target: Path | None, mine: Path | None) -> None:
    if out is None or target is None:
        return
    if mine is None and out.exists():
        raise AksonsimError(
            f"{out}: exists already; --onto {out} puts the register onto it and keeps all else, or name another file"
        )
    own = mine is not None and maps.beside(mine).resolve() == target.resolve()
    applied = register.map_path is not None and register.map_path.resolve() == target.resolve()
    if target.exists() and not applied:
        advice = f"--map {target} applies it" if own else f"--map {target} applies it, or name another file"
        raise AksonsimError(f"{target}: exists already; {advice}")
    for path in (out, target):
        refuse_unwritable(path)


def _map_text(register: Register, reading: Reading, answers: Answers, target: Path) -> str:
    """Return the text of the new mapping: the one that was applied, as people wrote it, with what is new in it."""
    text = maps.text_of(maps.mapping_of(reading, answers), reading, target.name)
    if register.map_path is None:
        return text
    new = parse(text, target.name)
    assert isinstance(new, Map)
    return merge(read_text(register.map_path), fspath(register.map_path), new).text


def _with_digest(root: Map, digest: str) -> Map:
    """Note in the scenario which mapping its register was read with."""
    sources = root.get("sources")
    source = sources.get(SOURCE) if isinstance(sources, Map) else None
    if isinstance(source, Map):
        source["map_digest"] = digest
        source.places["map_digest"] = source.place
    return root


def _another_map(mine: Map, register: Register) -> tuple[Words, ...]:
    """Say where a scenario was read with another mapping than the one that is applied now."""
    sources = mine.get("sources")
    source = sources.get(SOURCE) if isinstance(sources, Map) else None
    before = source.get("map_digest") if isinstance(source, Map) else None
    if not before:
        return ()
    if register.map_path is None:
        return (_("{file} was read with a mapping file, and now without one (--map)", file=mine.place.file),)
    now = hashlib.sha256(read_text(register.map_path).encode()).hexdigest()
    if now == before:
        return ()
    return (_("{map} is not as it was when {file} was read", map=register.map_path.name, file=mine.place.file),)


def _is_cell(change: Change) -> bool:
    """Whether a change is only that an item stands in other cells of the register."""
    return bool(_CELLS.search(change.path)) and all(
        text.lstrip('"').startswith(SOURCE) for text in (change.old, change.new)
    )
