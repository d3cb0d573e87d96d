"""Lists laid out as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def ints(values: Iterable[int]) -> NDArray[np.int64]:
    """Return whole numbers as int64[n]."""
    return np.array(list(values), dtype=np.int64)


def flags(values: Iterable[bool]) -> NDArray[np.uint8]:
    """Return yes and no as uint8[n]."""
    return np.array(list(values), dtype=np.uint8)


def end_to_end(rows: Sequence[Sequence[tuple[float, ...]]], *kinds: type) -> list[NDArray[Any]]:
    """Lay rows of tuples end to end: where each row begins, int64[n + 1], then a column of each kind by tuple place."""
    firsts = ints([0, *np.cumsum([len(row) for row in rows], dtype=np.int64)])
    flat = [entry for row in rows for entry in row]
    return [firsts, *(np.array([entry[c] for entry in flat], dtype=kind) for c, kind in enumerate(kinds))]
