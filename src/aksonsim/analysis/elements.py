"""What each element, and each level of the tree of elements, has to do with the cost: figures beside one another.

Shares of the variance are covariances with the total, contributions to a percentile are means where the total lies at
it (`analysis.shares`, `analysis.attribution`): both add up over elements, and so at every level of the tree. The
percentiles of elements do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.attribution import euler
from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.describe import Amounts, amounts
from aksonsim.analysis.shares import additive_shares
from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.language.text import Title, _, as_title
from aksonsim.model.groups import Tree
from aksonsim.results.access import labels, passed, pick, require_result, scenario_of, title, values
from aksonsim.results.measure import P50, P85
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, symmetric

Array = npt.NDArray[np.float64]


@frozen
class ElementRow:
    """One element, a group of them, or the total.

    ``expected_addition``: mean less base estimate. ``variance_share``: of the total's. ``to_p50``, ``to_p85``: what it
    contributes to these percentiles of the total; ``contingency``: the latter less the former.
    """

    kind: str = shaped(label=True)
    name: str = shaped(label=True)
    title: Title
    under: str | None = shaped(sparse=True)
    level: int
    cost: Amounts = shaped(spread=True)
    expected_addition: Statistic | None = shaped(sparse=True)
    variance_share: Statistic
    to_p50: Statistic
    to_p85: Statistic
    contingency: Statistic


@frozen
class Elements(Result):
    """The total, and each group before what stands under it, given that the gate is passed where there is one."""

    about: About = shaped(hidden=True)
    condition: Condition
    draws: int
    rows: tuple[ElementRow, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands in the tree, and which elements are in it."""

    kind: str
    name: str
    under: str | None
    level: int
    elements: tuple[int, ...]


@door
def elements(result: xr.Dataset, scenario: str | None = None) -> Elements:
    """Return what each element and each group of elements has to do with the cost.

    Parameters
    ----------
    result
        What `simulate` returns, or a result read from a file; it must hold elements (``keep="standard"``).
    scenario
        One of its scenarios; the first by default.

    Raises
    ------
    ResultError
        Where it holds no elements, or fewer than 50 draws pass the gate.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> [row.name for row in aksonsim.elements(result).rows]
    ['total', 'a', 'b']
    """
    require_result(result)
    ds, name = result, pick(result, scenario)
    cost, total = values(ds, "cost_element", name), values(ds, "cost_total", name)
    if cost is None or total is None:
        raise ResultError(f"scenario {name} holds no cost of elements; run it with --keep standard")
    mask = passed(ds, name)
    counts = np.ones(total.size, dtype=bool) if mask is None else mask
    draws = int(np.count_nonzero(counts))
    if draws < LEAST:
        raise ResultError(f"{draws} draws of scenario {name} are too few: shares need {LEAST}")
    condition = Condition.ALL if mask is None else Condition.PASSED
    places = list(_places(ds, name))
    sums = np.column_stack([total[counts], *(cost[counts][:, list(one.elements)].sum(axis=1) for one in places)])
    return Elements(
        about=About.of(ds, name, Quantity.parse("cost_total"), condition),
        condition=condition,
        draws=draws,
        rows=tuple(_rows(ds, name, places, sums)),
    )


def _places(ds: xr.Dataset, name: str) -> Iterator[_Place]:
    """Yield groups, each before what is under it, and elements; lines that no element has stand at the end."""
    known = scenario_of(ds, name)
    tree = Tree.of(known.groups, known.costs)
    place = {element: i for i, element in enumerate(labels(ds, "element"))}

    def below(group: str | None, level: int) -> Iterator[_Place]:
        for inner in tree.groups.get(group, ()):
            yield _Place("group", inner, group, level, tuple(place[one] for one in tree.below(inner)))
            yield from below(inner, level + 1)
        for element in tree.elements.get(group, ()):
            yield _Place("element", element, group, level, (place[element],))

    yield from below(None, 1)
    own = {element.id for element in known.costs}
    for element, i in place.items():
        if element not in own:
            yield _Place("line", element, None, 1, (i,))


def _rows(ds: xr.Dataset, scenario: str, places: list[_Place], sums: Array) -> Iterator[ElementRow]:
    """Yield the total and each place; ``sums`` float64[draw, 1 + places]."""
    total = np.ascontiguousarray(sums[:, 0])
    varies = total.min() < total.max()
    shares = additive_shares(sums, total) if varies else None
    halves, ends = (euler(sums, measure.p or 0.0, total=total) for measure in (P50, P85))
    stated = [values(ds, f"base_{what}_element", scenario) for what in ("cost", "estimate")]
    everything = tuple(range(ds.sizes["element"]))
    for k, one in enumerate([_Place("total", "total", None, 0, everything), *places]):
        base_cost, base = (None if array is None else math.fsum(array[list(one.elements)]) for array in stated)
        cost = amounts(np.ascontiguousarray(sums[:, k]), base_cost, base)
        yield ElementRow(
            kind=one.kind,
            name=one.name,
            title=_title(ds, one),
            under=one.under,
            level=one.level,
            cost=cost,
            expected_addition=None if base is None else cost.mean.shifted(-base),
            variance_share=Statistic(float(k == 0)) if shares is None else symmetric(shares.share[k], shares.half[k]),
            to_p50=symmetric(halves.part[k], halves.half[k], halves.draws),
            to_p85=symmetric(ends.part[k], ends.half[k], ends.draws),
            contingency=symmetric(ends.part[k] - halves.part[k], math.hypot(ends.half[k], halves.half[k]), ends.draws),
        )


def _title(ds: xr.Dataset, one: _Place) -> Title:
    if one.kind == "total":
        return as_title(_("total"))
    dim = "group" if one.kind == "group" else "element"
    return Title(title(ds, dim, one.name), title(ds, dim, one.name, "nb"))
