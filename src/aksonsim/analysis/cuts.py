"""The cut list by date: which cuts are still possible when the gate is passed, and what that does to the cost frame.

A cut counts where its last date lies after the day on which the frame is set: the gate's. That day differs from draw to
draw, and with it the list.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.gate import OUTCOMES
from aksonsim.engine.calendar import month_of
from aksonsim.results import percentiles as pc
from aksonsim.results.access import month_date, start, stated, values

Json = dict[str, Any]


def cut_list(ds: xr.Dataset, scenario: str) -> Json:
    """Return the cut list by date.

    Returns
    -------
    dict
        ``p85`` of the total with ``p85_ci``. ``by_date``: the cuts in the order of their last dates, each with
        ``id, title, amount, last_date``, ``possible`` (chance that it still is when the gate is passed, with its
        interval; 1 for a cut without a date), ``left`` (sum of the cuts still possible up to that date) and
        ``frame`` = P85 less those. ``by_outcome``: for ``on_time`` and ``late`` the median ``date`` of the gate and the
        ``last`` one, ``draws``, ids of the cuts ``possible`` after the median date, their sum ``cut_total``, the
        ``frame`` P85 less them; and ``own_p85``, the P85 of those draws alone, with ``own_frame``. Empty without
        cuts. Without a gate the frame is set at the start, and ``by_outcome`` is empty.

    Raises
    ------
    ResultError
        Where no draw passes the gate.
    """
    cuts = [dict(cut) for cut in stated(ds, scenario).get("cuts") or ()]
    if not cuts:
        return {}
    given = fans.given_passed(ds, scenario)
    total = given.rows(fans.need(ds, scenario, "cost_total", "total cost"))
    p85, interval = _p85(total)
    gate = values(ds, "gate_month", scenario)
    months = np.zeros(1) if gate is None else given.rows(gate)
    cuts.sort(key=lambda cut: cut.get("last_date") or "9999")
    rows = []
    for place, cut in enumerate(cuts):
        left = math.fsum(float(other["amount"]) for other in cuts[place:])
        count = int(np.count_nonzero(months < _month_of(ds, cut.get("last_date"))))
        english = cut.get("title") or cut["id"]
        rows.append(
            {
                "id": cut["id"],
                "title": {"en": english, "nb": cut.get("title_nb") or english},
                "programme": cut.get("programme"),
                "amount": float(cut["amount"]),
                "last_date": cut.get("last_date"),
                "possible": count / months.size,
                "left": left,
                "frame": p85 - left,
                "frame_ci": (interval[0] - left, interval[1] - left),
            }
        )
        if gate is not None:
            rows[-1]["possible_ci"] = pc.probability_interval(count, months.size)
    outcome = values(ds, "gate_outcome", scenario)
    by_outcome = {}
    for code, name in enumerate(OUTCOMES[:2]):
        if outcome is not None and gate is not None and (here := given.rows(outcome) == code).any():
            by_outcome[name] = _at_gate(ds, cuts, months[here], total[here], (p85, interval))
    return {"p85": p85, "p85_ci": interval, "by_date": rows, "by_outcome": by_outcome}


def _at_gate(
    ds: xr.Dataset,
    cuts: list[Json],
    months: npt.NDArray[np.float64],
    total: npt.NDArray[np.float64],
    p85: tuple[float, pc.Interval],
) -> Json:
    """Return what is left of the list at the median gate of one outcome."""
    decided = month_date(ds, pc.percentile(months, 0.5))
    possible = [cut for cut in cuts if _after(cut.get("last_date"), decided)]
    amount = math.fsum(float(cut["amount"]) for cut in possible)
    value, interval = p85
    own, own_interval = _p85(total)
    return {
        "date": decided.isoformat(),
        "last": month_date(ds, float(months.max())).isoformat(),
        "draws": int(months.size),
        "possible": [cut["id"] for cut in possible],
        "cut_total": amount,
        "frame": value - amount,
        "frame_ci": (interval[0] - amount, interval[1] - amount),
        "own_p85": own,
        "own_p85_ci": own_interval,
        "own_frame": own - amount,
        "own_frame_ci": (own_interval[0] - amount, own_interval[1] - amount),
    }


def _after(last: str | None, day: dt.date) -> bool:
    return last is None or dt.date.fromisoformat(last) > day


def _month_of(ds: xr.Dataset, last: str | None) -> float:
    """Return the month after start at which a date begins, as the engine counts; infinite without one."""
    return math.inf if last is None else month_of(dt.date.fromisoformat(last), start(ds))


def _p85(x: npt.NDArray[np.float64]) -> tuple[float, pc.Interval]:
    chosen = pc.select(np.ascontiguousarray(x), pc.Wanted((0.85,), (0.85,)))
    return chosen.percentiles[0.85], chosen.intervals[0.85]
