"""When do cases of interest happen: the regions (PRIM) that best separate them, and how far apart they lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.prim import Box, prim
from aksonsim.analysis.regional import distances
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _
from aksonsim.results.statistic import probability
from aksonsim.sweeps.cases import Axis, Condition, Target
from aksonsim.sweeps.explored import Discovery, Distance, Limit, Region, Scatter, ScatterAxis

Mask = npt.NDArray[np.bool_]

SHOWN = 2000
"""Points that a picture shows at most."""


def discovery(axes: Sequence[Axis], target: Target, chosen: Condition) -> Discovery:
    """Return which values of parameters go with cases of interest; nothing does where all or none are of interest."""
    cases = chosen.mask(target.values)
    tellable = bool(cases.any() and not cases.all())
    x = np.column_stack([axis.x for axis in axes])
    regional = _distances(axes, x, cases) if tellable else ()
    boxes = prim(x, cases) if tellable else []
    regions = tuple(_region(number, box, axes) for number, box in enumerate(boxes, 1))
    return Discovery(
        when=str(chosen),
        output=target.name,
        title=target.title,
        of=int(cases.size),
        units=target.units,
        below=chosen.below,
        binary=bool(np.isin(target.values, (0.0, 1.0)).all()),
        limit=chosen.limit,
        cases=int(cases.sum()),
        regional=regional,
        boxes=regions,
        scatter=_scatter(axes, cases, regions, regional) if tellable and len(axes) > 1 else None,
    )


def remarks(found: Discovery) -> list[Words]:
    """Return what a reader must know where there is nothing to tell apart."""
    if found.regional:
        return []
    if found.cases:
        return [_("all of {count} are of interest ({when}): nothing to tell apart", count=found.of, when=found.when)]
    return [_("none of {count} are of interest ({when}): nothing to tell apart", count=found.of, when=found.when)]


def _distances(axes: Sequence[Axis], x: npt.NDArray[np.float64], cases: Mask) -> tuple[Distance, ...]:
    """Return the distance along each parameter, the largest first."""
    found = [
        Distance(
            name=axis.name, title=axis.title, distance=apart.d, p=apart.p, at=axis.at(apart.at), higher=apart.higher
        )
        for axis, apart in zip(axes, distances(x, cases), strict=True)
    ]
    return tuple(sorted(found, key=lambda row: -row.distance))


def _region(number: int, box: Box, axes: Sequence[Axis]) -> Region:
    by_weight = sorted(box.restricted, key=lambda i: box.quasi_p[i])
    bounds = [(i, float(box.low[i]), float(box.high[i])) for i in by_weight]
    words = [limits(axes[i], low, high) for i, low, high in bounds]
    return Region(
        number=number,
        words=reduce(lambda first, second: _("{first} and {second}", first=first, second=second), words),
        limits=tuple(Limit(name=axes[i].name, low=low, high=high, quasi_p=box.quasi_p[i]) for i, low, high in bounds),
        coverage=box.coverage,
        density=probability(round(box.density * box.points), box.points),
        mass=box.mass,
        points=box.points,
    )


def limits(axis: Axis, low: float, high: float) -> Words:
    """Return the limits of a parameter in words, ``low <= x <= high``; words of a parameter are listed."""
    title = axis.title
    if axis.event:
        return _("“{title}” occurs", title=title) if low > 0 else _("“{title}” does not occur", title=title)
    if axis.words:
        chosen = " / ".join(word for i, word in enumerate(axis.words) if low <= i <= high)
        return _("{title} is {words}", title=title, words=chosen)
    if math.isfinite(low) and math.isfinite(high):
        return _("{title} is between {low} and {high}", title=title, low=_Digits(low), high=_Digits(high))
    if math.isfinite(low):
        return _("{title} is above {low}", title=title, low=_Digits(low))
    return _("{title} is below {high}", title=title, high=_Digits(high))


@dataclass(frozen=True, slots=True)
class _Digits:
    """A limit in three digits, or whole from 1 000 on."""

    value: float

    def shown(self, lang: Lang) -> str:
        """Return it as it reads in a language, without thousands apart."""
        text = f"{self.value:z.3g}" if abs(self.value) < 1000 else f"{self.value:z.0f}"
        return text.replace(".", ",") if lang == "nb" else text


def _scatter(axes: Sequence[Axis], cases: Mask, regions: Sequence[Region], regional: Sequence[Distance]) -> Scatter:
    """Return some points along the two parameters that the first region, or else their distance, makes most of."""
    ranked = [limit.name for limit in (regions[0].limits if regions else ())] + [row.name for row in regional]
    # Every so many, since a parameter may run along the points (a grid).
    some = slice(None, None, 1 + cases.size // SHOWN)

    def along(name: str) -> ScatterAxis:
        axis = next(axis for axis in axes if axis.name == name)
        return ScatterAxis(name=name, title=axis.title, words=axis.words, event=axis.event, values=axis.x[some])

    across, up = list(dict.fromkeys(ranked))[:2]
    return Scatter(axes=(along(across), along(up)), cases=cases[some])
