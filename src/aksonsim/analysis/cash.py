"""Cash need by budget year, and who carries the tail, under the condition that the ladder is read under."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.batches import LEAST, batch_edges, jackknife_half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.access import dated, labels, values
from aksonsim.results.plain import Plain, by_column, fields_of, frozen, shaped
from aksonsim.results.statistic import Statistic, mean, quantiles

Array = npt.NDArray[np.float64]

AT = (0.5, 0.8, 0.85)


@frozen
class CashYear:
    """What one budget year takes."""

    year: int = shaped(hidden=True, label=True)
    mean: Statistic
    p50: Statistic
    p80: Statistic
    p85: Statistic


@frozen
class CashPart:
    """What each budget year takes, and the sums of the years' percentiles beside the percentiles of all years."""

    years: tuple[CashYear, ...]
    sum_p50: float
    p50_of_sum: Statistic
    sum_p80: float
    p80_of_sum: Statistic
    sum_p85: float
    p85_of_sum: Statistic

    def to_json(self) -> dict[str, Plain]:
        """Return the years as one list for each figure."""
        return by_column(self.years) | {key: value for key, value in fields_of(self).items() if key != "years"}


@frozen
class CashNeed:
    """Cash need by year: ``parts`` are the programmes and ``total``; ``payers`` where the result has them.

    ``nominal``: the total at the prices of each year, where the file has price indices.
    """

    years: tuple[int, ...]
    parts: Mapping[str, CashPart]
    payers: Mapping[str, CashPart] = shaped(sparse=True)
    nominal: CashPart | None = shaped(sparse=True)


def cash_need(ds: xr.Dataset, scenario: str) -> CashNeed | None:
    """Return what each budget year takes, by programme, by payer and in total.

    Means add; percentiles do not: a year that is dear because the schedule slips is one in which another was cheap.
    From the first year that costs anything to the last. None where the result keeps no years (``--keep totals``) and
    where the file has no dates.

    Raises
    ------
    ResultError
        Where no draw passes the gate.
    """
    by_year = values(ds, "cost_year", scenario)
    if by_year is None or not dated(ds, scenario):
        return None
    given = fans.given_passed(ds, scenario)
    cost = given.rows(by_year)
    spent = np.flatnonzero(cost.any(axis=(0, 1)))
    if spent.size == 0:
        return None
    first, last = int(spent[0]), int(spent[-1]) + 1
    cost = cost[:, :, first:last]
    years = tuple(int(year) for year in ds["year"].values[first:last])
    parts = {name: _years(years, cost[:, i]) for i, name in enumerate(labels(ds, "programme"))}
    parts["total"] = _years(years, cost.sum(axis=1))
    payers = {}
    by_payer = values(ds, "cost_payer_year", scenario)
    if by_payer is not None:
        paid = given.rows(by_payer)[:, :, first:last]
        payers = {name: _years(years, paid[:, i]) for i, name in enumerate(labels(ds, "payer"))}
    at_prices = values(ds, "cost_nominal_year", scenario)
    nominal = None if at_prices is None else _years(years, given.rows(at_prices)[:, :, first:last].sum(axis=1))
    return CashNeed(years=years, parts=parts, payers=payers, nominal=nominal)


def _years(years: Sequence[int], cost: Array) -> CashPart:
    """Describe float64[draw, year] year by year, and the years together."""
    rows = []
    for year, draws in zip(years, np.ascontiguousarray(cost.T), strict=True):
        p50, p80, p85 = quantiles(draws, AT)
        rows.append(CashYear(year=year, mean=mean(draws), p50=p50, p80=p80, p85=p85))
    p50, p80, p85 = quantiles(cost.sum(axis=1), AT)
    return CashPart(
        years=tuple(rows),
        sum_p50=math.fsum(row.p50.value for row in rows),
        p50_of_sum=p50,
        sum_p80=math.fsum(row.p80.value for row in rows),
        p80_of_sum=p80,
        sum_p85=math.fsum(row.p85.value for row in rows),
        p85_of_sum=p85,
    )


@frozen
class TailPart:
    """``mean`` over all draws that count, ``tail`` = E[part | total above], ``extra`` = tail less mean, and its
    share of the total's extra.
    """

    mean: Statistic
    tail: Statistic
    extra: Statistic
    extra_share: Statistic


@frozen
class TailParts:
    """The total, and its parts in two ways; each figure adds up by payer and by programme."""

    total: TailPart
    payer: Mapping[str, TailPart] = shaped(sparse=True)
    programme: Mapping[str, TailPart] = shaped(sparse=True)


@frozen
class Tail:
    """What each part costs where the total lies above its quantile ``at``; ``draws`` in that tail."""

    at: float
    draws: int
    parts: TailParts


def tail(ds: xr.Dataset, scenario: str, p: float = 0.85) -> Tail | None:
    """Return who carries the tail: what each part costs given that the total lies above its p-quantile.

    None for fewer than 50 draws.

    Notes
    -----
    The interval is a grouped jackknife's: the threshold is estimated from the draws too, and a mean beyond a quantile
    is smooth enough for it.
    """
    given = fans.given_passed(ds, scenario)
    if given.draws < LEAST:
        return None
    names: list[tuple[str, str]] = [("total", "total")]
    total = given.rows(fans.need(ds, scenario, "cost_total", "total cost"))
    columns = [total]
    for dim in ("payer", "programme"):
        amounts = values(ds, f"cost_{dim}", scenario)
        if amounts is not None:
            names += [(dim, name) for name in labels(ds, dim)]
            columns.append(given.rows(amounts))
    table = np.column_stack(columns)
    whole = _tail_of(table, p)
    edges = batch_edges(total.size)
    left_out = np.array([_tail_of(np.delete(table, slice(i, j), axis=0), p) for i, j in itertools.pairwise(edges)])
    half = jackknife_half_width(left_out)

    def figure(row: int, k: int) -> Statistic:
        value, error = float(whole[row, k]), float(half[row, k])
        return Statistic(value, (value - error, value + error), total.size)

    parts: dict[str, dict[str, TailPart]] = {"total": {}, "payer": {}, "programme": {}}
    for k, (dim, name) in enumerate(names):
        figures = dict(zip(("mean", "tail", "extra", "extra_share"), (figure(r, k) for r in range(4)), strict=True))
        parts[dim][name] = TailPart(**figures)
    above = int(np.count_nonzero(total > pc.percentile(total, p)))
    shown = TailParts(total=parts["total"]["total"], payer=parts["payer"], programme=parts["programme"])
    return Tail(at=p, draws=above, parts=shown)


def _tail_of(table: Array, p: float) -> Array:
    """Return mean, mean in the tail, their difference and its share, float64[4, k]; the total stands first."""
    total = table[:, 0]
    above = table[total > pc.percentile(total, p)]
    mean = table.mean(axis=0)
    beyond = above.mean(axis=0) if above.size else mean
    extra = beyond - mean
    share = extra / extra[0] if extra[0] else np.zeros_like(extra)
    return np.array([mean, beyond, extra, share])
