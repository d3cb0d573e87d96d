"""New values onto an existing YAML text: what changed is replaced, every other character stays as it is."""

from __future__ import annotations

import difflib
import textwrap
from dataclasses import dataclass
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.files.changes import Change
from aksonsim.files.dump import block, flow
from aksonsim.files.excel.spans import Node, line_end, line_start, spans
from aksonsim.files.registers.sections import sections_elsewhere
from aksonsim.files.tree import Loc, Map, Place, Seq, dotted, name_of
from aksonsim.files.yaml import parse

SHOWN = 200
"""Characters of a value that a change shows at most."""
LINE = 110
"""Characters of a line of folded text."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text, and what differs from the old, in its order."""

    text: str
    changes: tuple[Change, ...]


def merge(text: str, name: str, new: Map) -> Merged:
    """Return a YAML text with new values in it, and every change.

    Items of a list go by their id; they keep the order of the text, and new ones follow the one they follow in the
    new data. Comments stay, those of removed lines excepted.

    Parameters
    ----------
    text
        A valid scenario file; ``name`` stands for it in messages.
    new
        What it is to say.

    Raises
    ------
    AksonsimError
        The text uses anchors and aliases in such a way that a change of one place would change another.
    """
    work = _Merge(text, new, parse(text, name))
    if elsewhere := sections_elsewhere(work.old):
        section, file = next(iter(elsewhere.items()))
        raise AksonsimError(f"{name}: its {section} stand in {file}; change them there, or import without --onto")
    work.compare(work.old, new, spans(text), ())
    out = work.edited()
    try:
        again = parse(out, name)
    except AksonsimError:
        again = None
    check = _Merge(out, new, again) if isinstance(again, Map) else None
    if check is not None:
        check.compare(check.old, new, spans(out), ())
    if check is None or check.changes:
        where = f" at {check.changes[0].path}" if check is not None else ""
        raise AksonsimError(
            f"{name}: the changes cannot be written into this text{where} (anchors and aliases?); import without --onto"
        )
    return Merged(out, tuple(work.changes))


