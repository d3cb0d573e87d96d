"""Parts of plans, kept by what they were made of, so that planning a variant costs what it changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, TypeVar

import numpy as np

from aksonsim.engine.inputs import Register
from aksonsim.engine.lines import Lines
from aksonsim.model.base import Frozen
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Uptake

T = TypeVar("T")

KEPT = 2
"""Versions of a part that are kept: that of the last plan for which it was made anew, and the one before."""
LARGEST = 2**20
"""Bytes of an array that is compared at most; the tables of distributions are larger, and known by their laws."""

FEW = 4
"""Parts that one function makes at once, at most; longer ones are lists of items, and taken as they are."""


class Parts:
    """Parts that pure functions made, which are handed out again where what they read of their arguments is the same.

    Of a scenario, its uptake, a register of inputs and cost lines it is noted which attributes are read: a part made of
    `events` is not made anew for other `costs`. What was made anew and is equal to what was there before, to the bit,
    is what was there before: who compares by identity sees how far a change reaches. Nothing in a part may be changed.
    """

    def __init__(self) -> None:
        self._known: dict[Callable[..., Any], tuple[_Part, ...]] = {}

    def __call__(self, make: Callable[..., T], *of: Any, **how: Any) -> T:
        """Return ``make(*of, **how)``; ``how`` decides at most how long it takes."""
        known = self._known.get(make, ())
        for part in known:
            if part.is_of(of):
                return part.made  # type: ignore[no-any-return]
        reads: list[dict[str, Any] | None] = [{} if isinstance(one, _SEEN) else None for one in of]
        views = [one if read is None else _Seen(one, read) for one, read in zip(of, reads, strict=True)]
        made = make(*views, **how)
        if known:
            made = settled(made, known[0].made)
        self._known[make] = (_Part(of, tuple(reads), made), *known)[:KEPT]
        return made

    def last(self, make: Callable[..., T]) -> T | None:
        """Return what a function made last."""
        known = self._known.get(make)
        return known[0].made if known else None


@dataclasses.dataclass(frozen=True)
class _Part:
    """What was made of some arguments; ``reads``: of those that are watched, the attributes that were read."""

    of: tuple[Any, ...]
    reads: tuple[dict[str, Any] | None, ...]
    made: Any

    def is_of(self, of: tuple[Any, ...]) -> bool:
        """Return whether it would be made of these arguments too."""
        return len(of) == len(self.of) and all(map(_reads_same, of, self.of, self.reads))


def _reads_same(one: Any, other: Any, read: dict[str, Any] | None) -> bool:
    if read is None or one is other:
        return same(one, other)
    return type(one) is type(other) and all(same(getattr(one, name), value) for name, value in read.items())


_SEEN = (Scenario, Uptake, Register, Lines)
_PLAIN = (int, str, dt.date, set, frozenset)


class _Seen:
    """An object of which it is noted what is read."""

    def __init__(self, of: Any, read: dict[str, Any]) -> None:
        self._of, self._read = of, read

    def __getattr__(self, name: str) -> Any:  # of what was not read before
        made = getattr(type(self._of), name, None)
        if isinstance(made, property) and made.fget is not None:
            value = made.fget(self)
        elif isinstance(made, FunctionType):
            value = MethodType(made, self)
        else:
            value = self._read[name] = getattr(self._of, name)
        self.__dict__[name] = value
        return value


def same(one: Any, other: Any) -> bool:
    """Return whether two values are one object, or equal to the bit; False where that cannot be told."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return one == other and (one != 0.0 or repr(one) == repr(other))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    if isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and one.shape == other.shape and one.nbytes <= LARGEST
        return alike and one.tobytes() == other.tobytes()
    if isinstance(one, Frozen):
        return same(one.__dict__, other.__dict__)
    return isinstance(one, _PLAIN) and bool(one == other)


def settled(new: Any, old: Any) -> Any:
    """Return a part in which all that is the same as in an older one is the older one's."""
    if same(new, old):
        return old
    if type(new) is not type(old):
        return new
    if isinstance(new, tuple) and (hasattr(new, "_fields") or len(new) == len(old) <= FEW):
        inner = map(settled, new, old)
        return type(new)(*inner) if hasattr(new, "_fields") else tuple(inner)
    if dataclasses.is_dataclass(new):
        names = [field.name for field in dataclasses.fields(new)]
        return dataclasses.replace(new, **{n: settled(getattr(new, n), getattr(old, n)) for n in names})  # type: ignore[type-var]
    return new
