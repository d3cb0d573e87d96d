"""The net present value year by year: investment, operation, change, benefits, of the draws and of the base evaluation.

A result holds present values only, so the draws are made once more, block by block, and read undiscounted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.engine.block import Block
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_benefits import BenefitPlan, Present, adoption_curve, base_investment
from aksonsim.engine.run import LEAST_BLOCK
from aksonsim.model.benefits import BenefitItem
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask
from aksonsim.results.means import mean_of

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

KINDS = ("investment", "operation", "change", "benefits")
"""What flows: the programmes' cost; items that cost every year, or once at go-live; items that are worth something."""
WANTED = pc.Wanted((0.1, 0.5, 0.9), (0.1, 0.5, 0.9))


def kind_of(item: BenefitItem) -> str:
    """Return what an item is told as: its sign, and whether it goes on, decide."""
    if item.value >= 0:
        return "benefits"
    return "operation" if item.continues else "change"


def flows(plan: Plan, draws: int, mask: Mask | None = None) -> Json:
    """Return each year's flows without VAT, of the draws that a condition leaves and of the base evaluation.

    Parameters
    ----------
    plan
        A plan with benefits, and people enough for its draws.
    draws
        Number of draws: 0 to ``draws`` - 1, as in a run.
    mask
        Which of them count; None: all.

    Returns
    -------
    dict
        ``years`` to the last one that counts; ``base``: lists by year of each of `KINDS`, ``net``, ``discounted`` and
        ``so_far`` (sum of the discounted), without draws; ``draws``: each with ``mean, mean_ci`` and, for the last
        three, ``p10, p50, p90`` and their ``*_ci`` (percentiles of a year, which do not add); ``prob_repaid``: chance
        that ``so_far`` is above nought; ``repaid``: first year from which the base, and the mean, stay above nought
        (None: never). ``discounted`` and ``so_far`` to `discount_to`. Costs are negative.
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
    told = dict(zip(KINDS, base, strict=True)) | _totals(base, discount)
    drawn = _totals(table, discount[:, None])
    repaid = drawn["so_far"] > 0
    return {
        "years": [int(year) for year in benefits.years[:size]],
        "base": {key: [float(x) for x in row] for key, row in told.items()},
        "draws": {kind: _means(rows) for kind, rows in zip(KINDS, table, strict=True)}
        | {key: _means(rows) | _percentiles(rows) for key, rows in drawn.items()},
        "prob_repaid": [float(year.mean()) for year in repaid],
        "prob_repaid_ci": [pc.probability_interval(int(year.sum()), year.size) for year in repaid],
        "repaid": {
            "base": _from(told["so_far"], benefits),
            "mean": _from(drawn["so_far"].mean(axis=1), benefits),
        },
    }


def _totals(table: Array, discount: Array) -> dict[str, Array]:
    """Return net, discounted and cumulated flows of [kind, year, ...]; ``discount`` [year, ...]."""
    net = table.sum(axis=0)
    discounted = net * discount
    return {"net": net, "discounted": discounted, "so_far": discounted.cumsum(axis=0)}


def _from(so_far: Array, benefits: BenefitPlan) -> int | None:
    """Return the first year from which a sum stays above nought."""
    below = np.flatnonzero(so_far <= 0)
    first = int(below[-1]) + 1 if below.size else 0
    return int(benefits.years[first]) if first < so_far.size else None


def _means(rows: Array) -> Json:
    means = [mean_of(row) for row in rows]
    return {"mean": [mean.value for mean in means], "mean_ci": [mean.interval for mean in means]}


def _percentiles(rows: Array) -> Json:
    chosen = [pc.select(np.ascontiguousarray(row), WANTED) for row in rows]
    found: Json = {}
    for p in WANTED.at:
        key = f"p{p * 100:.0f}"
        found |= {key: [c.percentiles[p] for c in chosen], f"{key}_ci": [c.intervals[p] for c in chosen]}
    return found


def _drawn(plan: Plan, benefits: BenefitPlan, draws: int) -> Array:
    """Return the flows of the draws, float64[kind, year, draw]."""
    table = np.zeros((len(KINDS), benefits.years.size, draws))
    shapes = _shapes(benefits)
    worker: Block | None = None
    for first in range(0, draws, LEAST_BLOCK):
        count = min(LEAST_BLOCK, draws - first)
        if worker is None or worker.lanes != count:
            worker = Block(plan, count)
        worker.run(first)
        here = table[:, :, first : first + count]
        here[0] = -worker.present.programme_year.sum(axis=0)
        rows = benefits.arrays.row
        multiplier = [worker.arrays["input"][row] if row >= 0 else np.ones(count) for row in rows]
        here[1:] = _items(benefits, shapes, worker.arrays["curve"], multiplier)
    return table


def _base(plan: Plan, benefits: BenefitPlan) -> Array:
    """Return the flows of the base evaluation, float64[kind, year].

    The published investment has the register's own course over the years, programme by programme.
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
