"""Arguments of functions that are called from Python: what is taken for what, and one sentence for all else."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable
from typing import Any, TypeVar

from aksonsim.errors import AksonsimError

Word = TypeVar("Word", bound=str)

SEEDS = 2**64
"""Seeds lie below this."""
LARGEST = 1e30
"""Largest number: products and squares of such are still numbers, and no amount, count or parameter comes near."""
MOST_DRAWS = 2**62
"""Draws are at most this many: beyond it their numbers do not fit the counters of the generator."""


def whole(value: Any, name: str, least: int | None = None, most: int | None = None) -> int:
    """Return a whole number: of Python or NumPy, or a float that is one (1e4).

    Raises AksonsimError for what is none (true and false are not), or lies outside ``least`` to ``most``.
    """
    try:
        found = operator.index(value) if not isinstance(value, float) else int(value)
    except (TypeError, ValueError, OverflowError):  # no number, NaN, infinite
        found = None
    if found is None or _flag(value) or found != value:
        allowed = f", {least} or more" if least is not None else ""
        raise AksonsimError(f"{name} must be a whole number{allowed}, not {shown(value)}")
    if most == SEEDS - 1 and least is not None and not least <= found <= most:
        raise AksonsimError(f"{name} must be from {least} to 2**64 - 1, not {shown(value)}")
    if least is not None and found < least:
        raise AksonsimError(f"{name} must be {least} or more, not {shown(value)}")
    if most is not None and found > most:
        raise AksonsimError(f"{name} must be at most {most}, not {shown(value)}")
    return found


def number(value: Any, name: str, low: float = -math.inf, high: float = math.inf, *, inside: bool = False) -> float:
    """Return a finite number from ``low`` to ``high``; ``inside``: the ends themselves are refused.

    Raises AksonsimError for what is none (true and false are not), lies outside, or is larger than `LARGEST`.
    """
    ends = [f"{'above' if inside else 'at least'} {low:g}"] if low > -math.inf else []
    ends += [f"{'below' if inside else 'at most'} {high:g}"] if high < math.inf else []
    allowed = f" {' and '.join(ends)}" if ends else ""
    try:
        found = float(value) if not isinstance(value, str | bytes) and not _flag(value) else math.nan
    except (TypeError, ValueError, OverflowError):  # no number, or a whole one that no float holds
        found = math.nan
    if not math.isfinite(found) or not (low < found < high if inside else low <= found <= high):
        raise AksonsimError(f"{name} must be a number{allowed}, not {shown(value)}")
    if abs(found) > LARGEST:
        raise AksonsimError(f"{name} is too large: {shown(value)}; numbers reach {LARGEST:g}")
    return found


def choice(value: Any, name: str, allowed: Iterable[Word]) -> Word:
    """Return one of some words; raise AksonsimError with all of them, and the nearest, for anything else."""
    words = list(allowed)
    for word in words:
        if isinstance(value, str) and value == word:
            return word
    near = difflib.get_close_matches(value, words, n=1) if isinstance(value, str) else []
    hint = f"; did you mean {near[0]}?" if near else ""
    raise AksonsimError(f"{name} must be one of {', '.join(words)}, not {shown(value)}{hint}")


def _flag(value: Any) -> bool:
    """Whether a value is true or false, of Python or NumPy."""
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def shown(value: Any) -> str:
    """Name a wrong value in a few plain words: itself where it is short, else its type."""
    if value is None or isinstance(value, bool | int | float):
        text = repr(value)
    elif isinstance(value, str):
        text = f"text '{value}'"
    elif type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        text = str(value)
    else:
        return kind(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def kind(value: Any) -> str:
    """Name the type of a value with its article: ``a set``, ``an xarray.Dataset``, ``None``."""
    if value is None:
        return "None"
    cls = type(value)
    package = cls.__module__.partition(".")[0]
    name = cls.__qualname__ if package in ("builtins", "aksonsim", "__main__") else f"{package}.{cls.__qualname__}"
    return f"a{'n' * (name[:1].lower() in 'aeiou')} {name}" if name[:1].isalpha() else name
