"""Percentiles on demand: of the total and of each of its parts, those that are asked for, and which one a value is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.fans import need
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.language.text import Title, _, as_title
from aksonsim.results.access import dated, labels, names, passed, require_result, title, values
from aksonsim.results.groups import group_costs
from aksonsim.results.measure import Measure
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic, probability, quantiles

Array = npt.NDArray[np.floating]

TABLE = tuple(f"p{p}" for p in (1, *range(5, 100, 5), 99))
"""The percentiles of a table that names none: P1, P5 to P95 by fives, P99."""


SMALL = ("element", "year")
"""Kinds that a value is not sought in: it is one of the whole."""


@frozen
class PercentileAt:
    """An amount that a share of the draws does not exceed."""

    at: str = shaped(label=True)
    amount: Statistic = shaped(interval=True)


@frozen
class ValueAt:
    """Which percentile an amount is: the share of the draws that do not exceed it."""

    value: float = shaped(label=True)
    percentile: Statistic = shaped(interval=True)


@frozen
class PercentileRow:
    """One amount: its ``percentiles``, and where ``values`` lie in it.

    ``kind``: total (at the prices of the price year, and ``nominal``), programme, group (a level of the tree of
    elements), element, payer, or year: what all programmes cost in a budget year.
    """

    kind: str = shaped(label=True)
    name: str = shaped(label=True)
    title: Title
    percentiles: tuple[PercentileAt, ...] = shaped(sparse=True)
    values: tuple[ValueAt, ...] = shaped(sparse=True)


@frozen
class ScenarioPercentiles:
    """The rows of a scenario, given that the gate is passed where it has one."""

    title: Title = shaped(hidden=True)
    condition: Condition
    draws: int
    rows: tuple[PercentileRow, ...]


@frozen
class Percentiles(Result):
    """Percentiles of the cost of each scenario of a result; ``units`` of amounts, ``price_year`` of their prices."""

    currency: str
    price_year: int | None
    at: tuple[str, ...]
    values: tuple[float, ...]
    scenarios: Mapping[str, ScenarioPercentiles] = shaped(label="scenario")


@door
def percentiles(result: xr.Dataset, at: Sequence[str | float] = TABLE, values: Sequence[float] = ()) -> Percentiles:
    """Return percentiles of the cost, of its parts and of each budget year, and which percentile a value is.

    Parameters
    ----------
    result
        What `simulate` returns, or a result read from a file. What it does not keep has no rows (``keep="totals"``).
    at
        Percentiles, as ``"p80"``, ``80`` or ``0.8``; by default P1, P5 to P95 by fives, and P99.
    values
        Amounts in the currency of the result, of which the percentile is wanted.

    Raises
    ------
    AksonsimError
        A percentile outside (0, 1), or a value that is no number; ResultError where the Dataset is no result, or one of
        a file without costs.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> total = aksonsim.percentiles(result, ["p80"], [10]).scenarios["baseline"].rows[0]
    >>> total.percentiles[0].at, total.values[0].value
    ('p80', 10.0)
    """
    require_result(result)
    if "cost_total" not in result:
        need(result, names(result)[0], "cost_total", "total cost")
    ds, wanted = result, {Measure.parse(str(one)) for one in at}
    if other := next((measure for measure in wanted if measure.p is None), None):
        raise AksonsimError(f"the {other} is no percentile; write p85 or 0.85")
    asked = (
        tuple(sorted(wanted, key=lambda measure: measure.p or 0.0)),
        tuple(dict.fromkeys(map(float, values))),
    )
    return Percentiles(
        currency=str(ds.attrs["currency"]),
        price_year=int(ds.attrs["price_year"]) if "price_year" in ds.attrs else None,
        at=tuple(measure.key for measure in asked[0]),
        values=asked[1],
        scenarios={name: _scenario(ds, name, *asked) for name in names(ds)},
    )


def _scenario(ds: xr.Dataset, name: str, at: tuple[Measure, ...], asked: tuple[float, ...]) -> ScenarioPercentiles:
    gate = passed(ds, name)
    counts = np.ones(ds.sizes["draw"], dtype=bool) if gate is None else gate
    rows = (
        _row(kind, ident, called, x[counts], at, () if kind in SMALL else asked)
        for kind, ident, called, x in _amounts(ds, name)
        if counts.any()
    )
    return ScenarioPercentiles(
        title=Title(title(ds, "scenario", name), title(ds, "scenario", name, "nb")),
        condition=Condition.ALL if gate is None else Condition.PASSED,
        draws=int(np.count_nonzero(counts)),
        rows=tuple(rows),
    )


def _row(
    kind: str, name: str, called: Title, x: Array, at: tuple[Measure, ...], asked: tuple[float, ...]
) -> PercentileRow:
    found = quantiles(np.ascontiguousarray(x), [measure.p or 0.0 for measure in at]) if at else ()
    return PercentileRow(
        kind=kind,
        name=name,
        title=called,
        percentiles=tuple(PercentileAt(at=m.key, amount=one) for m, one in zip(at, found, strict=True)),
        values=tuple(
            ValueAt(value=value, percentile=probability(int(np.count_nonzero(x <= value)), x.size)) for value in asked
        ),
    )


def _amounts(ds: xr.Dataset, scenario: str) -> Iterator[tuple[str, str, Title, Array]]:
    """Yield kind, id, title and draws of each amount; the only programme is the total."""

    def titled(dim: str, name: str) -> Title:
        return Title(title(ds, dim, name), title(ds, dim, name, "nb"))

    total = values(ds, "cost_total", scenario)
    if total is None:
        return
    yield "total", "total", as_title(_("total")), total
    nominal = values(ds, "cost_nominal", scenario)
    if nominal is not None:
        yield "total", "nominal", as_title(_("total, nominal")), nominal
    for dim in ("programme", "group", "element", "payer"):
        if dim == "group":
            for name, x in group_costs(ds, scenario):
                yield dim, name, titled(dim, name), x
            continue
        array = values(ds, f"cost_{dim}", scenario)
        known = [] if array is None else labels(ds, dim)
        for i, name in enumerate(known if len(known) > 1 else ()):
            assert array is not None
            yield dim, name, titled(dim, name), array[:, i]
    by_year = values(ds, "cost_year", scenario) if dated(ds) else None
    if by_year is not None:
        sums = by_year.sum(axis=1)
        for i, year in enumerate(labels(ds, "year")):
            if sums[:, i].any():
                yield "year", str(year), Title(str(year)), sums[:, i]
