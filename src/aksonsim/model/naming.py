"""What is said of a name that leads nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

Loc = tuple[str | int, ...]
"""A place in a file, step by step."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that nothing has a name, and what is nearest or known."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known[:12]) or 'none'}"
    return f"unknown {kind} {name}{hint}"


def matches_nothing(pattern: str, s: Scenario) -> str:
    """Say that a pattern stands for no element, and what is nearest: it may name programmes, groups and elements."""
    known = [item.id for section in ("programmes", "groups", "costs") for item in getattr(s, section)]
    near = difflib.get_close_matches(pattern, known, n=1)
    return f"pattern {pattern} matches no cost element" + (f"; did you mean {near[0]}?" if near else "")
