"""What was published about net present value, beside the model's base value; and what each item is worth a year."""

from __future__ import annotations

import numpy as np

from aksonsim.engine.plan_benefits import BenefitPlan, base_value
from aksonsim.results.plain import frozen, shaped


@frozen
class ItemWorth:
    """What an item is worth in a year (``once``: in all) when everybody is live; ``by`` says whom it follows."""

    value: float
    once: bool
    by: str
    per_inhabitant: float | None = shaped(sparse=True, default=None)


@frozen
class AtPublishedPoint:
    """A published net present value, the model's base value at its participation, and model less published."""

    inhabitants: float
    gps: float
    gp_start: float | None
    published: float
    model: float
    residual: float


@frozen
class UnderPublishedDelay:
    """A published effect of a delay beside the model's, relative to the base value at the reference.

    ``all_moves``: investment and the start of operation come later with adoption; ``benefits_move``: what follows
    adoption alone does. Which of the two the source meant is not known. ``*_residual``: model less published. None
    where the base value is zero.
    """

    years: float
    published: float
    all_moves: float | None
    all_moves_residual: float | None
    benefits_move: float | None
    benefits_move_residual: float | None


def reference_participation(plan: BenefitPlan) -> tuple[float, float]:
    """Return the participation (inhabitants, practitioners) that the items' values were published for."""
    reference = plan.stated.reference
    return reference.curve[-1].share, reference.gps


def worth_of_items(plan: BenefitPlan, people: int | None, scale: float) -> dict[str, ItemWorth]:
    """Return what each item is worth in a year (a one-off: once) when all are live: in all, and per inhabitant.

    The weights of a level add up, over all years, to the present value of having been live from the first year on;
    divided by the discounted profile of that they are the value of one year at full effect.
    """
    found: dict[str, ItemWorth] = {}
    for item, weight in zip(plan.stated.items, plan.arrays.weight, strict=True):
        if item.by == "variable":
            continue
        discount = plan.arrays.discount
        profile = np.zeros(discount.size)
        known = np.array(item.profile[: discount.size])
        profile[: known.size] = known
        if item.continues:
            profile[known.size :] = item.profile[-1]
        if not discount @ profile:  # its effect would begin after the last year
            continue
        value = float(weight.sum() / (discount @ profile))
        if not item.continues:
            value *= sum(item.profile)
        each = scale * value / people if people and item.by != "running" else None
        found[item.id] = ItemWorth(value=value, once=not item.continues, by=item.by, per_inhabitant=each)
    return found


def published_points(plan: BenefitPlan) -> tuple[AtPublishedPoint, ...]:
    """Return each published net present value beside the model's base value."""
    out = []
    for point in plan.stated.published:
        model = base_value(plan, point.inhabitants, point.gps, gp_start=point.gp_start)
        out.append(
            AtPublishedPoint(
                inhabitants=point.inhabitants,
                gps=point.gps,
                gp_start=point.gp_start,
                published=point.value,
                model=model,
                residual=model - point.value,
            )
        )
    return tuple(out)


def published_delays(plan: BenefitPlan) -> tuple[UnderPublishedDelay, ...]:
    """Return each published effect of a delay beside the model's."""
    reference = reference_participation(plan)
    base = base_value(plan, *reference)

    def change(years: float, costs_move: bool) -> float | None:
        # Relative to nothing there is no change.
        return base_value(plan, *reference, late=years, costs_move=costs_move) / base - 1.0 if base else None

    rows = []
    for delay in plan.stated.delays:
        everything, benefits = change(delay.years, True), change(delay.years, False)
        rows.append(
            UnderPublishedDelay(
                years=delay.years,
                published=delay.change,
                all_moves=everything,
                all_moves_residual=None if everything is None else everything - delay.change,
                benefits_move=benefits,
                benefits_move_residual=None if benefits is None else benefits - delay.change,
            )
        )
    return tuple(rows)
