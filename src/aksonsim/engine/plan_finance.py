"""Who pays, as arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.calendar import month_of
from aksonsim.engine.lines import Lines
from aksonsim.engine.plan_time import year_starts
from aksonsim.kernels.financing import FinanceArrays
from aksonsim.model.scenario import Scenario

Float = NDArray[np.float64]


def finance_arrays(scenario: Scenario) -> FinanceArrays:
    """Build the rules of payment; without a section the state pays its tagged shares without limit."""
    financing = scenario.financing
    starts = year_starts(scenario)
    funded = np.ones(starts.size - 1)
    if financing is None:
        return FinanceArrays(cap=math.inf, funded=funded, ceiling=math.inf, annuity=math.nan)
    if financing.state_ends is not None:
        ends = month_of(financing.state_ends, scenario.start)
        funded = np.clip((ends - starts[:-1]) / np.diff(starts), 0.0, 1.0)
    rate, years = financing.loan.rate, financing.loan.years
    return FinanceArrays(
        cap=math.inf if financing.cap is None else financing.cap * financing.cap_price_factor,
        funded=funded,
        ceiling=math.inf if financing.municipal_ceiling is None else financing.municipal_ceiling,
        annuity=1.0 / years if rate == 0 else rate / -math.expm1(-years * math.log1p(rate)),
    )


def base_by_payer(cost: Lines, finance: FinanceArrays, amounts: Float) -> Float:
    """Return (state, municipal) of deterministic element amounts, cap applied, float64[2]."""
    tag = np.array([e.state_share for e in cost.elements])
    outside = cost.flags("outside_cap")
    capped = min(float((tag * amounts)[~outside].sum()), finance.cap)
    state = capped + float((tag * amounts)[outside].sum())
    return np.array([state, float(amounts.sum()) - state])
