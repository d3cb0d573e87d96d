"""From which participation on a programme is worth it, of the base value and of the mean of the draws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aksonsim.analysis.worth import Answer, Worth, worth_where
from aksonsim.api import plans
from aksonsim.engine.plan_benefits import BenefitPlan, base_value
from aksonsim.engine.variants import Variants
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import Plain, frozen, plain
from aksonsim.results.statistic import Statistic, mean
from aksonsim.studies.published import reference_participation


@frozen
class BreakEven:
    """Where a value is above zero: ``from`` a share on, ``up_to`` it, ``between`` several, ``always`` or ``never``.

    ``share`` is None where there is no one share; ``between`` are pairs of shares, empty where one answers.
    """

    share: Statistic | None
    answer: Answer
    between: tuple[tuple[float, float], ...] = ()


@frozen
class BreakEvens:
    """Participation from which on the net present value is above zero.

    ``inhabitants``: base value, practitioners in step with them; ``gps_inside``: base value, share of practitioners
    inside municipalities that take part, at the reference's inhabitants; ``mean``: expected value of the draws,
    practitioners in step, None where participation is not stated.
    """

    inhabitants: BreakEven
    gps_inside: BreakEven
    mean: BreakEven | None

    def to_json(self) -> dict[str, Plain]:
        """Return each share under its name, beside it what kind of answer it is."""
        found: dict[str, Plain] = {}
        for key in ("inhabitants", "gps_inside", "mean"):
            one: BreakEven | None = getattr(self, key)
            if one is not None:
                share = {key: None} if one.share is None else plain({key: one.share})
                between = {f"{key}_between": plain(one.between)} if one.between else {}
                found |= share | {f"{key}_answer": one.answer} | between
        return found


def break_evens(
    scenario: Scenario,
    plan: BenefitPlan,
    draws: int,
    seed: int,
    threads: int | None,
    progress: Callable[[int], None] | None,
) -> BreakEvens:
    """Return from which participation on a scenario is worth it."""
    last, gps = reference_participation(plan)
    return BreakEvens(
        inhabitants=_of(worth_where(lambda share: base_value(plan, share, share * gps / last))),
        gps_inside=_of(worth_where(lambda inside: base_value(plan, last, last * inside))),
        mean=_simulated(scenario, plan, draws, seed, threads, progress),
    )


def _of(worth: Worth) -> BreakEven:
    share = None if worth.share is None else Statistic(worth.share)
    return BreakEven(share=share, answer=worth.answer, between=worth.intervals if worth.answer == "between" else ())


def _simulated(
    scenario: Scenario,
    plan: BenefitPlan,
    draws: int,
    seed: int,
    threads: int | None,
    progress: Callable[[int], None] | None,
) -> BreakEven | None:
    """Return from which participation on the mean of the draws is above zero, where participation is stated.

    With practitioners in step every draw is linear in participation, so two runs on common random numbers give the
    mean for all: exact but for the Monte Carlo error, which is that of the mean at the break-even over the slope.
    """
    if scenario.participation is None:
        return None
    last, gps = reference_participation(plan)
    there = []
    for share in (0.5, 1.0):
        part = scenario.participation.model_copy(update={"inhabitants": share, "gps": share * gps / last})
        there.append(scenario.model_copy(update={"participation": part}))
    variants = Variants(draws=draws, seed=seed, threads=threads, progress=progress)
    runs = [np.asarray(ds["npv"].values[0]) for ds in variants.run(plans(there, draws=draws, seed=seed))]
    slope = (runs[1] - runs[0]) / 0.5
    rise, end = float(slope.mean()), float(runs[1].mean())
    worth = worth_where(lambda share: end - (1.0 - share) * rise)
    if worth.share is None:
        return BreakEven(share=None, answer=worth.answer)
    at_share = runs[1] - (1.0 - worth.share) * slope
    half = mean(at_share).half / abs(rise)
    found = Statistic(worth.share, (worth.share - half, worth.share + half), draws)
    return BreakEven(share=found, answer=worth.answer)
