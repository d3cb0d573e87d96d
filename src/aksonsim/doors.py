"""Functions that are called from Python take what their hints say, and answer all else with one sentence.

A hint is read as it is written (``int | None``, ``Sequence[Scenario]``, ``xr.Dataset``), so that nothing is imported
for it: a class is known by its name.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, get_args

from aksonsim.arguments import MOST_DRAWS, SEEDS, choice, number, shown, whole
from aksonsim.errors import AksonsimError

Door = TypeVar("Door", bound=Callable[..., Any])

LIMITS: dict[str, tuple[int, int | None]] = {
    "draws": (1, MOST_DRAWS),
    "seed": (0, SEEDS - 1),
    "threads": (1, 10_000),
    "block": (4, None),
}
"""Smallest and largest value of whole numbers, by the name that they have everywhere."""
_PATHS = ("Path", "PathArgument", "PathLike[str]")
_LISTS = re.compile(r"(Sequence|Iterable|tuple|list)\[(.*?)(, \.\.\.)?\]")
_PAIRS = ("Span", "tuple[float, float]")
_WORDS = {"int": "a whole number", "float": "a number", "str": "text", "bool": "True or False", "None": "None"}


def door(target: Door) -> Door:
    """Hold the arguments of a function, or of a class when one is made, to their hints.

    Whole numbers of NumPy, and floats that are whole, become Python's; a text becomes a path where one is meant; a
    single value stands for a list of one.

    Raises
    ------
    AksonsimError
        When it is called with an argument that is not what its hint says: one sentence with its name and what is
        allowed.
    """
    function: Callable[..., Any] = target.__init__ if isinstance(target, type) else target  # type: ignore[misc]
    signature = inspect.signature(function)
    hints = {name: p.annotation for name, p in signature.parameters.items() if isinstance(p.annotation, str)}
    space = function.__globals__ if not isinstance(target, type) else vars(inspect.getmodule(target))

    @functools.wraps(function)
    def checked(*args: Any, **keywords: Any) -> Any:
        given = signature.bind(*args, **keywords)  # a wrong name of an argument is a TypeError, as anywhere
        for name, value in given.arguments.items():
            if name in hints:
                given.arguments[name] = _Hint(name, hints[name], space).taken(value)
        return function(*given.args, **given.kwargs)

    if isinstance(target, type):
        target.__init__ = checked  # type: ignore[misc]
        return target
    return checked  # type: ignore[return-value]


class _Unfit(Exception):
    """A value is not what one alternative of a hint says."""


@dataclass(frozen=True)
class _Hint:
    """The hint of one argument; ``space`` holds what names in it may stand for."""

    name: str
    text: str
    space: Mapping[str, Any]

    @property
    def alternatives(self) -> list[str]:
        """The alternatives of the hint."""
        parts, depth = [""], 0
        for mark in self.text:
            depth += (mark == "[") - (mark == "]")
            if mark == "|" and depth == 0:
                parts.append("")
            else:
                parts[-1] += mark
        return [part.strip() for part in parts]

    def taken(self, value: Any) -> Any:
        """Return a value as what it is meant for."""
        for alternative in self.alternatives:
            try:
                return self.one(alternative, value)
            except _Unfit:
                continue
        words = " or ".join(dict.fromkeys(self.words(alternative) for alternative in self.alternatives))
        raise AksonsimError(f"{self.name} must be {words}, not {shown(value)}")

    def one(self, hint: str, value: Any) -> Any:
        """Return a value as one alternative takes it; raise _Unfit where it does not."""
        if hint in ("int", "float"):
            return self.figure(hint, value)
        if words := self.choices(hint):
            if value is None:
                raise _Unfit
            return choice(value, self.name, words)
        if hint in _PATHS:
            if isinstance(value, str | PathLike) and isinstance(getattr(value, "__fspath__", lambda: "")(), str):
                return Path(value) if hint == "Path" else value
            raise _Unfit
        if hint in _PAIRS:
            return self.pair(value)
        if match := _LISTS.fullmatch(hint):
            return self.many(_Hint(self.name, match[2], self.space), value)
        if not self.is_one(hint, value):
            raise _Unfit
        return value

    def figure(self, hint: str, value: Any) -> int | float:
        """Return a number; one that is outside its limits is refused for good."""
        if value is None or isinstance(value, str | bytes | Mapping | list | tuple) or callable(value):
            raise _Unfit
        if hint == "float":
            return number(value, self.name)
        least, most = LIMITS.get(self.name, (None, None))
        return whole(value, self.name, least, most)

    def pair(self, value: Any) -> tuple[float, float]:
        """Return two numbers."""
        value = value.tolist() if type(value).__module__ == "numpy" else value
        if not isinstance(value, tuple | list) or len(value) != 2:
            raise _Unfit
        low, high = (number(end, f"both ends of {self.name}") for end in value)
        return low, high

    def many(self, inner: _Hint, value: Any) -> tuple[Any, ...]:
        """Return a list, or the list of a single value."""
        kinds = {cls.__name__ for cls in type(value).__mro__}  # fields of a scenario can be gone through
        single = isinstance(value, str | bytes | Mapping | PathLike) or not isinstance(value, Iterable)
        single = single or any(hint.rpartition(".")[2] in kinds for hint in inner.alternatives)
        if value is None:
            raise _Unfit
        return tuple(inner.taken(one) for one in ([value] if single else value))

    def is_one(self, hint: str, value: Any) -> bool:
        """Whether a value is of a kind that is taken as it is."""
        if hint == "None":
            return value is None
        if hint in ("Any", "object"):
            return True
        if hint.startswith("Callable") or str(self.space.get(hint, "")).startswith("collections.abc.Callable"):
            return callable(value)
        if hint.startswith(("Mapping", "dict")):
            return isinstance(value, Mapping)
        if hint == "bool" and type(value).__module__ == "numpy":
            return type(value).__name__ in ("bool", "bool_")
        meant = self.space.get(hint)
        if getattr(meant, "_is_protocol", False):  # what a protocol of ours asks for is to be called
            return callable(value)
        alias = meant is not None and not isinstance(meant, type)  # a name for something more than a class
        return alias or hint.rpartition(".")[2] in {cls.__name__ for cls in type(value).__mro__}

    def choices(self, hint: str) -> tuple[str, ...]:
        """Return the words of a choice; none for any other hint."""
        words = get_args(self.space.get(hint)) if hint.isidentifier() else ()
        return words if words and all(isinstance(word, str) for word in words) else ()

    def words(self, hint: str) -> str:
        """Say what an alternative takes."""
        if hint in _PAIRS:
            return "a pair of numbers"
        if match := _LISTS.fullmatch(hint):
            inner = _Hint(self.name, match[2], self.space)
            return f"a list of which each is {' or '.join(inner.words(one) for one in inner.alternatives)}"
        if hint in _PATHS:
            return "a path"
        if choices := self.choices(hint):
            return f"one of {', '.join(choices)}"
        if hint.startswith("Callable") or hint == "Progress":
            return "a function"
        if hint.startswith(("Mapping", "dict")):
            return "a mapping"
        full = hint.replace("xr.", "xarray.")
        return _WORDS.get(hint) or f"a{'n' * (full[:1].lower() in 'aeioux')} {full}"
