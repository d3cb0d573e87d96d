"""The cut list by date: which cuts are still possible when the gate is passed, and what that does to the cost frame.

A cut counts where its last date lies after the day on which the frame is set: the gate's. That day differs from draw to
draw, and with it the list.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.gate import OUTCOMES
from aksonsim.engine.calendar import month_of
from aksonsim.language.text import Title
from aksonsim.results import percentiles as pc
from aksonsim.results.access import month_date, start, stated, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, probability, quantile


@frozen
class Cut:
    """A cut as the file has it; ``last_date``: the last day on which it can be decided, None: any."""

    id: str = shaped(label="cut")
    title: Title = shaped(languages=True)
    programme: str | None
    amount: float
    last_date: dt.date | None

    @classmethod
    def read(cls, cut: Mapping[str, Any], **more: Any) -> Self:
        """Return a cut of a scenario's ``cuts``."""
        title, last = cut.get("title") or cut["id"], cut.get("last_date")
        return cls(
            id=cut["id"],
            title=Title(title, cut.get("title_nb") or title),
            programme=cut.get("programme"),
            amount=float(cut["amount"]),
            last_date=None if last is None else dt.date.fromisoformat(last),
            **more,
        )

    def possible_after(self, day: dt.date) -> bool:
        """Return whether it can still be decided when a day is over."""
        return self.last_date is None or self.last_date > day


@frozen
class DatedCut(Cut):
    """A cut in the order of last dates.

    ``possible``: the chance that it still is when the gate is passed (exact without a gate: the frame is set at the
    start); ``left``: the sum of the cuts still possible up to its date; ``frame`` = P85 less those.
    """

    possible: Statistic
    left: float
    frame: Statistic


@frozen
class CutsAtGate:
    """What is left of the list where the gate has one outcome.

    The median ``date`` of the gate and the ``last`` one; ids of the cuts ``possible`` after the median, their sum,
    the ``frame``: P85 of all draws less them; and the P85 of those draws alone, with its frame.
    """

    date: dt.date
    last: dt.date
    draws: int
    possible: tuple[str, ...]
    cut_total: float
    frame: Statistic
    own_p85: Statistic
    own_frame: Statistic


@frozen
class CutList:
    """The cut list by date, beside P85 of the total; ``by_outcome`` (``on_time``, ``late``) is empty without a gate."""

    p85: Statistic
    by_date: tuple[DatedCut, ...]
    by_outcome: Mapping[str, CutsAtGate]


def cuts_of(ds: xr.Dataset, scenario: str) -> Sequence[Mapping[str, Any]]:
    """Return the cuts of a scenario as it was resolved."""
    return tuple(stated(ds, scenario).get("cuts") or ())


def cut_list(ds: xr.Dataset, scenario: str) -> CutList | None:
    """Return the cut list by date; None without cuts.

    Raises
    ------
    ResultError
        Where no draw passes the gate.
    """
    cuts = sorted(cuts_of(ds, scenario), key=lambda cut: cut.get("last_date") or "9999")
    if not cuts:
        return None
    given = fans.given_passed(ds, scenario)
    total = given.rows(fans.need(ds, scenario, "cost_total", "total cost"))
    p85 = quantile(np.ascontiguousarray(total), 0.85)
    gate = values(ds, "gate_month", scenario)
    months = np.zeros(1) if gate is None else given.rows(gate)
    rows = []
    for place, cut in enumerate(cuts):
        left = math.fsum(float(other["amount"]) for other in cuts[place:])
        count = int(np.count_nonzero(months < _month_of(ds, cut.get("last_date"))))
        possible = Statistic(count / months.size) if gate is None else probability(count, months.size)
        rows.append(DatedCut.read(cut, possible=possible, left=left, frame=p85.shifted(-left)))
    outcome = values(ds, "gate_outcome", scenario)
    by_outcome = {}
    for code, name in enumerate(OUTCOMES[:2]):
        if outcome is not None and gate is not None and (here := given.rows(outcome) == code).any():
            by_outcome[name] = _at_gate(ds, rows, months[here], total[here], p85)
    return CutList(p85=p85, by_date=tuple(rows), by_outcome=by_outcome)


def _at_gate(
    ds: xr.Dataset,
    cuts: Sequence[Cut],
    months: npt.NDArray[np.float64],
    total: npt.NDArray[np.float64],
    p85: Statistic,
) -> CutsAtGate:
    """Return what is left of the list at the median gate of one outcome."""
    decided = month_date(ds, pc.percentile(months, 0.5))
    possible = [cut for cut in cuts if cut.possible_after(decided)]
    amount = math.fsum(cut.amount for cut in possible)
    own = quantile(np.ascontiguousarray(total), 0.85)
    return CutsAtGate(
        date=decided,
        last=month_date(ds, float(months.max())),
        draws=int(months.size),
        possible=tuple(cut.id for cut in possible),
        cut_total=amount,
        frame=p85.shifted(-amount),
        own_p85=own,
        own_frame=own.shifted(-amount),
    )


def _month_of(ds: xr.Dataset, last: str | None) -> float:
    """Return the month after start at which a date begins, as the engine counts; infinite without one."""
    return math.inf if last is None else month_of(dt.date.fromisoformat(last), start(ds))
