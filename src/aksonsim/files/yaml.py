"""The only reader of YAML: plain data that remembers where each value stands.

YAML 1.2 with its core schema, read from the parser's events: ``no`` is a word and dates are text. Two departures: a
number with a leading zero (``0301``, a municipality number) stays text, and every key is taken as written.

Events come from libyaml, twenty times as fast, where it is installed and would read the text as ruamel's own parser
does; errors are those of the latter.
"""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Iterator
from os import PathLike, fspath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

from aksonsim.arguments import LARGEST
from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.access import read_bytes
from aksonsim.files.kinds import other_kind
from aksonsim.files.tree import Loc, Map, Place, Seq, copied, dotted
from aksonsim.files.tree import fail as fail

try:
    _libyaml: Any = importlib.import_module("_ruamel_yaml")
except ImportError:  # there is none for this Python
    _libyaml = None

MAX_NODES = 200_000
"""Bound on keys and values after aliases are written out: a kilobyte of nested aliases can stand for a billion."""
MAX_DEPTH = 50

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}((\.[0-9]{3})+|( [0-9]{3})+)")
"""A whole number as people write it, thousands apart."""
_DECIMALS = re.compile(r"[0-9]+([eE][-+]?[0-9]+| ?%)?")
_THOUSAND = re.compile(r"[0-9]{3}(\.[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CORE_TAGS = {"tag:yaml.org,2002:" + name for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_TEXT_TAGS = {"!", "tag:yaml.org,2002:str"}
_READ_OTHERWISE = re.compile(
    "[\x85\u2028\u2029\ufeff!&?|>](?:(?<=[\x85\u2028\u2029\ufeff])"  # they break lines in YAML 1.1, or mark order
    r"|(?<=[!&?])(?<![^\s\[{,-].)"  # a tag, an anchor or a ? where a key may begin
    r"|(?<=[|>])(?:(?<![^\s-].)(?<![^\s-] .)|[-+0-9]*(?:#|[ \t]*\r?\n[ \t]*\r?\n)))"  # a block of text, in odd forms
)
"""What libyaml places or reads otherwise; the class comes first because it is searched fast."""
_UNPRINTABLE = re.compile("[^\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(path: str | PathLike[str], kind: str = "scenario", needed: str = "YAML is needed") -> str:
    """Return the text of a UTF-8 file, of a kind that `aksonsim.files.kinds` knows.

    Raises
    ------
    ScenarioError
        The file is missing, no plain file, too large or not UTF-8.
    """
    raw = read_bytes(path)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fail(fspath(path), "is UTF-16", "save as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if sentence := other_kind(path, (kind, "text"), needed):
            raise fail(*sentence.split(": ", 1)) from None
        begin = raw.rfind(b"\n", 0, error.start) + 1
        line = raw.count(b"\n", 0, begin) + 1
        column = len(raw[begin : error.start].decode("utf-8-sig")) + 1
        where = Place(fspath(path), line, column)
        raise fail(where, f"byte 0x{raw[error.start]:02x} is not UTF-8", "save as UTF-8") from None


def read(path: str | PathLike[str], wanted: str = "a scenario file is a mapping that begins with schema: 1") -> Map:
    """Read a YAML file that holds one mapping; ``wanted`` says what such a file is where it does not.

    Raises
    ------
    ScenarioError
        One sentence with its place for whatever keeps the file from being read.
    """
    text = read_text(path)
    value = parse(text, fspath(path))
    if not isinstance(value, Map):
        shown = "empty" if value is None else "not a mapping"
        raise fail(fspath(path), f"the file is {shown}", wanted)
    return value


def parse(text: str, name: str, *, places: bool = True) -> Any:
    """Read YAML text; ``name`` stands for the file in messages, without lines unless ``places``."""
    strange = _UNPRINTABLE.search(text)
    if strange is not None:
        line = text.count("\n", 0, strange.start()) + 1
        place = Place(name, line, strange.start() - text.rfind("\n", 0, strange.start())) if places else Place(name)
        if strange[0] == "\t":
            raise fail(place, "a tab", "indent with spaces")
        raise fail(place, f"control character {ord(strange[0]):#04x}", "only printable text is read")
    if _libyaml is not None and not _READ_OTHERWISE.search(text):
        with contextlib.suppress(YAMLError, ScenarioError, OverflowError, ValueError):
            return _Reader(text, name, places, _fast_events(text)).document()
    try:
        return _Reader(text, name, places, iter(YAML(typ="safe", pure=True).parse(text))).document()
    except MarkedYAMLError as error:
        if (quoted := _lone_star(text, error)) is not None:
            return parse(quoted, name, places=places)
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if places and mark is not None else Place(name)
        raise fail(place, f"not valid YAML: {_plainly(error)}") from None
    except (YAMLError, OverflowError, ValueError) as error:  # the last two: an escape beyond Unicode
        raise fail(name, f"not valid YAML: {' '.join(str(error).split())}") from None


def _fast_events(text: str) -> Iterator[Any]:
    parser = _libyaml.CParser(text)
    while parser.check_event():
        yield parser.get_event()


def _lone_star(text: str, error: MarkedYAMLError) -> str | None:
    """Return the text with a * that stands by itself quoted: as an alias without a name it is no YAML."""
    mark = error.context_mark
    if error.context != "while scanning an alias" or mark is None:
        return None
    lines = text.splitlines(keepends=True)
    line = lines[mark.line] if mark.line < len(lines) else ""
    before, star, after = line[: mark.column], line[mark.column : mark.column + 1], line[mark.column + 1 :]
    if star != "*" or (after.strip() and after[0] not in " ,]}\r\n"):
        return None
    lines[mark.line] = f'{before}"*"{after}'
    return "".join(lines)


_PLAIN = (
    ("block collection", "this line is indented otherwise than the list it belongs to"),
    ("block mapping", "this line is indented otherwise than the keys it belongs to"),
    ("flow mapping", "a { is not closed, or a comma is missing before this"),
    ("flow sequence", "a [ is not closed, or a comma is missing before this"),
    ("quoted scalar", "a quotation mark is not closed"),
    ("mapping values", "a colon where none is expected: quote text that holds one, and indent a key like its siblings"),
)
"""What the parser was at, or found, and what its user did."""


def _plainly(error: MarkedYAMLError) -> str:
    """Return what is wrong in a user's words; the parser's own where there are none."""
    about = ", ".join(str(part) for part in (error.context, error.problem) if part)
    return next((words for at, words in _PLAIN if at in about), about)


class _Reader:
    """Builds the data of one document from the parser's events, in one pass."""

    def __init__(self, text: str, name: str, places: bool, events: Iterator[Any]) -> None:
        self.events = events
        self.text = text
        self.before: tuple[ScalarEvent, Loc] | None = None
        self.name = name
        self.with_places = places
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0
        self.faults: list[tuple[Place, Loc, str, str]] = []

    def document(self) -> Any:
        next(self.events)  # the start of the stream
        if not isinstance(next(self.events), DocumentStartEvent):
            return None
        value = self.value(next(self.events), (), 0)
        next(self.events)  # the end of the document
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            raise fail(self.place(after), "a second document begins", "one file holds one document")
        if self.faults:
            raise ScenarioError(
                [Problem(str(place), dotted(path, value), what, allowed) for place, path, what, allowed in self.faults]
            )
        return value

    def place(self, event: Any) -> Place:
        if not self.with_places:
            return Place(self.name)
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def complain(self, event: Any, path: Loc, what: str, allowed: str = "") -> None:
        """Note a problem that does not keep the rest from being read."""
        self.faults.append((self.place(event), path, what, allowed))

    def count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise fail(self.place(event), f"more than {MAX_NODES} values, aliases written out", "write a smaller file")

    def value(self, event: Any, path: Loc, depth: int) -> Any:
        """Return the value that begins with this event."""
        if depth > MAX_DEPTH:
            raise fail(self.place(event), "nested too deep", f"at most {MAX_DEPTH} levels")
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise fail(
                    self.place(event), f"alias *{event.anchor} has no anchor", f"&{event.anchor} must end before"
                )
            value, size = self.anchors[event.anchor]
            self.count(event, size)
            return copied(value)
        before = self.nodes
        self.count(event, 1)
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in {*_CORE_TAGS, "!"}:
            self.complain(event, path, f"tag {tag} is not read", "leave the tag out")
        if isinstance(event, ScalarEvent):
            value = self.scalar(event, path)
        elif isinstance(event, SequenceStartEvent):
            value = self.sequence(event, path, depth)
        else:
            value = self.mapping(event, path, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.nodes - before)
        return value

    def sequence(self, event: Any, path: Loc, depth: int) -> Seq:
        seq = Seq(self.place(event))
        while not _ends(child := next(self.events)):
            seq.places.append(self.place(child))
            seq.append(self.value(child, (*path, len(seq)), depth + 1))
        return seq

    def mapping(self, event: MappingStartEvent, path: Loc, depth: int) -> Map:
        mapping = Map(self.place(event))
        while not _ends(child := next(self.events)):
            key = child.value if isinstance(child, ScalarEvent) else None
            if key is None:
                raise fail(self.place(child), "a key must be a plain name")
            self.count(child, 1)
            self.printable(child, key)
            split = self.split_by_comma(child, path, in_list=False)
            here = (*path, key)
            value = self.value(next(self.events), here, depth + 1)
            if split and value is None:
                continue
            if key in mapping:
                first = mapping.places[key].line
                self.complain(child, here, "this key stands twice", f"first on line {first}" if first else "")
                continue
            mapping.places[key] = self.place(child)
            mapping[key] = value
        return mapping

    def printable(self, event: Any, text: str) -> None:
        """Refuse half a character, which an escape can write and no file can hold."""
        half = next((c for c in text if "\ud800" <= c <= "\udfff"), None) if not text.isascii() else None
        if half is not None:
            raise fail(self.place(event), f"\\u{ord(half):04x} is half a character", "write the character itself")

    def split_by_comma(self, event: ScalarEvent, path: Loc, *, in_list: bool = True) -> bool:
        """Ask where digits, a comma and digits stand without a blank: the parser sees two numbers, a reader maybe one.

        Return whether it had to.
        """
        before, self.before = self.before, None if event.style else (event, path)
        if before is None or self.before is None or event.start_mark.index != before[0].end_mark.index + 1:
            return False
        left, right = before[0].value, event.value
        ones = _one_number(left, right)
        if not ones or self.text[before[0].end_mark.index] != ",":
            return False
        self.before = None
        two = f", or {left}, {right} with a blank" if in_list else ""
        what = f"{left},{right} may be one number or two"
        self.complain(*before, what, f"a decimal comma? write {' or '.join(ones)}{two}")
        return True

    def scalar(self, event: Any, path: Loc) -> Any:
        text: str = event.value
        self.printable(event, text)
        self.split_by_comma(event, path)
        if event.style or (event.tag and str(event.tag) in _TEXT_TAGS):  # quoted, a block of text, or said to be text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            self.complain(event, path, f"must be a finite number, not {text}")
            return 0.0
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not abs(number) <= LARGEST:
                self.complain(event, path, f"{text[:40]} is too large", f"numbers reach {LARGEST:g}")
                return 0.0
            return int(text) if _INTEGER.fullmatch(text) else number
        return text


def _one_number(left: str, right: str) -> list[str]:
    """Return what digits before and after a comma may mean as one number; nothing where they can only be two."""
    whole = left.replace(".", "").replace(" ", "")
    ones = []
    if (_INTEGER.fullmatch(left) or _GROUPED.fullmatch(left)) and _DECIMALS.fullmatch(right):
        number = f"{whole}.{right}"
        ones.append(f"{float(number.rstrip(' %')) / 100:.10g}" if right.endswith("%") else number)
    if _INTEGER.fullmatch(left) and len(left) <= 4 and _THOUSAND.fullmatch(right):
        ones.append(whole + right)
    return ones


def plain(text: str) -> bool:
    """Whether this text, unquoted, would be read as text again."""
    return text not in _WORDS and not _NOT_FINITE.fullmatch(text) and not _FLOAT.fullmatch(text)


def _ends(event: Any) -> bool:
    return type(event).__name__ in ("SequenceEndEvent", "MappingEndEvent")
