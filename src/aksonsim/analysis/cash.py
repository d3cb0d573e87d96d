"""Cash need by budget year, and who carries the tail, under the condition that the ladder is read under."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.batches import BATCHES, batch_edges, jackknife_half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.access import dated, labels, values
from aksonsim.results.means import mean_of

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

AT = (0.5, 0.85)


def cash_need(ds: xr.Dataset, scenario: str) -> Json:
    """Return what each budget year takes, by programme, by payer and in total.

    Returns
    -------
    dict
        ``years``; ``parts`` by programme and ``total``, ``payers``, each with lists by year of ``mean, p50, p85`` and
        their ``*_ci``, and with ``sum_p50, sum_p85`` (sums of the years' percentiles) beside ``p50_of_sum, p85_of_sum``
        (percentiles of all years together). Means add; percentiles do not: a year that is dear because the schedule
        slips is one in which another was cheap. From the first year that costs anything to the last. Empty
        where the result keeps no years (``--keep totals``) and where the file has no dates.

    Raises
    ------
    ResultError
        Where no draw passes the gate.
    """
    by_year = values(ds, "cost_year", scenario)
    if by_year is None or not dated(ds, scenario):
        return {}
    given = fans.given_passed(ds, scenario)
    cost = given.rows(by_year)
    spent = np.flatnonzero(cost.any(axis=(0, 1)))
    if spent.size == 0:
        return {}
    first, last = int(spent[0]), int(spent[-1]) + 1
    cost = cost[:, :, first:last]
    parts = {name: _years(cost[:, i]) for i, name in enumerate(labels(ds, "programme"))}
    years = [int(year) for year in ds["year"].values[first:last]]
    found: Json = {"years": years, "parts": parts | {"total": _years(cost.sum(axis=1))}}
    by_payer = values(ds, "cost_payer_year", scenario)
    if by_payer is not None:
        paid = given.rows(by_payer)[:, :, first:last]
        found["payers"] = {name: _years(paid[:, i]) for i, name in enumerate(labels(ds, "payer"))}
    return found


def _years(cost: Array) -> Json:
    """Describe float64[draw, year] year by year, and the years together."""
    found: Json = {key: [] for at in ("mean", "p50", "p85") for key in (at, f"{at}_ci")}
    for year in np.ascontiguousarray(cost.T):
        mean = mean_of(year)
        found["mean"].append(mean.value)
        found["mean_ci"].append(mean.interval)
        chosen = pc.select(year, pc.Wanted(AT, AT))
        for p in AT:
            found[f"p{p * 100:.0f}"].append(chosen.percentiles[p])
            found[f"p{p * 100:.0f}_ci"].append(chosen.intervals[p])
    together = pc.select(cost.sum(axis=1), pc.Wanted(AT, AT))
    for p in AT:
        key = f"p{p * 100:.0f}"
        found[f"sum_{key}"] = math.fsum(found[key])
        found[f"{key}_of_sum"], found[f"{key}_of_sum_ci"] = together.percentiles[p], together.intervals[p]
    return found


def tail(ds: xr.Dataset, scenario: str, p: float = 0.85) -> Json:
    """Return who carries the tail: what each part costs given that the total lies above its p-quantile.

    Returns
    -------
    dict
        ``at``, ``draws`` in the tail, and ``parts``: ``total``, ``payer`` and ``programme`` by name, each with
        ``mean`` (over all draws that count), ``tail`` = E[part | total above], ``extra`` = tail less mean, and
        ``extra_share`` of the total's extra, with ``*_ci``. All columns add up by payer and by programme. Empty
        for fewer than 50 draws.

    Notes
    -----
    The interval is a grouped jackknife's: the threshold is estimated from the draws too, and a mean beyond a quantile
    is smooth enough for it.
    """
    given = fans.given_passed(ds, scenario)
    if given.draws < 2 * BATCHES:
        return {}
    columns: dict[str, list[str]] = {}
    tables = []
    for dim in ("payer", "programme"):
        amounts = values(ds, f"cost_{dim}", scenario)
        if amounts is not None:
            columns[dim] = labels(ds, dim)
            tables.append(given.rows(amounts))
    total = given.rows(fans.need(ds, scenario, "cost_total", "total cost"))
    table = np.column_stack([total, *tables])
    whole = _tail_of(table, p)
    edges = batch_edges(total.size)
    left_out = np.array([_tail_of(np.delete(table, slice(i, j), axis=0), p) for i, j in itertools.pairwise(edges)])
    half = jackknife_half_width(left_out)
    names = [("total", "total"), *((dim, name) for dim, known in columns.items() for name in known)]
    parts: Json = {}
    for k, (dim, name) in enumerate(names):
        row: Json = {}
        for r, key in enumerate(("mean", "tail", "extra", "extra_share")):
            value, error = float(whole[r, k]), float(half[r, k])
            row |= {key: value, f"{key}_ci": (value - error, value + error)}
        if dim == "total":
            parts["total"] = row
        else:
            parts.setdefault(dim, {})[name] = row
    above = int(np.count_nonzero(total > pc.percentile(total, p)))
    return {"at": p, "draws": above, "parts": parts}


def _tail_of(table: Array, p: float) -> Array:
    """Return mean, mean in the tail, their difference and its share, float64[4, k]; the total stands first."""
    total = table[:, 0]
    above = table[total > pc.percentile(total, p)]
    mean = table.mean(axis=0)
    beyond = above.mean(axis=0) if above.size else mean
    extra = beyond - mean
    share = extra / extra[0] if extra[0] else np.zeros_like(extra)
    return np.array([mean, beyond, extra, share])