class _Merge:
    """One walk through old data, new data and the spans of the old text."""

    def __init__(self, text: str, new: Map, old: Map) -> None:
        self.text, self.new, self.old = text, new, old
        self.edits: list[tuple[int, int, str]] = []
        self.changes: list[Change] = []

    def compare(self, old: Any, new: Any, node: Node, loc: Loc) -> None:
        """Note what differs in one value and inside it."""
        if _same(old, new):
            return
        if node.kind == "map" and isinstance(old, Map) and isinstance(new, Map) and old.keys() & new.keys():
            self.mapping(old, new, node, loc)
        elif node.kind == "seq" and isinstance(old, Seq) and isinstance(new, Seq) and old and new:
            self.sequence(old, new, node, loc)
        else:
            self.note(loc, flow(old, own=True), flow(new, own=True))
            self.replace(node, new)

    def mapping(self, old: Map, new: Map, node: Node, loc: Loc) -> None:
        gone = {key for key in old if key not in new and not _says_nothing(old[key])}
        for place, key in enumerate(node.names):
            if key in gone:
                self.note((*loc, key), flow(old[key], own=True), "(removed)")
            elif key in new:
                self.compare(old[key], new[key], node.items[place], (*loc, key))
        self.cut(node, [key in gone for key in node.names])
        for key, value in new.items():
            if key not in old and not _says_nothing(value):
                self.note((*loc, key), "(not stated)", flow(value, own=True))
                if node.flow:
                    self.edits.append((node.items[-1].end, node.items[-1].end, f", {flow({key: value})[1:-1]}"))
                else:
                    self.add_lines(node.items[-1].end, {key: value}, self.column(node.keys[0].start))

    def sequence(self, old: Seq, new: Seq, node: Node, loc: Loc) -> None:
        names, others = [name_of(item) for item in old], [name_of(item) for item in new]
        if None not in (*names, *others) and len(set(others)) == len(others):
            self.named(old, new, node, loc)
            return
        gone = [False] * len(old)
        steps = difflib.SequenceMatcher(None, [*map(flow, old)], [*map(flow, new)], autojunk=False).get_opcodes()
        for _, a, b, c, d in (step for step in steps if step[0] != "equal"):
            for i, j in zip(range(a, b), range(c, d), strict=False):
                self.compare(old[i], new[j], node.items[i], (*loc, i))
            for i in range(a + d - c, b):
                self.note((*loc, i), flow(old[i], own=True), "(removed)")
                gone[i] = True
            for j in range(c + b - a, d):
                self.note(loc, "(not there)", flow(new[j], own=True))
                self.insert(node, max(a, b) - 1, new[j])
        self.cut(node, gone)

    def named(self, old: Seq, new: Seq, node: Node, loc: Loc) -> None:
        """Compare lists whose items have ids."""
        places = {name_of(item): place for place, item in enumerate(old)}
        wanted = {name_of(item): item for item in new}
        for name, place in places.items():
            if name in wanted:
                self.compare(old[place], wanted[name], node.items[place], (*loc, place))
            else:
                self.note((*loc, place), flow(old[place], own=True), "(removed)")
        self.cut(node, [name not in wanted for name in places])
        after = -1
        for name, item in wanted.items():
            if name in places:
                after = places[name]
            else:
                self.changes.append(
                    self.change(f"{dotted(loc, self.old)}[{name}]", "(not there)", flow(item, own=True))
                )
                self.insert(node, after, item)

    def note(self, loc: Loc, old: str, new: str) -> None:
        self.changes.append(self.change(dotted(loc, self.old), old, new))

    def change(self, path: str, old: str, new: str) -> Change:
        return Change(path, _short(old), _short(new), Place(""))

    def replace(self, node: Node, value: Any) -> None:
        """Put another value where one stands."""
        written = self.folded(node, value) if node.folded and isinstance(value, str) else flow(value)
        bare = node.start == node.end and self.text[node.start - 1 : node.start] == ":"
        self.edits.append((node.start, node.end, f" {written}" if bare else written))

    def folded(self, node: Node, text: str) -> str:
        """Return a long text as folded lines, indented as the one it replaces; quoted where that would lose blanks."""
        if " ".join(text.split()) != text or not text.isprintable() or not text:
            return flow(text)
        below = self.text[line_end(self.text, node.start) : node.end]
        indent = below[: len(below) - len(below.lstrip())]
        lines = textwrap.wrap(text, LINE - len(indent), break_long_words=False, break_on_hyphens=False)
        return "\n".join([">-", *(indent + line for line in lines)])

    def insert(self, node: Node, after: int, item: Any) -> None:
        """Put a new item behind one of a list (-1: before the first)."""
        if node.flow:
            at = node.items[after].end if after >= 0 else node.items[0].start
            self.edits.append((at, at, f", {flow(item)}" if after >= 0 else f"{flow(item)}, "))
            return
        column = self.column(self.dash(node, 0))
        if after >= 0:
            self.add_lines(node.items[after].end, [item], column)
        else:
            at = line_start(self.text, self.dash(node, 0))
            self.edits.append((at, at, block([item], " " * column)))

    def add_lines(self, end: int, data: Any, column: int) -> None:
        """Put lines of their own behind the line in which a value ends."""
        at = line_end(self.text, end)
        lines = block(data, " " * column)
        self.edits.append((at, at, lines if self.text[at - 1 : at] == "\n" else f"\n{lines}"))

    def cut(self, node: Node, gone: list[bool]) -> None:
        """Take keys or items out; at least one stays."""
        starts = [key.start for key in node.keys] or [self.dash(node, place) for place in range(len(node.items))]
        place = 0
        while place < len(gone):
            last = place
            while last + 1 < len(gone) and gone[place] and gone[last + 1]:
                last += 1
            if gone[place]:
                self.edits.append(self.span(node, starts, place, last))
            place = last + 1

    def span(self, node: Node, starts: list[int], first: int, last: int) -> tuple[int, int, str]:
        """Return what is to go for a run of keys or items: whole lines, or up to the next, or from the one before."""
        begins = line_start(self.text, starts[first])
        if not node.flow and not self.text[begins : starts[first]].strip():
            return begins, line_end(self.text, node.items[last].end), ""
        if last + 1 < len(starts):
            return starts[first], starts[last + 1], ""
        return node.items[first - 1].end, node.items[last].end, ""

    def dash(self, node: Node, place: int) -> int:
        """Return where an item of a list begins, its dash included."""
        start = node.items[place].start
        return start if node.flow else self.text.rfind("-", 0, start)

    def column(self, at: int) -> int:
        return at - line_start(self.text, at)

    def edited(self) -> str:
        """Return the text with all edits made, from the end."""
        out = self.text
        in_place = sorted(enumerate(self.edits), key=lambda edit: (*edit[1][:2], edit[0]), reverse=True)
        for _, (start, end, written) in in_place:
            out = out[:start] + written + out[end:]
        return out


def _same(old: Any, new: Any) -> bool:
    """Whether two values say the same: ``1`` and ``1.0``, and a municipality number with or without quotes."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int) and isinstance(new, str):
        return str(old) == new
    return bool(old == new)


def _says_nothing(value: Any) -> bool:
    """Whether a value is what an empty cell says."""
    return value is None or value == "" or (isinstance(value, Seq) and not value)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
