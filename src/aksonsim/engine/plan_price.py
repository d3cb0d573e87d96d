"""The price that councils are told, as arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import month_of
from aksonsim.engine.lines import Lines
from aksonsim.engine.plan_time import milestone_index
from aksonsim.kernels.council_arrays import PriceArrays
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.model.scenario import Scenario
from aksonsim.money import currency

Float = NDArray[np.float64]


def price_arrays(scenario: Scenario, cost: Lines, finance: FinanceArrays, dates: Float, total: int) -> PriceArrays:
    """Build the price councils are told: the published frame per inhabitant, and how known delay raises it.

    Shared programmes only; base estimates times ``uplift`` (P50 over base); a moved date prolongs hammocks only.
    Amounts are per unit of participation: the price per inhabitant is the currency's scale / ``total`` times it.
    """
    afford = scenario.uptake.affordability if scenario.uptake else None
    uplift = afford.uplift if afford else 1.0
    scale = currency(scenario.currency).scale
    shared, capped = cost.flags("shared"), ~cost.flags("outside_cap")
    vary = np.array([e.varies.inhabitants + e.varies.gps if e.varies else 0.0 for e in cost.elements])
    tag = np.array([e.state_share for e in cost.elements])
    tau = np.array([e.time_share for e in cost.elements])
    amount = np.where(shared, uplift * cost.estimate, 0.0)
    reference = np.where(cost.reference > 0, cost.reference, np.inf)
    growth = np.where(cost.moved, amount * tau / reference, 0.0)
    if not (scenario.links.delay_to_price and scenario.links.delay_to_cost):
        growth = np.zeros_like(growth)
    tagged = np.where(capped, tag, 0.0)
    fixed = np.array([(x * (1 - tag) * (1 - vary)).sum() for x in (amount, growth)])
    by_state = np.array([(x * tagged).sum() for x in (amount, growth)])
    ends = scenario.financing.state_ends if scenario.financing else None
    month = month_of(ends, scenario.start) if ends else math.inf
    cap_after = min(finance.cap, float((amount * tagged * _done_by(scenario, cost, dates, month)).sum()))
    gate = scenario.gate
    variable = float((amount * (1 - tag) * vary).sum())
    expected = afford.expected_share if afford else 1.0
    borne = min(float(fixed[0] + max(by_state[0] - finance.cap, 0.0)), finance.ceiling)
    return PriceArrays(
        fixed=fixed,
        tagged=by_state,
        variable=variable,
        cap=finance.cap,
        cap_after=cap_after,
        ends=month,
        ceiling=finance.ceiling,
        reference=afford.reference_price * total / scale if afford else borne / expected + variable,
        planned=month_of(gate.planned, scenario.start) if gate else 0.0,
        expected=expected,
        weight=afford.weight_committed if afford else 0.0,
        elasticity=afford.elasticity if afford and scenario.links.price_to_uptake else 0.0,
        floor=afford.floor if afford else 1.0,
        top=afford.ceiling if afford else 1.0,
    )


def _done_by(scenario: Scenario, cost: Lines, dates: Float, month: float) -> Float:
    """Return the part of each element that the reference schedule has done by a month."""
    out = np.ones(len(cost.elements))
    for i, e in enumerate(cost.elements):
        if math.isfinite(month):
            end = milestone_index(scenario, e.activity) if e.activity else 0
            first, last = (dates[end - 1], dates[end]) if e.activity else (0.0, 12.0)
            out[i] = np.clip((month - first) / max(last - first, 1e-9), 0.0, 1.0)
    return out
