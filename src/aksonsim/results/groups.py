"""Cost of groups of elements, draw by draw: sums of what is under each, at every level."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.model.groups import Tree
from aksonsim.results.access import labels, names, scenario_of, stated, values

Array = npt.NDArray[np.float64]


def group_names(ds: xr.Dataset) -> list[str]:
    """Return the ids of the groups that any scenario of a result states."""
    groups = (group["id"] for name in names(ds) for group in stated(ds, name).get("groups") or ())
    return list(dict.fromkeys(groups))


def group_cost(ds: xr.Dataset, scenario: str, group: str) -> Array | None:
    """Return the cost of a group in each draw, float64[draw]; None where the result does not hold its elements."""
    return dict(group_costs(ds, scenario, group)).get(group)


def group_costs(ds: xr.Dataset, scenario: str, of: str | None = None) -> Iterator[tuple[str, Array]]:
    """Yield each group and its cost in each draw, those under a group before it.

    Parameters
    ----------
    ds, scenario
        A result, and which of its scenarios; nothing is yielded where it holds no elements (``--keep totals``).
    of
        Only this group and those under it; None: every group.
    """
    if not stated(ds, scenario).get("groups"):
        return
    cost = values(ds, "cost_element", scenario)
    known = scenario_of(ds, scenario)
    if cost is None or (of is not None and of not in {group.id for group in known.groups}):
        return
    tree = Tree.of(known.groups, known.costs)
    place = {name: i for i, name in enumerate(labels(ds, "element"))}

    def summed(group: str) -> Iterator[tuple[str, Array]]:
        total = cost[:, [place[name] for name in tree.elements.get(group, ())]].sum(axis=1)
        for inner in tree.groups.get(group, ()):
            for name, below in summed(inner):
                yield name, below
            total = total + below  # the last one is the inner group itself
        yield group, total

    for group in (of,) if of is not None else tree.groups.get(None, ()):
        yield from summed(group)
