"""The cost ladder (trinnene fra grunnkalkyle til kostnadsramme), given that the gate is passed."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.cash import cash_need, tail
from aksonsim.analysis.cuts import cut_list
from aksonsim.analysis.dependence import dependence
from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.language.rounding import half_width
from aksonsim.results import percentiles as pc
from aksonsim.results.access import (
    Mask,
    dated,
    finite,
    labels,
    month_date,
    passed,
    pick,
    require_result,
    stated,
    values,
    varies,
)
from aksonsim.results.means import mean_of

Array = npt.NDArray[np.float64]
Json = dict[str, Any]


@door
def ladder(ds: xr.Dataset, scenario: str | None = None) -> Json:
    """Return the steps from base cost to cost frame, for each programme and in total.

    Parameters
    ----------
    ds
        A result of aksonsim.
    scenario
        Its name; the first one by default.

    Returns
    -------
    dict
        ``condition`` (``given_passed``, or ``all`` without a gate), ``draws``, ``decided`` (ISO date: median month of
        the gate, or the start; a cut must be possible after it to count; None: no dates), ``varies`` (whether cost
        varies with participation, full in the base cost), ``ladders`` by programme and ``total``, ``dependence`` (see
        `aksonsim.analysis.dependence.dependence`), and where the result holds what they take: ``cash`` by budget year
        and ``tail`` (`aksonsim.analysis.cash`), ``cut_list`` by date (`aksonsim.analysis.cuts`). Each ladder:
        ``base_cost, unspecified, base_estimate, mean, expected_addition_mean`` (mean - base estimate),
        ``expected_addition_p50`` (P50 - base estimate), ``p50, contingency, p85, cuts`` (each with id, title, amount,
        last_date, counts), ``cut_total, cost_frame``, and ``*_ci`` of what is simulated. The total's P50 is that of the
        sum, not the sum of P50s.

    Raises
    ------
    ResultError
        If the file holds no programmes or no draw passes the gate.
    """
    require_result(ds)
    name = pick(ds, scenario)
    cost, base_cost, base = (values(ds, v, name) for v in ("cost_programme", "base_cost", "base_estimate"))
    if cost is None or base_cost is None or base is None:
        raise ResultError(f"scenario {name} holds no programmes with base estimates: no ladder")
    mask = passed(ds, name)
    if mask is not None:
        cost = cost[mask]
        if cost.shape[0] == 0:
            raise ResultError(f"no draw of scenario {name} passes the gate: no ladder")
    decided = _decided(ds, name)
    cuts = [_cut(cut, decided) for cut in (stated(ds, name).get("cuts") or ())]
    programmes = labels(ds, "programme")
    columns = [np.ascontiguousarray(cost[:, i]) for i in range(len(programmes))]
    ladders: dict[str, Json] = {
        programme: _steps(
            columns[i], float(base_cost[i]), float(base[i]), [cut for cut in cuts if cut["programme"] == programme]
        )
        for i, programme in enumerate(programmes)
    }
    ladders["total"] = _steps(_total(ds, name, mask, cost), float(base_cost.sum()), float(base.sum()), cuts)
    result = {
        "condition": "all" if mask is None else "given_passed",
        "draws": int(cost.shape[0]),
        "decided": decided.isoformat() if dated(ds, name) else None,
        "varies": varies(ds, name),
        "ladders": ladders,
        "dependence": dependence(programmes, columns),
    }
    result |= {"cash": cash_need(ds, name), "tail": tail(ds, name), "cut_list": cut_list(ds, name)}
    cleaned = finite(result)
    assert isinstance(cleaned, dict)
    return cleaned


def _total(ds: xr.Dataset, scenario: str, mask: Mask | None, cost: Array) -> Array:
    """Return the total as the run summed it; of a result without it, the sum of the programmes."""
    total = values(ds, "cost_total", scenario)
    if total is None:
        summed: Array = cost.sum(axis=1)
        return summed
    return np.ascontiguousarray(total if mask is None else total[mask], dtype=np.float64)


def _steps(x: Array, base_cost: float, base: float, cuts: list[Json]) -> Json:
    chosen = pc.select(x, pc.Wanted((0.5, 0.85), (0.5, 0.85)))
    p50, p85 = chosen.percentiles[0.5], chosen.percentiles[0.85]
    expected = mean_of(x)
    mean, mean_ci = expected.value, expected.interval
    cut_total = math.fsum(cut["amount"] for cut in cuts if cut["counts"])
    intervals = {0.5: chosen.intervals[0.5], 0.85: chosen.intervals[0.85]}
    # P50 and P85 rise together, so taking their errors as independent does not understate that of the difference.
    error = math.hypot(half_width(intervals[0.5]), half_width(intervals[0.85]))
    return {
        "base_cost": base_cost,
        "unspecified": base - base_cost,
        "base_estimate": base,
        "mean": mean,
        "mean_ci": mean_ci,
        "expected_addition_mean": mean - base,
        "expected_addition_mean_ci": _less(mean_ci, base),
        "expected_addition_p50": p50 - base,
        "expected_addition_p50_ci": _less(intervals[0.5], base),
        "p50": p50,
        "p50_ci": intervals[0.5],
        "contingency": p85 - p50,
        "contingency_ci": (p85 - p50 - error, p85 - p50 + error),
        "p85": p85,
        "p85_ci": intervals[0.85],
        "cuts": cuts,
        "cut_total": cut_total,
        "cost_frame": p85 - cut_total,
        "cost_frame_ci": _less(intervals[0.85], cut_total),
    }


def _less(interval: pc.Interval, amount: float) -> pc.Interval:
    return interval[0] - amount, interval[1] - amount


def _decided(ds: xr.Dataset, scenario: str) -> dt.date:
    """Return the date at which the frame is set: the gate's median date, or the start without a gate."""
    months = values(ds, "gate_month", scenario)
    if months is None:
        return month_date(ds, 0.0)
    return month_date(ds, pc.percentile(months[~np.isnan(months)], 0.5))


def _cut(cut: Json, decided: dt.date) -> Json:
    last = cut.get("last_date")
    return {
        "id": cut["id"],
        "title": {"en": cut.get("title") or cut["id"], "nb": cut.get("title_nb") or cut.get("title") or cut["id"]},
        "programme": cut.get("programme"),
        "amount": float(cut["amount"]),
        "last_date": last,
        "counts": last is None or dt.date.fromisoformat(last) > decided,
    }
