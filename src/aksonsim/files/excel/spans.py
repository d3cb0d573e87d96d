"""Where each value of a YAML text stands, to the character, so that one can be replaced and the rest left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent


@dataclass(slots=True)
class Node:
    """A value: ``text[start:end]``. Of a block collection, from its first key or item to the end of its last."""

    kind: str
    """``scalar``, ``map``, ``seq`` or ``alias``."""
    start: int
    end: int
    flow: bool = False
    """A collection in brackets."""
    folded: bool = False
    """A text written as a block (``>`` or ``|``)."""
    keys: list[Node] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of a mapping: its keys, where and what."""
    items: list[Node] = field(default_factory=list)
    """Values of a mapping, or items of a sequence."""


def spans(text: str) -> Node:
    """Return the tree of a YAML text that holds one valid document."""
    events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
    next(events), next(events)  # the starts of stream and document
    return _node(next(events), events, text)


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, AliasEvent):
        return Node("alias", start, end)
    if isinstance(event, ScalarEvent):
        folded = event.style in (">", "|")
        return Node("scalar", start, _content_end(text, start, end) if folded else end, folded=folded)
    mapping = isinstance(event, MappingStartEvent)
    node = Node("map" if mapping else "seq", start, end, flow=bool(event.flow_style))
    while not type(child := next(events)).__name__.endswith("EndEvent"):
        if mapping:
            node.keys.append(_node(child, events, text))
            node.names.append(child.value)
            child = next(events)
        item = _node(child, events, text)
        if mapping and item.start == item.end:  # nothing is written: the parser names where the next thing begins
            item.start = item.end = text.index(":", node.keys[-1].end) + 1
        node.items.append(item)
    if node.flow:
        node.end = child.end_mark.index
    elif node.items:
        node.end = max(node.items[-1].end, node.keys[-1].end if mapping else 0)
        node.start = node.keys[0].start if mapping else start
    return node


def _content_end(text: str, start: int, end: int) -> int:
    """Return where the last line of a block of text ends, without blank lines and comments that follow it."""
    return start + len(text[start:end].rstrip())


def line_start(text: str, at: int) -> int:
    """Return where the line of a place begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line after that of a place begins, or the text ends."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
