"""The net present value year by year: investment, operation, change, benefits, of the draws and of the base evaluation.

A result holds present values only, so the draws are made once more, block by block, and read undiscounted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from aksonsim.engine.block import Whole
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_benefits import BenefitPlan, Present, adoption_curve, base_investment
from aksonsim.engine.run import LEAST_BLOCK
from aksonsim.model.benefits import BenefitItem
from aksonsim.results.access import Mask
from aksonsim.results.measure import MEAN, P10, P50, P90, Measure, statistics
from aksonsim.results.plain import Plain, frozen, plain, shaped
from aksonsim.results.statistic import Statistic, mean, probability

Array = npt.NDArray[np.float64]

KINDS = ("investment", "operation", "change", "benefits")
"""What flows: the programmes' cost; items that cost every year, or once at go-live; items that are worth something."""
TOTALS = ("net", "discounted", "so_far")
"""Their sum in a year, discounted, and the sum of that over the years so far."""
PERCENTILES = (P10, P50, P90)


@frozen
class YearFlows:
    """The flows of one year, costs negative: of the base evaluation, without draws, and of the draws.

    Of `KINDS` the mean, of `TOTALS` also percentiles, which do not add over years. ``prob_repaid``: chance that what
    has come in so far is above zero.
    """

    year: int = shaped(label=True)
    base: Mapping[str, float]
    draws: Mapping[str, Mapping[Measure, Statistic]]
    prob_repaid: Statistic


@frozen
class Flows:
    """Yearly flows without VAT, and the first year from which base and mean so far stay above zero (None: never)."""

    years: tuple[YearFlows, ...]
    repaid_base: int | None
    repaid_mean: int | None

    def to_json(self) -> dict[str, Plain]:
        """Return lists by year."""
        first = self.years[0]
        return {
            "years": [one.year for one in self.years],
            "base": {key: plain([one.base[key] for one in self.years]) for key in first.base},
            "draws": {
                key: {
                    name: values
                    for measure in first.draws[key]
                    for name, values in _lists(measure.key, [one.draws[key][measure] for one in self.years]).items()
                }
                for key in first.draws
            },
            **_lists("prob_repaid", [one.prob_repaid for one in self.years]),
            "repaid": {"base": self.repaid_base, "mean": self.repaid_mean},
        }


def _lists(name: str, figures: Sequence[Statistic]) -> dict[str, Plain]:
    return {name: plain([one.value for one in figures]), f"{name}_ci": plain([one.interval for one in figures])}


def kind_of(item: BenefitItem) -> str:
    """Return what an item counts as: its sign, and whether it goes on, decide."""
    if item.value >= 0:
        return "benefits"
    return "operation" if item.continues else "change"


def flows(plan: Plan, draws: int, mask: Mask | None = None) -> Flows:
    """Return each year's flows to the last one that counts, of the draws that a condition leaves and of the base.

    Parameters
    ----------
    plan
        A plan with benefits, and people enough for its draws.
    draws
        Number of draws: 0 to ``draws`` - 1, as in a run.
    mask
        Which of them count; None: all.
    """
    benefits = plan.benefits
    assert benefits is not None
    stated = benefits.stated
    size = int(np.count_nonzero(benefits.years <= stated.last_year))
    table = _drawn(plan, benefits, draws)[:, :size]
    if mask is not None:
        table = table[:, :, mask]
    discount = benefits.arrays.discount[:size]
    base = _base(plan, benefits)[:, :size]
    stated_flows = dict(zip(KINDS, base, strict=True)) | _totals(base, discount)
    drawn = _totals(table, discount[:, None])
    so_far = drawn["so_far"]

    def of_year(place: int) -> YearFlows:
        found = {kind: {MEAN: mean(rows[place])} for kind, rows in zip(KINDS, table, strict=True)}
        for key, rows in drawn.items():
            row = np.ascontiguousarray(rows[place])
            found[key] = {MEAN: mean(row)} | statistics(row, PERCENTILES)
        return YearFlows(
            year=int(benefits.years[place]),
            base={key: float(row[place]) for key, row in stated_flows.items()},
            draws=found,
            prob_repaid=probability(int(np.count_nonzero(so_far[place] > 0)), so_far.shape[1]),
        )

    return Flows(
        years=tuple(of_year(place) for place in range(size)),
        repaid_base=_from(stated_flows["so_far"], benefits),
        repaid_mean=_from(so_far.mean(axis=1), benefits),
    )


