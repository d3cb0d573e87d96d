"""The whole model in vectorised NumPy, as a careful user of NumPy would write it to be fast: what the engine is up to.

It takes its parameters from the engine's plan (``aksonsim.engine.plan.Plan``) and computes the same variables, with
NumPy's generators in place of the keyed streams, so that the two agree in law and not in bits. What makes it fast:
chunks of draws that fit into cache, rows of draws as the contiguous axis, single precision for municipalities,
ziggurat normals and exponentials, quantile tables without a search, matrix products for sums over lines, only
municipalities that newly commit touched in each round, the queue by one sort of packed words.

One thing it leaves out, to its own advantage: the histograms of what each municipality pays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from twin_councils import Councils, mass_withdrawal
from twin_inputs import Inputs
from twin_money import Money, bear
from twin_time import Rollout, durations, occur

from aksonsim.engine.plan import Plan
from aksonsim.kernels.council_arrays import ON_TIME

Array = NDArray[Any]
CHUNK = 1024
"""Draws that are computed together unless said otherwise."""

SINGLE = ("commitment_share", "milestone_month", "adoption_share", "gp_adoption_share")


class Twin:
    """A plan with uptake and rollout, ready to be simulated in NumPy."""

    def __init__(self, plan: Plan) -> None:
        if plan.uptake is None or plan.uptake.rollout is None or plan.people is None or plan.municipal is None:
            raise ValueError(f"scenario {plan.scenario.name} has no uptake with a rollout")
        self.plan, self.uptake, self.people, self.municipal = plan, plan.uptake, plan.people, plan.municipal
        self.inputs = Inputs(plan)

    def simulate(self, draws: int, seed: int, chunk: int = CHUNK) -> dict[str, Array]:
        """Return the variables of ``--keep standard`` by name, first axis ``draw``, and means by municipality.

        ``municipality_committed`` and ``municipality_live`` are shares of draws, ``municipality_cost_mean`` MNOK; in
        the order of ``plan.people``.
        """
        rng = np.random.Generator(np.random.SFC64(seed))
        out: dict[str, Array] = {}
        sums = np.zeros((3, self.people.inhabitants.size))
        for first in range(0, draws, chunk):
            count = min(chunk, draws - first)
            for name, values in self._chunk(rng, count, sums).items():
                if name not in out:
                    dtype = np.float32 if name in SINGLE else np.int8 if values.dtype == np.bool_ else values.dtype
                    out[name] = np.empty((draws, *values.shape[:-1]), dtype)
                out[name][first : first + count] = np.moveaxis(values, -1, 0)
        out["municipality_committed"], out["municipality_live"] = sums[:2] / draws
        out["municipality_cost_mean"] = sums[2] / draws / 1e6
        return out

    def _chunk(self, rng: np.random.Generator, count: int, sums: Array) -> dict[str, Array]:
        plan, uptake = self.plan, self.uptake
        x, occurred, councils = vote(plan, self.inputs, rng, count)
        milestones = councils.milestones
        rollout = Rollout(uptake, x, milestones, councils.joined, councils.outcome, rng)
        final = uptake.rollout.gp_row if uptake.rollout else -1
        participation = np.empty((2, 2, count))
        participation[0, 0] = councils.share[0, -1]
        participation[0, 1] = councils.share[0, -1] * (x[final] if final >= 0 else 0.0)
        participation[1] = rollout.participation
        stop_month = np.where(councils.stopped, councils.deadline, np.inf)
        money = Money(plan, x, occurred, milestones, participation, stop_month)
        committed = councils.joined < uptake.council.month.size
        people = participation[0, 0] * self.people.total
        sums[0] += np.count_nonzero(committed, axis=1)
        sums[1] += np.count_nonzero(rollout.live, axis=0)
        sums[2] += bear(money, self.municipal, committed, rollout.joined, people, rollout.people)
        self._represented(occurred, councils, rollout)
        with np.errstate(divide="ignore", invalid="ignore"):
            price = np.where((people > 0) & ~councils.stopped, 1e6 * money.shared / people, np.nan)
        return {
            "cost_total": money.total,
            "cost_programme": money.programme_year.sum(axis=1),
            "cost_payer": np.stack([money.state, money.total - money.state]),
            "state_uncapped": money.uncapped,
            "state_capped": money.capped,
            "price_per_inhabitant": price,
            "tariff_per_inhabitant": price * plan.finance.annuity,
            "cost_element": money.element,
            "cost_year": money.programme_year,
            "cost_payer_year": np.stack([money.state_year, money.total_year - money.state_year]),
            "gate_outcome": councils.outcome,
            "gate_month": councils.gate_month,
            "commitment_share": councils.share,
            "milestone_month": np.where(milestones > stop_month + plan.wind_down, np.nan, milestones),
            "adoption_share": rollout.share,
            "gp_adoption_share": rollout.gps,
            "event_occurred": occurred,
            "driver": x[plan.cost.driver_row],
        }

    def _represented(self, occurred: Array, councils: Councils, rollout: Rollout) -> None:
        """Note the events that the model produces itself."""
        uptake, milestones = self.uptake, councils.milestones
        for k, event in enumerate(self.plan.scenario.events):
            if event.counts == "gate_missed":
                occurred[k] = councils.outcome > ON_TIME
            elif event.counts == "mass_withdrawal":
                occurred[k] = mass_withdrawal(uptake, councils)
            elif event.counts == "late_municipalities":
                occurred[k] = _misses(rollout.share[0], uptake.represented.live_targets) & ~councils.stopped
            elif event.counts == "few_gps":
                occurred[k] = _misses(rollout.gps, uptake.represented.gp_targets) & ~councils.stopped
            elif event.counts == "late_start" and uptake.after.rollout >= 0:
                late = milestones[uptake.after.rollout] > self.plan.dates[uptake.after.rollout] + 1e-9
                occurred[k] = late & ~councils.stopped


def vote(plan: Plan, inputs: Inputs, rng: np.random.Generator, count: int) -> tuple[Array, Array, Councils]:
    """Return inputs [K, B], events that occur bool[E, B], and what the councils decide."""
    x = inputs.draw(rng, count)
    occurred = occur(plan, x)
    assert plan.uptake is not None
    ready = plan.uptake.readiness
    confidence = x[ready.confidence_row].copy()
    for event, row in zip(ready.uptake_event, ready.uptake_row, strict=True):
        confidence *= np.where(occurred[event], x[row], 1.0)
    return x, occurred, Councils(plan, x, durations(plan, x, occurred), confidence, rng)


def _misses(share: Array, targets: tuple[tuple[int, float], ...]) -> Array:
    """Return where float64[Y, B] falls short of any target (index of year, share)."""
    short = np.zeros(share.shape[1], dtype=np.bool_)
    for year, goal in targets:
        short |= share[year] < goal
    return short
