"""An output given an input: its percentiles along the input's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.sensitivity import Factor
from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.quantity import Output

Array = npt.NDArray[np.float64]

AT = (0.1, 0.5, 0.85)


@dataclass(frozen=True, slots=True)
class Conditional:
    """Percentiles of an output in groups of draws by an input.

    ``level`` float64[groups]: median of the input in each group (0, 1: an event); ``percentile`` [len(AT), groups];
    ``half`` [groups] half the 95 % interval of the last percentile; ``points`` (input, output) of a few hundred draws.
    """

    level: Array
    percentile: Array
    half: Array
    points: tuple[Array, Array]


def conditional(factor: Factor, output: Output, groups: int = 10, points: int = 800) -> Conditional:
    """Return an output's percentiles in equal groups of draws from the lowest to the highest of an input.

    An event, or what has a few values only, is grouped by value; groups of fewer than 50 draws are left out.
    """
    counts = output.counts
    x, y = factor.level[counts], output.values[counts]
    found = np.unique(x)
    if found.size <= groups:
        parts = [np.flatnonzero(x == value) for value in found]
    else:
        parts = np.array_split(np.argsort(x, kind="stable"), groups)
    parts = [part for part in parts if part.size >= LEAST]
    chosen = [pc.select(y[part], pc.Wanted(AT, AT[-1:])) for part in parts]
    step = max(1, x.size // points)
    return Conditional(
        level=np.array([float(np.median(x[part])) for part in parts]),
        percentile=np.array([[one.percentiles[p] for one in chosen] for p in AT]),
        half=np.array([half_width(one.intervals[AT[-1]]) for one in chosen]),
        points=(x[::step], y[::step]),
    )