def _totals(table: Array, discount: Array) -> dict[str, Array]:
    """Return net, discounted and cumulated flows of [kind, year, ...]; ``discount`` [year, ...]."""
    net = table.sum(axis=0)
    discounted = net * discount
    return {"net": net, "discounted": discounted, "so_far": discounted.cumsum(axis=0)}


def _from(so_far: Array, benefits: BenefitPlan) -> int | None:
    """Return the first year from which a sum stays above zero."""
    below = np.flatnonzero(so_far <= 0)
    first = int(below[-1]) + 1 if below.size else 0
    return int(benefits.years[first]) if first < so_far.size else None


def _drawn(plan: Plan, benefits: BenefitPlan, draws: int) -> Array:
    """Return the flows of the draws, float64[kind, year, draw]."""
    table = np.zeros((len(KINDS), benefits.years.size, draws))
    shapes = _shapes(benefits)
    worker: Whole | None = None
    for first in range(0, draws, LEAST_BLOCK):
        count = min(LEAST_BLOCK, draws - first)
        if worker is None or worker.lanes != count:
            worker = Whole(plan, count)
        worker.run(first)
        here = table[:, :, first : first + count]
        here[0] = -worker.arrays["present_year"].sum(axis=0)
        rows = benefits.arrays.row
        multiplier = [worker.arrays["input"][row] if row >= 0 else np.ones(count) for row in rows]
        here[1:] = _items(benefits, shapes, worker.arrays["curve"], multiplier)
    return table


def _base(plan: Plan, benefits: BenefitPlan) -> Array:
    """Return the flows of the base evaluation, float64[kind, year].

    The published investment is spread over the years as the register's own, programme by programme.
    """
    inhabitants, gps = benefits.taking_part
    curve = adoption_curve(benefits.stated, benefits.years, inhabitants, gps)
    varies = plan.cost.varies
    amounts = plan.lines.estimate * (1.0 - varies.sum(axis=1) + varies @ np.array([inhabitants, gps]))
    scratch = Present.of(plan.groups, len(plan.lines.programmes), lanes=1)
    never, whole = np.full(1, np.inf), np.ones((1 + plan.dates.size // 2, 1))
    dates = plan.dates[:, None].copy()
    scratch.fill(amounts[:, None], dates, never, whole, plan.cost, plan.groups, benefits.arrays)
    own = scratch.value[:, 0]
    published = base_investment(benefits, inhabitants, gps)
    scale = np.divide(published, own, out=np.zeros_like(own), where=own != 0)
    table = np.zeros((len(KINDS), benefits.years.size))
    table[0] = -(scale @ scratch.programme_year[:, :, 0])
    ones = [np.ones(1)] * len(benefits.stated.items)
    table[1:] = _items(benefits, _shapes(benefits), curve[:, :, None], ones)[:, :, 0]
    return table


def _shapes(benefits: BenefitPlan) -> list[Array]:
    """Return by item what is new on its curve in a year is worth in each year, float64[year, year of go-live].

    New in year k is worth unit · profile[y - k] in year y; the units are those of the plan's weights, which sum over
    all years to unit times the discounted profile.
    """
    years = benefits.years.size
    discount = benefits.arrays.discount
    shapes = []
    for item, weight in zip(benefits.stated.items, benefits.arrays.weight, strict=True):
        profile = np.zeros(years)
        known = np.array(item.profile[:years])
        profile[: known.size] = known
        if item.continues:
            profile[known.size :] = item.profile[-1]
        unit = float(weight.sum() / (discount @ profile))
        shapes.append(
            unit * np.array([[profile[y - k] if y >= k else 0.0 for k in range(years)] for y in range(years)])
        )
    return shapes


def _items(benefits: BenefitPlan, shapes: list[Array], curve: Array, multiplier: list[Array]) -> Array:
    """Sum the items' flows into operation, change and benefits, float64[3, year, lane]."""
    lanes = curve.shape[2]
    out = np.zeros((len(KINDS) - 1, curve.shape[1], lanes))
    rows = {"inhabitants": 0, "gps": 1, "running": 2}
    variable = np.zeros(out.shape[1:])
    new = np.diff(curve, axis=1, prepend=0.0)
    for item, shape, factor in zip(benefits.stated.items, shapes, multiplier, strict=True):
        if item.by == "variable":
            continue
        flow = (shape @ new[rows[item.by]]) * factor
        out[KINDS.index(kind_of(item)) - 1] += flow
        if item.by != "running":
            variable += flow
    for item, ratio in zip(benefits.stated.items, benefits.arrays.ratio, strict=True):
        if item.by == "variable":
            out[KINDS.index(kind_of(item)) - 1] += ratio * variable
    return out
