"""The price that councils are told, and what it does to their readiness."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.council_arrays import PriceArrays
from aksonsim.kernels.float32_math import exp32, log32
from aksonsim.sampling.jit import kernel, part


@part
def cheapness(price: PriceArrays, month: float, known_delay: Array, committed: Array, out: Array) -> None:
    """Write reference price / price as known at a round to ``out`` float32[B].

    price = (municipal fixed cost as known) / (w F + (1 - w) F_expected) + variable cost.
    """
    cap = price.cap if month < price.ends else price.cap_after
    fixed, fixed_growth, tagged, tagged_growth = price.fixed[0], price.fixed[1], price.tagged[0], price.tagged[1]
    ceiling, weight, reference, variable = price.ceiling, price.weight, price.reference, price.variable
    hoped = (1.0 - price.weight) * price.expected
    for i in range(out.shape[0]):
        over = tagged + tagged_growth * known_delay[i] - cap
        borne = fixed + fixed_growth * known_delay[i] + (over if over > 0.0 else 0.0)
        borne = borne if borne < ceiling else ceiling
        each = borne / (weight * committed[i] + hoped) + variable
        out[i] = np.float32(reference / (each if each > 1e-9 else 1e-9))


@part
def affordability(price: PriceArrays, cheap: Array, out: Array) -> None:
    """Write A = clip(cheap^elasticity, floor, top) to ``out`` float32[B]."""
    elasticity, floor, top = np.float32(price.elasticity), np.float32(price.floor), np.float32(price.top)
    for i in range(out.shape[0]):
        power = exp32(log32(cheap[i]) * elasticity)
        power = power if power > floor else floor
        out[i] = power if power < top else top


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
