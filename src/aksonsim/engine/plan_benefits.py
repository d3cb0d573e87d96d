"""Benefits as arrays, the present value of a draw's block, and the base evaluation, which has no draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.inputs import Register
from aksonsim.engine.lines import Lines
from aksonsim.engine.plan_time import mean_progress, milestone_index
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels import benefits as kernel
from aksonsim.kernels import years as years_kernel
from aksonsim.kernels.benefits import GPS, INHABITANTS, RUNNING, VARIABLE, BenefitArrays
from aksonsim.kernels.cost import CostArrays
from aksonsim.kernels.years import GroupArrays
from aksonsim.model.benefits import BenefitItem, Benefits
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]
_BASIS = {"inhabitants": INHABITANTS, "gps": GPS, "running": RUNNING, "variable": VARIABLE}


@dataclass(frozen=True)
class BenefitPlan:
    """What the net present value needs.

    ``investment`` float64[3, P] present value of the published investment by
    programme: fixed, per unit of participation of inhabitants, and of practitioners; ``taking_part`` (inhabitants,
    practitioners) of the base evaluation.
    """

    stated: Benefits
    years: NDArray[np.int64]
    arrays: BenefitArrays
    investment: Float
    taking_part: tuple[float, float]


def benefit_plan(
    scenario: Scenario, inputs: Register, cost: Lines, lines: CostArrays, groups: GroupArrays, dates: Float
) -> BenefitPlan | None:
    """Resolve the section ``benefits``; None where the scenario has none.

    Raises ScenarioError for an item whose unit value would be infinite: nothing is adopted in its reference.
    """
    stated = scenario.benefits
    if stated is None:
        return None
    years = np.arange(scenario.start.year, scenario.last_year + 1)
    last = stated.reference.curve[-1].share
    reference = adoption_curve(stated, years, last, stated.reference.gps)
    discount = discount_factors(stated, years)
    weight = np.zeros((len(stated.items), years.size))
    for j, item in enumerate(stated.items):
        if item.by != "variable":
            weight[j] = _weights(item, discount)
            unit = float(weight[j] @ reference[_BASIS[item.by]])
            if unit == 0:
                what = f"item {item.id} follows {item.by}, of whom none are live in the reference curve"
                raise ScenarioError([Problem("", f"benefits.items[{j}]", what)])
            weight[j] *= item.value / unit
    end = taking_part(scenario, stated)
    start = milestone_index(scenario, f"{stated.reference.activity}.start") if stated.reference.activity else -1
    vat = scenario.vat_rate
    arrays = BenefitArrays(
        curve=adoption_curve(stated, years, *end),
        start=start,
        reference=float(dates[start]) if start >= 0 else 0.0,
        simulated=int(scenario.uptake is not None),
        basis=np.array([_BASIS[item.by] for item in stated.items], dtype=np.int64),
        weight=weight,
        ratio=np.array([i.value / stated.variable if i.by == "variable" else 0.0 for i in stated.items]),
        row=np.array([inputs.row(f"benefits[{item.id}]") for item in stated.items], dtype=np.int64),
        net=np.array([1.0 - e.vat_share * vat / (1.0 + vat) for e in cost.elements]),
        discount=discount,
    )
    own = np.array([_own_investment(cost, lines, groups, arrays, dates, *p) for p in ((0, 0), (1, 0), (0, 1))])
    own[1:] -= own[0]
    published = stated.reference.investment
    if published is not None:
        own *= published / (own[0] + last * own[1] + stated.reference.gps * own[2]).sum()
    return BenefitPlan(
        stated=stated,
        years=years,
        arrays=arrays,
        investment=own,
        taking_part=end,
    )


def taking_part(scenario: Scenario, stated: Benefits) -> tuple[float, float]:
    """Return which shares of inhabitants and of all practitioners take part in the end of the base evaluation."""
    if scenario.participation is not None:
        return scenario.participation.inhabitants, scenario.participation.gps
    return (stated.reference.curve[-1].share, stated.reference.gps) if scenario.uptake else (1.0, 1.0)


def discount_factors(stated: Benefits, years: NDArray[np.int64]) -> Float:
    """Return the factor of each year, float64[Y]; zero after the last one that counts."""
    factors = (1.0 + stated.rate) ** -(years - float(stated.discount_to))
    return np.where(years <= stated.last_year, factors, 0.0)


def adoption_curve(
    stated: Benefits, years: NDArray[np.int64], inhabitants: float, gps: float, gp_start: float | None = None
) -> Float:
    """Return the reference curve scaled to a participation in the end, float64[3, Y].

    Rows: inhabitants live at each year's end, all general practitioners live then, part of the year in operation.
    """
    reference = stated.reference
    points = [p.year for p in reference.curve]
    share = np.interp(years, [points[0] - 1, *points], [0.0, *(p.share for p in reference.curve)])
    share *= inhabitants / reference.curve[-1].share
    final = gps / inhabitants if inhabitants > 0 else 0.0
    start = min(reference.gp_start if gp_start is None else gp_start, final)
    step = 12.0 / reference.gp_months
    inside = np.array([start + (final - start) * mean_progress(k * step, (k + 1) * step) for k in range(years.size)])
    new = np.diff(share, prepend=0.0)
    return np.array([share, np.convolve(new, inside)[: years.size], years >= points[0]])


def _weights(item: BenefitItem, discount: Float) -> Float:
    """Return present value per unit of each year's level, float64[Y], such that who goes live in year k is worth W_k.

    W_k = sum over y >= k of profile[y - k] discount_y; the change of a level is what goes live, and so
    sum_k (level_k - level_{k-1}) W_k = sum_k level_k (W_k - W_{k+1}).
    """
    years = discount.size
    profile = np.zeros(years + len(item.profile))
    profile[: len(item.profile)] = item.profile
    if item.continues:
        profile[len(item.profile) :] = item.profile[-1]
    worth = np.array([discount[k:] @ profile[: years - k] for k in range(years)] + [0.0])
    weights: Float = worth[:-1] - worth[1:]
    return weights


def _own_investment(
    cost: Lines,
    lines: CostArrays,
    groups: GroupArrays,
    arrays: BenefitArrays,
    dates: Float,
    inhabitants: float,
    gps: float,
) -> Float:
    """Return the present value of the base estimate without VAT by programme, float64[P], in the reference schedule."""
    fixed = 1.0 - lines.varies.sum(axis=1)
    amounts = cost.estimate * (fixed + lines.varies @ np.array([inhabitants, gps]))
    scratch = Present.of(groups, len(cost.programmes), lanes=1)
    never, whole = np.full(1, np.inf), np.ones((1 + dates.size // 2, 1))
    scratch.fill(amounts[:, None], dates[:, None].copy(), never, whole, lines, groups, arrays)
    return scratch.value[:, 0].copy()


@dataclass
class Present:
    """Room for the present value of investment in a block of B lanes; ``value`` float64[P, B]."""

    group: Float
    programme_year: Float
    value: Float

    @classmethod
    def of(cls, groups: GroupArrays, programmes: int, lanes: int) -> Present:
        """Make the room."""
        years, number = groups.year_start.size - 1, groups.activity.size
        return cls(
            np.zeros((number, lanes)),
            np.zeros((programmes, years, lanes)),
            np.zeros((programmes, lanes)),
        )

    def fill(
        self,
        element: Float,
        milestones: Float,
        stop_month: Float,
        run: Float,
        lines: CostArrays,
        groups: GroupArrays,
        arrays: BenefitArrays,
    ) -> None:
        """Take VAT out of the elements, spread them over years as cost is, and discount."""
        years_kernel.gather(element, lines.group, arrays.net, self.group)
        years_kernel.spread(milestones, stop_month, run, self.group, groups, self.programme_year)
        kernel.discounted(self.programme_year, arrays, self.value)


def base_items(plan: BenefitPlan, curve: Float) -> Float:
    """Return the value of each item at its stated value on a curve float64[3, Y], float64[J]."""
    arrays = plan.arrays
    rows = np.minimum(arrays.basis, RUNNING)
    values = (arrays.weight * curve[rows]).sum(axis=1)
    variable = values[(arrays.basis == INHABITANTS) | (arrays.basis == GPS)].sum()
    found: Float = np.where(arrays.basis == VARIABLE, arrays.ratio * variable, values)
    return found


def base_investment(plan: BenefitPlan, inhabitants: float, gps: float) -> Float:
    """Return the published investment at a participation by programme, float64[P]."""
    amounts: Float = np.array([1.0, inhabitants, gps]) @ plan.investment
    return amounts


def base_evaluation(plan: BenefitPlan) -> tuple[Float, Float]:
    """Return the scenario's own items float64[J] and investment by programme float64[P] in the base evaluation."""
    curve = adoption_curve(plan.stated, plan.years, *plan.taking_part)
    return base_items(plan, curve), base_investment(plan, *plan.taking_part)


def base_value(
    plan: BenefitPlan,
    inhabitants: float,
    gps: float,
    *,
    gp_start: float | None = None,
    late: float = 0.0,
    costs_move: bool = True,
) -> float:
    """Return the base net present value: stated values, published investment, reference curve.

    Parameters
    ----------
    inhabitants, gps
        Shares of all that take part in the end.
    gp_start
        Share of a municipality's practitioners that join as it goes live; by default the reference's.
    late
        Years by which the curve comes later.
    costs_move
        Whether investment and the start of operation come later with it.
    """
    curve = adoption_curve(plan.stated, plan.years, inhabitants, gps, gp_start)
    moved = np.array([np.interp(plan.years - late, plan.years, row, left=0.0) for row in curve])
    if not costs_move:
        moved[RUNNING] = curve[RUNNING]
    delay = (1.0 + plan.stated.rate) ** -late if costs_move else 1.0
    return float(base_items(plan, moved).sum() - delay * base_investment(plan, inhabitants, gps).sum())
