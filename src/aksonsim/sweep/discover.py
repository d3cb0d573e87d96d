"""When do cases of interest happen: boxes, a tree's leaves and distances, in figures and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.prim import Box, prim
from aksonsim.analysis.regional import distances
from aksonsim.analysis.tree import leaves, tree
from aksonsim.language.lang import LANGS, Lang
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Text, _, translate
from aksonsim.results import percentiles as pc
from aksonsim.sweep.cases import Axis, Condition, Target

Mask = npt.NDArray[np.bool_]
Json = dict[str, Any]

SHOWN = 2000
"""Points that a picture shows at most."""


def discovery(axes: Sequence[Axis], target: Target, chosen: Condition, notes: list[str]) -> Json:
    """Return which values of parameters go with cases of interest: PRIM boxes, a tree's leaves, distances."""
    cases = chosen.mask(target.values)
    found: Json = {"when": str(chosen), "output": target.name, "title": target.title, "of": int(cases.size)}
    found |= {
        "units": target.units,
        "below": chosen.below,
        "binary": bool(np.isin(target.values, (0.0, 1.0)).all()),
        "limit": chosen.limit,
        "cases": int(cases.sum()),
    }
    if cases.all() or not cases.any():
        notes.append(
            f"{'all' if cases.all() else 'none'} of {cases.size} are of interest ({chosen}): nothing to tell apart"
        )
        return found
    x = np.column_stack([axis.x for axis in axes])
    apart = distances(x, cases)
    order = sorted(range(len(axes)), key=lambda i: -apart[i].d)
    found["regional"] = [
        {
            "name": axes[i].name,
            "title": axes[i].title,
            "distance": apart[i].d,
            "p": apart[i].p,
            "at": axes[i].at(apart[i].at),
            "higher": apart[i].higher,
        }
        for i in order
    ]
    found["boxes"] = [_box(box, axes) for box in prim(x, cases)]
    if len(axes) > 1:
        found["scatter"] = _scatter(axes, cases, found["boxes"], found["regional"])
    found["leaves"] = [
        {
            "words": {lang: translate(within(axes, leaf.limits, lang), lang) for lang in LANGS},
            "density": leaf.density,
            "coverage": leaf.cases / int(cases.sum()),
            "points": leaf.points,
        }
        for leaf in sorted(leaves(tree(x, cases)), key=lambda leaf: -leaf.density)
        if leaf.limits
    ]
    return found


def _box(box: Box, axes: Sequence[Axis]) -> Json:
    by_weight = sorted(box.restricted, key=lambda i: box.quasi_p[i])
    bounds = [(i, float(box.low[i]), float(box.high[i])) for i in by_weight]
    return {
        "words": {lang: translate(within(axes, bounds, lang), lang) for lang in LANGS},
        "limits": [
            {"name": axes[i].name, "low": low, "high": high, "quasi_p": box.quasi_p[i]} for i, low, high in bounds
        ],
        "coverage": box.coverage,
        "density": box.density,
        "density_ci": list(pc.probability_interval(round(box.density * box.points), box.points)),
        "mass": box.mass,
        "points": box.points,
    }


def _scatter(axes: Sequence[Axis], cases: Mask, boxes: Sequence[Json], telling: Sequence[Json]) -> Json:
    """Return some points along the two parameters that the first box, or else their distance, makes most of."""
    ranked = [limit["name"] for limit in (boxes[0]["limits"] if boxes else ())] + [row["name"] for row in telling]
    names = list(dict.fromkeys(ranked))[:2]
    # Every so many, since a parameter may run along the points (a grid).
    some = slice(None, None, 1 + cases.size // SHOWN)
    picked = [next(axis for axis in axes if axis.name == name) for name in names]
    return {
        "axes": [
            {"name": a.name, "title": a.title, "words": list(a.words), "event": a.event, "values": a.x[some].tolist()}
            for a in picked
        ],
        "cases": cases[some].tolist(),
    }


def within(axes: Sequence[Axis], bounds: Sequence[tuple[int, float, float]], lang: Lang) -> Text:
    """Return several limits as one sentence; ``bounds`` are (axis, low, high)."""
    sides = [limits(axes[i], low, high, lang) for i, low, high in bounds]
    return reduce(lambda first, second: _("{first} and {second}", first=first, second=second), sides)


def limits(axis: Axis, low: float, high: float, lang: Lang) -> Text:
    """Return the limits of a parameter in words, ``low <= x <= high``; words of a parameter are listed."""
    title = axis.title[lang]
    if axis.event:
        return _("“{title}” occurs", title=title) if low > 0 else _("“{title}” does not occur", title=title)
    if axis.words:
        chosen = [word for i, word in enumerate(axis.words) if low <= i <= high]
        return _("{title} is {words}", title=title, words=" / ".join(chosen))
    ends = {"title": title, "low": _number(low), "high": _number(high)}
    if math.isfinite(low) and math.isfinite(high):
        return _("{title} is between {low} and {high}", **ends)
    return _("{title} is above {low}", **ends) if math.isfinite(low) else _("{title} is below {high}", **ends)


def _number(value: float) -> Digits:
    return Digits(f"{value:z.3g}" if abs(value) < 1000 else f"{value:z.0f}")
