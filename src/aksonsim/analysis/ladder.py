"""The cost ladder (trinnene fra grunnkalkyle til kostnadsramme), given that the gate is passed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.cash import CashNeed, Tail, cash_need, tail
from aksonsim.analysis.cuts import Cut, CutList, cut_list, cuts_of
from aksonsim.analysis.dependence import Dependence, dependence
from aksonsim.analysis.drawdown import Phase, contingency, drawdown, project_wide_shares
from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.model.reserved import PROJECT_WIDE
from aksonsim.results import percentiles as pc
from aksonsim.results.access import (
    Mask,
    dated,
    labels,
    month_date,
    passed,
    pick,
    require_result,
    scenario_of,
    values,
    varies,
)
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, mean, quantiles

Array = npt.NDArray[np.float64]


@frozen
class LadderCut(Cut):
    """A cut, and whether it ``counts``: it is still possible when the frame is set."""

    counts: bool


@frozen
class Ladder(Result):
    """The steps from base cost to cost frame, for each programme and in total.

    ``decided``: the day on which the frame is set, the median date of the gate or the start (None: no dates); a cut
    counts where it is possible after it. ``varies``: whether cost varies with participation, which is full in the base
    cost. ``without_vat``: the steps of the total without VAT at the rate ``vat``, where lines bear any. ``cash``,
    ``drawdown``, ``tail`` and ``cut_list`` where the result holds what they take.
    """

    about: About = shaped(hidden=True)
    condition: Condition
    draws: int
    decided: dt.date | None
    varies: bool
    ladders: Mapping[str, LadderSteps]
    vat: float | None = shaped(sparse=True)
    without_vat: LadderSteps | None = shaped(sparse=True)
    dependence: Dependence | None = shaped(or_empty=True)
    cash: CashNeed | None = shaped(or_empty=True)
    drawdown: tuple[Phase, ...] = shaped(sparse=True)
    tail: Tail | None = shaped(or_empty=True)
    cut_list: CutList | None = shaped(or_empty=True)


@frozen
class LadderSteps:
    """The steps of one programme, or of the total.

    ``expected_addition_mean`` = mean - base estimate, ``expected_addition_p50`` = P50 - base estimate,
    ``contingency`` = P85 - P50, ``cost_frame`` = P85 less the cuts that count. What is stated has no interval.
    """

    base_cost: Statistic
    unspecified: Statistic
    base_estimate: Statistic
    mean: Statistic
    expected_addition_mean: Statistic
    expected_addition_p50: Statistic
    p50: Statistic
    contingency: Statistic
    p85: Statistic
    cuts: tuple[LadderCut, ...]
    cut_total: Statistic
    cost_frame: Statistic


@door
def ladder(ds: xr.Dataset, scenario: str | None = None) -> Ladder:
    """Return the steps from base cost to cost frame, for each programme and in total.

    The total's P50 is that of the sum, not the sum of P50s.

    Parameters
    ----------
    ds
        A result of aksonsim.
    scenario
        Its name; the first one by default.

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
    cuts = [LadderCut.read(cut, counts=Cut.read(cut).possible_after(decided)) for cut in cuts_of(ds, name)]
    programmes = labels(ds, "programme")
    columns = [np.ascontiguousarray(cost[:, i]) for i in range(len(programmes))]
    ladders = {
        programme: _steps(
            columns[i], float(base_cost[i]), float(base[i]), [cut for cut in cuts if cut.programme == programme]
        )
        for i, programme in enumerate(programmes)
    }
    ladders["total"] = _steps(_total(ds, name, mask, cost), float(base_cost.sum()), float(base.sum()), cuts)
    condition = Condition.ALL if mask is None else Condition.PASSED
    return Ladder(
        about=About.of(ds, name, Quantity.parse("cost_total"), condition),
        condition=condition,
        draws=int(cost.shape[0]),
        decided=decided if dated(ds, name) else None,
        varies=varies(ds, name),
        ladders=ladders,
        **_net(ds, name, mask),
        dependence=dependence(programmes, columns),
        cash=cash_need(ds, name),
        drawdown=drawdown(ds, name),
        tail=tail(ds, name),
        cut_list=cut_list(ds, name),
    )


def _net(ds: xr.Dataset, scenario: str, mask: Mask | None) -> dict[str, Any]:
    """Return the rate of VAT and the steps of the total without it; nothing where no line bears any.

    Each line has the share of VAT that it states; a project-wide line those of the elements, by what is left of base
    cost. Cuts are left out: what they save of VAT is not stated.
    """
    cost, *stated = (values(ds, f"{what}_element", scenario) for what in ("cost", "base_cost", "base_estimate"))
    if cost is None or stated[0] is None or stated[1] is None:
        return {"vat": None, "without_vat": None}
    of, names = scenario_of(ds, scenario), labels(ds, "element")
    share = np.array([element.vat_share for element in of.costs])
    if not share.any():
        return {"vat": None, "without_vat": None}
    place = [names.index(element.id) for element in of.costs]
    bears = np.zeros(len(names))
    bears[place] = share
    for line in PROJECT_WIDE:
        if line in names:
            bears[names.index(line)] = float(share @ project_wide_shares(of, names, stated[0]))
    net = 1.0 - bears * of.vat_rate / (1.0 + of.vat_rate)
    x = cost @ net if mask is None else cost[mask] @ net
    return {"vat": of.vat_rate, "without_vat": _steps(x, float(stated[0] @ net), float(stated[1] @ net), ())}


def _total(ds: xr.Dataset, scenario: str, mask: Mask | None, cost: Array) -> Array:
    """Return the total as the run summed it; of a result without it, the sum of the programmes."""
    total = values(ds, "cost_total", scenario)
    if total is None:
        summed: Array = cost.sum(axis=1)
        return summed
    return np.ascontiguousarray(total if mask is None else total[mask], dtype=np.float64)


def _steps(x: Array, base_cost: float, base: float, cuts: Sequence[LadderCut]) -> LadderSteps:
    p50, p85 = quantiles(x, (0.5, 0.85))
    expected = mean(x)
    cut_total = math.fsum(cut.amount for cut in cuts if cut.counts)
    return LadderSteps(
        base_cost=Statistic(base_cost),
        unspecified=Statistic(base - base_cost),
        base_estimate=Statistic(base),
        mean=expected,
        expected_addition_mean=expected.shifted(-base),
        expected_addition_p50=p50.shifted(-base),
        p50=p50,
        contingency=contingency(p50, p85),
        p85=p85,
        cuts=tuple(cuts),
        cut_total=Statistic(cut_total),
        cost_frame=p85.shifted(-cut_total),
    )


def _decided(ds: xr.Dataset, scenario: str) -> dt.date:
    """Return the date at which the frame is set: the gate's median date, or the start without a gate."""
    months = values(ds, "gate_month", scenario)
    if months is None:
        return month_date(ds, 0.0)
    return month_date(ds, pc.percentile(months[~np.isnan(months)], 0.5))
