"""The only writer of YAML: the canonical text of a scenario, which loads to an equal object."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from aksonsim.doors import door
from aksonsim.files.yaml import plain
from aksonsim.model.scenario import Scenario

WIDTH = 110
"""A list or mapping without others inside stands on one line where it fits into so many characters."""

_SAFE = re.compile(r"[^\W_](?:[\w .()/%+*-]*[\w.()/%+*-])?")
_FIRST = ("schema", "id", "code")
"""Keys that name what they stand in come first; all others keep the order of the model."""


@door
def dump(scenario: Scenario, *, defaults: bool = False) -> str:
    """Return the canonical YAML of a scenario; values equal to their default only with ``defaults``."""
    return block(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=not defaults))


def block(data: dict[str, Any] | list[Any], indent: str = "") -> str:
    """Return data as canonical YAML in lines of their own, each indented by so much."""
    return "\n".join(_block(data, indent)) + "\n"


def flow(value: Any, *, own: bool = False) -> str:
    """Return a value as YAML on one line; ``own``: as people read it, quoted only where our own reader needs it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key, own)}: {flow(value[key], own=own)}" for key in _ordered(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item, own=own) for item in value) + "]"
    return _scalar(value, own)


def _ordered(mapping: dict[str, Any]) -> list[str]:
    return sorted(mapping, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))


def _short(value: Any) -> str | None:
    """Return the one-line form of a value that has one."""
    if isinstance(value, (dict, list)):
        items = value.values() if isinstance(value, dict) else value
        if any(isinstance(item, (dict, list)) and item for item in items):
            return None
        text = flow(value)
        return text if len(text) <= WIDTH or not value else None
    return _scalar(value)


def _block(value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of a mapping or list."""
    if isinstance(value, dict):
        for key in _ordered(value):
            head = f"{indent}{_scalar(key)}:"
            short = _short(value[key])
            if short is not None and not (isinstance(value[key], dict) and not indent and value[key]):
                yield f"{head} {short}"
            else:
                yield head
                yield from _block(value[key], indent + "  ")
    else:
        for item in value:
            short = _short(item)
            lines = iter([indent + "  " + short]) if short is not None else _block(item, indent + "  ")
            yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
            yield from lines


def _scalar(value: Any, own: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15 and math.copysign(1.0, value) > 0
        return str(int(value)) if whole else _float(value)
    if isinstance(value, int):
        return str(value)
    return _text(value, own)


@lru_cache(maxsize=4096)
def _text(value: str, own: bool) -> str:
    return value if _SAFE.fullmatch(value) and plain(value) and (own or not _misread(value)) else _quoted(value)


def _float(value: float) -> str:
    """Return a number with a point before its exponent, without which YAML 1.1 reads text."""
    text = repr(value)
    digits, exponent, power = text.partition("e")
    return f"{digits}.0e{power}" if exponent and "." not in digits else text


def _misread(text: str) -> bool:
    """Return whether a reader of YAML 1.1 or 1.2 takes this text, unquoted, for else than text: no, 0301, a date."""
    from ruamel.yaml.resolver import implicit_resolvers

    return any(text[:1] in first and pattern.match(text) for _, _, pattern, first in implicit_resolvers)


def _quoted(text: str) -> str:
    """Return a double-quoted scalar; JSON's surrogate pairs are not YAML, so the escapes are written here."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char.isprintable() and char != "\ufeff":
            out.append(char)
        else:
            out.append(f"\\U{ord(char):08x}")
    return '"' + "".join(out) + '"'
