"""The price that councils are told, and what it does to their readiness."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.council_arrays import PriceArrays
from aksonsim.kernels.float32_math import exp_all, log_all
from aksonsim.sampling.jit import kernel


@kernel
def cheapness(price: PriceArrays, month: float, known_delay: Array, committed: Array, out: Array) -> None:
    """Write reference price / price as known at a round to ``out`` float32[B].

    price = (municipal fixed cost as known) / (w F + (1 - w) F_expected) + variable cost.
    """
    cap = price.cap if month < price.ends else price.cap_after
    for i in range(out.shape[0]):
        fixed = price.fixed[0] + price.fixed[1] * known_delay[i]
        tagged = price.tagged[0] + price.tagged[1] * known_delay[i]
        borne = min(fixed + max(tagged - cap, 0.0), price.ceiling)
        each = borne / (price.weight * committed[i] + (1.0 - price.weight) * price.expected) + price.variable
        out[i] = np.float32(price.reference / max(each, 1e-9))


@kernel
def affordability(price: PriceArrays, cheap: Array, out: Array) -> None:
    """Write A = clip(cheap^elasticity, floor, top) to ``out`` float32[B]."""
    for i in range(out.shape[0]):
        out[i] = cheap[i]
    log_all(out)
    for i in range(out.shape[0]):
        out[i] = out[i] * np.float32(price.elasticity)
    exp_all(out)
    for i in range(out.shape[0]):
        out[i] = min(max(out[i], np.float32(price.floor)), np.float32(price.top))


@kernel
def of_participants(
    participation: Array, stop_month: Array, sums: Array, people: float, scale: float, out: Array
) -> None:
    """Write the price per inhabitant of those who take part to float64[B]; NaN where all stops or nobody takes part.

    ``participation`` float64[2, 2, B] as of the committed first; ``sums`` as of `financing.pay`; ``people``: all
    inhabitants; ``scale`` of the currency.
    """
    for i in range(out.shape[0]):
        basis = participation[0, 0, i] * people
        out[i] = scale * sums[3, i] / basis if basis > 0.0 and stop_month[i] == np.inf else np.nan
